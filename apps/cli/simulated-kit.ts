/**
 * This machine's Ed25519 and SHA-256 for the simulation, which is pure and takes them as arguments.
 *
 * Of a key that is asked for its public half and then signs, the costly import is done once.
 * @module
 */
import { createKeyPair, nodeSha256, type SeededKeyPair } from "@triplicate/adapters/ed25519-node.ts";
import type { SigningKit } from "@triplicate/simulation/election/cast.ts";

/** By the seed's own array, so that a key is forgotten with the player who holds it. */
const prepared = new WeakMap<Uint8Array, SeededKeyPair>();

function prepare(seed: Uint8Array): SeededKeyPair {
  const known = prepared.get(seed);
  if (known !== undefined) return known;
  const pair = createKeyPair(seed);
  prepared.set(seed, pair);
  return pair;
}

export const nodeSigningKit: SigningKit = {
  sha256: nodeSha256,
  publicKeyOf: (seed) => prepare(seed).publicKey,
  // A key pair may answer later elsewhere; this machine's answers at once.
  sign: (seed, message) => prepare(seed).sign(message) as Uint8Array,
};
