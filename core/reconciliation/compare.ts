/**
 * The comparison of two or more counts of an election, and of announced totals: counts in, plain data out.
 *
 *     table ─begin digest─▶ totals ─finish─▶ screening, fingerprint     one per count, on any thread
 *     tables, totals ─compare pairs─▶ pairs                            in the order given
 *     pairs, digests, announced ─compare─▶ Comparison
 *
 * Pairs need no screening, so the two can be worked out at the same time.
 *
 * @module
 */

import { compareKeys, keyText } from "../byte-index.ts";
import type { Contest, ElectionDefinition } from "../election/definition.ts";
import { decideOutcome } from "../outcome/decide.ts";
import type { CountTable } from "../reading/count.ts";
import { type AnnouncedInput, compareAnnounced } from "./compare-announced.ts";
import { type CountedTable, comparePair } from "./compare-pair.ts";
import type { Comparison, ContestComparison, ContestCount, CountSummary, Pair } from "./comparison.ts";
import { missingBound } from "./missing-bound.ts";
import { toResult } from "./result.ts";
import { fingerprint, screen } from "./screen.ts";
import type { ScreeningSignal } from "./screening.ts";
import { columnsOf } from "./screening-columns.ts";
import {
  candidateOfOption,
  candidateSums,
  candidateVotes,
  extraSum,
  regionCoverage,
  type TableTotals,
} from "./totals.ts";

/** What one count alone says of one contest; computed beside the reading, so that counts use several cores. */
export type TableDigest = {
  readonly totals: TableTotals;
  readonly signals: readonly ScreeningSignal[];
  readonly fingerprint: ContestCount["fingerprint"];
  readonly regions: ContestCount["regions"];
};

export type CountInput = {
  readonly summary: CountSummary;
  readonly tables: readonly { readonly table: CountTable; readonly digest: TableDigest }[];
};

/** A digest whose totals are there and whose longer part is worked out on demand. */
export type BegunDigest = { readonly totals: TableTotals; readonly finish: () => TableDigest };

export const digestTable = (contest: Contest, table: CountTable): TableDigest =>
  beginDigest(contest, table).finish();

export function beginDigest(contest: Contest, table: CountTable): BegunDigest {
  const columns = columnsOf({
    rows: table.rows,
    options: table.options.length,
    width: table.width,
    cells: table.cells,
    place: table.place,
    places: table.places.size,
    stationId: (row) => keyText(table.stations, row),
    compareStations: (x, y) => compareKeys(table.stations, x, y),
  });
  const { totals, registered } = columns;
  const outcome = decideOutcome(contest.outcome, candidateVotes(contest, totals.known));
  const first = outcome.lead?.first ?? 0;
  const winner = candidateOfOption(contest).flatMap((candidate, option) =>
    candidate === first ? [option] : [],
  );
  const hasRegistered = totals.known[table.width - 1]! > 0;
  const finish = () => ({
    totals,
    signals: screen(columns),
    fingerprint: hasRegistered ? fingerprint(columns, winner) : null,
    regions: regionCoverage(table, registered),
  });
  return { totals, finish };
}

/** What pairs are compared by: a count's name, tables and totals. */
export type CountedInput = {
  readonly name: string;
  readonly tables: readonly { readonly table: CountTable; readonly totals: TableTotals }[];
};

/** By contest id, every pair of its counts in the order given. */
export type Pairs = ReadonlyMap<string, readonly Pair[]>;

export function comparePairs(election: ElectionDefinition, counts: readonly CountedInput[]): Pairs {
  return new Map(
    election.contests.map((contest) => {
      const tables = counts.flatMap(({ name, tables }) => counted(contest, name, tables));
      const pairs = tables.flatMap((a, i) => tables.slice(i + 1).map((b) => comparePair(contest, a, b)));
      return [contest.id, pairs];
    }),
  );
}

