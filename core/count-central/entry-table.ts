/**
 * The log's entries as a count needs them again: what each says by digest, and which belong to one station and contest.
 *
 * Columns by log index, no object per entry: 32 bytes of digest, a link to the next entry of the same subject, and a
 * slot of an open-addressed index by digest. A million entries take about 50 MB.
 * Spec: spec/transmission.md, section 4.
 * @module
 */
import { createDigestIndex, DIGEST_BYTES } from "./digest-index.ts";

const EMPTY = -1;

export type EntryTable = {
  /** One more than the highest index added. */
  readonly size: number;
  /** Adds the entry of that index, which no lower one may follow. Subjects are numbers below `subjects`. */
  add(index: number, digest: Uint8Array, subject: number): void;
  /** Lets an index pass that has no place in the count. */
  skip(index: number): void;
  /** The first index whose entry has that digest, or -1. */
  find(digest: Uint8Array): number;
  digest(index: number): Uint8Array;
  /** Indexes of a subject's entries, ascending. */
  of(subject: number): number[];
  /** Whether no lower index has the same digest. */
  isFirst(index: number): boolean;
};

export function createEntryTable(subjects: number): EntryTable {
  let size = 0;
  let digests = new Uint8Array(1024 * DIGEST_BYTES);
  let next = new Int32Array(1024);
  const heads = new Int32Array(subjects).fill(EMPTY);
  const tails = new Int32Array(subjects).fill(EMPTY);
  const byDigest = createDigestIndex(() => digests);

  const grow = () => {
    // By a quarter beyond a million: doubling would leave a country's table half empty, some 70 MB.
    const capacity = Math.ceil(next.length * (next.length < 1_000_000 ? 2 : 1.25));
    const [olderDigests, olderNext] = [digests, next];
    digests = new Uint8Array(capacity * DIGEST_BYTES);
    digests.set(olderDigests);
    next = new Int32Array(capacity);
    next.set(olderNext);
  };
  const digestOf = (index: number) => digests.slice(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES);
  const advance = (index: number) => {
    if (!(index >= size)) throw new RangeError(`index ${index} comes after ${size - 1}`);
    while (index >= next.length) grow();
    size = index + 1;
  };
  return {
    get size() {
      return size;
    },
    add(index, digest, subject) {
      advance(index);
      digests.set(digest, index * DIGEST_BYTES);
      next[index] = EMPTY;
      if (heads[subject] === EMPTY) heads[subject] = index;
      else next[tails[subject]!] = index;
      tails[subject] = index;
      if (byDigest.find(digest) === EMPTY) byDigest.put(index);
    },
    skip: advance,
    find: byDigest.find,
    digest: digestOf,
    isFirst: (index) => byDigest.find(digestOf(index)) === index,
    of(subject) {
      const indexes: number[] = [];
      for (let index = heads[subject]!; index !== EMPTY; index = next[index]!) indexes.push(index);
      return indexes;
    },
  };
}
