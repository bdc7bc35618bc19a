/**
 * How many tuples of whole numbers, each from its own interval, have a given sum: inclusion–exclusion, exactly.
 *
 * The intervals of rounded percentages have three or four different widths at most, so the 2^n subsets fall into a few
 * groups of equal terms, and forty options cost as little as three.
 * Spec: spec/reconciliation.md, clause 7.4.
 * @module
 */

/** The whole numbers `from`, `from` + 1, … : `width` of them. */
export type Interval = { readonly from: bigint; readonly width: bigint };

/** With `slack`, tuples of any sum up to `sum`: one more part, that nothing was published about, takes the rest. */
export function countTuples(intervals: readonly Interval[], sum: bigint, slack: boolean): bigint {
  const rest = intervals.reduce((left, { from }) => left - from, sum);
  const parts = intervals.length + (slack ? 1 : 0);
  if (rest < 0n) return 0n;
  if (parts === 0) return rest === 0n ? 1n : 0n;
  return alternatingSum(groups(intervals), 0, rest, BigInt(parts - 1));
}

type Group = { readonly width: bigint; readonly size: number };

function groups(intervals: readonly Interval[]): Group[] {
  const sizes = new Map<bigint, number>();
  for (const { width } of intervals) sizes.set(width, (sizes.get(width) ?? 0) + 1);
  return [...sizes].map(([width, size]) => ({ width, size }));
}

/** Σ over how many of each group exceed their width: (−1)^k · ways · C(rest + free, free). */
function alternatingSum(all: readonly Group[], at: number, rest: bigint, free: bigint): bigint {
  const group = all[at];
  if (group === undefined) return choose(rest + free, free);
  let sum = 0n;
  let ways = 1n;
  let left = rest;
  for (let taken = 0; taken <= group.size && left >= 0n; taken++) {
    const term = ways * alternatingSum(all, at + 1, left, free);
    sum += taken % 2 === 0 ? term : -term;
    ways = (ways * BigInt(group.size - taken)) / BigInt(taken + 1);
    left -= group.width;
  }
  return sum;
}

function choose(n: bigint, k: bigint): bigint {
  let result = 1n;
  for (let i = 1n; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}
