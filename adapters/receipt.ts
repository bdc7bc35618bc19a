/**
 * Whether what a centre gave as a receipt is one: by the log's key, its cosigners, and the bytes of the entry.
 *
 * The note that was sent is tried first. Where the log has the same text with other signature lines, because somebody
 * delivered it before, that entry is asked for and must itself be acceptable: one that nobody who counts has signed would
 * stand in the log and count for nothing. Runs in a browser too. Spec: spec/transmission.md, clauses 4.1 to 4.3 and 11.4.
 * @module
 */
import { equalBytes } from "@triplicate/core/bytes.ts";
import { type EntryContext, judgeEntry, readEntry } from "@triplicate/core/count-central/entry.ts";
import { parseLogProof, verifyLogProof } from "@triplicate/core/log/log-proof.ts";
import type { Policy } from "@triplicate/core/log/policy.ts";
import { parseNote, type VerifyEd25519 } from "@triplicate/core/note/note.ts";
import { MODES } from "@triplicate/core/statement/common.ts";
import type { CentreClient } from "./centre-client.ts";

export type ReceiptContext = {
  readonly policy: Policy;
  readonly election: Omit<EntryContext, "mode">;
  readonly verify: VerifyEd25519;
};

export type HeldReceipt = {
  readonly index: number;
  /** Size of the tree that the checkpoint is of. */
  readonly size: number;
  readonly proof: Uint8Array;
  /** The very bytes that stand in the log: the note, or the same text with other lines. */
  readonly entry: Uint8Array;
};

export type ReceiptVerdict =
  | ({ readonly kind: "holds" } & HeldReceipt)
  /** The log has signed it, and too few of its cosigners have yet: nothing is proved. */
  | { readonly kind: "no-quorum"; readonly index: number; readonly entry: Uint8Array }
  /** What was logged could not be read, so nothing can be said. */
  | { readonly kind: "unread"; readonly index: number }
  | { readonly kind: "false"; readonly code: string; readonly entry: Uint8Array };

export async function judgeReceipt(
  note: Uint8Array,
  proof: Uint8Array,
  client: Pick<CentreClient, "entry">,
  context: ReceiptContext,
): Promise<ReceiptVerdict> {
  const own = verifyReceipt(note, proof, context);
  if (own.kind !== "false" || own.code !== "proof-does-not-hold") return own;
  const parsed = parseLogProof(proof);
  if (!parsed.ok) throw new Error("a proof that was read is read again");
  const { index } = parsed.value;
  const logged = await client.entry(index);
  if (logged === null) return { kind: "unread", index };
  // The very note, and yet the proof does not hold for it.
  if (equalBytes(logged, note)) return own;
  const [ours, theirs] = [parseNote(note), parseNote(logged)];
  const isSame = ours.ok && theirs.ok && ours.value.text === theirs.value.text;
  if (!isSame || !isAcceptable(logged, context)) return { kind: "false", code: "entry-differs", entry: note };
  return verifyReceipt(logged, proof, context);
}

/** Of an entry whose bytes are known, without asking anybody. */
function verifyReceipt(
  entry: Uint8Array,
  proof: Uint8Array,
  { policy, verify }: ReceiptContext,
): Exclude<ReceiptVerdict, { kind: "unread" }> {
  const verdict = verifyLogProof(proof, entry, policy, verify);
  if (verdict.ok) {
    const { index, checkpoint } = verdict.value;
    return { kind: "holds", index, size: checkpoint.size, proof, entry };
  }
  const { code } = verdict.error;
  const parsed = parseLogProof(proof);
  return code === "checkpoint-no-quorum" && parsed.ok
    ? { kind: "no-quorum", index: parsed.value.index, entry }
    : { kind: "false", code, entry };
}

/** Of either mode: whoever delivers need not know which, and a centre refuses the other. */
const isAcceptable = (entry: Uint8Array, { election, verify }: ReceiptContext): boolean =>
  MODES.some((mode) => {
    const read = readEntry(entry, { ...election, mode });
    if (!read.ok) return false;
    const verdicts = read.value.checks.map(({ key, message, signature }) =>
      verify(key.publicKey, message, signature),
    );
    return judgeEntry(read.value, verdicts).ok;
  });
