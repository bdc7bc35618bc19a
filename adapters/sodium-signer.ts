/**
 * Ed25519 signatures by libsodium where it is installed: two to three times as fast as node:crypto, which has to import
 * each key anew. For simulations, which sign with millions of keys once; people's keys are signed with by node:crypto.
 *
 * Ed25519 signatures are determined by key and message (RFC 8032), so both write the same bytes.
 * @module
 */
import { createKeyPair, type SeededKeyPair } from "./ed25519-node.ts";
import { loadSodium } from "./sodium.ts";

type SodiumSigning = {
  crypto_sign_seed_keypair(publicKey: Uint8Array, secretKey: Uint8Array, seed: Uint8Array): void;
  crypto_sign_detached(signature: Uint8Array, message: Uint8Array, secretKey: Uint8Array): void;
};

const PUBLIC_KEY_BYTES = 32;
const SECRET_KEY_BYTES = 64;
const SIGNATURE_BYTES = 64;

export type FastKeyPair = {
  readonly publicKey: Uint8Array;
  readonly sign: (message: Uint8Array) => Uint8Array;
};

/** The key pair of a seed; by node:crypto where libsodium is missing. */
export function createFastKeyPair(seed: Uint8Array): FastKeyPair {
  const sodium = loadSodium() as unknown as SodiumSigning | null;
  if (sodium === null) {
    const pair: SeededKeyPair = createKeyPair(seed);
    return { publicKey: pair.publicKey, sign: (message) => pair.sign(message) as Uint8Array };
  }
  const publicKey = new Uint8Array(PUBLIC_KEY_BYTES);
  const secretKey = new Uint8Array(SECRET_KEY_BYTES);
  sodium.crypto_sign_seed_keypair(publicKey, secretKey, seed);
  return {
    publicKey,
    sign(message) {
      const signature = new Uint8Array(SIGNATURE_BYTES);
      sodium.crypto_sign_detached(signature, message, secretKey);
      return signature;
    },
  };
}
