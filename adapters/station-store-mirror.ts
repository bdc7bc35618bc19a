/**
 * A station's store on two media: the machine's own disk, and one that can be taken out and put into a replacement machine.
 *
 * Each commit goes to the machine's disk and then, the same, into the same slot, to the medium (station-store-copy.ts): two copies tell no more
 * than one. Spec: spec/station-storage.md, sections 4 and 5.
 * @module
 */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { StationStore } from "@triplicate/core/count-machine/station-port.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { type FileLock, lockFile } from "./sqlite.ts";
import {
  createStoreAccess,
  printIdentity,
  type Random,
  type StoreFault,
  type StoreIdentity,
  systemRandom,
} from "./station-store.ts";
import {
  createCopy,
  hasLinks,
  LOCK_FILE,
  makeFile,
  type OpenFault,
  type SecondCopy,
  STORE_FILE,
} from "./station-store-copy.ts";
import {
  catchUp,
  NO_TAG,
  openStoreFile,
  type Step,
  type StoreFile,
  type StoreShape,
  TAG_BYTES,
  withKnown,
} from "./station-store-file.ts";

export { type OpenFault, type SecondCopy, STORE_FILE } from "./station-store-copy.ts";

export type MirroredStore = StationStore & {
  readonly shape: StoreShape;
  secondCopy(): SecondCopy;
  /** Looks whether the medium is back, and brings it up to date; each commit does so too. */
  tryAgain(): SecondCopy;
  /** False while a journal could not be overwritten after its commit. */
  isWiped(): boolean;
};

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
  if (hasLinks(medium)) return { code: "store-unreadable", detail: medium };
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
  const copy = createCopy(first.value, folder, second, opening.random);
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
