/**
 * Ed25519 as our notes need it: what an implementation offers, and one that runs everywhere.
 *
 * Published verifiers disagree on signatures that only the key's own holder can craft: some multiply the equation by
 * the cofactor, some refuse points of small order. Two honest readers of one log must not part over that, so there is
 * one answer, the one of OpenSSL and of RFC 8032 section 5.1.7 without cofactor: S is below the group's order, and
 * [S]B - [h]A, written down, is R byte for byte. Noble's own `verify` multiplies by the cofactor; hence the few lines here.
 * The machine's own implementations are in adapters: hundreds of times faster, same answers on every vector.
 * Spec: spec/note.md, section 7.
 * @module
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concatBytes, equalBytes } from "../bytes.ts";
import { PUBLIC_KEY_BYTES } from "./key.ts";
import type { SignEd25519, VerifyEd25519 } from "./note.ts";

export const SEED_BYTES = 32;
export const SIGNATURE_BYTES = 64;

/** A private key, held by whoever made it from its 32 bytes of seed. */
export type KeyPair = { readonly publicKey: Uint8Array; readonly sign: SignEd25519 };

/** What every implementation offers; each gives the same answers (clause 7.5). */
export type Ed25519 = {
  load(seed: Uint8Array): KeyPair | Promise<KeyPair>;
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
};

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;

/** The answer of clause 7.4, in some two milliseconds. */
export const verifyPortably: VerifyEd25519 = (publicKey, message, signature) => {
  if (publicKey.length !== PUBLIC_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  const r = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  if (s >= ORDER) return false;
  const key = decodePoint(publicKey);
  if (key === null) return false;
  const h = littleEndian(sha512(concatBytes(r, publicKey, message))) % ORDER;
  return equalBytes(Point.BASE.multiplyUnsafe(s).subtract(key.multiplyUnsafe(h)).toBytes(), r);
};

/** As OpenSSL reads a point: also one that nobody would write so. Whether it may be a key is public-key.ts's question. */
function decodePoint(bytes: Uint8Array): InstanceType<typeof Point> | null {
  try {
    return Point.fromBytes(bytes, true);
  } catch {
    return null;
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i -= 1) value = (value << 8n) | BigInt(bytes[i]!);
  return value;
}

export const portableEd25519 = {
  load: (seed: Uint8Array) => {
    if (seed.length !== SEED_BYTES) throw new RangeError(`a seed has ${SEED_BYTES} bytes`);
    const own = seed.slice();
    return {
      publicKey: ed25519.getPublicKey(own),
      sign: (message: Uint8Array) => ed25519.sign(message, own),
    };
  },
  verify: verifyPortably,
} as const satisfies Ed25519;
