/**
 * Do announced votes come from rounded percentages?
 *
 * Votes are counted first and give percentages such as 51.1999989…; taking the percentage first, say 51.2 %, and
 * multiplying it out gives votes that are the nearest whole number to 51.2 % of the valid votes. Counted votes are that
 * only by coincidence, and how rare the coincidence is can be counted exactly (percentages-count.ts).
 *
 *     10,058,774 × 51.2 % = 5,150,092.288   announced: 5,150,092
 *
 * Spec: spec/reconciliation.md, section 7.
 * @module
 */
import type { PercentageTest } from "./comparison.ts";
import { countTuples, type Interval } from "./percentages-count.ts";

/** Decimals that are tried, fewest first: four trials, which clause 7.5 takes into account. */
const DECIMALS = [0, 1, 2, 3] as const;
/** Below ten votes per step of the percentage, multiplying out often returns the counted number by itself (7.2). */
const FEWEST_VOTES_PER_STEP = 10;
/** Beyond these the smaller options keep their announced votes while tuples are counted: a lower bound (7.4). */
const MAX_VARYING = 40;

type Share = PercentageTest["shares"][number];

/** `votes[i]` are the announced votes of `ids[i]`; `valid` the announced valid votes. */
export function percentageTest(
  ids: readonly string[],
  votes: readonly number[],
  valid: number,
): PercentageTest {
  if (ids.length !== votes.length) throw new RangeError("one id for every number of votes");
  const sum = votes.reduce((total, each) => total + each, 0);
  const tested = DECIMALS.filter((decimals) => steps(decimals) * FEWEST_VOTES_PER_STEP <= valid);
  // More votes than valid votes, or nothing to divide: there is no share to speak of.
  if (tested.length === 0 || votes.length === 0 || sum > valid) return nothingToTest(valid);
  const attempts = tested.map((decimals) => ({ decimals, shares: sharesAt(ids, votes, valid, decimals) }));
  const found = attempts.find(({ shares }) => shares.every((share) => share.matches));
  if (found === undefined) {
    return {
      valid,
      decimals: null,
      shares: closest(attempts.map(({ shares }) => shares)),
      probability: null,
    };
  }
  const tuples = tuplesAt(votes, valid, found.decimals);
  return {
    valid,
    decimals: found.decimals,
    shares: found.shares,
    probability: { oneIn: tuples.toString(), approximate: 1 / Number(tuples) },
  };
}

const nothingToTest = (valid: number): PercentageTest => ({
  valid,
  decimals: null,
  shares: [],
  probability: null,
});

/** Steps in the whole: 1,000 for one decimal. */
const steps = (decimals: number): number => 10 ** (decimals + 2);

/** round half up of numerator / denominator, both whole and not negative. */
const roundHalfUp = (numerator: bigint, denominator: bigint): bigint =>
  (2n * numerator + denominator) / (2n * denominator);

const percentSteps = (votes: number, valid: number, decimals: number): bigint =>
  roundHalfUp(BigInt(votes) * BigInt(steps(decimals)), BigInt(valid));

function sharesAt(
  ids: readonly string[],
  votes: readonly number[],
  valid: number,
  decimals: number,
): Share[] {
  return ids.map((id, i) => {
    const rounded = percentSteps(votes[i]!, valid, decimals);
    const reproduced = Number(roundHalfUp(BigInt(valid) * rounded, BigInt(steps(decimals))));
    return {
      id,
      votes: votes[i]!,
      percent: decimalText(rounded, decimals),
      reproduced,
      matches: reproduced === votes[i],
    };
  });
}

function decimalText(units: bigint, decimals: number): string {
  const digits = units.toString().padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** The attempt that reproduces most; of equals the finest, as even it does not reproduce the rest. */
function closest(attempts: readonly Share[][]): Share[] {
  const hits = (shares: readonly Share[]) => shares.filter((share) => share.matches).length;
  return attempts.reduce((best, shares) => (hits(shares) >= hits(best) ? shares : best));
}

/** How many ways the votes could have fallen with the same percentages and the same sum (clause 7.3). */
function tuplesAt(votes: readonly number[], valid: number, decimals: number): bigint {
  const bySize = votes.toSorted((x, y) => y - x);
  const fixed = bySize.slice(MAX_VARYING).reduce((total, each) => total + each, 0);
  const intervals = bySize.slice(0, MAX_VARYING).map((each) => intervalOf(each, valid, decimals));
  const sum = votes.reduce((total, each) => total + each, 0);
  return countTuples(intervals, BigInt(valid - fixed), sum < valid);
}

/** The whole numbers of votes that show as the same percentage, rounded half up (clause 7.1). */
function intervalOf(votes: number, valid: number, decimals: number): Interval {
  const rounded = percentSteps(votes, valid, decimals);
  const [all, parts] = [BigInt(valid), 2n * BigInt(steps(decimals))];
  const from = rounded === 0n ? 0n : ceilDivide((2n * rounded - 1n) * all, parts);
  return { from, width: ceilDivide((2n * rounded + 1n) * all, parts) - from };
}

const ceilDivide = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor;
