/**
 * Totals of one count: exact sums that carry unknown through, by option, candidate, extra field and region.
 * The sums themselves are taken in the walk over the cells that screening needs too (screening-columns.ts).
 * Spec: spec/reconciliation.md, section 3.
 * @module
 */
import { keyText } from "../byte-index.ts";
import type { Contest } from "../election/definition.ts";
import { type CountTable, EXTRA_FIELDS, type ExtraField } from "../reading/count.ts";
import { compareIds } from "../text.ts";
import type { ContestCount, Sum } from "./comparison.ts";

export type TableTotals = {
  /** Per cell of a row: sum of the known cells, and how many are unknown (absent ones are not counted). */
  readonly known: Float64Array;
  readonly unknown: Float64Array;
  readonly absent: Float64Array;
  readonly rows: number;
  /** Rows with at least one unknown option, and registered voters of all other rows. */
  readonly rowsUnknown: number;
  readonly registeredOfKnown: number;
};

/** The sum of one extra field; null when the source does not publish it at all. */
export function extraSum(totals: TableTotals, options: number, field: ExtraField): Sum | null {
  const i = options + EXTRA_FIELDS.indexOf(field);
  if (totals.absent[i] === totals.rows) return null;
  return { known: totals.known[i]!, unknown: totals.unknown[i]! + totals.absent[i]! };
}

/** Index of each option's candidate, in the contest's order of candidates. */
export function candidateOfOption(contest: Contest): number[] {
  const index = new Map(contest.candidates.map((candidate, i) => [candidate.id, i]));
  return contest.options.map((option) => {
    const candidate = index.get(option.candidate);
    if (candidate === undefined)
      throw new Error(`option ${option.id} has no candidate: validate the election first`);
    return candidate;
  });
}

/** Known votes of every candidate, summed over their options. */
export function candidateVotes(contest: Contest, byOption: ArrayLike<number>): number[] {
  const votes = new Array<number>(contest.candidates.length).fill(0);
  candidateOfOption(contest).forEach((candidate, option) => {
    votes[candidate]! += byOption[option]!;
  });
  return votes;
}

export function candidateSums(contest: Contest, totals: TableTotals): ContestCount["candidates"] {
  const known = candidateVotes(contest, totals.known);
  const unknown = candidateVotes(contest, totals.unknown);
  return contest.candidates.map(({ id }, i) => ({
    candidate: id,
    votes: { known: known[i]!, unknown: unknown[i]! },
  }));
}

/**
 * Stations and registered voters by region, in id order; registered is null where any station's is unknown.
 * `voters` are the registered voters of every row.
 */
export function regionCoverage(table: CountTable, voters: Int32Array): ContestCount["regions"] {
  const stations = new Float64Array(table.regions.size);
  const registered = new Float64Array(table.regions.size);
  const unknown = new Uint8Array(table.regions.size);
  for (let row = 0; row < table.rows; row += 1) {
    const region = table.region[row]!;
    if (region < 0) continue;
    stations[region]! += 1;
    if (voters[row]! < 0) unknown[region] = 1;
    else registered[region]! += voters[row]!;
  }
  return Array.from(stations, (count, region) => ({
    region: keyText(table.regions, region),
    stations: count,
    registered: unknown[region] === 1 ? null : registered[region]!,
  })).sort((a, b) => compareIds(a.region, b.region));
}
