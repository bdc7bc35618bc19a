/**
 * The third count: what the tallying centre's log says of every station and contest, and the totals of it.
 *
 *     log entry ──judgeEntry──▶ add ──▶ station and contest: missing, counted, conflict, paper ──▶ totals
 *
 * A pure fold over accepted entries in order of the log. Whoever folds the same entries has the same totals, whether
 * one by one as they arrive or all at once years later. Columns by station, no object per station: a million stations
 * of ten options are about 150 MB.
 *
 * The rule of a station: the one acta its machine signed counts; two different ones are a conflict and neither does;
 * where people counted the paper, paper prevails. Spec: spec/transmission.md, section 5.
 * @module
 */
import { sha256 as portableSha256 } from "../sha256.ts";
import type { Bulletin } from "../statement/bulletin.ts";
import { createClosingHolds } from "./closing-holds.ts";
import { createClosings } from "./closings.ts";
import { type CellState, type ContestCells, createContestCells, groupOf } from "./contest-cells.ts";
import type { CountFlag } from "./count-flags.ts";
import type { EntryContext, JudgedEntry } from "./entry.ts";
import { createEntryTable } from "./entry-table.ts";
import type { GroupTotals, StationStatus } from "./totals.ts";

export type CellChange = {
  readonly station: number;
  readonly contest: number;
  readonly before: StationStatus;
  readonly after: StationStatus;
};

/** Log indexes, ascending; an addition of signatures stands beside the entry it adds to. */
export type CellEntries = { readonly actas: readonly number[]; readonly sheets: readonly number[] };

/** What counting asks of a judged entry; a reader in a hurry makes no more. */
export type CountedEntry = Pick<JudgedEntry, "statement" | "station" | "contest" | "digest">;

export type CentralCount = {
  /** Takes the entry of a log index in; indexes ascend. What it changed of stations' numbers or flags. */
  add(index: number, entry: CountedEntry): readonly CellChange[];
  /** Lets an entry pass that is not accepted: it counts for nothing, but the log is one longer. */
  skip(index: number): void;
  /** Entries taken in or passed: the size of the log this count is of. */
  readonly size: number;
  totals(contest: number): GroupTotals;
  /** Of a region's row in the roster; -1 for stations whose place has none. */
  regionTotals(contest: number, region: number): GroupTotals;
  status(station: number, contest: number): StationStatus;
  cell(station: number, contest: number): CellState;
  entries(station: number, contest: number): CellEntries;
  /** Indexes of a station's closing records. */
  closings(station: number): readonly number[];
  /** The latest bulletin of a contest, and the indexes of all. */
  bulletins(contest: number): { readonly latest: Bulletin | null; readonly entries: readonly number[] };
  /** First index of a text, by its digest; -1 when the log lacks it. */
  find(digest: Uint8Array): number;
  /** Digest of the text of an entry that counts. */
  digestAt(index: number): Uint8Array;
  /** Digests of the different texts of a station and contest that are logged, by kind. */
  texts(kind: "acta" | "sheet" | "closing", station: number, contest: number): readonly Uint8Array[];
  /** Stations of that status, in order of the roster, from a row on. Looks at a bounded number of rows at a time. */
  stationsOf(contest: number, status: StationStatus, from: number, limit: number): StationPart;
  /** The first stations in conflict, in order of the roster. */
  conflicts(contest: number, limit: number): number[];
};

/** `next` is the row to go on from; null when there is none. */
export type StationPart = { readonly stations: readonly number[]; readonly next: number | null };

/** Rows that one look at the stations takes: some milliseconds, so that a centre's readers wait for nobody's list. */
const ROWS_A_LOOK = 65_536;

export type CountParts = Pick<EntryContext, "definition" | "roster" | "sha256">;

