/** @module */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { killSequencer, randomOf } from "./crash.test-helper.ts";
import { auditLog, LOG_SIGNER, opened } from "./sequencer.test-helper.ts";
import { soak } from "./soak.test-helper.ts";

/** Set by scripts/soak-sequencer.ts. */
const SOAK_KILLS = Number(process.env.TRIPLICATE_SOAK_KILLS ?? 0);
const SOAK_SEED = Number(process.env.TRIPLICATE_SOAK_SEED ?? 1);
const SOAK_MILLISECONDS = 4 * 60 * 60 * 1000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triplicate-crash-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string): Uint8Array | null => {
  try {
    return readFileSync(join(folder, "public", path));
  } catch {
    return null;
  }
};

test("killed again and again under load, a log keeps every promise", async () => {
  const { served, promised } = await killSequencer({ folder, kills: 20, random: randomOf(1) });
  expect(promised.length).toBeGreaterThan(300);
  expect(served.length).toBeGreaterThan(15);
  const sizes = served.map((note) => opened(note, LOG_SIGNER.key).size);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  expect(await auditLog(read, LOG_SIGNER.key, served, promised)).toEqual([]);
});

test.runIf(SOAK_KILLS > 0)(
  "and hundreds of times, with its cosigners, at exact system calls",
  async () => {
    const say = (text: string) => process.stdout.write(`${text}\n`);
    expect(await soak({ folder, read, kills: SOAK_KILLS, seed: SOAK_SEED, say })).toEqual([]);
  },
  SOAK_MILLISECONDS,
);
