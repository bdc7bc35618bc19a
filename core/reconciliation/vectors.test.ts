import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Break } from "../outcome/outcome.ts";
import { compareIds } from "../text.ts";
import { exceedTest, leftOutRange } from "./announced.ts";
import { DISCREPANCY_CLASSES, type DiscrepancyClass } from "./classes.ts";
import { classify } from "./classify.ts";
import type { MinimalFlip } from "./minimal-flip.ts";
import { minimalFlip } from "./minimal-flip.ts";
import { type MissingBoundInput, missingBound } from "./missing-bound.ts";
import { percentageTest } from "./percentages.ts";
import { fingerprint, screen } from "./screen.ts";
import { columnsOf } from "./screening-columns.ts";

/** The rule-level vectors, as another implementation would run them. */
function vectors<Case>(file: string): Case[] {
  const url = new URL(`../../vectors/reconciliation/${file}`, import.meta.url);
  const cases = JSON.parse(readFileSync(url, "utf8")) as Case[];
  expect(cases.length).toBeGreaterThan(3);
  return cases;
}

type Row = readonly (number | null)[];
type Sides<T> = { readonly a: T; readonly b: T };
const known = (row: Row) => row.map((cell) => cell ?? -2);

test("classes.json", () => {
  type Case = Sides<Row> & {
    clause: string;
    options: string[];
    registered: Sides<number | null>;
    elsewhere: Sides<{ station: string; row: Row }[]>;
    placeTotal: Sides<Row | null>;
    class: DiscrepancyClass;
    alsoLike: DiscrepancyClass[];
    evidence: Record<string, string | number>;
  };
  const seen = new Set<string>();
  for (const { clause, options, a, b, registered, elsewhere, placeTotal, ...want } of vectors<Case>(
    "classes.json",
  )) {
    const find = (rows: { station: string; row: Row }[]) => (cells: readonly number[]) =>
      rows.find(({ row }) => known(row).join() === cells.join())?.station ?? null;
    const total = (row: Row | null) => () => (row === null ? null : known(row));
    const got = classify({
      options,
      a: known(a),
      b: known(b),
      registeredA: registered.a ?? -1,
      registeredB: registered.b ?? -1,
      otherInA: find(elsewhere.a),
      otherInB: find(elsewhere.b),
      placeTotalA: total(placeTotal.a),
      placeTotalB: total(placeTotal.b),
    });
    expect(got, JSON.stringify({ a, b })).toEqual(want);
    expect(DISCREPANCY_CLASSES[got.class]).toBe(clause);
    seen.add(got.class);
  }
  expect([...seen].sort()).toEqual(Object.keys(DISCREPANCY_CLASSES).sort());
});

test("minimal-flip.json", () => {
  type Minimal = Omit<MinimalFlip, "break"> & { change: Break["change"] };
  type Case = { name: string; breaks: Break[]; votes: number[]; delta: number[][]; minimal: Minimal | null };
  for (const { name, breaks, votes, delta, minimal } of vectors<Case>("minimal-flip.json")) {
    const got = minimalFlip(breaks, votes, Int32Array.from(delta.flat()), votes.length);
    const { indexes, exact, atLeast } = got ?? {};
    const told = got === null ? null : { indexes, exact, atLeast, change: got.break.change };
    expect(told, name).toEqual(minimal);
  }
});

test("exceed.json", () => {
  type Exceed = { name: string; perStation: number[]; announced: number; leftOut: number | null };
  type LeftOut = { expected: number; percent: string; leftOut: unknown };
  for (const each of vectors<({ clause: "6.3" } & Exceed) | ({ clause: "6.2" } & LeftOut)>("exceed.json")) {
    if (each.clause === "6.2") {
      expect(leftOutRange(each.expected, each.percent), each.percent).toEqual(each.leftOut);
      continue;
    }
    const { clause: _, name, perStation, ...want } = each;
    const got = exceedTest("x", Int32Array.from(perStation), want.announced, want.leftOut);
    expect(got, name).toEqual({ candidate: "x", ...want });
  }
});

test("percentages.json", () => {
  type Case = { name: string; votes: number[]; valid: number };
  for (const { name, votes, valid, ...want } of vectors<Case>("percentages.json")) {
    const ids = votes.map((_, i) => String(i));
    const { decimals, shares, probability } = percentageTest(ids, votes, valid);
    const got = {
      decimals,
      percents: shares.map((share) => share.percent),
      reproduced: shares.map((share) => share.reproduced),
      oneIn: probability?.oneIn ?? null,
    };
    expect(got, name).toEqual(want);
  }
});

test("missing-bound.json", () => {
  for (const { input, result } of vectors<{ input: MissingBoundInput; result: unknown }>(
    "missing-bound.json",
  )) {
    expect(missingBound(input), JSON.stringify(input)).toEqual(result);
  }
});

test("screening.json", () => {
  type Case = { name: string; options: number; stations: Row[]; signals: unknown; fingerprint: unknown };
  for (const { name, options, stations, ...want } of vectors<Case>("screening.json")) {
    // Each station: place, options, blank, null, valid, ballots, registered.
    const place = Int32Array.from(stations, ([index]) => index ?? -1);
    const columns = columnsOf({
      rows: stations.length,
      options,
      width: options + 5,
      cells: Int32Array.from(stations.flatMap((cells) => cells.slice(1).map((cell) => cell ?? -1))),
      place,
      places: Math.max(-1, ...place) + 1,
      stationId: String,
      compareStations: (x, y) => compareIds(String(x), String(y)),
    });
    expect(screen(columns), name).toEqual(want.signals);
    expect(fingerprint(columns, [0]), name).toEqual(want.fingerprint);
  }
});
