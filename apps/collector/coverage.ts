/**
 * Of which stations a party has actas, by region, kept in memory as it collects: one byte a station and contest.
 *
 *     nothing ──▶ part (of some contests) ──▶ covered (one text of each)        conflict: two different texts of one contest
 *
 * Spec: spec/collecting.md, section 5.
 * @module
 */
import { findText, keyText } from "@triplicate/core/byte-index.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import type { Roster } from "@triplicate/core/election/roster.ts";
import { compareIds } from "@triplicate/core/text.ts";

export const STATION_STATES = ["nothing", "part", "covered", "conflict"] as const;
export type StationState = (typeof STATION_STATES)[number];

/** What the centre publishes of a station, held against the actas here. */
export const COMPARED = ["unknown", "same", "differs", "missing", "conflict"] as const;
export type Compared = (typeof COMPARED)[number];

export type CoverageCounts = Readonly<Record<StationState, number>> & { readonly stations: number };
export type RegionCoverage = CoverageCounts & { readonly region: string | null };

export type Coverage = {
  add(station: string, contest: string): void;
  /** `row` of the roster. */
  compare(row: number, result: Compared): void;
  stateOf(row: number): StationState;
  comparedOf(row: number): Compared;
  totals(): CoverageCounts;
  /** In order of their names; stations of places without a region last, under null. */
  regions(): readonly RegionCoverage[];
  /** Rows that `holds` is true of, in order of the roster, and how many there are in all. */
  find(
    holds: (row: number) => boolean,
    atMost: number,
    from?: number,
  ): { readonly rows: readonly number[]; readonly total: number };
  /** Number of the region in the roster, -1 for none. */
  regionOf(row: number): number;
  /** Rows of stations with an acta of which nobody knows what the centre publishes. */
  unknown(): readonly number[];
  /** Of stations with an acta. */
  compared(): Readonly<Record<Compared, number>>;
};

type Numbers = Record<StationState, number> & { stations: number };
const none = (): Numbers => ({ stations: 0, nothing: 0, part: 0, covered: 0, conflict: 0 });

/** More different texts of one contest than this nobody counts. */
const MOST = 255;

export function createCoverage(roster: Roster, { contests }: ElectionDefinition): Coverage {
  const size = roster.stations.size;
  const texts = new Uint8Array(size * contests.length);
  const results = new Uint8Array(size);
  const byRegion = new Map<number, Numbers>();
  const totals = none();
  const unknown = new Set<number>();
  const numbers = new Map(contests.map(({ id }, i) => [id, i]));
  const regionOf = (row: number): number => roster.placeRegion[roster.place[row]!]!;
  const countsOf = (row: number): Numbers => byRegion.get(regionOf(row))!;
  for (let row = 0; row < size; row += 1) {
    if (!byRegion.has(regionOf(row))) byRegion.set(regionOf(row), none());
    for (const counts of [totals, countsOf(row)]) {
      counts.stations += 1;
      counts.nothing += 1;
    }
  }
  const stateOf = (row: number): StationState => {
    const own = texts.subarray(row * contests.length, (row + 1) * contests.length);
    if (own.some((count) => count > 1)) return "conflict";
    if (own.every((count) => count === 1)) return "covered";
    return own.some((count) => count > 0) ? "part" : "nothing";
  };
  return {
    add(station, contest) {
      const row = findText(roster.stations, station);
      const number = numbers.get(contest);
      if (row < 0 || number === undefined) throw new Error("what was kept is of this election");
      const cell = row * contests.length + number;
      const before = stateOf(row);
      if (texts[cell]! < MOST) texts[cell]! += 1;
      const after = stateOf(row);
      // What was said of it was said without this text.
      results[row] = COMPARED.indexOf("unknown");
      unknown.add(row);
      for (const counts of [totals, countsOf(row)]) {
        counts[before] -= 1;
        counts[after] += 1;
      }
    },
    compare: (row, result) => {
      results[row] = COMPARED.indexOf(result);
      if (result === "unknown") unknown.add(row);
      else unknown.delete(row);
    },
    unknown: () => [...unknown],
    ...{ stateOf, regionOf, find: (holds, atMost, from) => findRows(size, holds, atMost, from) },
    comparedOf: (row) => COMPARED[results[row]!]!,
    totals: () => ({ ...totals }),
    regions: () =>
      [...byRegion]
        .map(([region, counts]) => ({
          region: region < 0 ? null : keyText(roster.regions, region),
          ...counts,
        }))
        .toSorted((a, b) =>
          a.region === null ? 1 : b.region === null ? -1 : compareIds(a.region, b.region),
        ),
    compared() {
      const counts = { unknown: 0, same: 0, differs: 0, missing: 0, conflict: 0 };
      for (let row = 0; row < size; row += 1)
        if (stateOf(row) !== "nothing") counts[COMPARED[results[row]!]!] += 1;
      return counts;
    },
  };
}

function findRows(
  size: number,
  holds: (row: number) => boolean,
  atMost: number,
  from = 0,
): { readonly rows: readonly number[]; readonly total: number } {
  const rows: number[] = [];
  let total = 0;
  for (let row = 0; row < size; row += 1) {
    if (!holds(row)) continue;
    if (total >= from && rows.length < atMost) rows.push(row);
    total += 1;
  }
  return { rows, total };
}
