/**
 * Receipts that outlive their issuer: an entry's place in the log and the way from there to a cosigned checkpoint.
 *
 *     c2sp.org/tlog-proof@v1
 *     index 73894
 *     gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
 *     …
 *
 *     log.example/bolivar-2017
 *     109482
 *     …                               the checkpoint note, byte for byte
 *
 * Whoever holds the entry, this file and the policy needs nobody to check it.
 * Follows C2SP tlog-proof, commit 0065ea5. Spec: spec/log.md, section 7.
 * @module
 */
import { concatBytes, decodeBase64, encodeBase64, utf8 } from "../bytes.ts";
import { type Hash, isIncluded } from "../merkle-tree.ts";
import { number } from "../note/fields.ts";
import { MAX_NOTE_BYTES, type VerifyEd25519 } from "../note/note.ts";
import { err, ok, type Result } from "../result.ts";
import { parseHash } from "./checkpoint.ts";
import { splitHead } from "./head.ts";
import type { Policy } from "./policy.ts";
import { openCheckpoint, type SignedCheckpoint, type SignedCheckpointError } from "./signed-checkpoint.ts";

export type LogProof = {
  readonly index: number;
  /** From the entry's sibling up. */
  readonly hashes: readonly Hash[];
  /** The note with its signatures, as the log published it. */
  readonly checkpoint: Uint8Array;
  /** For the application; nothing signs it. */
  readonly extra?: Uint8Array;
};

export type LogProofError = {
  readonly code:
    | "proof-too-large"
    | "proof-other-form"
    | "proof-bad-extra"
    | "proof-bad-index"
    | "proof-bad-hash"
    | "proof-too-many-hashes"
    | "proof-does-not-hold";
};

/** A tree of 2^63 entries has proofs of 63 hashes. */
export const MAX_PROOF_HASHES = 63;
export const MAX_EXTRA_BYTES = 65_536;
const MAX_PROOF_BYTES = MAX_NOTE_BYTES + Math.ceil((MAX_EXTRA_BYTES * 4) / 3) + 46 * MAX_PROOF_HASHES + 128;
const FORM = "c2sp.org/tlog-proof@v1";

export function printLogProof({ index, hashes, checkpoint, extra }: LogProof): Uint8Array {
  const head = [
    FORM,
    ...(extra === undefined ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${number.print(index)}`,
    ...hashes.map(encodeBase64),
  ];
  const bytes = concatBytes(utf8(`${head.join("\n")}\n\n`), checkpoint);
  if (!parseLogProof(bytes).ok) throw new Error("no proof has such values");
  return bytes;
}

/** What stands there; the checkpoint is not looked into. */
export function parseLogProof(bytes: Uint8Array): Result<LogProof, LogProofError> {
  if (bytes.length > MAX_PROOF_BYTES) return err({ code: "proof-too-large" });
  const parts = splitHead(bytes);
  const [form, ...lines] = parts?.lines ?? [];
  if (parts === null || form !== FORM) return err({ code: "proof-other-form" });
  let extra: Uint8Array | undefined;
  if (lines[0]?.startsWith("extra ")) {
    const decoded = decodeBase64(lines.shift()!.slice("extra ".length));
    if (decoded === null || decoded.length === 0 || decoded.length > MAX_EXTRA_BYTES)
      return err({ code: "proof-bad-extra" });
    extra = decoded;
  }
  const indexLine = lines.shift();
  const index = indexLine?.startsWith("index ") ? number.parse(indexLine.slice("index ".length)) : null;
  if (index === null) return err({ code: "proof-bad-index" });
  if (lines.length > MAX_PROOF_HASHES) return err({ code: "proof-too-many-hashes" });
  const hashes: Hash[] = [];
  for (const line of lines) {
    const hash = parseHash(line);
    if (hash === null) return err({ code: "proof-bad-hash" });
    hashes.push(hash);
  }
  const checkpoint = parts.rest;
  return ok(extra === undefined ? { index, hashes, checkpoint } : { index, hashes, checkpoint, extra });
}

export type ProvenEntry = SignedCheckpoint & { readonly index: number };

/** Whether the entry stands in the log, by the policy alone. */
export function verifyLogProof(
  bytes: Uint8Array,
  entry: Uint8Array,
  policy: Policy,
  verify: VerifyEd25519,
): Result<ProvenEntry, LogProofError | SignedCheckpointError> {
  const proof = parseLogProof(bytes);
  if (!proof.ok) return proof;
  const signed = openCheckpoint(proof.value.checkpoint, policy, verify);
  if (!signed.ok) return signed;
  const { index, hashes } = proof.value;
  const { size, root } = signed.value.checkpoint;
  if (!isIncluded({ entry, index, size, root }, hashes)) return err({ code: "proof-does-not-hold" });
  return ok({ ...signed.value, index });
}
