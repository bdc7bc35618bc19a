import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Contest, ElectionDefinition } from "../election/definition.ts";
import type { CountTable } from "../reading/count.ts";
import { UNKNOWN } from "../reading/count.ts";
import { createCountBuilder } from "../reading/count-builder.ts";
import { type CountInput, compareCounts, digestTable } from "./compare.ts";
import type { Pair } from "./comparison.ts";
import { points100 } from "./result.ts";

const NOT_DECLARED = { stations: null, registered: null };
const OPTIONS = ["ana", "luis", "eva"];
const contest: Contest = {
  id: "c",
  name: { es: "c", en: "c" },
  candidates: OPTIONS.map((id) => ({ id, name: id })),
  options: OPTIONS.map((id) => ({ id, name: id, candidate: id })),
  outcome: { rule: "plurality" },
};
const election: ElectionDefinition = {
  format: "triplicate/election/v1",
  id: "e",
  name: { es: "e", en: "e" },
  date: "2024-07-28",
  contests: [contest],
};

/** Station id -> votes of ana, luis, eva, blank, null; "?" is unknown. */
type Rows = Readonly<Record<string, readonly (number | "?")[]>>;

function count(name: string, rows: Rows, registered = 5000): CountInput {
  const builder = createCountBuilder({
    contest,
    mapping: {
      format: "triplicate/mapping/v1",
      title: { es: name, en: name },
      statement: { es: name, en: name },
      file: { type: "csv" },
      station: { columns: ["s"] },
      contests: {},
      onFinding: { "all-zero": "kept" },
    },
    sources: [`${name}.csv`],
    onFinding: () => {},
  });
  Object.entries(rows).forEach(([station, votes], i) => {
    const cells = votes.map((n) => (n === "?" ? UNKNOWN.missing : n));
    const row = { station, place: "", region: "", line: i + 2, source: 0, stationsInRow: 1, text: () => "" };
    builder.add({ ...row, cells: [...cells, UNKNOWN.absent, UNKNOWN.absent, registered] });
  });
  const table: CountTable = builder.finish();
  const about = {
    title: { es: name, en: name },
    provenance: { kind: "csv" as const, statement: { es: "", en: "" } },
  };
  const summary = { name, ...about, rows: table.rows, stations: table.rows, findings: [] };
  return { summary, tables: [{ table, digest: digestTable(contest, table) }] };
}

function pairOf(a: Rows, b: Rows): Pair {
  const comparison = compareCounts(election, [count("a", a), count("b", b)], [], NOT_DECLARED);
  return comparison.contests[0]!.pairs[0]!;
}

describe("a pair of counts", () => {
  test("agree, differ, only in one, unknown; rows in another order", () => {
    const a: Rows = {
      "01": [5, 3, 1, 0, 0],
      "02": [7, 1, 0, 0, 1],
      "03": [4, "?", 2, 0, 0],
      "04": [9, 9, 9, 0, 0],
    };
    const b: Rows = {
      "05": [1, 1, 1, 0, 0],
      "03": [4, 4, 2, 0, 0],
      "02": [7, 2, 0, 0, 1],
      "01": [5, 3, 1, 0, 0],
    };
    const pair = pairOf(a, b);
    expect(pair.stations).toEqual({ agree: 1, differ: 1, onlyA: 1, onlyB: 1, unknown: 1 });
    expect(pair.onlyA).toEqual(["04"]);
    expect(pair.onlyB).toEqual(["05"]);
    expect(pair.discrepancies).toMatchObject([
      {
        station: "02",
        class: "one-vote",
        votes: 1,
        where: { a: { line: 3 }, b: { source: "b.csv", line: 4 } },
      },
    ]);
    expect(pair.unknown).toMatchObject([
      { station: "03", cells: [{}, { id: "luis", a: "missing", b: 4 }, {}, {}, {}] },
    ]);
  });

  test("two sorted counts with gaps in each", () => {
    const rows = (ids: readonly number[]): Rows =>
      Object.fromEntries(ids.map((id) => [`s${String(id).padStart(2, "0")}`, [id, id + 1, 0, 0, 0]]));
    const pair = pairOf(rows([1, 2, 3, 5, 6, 9, 10]), rows([2, 3, 4, 5, 7, 8, 9, 11]));
    expect(pair.stations).toEqual({ agree: 4, differ: 0, onlyA: 3, onlyB: 4, unknown: 0 });
    expect(pair.onlyA).toEqual(["s01", "s06", "s10"]);
    expect(pair.onlyB).toEqual(["s04", "s07", "s08", "s11"]);
  });

  test("a known difference beside an unknown cell is a difference", () => {
    const pair = pairOf({ "1": [5, "?", 1, 0, 0] }, { "1": [6, 3, 1, 0, 0] });
    expect(pair.stations).toMatchObject({ differ: 1, unknown: 0 });
  });

  test("corrects b with a where they differ, and finds the fewest stations that flip it", () => {
    const a: Rows = { "1": [50, 60, 0, 0, 0], "2": [40, 42, 0, 0, 0], "3": [10, 5, 0, 0, 0] };
    const b: Rows = { "1": [60, 60, 0, 0, 0], "2": [44, 42, 0, 0, 0], "3": [10, 5, 0, 0, 0] };
    const pair = pairOf(a, b);
    expect(pair.results.b.winners).toEqual(["ana"]);
    expect(pair.results.bCorrected.winners).toEqual(["luis"]);
    expect(pair.flip).toMatchObject({ between: true, byDiscrepancies: true, byCoverage: false });
    expect(pair.flip.minimal).toMatchObject({ stations: ["1"], exact: true });
  });

  const cell = fc.oneof(
    { weight: 8, arbitrary: fc.nat(40) },
    { weight: 1, arbitrary: fc.constant("?" as const) },
  );
  const rows = fc.dictionary(
    fc.integer({ min: 1, max: 12 }).map((n) => String(n).padStart(3, "0")),
    fc.tuple(cell, cell, cell, cell, cell),
    { minKeys: 1, maxKeys: 12 },
  ) as fc.Arbitrary<Rows>;

  test("every total's change is same-station plus coverage plus unknown, as counted by hand", () => {
    fc.assert(
      fc.property(rows, rows, (a, b) => {
        const pair = pairOf(a, b);
        pair.changes.forEach((change, i) => {
          const known = (votes: readonly (number | "?")[] | undefined) =>
            typeof votes?.[i] === "number" ? votes[i] : 0;
          const total = (side: Rows) => Object.values(side).reduce((sum, votes) => sum + known(votes), 0);
          expect([change.a, change.b]).toEqual([total(a), total(b)]);
          expect(change.b - change.a).toBe(change.sameStation + change.onlyB - change.onlyA + change.unknown);
          const both = Object.keys(a).filter(
            (id) => b[id]?.[i] !== undefined && b[id]?.[i] !== "?" && a[id]![i] !== "?",
          );
          const same = both.reduce((sum, id) => sum + known(b[id]) - known(a[id]), 0);
          expect(change.sameStation).toBe(same);
        });
        const { stations, lead } = pair;
        expect(stations.agree + stations.differ + stations.unknown + stations.onlyA).toBe(
          Object.keys(a).length,
        );
        expect(stations.agree + stations.differ + stations.unknown + stations.onlyB).toBe(
          Object.keys(b).length,
        );
        expect(lead!.b - lead!.a).toBe(lead!.sameStation + lead!.coverage + lead!.unknown);
        expect(pair.discrepancies.reduce((sum, one) => sum + one.votes, 0)).toBe(
          pair.classes.reduce((sum, one) => sum + one.votes, 0),
        );
      }),
    );
  });

  test("the same input in any row order gives the same bytes", () => {
    fc.assert(
      fc.property(rows, rows, (a, b) => {
        const turned = (side: Rows): Rows =>
          Object.fromEntries(
            Object.entries(side)
              .reverse()
              .map(([id, v]) => [`s${id}`, v]),
          );
        const straight = (side: Rows): Rows =>
          Object.fromEntries(Object.entries(side).map(([id, v]) => [`s${id}`, v]));
        const strip = (pair: Pair) => JSON.stringify(pair).replace(/"line":\d+/g, "");
        expect(strip(pairOf(turned(a), turned(b)))).toBe(strip(pairOf(straight(a), straight(b))));
      }),
    );
  });
});

