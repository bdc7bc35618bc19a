/**
 * What a sequencer does before it takes anything: find the newest checkpoint it ever signed, and make the files agree.
 *
 *     database: checkpoint of 900, files durable up to 700, batches 700…800…900
 *     folder:   tiles of 700 or more, `checkpoint` of 700 or less
 *           ─▶ grow from 700 again, hold the root against the checkpoint, write every file anew
 *
 * Files are written again even where they seem to be there: after a failed flush a file can be read and yet never reach
 * the disk. A folder that has published what the database does not know is the mark of a database brought back from
 * an older copy; going on would sign a second history, so that is refused.
 * Spec: spec/log-operation.md, section 2.
 * @module
 */
import type { DurableFiles } from "@triplicate/adapters/durable-files.ts";
import { equalBytes } from "@triplicate/core/bytes.ts";
import { type Checkpoint, parseCheckpoint, printCheckpoint } from "@triplicate/core/log/checkpoint.ts";
import { EMPTY_ROOT } from "@triplicate/core/merkle-tree.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import {
  type NoteSignature,
  openNote,
  printNote,
  type Signer,
  signNote,
  type VerifyEd25519,
} from "@triplicate/core/note/note.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { Sha256 } from "@triplicate/core/sha256.ts";
import { type LogFolder, type LogGrowth, openLogFolder } from "./log-folder.ts";
import type { SequencerStore, StoredLog } from "./sequencer-store.ts";

/** The file that readers ask for first. */
export const CHECKPOINT_FILE = "checkpoint";

export type LogParts = {
  readonly files: DurableFiles;
  readonly store: SequencerStore;
  /** Its name is the log's origin. */
  readonly signer: Signer;
  readonly verify: VerifyEd25519;
  readonly sha: Sha256;
};

/** A checkpoint that the log has signed. */
export type SignedCheckpoint = Checkpoint & {
  readonly text: string;
  /** By the log. */
  readonly signature: NoteSignature;
  readonly note: Uint8Array;
};

export type RecoveredLog = {
  readonly folder: LogFolder;
  /** Newest committed, and written. */
  readonly newest: SignedCheckpoint;
  /** What the file `checkpoint` holds; null before the first. */
  readonly published: PublishedCheckpoint | null;
};

export type PublishedCheckpoint = SignedCheckpoint & { readonly signatures: readonly NoteSignature[] };

export type RecoveryError = {
  readonly code:
    | "log-not-ours"
    | "log-files-damaged"
    | "log-database-damaged"
    | "log-database-behind"
    | "log-in-use";
};

export async function recoverLog(parts: LogParts): Promise<Result<RecoveredLog, RecoveryError>> {
  const published = await readPublished(parts);
  if (!published.ok) return published;
  const stored = parts.store.load() ?? (published.value === null ? await beginLog(parts) : null);
  if (stored === null) return err({ code: "log-database-behind" });
  const newest = openCheckpoint(stored.checkpoint, parts);
  if (newest === null || newest.size !== stored.size) return err({ code: "log-not-ours" });
  const folder = await openLogFolder(parts.files, stored.written, parts.sha);
  if (!folder.ok) return folder;
  const growths = growAgain(folder.value, newest, parts.store);
  if (!growths.ok) return growths;
  if (published.value !== null && !(await isOnTheWay(published.value, folder.value, growths.value)))
    return err({ code: "log-database-behind" });
  await folder.value.write(growths.value);
  return ok({ folder: folder.value, newest, published: published.value });
}

/** The checkpoint of nothing: a log that is asked before its first entry has an answer. */
async function beginLog({ store, signer }: LogParts): Promise<StoredLog | null> {
  const head = { size: 0, root: EMPTY_ROOT };
  const { note: checkpoint } = await signCheckpoint({ origin: signer.key.name, ...head }, signer);
  const log = { checkpoint, size: 0, written: head };
  return store.commit({ ...log, follows: null, batch: { first: 0, entries: [] } }) ? log : null;
}

/** From what is written to the newest checkpoint, if that is where the staged entries lead. Writes nothing. */
function growAgain(
  folder: LogFolder,
  newest: SignedCheckpoint,
  store: SequencerStore,
): Result<LogGrowth[], RecoveryError> {
  const growths: LogGrowth[] = [];
  let { size, root } = folder.head;
  for (const { first, entries } of store.staged()) {
    if (first + entries.length <= folder.head.size) continue;
    if (first !== size) return err({ code: "log-database-damaged" });
    const growth = folder.grow(entries, growths.at(-1));
    growths.push(growth);
    size += entries.length;
    root = growth.root;
  }
  const isThere = size === newest.size && equalBytes(root, newest.root);
  return isThere ? ok(growths) : err({ code: "log-database-damaged" });
}

/** What was published is a tree that is written, or the end of a batch: no other was ever signed. */
async function isOnTheWay(
  published: SignedCheckpoint,
  folder: LogFolder,
  growths: readonly LogGrowth[],
): Promise<boolean> {
  const end = growths.find(({ edge }) => edge.size === published.size);
  if (end !== undefined) return equalBytes(end.root, published.root);
  if (published.size > folder.head.size) return false;
  const root = await folder.reader(folder.head).rootAt(published.size);
  return root.ok && equalBytes(root.value, published.root);
}

async function readPublished(parts: LogParts): Promise<Result<PublishedCheckpoint | null, RecoveryError>> {
  const bytes = await parts.files.read(CHECKPOINT_FILE);
  if (bytes === null) return ok(null);
  const checkpoint = openCheckpoint(bytes, parts);
  return checkpoint === null ? err({ code: "log-not-ours" }) : ok(checkpoint);
}

/** Null unless the log's key has signed it under the log's name. */
export function openCheckpoint(
  note: Uint8Array,
  { signer: { key }, verify }: Pick<LogParts, "signer" | "verify">,
): PublishedCheckpoint | null {
  const isOwn = (name: string, keyId: number): NoteKey | undefined =>
    name === key.name && keyId === key.id ? key : undefined;
  const opened = openNote(note, isOwn, verify);
  if (!opened.ok) return null;
  const { text, signatures } = opened.value.note;
  const checkpoint = parseCheckpoint(text);
  if (!checkpoint.ok || checkpoint.value.origin !== key.name) return null;
  return { ...checkpoint.value, text, signature: opened.value.verified[0]!.line, note, signatures };
}

export async function signCheckpoint(checkpoint: Checkpoint, signer: Signer): Promise<SignedCheckpoint> {
  const note = await signNote(printCheckpoint(checkpoint), [signer]);
  return { ...checkpoint, text: note.text, signature: note.signatures[0]!, note: printNote(note) };
}
