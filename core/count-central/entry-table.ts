/**
 * The log's entries as a count needs them again: what each says by digest, and which belong to one station and contest.
 *
 * Columns by log index, no object per entry: 32 bytes of digest, a link to the next entry of the same subject, and a
 * slot of an open-addressed index by digest. A million entries take about 50 MB.
 * Spec: spec/transmission.md, section 4.
 * @module
 */
const DIGEST_BYTES = 32;
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
  let slots = new Int32Array(4096).fill(EMPTY);
  let used = 0;

  const grow = () => {
    const capacity = next.length * 2;
    const [olderDigests, olderNext] = [digests, next];
    digests = new Uint8Array(capacity * DIGEST_BYTES);
    digests.set(olderDigests);
    next = new Int32Array(capacity);
    next.set(olderNext);
  };
  // A digest is as good as random in its first bytes; whoever searches for collisions there makes their own lookups slow.
  const startOf = (bytes: Uint8Array, at: number) =>
    (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) &
    (slots.length - 1);
  const isDigest = (index: number, digest: Uint8Array) => {
    const at = index * DIGEST_BYTES;
    for (let i = 0; i < DIGEST_BYTES; i += 1) if (digests[at + i] !== digest[i]) return false;
    return true;
  };
  const rehash = () => {
    const older = slots;
    slots = new Int32Array(older.length * 2).fill(EMPTY);
    for (const index of older) if (index !== EMPTY) put(index);
  };
  const put = (index: number) => {
    let slot = startOf(digests, index * DIGEST_BYTES);
    while (slots[slot] !== EMPTY) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = index;
  };
  const find = (digest: Uint8Array): number => {
    let slot = startOf(digest, 0);
    for (; slots[slot] !== EMPTY; slot = (slot + 1) & (slots.length - 1)) {
      if (isDigest(slots[slot]!, digest)) return slots[slot]!;
    }
    return EMPTY;
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
      if (find(digest) !== EMPTY) return;
      used += 1;
      if (used * 2 > slots.length) rehash();
      put(index);
    },
    skip: advance,
    find,
    digest: digestOf,
    isFirst: (index) => find(digestOf(index)) === index,
    of(subject) {
      const indexes: number[] = [];
      for (let index = heads[subject]!; index !== EMPTY; index = next[index]!) indexes.push(index);
      return indexes;
    },
  };
}
