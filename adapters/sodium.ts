/**
 * libsodium where it is installed: twice as fast as node:crypto. An optional dependency; without it nothing changes.
 *
 * It compares R byte for byte and multiplies nothing by the cofactor (seen with libsodium 1.0.21), so it accepts
 * nothing that node:crypto refuses; ed25519.test.ts holds it to that on every vector. A yes of its stands, a no is asked
 * again of node:crypto.
 * Spec: spec/note.md, clauses 7.5 and 7.6.
 * @module
 */
import { createRequire } from "node:module";
import { mayHold } from "@triplicate/core/note/ed25519.ts";
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
    if (!mayHold(publicKey, signature)) return false;
    return (
      sodium.crypto_sign_verify_detached(signature, message, publicKey) ||
      verifyEd25519(publicKey, message, signature)
    );
  };
}
