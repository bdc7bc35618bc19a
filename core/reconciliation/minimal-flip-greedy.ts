/**
 * One condition over the stations: what each contributes, and the fewest that reach what is missing.
 * Exact because exchanging a chosen station for one that contributes more never hurts (clause 5.6).
 * @module
 */
import type { Break } from "../outcome/outcome.ts";

/** A condition with b's own votes taken in: holds when the chosen contributions add up to `missing` or more. */
export type Need = { readonly coefficients: readonly number[]; readonly missing: number };

export function needsOf(change: Break, votes: readonly number[]): Need[] {
  return change.conditions.map(({ coefficients, atLeast }) => {
    if (coefficients.length !== votes.length) throw new RangeError("one coefficient per candidate");
    let held = 0;
    for (let c = 0; c < votes.length; c++) held += coefficients[c]! * votes[c]!;
    const missing = atLeast - held;
    if (!Number.isSafeInteger(missing)) throw new RangeError("a condition leaves the safe integers");
    return { coefficients, missing };
  });
}

/** coefficients · delta, for every station: exact, as each is far below 2^53. */
export function contributions(need: Need, delta: Int32Array, candidates: number): Float64Array {
  const column = new Float64Array(delta.length / candidates);
  for (const [c, coefficient] of need.coefficients.entries()) {
    if (coefficient === 0) continue;
    for (let i = 0, at = c; i < column.length; i++, at += candidates) column[i]! += coefficient * delta[at]!;
  }
  return column;
}

/** The fewest values that reach what is missing: all above `threshold`, and `equal` of those that are it. */
export type Cut = { readonly count: number; readonly threshold: number; readonly equal: number };

const NOTHING: Cut = { count: 0, threshold: Number.POSITIVE_INFINITY, equal: 0 };

/** How few of the largest values add up to `missing` or more; null when all together do not. */
export function cutAt(column: Float64Array, missing: number): Cut | null {
  if (missing <= 0) return NOTHING;
  let largest = 0;
  for (const value of column) if (value > largest) largest = value;
  // Stations hold few votes, so counting them by what they contribute is linear; only odd inputs are sorted.
  return largest <= 4 * column.length + 65_536
    ? cutByCounting(column, missing, largest)
    : cutBySorting(column, missing);
}

function cutByCounting(column: Float64Array, missing: number, largest: number): Cut | null {
  const times = new Uint32Array(largest + 1);
  for (const value of column) if (value > 0) times[value]!++;
  let [left, count] = [missing, 0];
  for (let value = largest; value > 0; value--) {
    const equal = Math.min(times[value]!, Math.ceil(left / value));
    left -= equal * value;
    count += equal;
    if (left <= 0) return { count, threshold: value, equal };
  }
  return null;
}

function cutBySorting(column: Float64Array, missing: number): Cut | null {
  const positive = column.filter((value) => value > 0).sort();
  let [sum, count] = [0, 0];
  while (sum < missing && count < positive.length) sum += positive[positive.length - 1 - count++]!;
  if (sum < missing) return null;
  const threshold = positive[positive.length - count]!;
  let equal = 0;
  for (let i = positive.length - count; i < positive.length && positive[i] === threshold; i++) equal++;
  return { count, threshold, equal };
}

/** The indexes a cut takes, ascending; of values equal to the threshold, the first by index. */
export function taken(column: Float64Array, cut: Cut): Uint32Array {
  const indexes = new Uint32Array(cut.count);
  let { equal } = cut;
  for (let i = 0, at = 0; at < cut.count; i++) {
    const value = column[i]!;
    if (value > cut.threshold || (value === cut.threshold && equal-- > 0)) indexes[at++] = i;
  }
  return indexes;
}

/** The indexes a cut takes, largest value first, then by index. */
export const largestFirst = (column: Float64Array, cut: Cut): number[] =>
  [...taken(column, cut)].sort((x, y) => column[y]! - column[x]! || x - y);
