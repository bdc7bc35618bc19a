/**
 * This machine's Ed25519 and SHA-256 for the simulation, which is pure and takes them as arguments.
 *
 * A key that is asked for its public half and then signs is made once.
 * @module
 */
import { nodeSha256 } from "@triplicate/adapters/ed25519-node.ts";
import { createFastKeyPair, type FastKeyPair } from "@triplicate/adapters/sodium-signer.ts";
import type { SigningKit } from "@triplicate/simulation/election/cast.ts";

/** By the seed's own array, which a player holds: the last few, as a country has millions of players and each is soon done. */
const prepared = new Map<Uint8Array, FastKeyPair>();
const MOST_PREPARED = 256;

function prepare(seed: Uint8Array): FastKeyPair {
  const known = prepared.get(seed);
  if (known !== undefined) return known;
  if (prepared.size >= MOST_PREPARED) prepared.clear();
  const pair = createFastKeyPair(seed);
  prepared.set(seed, pair);
  return pair;
}

export const nodeSigningKit: SigningKit = {
  sha256: nodeSha256,
  publicKeyOf: (seed) => prepare(seed).publicKey,
  sign: (seed, message) => prepare(seed).sign(message),
};
