/**
 * Did the comparison find exactly the differences that were planted? Each check gives one line per fault, so a fast
 * but wrong run can never look good.
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Comparison } from "@triplicate/core/reconciliation/comparison.ts";
import type { countryTruth } from "@triplicate/simulation/country.ts";

export type Truth = ReturnType<typeof countryTruth>;

/** What either program says it found. */
type Found = {
  readonly stations: readonly string[];
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  /** b minus a per option, over the stations both have. */
  readonly changes: readonly number[];
};

/** Faults of our dossier in `out`; none when all is found. */
export function checkOurs(out: string, truth: Truth): string[] {
  const comparison = JSON.parse(readFileSync(join(out, "comparison.json"), "utf8")) as Comparison;
  const pair = comparison.contests[0]?.pairs[0];
  if (pair === undefined) return ["comparison.json holds no pair of counts"];
  const options = pair.changes.filter(({ kind }) => kind === "option");
  const faults = check(truth, {
    stations: pair.discrepancies.map(({ station }) => station),
    onlyA: pair.onlyA,
    onlyB: pair.onlyB,
    changes: options.map(({ sameStation }) => sameStation),
  });
  if (pair.stations.unknown > 0) faults.push(`${pair.stations.unknown} stations unknown, none expected`);
  return faults;
}

/** Faults of the bare script's output in `out`. */
export function checkDuckDb(out: string, truth: Truth): string[] {
  const [, ...lines] = readFileSync(join(out, "differences.csv"), "utf8").trimEnd().split("\n");
  const rows = lines.map((line) => line.split(","));
  const ids = (only: string) => rows.filter((row) => row[1] === only).map((row) => row[0]!);
  const inBoth = rows.filter((row) => row[1] === "");
  return check(truth, {
    stations: ids(""),
    onlyA: ids("a"),
    onlyB: ids("b"),
    changes: truth.changes.map((_, k) => inBoth.reduce((sum, row) => sum + Number(row[2 + k]), 0)),
  });
}

function check(truth: Truth, found: Found): string[] {
  return [
    ...sameSet("stations that differ", truth.stationIds, found.stations),
    ...sameSet("stations only in a", truth.missingIds, found.onlyA),
    ...sameSet("stations only in b", [], found.onlyB),
    ...(truth.changes.join() === found.changes.join()
      ? []
      : [`changes by option: planted ${truth.changes.join(" ")}, found ${found.changes.join(" ")}`]),
  ];
}

function sameSet(what: string, planted: readonly string[], found: readonly string[]): string[] {
  const [plantedSet, foundSet] = [new Set(planted), new Set(found)];
  const missed = planted.filter((id) => !foundSet.has(id));
  const extra = found.filter((id) => !plantedSet.has(id));
  if (missed.length === 0 && extra.length === 0 && found.length === planted.length) return [];
  const some = [...missed.slice(0, 3), ...extra.slice(0, 3)].join(" ");
  return [
    `${what}: ${planted.length} planted, ${found.length} found; ${missed.length} missed, ${extra.length} not planted (${some})`,
  ];
}
