import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Contest, OutcomeRule } from "../election/definition.ts";
import type { Acta } from "./acta.ts";
import { actaBreaches, marksOf } from "./acta-rules.ts";

function contest(options: number, outcome: OutcomeRule = { rule: "plurality" }): Contest {
  const ids = Array.from({ length: options }, (_, i) => `o${i + 1}`);
  return {
    id: "c",
    name: { es: "c", en: "c" },
    candidates: ids.map((id) => ({ id, name: id })),
    options: ids.map((id) => ({ id, name: id, candidate: id })),
    outcome,
  };
}

function acta(votes: readonly number[], rest: Partial<Acta>): Acta {
  return {
    election: ["e", new Uint8Array(32)],
    mode: "live",
    station: "s",
    contest: "c",
    opened: 100,
    closed: 200,
    registered: 600,
    "checked-in": 20,
    ballots: 20,
    votes: { options: votes.map((_, i) => `o${i + 1}`), votes },
    blank: 0,
    null: 0,
    spoiled: 0,
    records: new Uint8Array(32),
    journal: new Uint8Array(32),
    ...rest,
  };
}

const voteFor = (seats: number, marks?: number): OutcomeRule =>
  marks === undefined ? { rule: "vote-for", seats } : { rule: "vote-for", seats, marks };

describe("marks a voter has", () => {
  test.each<[OutcomeRule, number]>([
    [{ rule: "plurality" }, 1],
    [{ rule: "d-hondt", seats: 5 }, 1],
    [voteFor(3), 3],
    [voteFor(3, 2), 2],
    [voteFor(2, 5), 5],
  ])("%j: %i", (outcome, marks) => expect(marksOf(contest(5, outcome))).toBe(marks));
});

/** votes, blank, null, ballots, rule of the contest: the rules that the acta breaks. */
const ROWS: readonly [string, readonly number[], Partial<Acta>, OutcomeRule, string][] = [
  ["all balanced", [12, 5, 3], {}, { rule: "plurality" }, ""],
  ["nobody voted", [0, 0, 0], { ballots: 0, "checked-in": 0 }, { rule: "plurality" }, ""],
  ["with blank and null", [10, 5, 1], { blank: 3, null: 1 }, { rule: "plurality" }, ""],
  ["one vote too many", [13, 5, 3], {}, { rule: "plurality" }, "acta-sum"],
  ["one vote too few", [11, 5, 3], {}, { rule: "plurality" }, "acta-sum"],
  ["blank counted twice", [12, 5, 3], { blank: 1 }, { rule: "plurality" }, "acta-sum"],
  ["more blank than ballots", [0, 0, 0], { blank: 21 }, { rule: "plurality" }, "acta-sum"],
  ["vote for 3: every mark used", [20, 20, 20], {}, voteFor(3), ""],
  ["vote for 3: one mark each", [12, 5, 3], {}, voteFor(3), ""],
  ["vote for 3: a ballot without a mark is blank", [11, 5, 3], {}, voteFor(3), "acta-sum"],
  ["vote for 2: three marks on one ballot", [20, 20, 1], {}, voteFor(2), "acta-sum"],
  ["vote for 2: one option twice on a ballot", [21, 3, 1], {}, voteFor(2), "acta-sum"],
  ["more ballots than came", [12, 5, 3], { "checked-in": 19 }, { rule: "plurality" }, "acta-checked-in"],
  ["fewer ballots than came", [12, 5, 3], { "checked-in": 25 }, { rule: "plurality" }, ""],
  ["another register", [12, 5, 3], { registered: 601 }, { rule: "plurality" }, "acta-register"],
  [
    "more came than are registered",
    [12, 5, 3],
    { "checked-in": 601 },
    { rule: "plurality" },
    "acta-register",
  ],
  ["closed when it opened", [12, 5, 3], { closed: 100 }, { rule: "plurality" }, "acta-times"],
  ["closed before it opened", [12, 5, 3], { closed: 99 }, { rule: "plurality" }, "acta-times"],
  [
    "all at once",
    [99, 5, 3],
    { closed: 1, registered: 7, "checked-in": 8, votes: { options: ["o1"], votes: [99] } },
    { rule: "plurality" },
    "acta-options acta-sum acta-checked-in acta-register acta-times",
  ],
];

test.each(ROWS)("%s", (_name, votes, rest, outcome, rules) => {
  const breaches = actaBreaches(acta(votes, rest), contest(3, outcome), 600);
  expect(breaches.map(({ rule }) => rule).join(" ")).toBe(rules);
});

test("the options are the ballot's, in its order", () => {
  const rules = (options: readonly string[]) =>
    actaBreaches(
      acta([], { votes: { options, votes: [12, 5, 3].slice(0, options.length) } }),
      contest(3),
      600,
    ).map(({ rule }) => rule);
  expect(rules(["o1", "o2", "o3"])).toEqual([]);
  expect(rules(["o2", "o1", "o3"])).toEqual(["acta-options"]);
  expect(rules(["o1", "o2", "o2"])).toEqual(["acta-options"]);
  expect(rules(["o1", "o2", "o4"])).toEqual(["acta-options"]);
  expect(rules(["o1", "o2"])).toEqual(["acta-options", "acta-sum"]);
});

test("whole ballots, drawn at random and counted, break no rule; one vote more or fewer anywhere does under one mark", () => {
  const ballots = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(ballots, fc.nat(3), (marked, nulls) => {
      const count = (of: readonly (readonly number[])[]) =>
        Array.from({ length: 5 }, (_, option) => of.filter((ballot) => ballot.includes(option)).length);
      const cast = marked.length + nulls;
      const rest = { null: nulls, ballots: cast, "checked-in": cast };
      const blank = marked.filter((ballot) => ballot.length === 0).length;
      const several = acta(count(marked), { ...rest, blank });
      expect(actaBreaches(several, contest(5, voteFor(3)), 600)).toEqual([]);
      const single = marked.map((ballot) => ballot.slice(0, 1));
      const votes = count(single);
      expect(actaBreaches(acta(votes, { ...rest, blank }), contest(5), 600)).toEqual([]);
      for (const [option, step] of [
        [0, 1],
        [3, 1],
        [4, votes[4]! > 0 ? -1 : 1],
      ] as const) {
        const wrong = votes.map((value, i) => (i === option ? value + step : value));
        const breaches = actaBreaches(acta(wrong, { ...rest, blank }), contest(5), 600);
        expect(breaches.map(({ rule }) => rule)).toEqual(["acta-sum"]);
      }
    }),
    { numRuns: 100 },
  );
});

test("no number is too large to judge: what breaks no rule balances exactly", () => {
  const large = fc.oneof(fc.maxSafeNat(), fc.nat(10), fc.constant(Number.MAX_SAFE_INTEGER));
  fc.assert(
    fc.property(
      fc.array(large, { minLength: 3, maxLength: 3 }),
      large,
      large,
      large,
      (votes, blank, nulls, ballots) => {
        const value = acta(votes, {
          blank,
          null: nulls,
          ballots,
          "checked-in": ballots,
          registered: ballots,
        });
        const breaches = actaBreaches(value, contest(3), ballots);
        const sum = votes.reduce((total, vote) => total + BigInt(vote), BigInt(blank) + BigInt(nulls));
        if (breaches.length === 0) expect(sum).toBe(BigInt(ballots));
      },
    ),
    { numRuns: 300 },
  );
});
