/**
 * Writes an election package, ready to be signed: the roster line by line, then the note and the policy that follow
 * from it, in a neighbour folder that takes its name when everything is on disk.
 * Spec: spec/election.md, section 13.
 * @module
 */
import { type FileHandle, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { utf8 } from "@triplicate/core/bytes.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { ELECTION_NOTE } from "@triplicate/core/election/election-note.ts";
import {
  electionNoteOf,
  judgeDefinition,
  judgePackage,
  type NoteWishes,
  PACKAGE_FILES,
  type PackageFaults,
  printDefinition,
} from "@triplicate/core/election/election-package.ts";
import { rosterFault, wholeRosterFaults } from "@triplicate/core/election/package-faults.ts";
import { createRosterReader, type Roster, type RosterFault } from "@triplicate/core/election/roster.ts";
import { createTreeRange, leafHash } from "@triplicate/core/merkle-tree.ts";
import { publicKeyFaultOfForm } from "@triplicate/core/note/public-key.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { nodeSha256, verifyEd25519 } from "./ed25519-node.ts";
import { keyFaults, type LoadOptions, policyOf } from "./election-package.ts";

export type PackagePlan = NoteWishes & {
  readonly definition: ElectionDefinition;
  /** The roster's lines in their order, without newlines. */
  readonly lines: AsyncIterable<string> | Iterable<string>;
  /** Pictures of the ballot, by the path that the definition gives them. */
  readonly pictures?: ReadonlyMap<string, Uint8Array>;
  /** Told of a roster's fault while the line that has it is the last one taken from `lines`. */
  readonly onFault?: (fault: RosterFault) => void;
  /** As in LoadOptions, but asked in full unless said otherwise: these keys are new. */
  readonly keys?: LoadOptions["keys"];
  readonly onKeys?: LoadOptions["onKeys"];
};

export type WrittenPackage = { readonly roster: Roster; readonly noteText: string; readonly lines: number };

/** Rejects with the system's error where the folder cannot be written; a package with a fault leaves nothing behind. */
export async function writePackage(
  folder: string,
  plan: PackagePlan,
): Promise<Result<WrittenPackage, PackageFaults>> {
  const target = resolve(folder);
  const partial = join(dirname(target), `.${basename(target)}.partial-${process.pid}`);
  await mkdir(dirname(target), { recursive: true });
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial);
  try {
    const written = await writeInto(partial, plan);
    if (!written.ok) return written;
    await flushFolder(partial);
    // A rename replaces an empty folder, and no other.
    await rename(partial, target);
    await flushFolder(dirname(target));
    return written;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Whether a package may be written there: nothing stands there, or an empty folder. */
export async function isFree(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

async function writeInto(folder: string, plan: PackagePlan): Promise<Result<WrittenPackage, PackageFaults>> {
  const definitionBytes = printDefinition(plan.definition);
  const definition = judgeDefinition(definitionBytes);
  const read = await writeRoster(join(folder, PACKAGE_FILES.roster), plan);
  if (!read.result.ok) {
    const { faults, total } = read.result.error;
    const listed = faults.map(({ code, line, detail }) => rosterFault(code, line, detail));
    return err({ faults: [...definition.faults, ...listed], total: definition.faults.length + total });
  }
  const roster = read.result.value;
  const faults = [...definition.faults, ...wholeRosterFaults(roster, plan.definition.id)];
  if (faults.length > 0) return err({ faults, total: faults.length });
  const noteText = ELECTION_NOTE.print(
    electionNoteOf(plan.definition, nodeSha256(definitionBytes), roster, read, plan),
  );
  // Nobody has signed yet: the blank line after which signatures will stand ends the file.
  const noteBytes = utf8(`${noteText}\n`);
  const parts = { definition, definitionBytes, roster: read, noteBytes };
  const judged = judgePackage(parts, { verify: verifyEd25519, sha: nodeSha256, unsigned: true });
  if (!judged.ok) return judged;
  const bad = plan.keys === "form" ? [] : await keyFaults(roster, plan.onKeys);
  if (bad.length > 0) return err({ faults: bad, total: bad.length });
  if (plan.pictures !== undefined) await writePictures(folder, plan.pictures);
  await writeFile(join(folder, PACKAGE_FILES.definition), definitionBytes, { flush: true });
  await writeFile(join(folder, PACKAGE_FILES.note), noteBytes, { flush: true });
  await writeFile(join(folder, PACKAGE_FILES.policy), policyOf(roster, plan.quorum), { flush: true });
  return ok({ roster, noteText, lines: read.lines });
}

/** Below the package's folder, by the paths of clause 5.5. */
export async function writePictures(
  folder: string,
  pictures: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  if (pictures.size === 0) return;
  await mkdir(join(folder, "pictures"), { recursive: true });
  for (const [file, bytes] of pictures) await writeFile(join(folder, file), bytes, { flush: true });
  await flushFolder(join(folder, "pictures"));
}

const CHUNK_BYTES = 1024 * 1024;

async function writeRoster(path: string, { definition, lines, onFault }: PackagePlan) {
  const tree = createTreeRange(nodeSha256);
  const reader = createRosterReader(definition.expected, {
    needsKeys: true,
    checkKey: publicKeyFaultOfForm,
    onLine: (bytes, start, end) => tree.add(leafHash(bytes.subarray(start, end), nodeSha256)),
    ...(onFault === undefined ? {} : { onFault }),
  });
  await using handle = await open(path, "wx");
  const chunk = createChunk(handle);
  for await (const line of lines) {
    const bytes = utf8(`${line}\n`);
    reader.push(bytes);
    await chunk.add(bytes);
  }
  await chunk.end();
  return { result: reader.finish(), lines: tree.size, root: tree.root() };
}

/** Lines gathered into writes of a megabyte. */
function createChunk(handle: FileHandle) {
  const buffer = new Uint8Array(CHUNK_BYTES);
  let length = 0;
  const write = async (bytes: Uint8Array): Promise<void> => {
    for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
  };
  const flush = async (): Promise<void> => {
    await write(buffer.subarray(0, length));
    length = 0;
  };
  return {
    async add(bytes: Uint8Array): Promise<void> {
      if (length + bytes.length > buffer.length) await flush();
      if (bytes.length > buffer.length) await write(bytes);
      else {
        buffer.set(bytes, length);
        length += bytes.length;
      }
    },
    async end(): Promise<void> {
      await flush();
      await handle.sync();
    },
  };
}

/** Some systems do not open folders; the files are safe there. */
async function flushFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, "r");
    await handle.sync();
  } catch {}
}