/** The count's table of this contest with its outcome; nothing when it has none. */
function counted(contest: Contest, name: string, tables: CountedInput["tables"]): CountedTable[] {
  const found = tables.find(({ table }) => table.contest === contest.id);
  if (found === undefined) return [];
  const outcome = decideOutcome(contest.outcome, candidateVotes(contest, found.totals.known));
  return [{ count: name, table: found.table, totals: found.totals, outcome }];
}

const countedInput = ({ summary, tables }: CountInput): CountedInput => ({
  name: summary.name,
  tables: tables.map(({ table, digest }) => ({ table, totals: digest.totals })),
});

export function compareCounts(
  election: ElectionDefinition,
  counts: readonly CountInput[],
  announced: readonly AnnouncedInput[],
  expected: Comparison["expected"],
  pairs: Pairs = comparePairs(election, counts.map(countedInput)),
): Comparison {
  const named = election.contests.filter(
    (contest) =>
      counts.some((count) => tableOf(count, contest.id) !== undefined) ||
      announced.some((one) => one.announced.contest === contest.id),
  );
  return {
    format: "triplicate/comparison/v1",
    election: {
      id: election.id,
      name: election.name,
      date: election.date,
      ...(election.remark === undefined ? {} : { remark: election.remark }),
    },
    expected,
    counts: counts.map((count) => count.summary),
    contests: named.map((contest) =>
      compareContest(contest, expected, counts, announced, pairs.get(contest.id) ?? []),
    ),
  };
}

const tableOf = (count: CountInput, contest: string) =>
  count.tables.find(({ table }) => table.contest === contest);

function compareContest(
  contest: Contest,
  expected: Comparison["expected"],
  counts: readonly CountInput[],
  announced: readonly AnnouncedInput[],
  pairs: readonly Pair[],
): ContestComparison {
  const present = counts.flatMap((count) => {
    const { name, tables } = countedInput(count);
    const digest = tableOf(count, contest.id)?.digest;
    return counted(contest, name, tables).map((table) => ({ counted: table, digest: digest! }));
  });
  const tables = present.map(({ counted }) => counted);
  return {
    contest: contest.id,
    name: contest.name,
    rule: contest.outcome,
    candidates: contest.candidates.map(({ id, name }) => ({ id, name })),
    options: contest.options.map(({ id, name, candidate }) => ({ id, name, candidate })),
    counts: present.map(({ counted, digest }) => contestCount(contest, expected, counted, digest)),
    pairs,
    announced: announced
      .filter((one) => one.announced.contest === contest.id)
      .map((one) => compareAnnounced(contest, one, tables, expected.stations)),
    screening: present.map(({ counted, digest }) => ({ count: counted.count, signals: digest.signals })),
  };
}

function contestCount(
  contest: Contest,
  expected: Comparison["expected"],
  { count, totals, outcome }: CountedTable,
  digest: TableDigest,
): ContestCount {
  const options = contest.options.length;
  return {
    count,
    stations: totals.rows,
    stationsUnknown: totals.rowsUnknown,
    options: contest.options.map((option, i) => ({
      option: option.id,
      votes: { known: totals.known[i]!, unknown: totals.unknown[i]! },
    })),
    candidates: candidateSums(contest, totals),
    blank: extraSum(totals, options, "blank"),
    null: extraSum(totals, options, "null"),
    registered: extraSum(totals, options, "registered"),
    result: toResult(
      outcome,
      contest.candidates.map((candidate) => candidate.id),
    ),
    missing: missingBound({
      expectedStations: expected.stations,
      expectedRegistered: expected.registered,
      knownStations: totals.rows - totals.rowsUnknown,
      // Not a word of the register bounds nothing; a register with gaps bounds the rest too widely, which is safe.
      knownRegistered: extraSum(totals, options, "registered") === null ? null : totals.registeredOfKnown,
      needed: outcome.toChange.added,
    }),
    fingerprint: digest.fingerprint,
    regions: digest.regions,
  };
}
