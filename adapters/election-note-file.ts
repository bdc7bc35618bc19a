/**
 * The election note on disk, to which each of the authority adds a line on a machine of their own.
 *
 * A line is added to what stands there at that moment, and the file is replaced whole and flushed: two copies that were
 * signed apart lose nothing when they are merged, whatever comes between.
 * Spec: spec/election.md, section 11.
 * @module
 */
import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PACKAGE_FILES, readElectionNote } from "@triplicate/core/election/election-package.ts";
import {
  MAX_NOTE_BYTES,
  MAX_SIGNATURES,
  type Note,
  type NoteSignature,
  printNote,
} from "@triplicate/core/note/note.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { packageFolder } from "./election-package.ts";

export type NoteFileError = { readonly code: "not-a-note" | "other-text" | "too-many-lines" };

/** The note in a file or in a package's folder. Rejects with the system's error where it cannot be read. */
export async function readNoteFile(path: string): Promise<Result<Note, NoteFileError>> {
  const read = readElectionNote(await bytesOf(path));
  return read.ok ? ok(read.value.note) : err({ code: "not-a-note" });
}

async function bytesOf(path: string): Promise<Uint8Array> {
  await using handle = await open(path, "r");
  if (!(await handle.stat()).isDirectory()) return readCapped(handle);
  await using inside = await open(join(await packageFolder(path), PACKAGE_FILES.note), "r");
  return readCapped(inside);
}

async function readCapped(handle: Awaited<ReturnType<typeof open>>): Promise<Uint8Array> {
  // One byte more than a note may have, so that a larger file is seen to be none.
  const { buffer, bytesRead } = await handle.read(
    new Uint8Array(MAX_NOTE_BYTES + 1),
    0,
    MAX_NOTE_BYTES + 1,
    0,
  );
  return buffer.subarray(0, bytesRead);
}

/** Adds the lines that the package's note does not have yet; `text` is what they sign. How many were new. */
export async function addNoteLines(
  folder: string,
  text: string,
  lines: readonly NoteSignature[],
): Promise<Result<number, NoteFileError>> {
  const place = await packageFolder(folder);
  const path = join(place, PACKAGE_FILES.note);
  const now = await readNoteFile(path);
  if (!now.ok) return now;
  if (now.value.text !== text) return err({ code: "other-text" });
  const all = [...now.value.signatures];
  for (const line of lines) {
    if (!all.some(({ name, keyId }) => name === line.name && keyId === line.keyId)) all.push(line);
  }
  if (all.length > MAX_SIGNATURES) return err({ code: "too-many-lines" });
  const added = all.length - now.value.signatures.length;
  if (added > 0) await replaceFile(path, printNote({ text, signatures: all }));
  return ok(added);
}

async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}.${randomBytes(6).toString("hex")}.part`;
  try {
    {
      await using handle = await open(beside, "wx");
      await handle.writeFile(bytes);
      await handle.sync();
    }
    await rename(beside, path);
    await flushFolder(dirname(path));
  } finally {
    await rm(beside, { force: true });
  }
}

/** Some systems do not open folders; the file itself is safe there. */
export async function flushFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, "r");
    await handle.sync();
  } catch {}
}
