/**
 * The public keys of a roster as a set, so that no two holders share one: open addressing over numbers, no objects.
 *
 * A key's number is the station's row + 1, or −(row + 1) of another holder; the bytes stay in the roster's columns.
 * Spec: spec/election.md, clause 12.4.
 * @module
 */

/** Honest keys are spread evenly and meet a handful of others; a run this long is made by somebody. */
const MAX_PROBE = 10_000;
const BYTES = 32;

/** Key number and hash of its bytes by slot; 0 is a free slot. */
export type KeySet = { slots: Int32Array; hashes: Uint32Array; size: number };

/** Where the bytes of the numbered keys lie. */
export type KeyBytes = { readonly machineKeys: Uint8Array; readonly holderKeys: Uint8Array };

const FIRST_SLOTS = 64;

export const createKeySet = (): KeySet => ({
  slots: new Int32Array(FIRST_SLOTS),
  hashes: new Uint32Array(FIRST_SLOTS),
  size: 0,
});
export const keyOfStation = (row: number): number => row + 1;
export const keyOfHolder = (row: number): number => -(row + 1);

/** 0 where the key is new and now in the set; the number of the key that is the same; null in a crowd. */
export function putKey(set: KeySet, key: number, bytes: KeyBytes, most = MAX_PROBE): number | null {
  if (4 * (set.size + 1) > 3 * set.slots.length) enlarge(set);
  const array = key > 0 ? bytes.machineKeys : bytes.holderKeys;
  const start = startOf(key);
  const hash = hashOf(array, start);
  const mask = set.slots.length - 1;
  let slot = hash & mask;
  for (let probes = 0; probes < most; probes += 1, slot = (slot + 1) & mask) {
    const other = set.slots[slot]!;
    if (other === 0) {
      set.slots[slot] = key;
      set.hashes[slot] = hash;
      set.size += 1;
      return 0;
    }
    // Equal hashes are looked into; all others cost no way to the bytes, which lie far off.
    if (set.hashes[slot] !== hash) continue;
    const others = other > 0 ? bytes.machineKeys : bytes.holderKeys;
    if (isSame(others, startOf(other), array, start)) return other;
  }
  return null;
}

const startOf = (key: number): number => BYTES * (Math.abs(key) - 1);

function enlarge(set: KeySet): void {
  const { slots, hashes } = set;
  const mask = 2 * slots.length - 1;
  set.slots = new Int32Array(2 * slots.length);
  set.hashes = new Uint32Array(2 * slots.length);
  for (let i = 0; i < slots.length; i += 1) {
    if (slots[i] === 0) continue;
    let slot = hashes[i]! & mask;
    while (set.slots[slot] !== 0) slot = (slot + 1) & mask;
    set.slots[slot] = slots[i]!;
    set.hashes[slot] = hashes[i]!;
  }
}

/** The bytes are as good as random already where a key is one. */
function hashOf(array: Uint8Array, start: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < BYTES; i += 1) hash = Math.imul(hash ^ array[start + i]!, 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function isSame(a: Uint8Array, from: number, b: Uint8Array, start: number): boolean {
  for (let i = 0; i < BYTES; i += 1) if (a[from + i] !== b[start + i]) return false;
  return true;
}
