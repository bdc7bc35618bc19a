/**
 * The keys that sign notes: a name, a type of signature, a public key, and the id that binds the three.
 *
 *     vkey   example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
 *            name            key id   base64 of type byte and public key
 *
 * Follows C2SP signed-note v1.0.0 and tlog-cosignature v1.0.1. Spec: spec/note.md, sections 3 and 4.
 * @module
 */
import { concatBytes, decodeBase64, encodeBase64, encodeHex, utf8 } from "../bytes.ts";
import { err, ok, type Result } from "../result.ts";
import { sha256 } from "../sha256.ts";

/** The types of signature we make and count (C2SP signed-note, signature types). */
export const SIGNATURE_TYPE = { ed25519: 0x01, cosignature: 0x04 } as const;
export type SignatureType = (typeof SIGNATURE_TYPE)[keyof typeof SIGNATURE_TYPE];

export const PUBLIC_KEY_BYTES = 32;
export const MAX_KEY_NAME_LENGTH = 255;

export type NoteKey = {
  readonly name: string;
  readonly type: SignatureType;
  /** 32 bytes, as RFC 8032 encodes a point. */
  readonly publicKey: Uint8Array;
  /** First four bytes of SHA-256(name, newline, type, public key), big endian. */
  readonly id: number;
};

export type VerifierKeyError = {
  readonly code: "bad-vkey" | "bad-key-name" | "unknown-key-type" | "bad-key-length" | "wrong-key-id";
};

/**
 * A name as any note may carry one: not empty, no plus sign, no Unicode space (clause 3.1). The property leaves out
 * U+FEFF, which `\s` would count, and holds U+0085, which `\s` would not.
 */
export const isNoteName = (name: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  /^[^+\p{White_Space}\u0000-\u001f]+$/u.test(name) && name.isWellFormed();

/** A name that we give to a key, or take from a verifier key (clause 3.2). */
export const isKeyName = (name: string): boolean => name.length <= MAX_KEY_NAME_LENGTH && isNoteName(name);

/** Throws on a name or length that could not stand in a note: whoever takes them from outside asks first. */
export function createNoteKey(name: string, type: SignatureType, publicKey: Uint8Array): NoteKey {
  if (!isKeyName(name)) throw new Error("a key name is not empty and has no space, plus sign or control");
  if (publicKey.length !== PUBLIC_KEY_BYTES)
    throw new RangeError(`a public key has ${PUBLIC_KEY_BYTES} bytes`);
  return { name, type, publicKey, id: keyId(name, type, publicKey) };
}

function keyId(name: string, type: SignatureType, publicKey: Uint8Array): number {
  const hash = sha256(concatBytes(utf8(name), Uint8Array.of(0x0a, type), publicKey));
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0);
}

export const keyIdHex = (id: number): string => id.toString(16).padStart(8, "0");

export function printVerifierKey({ name, type, publicKey, id }: NoteKey): string {
  return `${name}+${keyIdHex(id)}+${encodeBase64(concatBytes(Uint8Array.of(type), publicKey))}`;
}

/** Base64 may hold plus signs, names may not: the first two separate. */
export function parseVerifierKey(text: string): Result<NoteKey, VerifierKeyError> {
  const match = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/su.exec(text);
  if (match === null) return err({ code: "bad-vkey" });
  const [, name = "", id = "", encoded = ""] = match;
  if (!isKeyName(name)) return err({ code: "bad-key-name" });
  const bytes = decodeBase64(encoded);
  if (bytes === null || bytes.length === 0) return err({ code: "bad-vkey" });
  const type = bytes[0]!;
  if (type !== SIGNATURE_TYPE.ed25519 && type !== SIGNATURE_TYPE.cosignature)
    return err({ code: "unknown-key-type" });
  if (bytes.length !== 1 + PUBLIC_KEY_BYTES) return err({ code: "bad-key-length" });
  const key = createNoteKey(name, type, bytes.slice(1));
  return keyIdHex(key.id) === id ? ok(key) : err({ code: "wrong-key-id" });
}

/** For people to read aloud: the first 16 hexadecimal digits of the key's hash, in fours. */
export function keyFingerprint({ publicKey }: NoteKey): string {
  return encodeHex(sha256(publicKey))
    .slice(0, 16)
    .replace(/(?<=^(?:.{4})+)(?!$)/g, "-");
}
