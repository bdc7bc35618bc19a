/**
 * What the daemon's memory still holds of a vote when the voter has gone: no code and no choices that anything can reach.
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getHeapSnapshot } from "node:v8";
import { encodeHex } from "@triplicate/core/bytes.ts";
import { afterEach, expect, test } from "vitest";
import {
  fakePapers,
  openingActions,
  provisioned,
  startTest,
  unlock,
  voteActions,
} from "./machine.test-helper.ts";

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const turned = (text: string): string => [...text].reverse().join("");

/** Every text that something can reach, in one. */
async function heapText(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of getHeapSnapshot()) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("latin1");
}

test("the code of a voucher is in memory while its voter is there, and not when they have gone", async () => {
  const root = mkdtempSync(join(tmpdir(), "triplicate-memory-"));
  cleanups.push(() => rmSync(root, { recursive: true, force: true }));
  await provisioned(join(root, "machine"));
  const papers = fakePapers();
  // Turned round, so that what this test remembers is not what it looks for.
  const codes: string[] = [];
  papers.onPrint = (paper, station) => {
    const record = paper === "voucher" ? station.record() : null;
    if (record !== null) codes.push(turned(encodeHex(record.subarray(0, 16))));
  };
  const { machine, does } = await startTest(join(root, "machine"), { papers });
  cleanups.push(() => machine.close());
  await does(
    ...openingActions(),
    ...unlock("a"),
    { do: "activate" },
    { do: "confirm", selections: [[1], [0]] },
  );
  expect((await heapText()).includes(turned(codes[0]!))).toBe(true);
  await does({ do: "match", matches: true }, { do: "dismiss" }, ...voteActions([[0], []]), { do: "dismiss" });
  const text = await heapText();
  expect(codes.map((code) => text.includes(turned(code)))).toEqual([false, false]);
});
