/**
 * A station's store on two media: the machine's own disk, and one that can be taken out and put into a replacement machine.
 *
 * Each commit goes to the machine's disk and then to the medium, so the medium is never ahead of it but after somebody put an old disk in. When
 * the medium is pulled voting goes on and the machine says so; when it is back it is brought up to date as a whole.
 * Spec: spec/station-storage.md, section 4.
 * @module
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { createStationStore, type OpenedStore, openStationStore, type StoreShape } from "./station-store.ts";

export const STORE_FILE = "station.sqlite";

/** none: no second medium was asked for. missing: it was, and is not there or cannot be written. */
export type SecondCopy = "none" | "fine" | "missing";

export type CopiedStore = OpenedStore & { readonly secondCopy: () => SecondCopy };

export type CopiesError = {
  /** `copy-ahead`: the second medium knows more than the machine. `store-missing`: neither has a store. */
  readonly code: "copy-ahead" | "store-missing";
};

/** Makes a new store in `folder`, and its copy. */
export function createCopies(folder: string, second: string | null, shape: StoreShape): CopiedStore {
  mkdirSync(folder, { recursive: true });
  return withCopy(createStationStore(join(folder, STORE_FILE), shape), folder, second);
}

/** Opens the store in `folder`; brings the copy up to date. */
export function openCopies(folder: string, second: string | null): CopiedStore | CopiesError {
  const path = join(folder, STORE_FILE);
  if (!existsSync(path)) return { code: "store-missing" };
  const first = openStationStore(path);
  if (second !== null && existsSync(join(second, STORE_FILE))) {
    const copy = tryOpen(join(second, STORE_FILE));
    const isAhead = copy !== null && copy.commits() > first.commits();
    copy?.close();
    if (isAhead) {
      first.close();
      return { code: "copy-ahead" };
    }
  }
  return withCopy(first, folder, second);
}

/** On a replacement machine: its own store out of the medium of the machine that died. */
export function adoptCopy(medium: string, folder: string): CopiesError | null {
  const from = join(medium, STORE_FILE);
  if (!existsSync(from)) return { code: "store-missing" };
  mkdirSync(folder, { recursive: true });
  // A journal that was not finished belongs to the file: SQLite rolls it back when the medium's own file is opened.
  openStationStore(from).close();
  copyWhole(from, join(folder, STORE_FILE));
  return null;
}

function withCopy(first: OpenedStore, folder: string, second: string | null): CopiedStore {
  let copy: OpenedStore | null = null;
  let state: SecondCopy = second === null ? "none" : "missing";
  const attach = (): void => {
    if (second === null) return;
    try {
      copy = attachCopy(first, folder, second);
      state = copy === null ? "missing" : "fine";
    } catch {
      copy = null;
      state = "missing";
    }
  };
  attach();
  return {
    ...first,
    secondCopy: () => state,
    commit(change) {
      first.commit(change);
      if (copy === null) {
        attach();
        return;
      }
      try {
        copy.commit(change);
      } catch {
        // Pulled, full or broken: the vote is safe on the first disk, and the poll worker is told.
        closeQuietly(copy);
        copy = null;
        state = "missing";
      }
    },
    close() {
      if (copy !== null) closeQuietly(copy);
      first.close();
    },
  };
}

/** The medium's store, with as many commits as the first; null where the medium is not there. */
function attachCopy(first: OpenedStore, folder: string, second: string): OpenedStore | null {
  if (!existsSync(second)) return null;
  const path = join(second, STORE_FILE);
  const there = existsSync(path) ? tryOpen(path) : null;
  if (there !== null && there.commits() === first.commits() && isSameState(there, first)) return there;
  there?.close();
  copyWhole(join(folder, STORE_FILE), path);
  return openStationStore(path);
}

const isSameState = (a: OpenedStore, b: OpenedStore): boolean => a.load().state === b.load().state;

function tryOpen(path: string): OpenedStore | null {
  try {
    return openStationStore(path);
  } catch {
    return null;
  }
}

function closeQuietly(store: OpenedStore): void {
  try {
    store.close();
  } catch {}
}

/** Between two commits the file is whole by itself. */
function copyWhole(from: string, to: string): void {
  const beside = `${to}.new`;
  rmSync(beside, { force: true });
  rmSync(`${to}-journal`, { force: true });
  copyFileSync(from, beside);
  flush(beside);
  renameSync(beside, to);
  flush(dirname(to));
}

function flush(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
