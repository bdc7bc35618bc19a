/**
 * This machine's Ed25519 and SHA-256 for the simulation, which is pure and takes them as arguments.
 *
 * Of a key that is asked for its public half and then signs, the costly import is done once.
 * @module
 */
import { createPrivateKey, hash, type KeyObject, sign } from "node:crypto";
import type { SigningKit } from "@triplicate/simulation/election/cast.ts";

/** What RFC 8410 puts before the 32 bytes of an Ed25519 private key. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

const imported = new WeakMap<Uint8Array, KeyObject>();

function importSeed(seed: Uint8Array): KeyObject {
  const known = imported.get(seed);
  if (known !== undefined) return known;
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  imported.set(seed, key);
  return key;
}

export const nodeSigningKit: SigningKit = {
  sha256: (bytes) => hash("sha256", bytes, "buffer"),
  publicKeyOf: (seed) => Buffer.from(importSeed(seed).export({ format: "jwk" }).x!, "base64url"),
  sign: (seed, message) => sign(null, message, importSeed(seed)),
};
