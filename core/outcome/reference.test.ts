/**
 * Every rule against a second, naive decision, and every list of breaks against brute force: on all votes of small
 * elections and all votes they could change into, the result changes exactly when a break holds; the fewest votes are
 * the fewest there are.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fraction, OutcomeRule } from "../election/definition.ts";
import { breakHolds } from "./breaks.ts";
import { decideOutcome } from "./decide.ts";
import { type Outcome, sameResult } from "./outcome.ts";

const half = { numerator: 1, denominator: 2 };
const share = (numerator: number, denominator: number): Fraction => ({ numerator, denominator });
const bolivia = { rule: "first-round", majority: half, floor: share(2, 5), lead: share(1, 10) } as const;
const argentina = {
  rule: "first-round",
  majority: share(9, 20),
  floor: share(2, 5),
  lead: share(1, 10),
} as const;

/** Status, winners, tied and seats, as text: what makes two results the same. */
function naive(rule: OutcomeRule, votes: readonly number[]): string {
  switch (rule.rule) {
    case "plurality":
      return places(votes, 1, "won");
    case "vote-for":
      return places(votes, rule.seats, "won");
    case "threshold": {
      const winner = votes.findIndex((have) => isMore(have, votes, rule.share));
      return winner < 0 ? text("undecided", [], []) : text("won", [winner], []);
    }
    case "first-round":
      return naiveFirstRound(rule, votes);
    case "d-hondt":
      return naiveDHondt(rule, votes);
  }
}

const total = (votes: readonly number[]) => votes.reduce((a, b) => a + b, 0);
const isMore = (have: number, votes: readonly number[], part: Fraction) =>
  have * part.denominator > part.numerator * total(votes);
const isEnough = (have: number, votes: readonly number[], part: Fraction) =>
  have * part.denominator >= part.numerator * total(votes);
const text = (status: string, sure: number[], tied: number[], seats?: number[]) =>
  JSON.stringify([status, [...sure, ...tied].sort(), [...tied].sort(), seats]);

/** A candidate is in when fewer than `count` others have as many; tied when in or out depends on those level. */
function places(votes: readonly number[], count: number, status: string): string {
  const above = votes.map((have) => votes.filter((other) => other > have).length);
  const level = votes.map((have) => votes.filter((other) => other >= have).length);
  const all = [...votes.keys()];
  const sure = all.filter((i) => level[i]! <= count);
  const tied = all.filter((i) => above[i]! < count && level[i]! > count);
  return text(tied.length > 0 ? "tie" : status, sure, tied);
}

function naiveFirstRound(rule: OutcomeRule & { rule: "first-round" }, votes: readonly number[]): string {
  for (const [i, have] of votes.entries()) {
    const others = votes.filter((_, j) => j !== i);
    const second = Math.max(0, ...others);
    if (have === 0 || others.some((other) => other >= have)) continue;
    const leads = isEnough(have, votes, rule.floor) && isEnough(have - second, votes, rule.lead);
    if (isMore(have, votes, rule.majority) || leads) return text("won", [i], []);
  }
  return votes.length === 1 ? text("undecided", [], []) : places(votes, 2, "runoff");
}

/** All quotients in one list, as the textbook does; two are level when they are equal fractions. */
function naiveDHondt(rule: OutcomeRule & { rule: "d-hondt" }, votes: readonly number[]): string {
  const { seats, threshold } = rule;
  const admitted = (have: number) => threshold === undefined || isEnough(have, votes, threshold);
  const quotients = votes.flatMap((have, list) =>
    admitted(have) ? Array.from({ length: seats }, (_, d) => ({ list, have, by: d + 1 })) : [],
  );
  const won = votes.map(() => 0);
  if (quotients.length === 0) return text("undecided", [], [], won);
  if (votes.length === 1) return text("won", [0], [], [seats]);
  if (total(votes) === 0) return text("tie", [], [...votes.keys()], won);
  const tied: number[] = [];
  for (const { list, have, by } of quotients) {
    const above = quotients.filter((other) => other.have * by > have * other.by).length;
    const level = quotients.filter((other) => other.have * by === have * other.by).length;
    if (above + level <= seats) won[list]! += 1;
    else if (above < seats) tied.push(list);
  }
  const sure = [...votes.keys()].filter((list) => won[list]! > 0 && !tied.includes(list));
  return text(tied.length > 0 ? "tie" : "won", sure, tied, won);
}

function resultText({ status, winners, tied, seats }: Outcome): string {
  const sure = winners.filter((winner) => !tied.includes(winner));
  return text(status, sure, [...tied], seats === undefined ? undefined : [...seats]);
}

/** All votes of `size` candidates with 0 to `most` each. */
function allVotes(size: number, most: number): number[][] {
  if (size === 0) return [[]];
  return allVotes(size - 1, most).flatMap((rest) => Array.from({ length: most + 1 }, (_, n) => [...rest, n]));
}

