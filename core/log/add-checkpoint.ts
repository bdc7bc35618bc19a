/**
 * How a log asks for a cosignature, and what a cosigner answers.
 *
 *     old 20852014                                     entries the cosigner has seen
 *     PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=     proof that the old tree is the beginning of the new one
 *     …
 *
 *     log.example/bolivar-2017                         the checkpoint, signed by the log
 *     …
 *
 * A cosigner signs one growing history or nothing. This module decides; whoever runs it stores the new tree in exchange
 * for the old one, in one step and durably, before the cosignature leaves the house.
 * Follows C2SP tlog-witness, the editor's copy of July 2026. Spec: spec/log.md, section 9.
 * @module
 */
import { concatBytes, decodeUtf8, encodeBase64, encodeHex, equalBytes, utf8 } from "../bytes.ts";
import { EMPTY_ROOT, type Hash, isConsistent } from "../merkle-tree.ts";
import { number } from "../note/fields.ts";
import type { NoteKey } from "../note/key.ts";
import {
  type FindKey,
  MAX_NOTE_BYTES,
  MAX_SIGNATURES,
  type Note,
  type NoteError,
  type NoteSignature,
  parseNote,
  parseSignatureLine,
  printSignatureLine,
  type SignatureCheck,
  signatureChecks,
  type VerifyEd25519,
} from "../note/note.ts";
import { err, ok, type Result } from "../result.ts";
import { sha256 } from "../sha256.ts";
import { type Checkpoint, parseCheckpoint, parseHash } from "./checkpoint.ts";
import { splitHead } from "./head.ts";
import type { TreeHead } from "./tile-tree.ts";

export const MAX_CONSISTENCY_HASHES = 63;
/** As much as a note and a longest proof; more is refused unread. */
export const MAX_REQUEST_BYTES = MAX_NOTE_BYTES + 46 * (MAX_CONSISTENCY_HASHES + 1);
/** The media type of the size that a refusal with 409 carries. */
export const SIZE_MEDIA_TYPE = "text/x.tlog.size";

export type AddCheckpoint = {
  readonly oldSize: number;
  readonly proof: readonly Hash[];
  /** The checkpoint note, byte for byte. */
  readonly note: Uint8Array;
};

export function printAddCheckpoint({ oldSize, proof, note }: AddCheckpoint): Uint8Array {
  const lines = [`old ${number.print(oldSize)}`, ...proof.map(encodeBase64)];
  return concatBytes(utf8(`${lines.join("\n")}\n\n`), note);
}

/** A request that is well formed; what it claims is not yet judged. */
export type AddCheckpointRequest = AddCheckpoint & {
  readonly parsed: Note;
  readonly checkpoint: Checkpoint;
};

export type AddCheckpointError = {
  readonly code:
    | "request-malformed"
    | "request-bad-checkpoint"
    | "request-old-size-larger"
    | "request-unknown-log"
    | "request-not-signed"
    | "request-old-size-differs"
    | "request-bad-proof"
    | "request-root-differs";
};

/** The HTTP status that the protocol demands for each refusal. */
export const ADD_CHECKPOINT_STATUS = {
  "request-malformed": 400,
  "request-bad-checkpoint": 400,
  "request-old-size-larger": 400,
  "request-unknown-log": 404,
  "request-not-signed": 403,
  "request-old-size-differs": 409,
  "request-bad-proof": 422,
  "request-root-differs": 422,
} as const satisfies Record<AddCheckpointError["code"], number>;

export function parseAddCheckpoint(body: Uint8Array): Result<AddCheckpointRequest, AddCheckpointError> {
  const malformed = err({ code: "request-malformed" } as const);
  if (body.length > MAX_REQUEST_BYTES) return malformed;
  const parts = splitHead(body);
  if (parts === null) return malformed;
  const [oldLine = "", ...lines] = parts.lines;
  const oldSize = oldLine.startsWith("old ") ? number.parse(oldLine.slice("old ".length)) : null;
  if (oldSize === null || lines.length > MAX_CONSISTENCY_HASHES) return malformed;
  const proof: Hash[] = [];
  for (const line of lines) {
    const hash = parseHash(line);
    if (hash === null) return malformed;
    proof.push(hash);
  }
  const note = parts.rest;
  const parsed = parseNote(note);
  if (!parsed.ok) return err({ code: "request-bad-checkpoint" });
  const checkpoint = parseCheckpoint(parsed.value.text);
  if (!checkpoint.ok) return err({ code: "request-bad-checkpoint" });
  if (oldSize > checkpoint.value.size) return err({ code: "request-old-size-larger" });
  return ok({ oldSize, proof, note, parsed: parsed.value, checkpoint: checkpoint.value });
}

