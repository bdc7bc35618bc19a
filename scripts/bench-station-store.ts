/**
 * How long a vote takes to the disk: commits of a station with its second copy, each timed.
 *
 *     npm run bench:station -- [--commits 2000] [--folder .] [--medium FOLDER]
 *
 * The records, the state and the slots are those of a station of 900 voters and a ballot of 40 options. Both copies lie on one disk unless a
 * folder on another is named: two flushes of one disk wait for each other, so this is the slower case of two fast disks, and says nothing of a
 * slow stick.
 * @module
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createMirroredStore } from "@triplicate/adapters/station-store-mirror.ts";

const { values } = parseArgs({
  options: {
    commits: { type: "string", default: "2000" },
    folder: { type: "string", default: "." },
    medium: { type: "string" },
  },
});
const COMMITS = Number(values.commits);
const SHAPE = { slots: Math.max(1175, Math.ceil(COMMITS / 3)), recordBytes: 54, stateBytes: 12_000 };
const IDENTITY = { election: "bench", definition: "bench", mode: "test", station: "bench" } as const;

function measure(folder: string, medium: string | null): void {
  const made = createMirroredStore(folder, medium, { identity: IDENTITY, shape: SHAPE });
  if (!made.ok) throw new Error(made.error.code);
  const store = made.value;
  const times: number[] = [];
  let record = new Uint8Array();
  for (let i = 0; i < COMMITS; i += 1) {
    // Pending, printed, cast: a voter's record is written three times, and the state with it.
    if (i % 3 === 0) record = new Uint8Array(randomBytes(SHAPE.recordBytes));
    record[48] = (i % 3) + 1;
    const state = `${i} ${"x".repeat(3000)}`;
    const start = process.hrtime.bigint();
    store.commit({ state, journal: [], record: { put: record } });
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  store.close();
  times.sort((a, b) => a - b);
  const at = (share: number): string =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(2);
  const what = medium === null ? "one copy  " : "two copies";
  process.stdout.write(
    `${what}  ${times.length} commits  median ${at(0.5)} ms  p99 ${at(0.99)} ms  longest ${at(1)} ms\n`,
  );
}

const root = mkdtempSync(join(resolve(values.folder), "bench-station-"));
const other =
  values.medium === undefined ? root : mkdtempSync(join(resolve(values.medium), "bench-station-"));
try {
  mkdirSync(join(other, "medium"));
  measure(join(root, "one"), null);
  measure(join(root, "two"), join(other, "medium"));
} finally {
  for (const folder of new Set([root, other])) rmSync(folder, { recursive: true, force: true });
}