export function createCentralCount({
  definition,
  roster,
  sha256 = portableSha256,
}: CountParts): CentralCount {
  const stations = roster.stations.size;
  const { contests } = definition;
  const cells = contests.map((contest) => createContestCells(contest, roster));
  const latest: (Bulletin | null)[] = contests.map(() => null);
  const subjects = createSubjects(stations, contests.length);
  const entries = createEntryTable(subjects.size);

  const texts = (subject: number): Uint8Array[] =>
    entries.of(subject).filter(entries.isFirst).map(entries.digest);
  const takePaper = createPapers({ definition, roster, sha256 }, cells, (station, contest) =>
    texts(subjects.of("acta", station, contest)),
  );

  const take = (index: number, entry: CountedEntry): CellChange[] => {
    const { statement, station, contest, digest } = entry;
    const isKnown = entries.find(digest) >= 0;
    entries.add(index, digest, subjects.of(statement.kind, station, contest));
    // The same text again says nothing new: it is logged for its signatures.
    if (isKnown) return [];
    if (statement.kind !== "bulletin") return takePaper(entry);
    latest[contest] = statement.bulletin;
    return [];
  };
  return {
    add: take,
    skip: (index) => entries.skip(index),
    get size() {
      return entries.size;
    },
    totals: (contest) => cells[contest]!.totals.read(0),
    regionTotals: (contest, region) => cells[contest]!.totals.read(groupOf(roster, region)),
    status: (station, contest) => cells[contest]!.status(station),
    cell: (station, contest) => cells[contest]!.state(station),
    entries: (station, contest) => ({
      actas: entries.of(subjects.of("acta", station, contest)),
      sheets: entries.of(subjects.of("sheet", station, contest)),
    }),
    closings: (station) => entries.of(subjects.of("closing", station, -1)),
    bulletins: (contest) => ({
      latest: latest[contest]!,
      entries: entries.of(subjects.of("bulletin", -1, contest)),
    }),
    find: (digest) => entries.find(digest),
    digestAt: entries.digest,
    texts: (kind, station, contest) => texts(subjects.of(kind, station, contest)),
    stationsOf: (contest, status, from, limit) =>
      lookFor(stations, from, limit, (station) => cells[contest]!.status(station) === status),
    conflicts: (contest, limit) => [...cells[contest]!.conflicts].sort((a, b) => a - b).slice(0, limit),
  };
}

/** What a new text of a station changes: its own cell, and the flags of every contest that its closing is about. */
function createPapers(
  { definition, roster, sha256 }: Required<CountParts>,
  cells: readonly ContestCells[],
  actasOf: (station: number, contest: number) => readonly Uint8Array[],
): (entry: CountedEntry) => CellChange[] {
  const closings = createClosings(definition, roster.stations.size);
  const holds = createClosingHolds(roster, definition.id, definition.contests.length, sha256);
  const flag = (station: number, contest: number, code: CountFlag) =>
    change(cells, station, contest, (column) => column.addFlag(station, code));
  const flagAll = (station: number, codes: readonly CountFlag[]) =>
    codes.flatMap((code) => [...cells.keys()].flatMap((contest) => flag(station, contest, code)));
  return ({ statement, station, contest, digest }) => {
    switch (statement.kind) {
      case "acta": {
        const own = change(cells, station, contest, (column) => {
          column.addActa(station, statement.acta);
          if (closings.differs(station, contest, digest)) column.addFlag(station, "closing-differs");
        });
        return [...own, ...flagAll(station, holds.acta(station, statement.acta))];
      }
      case "sheet":
        return change(cells, station, contest, (column) => column.addSheet(station, statement.sheet));
      case "closing": {
        const named = closings.add(station, statement.closing, (of) => actasOf(station, of));
        const own = named.flatMap(({ contest: of, flag: code }) => flag(station, of, code));
        return [...own, ...flagAll(station, holds.closing(station, statement.closing))];
      }
      case "bulletin":
        return [];
    }
  };
}

function lookFor(
  stations: number,
  from: number,
  limit: number,
  is: (station: number) => boolean,
): StationPart {
  const found: number[] = [];
  const end = Math.min(stations, from + ROWS_A_LOOK);
  let station = from;
  for (; station < end && found.length < limit; station += 1) if (is(station)) found.push(station);
  return { stations: found, next: station < stations ? station : null };
}

/** Numbers for what an entry is about: actas by contest and station, sheets likewise, closings, bulletins. */
function createSubjects(stations: number, contests: number) {
  const cells = stations * contests;
  return {
    size: 2 * cells + stations + contests,
    of(kind: JudgedEntry["statement"]["kind"], station: number, contest: number): number {
      switch (kind) {
        case "acta":
          return contest * stations + station;
        case "sheet":
          return cells + contest * stations + station;
        case "closing":
          return 2 * cells + station;
        case "bulletin":
          return 2 * cells + stations + contest;
      }
    },
  };
}

function change(
  cells: readonly ContestCells[],
  station: number,
  contest: number,
  act: (column: ContestCells) => void,
): CellChange[] {
  const column = cells[contest]!;
  return [{ station, contest, ...column.change(station, () => act(column)) }];
}
