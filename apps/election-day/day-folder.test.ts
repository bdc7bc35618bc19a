/**
 * What a day that was killed left behind goes at the next start, and nothing else does.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeDayFolder } from "./day-folder.ts";

test("a day sweeps up after days whose process is gone", async () => {
  const parent = await mkdtemp(join(tmpdir(), "triplicate-folders-"));
  try {
    const { pid: gone } = spawnSync(process.execPath, ["--version"]);
    const rows: [name: string, owner: string | null, stays: boolean][] = [
      ["triplicate-day-killed", `${gone}\n`, false],
      ["triplicate-day-running", `${process.pid}\n`, true],
      ["triplicate-day-silent", null, true],
      ["triplicate-day-odd", "0x1\n", true],
      ["other", `${gone}\n`, true],
    ];
    for (const [name, owner] of rows) {
      await mkdir(join(parent, name));
      if (owner !== null) await writeFile(join(parent, name, "process"), owner);
    }
    const own = await makeDayFolder(parent);
    for (const [name, , stays] of rows) expect(existsSync(join(parent, name)), name).toBe(stays);
    expect(await readFile(join(own, "process"), "utf8")).toBe(`${process.pid}\n`);
  } finally {
    await rm(parent, { recursive: true });
  }
});
