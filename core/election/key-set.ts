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

export type KeySet = { slots: Int32Array; size: number };

/** Where the bytes of the numbered keys lie. */
export type KeyBytes = { readonly machineKeys: Uint8Array; readonly holderKeys: Uint8Array };

export const createKeySet = (): KeySet => ({ slots: new Int32Array(64), size: 0 });
export const keyOfStation = (row: number): number => row + 1;
export const keyOfHolder = (row: number): number => -(row + 1);

/** 0 where the key is new and now in the set; the number of the key that is the same; null in a crowd. */
export function putKey(set: KeySet, key: number, bytes: KeyBytes, most = MAX_PROBE): number | null {
  if (2 * (set.size + 1) > set.slots.length) enlarge(set, bytes);
  const [array, start] = place(key, bytes);
  const slot = findSlot(set.slots, array, start, bytes, most);
  if (slot < 0) return null;
  const other = set.slots[slot]!;
  if (other !== 0) return other;
  set.slots[slot] = key;
  set.size += 1;
  return 0;
}

function enlarge(set: KeySet, bytes: KeyBytes): void {
  const old = set.slots;
  set.slots = new Int32Array(2 * old.length);
  for (const key of old) {
    if (key === 0) continue;
    const [array, start] = place(key, bytes);
    const slot = findSlot(set.slots, array, start, bytes, set.slots.length);
    set.slots[slot] = key;
  }
}

function place(key: number, { machineKeys, holderKeys }: KeyBytes): [array: Uint8Array, start: number] {
  return key > 0 ? [machineKeys, BYTES * (key - 1)] : [holderKeys, BYTES * (-key - 1)];
}

/** The slot of the same key, or the free one where it belongs; -1 in a crowd. */
function findSlot(
  slots: Int32Array,
  array: Uint8Array,
  start: number,
  bytes: KeyBytes,
  most: number,
): number {
  const mask = slots.length - 1;
  let slot = mix(array, start) & mask;
  for (let probes = 0; probes < most; probes += 1, slot = (slot + 1) & mask) {
    const other = slots[slot]!;
    if (other === 0) return slot;
    const others = other > 0 ? bytes.machineKeys : bytes.holderKeys;
    if (isSame(others, BYTES * (Math.abs(other) - 1), array, start)) return slot;
  }
  return -1;
}

/** The bytes are as good as random already where a key is one. */
function mix(array: Uint8Array, start: number): number {
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
