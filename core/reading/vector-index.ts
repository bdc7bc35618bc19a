/**
 * Finds rows with the same votes: options, blank and null, whatever the station.
 *
 * A table keeps one hash per row; no slots, because a country of random probes costs more than two walks in order.
 * Rows that many honest stations share (few votes, or votes for a single option) hash to 0 and are left out: finding
 * them again under another station would say nothing. Spec: spec/reading.md, clause 4.7.
 * @module
 */
import { compareKeys } from "../byte-index.ts";
import type { CountTable } from "./count.ts";

/** Fewest votes and fewest options with votes for a row to be telling (clause 4.7). */
export const TELLING_VOTES = 50;
export const TELLING_OPTIONS = 2;

type Cells = ArrayLike<number>;

/** Hash of the votes of the row that starts at `at`; 0 for a row that is not telling or not known in full. */
export function vectorHash(cells: Cells, at: number, options: number): number {
  let hash = 0x811c9dc5;
  let votes = 0;
  let withVotes = 0;
  for (let i = at; i < at + options; i += 1) {
    const cell = cells[i]!;
    if (cell < 0) return 0;
    votes += cell;
    if (cell > 0) withVotes += 1;
    hash = Math.imul(hash ^ cell, 0x01000193);
    hash ^= hash >>> 15;
  }
  if (votes < TELLING_VOTES || withVotes < TELLING_OPTIONS) return 0;
  for (let i = at + options; i < at + options + 2; i += 1) {
    hash = Math.imul(hash ^ (cells[i]! + 0x9e37), 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0 || 1;
}

export function hashVectors(cells: Int32Array, rows: number, width: number, options: number): Uint32Array {
  const hashes = new Uint32Array(rows);
  for (let row = 0; row < rows; row += 1) hashes[row] = vectorHash(cells, row * width, options);
  return hashes;
}

/** 2^25 bits: 4 MiB, which a cache holds; a country of a million stations sets one bit in thirty. */
const FILTER_BITS = 25;
/** The first bits of a hash that a filter of one byte each tells apart. */
const COARSE_BITS = 20;

/** Rows whose hash another row has too, grouped by hash, each group in row order. */
export function repeatedHashes(hashes: Uint32Array): Map<number, number[]> {
  const coarse = likelyRepeated(hashes);
  const candidates: number[] = [];
  for (let row = 0; row < hashes.length; row += 1) {
    const hash = hashes[row]!;
    if (coarse[hash >>> (32 - COARSE_BITS)] === 1 && hash !== 0) candidates.push(hash);
  }
  // A few in a hundred are left, mostly by chance; sorting tells them apart at less cost than a set of them.
  const sorted = Uint32Array.from(candidates).sort();
  const repeated = new Set<number>();
  for (let i = 1; i < sorted.length; i += 1) if (sorted[i] === sorted[i - 1]) repeated.add(sorted[i]!);
  return rowsByHash(hashes, repeated);
}

/** By the first bits of a hash: 1 for all that come twice, and for some that share most of their bits with another. */
function likelyRepeated(hashes: Uint32Array): Uint8Array {
  const seen = new Uint8Array(1 << (FILTER_BITS - 3));
  const coarse = new Uint8Array(1 << COARSE_BITS);
  for (let row = 0; row < hashes.length; row += 1) {
    const hash = hashes[row]!;
    if (hash === 0) continue;
    const bit = hash >>> (32 - FILTER_BITS);
    const mask = 1 << (bit & 7);
    if ((seen[bit >>> 3]! & mask) !== 0) coarse[hash >>> (32 - COARSE_BITS)] = 1;
    else seen[bit >>> 3]! |= mask;
  }
  return coarse;
}

/** Rows of the wanted hashes, each list in row order; hash 0 is never wanted. */
export function rowsByHash(hashes: Uint32Array, wanted: ReadonlySet<number>): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  if (wanted.size === 0) return groups;
  // A small filter before the set keeps the walk over a million rows out of it.
  const filter = new Uint8Array(1 << COARSE_BITS);
  for (const hash of wanted) filter[hash >>> (32 - COARSE_BITS)] = 1;
  for (let row = 0; row < hashes.length; row += 1) {
    const hash = hashes[row]!;
    if (filter[hash >>> (32 - COARSE_BITS)] === 0 || !wanted.has(hash)) continue;
    const rows = groups.get(hash);
    if (rows === undefined) groups.set(hash, [row]);
    else rows.push(row);
  }
  return groups;
}

/** Looks rows up by their votes; made for the lookups of one comparison, whose hashes are known beforehand. */
export class VectorFinder {
  readonly #table: CountTable;
  readonly #rows: ReadonlyMap<number, readonly number[]>;

  constructor(table: CountTable, wanted: ReadonlySet<number>) {
    this.#table = table;
    this.#rows = rowsByHash(table.vectorHashes, wanted);
  }

  /** Of the rows with exactly these votes (options, blank, null) besides one, that of the least station id; or -1. */
  find(votes: Cells, besides: number): number {
    const { cells, width, options, stations } = this.#table;
    const hash = vectorHash(votes, 0, options.length);
    let least = -1;
    for (const row of this.#rows.get(hash) ?? []) {
      if (row === besides || !sameVotes(cells, row * width, votes, options.length + 2)) continue;
      if (least === -1 || compareKeys(stations, row, least) < 0) least = row;
    }
    return least;
  }
}

function sameVotes(cells: Int32Array, at: number, votes: Cells, length: number): boolean {
  for (let i = 0; i < length; i += 1) if (cells[at + i] !== votes[i]) return false;
  return true;
}
