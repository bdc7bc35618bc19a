/**
 * The signed notes as files, for whoever carries them to the centre, and the receipts where there are some.
 * The medium comes from anybody's pocket: a link on it that leads to the machine's own disk is not followed.
 * Spec: spec/station.md, clause 9.10.
 * @module
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { KEPT } from "./transmission.ts";

type Notes = { documents(): readonly string[]; document(name: string): Uint8Array | null };

/** What may be carried: notes, and beside them receipts with the entries that they prove. */
const isCarried = (name: string): boolean =>
  name.endsWith(".note") || name.endsWith(KEPT.receipt("")) || name.endsWith(KEPT.entry(""));

export const EXPORT_FOLDER = "notes";

/** Into `notes` below a folder that is there; their names. Null when the medium is not there, or does not take them. */
export function exportNotes(station: Notes, medium: string): readonly string[] | null {
  if (!existsSync(medium)) return null;
  try {
    const folder = join(medium, EXPORT_FOLDER);
    mkdirSync(folder, { recursive: true });
    if (!lstatSync(folder).isDirectory()) return null;
    const names = station.documents().filter(isCarried);
    for (const name of names) {
      const bytes = station.document(name);
      if (bytes !== null) writeWhole(join(folder, name), bytes);
    }
    flush(folder);
    flush(medium);
    return names;
  } catch {
    return null;
  }
}

/** There after a power cut, or as it was before. */
function writeWhole(path: string, bytes: Uint8Array): void {
  const beside = `${path}.partial`;
  rmSync(beside, { force: true });
  // Made here, or not at all.
  const handle = openSync(beside, "wx");
  try {
    // All of it: a medium that is nearly full takes a part without a word.
    writeFileSync(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(beside, path);
}

function flush(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
