import { translator } from "@triplicate/ui/messages.ts";
import { expect, test, vi } from "vitest";
import type { Io } from "./io.ts";
import { startProgress } from "./progress.ts";

const io = (isTerminal: boolean): Io => {
  let clock = 0;
  const now = () => {
    clock += 1000;
    return clock;
  };
  return {
    out: () => {},
    data: () => {},
    err: () => {},
    isTerminal,
    language: "en",
    now,
    untilStopped: async () => {},
    environment: {},
  };
};

/** What bars are told to say, whatever they draw of it. */
async function said(isTerminal: boolean): Promise<string[]> {
  const cliProgress = await import("cli-progress");
  const texts: string[] = [];
  const bar = { setTotal: () => {}, update: (_: number, { text }: { text: string }) => texts.push(text) };
  const create = vi.spyOn(cliProgress.default.MultiBar.prototype, "create").mockReturnValue(bar as never);
  try {
    const progress = startProgress(io(isTerminal), translator("en"));
    const line = progress.line("actas");
    line.update({ unit: "bytes", done: 10_000_000, total: 40_000_000, rows: 1500 });
    line.update({ unit: "images", done: 30, total: 40, rows: 25 });
    progress.stop();
  } finally {
    create.mockRestore();
  }
  return texts;
}

test("says rows, rate and time left of a file, and counts images of a folder", async () => {
  expect(await said(true)).toEqual([
    "actas: 10 of 40 MB, 1,500 rows, 1,500 rows/s, 3 s left",
    "actas: 30 of 40 images, 1 s left",
  ]);
});

test("says nothing in a pipe", async () => {
  expect(await said(false)).toEqual([]);
});
