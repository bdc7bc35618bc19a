/**
 * Signed notes: a text that people can read, a blank line, and lines that sign it.
 *
 *     triplicate/acta/v1
 *     station 080101001.01
 *
 *     — ve-bolivar-2017/machine/080101001.01 Uw2QOkn8…
 *
 * Parsing says what stands there; whether a signature holds is asked of the caller's verifier, so that a machine, a
 * browser and a pool of threads can each answer in their own way. Whoever relies on a note uses `openNote` or
 * `signatureChecks` with the keys it trusts: an unknown key's line counts for nothing and spoils nothing.
 * Follows C2SP signed-note v1.0.0. Spec: spec/note.md, section 2.
 * @module
 */
import { concatBytes, decodeBase64, decodeUtf8, encodeBase64, utf8 } from "../bytes.ts";
import { err, ok, type Result } from "../result.ts";
import { isNoteName, type NoteKey, SIGNATURE_TYPE } from "./key.ts";

/** A log entry holds at most 65,535 bytes (C2SP tlog-tiles), and no note of ours is larger. */
export const MAX_NOTE_BYTES = 65_535;
export const MAX_SIGNATURES = 100;
const KEY_ID_BYTES = 4;
/** Of a statement's line; a cosignature has a time before them. */
export const SIGNATURE_BYTES = 64;
const TIMESTAMP_BYTES = 8;
const DASH = "—";

export type NoteSignature = {
  readonly name: string;
  readonly keyId: number;
  /** What follows the key id: for Ed25519 64 bytes, for a cosignature a timestamp of 8 bytes and 64. */
  readonly blob: Uint8Array;
};

export type Note = {
  /** With its final newline, without the blank line. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
};

export type NoteError = {
  readonly code:
    | "note-too-large"
    | "note-not-utf8"
    | "note-control-character"
    | "note-no-signatures"
    | "note-bad-signature-line"
    | "note-too-many-signatures"
    | "note-unknown-keys"
    | "note-bad-signature";
  /** Line from 1, where one line is at fault. */
  readonly line?: number;
  /** The key's name, where one key is at fault. */
  readonly name?: string;
};

export type NoteLimits = { readonly bytes: number; readonly signatures: number };
const LIMITS: NoteLimits = { bytes: MAX_NOTE_BYTES, signatures: MAX_SIGNATURES };

/** The note, if printing it would give the same bytes again. */
export function parseNote(bytes: Uint8Array, limits: NoteLimits = LIMITS): Result<Note, NoteError> {
  if (bytes.length > limits.bytes) return err({ code: "note-too-large" });
  const whole = decodeUtf8(bytes);
  if (whole === null) return err({ code: "note-not-utf8" });
  if (hasControl(whole)) return err({ code: "note-control-character" });
  // The text may hold blank lines of its own: the last one separates.
  const end = whole.lastIndexOf("\n\n");
  if (end < 0 || !whole.endsWith("\n") || end + 2 === whole.length)
    return err({ code: "note-no-signatures" });
  const text = whole.slice(0, end + 1);
  const lines = whole.slice(end + 2, -1).split("\n");
  if (lines.length > limits.signatures) return err({ code: "note-too-many-signatures" });
  const signatures: NoteSignature[] = [];
  for (const [i, line] of lines.entries()) {
    const signature = parseSignatureLine(line);
    if (signature === null) {
      return err({ code: "note-bad-signature-line", line: text.split("\n").length + 1 + i });
    }
    signatures.push(signature);
  }
  return ok({ text, signatures });
}

/** Any control character of ASCII but the newline. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const hasControl = (text: string): boolean => /[\u0000-\u0009\u000b-\u001f]/.test(text);

/** One line without its newline; null if it would not be printed so. */
export function parseSignatureLine(line: string): NoteSignature | null {
  if (!line.startsWith(`${DASH} `)) return null;
  const space = line.indexOf(" ", DASH.length + 1);
  if (space < 0) return null;
  const name = line.slice(DASH.length + 1, space);
  const bytes = decodeBase64(line.slice(space + 1));
  if (!isNoteName(name) || bytes === null || bytes.length <= KEY_ID_BYTES) return null;
  const keyId = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return { name, keyId, blob: bytes.subarray(KEY_ID_BYTES) };
}

export function printSignatureLine({ name, keyId, blob }: NoteSignature): string {
  const id = new Uint8Array(KEY_ID_BYTES);
  new DataView(id.buffer).setUint32(0, keyId);
  return `${DASH} ${name} ${encodeBase64(concatBytes(id, blob))}\n`;
}

export const printNote = ({ text, signatures }: Note): Uint8Array =>
  utf8(`${text}\n${signatures.map(printSignatureLine).join("")}`);

/** What an Ed25519 verifier is asked about one line of a note. */
export type SignatureCheck = {
  readonly key: NoteKey;
  readonly message: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
  /** Seconds since 1970; of a cosignature only. */
  readonly timestamp?: number;
  readonly line: NoteSignature;
};

