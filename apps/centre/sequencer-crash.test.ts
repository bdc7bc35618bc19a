/** @module */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { killSequencer, randomOf } from "./crash.test-helper.ts";
import { auditLog, LOG_SIGNER, opened } from "./sequencer.test-helper.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triplicate-crash-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("killed again and again under load, a log keeps every promise", async () => {
  const { served, promised } = await killSequencer({ folder, kills: 20, random: randomOf(1) });
  expect(promised.length).toBeGreaterThan(300);
  expect(served.length).toBeGreaterThan(15);
  const sizes = served.map((note) => opened(note, LOG_SIGNER.key).size);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  const read = (path: string) => {
    try {
      return readFileSync(join(folder, "public", path));
    } catch {
      return null;
    }
  };
  expect(await auditLog(read, LOG_SIGNER.key, served, promised)).toEqual([]);
});
