/**
 * The plug is pulled at every write of a vote: what the disk then holds is the state before the step or after it, never else.
 * @module
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import {
  changeOf,
  codeOf,
  contentAfter,
  contentOf,
  IDENTITY,
  MEMORY,
  opened,
  SHAPE,
  stepsOf,
  temporaryFolders,
} from "./station-store.test-helper.ts";
import {
  createMirroredStore,
  openMirroredStore,
  resumeFromCopy,
  STORE_FILE,
} from "./station-store-mirror.ts";
import {
  createDisk,
  hasStrace,
  type Recording,
  randomOf,
  record,
} from "./station-store-replay.test-helper.ts";

const folders = temporaryFolders();
afterAll(() => folders.remove());

/** Set by scripts/soak-station.ts. */
const SOAK_CUTS = Number(process.env.TRIPLICATE_SOAK_CUTS ?? 0);
const SOAK_SEED = Number(process.env.TRIPLICATE_SOAK_SEED ?? 1);

const LONG = SOAK_CUTS > 0 ? 4 * 60 * 60 * 1000 : 60_000;

/** What is wrong with a disk on which `done` steps were told to be done, and perhaps one more had begun. */
function faultsOf(root: string, done: number, isBegun: boolean): string[] {
  const [machine, medium] = [join(root, "machine"), join(root, "medium")];
  const faults: string[] = [];
  const allowed = isBegun ? [done, done + 1] : [done];
  const result = openMirroredStore(machine, medium, { identity: IDENTITY });
  if (!result.ok) return [`${codeOf(result)} ${result.error.detail}`];
  const store = result.value;
  const steps = stepsOf(store);
  if (!allowed.includes(steps)) faults.push(`${steps} steps instead of ${allowed.join(" or ")}`);
  if (contentOf(store) !== contentAfter(steps)) faults.push(`other content than ${steps} steps have`);
  if (store.secondCopy() !== "fine") faults.push(`second copy: ${store.secondCopy()}`);
  store.close();
  for (const folder of [machine, medium]) {
    for (const name of readdirSync(folder).filter((name) => name.endsWith("sqlite-journal")))
      if (readFileSync(join(folder, name)).some((byte) => byte !== 0)) faults.push(`${name} is not wiped`);
  }
  const resumed = resumeFromCopy(medium, join(root, "other"), { identity: IDENTITY });
  if (!resumed.ok) return [...faults, `copy: ${codeOf(resumed)}`];
  if (contentOf(resumed.value) !== contentAfter(steps)) faults.push("the copy holds something else");
  resumed.value.close();
  return faults;
}

/** Cuts the recording at every operation, each time in some ways. `before`: the steps that may stand before the child has opened. */
function cutEverywhere(recording: Recording, root: string, { ways, before }: Cutting): number {
  const disk = createDisk(recording, root);
  const random = randomOf(SOAK_SEED);
  const faults: string[] = [];
  let [done, isBegun, isOpen, cuts] = [before ?? 0, before !== undefined, before !== undefined, 0];
  for (let at = 0; !disk.isAtEnd() && faults.length === 0; at += 1) {
    const word = disk.next()?.split(" ") ?? [];
    if (word[0] === "open") [done, isOpen] = [Number(word[1]), true];
    if (word[0] === "done") done += 1;
    if (word.length > 0) isBegun = word[0] === "begin";
    if (!isOpen) continue;
    for (let way = 0; way < ways; way += 1) {
      const folder = mkdtempSync(join(MEMORY, "triplicate-cut-"));
      disk.cut(folder, way === 0 ? "lost" : way === 1 ? "kept" : random);
      faults.push(...faultsOf(folder, done, isBegun).map((fault) => `operation ${at}, way ${way}: ${fault}`));
      rmSync(folder, { recursive: true, force: true });
      cuts += 1;
    }
  }
  expect(faults).toEqual([]);
  return cuts;
}

type Cutting = { readonly ways: number; readonly before?: number };

/** Where strace is not installed this says so and checks nothing: processes that are killed remain. */
test.skipIf(!hasStrace)("whatever was written when a step is done is on the disk", async () => {
  const root = folders.make();
  const disk = createDisk(await record(root, 30), root);
  let done = 0;
  while (!disk.isAtEnd()) {
    const word = disk.next();
    if (!word?.startsWith("done")) continue;
    done += 1;
    expect(disk.pending().filter((path) => !path.includes("station.lock"))).toEqual([]);
  }
  expect(done).toBe(30);
});

/** A root whose file a power cut left half written, everything kept; and how many steps were done. */
function interrupt(
  recording: Recording,
  root: string,
  at: "machine" | "medium",
): { root: string; done: number } {
  const disk = createDisk(recording, root);
  let done = 0;
  while (done < 4) if (disk.next()?.startsWith("done")) done += 1;
  const half = folders.make();
  const path = join(root, at, STORE_FILE);
  while (!disk.pending().includes(path)) disk.next();
  disk.cut(half, "kept");
  return { root: half, done };
}

test.skipIf(!hasStrace)(
  "the power may go at every write",
  async () => {
    const root = folders.make();
    const recording = await record(root, SOAK_CUTS > 0 ? 60 : 3);
    const cuts = cutEverywhere(recording, root, { ways: SOAK_CUTS > 0 ? SOAK_CUTS : 3 });
    expect(cuts).toBeGreaterThan(250);
  },
  LONG,
);

test.skipIf(!hasStrace).each(["machine", "medium"] as const)(
  "and again while what the %s was at is rolled back, which overwrites the journal and does not delete it",
  async (at) => {
    const root = folders.make();
    const half = interrupt(await record(root, 6), root, at);
    const journal = join(half.root, at, `${STORE_FILE}-journal`);
    expect(readFileSync(journal).some((byte) => byte !== 0)).toBe(true);
    const recording = await record(half.root, 1);
    expect(readFileSync(journal).every((byte) => byte === 0)).toBe(true);
    const removed = recording.operations.filter(({ kind }) => kind === "remove").map(({ path }) => path);
    expect(removed.filter((path) => !path.endsWith("station.lock-journal"))).toEqual([]);
    const ways = SOAK_CUTS > 0 ? SOAK_CUTS : 2;
    cutEverywhere(recording, half.root, { ways, before: half.done });
  },
  LONG,
);

test.skipIf(!hasStrace)(
  "and while a medium that was pulled is brought up to date",
  async () => {
    const root = folders.make();
    const [machine, medium] = [join(root, "machine"), join(root, "medium")];
    mkdirSync(medium);
    const store = opened(createMirroredStore(machine, medium, { identity: IDENTITY, shape: SHAPE }));
    for (let step = 0; step < 30; step += 1) {
      if (step === 10) renameSync(medium, `${medium}-pulled`);
      store.commit(changeOf(step));
    }
    store.close();
    renameSync(`${medium}-pulled`, medium);
    cutEverywhere(await record(root, 1), root, { ways: SOAK_CUTS > 0 ? SOAK_CUTS : 2, before: 30 });
  },
  LONG,
);
