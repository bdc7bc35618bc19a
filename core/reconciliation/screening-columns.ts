/**
 * What the signals need of every station, worked out once: a few typed arrays, no objects per row.
 * A row with an unknown option takes part in nothing that needs its total (rule 6).
 * @module
 */
import type { ScreeningTable } from "./screening.ts";

export type Columns = {
  readonly table: ScreeningTable;
  /** The options with most and second most votes over all complete rows; -1 when there is none. */
  readonly first: number;
  readonly second: number;
  /** Sum of the options; -1: one is unknown. */
  readonly valid: Int32Array;
  /** Ballots as given, else valid + blank + null as far as known; -1: not known. */
  readonly ballots: Int32Array;
  /** Votes of `first`; -1: not known. */
  readonly leading: Int32Array;
  readonly registered: Int32Array;
  /** Votes of all options but `first` and `second`; -1: not known. */
  readonly minor: Int32Array;
  /** Rows ordered by place, rows without one left out; those of place p are order[starts[p]] to order[starts[p + 1]]. */
  readonly order: Uint32Array;
  readonly starts: Uint32Array;
};

const NOT_KNOWN = -1;

export function columnsOf(table: ScreeningTable): Columns {
  const totals = new Float64Array(table.options);
  const valid = validOf(table, totals);
  const first = largest(totals, NOT_KNOWN);
  const second = largest(totals, first);
  const { leading, minor, registered } = denseOf(table, valid, first, second);
  const ballots = ballotsOf(table, valid);
  return { table, first, second, valid, ballots, leading, minor, registered, ...byPlace(table) };
}

/** Sum of every row's options, -1 when one is unknown; complete rows are added to `totals`, if given. */
export function validOf(table: ScreeningTable, totals: Float64Array | null = null): Int32Array {
  const { rows, options, width, cells } = table;
  const valid = new Int32Array(rows);
  for (let row = 0, base = 0; row < rows; row++, base += width) {
    let sum = 0;
    let signs = 0;
    for (let at = base; at < base + options; at++) {
      const cell = cells[at]!;
      sum += cell;
      signs |= cell;
    }
    valid[row] = signs < 0 ? NOT_KNOWN : sum;
    if (totals === null || signs < 0) continue;
    for (let o = 0; o < options; o++) totals[o]! += cells[base + o]!;
  }
  return valid;
}

/** Columns side by side in memory: seven signals read them, and rows are far apart. */
function denseOf(
  { rows, options, width, cells }: ScreeningTable,
  valid: Int32Array,
  first: number,
  second: number,
): Pick<Columns, "leading" | "minor" | "registered"> {
  const leading = new Int32Array(rows).fill(NOT_KNOWN);
  const minor = new Int32Array(rows).fill(NOT_KNOWN);
  const registered = new Int32Array(rows);
  for (let row = 0, base = 0; row < rows; row++, base += width) {
    registered[row] = cells[base + options + 4]!;
    if (valid[row]! < 0 || first < 0) continue;
    leading[row] = cells[base + first]!;
    if (second >= 0) minor[row] = valid[row]! - leading[row]! - cells[base + second]!;
  }
  return { leading, minor, registered };
}

function largest(totals: Float64Array, except: number): number {
  let best = NOT_KNOWN;
  for (let o = 0; o < totals.length; o++) {
    if (o !== except && (best < 0 || totals[o]! > totals[best]!)) best = o;
  }
  return best;
}

/** Ballots of every row; see Columns. */
export function ballotsOf({ rows, options, width, cells }: ScreeningTable, valid: Int32Array): Int32Array {
  const ballots = new Int32Array(rows);
  for (let row = 0, base = options; row < rows; row++, base += width) {
    const given = cells[base + 3]!;
    if (given >= 0) ballots[row] = given;
    else if (valid[row]! < 0) ballots[row] = NOT_KNOWN;
    else ballots[row] = valid[row]! + Math.max(0, cells[base]!) + Math.max(0, cells[base + 1]!);
  }
  return ballots;
}

function byPlace({ rows, place, places }: ScreeningTable): Pick<Columns, "order" | "starts"> {
  const starts = new Uint32Array(places + 1);
  for (let row = 0; row < rows; row++) if (place[row]! >= 0) starts[place[row]! + 1]!++;
  for (let p = 0; p < places; p++) starts[p + 1]! += starts[p]!;
  const order = new Uint32Array(starts[places]!);
  const next = starts.slice();
  for (let row = 0; row < rows; row++) if (place[row]! >= 0) order[next[place[row]!]!++] = row;
  return { order, starts };
}

export const registeredOf = ({ cells, width, options }: ScreeningTable, row: number): number =>
  cells[row * width + options + 4]!;

/** A part of a whole in hundredths of a percentage point, to the nearest: 5120 is 51.20 %. */
export const percent100 = (part: number, whole: number): number => Math.round((10_000 * part) / whole) / 100;
