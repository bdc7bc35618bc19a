/**
 * A station's store on two media: the machine's own disk, and one that can be taken out and put into a replacement machine.
 *
 * Each commit goes to the machine's disk and then, the same, into the same slot, to the medium: two copies tell no more than one. When the
 * medium is pulled voting goes on and the machine says so; when it is back it is brought up to date where it lies. A copy that may know
 * something that this machine does not is never written over. Spec: spec/station-storage.md, sections 4 and 5.
 * @module
 */
import { existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { equalBytes } from "@triplicate/core/bytes.ts";
import type { StationStore } from "@triplicate/core/count-machine/station-port.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { type FileLock, lockFile } from "./sqlite.ts";
import {
  createStoreAccess,
  printIdentity,
  type Random,
  type StoreFault,
  type StoreFaultCode,
  type StoreIdentity,
  systemRandom,
} from "./station-store.ts";
import {
  catchUp,
  createStoreFile,
  isKnown,
  type Making,
  NO_TAG,
  openStoreFile,
  type Step,
  type StoreFile,
  type StoreShape,
  TAG_BYTES,
  withKnown,
} from "./station-store-file.ts";
import { flushFolder, wipeAndRemove } from "./station-store-wipe.ts";

export const STORE_FILE = "station.sqlite";
const LOCK_FILE = "station.lock";

/**
 * none: no second medium was asked for. missing: it is not there, or cannot be read or written. other: it has a copy that must not be
 * written over, of another store or with more in it than this machine knows.
 */
export type SecondCopy = "none" | "fine" | "missing" | "other";

export type MirroredStore = StationStore & {
  readonly shape: StoreShape;
  secondCopy(): SecondCopy;
  /** Looks whether the medium is back, and brings it up to date; each commit does so too. */
  tryAgain(): SecondCopy;
  /** False while a journal could not be overwritten after its commit. */
  isWiped(): boolean;
};

/** There is no making in opening. */
export type OpenFault = StoreFault<Exclude<StoreFaultCode, "store-there">>;

export type StoreOptions = { readonly identity: StoreIdentity; readonly random?: Random };

/** Makes a new store in `folder`, and its copy in `second`, a folder that is there and has none. */
export function createMirroredStore(
  folder: string,
  second: string | null,
  options: StoreOptions & { readonly shape: StoreShape },
): Result<MirroredStore, StoreFault> {
  const random = options.random ?? systemRandom;
  const identity = printIdentity(options.identity);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return withLock<MirroredStore, StoreFault>(folder, (lock) => {
    if (existsSync(join(folder, STORE_FILE))) return err({ code: "store-there", detail: folder });
    if (second !== null && existsSync(join(second, STORE_FILE)))
      return err({ code: "copy-other", detail: second });
    makeFile(folder, { shape: options.shape, identity, id: random(TAG_BYTES) }, random, () => {});
    return openBoth(folder, second, { ...options, random, lock });
  });
}

/** Opens the store in `folder`; brings the copy up to date, or is brought up to date by it if it is one commit ahead. */
export function openMirroredStore(
  folder: string,
  second: string | null,
  options: StoreOptions,
): Result<MirroredStore, OpenFault> {
  if (!existsSync(join(folder, STORE_FILE))) return err({ code: "store-missing", detail: folder });
  return withLock<MirroredStore, OpenFault>(folder, (lock) =>
    openBoth(folder, second, { ...options, random: options.random ?? systemRandom, lock }),
  );
}

/** On a replacement machine: its own store out of the medium of the machine that died. The medium goes on as its second copy. */
export function resumeFromCopy(
  medium: string,
  folder: string,
  options: StoreOptions,
): Result<MirroredStore, StoreFault> {
  const random = options.random ?? systemRandom;
  if (!existsSync(join(medium, STORE_FILE))) return err({ code: "store-missing", detail: medium });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return withLock<MirroredStore, StoreFault>(folder, (lock) => {
    if (existsSync(join(folder, STORE_FILE))) return err({ code: "store-there", detail: folder });
    const fault = copyOver(medium, folder, printIdentity(options.identity), random);
    return fault === null ? openBoth(folder, medium, { ...options, random, lock }) : err(fault);
  });
}

function copyOver(medium: string, folder: string, identity: string, random: Random): StoreFault | null {
  const lock = lockFile(join(medium, LOCK_FILE));
  if (lock === null) return { code: "store-busy", detail: medium };
  try {
    const copy = openFile(medium);
    if (!copy.ok) return copy.error;
    try {
      if (copy.value.identity !== identity) return { code: "copy-other", detail: medium };
      makeFile(folder, copy.value, random, (made) => takeOver(copy.value, made, random));
      return null;
    } finally {
      copy.value.close();
    }
  } finally {
    lock.release();
  }
}

type Opening = StoreOptions & { readonly random: Random; readonly lock: FileLock };

function openBoth(folder: string, second: string | null, opening: Opening): Result<MirroredStore, OpenFault> {
  const first = openFile(folder);
  if (!first.ok) return first;
  if (first.value.identity !== printIdentity(opening.identity)) {
    first.value.close();
    return err({ code: "store-other", detail: folder });
  }
  const copy = createCopy(first.value, folder, second, opening);
  const fault = copy.open();
  if (fault !== null) {
    first.value.close();
    return err(fault);
  }
  const write = (step: Omit<Step, "stamp">): void => {
    const [last, tag] = [first.value.stamp(), opening.random(TAG_BYTES)];
    // A copy that is attached stands where the machine stands; of one that is not, what was known of it last is kept.
    const of = copy.isAttached()
      ? { known: withKnown(last, last.tag), tried: tag }
      : { known: last.known, tried: last.tried };
    const stamped = { ...step, stamp: { tag, previous: last.tag, ...of } };
    first.value.write(stamped);
    copy.write(stamped);
  };
  const store = createStoreAccess(first.value, write, opening.random);
  return ok({
    ...store,
    shape: first.value.shape,
    secondCopy: copy.state,
    tryAgain: copy.attach,
    isWiped: () => first.value.isWiped() && copy.isWiped(),
    close() {
      copy.detach();
      store.close();
      opening.lock.release();
    },
  });
}

type Copy = {
  /** At the start a copy that must not be written over is a fault, and one that is a step ahead is taken. */
  open(): OpenFault | null;
  isAttached(): boolean;
  attach(): SecondCopy;
  write(step: Step): void;
  detach(): void;
  state(): SecondCopy;
  isWiped(): boolean;
};

type Attached = { readonly file: StoreFile; readonly lock: FileLock };

function createCopy(first: StoreFile, folder: string, second: string | null, { random }: Opening): Copy {
  let copy: Attached | null = null;
  let state: SecondCopy = second === null ? "none" : "missing";
  const detach = (): void => {
    if (copy !== null) {
      closeBoth(copy);
      copy = null;
      state = "missing";
    }
  };
  const tryAttach = (mayTake: boolean): OpenFault | null => {
    if (second === null || copy !== null) return null;
    state = "missing";
    try {
      const found = attachCopy(first, { folder, second, random, mayTake });
      if (typeof found === "string") {
        state = "other";
        return { code: found, detail: second };
      }
      copy = found;
      if (copy !== null) state = "fine";
    } catch {
      // Not there, full or broken: the votes are safe on the first disk, and the poll workers are told.
    }
    return null;
  };
  const attach = (): SecondCopy => {
    if (copy !== null && !isThere(copy.file)) detach();
    tryAttach(false);
    return state;
  };
  return {
    open: () => tryAttach(true),
    isAttached: () => copy !== null,
    attach,
    write(step) {
      try {
        if (copy !== null && isThere(copy.file)) {
          copy.file.write(step);
          return;
        }
      } catch {}
      detach();
      attach();
    },
    detach,
    state: () => state,
    isWiped: () => copy?.file.isWiped() ?? true,
  };
}

type Place = {
  readonly folder: string;
  readonly second: string;
  readonly random: Random;
  readonly mayTake: boolean;
};

/** The copy, where the machine stands; null if it is not there; the fault of one that is left alone. Throws where the medium fails. */
function attachCopy(
  first: StoreFile,
  { folder, second, random, mayTake }: Place,
): Attached | null | CopyFault {
  if (!isFolder(second) && !makeCopyFolder(second, folder)) return null;
  const lock = lockFile(join(second, LOCK_FILE));
  if (lock === null) return null;
  let file: StoreFile | null = null;
  let fault: CopyFault | null = null;
  try {
    const path = join(second, STORE_FILE);
    if (!existsSync(path)) {
      aim(first, first.stamp().tag);
      makeFile(second, first, random, (made) => catchUp(first, made));
    }
    const opened = openStoreFile(path);
    file = opened;
    fault = bring(first, opened, mayTake);
    if (fault === null) return { file: opened, lock };
  } catch (error) {
    closeBoth({ file, lock });
    throw error;
  }
  closeBoth({ file, lock });
  return fault;
}

/** Before a copy is brought up to date the machine notes where it stands and where it is to stand, whatever becomes of the attempt. */
function aim(first: StoreFile, known: Uint8Array): void {
  const stamp = first.stamp();
  first.restamp({ ...stamp, known: withKnown(stamp, known), tried: stamp.tag });
}

type CopyFault = "copy-other" | "copy-ahead";

/** Brings the copy up to date, or the machine by the one commit that its disk lost; the fault of one that is left alone. */
function bring(first: StoreFile, copy: StoreFile, mayTake: boolean): CopyFault | null {
  const standing = compareFiles(first, copy);
  switch (standing) {
    case "same":
      return null;
    case "behind":
      aim(first, copy.stamp().tag);
      catchUp(first, copy);
      return null;
    case "next":
      if (!mayTake) return "copy-ahead";
      catchUp(copy, first);
      return null;
    case "copy-ahead":
    case "copy-other":
      return standing;
  }
}

/** Where a copy stands. `next`: it has exactly the commit that follows the machine's last. */
function compareFiles(first: StoreFile, copy: StoreFile): "same" | "behind" | "next" | CopyFault {
  const isCopy = equalBytes(first.id, copy.id) && first.identity === copy.identity;
  if (!isCopy || !isSameShape(first.shape, copy.shape)) return "copy-other";
  const [mine, theirs] = [first.stamp(), copy.stamp()];
  if (equalBytes(theirs.tag, mine.tag)) return "same";
  if (isKnown(mine, theirs.tag)) return "behind";
  return equalBytes(theirs.previous, mine.tag) ? "next" : "copy-ahead";
}

const isSameShape = (a: StoreShape, b: StoreShape): boolean =>
  a.slots === b.slots && a.recordBytes === b.recordBytes && a.stateBytes === b.stateBytes;

/** From here on the machine that died and this one are told apart: this tag follows none that the other has. */
function takeOver(copy: StoreFile, made: StoreFile, random: Random): void {
  catchUp(copy, made);
  const tag = random(TAG_BYTES);
  const { tag: last } = copy.stamp();
  made.restamp({
    tag,
    previous: NO_TAG,
    known: withKnown({ ...made.stamp(), known: NO_TAG }, last),
    tried: tag,
  });
}

/** Under its own name only when it is whole and flushed; what an interrupted attempt left is overwritten. */
function makeFile(folder: string, making: Making, random: Random, fill: (file: StoreFile) => void): void {
  const path = join(folder, STORE_FILE);
  const beside = `${path}.new`;
  const clean = (): void => {
    for (const name of [`${beside}-journal`, beside]) if (existsSync(name)) wipeAndRemove(name);
  };
  clean();
  createStoreFile(beside, making, random(TAG_BYTES));
  const file = openStoreFile(beside);
  try {
    fill(file);
  } finally {
    file.close();
  }
  if (existsSync(`${path}-journal`)) wipeAndRemove(`${path}-journal`);
  flushFolder(folder);
  renameSync(beside, path);
  flushFolder(folder);
  clean();
  flushFolder(dirname(folder));
}

function openFile(folder: string): Result<StoreFile, OpenFault> {
  try {
    return ok(openStoreFile(join(folder, STORE_FILE)));
  } catch (error) {
    return err({ code: "store-unreadable", detail: `${folder}: ${(error as Error).message}` });
  }
}

/** The lock is released unless the store that `act` opens takes it along. */
function withLock<T, E>(
  folder: string,
  act: (lock: FileLock) => Result<T, E>,
): Result<T, E | StoreFault<"store-busy">> {
  const lock = lockFile(join(folder, LOCK_FILE));
  if (lock === null) return err({ code: "store-busy", detail: folder });
  let isKept = false;
  try {
    const result = act(lock);
    isKept = result.ok;
    return result;
  } finally {
    if (!isKept) lock.release();
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** A new medium gets a folder for the copy. An empty mount point lies on the machine's own disk: no copy is made there. */
function makeCopyFolder(second: string, folder: string): boolean {
  const medium = statSync(dirname(second), { throwIfNoEntry: false });
  if (medium === undefined || medium.dev === statSync(folder).dev || medium.dev === statSync("/").dev)
    return false;
  mkdirSync(second, { mode: 0o700 });
  return true;
}

/** A medium that was pulled may answer with an error. */
function isThere(file: StoreFile): boolean {
  try {
    return file.isThere();
  } catch {
    return false;
  }
}

function closeBoth({ file, lock }: { readonly file: StoreFile | null; readonly lock: FileLock }): void {
  quietly(() => file?.close());
  quietly(() => lock.release());
}

function quietly(act: () => void): void {
  try {
    act();
  } catch {}
}
