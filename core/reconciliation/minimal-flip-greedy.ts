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
  for (let i = 0, at = 0; i < column.length; i++) {
    let sum = 0;
    for (let c = 0; c < candidates; c++, at++) sum += need.coefficients[c]! * delta[at]!;
    column[i] = sum;
  }
  return column;
}

/** The fewest indexes whose values add up to `missing` or more, largest first, then by index; null when none do. */
export function fewestLargest(column: Float64Array, missing: number): number[] | null {
  if (missing <= 0) return [];
  const positive = column.filter((value) => value > 0).sort();
  let [sum, count] = [0, 0];
  while (sum < missing && count < positive.length) sum += positive[positive.length - 1 - count++]!;
  if (sum < missing) return null;
  // Everything above the last value taken is in; of those equal to it, the first by index.
  const threshold = positive[positive.length - count]!;
  let equal = 0;
  for (let i = positive.length - count; i < positive.length && positive[i] === threshold; i++) equal++;
  const indexes: number[] = [];
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!;
    if (value > threshold || (value === threshold && equal-- > 0)) indexes.push(i);
  }
  return indexes.sort((x, y) => column[y]! - column[x]! || x - y);
}
