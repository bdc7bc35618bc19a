/**
 * Puts the election package beside the log, so that the published folder is all that a stranger needs.
 *
 * The election note goes last: where it is, the rest is. A folder that holds another election's is left alone.
 * Spec: spec/transmission.md, clause 10.2.
 * @module
 */
import { copyFile, cp, mkdir, open, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { packageFolder } from "@triplicate/adapters/election-package.ts";
import { equalBytes, utf8 } from "@triplicate/core/bytes.ts";
import { PACKAGE_FILES } from "@triplicate/core/election/election-package.ts";
import { parseNote } from "@triplicate/core/note/note.ts";

/** False if the folder holds another election's package. */
export async function publishPackage(from: string, publicFolder: string): Promise<boolean> {
  const source = await packageFolder(from);
  const target = join(publicFolder, "election");
  const note = PACKAGE_FILES.note;
  const [ours, theirs] = await Promise.all([
    readFile(join(source, note)),
    readFile(join(target, note)).catch(() => null),
  ]);
  if (theirs !== null && !equalBytes(textOf(ours), textOf(theirs))) return false;
  await mkdir(target, { recursive: true });
  const pictures = join(source, "pictures");
  // Not needed to verify anything; a page shows them.
  if (await stat(pictures).catch(() => null))
    await cp(pictures, join(target, "pictures"), { recursive: true });
  for (const file of [PACKAGE_FILES.roster, PACKAGE_FILES.definition, PACKAGE_FILES.policy, note]) {
    const temporary = join(target, `${file}.new`);
    await copyFile(join(source, file), temporary);
    await flush(temporary);
    await rename(temporary, join(target, file));
  }
  await flush(target);
  return true;
}

/** The note without its signatures: an authority that signs later makes no other election. */
const textOf = (note: Uint8Array): Uint8Array => {
  const parsed = parseNote(note);
  return parsed.ok ? utf8(parsed.value.text) : note;
};

async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
