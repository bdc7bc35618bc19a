/**
 * One contest's column of the central count: every station's actas, sheets and flags, and the totals they make.
 * Spec: spec/transmission.md, section 5.
 * @module
 */
import type { Contest } from "../election/definition.ts";
import type { Roster } from "../election/roster.ts";
import type { Acta } from "../statement/acta.ts";
import { actaBreaches } from "../statement/acta-rules.ts";
import type { Sheet } from "../statement/sheet.ts";
import { MAX_COUNTED, sheetBreaches } from "../statement/sheet-rules.ts";
import { addFlag, type CountFlag, flagsOf, hasFlag } from "./count-flags.ts";
import { type Contribution, createTotals, type StationStatus, type Totals } from "./totals.ts";

/** Options in order of the ballot, then blank, then null. */
export type CellNumbers = Uint32Array;

/** One station and contest as the log has it. */
export type CellState = {
  readonly status: StationStatus;
  readonly flags: readonly CountFlag[];
  /** The acta's numbers, where it counts. */
  readonly signed: CellNumbers | null;
  /** The sheet's numbers where it counts, else the acta's. */
  readonly withPaper: CellNumbers | null;
};

export const groupOf = (roster: Roster, region: number): number =>
  (region < 0 ? roster.regions.size : region) + 1;

export type ContestCells = {
  readonly totals: Totals;
  /** Rows in conflict: few in an honest election, and what people ask for first. */
  readonly conflicts: ReadonlySet<number>;
  /** Takes the station out of the totals, lets `act` change it, and puts it in again: its status before and after. */
  change(station: number, act: () => void): { readonly before: StationStatus; readonly after: StationStatus };
  /** Without making anything: a list of stations asks it of all of them. */
  status(station: number): StationStatus;
  state(station: number): CellState;
  addActa(station: number, acta: Acta): void;
  addSheet(station: number, sheet: Sheet): void;
  addFlag(station: number, flag: CountFlag): void;
};

/** Texts of one kind at a station: none, one, or more than one; how many more changes nothing. */
const [NONE, ONE, MANY] = [0, 1, 2];

export function createContestCells(contest: Contest, roster: Roster): ContestCells {
  const stations = roster.stations.size;
  const width = contest.options.length + 2;
  const totals = createTotals(contest.options.length, stationsByGroup(roster));
  const numbers = new Uint32Array(stations * width);
  const actas = new Uint8Array(stations);
  const sheets = new Uint8Array(stations);
  const flags = new Uint32Array(stations);
  // Boxes counted by hand are a sample: nearly all stations have none.
  const paper = new Map<number, CellNumbers>();

  const actaNumbers = (station: number) => numbers.subarray(station * width, (station + 1) * width);
  const counts = (station: number) =>
    actas[station] === ONE &&
    !hasFlag(flags[station]!, "acta-options") &&
    !hasFlag(flags[station]!, "acta-range");
  const statusOf = (station: number): StationStatus => {
    if (counts(station)) return "counted";
    if (sheets[station] === ONE) return "paper";
    return actas[station] === NONE && sheets[station] === NONE ? "missing" : "conflict";
  };
  const contribution = (station: number): Contribution => {
    const signed = counts(station) ? actaNumbers(station) : null;
    const counted = sheets[station] === ONE ? paper.get(station)! : null;
    const isCorrected =
      signed !== null && counted !== null && signed.some((value, i) => value !== counted[i]);
    const odd = { isCorrected, isFlagged: flags[station] !== 0 || isCorrected };
    return { status: statusOf(station), ...odd, signed, withPaper: counted ?? signed };
  };
  const flag = (station: number, code: CountFlag) => {
    flags[station] = addFlag(flags[station]!, code);
  };
  const group = (station: number) => groupOf(roster, roster.placeRegion[roster.place[station]!]!);
  return {
    totals,
    ...createChanges(totals, group, contribution),
    status: statusOf,
    addFlag: flag,
    state(station) {
      const { status, isCorrected, signed, withPaper } = contribution(station);
      const codes = flagsOf(isCorrected ? addFlag(flags[station]!, "sheet-differs") : flags[station]!);
      return { status, flags: codes, signed: copy(signed), withPaper: copy(withPaper) };
    },
    addActa(station, acta) {
      for (const code of actaFlags(acta, contest, roster.registered[station]!)) flag(station, code);
      if (actas[station] !== NONE) {
        actas[station] = MANY;
        flag(station, "acta-conflict");
        return;
      }
      actas[station] = ONE;
      if (counts(station)) write(actaNumbers(station), acta);
    },
    addSheet(station, sheet) {
      const breaches = sheetBreaches(sheet, contest);
      for (const { rule } of breaches) flag(station, rule);
      if (breaches.length > 0) return;
      if (sheet.papers > roster.registered[station]!) flag(station, "sheet-register");
      if (sheets[station] !== NONE) {
        sheets[station] = MANY;
        paper.delete(station);
        flag(station, "sheet-conflict");
        return;
      }
      sheets[station] = ONE;
      paper.set(station, write(new Uint32Array(width), sheet));
    },
  };
}

function actaFlags(acta: Acta, contest: Contest, registered: number): CountFlag[] {
  const flags: CountFlag[] = actaBreaches(acta, contest, registered).map(({ rule }) => rule);
  if (acta.running !== undefined) flags.push("acta-running");
  if (largestOf(acta) > MAX_COUNTED) flags.push("acta-range");
  return flags;
}

function createChanges(
  totals: Totals,
  group: (station: number) => number,
  contribution: (station: number) => Contribution,
): Pick<ContestCells, "conflicts" | "change"> {
  const conflicts = new Set<number>();
  return {
    conflicts,
    change(station, act) {
      const before = contribution(station);
      totals.apply(group(station), before, -1);
      act();
      const after = contribution(station);
      totals.apply(group(station), after, 1);
      if (after.status === "conflict") conflicts.add(station);
      else conflicts.delete(station);
      return { before: before.status, after: after.status };
    },
  };
}

/** The columns go on changing. */
const copy = (row: CellNumbers | null): CellNumbers | null => row?.slice() ?? null;

type Counted = Pick<Acta, "votes" | "blank" | "null">;

const largestOf = ({ votes, blank, null: spoilt }: Counted): number =>
  votes.votes.reduce((largest, value) => Math.max(largest, value), Math.max(blank, spoilt));

function write(row: CellNumbers, { votes, blank, null: spoilt }: Counted): CellNumbers {
  row.set(votes.votes);
  row[row.length - 2] = blank;
  row[row.length - 1] = spoilt;
  return row;
}

function stationsByGroup({ regions, place, placeRegion, stations }: Roster): Uint32Array {
  const groups = new Uint32Array(regions.size + 2);
  groups[0] = stations.size;
  for (let station = 0; station < stations.size; station += 1) {
    const region = placeRegion[place[station]!]!;
    groups[(region < 0 ? regions.size : region) + 1]! += 1;
  }
  return groups;
}
