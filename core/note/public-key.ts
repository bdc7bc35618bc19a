/**
 * Whether 32 bytes may be somebody's public key: the one way to write a point, of a prime order, on the curve.
 *
 * Asked once a key, where a roster is built or checked. A key of small order verifies one signature for many messages;
 * a key with a part of small order lets its holder craft signatures on which verifiers disagree (clause 7.5 decides
 * for ours). `publicKeyFault` answers in full and takes a millisecond; adapters/signature-pool.ts does the same for millions.
 * Spec: spec/note.md, section 7.
 * @module
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { decodeHex } from "../bytes.ts";
import { PUBLIC_KEY_BYTES } from "./key.ts";

export const PUBLIC_KEY_FAULTS = [
  "key-length",
  "key-not-canonical",
  "key-not-a-point",
  "key-small-order",
  "key-torsion",
] as const;
export type PublicKeyFault = (typeof PUBLIC_KEY_FAULTS)[number];

/** The y coordinates of the eight points of small order, little endian; the sign bit makes eight of the five. */
const SMALL_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map((text) => decodeHex(text)!);

/** What bytes alone show, in a fraction of a microsecond: length, canonical form, small order (clauses 7.1 and 7.2). */
export function publicKeyFaultOfForm(bytes: Uint8Array): PublicKeyFault | null {
  if (bytes.length !== PUBLIC_KEY_BYTES) return "key-length";
  if (!isBelowPrime(bytes)) return "key-not-canonical";
  return isSmallOrder(bytes) ? "key-small-order" : null;
}

/** y < 2^255 - 19, whatever the sign bit. */
function isBelowPrime(bytes: Uint8Array): boolean {
  if ((bytes[31]! & 0x7f) !== 0x7f || bytes[0]! < 0xed) return true;
  for (let i = 1; i < 31; i += 1) if (bytes[i] !== 0xff) return true;
  return false;
}

/** Whether the first 32 bytes, in canonical form, are a point of order 1, 2, 4 or 8. */
export function isSmallOrder(bytes: Uint8Array): boolean {
  for (const y of SMALL_ORDER) if (isY(bytes, y)) return true;
  return false;
}

function isY(bytes: Uint8Array, y: Uint8Array): boolean {
  for (let i = 0; i < 31; i += 1) if (bytes[i] !== y[i]) return false;
  return (bytes[31]! & 0x7f) === y[31];
}

/** Everything that clauses 7.1 to 7.3 ask of a public key. */
export function publicKeyFault(bytes: Uint8Array): PublicKeyFault | null {
  const fault = publicKeyFaultOfForm(bytes);
  if (fault !== null) return fault;
  try {
    return ed25519.Point.fromBytes(bytes).isTorsionFree() ? null : "key-torsion";
  } catch {
    return "key-not-a-point";
  }
}
