/**
 * Overwriting what must not be found: zeros in a file's own blocks, flushed.
 *
 * Deleting or truncating would give the blocks back as they are. What a flash medium does below is not ours to see.
 * Spec: spec/station-storage.md, clause 2.4.
 * @module
 */
import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  openSync,
  rmSync,
  writeSync,
} from "node:fs";

const CHUNK = new Uint8Array(64 * 1024);

/** A link on a medium may lead anywhere: what is overwritten is the file of that name itself. */
const ITSELF = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0);

/** Zeros over the whole file, durable when it returns; nothing where there is none. */
export function wipeInPlace(path: string): void {
  if (!existsSync(path)) return;
  const handle = openSync(path, ITSELF);
  try {
    const { size } = fstatSync(handle);
    for (let at = 0; at < size; ) at += writeSync(handle, CHUNK, 0, Math.min(CHUNK.length, size - at), at);
    if (size > 0) fdatasyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Overwrites a file, then removes it. */
export function wipeAndRemove(path: string): void {
  wipeInPlace(path);
  rmSync(path, { force: true });
}

/** Makes the names in a folder durable, as far as its file system can: that of some media knows no such order. */
export function flushFolder(path: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } catch (error) {
    if (!["EINVAL", "ENOTSUP"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    closeSync(handle);
  }
}
