/**
 * SHA-256 as an argument: the portable one here, a machine's faster one where millions are hashed.
 * @module
 */
import { sha256 as portable } from "@noble/hashes/sha2.js";

/** 32 bytes of any number of bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export const sha256: Sha256 = portable;

export const SHA256_BYTES = 32;
