/**
 * Ed25519 as our notes need it: what an implementation offers, and one that runs everywhere.
 *
 * Published verifiers disagree on signatures that only a key's own holder can craft: some multiply the equation by the
 * cofactor (Noble's `verify` does), some take points of small order (OpenSSL 3.0 does, 3.5 does not). Two honest readers
 * of one log must not part over that, so there is one answer: neither key nor R is of small order, the key is in
 * canonical form, S is below the group's order, and [S]B - [h]A, written down, is R byte for byte.
 * The machine's own implementations are in adapters: hundreds of times faster, same answers on every vector.
 * Spec: spec/note.md, section 7.
 * @module
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concatBytes, equalBytes } from "../bytes.ts";
import type { SignEd25519, VerifyEd25519 } from "./note.ts";
import { isSmallOrder, publicKeyFaultOfForm } from "./public-key.ts";

export const SEED_BYTES = 32;
export const SIGNATURE_BYTES = 64;

/** A private key, held by whoever made it from its 32 bytes of seed. */
export type KeyPair = { readonly publicKey: Uint8Array; readonly sign: SignEd25519 };

/** What every implementation offers; each gives the same answers (clause 7.6). */
export type Ed25519 = {
  load(seed: Uint8Array): KeyPair | Promise<KeyPair>;
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
};

/** What every implementation asks first, since libraries differ here: lengths and small order (clause 7.5). */
export const mayHold = (publicKey: Uint8Array, signature: Uint8Array): boolean =>
  signature.length === SIGNATURE_BYTES &&
  publicKeyFaultOfForm(publicKey) === null &&
  !isSmallOrder(signature);

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;

/** The answer of clause 7.5, in some two milliseconds. */
export const verifyPortably: VerifyEd25519 = (publicKey, message, signature) => {
  if (!mayHold(publicKey, signature)) return false;
  const r = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  const key = s < ORDER ? decodePoint(publicKey) : null;
  if (key === null) return false;
  const h = littleEndian(sha512(concatBytes(r, publicKey, message))) % ORDER;
  return equalBytes(Point.BASE.multiplyUnsafe(s).subtract(key.multiplyUnsafe(h)).toBytes(), r);
};

function decodePoint(bytes: Uint8Array): InstanceType<typeof Point> | null {
  try {
    return Point.fromBytes(bytes);
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
