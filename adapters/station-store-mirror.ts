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
  openStoreFile,
  type Step,
  type StoreFile,
  type StoreShape,
  TAG_BYTES,
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
    makeFile(folder, options.shape, identity, random, () => {});
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
      makeFile(folder, copy.value.shape, identity, random, (made) => takeOver(copy.value, made, random));
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
  const write = (step: Step): void => {
    first.value.write(step);
    copy.write(step);
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
  /** At the start a copy that must not be written over is a fault, not a warning: nobody has voted on this machine yet, or people look. */
  open(): OpenFault | null;
  attach(): SecondCopy;
  write(step: Step): void;
  detach(): void;
  state(): SecondCopy;
  isWiped(): boolean;
};

function createCopy(first: StoreFile, folder: string, second: string | null, { random }: Opening): Copy {
  let copy: { readonly file: StoreFile; readonly lock: FileLock } | null = null;
  let state: SecondCopy = second === null ? "none" : "missing";
  const detach = (): void => {
    const gone = copy;
    copy = null;
    if (gone === null) return;
    state = "missing";
    quietly(() => gone.file.close());
    quietly(() => gone.lock.release());
  };
  /** The fault of a copy that is not to be touched; null if it is attached, or not there. */
  const tryAttach = (mayTake: boolean): OpenFault | null => {
    if (second === null || copy !== null) return null;
    state = "missing";
    if (!isFolder(second) && !makeCopyFolder(second, folder)) return null;
    const there = existsSync(join(second, STORE_FILE));
    const lock = lockFile(join(second, LOCK_FILE));
    if (lock === null) return null;
    let isKept = false;
    try {
      if (!there) makeFile(second, first.shape, first.identity, random, (made) => catchUp(first, made));
      const file = openStoreFile(join(second, STORE_FILE));
      try {
        const fault = bring(first, file, mayTake);
        if (fault === null) {
          copy = { file, lock };
          isKept = true;
          state = "fine";
        } else state = "other";
        return fault === null ? null : { code: fault, detail: second };
      } finally {
        if (!isKept) quietly(() => file.close());
      }
    } finally {
      if (!isKept) quietly(() => lock.release());
    }
  };
  const attach = (): SecondCopy => {
    try {
      if (copy !== null && !copy.file.isThere()) detach();
      tryAttach(false);
    } catch {
      // Not there, full or broken: the votes are safe on the first disk, and the poll workers are told.
      state = second === null ? "none" : "missing";
    }
    return state;
  };
  return {
    open() {
      try {
        return tryAttach(true);
      } catch {
        return null;
      }
    },
    attach,
    write(step) {
      if (copy === null) {
        attach();
        return;
      }
      try {
        if (!copy.file.isThere()) throw new Error("the medium was pulled");
        copy.file.write(step);
      } catch {
        detach();
        attach();
      }
    },
    detach,
    state: () => state,
    isWiped: () => copy?.file.isWiped() ?? true,
  };
}

/** Brings the copy up to date, or the machine by the one commit that its disk lost; the fault of one that is left alone. */
function bring(first: StoreFile, copy: StoreFile, mayTake: boolean): "copy-other" | "copy-ahead" | null {
  const standing = compareFiles(first, copy);
  switch (standing) {
    case "same":
      return null;
    case "behind":
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
export function compareFiles(
  first: StoreFile,
  copy: StoreFile,
): "same" | "behind" | "next" | "copy-ahead" | "copy-other" {
  if (first.identity !== copy.identity || !isSameShape(first.shape, copy.shape)) return "copy-other";
  const [own, theirs] = [first.lives(), copy.lives()];
  const shared = Math.min(own.length, theirs.length);
  for (let i = 0; i < shared; i += 1)
    if (!equalBytes(own[i]!.id, theirs[i]!.id)) return i === 0 ? "copy-other" : "copy-ahead";
  const [mine, stamp] = [first.stamp(), copy.stamp()];
  if (theirs.length > own.length) return "copy-ahead";
  // A copy of the machine before this one, which may have gone on after it was thought dead.
  if (theirs.length < own.length) return stamp.commits <= own[shared]!.since ? "behind" : "copy-ahead";
  if (stamp.commits < mine.commits) return "behind";
  if (stamp.commits === mine.commits) return equalBytes(stamp.tag, mine.tag) ? "same" : "copy-ahead";
  return stamp.commits === mine.commits + 1 && equalBytes(stamp.previous, mine.tag) ? "next" : "copy-ahead";
}

const isSameShape = (a: StoreShape, b: StoreShape): boolean =>
  a.slots === b.slots && a.recordBytes === b.recordBytes && a.stateBytes === b.stateBytes;

/** A new life: from here on the copy's machine and this one are told apart. */
function takeOver(copy: StoreFile, made: StoreFile, random: Random): void {
  catchUp(copy, made);
  const { commits } = copy.stamp();
  made.change((run) =>
    run("INSERT INTO life VALUES (?, ?, ?)", copy.lives().length, random(TAG_BYTES), commits),
  );
}

/** Under its own name only when it is whole and flushed; what an interrupted attempt left is overwritten. */
function makeFile(
  folder: string,
  shape: StoreShape,
  identity: string,
  random: Random,
  fill: (file: StoreFile) => void,
): void {
  const path = join(folder, STORE_FILE);
  const beside = `${path}.new`;
  const clean = (): void => {
    for (const name of [`${beside}-journal`, beside]) if (existsSync(name)) wipeAndRemove(name);
  };
  clean();
  createStoreFile(beside, shape, identity, random(TAG_BYTES));
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

function quietly(act: () => void): void {
  try {
    act();
  } catch {}
}
