/**
 * Files that are there after a power cut, or were never there: never half of one, and never an old one come back.
 *
 *     folders above it (each made, its parent flushed) ─▶ temporary file (written, flushed) ─▶ renamed ─▶ folder flushed
 *
 * A rename is atomic, but until the folder is flushed a power cut may undo it; and a name may reach the disk before the
 * bytes it names unless those were flushed first. `write` returns when none of that can happen any more.
 *
 * A failed flush is final: Linux may drop the pages that it could not write and report the next flush as done. So
 * nothing here tries again, and whoever goes on after a failure writes the whole file anew under its temporary name.
 * Spec: spec/log-operation.md, section 2.
 * @module
 */
import { type FileHandle, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join, posix } from "node:path";

/** What is asked of a disk, in steps small enough that each can fail by itself. Paths are the caller's. */
export type FileSystem = {
  /** Creates the file; one that was there is gone. */
  create(path: string, mode: number): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  /** One folder, whose parent is there; none is made where one is. */
  makeFolder(path: string): Promise<void>;
  /** Makes the names in a folder durable. */
  flushFolder(path: string): Promise<void>;
  /** Null if there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** A file or a folder with everything below it; nothing if there is none. */
  remove(path: string): Promise<void>;
};

export type OpenFile = {
  write(bytes: Uint8Array): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
};

export type NamedBytes = { readonly path: string; readonly bytes: Uint8Array };

/** Files below one folder, by relative names with `/`. One writer at a time. */
export type DurableFiles = {
  /** Returns when all are durable. After a failure any of them may be there, each whole. */
  write(files: readonly NamedBytes[]): Promise<void>;
  /** Null if there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** Not durable: after a power cut it may be there again. */
  remove(path: string): Promise<void>;
};

const MODE = 0o644;

export function createDurableFiles(root: string, system: FileSystem = nodeFileSystem): DurableFiles {
  // A folder that another run made may not have been flushed: each is made durable once a run.
  const durable = new Set<string>();
  const ensure = async (folder: string): Promise<void> => {
    if (durable.has(folder)) return;
    if (folder !== ".") await ensure(posix.dirname(folder));
    await system.makeFolder(join(root, folder));
    await system.flushFolder(folder === "." ? dirname(join(root)) : join(root, posix.dirname(folder)));
    durable.add(folder);
  };
  return {
    async write(files) {
      const folders = new Set(files.map(({ path }) => posix.dirname(path)));
      for (const folder of folders) await ensure(folder);
      await all(files, ({ path, bytes }) => writeTemporary(system, join(root, path), bytes, MODE));
      await all(files, ({ path }) => system.rename(temporaryName(join(root, path)), join(root, path)));
      await all([...folders], (folder) => system.flushFolder(join(root, folder)));
    },
    read: (path) => system.read(join(root, path)),
    async remove(path) {
      for (const folder of durable) {
        if (folder === path || folder.startsWith(`${path}/`)) durable.delete(folder);
      }
      await system.remove(join(root, path));
    },
  };
}

/** One file, in a folder that is there. */
export async function writeDurably(
  path: string,
  bytes: Uint8Array,
  mode: number = MODE,
  system: FileSystem = nodeFileSystem,
): Promise<void> {
  await writeTemporary(system, path, bytes, mode);
  await system.rename(temporaryName(path), path);
  await system.flushFolder(dirname(path));
}

// One name a file, so that a run that was cut short leaves nothing the next one does not write over.
const temporaryName = (path: string): string => join(dirname(path), `.${basename(path)}.partial`);

async function writeTemporary(
  system: FileSystem,
  path: string,
  bytes: Uint8Array,
  mode: number,
): Promise<void> {
  const file = await system.create(temporaryName(path), mode);
  try {
    await file.write(bytes);
    await file.flush();
  } finally {
    await file.close();
  }
}

/** Waits for every one, also when one fails: nothing may still be writing when the caller learns of it. */
async function all<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(items.map(act));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

export const nodeFileSystem: FileSystem = {
  async create(path, mode) {
    // Made anew: an old file would keep its mode, and a planted link would lead elsewhere.
    await rm(path, { force: true });
    const handle = await open(path, "wx", mode);
    return {
      async write(bytes) {
        await handle.writeFile(bytes);
      },
      flush: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  rename,
  async makeFolder(path) {
    try {
      await mkdir(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  },
  async flushFolder(path) {
    // Windows opens no folder for flushing; its journal keeps a rename whole without.
    if (process.platform === "win32") return;
    const handle: FileHandle = await open(path, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async read(path) {
    try {
      return await readFile(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
};
