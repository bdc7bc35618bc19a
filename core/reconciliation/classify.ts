/**
 * What shape a discrepancy has. The rules are asked in the order of DISCREPANCY_CLASSES, from the most specific to the
 * least: the first that fits names the class, the others that fit say what else the same numbers look like.
 *
 * A class describes numbers, never intentions: 225 for 25 is a digit too many, whoever wrote it.
 * Spec: spec/reconciliation.md, section 4.
 * @module
 */
import { DISCREPANCY_CLASSES, type DiscrepancyClass } from "./classes.ts";
import { type ClassifyInput, differenceOf, type Evidence, type Rule } from "./classify-difference.ts";
import { extraDigit, oneDigit, oneVote, severalDigits, transposition } from "./classify-digits.ts";
import {
  addedVotes,
  columnShift,
  movedWithinTotal,
  removedVotes,
  repeatedLine,
  swappedLines,
} from "./classify-lines.ts";
import { allZero, otherStation, placeTotal } from "./classify-rows.ts";

export type { ClassifyInput } from "./classify-difference.ts";

export type Classified = {
  readonly class: DiscrepancyClass;
  /** The other classes whose shape fits, in rule order. */
  readonly alsoLike: readonly DiscrepancyClass[];
  /** What the rule that named the class saw. */
  readonly evidence: Evidence;
};

const RULES = {
  "all-zero": allZero,
  "place-total": placeTotal,
  "other-station": otherStation,
  "swapped-lines": swappedLines,
  "column-shift": columnShift,
  "one-vote": oneVote,
  "repeated-line": repeatedLine,
  "one-digit": oneDigit,
  "extra-digit": extraDigit,
  transposition,
  "moved-within-total": movedWithinTotal,
  "several-digits": severalDigits,
  "added-votes": addedVotes,
  "removed-votes": removedVotes,
} as const satisfies Record<Exclude<DiscrepancyClass, "unclassified">, Rule>;

/** In the order of the clauses, which classes.ts fixes. */
const ORDERED: readonly (readonly [DiscrepancyClass, Rule])[] = (
  Object.keys(DISCREPANCY_CLASSES) as DiscrepancyClass[]
).flatMap((name) => (name === "unclassified" ? [] : [[name, RULES[name]] as const]));

export function classify(input: ClassifyInput): Classified {
  if (input.a.length !== input.options.length + 2 || input.b.length !== input.a.length) {
    throw new RangeError("a row is the options, then blank and null");
  }
  const difference = differenceOf(input);
  const fits: DiscrepancyClass[] = [];
  let evidence: Evidence = {};
  for (const [name, rule] of ORDERED) {
    const seen = rule(difference);
    if (seen === null) continue;
    if (fits.length === 0) evidence = seen;
    fits.push(name);
  }
  return { class: fits[0] ?? "unclassified", alsoLike: fits.slice(1), evidence };
}
