/**
 * What a centre publishes, held against the actas that a party has: a centre that counts other numbers than it shows as signed is told too.
 */
import { utf8 } from "@triplicate/core/bytes.ts";
import { describe, expect, it } from "vitest";
import type { Collected } from "./collected.ts";
import { actaOf, packageOf } from "./collector.test-helper.ts";
import { compareWithCentre } from "./compare-centre.ts";
import { createCoverage } from "./coverage.ts";

const STATION = "p1.1";
const { election } = await packageOf();
const { definition, roster } = election;
const [contest] = definition.contests;
const note = await actaOf(election, STATION, [10, 20, 5]);

/** What the comparison makes of one station's numbers. */
async function judged(change: Record<string, unknown>): Promise<string> {
  const coverage = createCoverage(roster, definition);
  coverage.add(STATION, contest!.id);
  const [row] = coverage.unknown();
  const collected = {
    texts: () => [{ digest: utf8("x"), station: STATION, contest: contest!.id, note }],
  } as unknown as Collected;
  const numbers = numbersOf([10, 20, 5]);
  const one = {
    contest: contest!.id,
    status: "counted",
    signed: numbers,
    withPaper: numbers,
    actas: [3],
    sheets: [],
  };
  const body = JSON.stringify({ station: STATION, tree: 9, contests: [{ ...one, ...change }] });
  const comparison = compareWithCentre("https://centre.example", {
    ...{ definition, roster, collected, coverage },
    fetch: async () => new Response(body),
    wait: async () => {},
  });
  await comparison.round("all");
  return coverage.comparedOf(row!);
}

const numbersOf = (votes: readonly number[]) => ({
  votes: Object.fromEntries(contest!.options.map(({ id }, i) => [id, votes[i]])),
  ...{ blank: 1, null: 2 },
});

describe("a station at the centre", () => {
  const other = numbersOf([10, 90, 5]);
  const rows: [what: string, change: Record<string, unknown>, result: string][] = [
    ["as signed", {}, "same"],
    ["with other numbers", { signed: other, withPaper: other }, "differs"],
    ["shown as signed, and counted otherwise", { withPaper: other }, "differs"],
    ["counted by a hand count", { withPaper: other, sheets: [5] }, "same"],
    ["not counted yet", { withPaper: null }, "same"],
    ["without an acta", { status: "missing", signed: null, withPaper: null }, "missing"],
    ["without numbers that can be read", { signed: null }, "unknown"],
  ];
  for (const [what, change, result] of rows)
    it(`${what}: ${result}`, async () => expect(await judged(change)).toBe(result));
});
