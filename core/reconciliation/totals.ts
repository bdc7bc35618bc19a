/**
 * Totals of one count: exact sums that carry unknown through, by option, candidate, extra field and region.
 * Spec: spec/reconciliation.md, section 3.
 * @module
 */
import { keyText } from "../byte-index.ts";
import type { Contest } from "../election/definition.ts";
import { type CountTable, EXTRA_FIELDS, type ExtraField, UNKNOWN } from "../reading/count.ts";
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

export function sumTable(table: CountTable): TableTotals {
  const { cells, width, rows } = table;
  const options = table.options.length;
  const known = new Float64Array(width);
  const unknown = new Float64Array(width);
  const absent = new Float64Array(width);
  let rowsUnknown = 0;
  let registeredOfKnown = 0;
  for (let row = 0; row < rows; row += 1) {
    const at = row * width;
    let whole = true;
    for (let i = 0; i < width; i += 1) {
      const cell = cells[at + i]!;
      if (cell >= 0) known[i]! += cell;
      else if (cell === UNKNOWN.absent) absent[i]! += 1;
      else unknown[i]! += 1;
      if (cell < 0 && i < options) whole = false;
    }
    if (!whole) rowsUnknown += 1;
    else if (cells[at + width - 1]! > 0) registeredOfKnown += cells[at + width - 1]!;
  }
  for (const sum of known) if (!Number.isSafeInteger(sum)) throw new RangeError(`sum ${sum} is not exact`);
  return { known, unknown, absent, rows, rowsUnknown, registeredOfKnown };
}

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

/** Stations and registered voters by region, in id order; registered is null where any station's is unknown. */
export function regionCoverage(table: CountTable): ContestCount["regions"] {
  const stations = new Float64Array(table.regions.size);
  const registered = new Float64Array(table.regions.size);
  const unknown = new Uint8Array(table.regions.size);
  for (let row = 0; row < table.rows; row += 1) {
    const region = table.region[row]!;
    if (region < 0) continue;
    const voters = table.cells[row * table.width + table.width - 1]!;
    stations[region]! += 1;
    if (voters < 0) unknown[region] = 1;
    else registered[region]! += voters;
  }
  return Array.from(stations, (count, region) => ({
    region: keyText(table.regions, region),
    stations: count,
    registered: unknown[region] === 1 ? null : registered[region]!,
  })).sort((a, b) => compareIds(a.region, b.region));
}
