/**
 * A checkpoint held against a policy: signed by a log we believe, and cosigned by enough of those who watch it.
 *
 * Reading asks in two steps, as for every note: which signatures must hold, then, when somebody has verified them,
 * what follows. `openCheckpoint` does both with a verifier that answers at once.
 * Follows C2SP tlog-checkpoint v1.0.0 and tlog-cosignature v1.0.1. Spec: spec/log.md, sections 4 and 5.
 * @module
 */
import { SIGNATURE_TYPE } from "../note/key.ts";
import {
  type Note,
  type NoteError,
  parseNote,
  type SignatureCheck,
  signatureChecks,
  type VerifyEd25519,
} from "../note/note.ts";
import { err, ok, type Result } from "../result.ts";
import { type Checkpoint, type CheckpointError, hasPossibleRoot, parseCheckpoint } from "./checkpoint.ts";
import { findPolicyKey, isQuorum, type Policy } from "./policy.ts";

export type SignedCheckpointError =
  | NoteError
  | CheckpointError
  | {
      readonly code: "checkpoint-unknown-log" | "checkpoint-not-signed-by-log" | "checkpoint-no-quorum";
    };

/** A checkpoint note that was read, and what must be verified before anything is believed. */
export type UnverifiedCheckpoint = {
  readonly checkpoint: Checkpoint;
  readonly note: Note;
  readonly checks: readonly SignatureCheck[];
};

export type Cosigned = {
  /** As the policy names the cosigner. */
  readonly name: string;
  /** When it cosigned, in seconds since 1970, by its own clock. */
  readonly time: number;
};

export type SignedCheckpoint = {
  readonly checkpoint: Checkpoint;
  readonly note: Note;
  readonly cosigned: readonly Cosigned[];
};

export function readCheckpoint(
  bytes: Uint8Array,
  policy: Policy,
): Result<UnverifiedCheckpoint, SignedCheckpointError> {
  const note = parseNote(bytes);
  if (!note.ok) return note;
  const checkpoint = parseCheckpoint(note.value.text);
  if (!checkpoint.ok) return checkpoint;
  if (!hasPossibleRoot(checkpoint.value)) return err({ code: "checkpoint-bad-root" });
  const { origin } = checkpoint.value;
  // A log's key speaks for its own origin and for no other log of the policy.
  const logs = policy.logs.filter(({ key }) => key.name === origin);
  if (logs.length === 0) return err({ code: "checkpoint-unknown-log" });
  const checks = signatureChecks(note.value, findPolicyKey({ ...policy, logs }));
  if (!checks.ok) return checks;
  if (!checks.value.some(({ key }) => key.type === SIGNATURE_TYPE.ed25519))
    return err({ code: "checkpoint-not-signed-by-log" });
  return ok({ checkpoint: checkpoint.value, note: note.value, checks: checks.value });
}

/** `valid` tells for each check whether its signature holds. One bad signature of a known key refuses the whole. */
export function judgeCheckpoint(
  { checkpoint, note, checks }: UnverifiedCheckpoint,
  valid: (check: SignatureCheck, index: number) => boolean,
  policy: Policy,
): Result<SignedCheckpoint, SignedCheckpointError> {
  const bad = checks.find((check, i) => !valid(check, i));
  if (bad !== undefined) return err({ code: "note-bad-signature", name: bad.key.name });
  const cosigned: Cosigned[] = [];
  for (const { key, timestamp } of checks) {
    const cosigner = policy.cosigners.find((one) => one.key.id === key.id && one.key.name === key.name);
    if (cosigner !== undefined && timestamp !== undefined)
      cosigned.push({ name: cosigner.name, time: timestamp });
  }
  const names = cosigned.map(({ name }) => name);
  if (!isQuorum(policy, names)) return err({ code: "checkpoint-no-quorum" });
  return ok({ checkpoint, note, cosigned });
}

export function openCheckpoint(
  bytes: Uint8Array,
  policy: Policy,
  verify: VerifyEd25519,
): Result<SignedCheckpoint, SignedCheckpointError> {
  const read = readCheckpoint(bytes, policy);
  if (!read.ok) return read;
  const valid = ({ key, message, signature }: SignatureCheck) => verify(key.publicKey, message, signature);
  return judgeCheckpoint(read.value, valid, policy);
}
