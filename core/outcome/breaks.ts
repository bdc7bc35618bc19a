/**
 * Breaks: building their conditions, asking whether they hold, and the fewest votes that make one hold.
 *
 * For one condition the fewest votes are found greedily, and exactly: every added ballot goes to the largest
 * coefficient; every moved ballot goes there from the smallest coefficient that still has votes. For several conditions the
 * greatest of their minima is a lower bound; it is the minimum when spending just that many votes greedily for one of
 * the conditions satisfies all of them, which is tried.
 * Spec: spec/outcome.md, sections 3 and 4.
 * @module
 */
import { ceilDivide, dotProduct, plus, times } from "../rational.ts";
import type { Break, Condition, Outcome } from "./outcome.ts";

type Share = { readonly numerator: number; readonly denominator: number };

/** A condition's coefficients, from those that are not zero. */
export function coefficients(size: number, entries: readonly (readonly [number, number])[]): number[] {
  const row = new Array<number>(size).fill(0);
  for (const [candidate, weight] of entries) row[candidate] = plus(row[candidate]!, weight);
  return row;
}

/** votes of `a` − votes of `b` >= by */
export const isAhead = (size: number, a: number, b: number, by: number): Condition => ({
  coefficients: coefficients(size, [
    [a, 1],
    [b, -1],
  ]),
  atLeast: by,
});

/** denominator × (votes of `plus` − votes of `minus`) − numerator × valid votes */
function overShare(size: number, share: Share, candidate: number, minus?: number): number[] {
  const row = new Array<number>(size).fill(0 - share.numerator);
  row[candidate] = plus(row[candidate]!, share.denominator);
  if (minus !== undefined) row[minus] = plus(row[minus]!, 0 - share.denominator);
  return row;
}

/** The candidate's votes (less those of `minus`) are the share or more of the valid votes; `strictly`: more. */
export const hasShare = (
  size: number,
  share: Share,
  candidate: number,
  options: { readonly minus?: number; readonly strictly?: boolean } = {},
): Condition => ({
  coefficients: overShare(size, share, candidate, options.minus),
  atLeast: options.strictly === true ? 1 : 0,
});

/** The opposite of a condition: integers are below a bound exactly when their opposite is one above its opposite. */
export const not = (condition: Condition): Condition => ({
  coefficients: condition.coefficients.map((weight) => 0 - weight),
  atLeast: 1 - condition.atLeast,
});

export const conditionHolds = (condition: Condition, votes: readonly number[]): boolean =>
  dotProduct(condition.coefficients, votes) >= condition.atLeast;

/** Do all conditions of the break hold on these votes (clause 3.1)? */
export const breakHolds = (broken: Break, votes: readonly number[]): boolean =>
  broken.conditions.every((condition) => conditionHolds(condition, votes));

type Fewest = { readonly votes: number | null; readonly exact: boolean };
/** A way of changing votes: the fewest for one condition, and the votes after spending so many for it. */
type Way = {
  readonly fewest: (condition: Condition, votes: readonly number[]) => number | null;
  readonly spend: (order: Order, votes: readonly number[], ballots: number) => number[];
};
/** Candidates, as orderFor gives them. */
type Order = readonly number[];

/** The fewest added and moved ballots after which at least one break holds (section 4). */
export function votesToChange(breaks: readonly Break[], votes: readonly number[]): Outcome["toChange"] {
  const added = fewestOver(breaks, votes, ADDED);
  const moved = fewestOver(breaks, votes, MOVED);
  return { added: added.votes, moved: moved.votes, exact: added.exact && moved.exact };
}

function fewestOver(breaks: readonly Break[], votes: readonly number[], way: Way): Fewest {
  let best: Fewest = { votes: null, exact: true };
  for (const { conditions } of breaks) {
    const bound = boundOf(conditions, votes, way);
    if (bound === null) continue;
    if (best.votes !== null && (bound > best.votes || (bound === best.votes && best.exact))) continue;
    best = { votes: bound, exact: conditions.length === 1 || isAttained(conditions, votes, bound, way) };
  }
  return best;
}

function boundOf(conditions: readonly Condition[], votes: readonly number[], way: Way): number | null {
  let bound = 0;
  for (const condition of conditions) {
    const fewest = way.fewest(condition, votes);
    if (fewest === null) return null;
    bound = Math.max(bound, fewest);
  }
  return bound;
}

function isAttained(
  conditions: readonly Condition[],
  votes: readonly number[],
  bound: number,
  way: Way,
): boolean {
  return conditions.some((condition) => {
    const changed = way.spend(orderFor(condition), votes, bound);
    return conditions.every((other) => conditionHolds(other, changed));
  });
}

/** From the candidate whose votes help this condition least to the one whose votes help it most. */
const orderFor = ({ coefficients: weight }: Condition): Order =>
  weight.map((_, candidate) => candidate).sort((a, b) => weight[a]! - weight[b]!);

const ADDED: Way = {
  fewest: (condition, votes) => {
    const lacking = condition.atLeast - dotProduct(condition.coefficients, votes);
    if (lacking <= 0) return 0;
    const largest = condition.coefficients.reduce((a, b) => Math.max(a, b));
    return largest > 0 ? ceilDivide(lacking, largest) : null;
  },
  spend: (order, votes, ballots) => {
    const target = order.at(-1);
    return votes.map((have, candidate) => (candidate === target ? plus(have, ballots) : have));
  },
};

const MOVED: Way = {
  fewest: (condition, votes) => {
    const weight = condition.coefficients;
    let lacking = condition.atLeast - dotProduct(weight, votes);
    if (lacking <= 0) return 0;
    const sources = orderFor(condition);
    const target = sources.at(-1)!;
    let ballots = 0;
    for (const source of sources) {
      const gain = weight[target]! - weight[source]!;
      if (gain === 0) return null;
      const taken = Math.min(votes[source]!, ceilDivide(lacking, gain));
      ballots = plus(ballots, taken);
      lacking -= times(taken, gain);
      if (lacking <= 0) return ballots;
    }
    return null;
  },
  spend: (order, votes, ballots) => {
    const changed = [...votes];
    const target = order.at(-1)!;
    let left = ballots;
    for (const source of order.slice(0, -1)) {
      const taken = Math.min(votes[source]!, left);
      changed[source] = votes[source]! - taken;
      left -= taken;
    }
    changed[target] = plus(changed[target]!, ballots - left);
    return changed;
  },
};
