/**
 * A set of byte strings, numbered in order of arrival: station ids, place names, region names.
 *
 * Open addressing over typed arrays, keys in one growing buffer, so a million ids cost about 30 bytes each, no
 * objects, and cross to another thread by transfer. A key's number is its row.
 *
 * Official files are mostly sorted by station. While keys arrive in strictly ascending byte order none can be a
 * repeat, so no slots are filled at all; the first key out of order builds them.
 * @module
 */
const EMPTY = -1;
/** Honest keys meet a handful of others; a run this long is made by somebody who picks colliding ids. */
const MAX_PROBE = 10_000;

/** Thrown at keys that were made to collide; whoever reads a stranger's file catches it and says so. */
export class CrowdedIndex extends RangeError {
  constructor() {
    super("too many keys with one hash: the ids were made to collide");
    this.name = "CrowdedIndex";
  }
}

export type ByteIndex = {
  /** Number of keys. */
  size: number;
  /** All keys end to end; key i is bytes[ends[i-1] .. ends[i]). */
  bytes: Uint8Array;
  ends: Uint32Array;
  /** Hash of each key, and key number or -1 at hash & (slots.length - 1) and onward; both empty while `ascending`. */
  hashes: Uint32Array;
  slots: Int32Array;
  ascending: boolean;
};

export function createByteIndex(capacity = 1024): ByteIndex {
  return {
    size: 0,
    bytes: new Uint8Array(capacity * 16),
    ends: new Uint32Array(capacity),
    hashes: new Uint32Array(),
    slots: new Int32Array(),
    ascending: true,
  };
}

/** FNV-1a with a final mix. It only spreads keys over slots; MAX_PROBE guards against keys made to collide. */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The number of the key, or -1. */
export function findKey(index: ByteIndex, bytes: Uint8Array, start: number, end: number): number {
  if (index.ascending) return findAscending(index, bytes, start, end);
  return findHashed(index, bytes, start, end, hashBytes(bytes, start, end));
}

function findHashed(index: ByteIndex, bytes: Uint8Array, start: number, end: number, hash: number): number {
  const mask = index.slots.length - 1;
  let probes = 0;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const key = index.slots[slot]!;
    if (key === EMPTY) return EMPTY;
    if (index.hashes[key] === hash && compareKey(index, key, bytes, start, end) === 0) return key;
    probes += 1;
    if (probes > MAX_PROBE) throw new CrowdedIndex();
  }
}

function findAscending(index: ByteIndex, bytes: Uint8Array, start: number, end: number): number {
  let low = 0;
  let high = index.size - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const order = compareKey(index, middle, bytes, start, end);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return EMPTY;
}

/** Negative, zero or positive as the key comes before, is, or comes after the bytes, in byte order. */
export function compareKey(
  index: ByteIndex,
  key: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  const from = key === 0 ? 0 : index.ends[key - 1]!;
  const to = index.ends[key]!;
  const length = Math.min(to - from, end - start);
  for (let i = 0; i < length; i += 1) {
    const difference = index.bytes[from + i]! - bytes[start + i]!;
    if (difference !== 0) return difference;
  }
  return to - from - (end - start);
}

/** The order of two keys of one index, in byte order. */
export const compareKeys = (index: ByteIndex, x: number, y: number): number =>
  index.ascending
    ? x - y
    : compareKey(index, x, index.bytes, y === 0 ? 0 : index.ends[y - 1]!, index.ends[y]!);

/** The number of the key, added if it is new: then it equals the size before the call. */
export function addKey(index: ByteIndex, bytes: Uint8Array, start: number, end: number): number {
  if (index.ascending && index.size > 0) {
    const order = compareKey(index, index.size - 1, bytes, start, end);
    if (order === 0) return index.size - 1;
    if (order > 0) indexAll(index);
  }
  if (index.ascending) return append(index, bytes, start, end);
  const hash = hashBytes(bytes, start, end);
  const found = findHashed(index, bytes, start, end, hash);
  if (found !== EMPTY) return found;
  const key = append(index, bytes, start, end);
  index.hashes[key] = hash;
  place(index, key);
  return key;
}

function append(index: ByteIndex, bytes: Uint8Array, start: number, end: number): number {
  const key = index.size;
  const from = key === 0 ? 0 : index.ends[key - 1]!;
  const to = from + (end - start);
  if (key === index.ends.length || to > index.bytes.length) grow(index, to);
  const copy = index.bytes;
  for (let i = start, j = from; i < end; i += 1, j += 1) copy[j] = bytes[i]!;
  index.ends[key] = to;
  index.size += 1;
  return key;
}

/** Finds by hash from now on, which is faster for keys that are looked up in any order. It changes no answer. */
export function hashKeys(index: ByteIndex): void {
  if (index.ascending) indexAll(index);
}

/** From here on keys come in any order: hashes for all there is room for, slots for all there are. */
function indexAll(index: ByteIndex): void {
  index.ascending = false;
  index.hashes = new Uint32Array(index.ends.length);
  for (let key = 0; key < index.size; key += 1) {
    index.hashes[key] = hashBytes(index.bytes, key === 0 ? 0 : index.ends[key - 1]!, index.ends[key]!);
  }
  placeAll(index);
}

function placeAll(index: ByteIndex): void {
  let slots = 16;
  while (slots < index.ends.length * 2) slots *= 2;
  index.slots = new Int32Array(slots).fill(EMPTY);
  for (let key = 0; key < index.size; key += 1) place(index, key);
}

function place(index: ByteIndex, key: number): void {
  const mask = index.slots.length - 1;
  let slot = index.hashes[key]! & mask;
  while (index.slots[slot] !== EMPTY) slot = (slot + 1) & mask;
  index.slots[slot] = key;
}

function grow(index: ByteIndex, bytesNeeded: number): void {
  if (index.size === index.ends.length) {
    const capacity = index.ends.length * 2;
    const ends = new Uint32Array(capacity);
    ends.set(index.ends);
    index.ends = ends;
    if (!index.ascending) {
      const hashes = new Uint32Array(capacity);
      hashes.set(index.hashes);
      index.hashes = hashes;
      placeAll(index);
    }
  }
  if (bytesNeeded > index.bytes.length) {
    const bytes = new Uint8Array(Math.max(bytesNeeded, index.bytes.length * 2));
    bytes.set(index.bytes);
    index.bytes = bytes;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The key as text. Keys enter checked as UTF-8, so a failure here is our own fault and throws. */
export function keyText(index: ByteIndex, key: number): string {
  if (key < 0 || key >= index.size) throw new RangeError(`no key ${key} in ${index.size}`);
  return decoder.decode(index.bytes.subarray(key === 0 ? 0 : index.ends[key - 1]!, index.ends[key]!));
}

/** The number of a text key, or -1. */
export function findText(index: ByteIndex, text: string): number {
  const bytes = encoder.encode(text);
  return findKey(index, bytes, 0, bytes.length);
}

/** The number of a text key, added if it is new. */
export function addText(index: ByteIndex, text: string): number {
  const bytes = encoder.encode(text);
  return addKey(index, bytes, 0, bytes.length);
}
