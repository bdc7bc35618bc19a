/**
 * Finds rows with the same votes: options, blank and null, whatever the station.
 *
 * Rows that many honest stations share (few votes, or votes for a single option) are left out: finding them again
 * under another station would say nothing. Spec: spec/reading.md, clause 4.7.
 * @module
 */
import type { CountTable, VectorIndex } from "./count.ts";

/** Fewest votes and fewest options with votes for a row to be telling (clause 4.7). */
export const TELLING_VOTES = 50;
export const TELLING_OPTIONS = 2;

type Cells = ArrayLike<number>;

/** Hash of the votes of the row that starts at `at`; 0 for a row that is not telling or not known in full. */
export function vectorHash(cells: Cells, at: number, options: number): number {
  let hash = 0x811c9dc5;
  let votes = 0;
  let withVotes = 0;
  for (let i = at; i < at + options + 2; i += 1) {
    const cell = cells[i]!;
    if (cell < 0 && i < at + options) return 0;
    if (i < at + options && cell > 0) {
      votes += cell;
      withVotes += 1;
    }
    hash = Math.imul(hash ^ (cell + 0x9e37), 0x01000193);
    hash ^= hash >>> 15;
  }
  if (votes < TELLING_VOTES || withVotes < TELLING_OPTIONS) return 0;
  return hash >>> 0 || 1;
}

/** Indexes all telling rows of a table. */
export function buildVectorIndex(
  cells: Int32Array,
  rows: number,
  width: number,
  options: number,
): VectorIndex {
  const hashes = new Uint32Array(rows);
  let size = 16;
  while (size < rows * 2) size *= 2;
  const slots = new Int32Array(size).fill(-1);
  const mask = size - 1;
  for (let row = 0; row < rows; row += 1) {
    const hash = vectorHash(cells, row * width, options);
    hashes[row] = hash;
    if (hash === 0) continue;
    let slot = hash & mask;
    // Rows with the same votes share one slot, the first's, so that repeats cannot lengthen the probe.
    for (let first = slots[slot]!; first !== -1; slot = (slot + 1) & mask, first = slots[slot]!) {
      if (hashes[first] === hash && sameCells(cells, first * width, row * width, options + 2)) break;
    }
    if (slots[slot] === -1) slots[slot] = row;
  }
  return { hashes, slots };
}

/** The first row of `table` with exactly these votes (options, blank, null), or -1. */
export function findVector(table: CountTable, votes: Cells): number {
  const options = table.options.length;
  const hash = vectorHash(votes, 0, options);
  if (hash === 0) return -1;
  const { hashes, slots } = table.vectors;
  const mask = slots.length - 1;
  for (let slot = hash & mask; slots[slot] !== -1; slot = (slot + 1) & mask) {
    const row = slots[slot]!;
    if (hashes[row] === hash && sameVotes(table.cells, row * table.width, votes, options + 2)) return row;
  }
  return -1;
}

/** The first row with the votes that `row` has: `row` itself when it is the first, -1 when it is not telling. */
export function firstWithVotes(table: CountTable, row: number): number {
  const { hashes, slots } = table.vectors;
  const hash = hashes[row]!;
  if (hash === 0) return -1;
  const votes = table.options.length + 2;
  const mask = slots.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const first = slots[slot]!;
    if (hashes[first] === hash && sameCells(table.cells, first * table.width, row * table.width, votes))
      return first;
  }
}

function sameCells(cells: Int32Array, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i += 1) if (cells[a + i] !== cells[b + i]) return false;
  return true;
}

function sameVotes(cells: Int32Array, at: number, votes: Cells, length: number): boolean {
  for (let i = 0; i < length; i += 1) if (cells[at + i] !== votes[i]) return false;
  return true;
}
