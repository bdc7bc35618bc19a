/**
 * Ed25519 and SHA-256 by node:crypto, which is OpenSSL: the implementation that is asked last (spec/note.md, clause 7.6).
 *
 * A public key is imported as a JWK, for a fifteenth of what the verification costs
 * (from DER, up to a third). What signs many times prepares its key once (`signerOf`).
 * @module
 */
import {
  createPrivateKey,
  createPublicKey,
  hash,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from "node:crypto";
import { equalBytes } from "@triplicate/core/bytes.ts";
import { type Ed25519, mayHold, SEED_BYTES } from "@triplicate/core/note/ed25519.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import type { VerifyEd25519 } from "@triplicate/core/note/note.ts";
import { SHA256_BYTES, type Sha256 } from "@triplicate/core/sha256.ts";

/** By way of a text of one character a byte: a Buffer has memory outside the heap, and takes twice as long. */
export const nodeSha256: Sha256 = (bytes) => {
  const text = hash("sha256", bytes, "binary");
  const digest = new Uint8Array(SHA256_BYTES);
  for (let i = 0; i < SHA256_BYTES; i += 1) digest[i] = text.charCodeAt(i);
  return digest;
};

/** Node's buffers are arrays of bytes with more to them; what leaves here is no more than its type says. */
const plain = ({ buffer, byteOffset, byteLength }: Buffer): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  if (!mayHold(publicKey, signature)) return false;
  const mark = publicKey[0]! | (publicKey[1]! << 8) | (publicKey[2]! << 16) | (publicKey[3]! << 24);
  // Whoever makes keys that share a slot makes us slower by one import a check, and no more.
  const slot = mark & (SLOTS - 1);
  const x = base64Url(publicKey);
  if (marks[slot] !== mark) {
    marks[slot] = mark;
    sights[slot] = 0;
    kept[slot] = undefined;
  }
  if (sights[slot]! < SIGHTS_BEFORE_KEEPING) {
    sights[slot]! += 1;
    // An object that lives for one call costs less than one that is handed out.
    return quickly(() => verify(null, message, { key: jwkOf(x), format: "jwk" }, signature));
  }
  let known = kept[slot];
  if (known?.x !== x) {
    known = { x, key: quickly(() => createPublicKey({ key: jwkOf(x), format: "jwk" })) };
    kept[slot] = known;
  }
  return verify(null, message, known.key, signature);
};

/**
 * Keys seen a third time are kept: those of a log, its cosigners, the witnesses of a region. A country's machines sign
 * an acta and a closing record each; an object that is handed out for the second costs twice what it saves.
 */
const SLOTS = 4096;
const SIGHTS_BEFORE_KEEPING = 2;
const marks = new Int32Array(SLOTS);
const sights = new Uint8Array(SLOTS);
const kept: ({ readonly x: string; readonly key: KeyObject } | undefined)[] = new Array(SLOTS).fill(
  undefined,
);

const jwkOf = (x: string) => ({ kty: "OKP", crv: "Ed25519", x });

/** Node makes and drops two errors for each key it imports; collecting their stacks is two thirds of the cost. */
function quickly<T>(make: () => T): T {
  const limit: unknown = Error.stackTraceLimit;
  setStackTraceLimit(undefined);
  try {
    return make();
  } finally {
    setStackTraceLimit(limit);
  }
}

/** V8 collects no stack where the limit is no number; the type does not know. */
function setStackTraceLimit(limit: unknown): void {
  (Error as { stackTraceLimit: unknown }).stackTraceLimit = limit;
}

const base64Url = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64url");

/** RFC 8410, section 7: what stands before the seed in a PKCS #8 key. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

function privateKey(seed: Uint8Array): KeyObject {
  if (seed.length !== SEED_BYTES) throw new RangeError(`a seed has ${SEED_BYTES} bytes`);
  const key = Buffer.concat([PKCS8, seed]);
  const made = quickly(() => createPrivateKey({ key, format: "der", type: "pkcs8" }));
  key.fill(0);
  return made;
}

/** A key pair whose signatures are there at once. */
export type SeededKeyPair = {
  readonly seed: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly sign: (message: Uint8Array) => Uint8Array;
};

/** A new key pair, or the one of a seed. */
export function createKeyPair(seed: Uint8Array = new Uint8Array(randomBytes(SEED_BYTES))): SeededKeyPair {
  const key = privateKey(seed);
  return { seed, publicKey: publicKeyOfObject(key), sign: (message) => plain(sign(null, message, key)) };
}

function publicKeyOfObject(key: KeyObject): Uint8Array {
  const { x } = createPublicKey(key).export({ format: "jwk" });
  return new Uint8Array(Buffer.from(x!, "base64url"));
}

export const publicKeyOf = (seed: Uint8Array): Uint8Array => publicKeyOfObject(privateKey(seed));

/** One signature by a key that is not kept. */
export const signEd25519 = (seed: Uint8Array, message: Uint8Array): Uint8Array =>
  plain(sign(null, message, privateKey(seed)));

export type NodeSigner = { readonly key: NoteKey; readonly sign: (message: Uint8Array) => Uint8Array };

/** Signs as `key` with the seed it was made of; throws if that is another key's. */
export function signerOf(key: NoteKey, seed: Uint8Array): NodeSigner {
  const pair = createKeyPair(seed);
  if (!equalBytes(pair.publicKey, key.publicKey)) throw new Error(`the seed is not that of ${key.name}`);
  return { key, sign: pair.sign };
}

export const nodeEd25519 = { load: createKeyPair, verify: verifyEd25519 } as const satisfies Ed25519;
