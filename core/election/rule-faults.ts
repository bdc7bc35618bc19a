/**
 * What a rule's parameters must be so that it can decide at all. Spec: spec/election.md, section 6.
 *
 * Asked when a definition is validated, where a fault is somebody's mistake, and again by decideOutcome, where it is ours.
 * @module
 */
import { compareFractions } from "../rational.ts";
import type { Fraction, OutcomeRule } from "./definition.ts";
import type { ElectionFault } from "./faults.ts";
import { LIMITS } from "./limits.ts";

type Bounds = {
  readonly atLeast?: Fraction;
  readonly moreThan?: Fraction;
  readonly atMost?: Fraction;
  readonly lessThan?: Fraction;
};

const ZERO = { numerator: 0, denominator: 1 };
const HALF = { numerator: 1, denominator: 2 };
const ONE = { numerator: 1, denominator: 1 };

/** Faults of `rule` for so many candidates; paths start at the rule. */
export function ruleFaults(rule: OutcomeRule, candidates: number): ElectionFault[] {
  switch (rule.rule) {
    case "plurality":
      return [];
    case "vote-for":
      return [...voteForFaults(rule, candidates), ...crowdFaults(candidates)];
    case "threshold":
      return fractionFaults("/share", rule.share, { atLeast: HALF, lessThan: ONE });
    case "first-round":
      return [...firstRoundFaults(rule), ...crowdFaults(candidates)];
    case "d-hondt":
      return [
        ...wholeFaults("/seats", rule.seats),
        ...(rule.threshold === undefined
          ? []
          : fractionFaults("/threshold", rule.threshold, { atLeast: ZERO, lessThan: ONE })),
        ...crowdFaults(candidates),
      ];
  }
}

function voteForFaults(rule: OutcomeRule & { rule: "vote-for" }, candidates: number): ElectionFault[] {
  const faults = [...wholeFaults("/seats", rule.seats)];
  if (rule.seats > candidates) {
    faults.push({
      code: "more-seats-than-candidates",
      path: "/seats",
      detail: { seats: rule.seats, candidates },
    });
  }
  if (rule.marks === undefined) return faults;
  faults.push(...wholeFaults("/marks", rule.marks));
  if (rule.marks > candidates) {
    faults.push({
      code: "more-marks-than-candidates",
      path: "/marks",
      detail: { marks: rule.marks, candidates },
    });
  }
  return faults;
}

function firstRoundFaults(rule: OutcomeRule & { rule: "first-round" }): ElectionFault[] {
  const faults = [
    ...fractionFaults("/majority", rule.majority, { moreThan: ZERO, lessThan: ONE }),
    ...fractionFaults("/floor", rule.floor, { atLeast: ZERO, lessThan: ONE }),
    // Without a lead two candidates who are level would both win.
    ...fractionFaults("/lead", rule.lead, { moreThan: ZERO, atMost: ONE }),
  ];
  if (isFraction(rule.floor) && isFraction(rule.majority) && compare(rule.floor, rule.majority) > 0) {
    const detail = { floor: written(rule.floor), majority: written(rule.majority) };
    faults.push({ code: "floor-above-majority", path: "/floor", detail });
  }
  return faults;
}

const crowdFaults = (candidates: number): ElectionFault[] =>
  candidates <= LIMITS.rankedCandidates
    ? []
    : [
        {
          code: "too-many-candidates",
          path: "",
          detail: { atMost: LIMITS.rankedCandidates, got: candidates },
        },
      ];

const wholeFaults = (path: string, value: number): ElectionFault[] =>
  Number.isSafeInteger(value) && value >= 1 && value <= LIMITS.seats
    ? []
    : [{ code: "out-of-range", path, detail: { atLeast: 1, atMost: LIMITS.seats, got: value } }];

const isTerm = (value: number): boolean =>
  Number.isSafeInteger(value) && value >= 0 && value <= LIMITS.fractionTerm;
const isFraction = (value: Fraction): boolean =>
  isTerm(value.numerator) && isTerm(value.denominator) && value.denominator > 0;
const compare = (a: Fraction, b: Fraction): number =>
  compareFractions(a.numerator, a.denominator, b.numerator, b.denominator);
const written = (value: Fraction): string => `${value.numerator}/${value.denominator}`;

function fractionFaults(path: string, value: Fraction, bounds: Bounds): ElectionFault[] {
  const { atLeast, moreThan, atMost, lessThan } = bounds;
  const isIn =
    isFraction(value) &&
    (atLeast === undefined || compare(value, atLeast) >= 0) &&
    (moreThan === undefined || compare(value, moreThan) > 0) &&
    (atMost === undefined || compare(value, atMost) <= 0) &&
    (lessThan === undefined || compare(value, lessThan) < 0);
  if (isIn) return [];
  const named = Object.entries(bounds).map(([bound, fraction]) => [bound, written(fraction)]);
  return [
    { code: "fraction-out-of-range", path, detail: { got: written(value), ...Object.fromEntries(named) } },
  ];
}
