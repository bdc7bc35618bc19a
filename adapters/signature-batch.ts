/**
 * Signature checks end to end in one buffer, so that a batch crosses to another thread by handing over its memory.
 *
 *     count | offset and length of each message | keys, 32 each | signatures, 64 each | messages
 *
 * Numbers are 32 bits in the machine's own order: the bytes never leave it. Checks of one note share its text, which
 * is packed once.
 * @module
 */
import { SIGNATURE_BYTES } from "@triplicate/core/note/ed25519.ts";
import { PUBLIC_KEY_BYTES } from "@triplicate/core/note/key.ts";

export type SignatureBackend = "node" | "sodium";

export type PoolCheck = {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
};

export type PoolRequest = {
  readonly id: number;
  readonly kind: "checks" | "keys";
  readonly batch: ArrayBuffer;
};
export type PoolReply = { readonly id: number; readonly results: Uint8Array };

const WORD = 4;
const headerBytes = (count: number): number => WORD * (1 + 2 * count);

/** `checks` from `from` to `to`; a key or signature of a wrong length is no question for a batch, and throws. */
export function packChecks(checks: readonly PoolCheck[], from: number, to: number): ArrayBuffer {
  const count = to - from;
  const keysAt = headerBytes(count);
  const signaturesAt = keysAt + PUBLIC_KEY_BYTES * count;
  let messagesAt = signaturesAt + SIGNATURE_BYTES * count;
  let size = messagesAt;
  for (let i = from; i < to; i += 1) {
    if (i === from || checks[i]!.message !== checks[i - 1]!.message) size += checks[i]!.message.length;
  }
  const batch = new ArrayBuffer(size);
  const header = new Uint32Array(batch, 0, 1 + 2 * count);
  const bytes = new Uint8Array(batch);
  header[0] = count;
  for (let i = 0; i < count; i += 1) {
    const { publicKey, message, signature } = checks[from + i]!;
    if (publicKey.length !== PUBLIC_KEY_BYTES || signature.length !== SIGNATURE_BYTES) {
      throw new RangeError("a check has a key of 32 bytes and a signature of 64");
    }
    bytes.set(publicKey, keysAt + PUBLIC_KEY_BYTES * i);
    bytes.set(signature, signaturesAt + SIGNATURE_BYTES * i);
    if (i > 0 && message === checks[from + i - 1]!.message) {
      header[1 + 2 * i] = header[2 * i - 1]!;
    } else {
      header[1 + 2 * i] = messagesAt;
      bytes.set(message, messagesAt);
      messagesAt += message.length;
    }
    header[2 + 2 * i] = message.length;
  }
  return batch;
}

export type PackedChecks = { readonly length: number; at(i: number): PoolCheck };

export function unpackChecks(batch: ArrayBuffer): PackedChecks {
  const [length] = new Uint32Array(batch, 0, 1) as unknown as [number];
  const header = new Uint32Array(batch, 0, 1 + 2 * length);
  const keysAt = headerBytes(length);
  const signaturesAt = keysAt + PUBLIC_KEY_BYTES * length;
  return {
    length,
    at: (i) => ({
      publicKey: new Uint8Array(batch, keysAt + PUBLIC_KEY_BYTES * i, PUBLIC_KEY_BYTES),
      signature: new Uint8Array(batch, signaturesAt + SIGNATURE_BYTES * i, SIGNATURE_BYTES),
      message: new Uint8Array(batch, header[1 + 2 * i]!, header[2 + 2 * i]!),
    }),
  };
}
