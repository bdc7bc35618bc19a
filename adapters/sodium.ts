/**
 * libsodium where it is installed: twice as fast as node:crypto. An optional dependency; without it nothing changes.
 *
 * Its verification refuses more than ours (a key or R of small order, a key in another form) and accepts nothing that
 * OpenSSL refuses: both compare R byte for byte, without cofactor (seen with libsodium 1.0.21; ed25519.test.ts holds it
 * to that on every vector). So a yes stands, and a no is asked again of node:crypto, whose answer is ours.
 * Spec: spec/note.md, clauses 7.4 and 7.5.
 * @module
 */
import { createRequire } from "node:module";
import type { VerifyEd25519 } from "@triplicate/core/note/note.ts";
import { verifyEd25519 } from "./ed25519-node.ts";

type Sodium = {
  crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
  crypto_core_ed25519_is_valid_point(point: Uint8Array): boolean;
};

let loaded: Sodium | null | undefined;

/** The library, or null where it is missing or does not load. */
export function loadSodium(): Sodium | null {
  if (loaded !== undefined) return loaded;
  try {
    loaded = createRequire(import.meta.url)("sodium-native") as Sodium;
  } catch {
    loaded = null;
  }
  return loaded;
}

/** `verifyEd25519` with libsodium's yes taken for an answer; null without libsodium. */
export function sodiumVerifier(): VerifyEd25519 | null {
  const sodium = loadSodium();
  if (sodium === null) return null;
  return (publicKey, message, signature) => {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    return (
      sodium.crypto_sign_verify_detached(signature, message, publicKey) ||
      verifyEd25519(publicKey, message, signature)
    );
  };
}