function rulesFor(size: number): OutcomeRule[] {
  const seats = [1, 2, 3, 4].filter((count) => count <= size);
  return [
    { rule: "plurality" },
    ...seats.map((count) => ({ rule: "vote-for", seats: count }) as const),
    { rule: "threshold", share: half },
    { rule: "threshold", share: share(2, 3) },
    bolivia,
    argentina,
    { ...bolivia, floor: half, lead: share(1, 1) },
    { ...bolivia, majority: share(1, 3), floor: share(0, 1), lead: share(1, 4) },
    ...[1, 2, 3, 5].flatMap((count) => [
      { rule: "d-hondt", seats: count } as const,
      { rule: "d-hondt", seats: count, threshold: share(1, 5) } as const,
      { rule: "d-hondt", seats: count, threshold: share(2, 5) } as const,
      { rule: "d-hondt", seats: count, threshold: share(0, 1) } as const,
    ]),
  ];
}

const written = (rule: OutcomeRule) => JSON.stringify(rule);
const isChanged = (outcome: Outcome, votes: readonly number[]) =>
  outcome.breaks.some((one) => breakHolds(one, votes));

describe.each([
  [1, 6],
  [2, 9],
  [3, 4],
  [4, 2],
])("all votes of %i candidates with 0 to %i each", (size, most) => {
  const all = allVotes(size, most);
  test.each(rulesFor(size).map((rule) => [written(rule), rule] as const))("%s", (_, rule) => {
    const results = all.map((votes) => naive(rule, votes));
    for (const [i, votes] of all.entries()) {
      const outcome = decideOutcome(rule, votes);
      if (resultText(outcome) !== results[i]) expect({ votes, got: resultText(outcome) }).toEqual(results[i]);
      for (const [j, other] of all.entries()) {
        if (isChanged(outcome, other) !== (results[i] !== results[j])) {
          expect({ votes, other, breaks: outcome.breaks }).toEqual(`${results[i]} -> ${results[j]}`);
        }
      }
    }
  });
});

/** The fewest ballots, up to `most`, after which the naive result differs; null when so many do not do it. */
function fewest(
  rule: OutcomeRule,
  votes: readonly number[],
  step: (votes: readonly number[]) => number[][],
  most: number,
): number | null {
  const before = naive(rule, votes);
  let reached: (readonly number[])[] = [votes];
  for (let ballots = 1; ballots <= most; ballots += 1) {
    reached = [...new Map(reached.flatMap(step).map((next) => [String(next), next])).values()];
    if (reached.some((next) => naive(rule, next) !== before)) return ballots;
  }
  return null;
}

const addOne = (votes: readonly number[]): number[][] =>
  votes.map((_, to) => votes.map((have, i) => (i === to ? have + 1 : have)));

const moveOne = (votes: readonly number[]): number[][] =>
  votes.flatMap((have, from) =>
    have === 0
      ? []
      : [...votes.keys()]
          .filter((to) => to !== from)
          .map((to) => votes.map((n, i) => n + (i === to ? 1 : 0) - (i === from ? 1 : 0))),
  );

describe.each([
  [1, 4],
  [2, 6],
  [3, 3],
])("the fewest votes that change it, %i candidates with 0 to %i each", (size, top) => {
  test.each(rulesFor(size).map((rule) => [written(rule), rule] as const))("%s", (_, rule) => {
    const most = 12;
    for (const votes of allVotes(size, top)) {
      const { added, moved, exact } = decideOutcome(rule, votes).toChange;
      const found = { added: fewest(rule, votes, addOne, most), moved: fewest(rule, votes, moveOne, most) };
      const seen = (number: number | null) => (number !== null && number > most ? null : number);
      // Every rule here is found exactly; a bound that is not the minimum would say exact: false.
      expect({ votes, exact, added: seen(added), moved: seen(moved) }).toEqual({
        votes,
        exact: true,
        ...found,
      });
    }
  });
});

test("on votes of any size a break holds exactly when the result changes", () => {
  const votes = (size: number) =>
    fc.oneof(
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: size, maxLength: size }),
      fc.array(fc.integer({ min: 0, max: 400_000_000 }), { minLength: size, maxLength: size }),
    );
  const step = fc.oneof(fc.constant(0), fc.integer({ min: -3, max: 3 }), fc.integer({ min: -30, max: 30 }));
  const sized = fc.integer({ min: 1, max: 7 }).chain((size) =>
    fc.record({
      rule: fc.constantFrom(...rulesFor(size)),
      votes: votes(size),
      steps: fc.array(step, { minLength: size, maxLength: size }),
    }),
  );
  fc.assert(
    fc.property(sized, ({ rule, votes, steps }) => {
      const other = votes.map((have, i) => Math.max(0, have + steps[i]!));
      const [before, after] = [decideOutcome(rule, votes), decideOutcome(rule, other)];
      expect(resultText(before)).toEqual(naive(rule, votes));
      const differs = naive(rule, votes) !== naive(rule, other);
      expect(isChanged(before, other)).toBe(differs);
      expect(sameResult(before, after)).toBe(!differs);
      expect(isChanged(before, votes)).toBe(false);
    }),
    { numRuns: 3000 },
  );
});
