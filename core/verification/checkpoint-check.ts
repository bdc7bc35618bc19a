/**
 * Whether a checkpoint is the log's own, and whether as many cosigners as the election demands have seen its tree.
 *
 * Cosignatures are what keeps a log from showing two histories to two people: each cosigner vouches that what it saw
 * only grew. A known key's line that does not hold spoils the whole note (spec/note.md, clause 2.8).
 * Spec: spec/verification.md, section 4.
 * @module
 */
import type { KeyBook } from "../election/key-book.ts";
import { type Checkpoint, parseCheckpoint } from "../log/checkpoint.ts";
import { type Note, parseNote, signatureChecks, type VerifyEd25519 } from "../note/note.ts";
import type { Breach } from "./rules.ts";

export type CheckpointContext = {
  readonly book: KeyBook;
  /** The roster's log. */
  readonly origin: string;
  /** Cosigners that the election note demands. */
  readonly quorum: number;
  readonly verify: VerifyEd25519;
};

export type SignedCheckpoint = {
  readonly checkpoint: Checkpoint;
  readonly note: Note;
  readonly bytes: Uint8Array;
};

export type CheckedCheckpoint = {
  /** Null where no signature of the log's own key holds: nothing can be said about a tree nobody signed. */
  readonly signed: SignedCheckpoint | null;
  /** Names of the cosigners whose lines hold, each with the time it said, in seconds since 1970. */
  readonly cosigners: readonly { readonly name: string; readonly party: string; readonly time: number }[];
  readonly breaches: readonly Breach[];
};

export function checkCheckpoint(bytes: Uint8Array, context: CheckpointContext): CheckedCheckpoint {
  const { book, origin, quorum, verify } = context;
  const stop = (rule: Breach["rule"], detail: Breach["detail"]): CheckedCheckpoint => ({
    signed: null,
    cosigners: [],
    breaches: [{ rule, detail }],
  });
  const note = parseNote(bytes);
  if (!note.ok) return stop("checkpoint-form", { code: note.error.code });
  const checkpoint = parseCheckpoint(note.value.text);
  if (!checkpoint.ok) return stop("checkpoint-form", { code: checkpoint.error.code });
  if (checkpoint.value.origin !== origin) return stop("checkpoint-form", { code: "checkpoint-bad-origin" });
  const checks = signatureChecks(note.value, (name, id) => {
    const key = book.find(name, id);
    return key?.holder.role === "log" || key?.holder.role === "cosigner" ? key : undefined;
  });
  if (!checks.ok) return stop("checkpoint-signature", { name: checks.error.name ?? origin });
  const isLogs = (name: string, id: number) => book.find(name, id)?.holder.role === "log";
  const cosigners: { name: string; party: string; time: number }[] = [];
  let isSigned = false;
  for (const { key, message, signature, timestamp } of checks.value) {
    if (!verify(key.publicKey, message, signature)) return stop("checkpoint-signature", { name: key.name });
    if (isLogs(key.name, key.id)) isSigned = true;
    const holder = book.find(key.name, key.id)?.holder;
    if (holder?.role === "cosigner")
      cosigners.push({ name: key.name, party: holder.party, time: timestamp ?? 0 });
  }
  if (!isSigned) return stop("checkpoint-signature", { name: origin });
  const breaches: Breach[] =
    cosigners.length < quorum
      ? [{ rule: "checkpoint-quorum", detail: { cosigners: cosigners.length, needed: quorum } }]
      : [];
  return { signed: { checkpoint: checkpoint.value, note: note.value, bytes }, cosigners, breaches };
}
