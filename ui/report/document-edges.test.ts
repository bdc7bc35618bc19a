/** Corners of the contract that no ordinary election shows: no lead, ties, seats, nothing in common, bounds. */
import type { ContestComparison, Pair, Result } from "@triplicate/core/reconciliation/comparison.ts";
import { describe, expect, test } from "vitest";
import { LANGUAGES, translator } from "../messages.ts";
import { reportDocument } from "./document.ts";
import { bolivar } from "./elections.test-data.ts";
import { venezuela } from "./elections-more.test-data.ts";
import { resultOf } from "./fixtures.test-data.ts";
import type { ReportInput } from "./input.ts";
import { verdictLines } from "./text.ts";

const en = translator("en");

function withContest(
  input: ReportInput,
  change: (contest: ContestComparison) => ContestComparison,
): ReportInput {
  const contests = input.comparison.contests.map(change);
  return { ...input, comparison: { ...input.comparison, contests } };
}

const withPair = (change: Partial<Pair>, more: Partial<ContestComparison> = {}): ReportInput =>
  withContest(bolivar(), (contest) => ({
    ...contest,
    ...more,
    pairs: contest.pairs.map((pair) => ({ ...pair, ...change })),
  }));

const SAME = { between: false, byDiscrepancies: false, byCoverage: false, minimal: null } as const;
const NO_STATIONS = { agree: 0, differ: 0, onlyA: 0, onlyB: 0, unknown: 0 } as const;
const EMPTY = { discrepancies: [], classes: [], flip: SAME } as const;

const ALONE: Result = {
  status: "won",
  winners: ["noguera"],
  seats: null,
  valid: 10,
  lead: null,
  toChange: { added: null, moved: null, exact: true },
};
const seats = (noguera: number): Result => ({
  ...resultOf({ noguera: 60, velasquez: 40 }),
  seats: [
    { candidate: "noguera", seats: noguera },
    { candidate: "velasquez", seats: 5 - noguera },
  ],
});
const results = (a: Result, b: Result, bCorrected: Result) => ({ a, b, bCorrected });
const tie: Result = { ...ALONE, status: "tie", winners: ["noguera", "velasquez"] };
const undecided: Result = { ...ALONE, status: "undecided", winners: [] };
const discrepancyFlip = { between: true, byDiscrepancies: true, byCoverage: false, minimal: null };

const CASES = {
  "one candidate, no lead": [
    withPair({ ...EMPTY, lead: null, results: results(ALONE, ALONE, ALONE) }),
    "The result does not change: Justo Noguera wins.",
  ],
  "no station in common": [
    withPair({ ...EMPTY, stations: { ...NO_STATIONS, onlyA: 3, onlyB: 1 } }),
    "The counts have no station in common.",
  ],
  "nothing that can be compared": [
    withPair({ ...EMPTY, stations: { ...NO_STATIONS, unknown: 4 } }),
    "No station can be compared in full.",
  ],
  "agree where they can be compared": [
    withPair({ ...EMPTY, stations: { ...NO_STATIONS, agree: 5, onlyB: 1 } }),
    "The counts agree wherever they can be compared.",
  ],
  "agree in common and still differ in result": [
    withPair({
      ...EMPTY,
      stations: { ...NO_STATIONS, agree: 5, onlyB: 1 },
      flip: { ...SAME, between: true, byCoverage: true },
    }),
    "The counts agree wherever they can be compared, but their results differ.",
  ],
  "a tie that corrections break": [
    withPair({ flip: discrepancyFlip, results: results(ALONE, tie, ALONE) }),
    "before: tie between Justo Noguera and Andrés Velásquez; after: Justo Noguera wins.",
  ],
  "nobody reaches a threshold": [
    withPair(
      { flip: discrepancyFlip, results: results(ALONE, undecided, ALONE) },
      { rule: { rule: "threshold", share: { numerator: 1, denominator: 2 } } },
    ),
    "before: nobody reaches what the rule asks for; after: Justo Noguera wins.",
  ],
  "seats move": [
    withPair(
      { flip: discrepancyFlip, results: results(seats(2), seats(3), seats(2)) },
      { rule: { rule: "d-hondt", seats: 5, threshold: { numerator: 3, denominator: 100 } } },
    ),
    "before: Justo Noguera, 3 seats; Andrés Velásquez, 2 seats; after: Justo Noguera, 2 seats; Andrés Velásquez, 3 seats.",
  ],
  "only some corrections would change it": [
    withPair({
      flip: { ...SAME, minimal: { stations: ["x", "y"], exact: true, atLeast: 2, change: "ties" } },
    }),
    "Correcting all of them does not change the result; correcting only a chosen 2 would.",
  ],
  "no announcement, no pair": [
    withContest(venezuela(), (contest) => ({ ...contest, announced: [] })),
    "There is only one count: nothing to compare it with.",
  ],
  "an announcement that agrees": [
    withContest(venezuela(), (contest) => ({
      ...contest,
      announced: contest.announced.slice(0, 1).map((one) => ({
        ...one,
        percentages: null,
        stationsPercent: null,
        against: one.against.map((against) => ({
          ...against,
          flip: false,
          options: against.options.map((option) => ({ ...option, contradiction: false, leftOut: null })),
        })),
      })),
    })),
    "The count and the announcement give the same result.",
  ],
  "more than can be known": [
    withContest(venezuela(), (contest) => ({
      ...contest,
      counts: contest.counts.map((count) => ({
        ...count,
        missing: { stations: 9, registered: 700, needed: 300, verdict: "could-change" },
      })),
    })),
    "What is missing could still change the result",
  ],
  "no contest at all": [withContestless(), "There is only one count: nothing to compare it with."],
} as const satisfies Record<string, readonly [ReportInput, string]>;

function withContestless(): ReportInput {
  const input = bolivar();
  return { ...input, comparison: { ...input.comparison, contests: [] } };
}

describe.each(Object.entries(CASES))("%s", (_name, [input, words]) => {
  test("is said in the verdict", () => {
    expect(verdictLines(input, en).join("\n")).toContain(words);
  });

  test.each(LANGUAGES)("leaves no gap in the document in %s", (language) => {
    const text = JSON.stringify(reportDocument(input, translator(language)));
    expect(text).not.toMatch(/undefined|NaN|\[object|Infinity/);
  });
});