/** Public key, message and signature; whether they belong together. Pure, so it may be asked in any order. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** The key of that name and id, if it is one the caller trusts. */
export type FindKey = (name: string, keyId: number) => NoteKey | undefined;

/**
 * What must hold for the note to be signed by its known keys: one check a key, in order of lines.
 * A known key's line of an impossible length is a bad signature; further lines of one key count for nothing.
 */
export function signatureChecks(
  note: Note,
  find: FindKey,
  textBytes: Uint8Array = utf8(note.text),
): Result<SignatureCheck[], NoteError> {
  const checks: SignatureCheck[] = [];
  for (const line of note.signatures) {
    const key = find(line.name, line.keyId);
    if (key === undefined || checks.some((check) => isOneKey(check.line, line))) continue;
    const check = signatureCheck(key, line, textBytes);
    if (check === null) return err({ code: "note-bad-signature", name: line.name });
    checks.push(check);
  }
  return checks.length === 0 ? err({ code: "note-unknown-keys" }) : ok(checks);
}

const isOneKey = (a: NoteSignature, b: NoteSignature): boolean => a.keyId === b.keyId && a.name === b.name;

function signatureCheck(key: NoteKey, line: NoteSignature, text: Uint8Array): SignatureCheck | null {
  const { blob } = line;
  if (key.type === SIGNATURE_TYPE.ed25519) {
    return blob.length === SIGNATURE_BYTES ? { key, line, message: text, signature: blob } : null;
  }
  if (blob.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES) return null;
  const seconds = new DataView(blob.buffer, blob.byteOffset).getBigUint64(0);
  if (seconds > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  const timestamp = Number(seconds);
  const message = cosignedMessage(timestamp, text);
  return { key, line, message, signature: blob.subarray(TIMESTAMP_BYTES), timestamp };
}

/** What a cosigner signs: that at this time it saw this tree and none that contradicts it (C2SP tlog-cosignature). */
export const cosignedMessage = (timestamp: number, text: Uint8Array): Uint8Array =>
  concatBytes(utf8(`cosignature/v1\ntime ${timestamp}\n`), text);

export type OpenedNote = { readonly note: Note; readonly verified: readonly SignatureCheck[] };

/** Parses and verifies at once. A known key's bad signature refuses the note whatever else is signed well. */
export function openNote(
  bytes: Uint8Array,
  find: FindKey,
  verify: VerifyEd25519,
): Result<OpenedNote, NoteError> {
  const parsed = parseNote(bytes);
  if (!parsed.ok) return parsed;
  const checks = signatureChecks(parsed.value, find);
  if (!checks.ok) return checks;
  const bad = checks.value.find(({ key, message, signature }) => !verify(key.publicKey, message, signature));
  if (bad !== undefined) return err({ code: "note-bad-signature", name: bad.key.name });
  return ok({ note: parsed.value, verified: checks.value });
}

/** A private key that never leaves its holder: 64 bytes of Ed25519 over the message. */
export type SignEd25519 = (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;
export type Signer = { readonly key: NoteKey; readonly sign: SignEd25519 };

/** Whether a text may stand in a note: it ends its last line, and has no control character nor half a character. */
export const isNoteText = (text: string): boolean =>
  text.endsWith("\n") && !hasControl(text) && text.isWellFormed();

function textToSign(text: string): Uint8Array {
  if (!isNoteText(text)) throw new Error("the text cannot be a note's");
  return utf8(text);
}

/** A signature line of a statement key (type 0x01) over a note's text. */
export async function signText(text: string, { key, sign }: Signer): Promise<NoteSignature> {
  if (key.type !== SIGNATURE_TYPE.ed25519) throw new Error(`${key.name} is no key for statements`);
  return { name: key.name, keyId: key.id, blob: await sign(textToSign(text)) };
}

/** A cosignature line (type 0x04) over a checkpoint's text, at a time in seconds since 1970. */
export async function cosignText(text: string, time: number, { key, sign }: Signer): Promise<NoteSignature> {
  if (key.type !== SIGNATURE_TYPE.cosignature) throw new Error(`${key.name} is no key for cosignatures`);
  if (!Number.isSafeInteger(time) || time < 0) throw new RangeError(`${time} is no time of a cosignature`);
  const stamp = new Uint8Array(TIMESTAMP_BYTES);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
  const signature = await sign(cosignedMessage(time, textToSign(text)));
  return { name: key.name, keyId: key.id, blob: concatBytes(stamp, signature) };
}

/** The text signed by each in turn. Throws on a text that could not be a note's, or one too large. */
export async function signNote(text: string, signers: readonly Signer[]): Promise<Note> {
  const signatures: NoteSignature[] = [];
  for (const signer of signers) signatures.push(await signText(text, signer));
  const note = { text, signatures };
  const parsed = parseNote(printNote(note));
  if (!parsed.ok) throw new Error(`the text cannot be a note's: ${parsed.error.code}`);
  return note;
}