describe("announced totals", () => {
  const one = (votes: Readonly<Record<string, number>>, valid?: number) => {
    const about = { title: { es: "t", en: "t" }, statement: { es: "s", en: "s" }, contest: "c" };
    const announced = {
      format: "triplicate/announced/v1" as const,
      ...about,
      votes,
      ...(valid === undefined ? {} : { valid }),
    };
    const rows: Rows = { "1": [50, 30, 10, 0, 0] };
    const input = [{ announced, source: "b.json" }];
    return compareCounts(election, [count("x", rows)], input, NOT_DECLARED).contests[0]!.announced[0]!;
  };

  test.each([
    ["a winner by name", { ana: 20, luis: 40 }, undefined, "won", ["luis"], true],
    ["a remainder too small to win", { ana: 40, luis: 25, others: 39 }, undefined, "won", ["ana"], false],
    [
      "a remainder that one candidate could win with",
      { ana: 40, luis: 25, others: 60 },
      undefined,
      "not-known",
      [],
      false,
    ],
    ["valid votes far beyond the sum", { ana: 30 }, 100, "not-known", [], false],
    ["next to nothing by name", { ana: 1 }, 1000, "not-known", [], false],
    ["one vote, and nobody it is for", { ana: 0 }, 1, "not-known", [], false],
  ] as const)("%s", (_, votes, valid, status, winners, flip) => {
    const compared = one(votes, valid);
    expect(compared.result).toMatchObject({ status, winners });
    expect(compared.against[0]!.flip).toBe(flip);
  });

  test("no lead over a remainder", () => {
    expect(one({ ana: 40, luis: 25, others: 39 }).result.lead).toBeNull();
    expect(one({ ana: 40, luis: 25, others: 9 }).result.lead).toMatchObject({
      first: "ana",
      second: "luis",
      votes: 15,
    });
  });
});

test("points are rounded half up on both sides of zero", () => {
  expect([points100(20, 155), points100(-20, 155), points100(1, 20_000), points100(-1, 20_000)]).toEqual([
    1290, -1290, 1, 0,
  ]);
  expect(points100(0, 0)).toBe(0);
});

test("three counts give three pairs in the order given", () => {
  const rows: Rows = { "1": [5, 3, 1, 0, 0] };
  const comparison = compareCounts(
    election,
    [count("x", rows), count("y", rows), count("z", rows)],
    [],
    NOT_DECLARED,
  );
  expect(comparison.contests[0]!.pairs.map(({ a, b }) => `${a}-${b}`)).toEqual(["x-y", "x-z", "y-z"]);
});

test("sums with unknown cells say how many", () => {
  const comparison = compareCounts(
    election,
    [count("x", { "1": [5, "?", 1, 0, 0], "2": [1, 1, 1, 0, 0] })],
    [],
    NOT_DECLARED,
  );
  const [only] = comparison.contests[0]!.counts;
  expect(only!.stationsUnknown).toBe(1);
  expect(only!.candidates[1]).toEqual({ candidate: "luis", votes: { known: 1, unknown: 1 } });
});
