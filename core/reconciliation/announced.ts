/**
 * A count against totals that were announced without stations.
 *
 *     kept votes of a candidate, station by station     announced total
 *     312 298 … 4 0   minus the N best stations    >    5,326,104   ?
 *
 * If the kept stations alone hold more votes than were announced for the whole country, even without the N best of
 * them, no choice of N uncounted stations reconciles the two: one of them is wrong. Exact integers throughout.
 * Spec: spec/reconciliation.md, clauses 6.1 to 6.5.
 * @module
 */
import type { ExceedTest } from "./comparison.ts";

export type LeftOutRange = { readonly least: number; readonly nearest: number; readonly most: number };

const DECIMAL = /^(\d{1,3})(?:\.(\d{1,9}))?$/;

/**
 * How many stations the announcement had not counted: by its number of stations, or by its percentage of `expected`
 * (nearest whole number, halves up). Null when neither was announced or the whole is not known.
 */
export function leftOutStations(
  expected: number | null,
  announcedStations: number | null,
  stationsPercent: string | null,
): number | null {
  if (expected === null) return null;
  if (announcedStations !== null) return Math.max(0, expected - announcedStations);
  return stationsPercent === null ? null : (leftOutRange(expected, stationsPercent)?.nearest ?? null);
}

/**
 * The whole range that a published percentage leaves open, as it was rounded to the digits it shows: "96.87" of 30,026
 * stands for 939 to 941 stations left out. Null when the text is no percentage from 0 to 100 (clause 6.2).
 */
export function leftOutRange(expected: number, percent: string): LeftOutRange | null {
  const parts = DECIMAL.exec(percent);
  if (parts === null) return null;
  const scale = 10n ** BigInt(parts[2]?.length ?? 0);
  const counted = BigInt(parts[1]!) * scale + BigInt(parts[2] ?? "0");
  const whole = 100n * scale;
  if (counted > whole) return null;
  const all = BigInt(expected);
  // c stations show as `counted` when counted − 1/2 <= whole · c / expected < counted + 1/2, in units of the last digit.
  const fewest = ceilDivide(all * (2n * counted - 1n), 2n * whole);
  const most = ceilDivide(all * (2n * counted + 1n), 2n * whole) - 1n;
  const nearest = Number((2n * all * (whole - counted) + whole) / (2n * whole));
  // A whole with few stations has percentages that no number of stations shows as: the nearest is all there is.
  if (most < fewest) return { least: nearest, nearest, most: nearest };
  return {
    least: Number(most > all ? 0n : all - most),
    nearest,
    most: Number(fewest < 0n ? all : all - fewest),
  };
}

function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return quotient * divisor < dividend ? quotient + 1n : quotient;
}

/** `perStation`: the candidate's kept votes, one number per station, none below zero. */
export function exceedTest(
  candidate: string,
  perStation: Int32Array,
  announced: number,
  leftOut: number | null,
): ExceedTest {
  let kept = 0;
  for (const votes of perStation) {
    if (votes < 0) throw new RangeError("unknown cells are left out before the test");
    kept += votes;
  }
  const descending = sortDescending(perStation);
  let remaining = kept;
  const without = Math.min(leftOut ?? 0, descending.length);
  for (let i = 0; i < without; i++) remaining -= descending[i]!;
  return {
    candidate,
    kept,
    announced,
    leftOut,
    remaining,
    contradiction: remaining > announced,
    holdsUpTo: holdsUpTo(kept, announced, descending),
  };
}

/** The most best stations that can go with more than `announced` still there (clause 6.4). */
function holdsUpTo(kept: number, announced: number, descending: Int32Array): number | null {
  if (kept <= announced) return null;
  let remaining = kept;
  let count = 0;
  while (count < descending.length && remaining - descending[count]! > announced)
    remaining -= descending[count++]!;
  return count;
}

/** Stations hold few votes, so counting them by size is linear; only odd inputs are sorted. */
function sortDescending(values: Int32Array): Int32Array {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  if (largest > 4 * values.length + 65_536) return values.slice().sort().reverse();
  const times = new Uint32Array(largest + 1);
  for (const value of values) times[value]!++;
  const sorted = new Int32Array(values.length);
  for (let value = largest, at = 0; value >= 0; value--) {
    sorted.fill(value, at, at + times[value]!);
    at += times[value]!;
  }
  return sorted;
}
