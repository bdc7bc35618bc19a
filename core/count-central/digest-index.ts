/**
 * Log indexes by the digest of what they say: an open-addressed index over digests that somebody else keeps.
 *
 * Whoever searches for texts whose digests begin alike makes their own look-ups slow, and nobody else's: a digest is
 * as good as random in its first four bytes.
 * Spec: spec/transmission.md, section 4.
 * @module
 */
export const DIGEST_BYTES = 32;
const EMPTY = -1;

export type DigestIndex = {
  /** The number that was put under this digest, or -1. */
  find(digest: Uint8Array): number;
  /** Puts a number whose digest is not there yet. */
  put(index: number): void;
};

/** `digests()` are all of them end to end; the one of number i begins at 32 i. */
export function createDigestIndex(digests: () => Uint8Array): DigestIndex {
  let slots = new Int32Array(4096).fill(EMPTY);
  let used = 0;

  const startOf = (bytes: Uint8Array, at: number) =>
    (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) &
    (slots.length - 1);
  const isDigest = (index: number, digest: Uint8Array) => {
    const all = digests();
    const at = index * DIGEST_BYTES;
    for (let i = 0; i < DIGEST_BYTES; i += 1) if (all[at + i] !== digest[i]) return false;
    return true;
  };
  const place = (index: number) => {
    let slot = startOf(digests(), index * DIGEST_BYTES);
    while (slots[slot] !== EMPTY) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = index;
  };
  const double = () => {
    const older = slots;
    slots = new Int32Array(older.length * 2).fill(EMPTY);
    for (const index of older) if (index !== EMPTY) place(index);
  };
  return {
    find(digest) {
      let slot = startOf(digest, 0);
      for (; slots[slot] !== EMPTY; slot = (slot + 1) & (slots.length - 1)) {
        if (isDigest(slots[slot]!, digest)) return slots[slot]!;
      }
      return EMPTY;
    },
    put(index) {
      used += 1;
      if (used * 2 > slots.length) double();
      place(index);
    },
  };
}
