/**
 * A station's second copy on a removable medium: whether it is there, where it stands, and bringing it to where the machine stands.
 *
 * A medium that was pulled stops nobody. One that is back is brought up to date where it lies; one that may know something that the machine
 * does not is never written over. Spec: spec/station-storage.md, section 4.
 * @module
 */
import { existsSync, lstatSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { equalBytes } from "@triplicate/core/bytes.ts";
import { type FileLock, lockFile } from "./sqlite.ts";
import type { Random, StoreFault, StoreFaultCode } from "./station-store.ts";
import {
  catchUp,
  createStoreFile,
  isKnown,
  type Making,
  openStoreFile,
  type Step,
  type StoreFile,
  type StoreShape,
  TAG_BYTES,
  withKnown,
} from "./station-store-file.ts";
import { flushFolder, wipeAndRemove } from "./station-store-wipe.ts";

export const STORE_FILE = "station.sqlite";
export const LOCK_FILE = "station.lock";
const FILES = [LOCK_FILE, ...["", "-journal", ".new", ".new-journal"].map((end) => `${STORE_FILE}${end}`)];

/**
 * none: no second medium was asked for. missing: it is not there, or cannot be read or written. other: it has a copy that must not be
 * written over, of another store or with more in it than this machine knows.
 */
export type SecondCopy = "none" | "fine" | "missing" | "other";

/** There is no making in opening. */
export type OpenFault = StoreFault<Exclude<StoreFaultCode, "store-there">>;

export type Copy = {
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

/** `folder` is the machine's own, `second` the copy's. */
export function createCopy(first: StoreFile, folder: string, second: string | null, random: Random): Copy {
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
  if (hasLinks(second)) throw new Error("a medium with links is not touched");
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
  return equalBytes(theirs.previous, mine.tag) && isOneStep(first, copy) ? "next" : "copy-ahead";
}

/** A commit changes one record and drops nothing: what says that it follows, and brings more, was made by somebody else. */
function isOneStep(first: StoreFile, copy: StoreFile): boolean {
  const theirs = [...copy.slots()];
  const changed = [...first.slots()].filter((bytes, n) => !equalBytes(bytes, theirs[n]!)).length;
  const [before, after] = [first.journal(), copy.journal()];
  return (
    changed <= 1 &&
    before.every((line, i) => line === after[i]) &&
    first.documents().every((name) => copy.document(name) !== null)
  );
}

const isSameShape = (a: StoreShape, b: StoreShape): boolean =>
  a.slots === b.slots && a.recordBytes === b.recordBytes && a.stateBytes === b.stateBytes;

/** Under its own name only when it is whole and flushed; what an interrupted attempt left is overwritten. */
export function makeFile(
  folder: string,
  making: Making,
  random: Random,
  fill: (file: StoreFile) => void,
): void {
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

/** Somebody who has the medium for a minute could lead whatever is wiped or written there to the machine's own disk. */
export const hasLinks = (second: string): boolean =>
  [second, ...FILES.map((name) => join(second, name))].some(
    (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
  );

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