/** What a cosigner knows of a log: whom it believes, and the last tree it cosigned (before the first, the empty one). */
export type KnownLog = { readonly keys: readonly NoteKey[]; readonly head: TreeHead };

export const NO_TREE: TreeHead = { size: 0, root: EMPTY_ROOT };

/** The checkpoint to cosign, once `head` has taken the place of `replaces` in durable storage. */
export type AcceptedCheckpoint = {
  readonly origin: string;
  readonly head: TreeHead;
  /** If another tree is stored by then, this request is judged again from the beginning. */
  readonly replaces: TreeHead;
  /** What is cosigned: the note's text, whatever lines it has. */
  readonly text: string;
};

export type AddCheckpointRefusal = AddCheckpointError & {
  /** What the cosigner has, where that is the trouble. */
  readonly size?: number;
  /** The log itself signed what contradicts its past, or no tree at all: the request is worth keeping. */
  readonly isEvidence?: true;
};

/** `known` is what the cosigner holds under the request's origin; undefined for a log it does not watch. */
export function judgeAddCheckpoint(
  known: KnownLog | undefined,
  { oldSize, proof, parsed, checkpoint }: AddCheckpointRequest,
  verify: VerifyEd25519,
): Result<AcceptedCheckpoint, AddCheckpointRefusal> {
  if (known === undefined) return err({ code: "request-unknown-log" });
  const { keys, head } = known;
  const find: FindKey = (name, id) => keys.find((key) => key.id === id && key.name === name);
  const checks = signatureChecks(parsed, find);
  if (!checks.ok || !checks.value.every((check) => isValid(check, verify)))
    return err({ code: "request-not-signed" });
  if (oldSize !== head.size) return err({ code: "request-old-size-differs", size: head.size });
  const { origin, size, root } = checkpoint;
  const oldRoot = oldSize === 0 ? EMPTY_ROOT : head.root;
  if (size === oldSize && !equalBytes(root, oldRoot))
    return err({ code: "request-root-differs", isEvidence: true });
  if (!isConsistent({ oldSize, oldRoot, newSize: size, newRoot: root }, proof))
    return err({ code: "request-bad-proof", isEvidence: true });
  return ok({ origin, head: { size, root }, replaces: head, text: parsed.text });
}

const isValid = ({ key, message, signature }: SignatureCheck, verify: VerifyEd25519): boolean =>
  verify(key.publicKey, message, signature);

export type AddCheckpointAnswer = {
  readonly status: number;
  readonly mediaType: string;
  readonly body: string;
};

export function answerRefusal({ code, size }: AddCheckpointRefusal): AddCheckpointAnswer {
  const status = ADD_CHECKPOINT_STATUS[code];
  if (size === undefined) return { status, mediaType: "text/plain; charset=utf-8", body: `${code}\n` };
  return { status, mediaType: SIZE_MEDIA_TYPE, body: `${size}\n` };
}

export const answerCosignatures = (lines: readonly NoteSignature[]): AddCheckpointAnswer => ({
  status: 200,
  mediaType: "text/plain; charset=utf-8",
  body: lines.map(printSignatureLine).join(""),
});

/** The size that a refusal with 409 and `SIZE_MEDIA_TYPE` tells; null for any other body. */
export function parseSizeAnswer(body: Uint8Array): number | null {
  const text = body.length > 32 ? null : decodeUtf8(body);
  return text?.endsWith("\n") ? number.parse(text.slice(0, -1)) : null;
}

export type CosignatureAnswerError = NoteError | { readonly code: "answer-malformed" };

/** What must hold for the answer to be a cosignature by one of the keys; lines of unknown keys are left out. */
export function readCosignatures(
  body: Uint8Array,
  text: string,
  find: FindKey,
): Result<SignatureCheck[], CosignatureAnswerError> {
  const answer = body.length > MAX_NOTE_BYTES ? null : decodeUtf8(body);
  const lines = answer?.split("\n") ?? [];
  if (lines.pop() !== "" || lines.length === 0 || lines.length > MAX_SIGNATURES)
    return err({ code: "answer-malformed" });
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignatureLine(line);
    if (signature === null) return err({ code: "answer-malformed" });
    signatures.push(signature);
  }
  return signatureChecks({ text, signatures }, find);
}

/** Where a cosigner shows the last checkpoint it cosigned of a log, below its monitoring prefix. */
export const cosignedPath = (origin: string): string => `${encodeHex(sha256(utf8(origin)))}/checkpoint`;
