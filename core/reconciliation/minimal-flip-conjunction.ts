/**
 * Several conditions that must hold at once: exhaustive search for few stations, bounds for many.
 *
 * Bounds work on combinations of the conditions with whole weights, so that everything stays an exact integer. Weights
 * start equal (each condition measured by what it misses) and then grow on the conditions that the last set left open;
 * after a fixed number of rounds the best lower and the best upper bound stand. Fixed rounds, no chance: the same input
 * gives the same answer everywhere.
 * Spec: spec/reconciliation.md, clauses 5.7 and 5.8.
 * @module
 */
import type { BreakBounds } from "./minimal-flip.ts";
import { cutAt, type Need, taken } from "./minimal-flip-greedy.ts";

/** 2^16 subsets of a few conditions take milliseconds. */
export const MAX_SEARCHED = 16;
const ROUNDS = 12;
const FULL_WEIGHT = 1024;
/** Bounds within a thousandth of each other are not worth another round. */
const CLOSE_ENOUGH = 1000;
const EXACT = 2 ** 53;

/** All subsets: the smallest that satisfies every need; of equal ones the first in the order of their bit patterns. */
export function conjunctionBySearch(
  needs: readonly Need[],
  columns: readonly Float64Array[],
): BreakBounds | null {
  const stations = columns[0]!.length;
  let best = -1;
  let fewest = stations + 1;
  for (let set = 0; set < 2 ** stations; set++) {
    const size = ones(set);
    if (size >= fewest) continue;
    if (needs.every((need, k) => sumOf(columns[k]!, set) >= need.missing)) [best, fewest] = [set, size];
  }
  if (best < 0) return null;
  const indexes = [...columns[0]!.keys()].filter((i) => best & (1 << i));
  return { indexes: byFirstNeed(indexes, needs, columns), atLeast: fewest };
}

function sumOf(column: Float64Array, set: number): number {
  let sum = 0;
  for (let i = 0; set >> i !== 0; i++) if (set & (1 << i)) sum += column[i]!;
  return sum;
}

function ones(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** A set that satisfies all (null: none found) and a number of stations below which no set does. */
export function conjunctionByBounds(
  needs: readonly Need[],
  columns: readonly Float64Array[],
): BreakBounds | null {
  let atLeast = 0;
  for (const [k, need] of needs.entries()) {
    const cut = cutAt(columns[k]!, need.missing);
    if (cut === null) return null;
    atLeast = Math.max(atLeast, cut.count);
  }
  let best: number[] | null = null;
  const weights = needs.map((need) => startingWeight(need, needs));
  for (let round = 0; round < ROUNDS; round++) {
    const combined = combine(weights, columns);
    const missing = needs.reduce((sum, need, k) => sum + weights[k]! * need.missing, 0);
    const relaxed = cutAt(combined, missing);
    // The combination is implied by the needs: when no set reaches it, none satisfies them all.
    if (relaxed === null) return null;
    atLeast = Math.max(atLeast, relaxed.count);
    const found = firstPrefix(byValue(combined), needs, columns);
    if (found !== null) {
      const pruned = prune(found, needs, columns);
      if (best === null || pruned.length < best.length) best = pruned;
    }
    if (best !== null && best.length - atLeast <= atLeast / CLOSE_ENOUGH) break;
    strengthen(weights, taken(combined, relaxed), needs, columns);
  }
  return { indexes: best === null ? null : byFirstNeed(best, needs, columns), atLeast };
}

/** Inverse to what is missing, so that a condition in large units does not drown the others. */
function startingWeight(need: Need, needs: readonly Need[]): number {
  const largest = Math.max(...needs.map((other) => Math.abs(other.missing)), 1);
  if (need.missing <= 0) return 0;
  return Math.max(1, Math.min(FULL_WEIGHT, Math.round(largest / need.missing)));
}

function combine(weights: readonly number[], columns: readonly Float64Array[]): Float64Array {
  const combined = new Float64Array(columns[0]!.length);
  for (const [k, column] of columns.entries()) {
    const weight = weights[k]!;
    if (weight === 0) continue;
    for (let i = 0; i < combined.length; i++) combined[i]! += weight * column[i]!;
  }
  return combined;
}

/** Doubles the weight of every condition that `set` leaves open; halves all when one grows past the cap. */
function strengthen(
  weights: number[],
  set: Uint32Array,
  needs: readonly Need[],
  columns: readonly Float64Array[],
): void {
  for (const [k, need] of needs.entries()) {
    if (total(columns[k]!, set) < need.missing) weights[k] = Math.max(1, weights[k]! * 2);
  }
  while (Math.max(...weights) > FULL_WEIGHT) {
    for (const [k, weight] of weights.entries()) weights[k] = Math.floor(weight / 2);
  }
}

function total(column: Float64Array, set: Uint32Array): number {
  let sum = 0;
  for (const i of set) sum += column[i]!;
  return sum;
}

/** All indexes, by value from the largest, then by index. */
function byValue(column: Float64Array): Uint32Array {
  const n = column.length;
  const largest = column.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const order = new Uint32Array(n);
  if ((largest + 1) * n >= EXACT) {
    for (let i = 0; i < n; i++) order[i] = i;
    return order.sort((x, y) => column[y]! - column[x]! || x - y);
  }
  // Value and index packed into one exact double sort natively, several times faster than through a comparator.
  const keys = new Float64Array(n);
  for (let i = 0; i < n; i++) keys[i] = -column[i]! * n + i;
  keys.sort();
  for (let i = 0; i < n; i++) {
    const rest = keys[i]! % n;
    order[i] = rest < 0 ? rest + n : rest;
  }
  return order;
}

/** The shortest beginning of `order` that satisfies every need. */
function firstPrefix(
  order: Uint32Array,
  needs: readonly Need[],
  columns: readonly Float64Array[],
): Uint32Array | null {
  const open = needs.map((need) => need.missing);
  for (let count = 0; count < order.length; count++) {
    const station = order[count]!;
    let satisfied = true;
    for (let k = 0; k < open.length; k++) {
      open[k]! -= columns[k]![station]!;
      if (open[k]! > 0) satisfied = false;
    }
    if (satisfied) return order.subarray(0, count + 1);
  }
  return null;
}

/** Leaves out, from the least useful on, every station that is not needed. */
function prune(set: Uint32Array, needs: readonly Need[], columns: readonly Float64Array[]): number[] {
  const spare = needs.map((need, k) => total(columns[k]!, set) - need.missing);
  const kept: number[] = [];
  for (let at = set.length - 1; at >= 0; at--) {
    const station = set[at]!;
    if (spare.every((room, k) => room >= columns[k]![station]!)) {
      for (let k = 0; k < spare.length; k++) spare[k]! -= columns[k]![station]!;
    } else {
      kept.push(station);
    }
  }
  return kept.reverse();
}

/** By what they contribute to the first condition that was open, then by index. */
function byFirstNeed(set: number[], needs: readonly Need[], columns: readonly Float64Array[]): number[] {
  const column =
    columns[
      Math.max(
        0,
        needs.findIndex((need) => need.missing > 0),
      )
    ]!;
  return set.sort((x, y) => column[y]! - column[x]! || x - y);
}
