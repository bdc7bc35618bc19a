/**
 * Of which stations a party has actas, by region, kept as it collects: one byte a station and contest.
 * Spec: spec/collecting.md, section 4.
 * @module
 */
import { keyText } from "@triplicate/core/byte-index.ts";
import type { Roster } from "@triplicate/core/election/roster.ts";
import type { Collected } from "./collected.ts";

/** What the centre publishes of a station that was kept. */
export type Compared = "same" | "differs" | "missing" | "unknown";

export type RegionCoverage = {
  readonly region: string | null;
  readonly stations: number;
  /** With an acta of every contest. */
  readonly covered: number;
  /** With two different texts of a contest. */
  readonly conflict: number;
};

export type Coverage = {
  add(station: number, contest: number): void;
  compare(station: number, result: Compared): void;
  compared(station: number): Compared;
  regions(): readonly RegionCoverage[];
  totals(): RegionCoverage;
  /** Rows, in order. */
  conflicts(atMost: number): readonly number[];
  differing(atMost: number): readonly number[];
  /** Rows of stations with an acta, from a row on. */
  kept(from: number, atMost: number): readonly number[];
  counts(): Readonly<Record<Compared, number>>;
};

const COMPARED: readonly Compared[] = ["unknown", "same", "differs", "missing"];

export function createCoverage(roster: Roster, contests: number, collected: Collected): Coverage {
  const size = roster.stations.size;
  // Different texts of each contest at each station; beyond 255 nobody asks how many.
  const texts = new Uint8Array(size * contests);
  const results = new Uint8Array(size);
  const cell = (station: number, contest: number) => station * contests + contest;
  const add = (station: number, contest: number): void => {
    if (texts[cell(station, contest)]! < 255) texts[cell(station, contest)]! += 1;
  };
  for (const { station, contest } of collected.all()) add(station, contest);
  const stateOf = (station: number): "none" | "part" | "covered" | "conflict" => {
    const own = texts.subarray(cell(station, 0), cell(station, contests));
    if (own.some((count) => count > 1)) return "conflict";
    if (own.every((count) => count === 1)) return "covered";
    return own.some((count) => count > 0) ? "part" : "none";
  };
  const regionsOf = (): RegionCoverage[] => {
    const rows = new Map<number, { stations: number; covered: number; conflict: number }>();
    for (let station = 0; station < size; station += 1) {
      const region = roster.placeRegion[roster.place[station]!]!;
      const row = rows.get(region) ?? { stations: 0, covered: 0, conflict: 0 };
      rows.set(region, row);
      row.stations += 1;
      const state = stateOf(station);
      if (state === "covered") row.covered += 1;
      if (state === "conflict") row.conflict += 1;
    }
    return [...rows]
      .sort(([a], [b]) => a - b)
      .map(([region, row]) => ({ region: region < 0 ? null : keyText(roster.regions, region), ...row }));
  };
  const where = (holds: (station: number) => boolean, from: number, atMost: number): number[] => {
    const found: number[] = [];
    for (let station = from; station < size && found.length < atMost; station += 1)
      if (holds(station)) found.push(station);
    return found;
  };
  return {
    add,
    compare: (station, result) => {
      results[station] = COMPARED.indexOf(result);
    },
    compared: (station) => COMPARED[results[station]!]!,
    regions: regionsOf,
    totals() {
      const sum = (of: "stations" | "covered" | "conflict", list: readonly RegionCoverage[]) =>
        list.reduce((total, region) => total + region[of], 0);
      const list = regionsOf();
      return {
        region: null,
        stations: sum("stations", list),
        covered: sum("covered", list),
        conflict: sum("conflict", list),
      };
    },
    conflicts: (atMost) => where((station) => stateOf(station) === "conflict", 0, atMost),
    differing: (atMost) => where((station) => COMPARED[results[station]!] === "differs", 0, atMost),
    kept: (from, atMost) => where((station) => stateOf(station) !== "none", from, atMost),
    counts() {
      const counts = { same: 0, differs: 0, missing: 0, unknown: 0 };
      for (let station = 0; station < size; station += 1)
        if (stateOf(station) !== "none") counts[COMPARED[results[station]!]!] += 1;
      return counts;
    },
  };
}
