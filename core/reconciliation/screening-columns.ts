/**
 * What totals and signals need of every station, taken from the cells in two walks: typed arrays, no objects per row.
 *
 *     cells ─1─▶ sums by column · valid, ballots, registered · frequency of numbers ─▶ which options lead
 *     cells ─2─▶ votes of the leading option and of the minor ones
 *
 * A country's cells fill no cache, so whatever one row can tell is read off while the row is at hand; signals then walk
 * the dense columns. A row with an unknown option takes part in nothing that needs its total (rule 6).
 * @module
 */
import { UNKNOWN } from "../reading/count.ts";
import type { ScreeningTable } from "./screening.ts";
import type { TableTotals } from "./totals.ts";

export type Columns = {
  readonly table: ScreeningTable;
  readonly totals: TableTotals;
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
  /** How often each number of votes stands in complete rows; see FREQUENCIES. */
  readonly frequency: Uint32Array;
  /**
   * Rows ordered by place, rows without one left out; those of place p are order[starts[p]] to order[starts[p + 1]].
   * null: the table is in that order already, so that order[i] would be i.
   */
  readonly order: Uint32Array | null;
  readonly starts: Uint32Array;
};

const NOT_KNOWN = -1;

/** Numbers below this are counted each at its index; larger ones, at this plus their last digit. A multiple of ten. */
const COUNTED_EACH = 1000;
export const FREQUENCIES = COUNTED_EACH + 10;

export function columnsOf(table: ScreeningTable): Columns {
  const { complete, ...walked } = walk(table);
  const first = largest(complete, NOT_KNOWN);
  const second = largest(complete, first);
  return {
    table,
    first,
    second,
    ...walked,
    ...leadingAndMinor(table, walked.valid, first, second),
    ...byPlace(table),
  };
}

type Walked = Pick<Columns, "totals" | "valid" | "ballots" | "registered" | "frequency"> & {
  /** Sums of the options over complete rows. */
  readonly complete: Float64Array;
};

function walk({ rows, options, width, cells }: ScreeningTable): Walked {
  const complete = new Float64Array(options);
  const sums = new ColumnSums(width);
  const frequency = new Uint32Array(FREQUENCIES);
  const valid = new Int32Array(rows);
  const ballots = new Int32Array(rows);
  const registered = new Int32Array(rows);
  let rowsUnknown = 0;
  let registeredOfKnown = 0;
  for (let row = 0, base = 0; row < rows; row++, base += width) {
    const extra = base + options;
    let sum = 0;
    let signs = 0;
    for (let at = base; at < extra; at++) {
      sum += cells[at]!;
      signs |= cells[at]!;
    }
    sums.add(cells, base, options, width);
    const voters = cells[extra + 4]!;
    registered[row] = voters;
    if (signs < 0) {
      rowsUnknown++;
      sums.add(cells, base, 0, options);
      valid[row] = NOT_KNOWN;
      ballots[row] = Math.max(NOT_KNOWN, cells[extra + 3]!);
      continue;
    }
    if (voters > 0) registeredOfKnown += voters;
    for (let o = 0; o < options; o++) {
      const votes = cells[base + o]!;
      complete[o]! += votes;
      frequency[votes < COUNTED_EACH ? votes : COUNTED_EACH + (votes % 10)]!++;
    }
    valid[row] = held(sum);
    ballots[row] = held(ballotsOf(cells, extra, sum));
  }
  for (let o = 0; o < options; o++) sums.known[o]! += complete[o]!;
  const { known, unknown, absent } = sums;
  for (const total of known)
    if (!Number.isSafeInteger(total)) throw new RangeError(`sum ${total} is not exact`);
  const totals = { known, unknown, absent, rows, rowsUnknown, registeredOfKnown };
  return { totals, valid, ballots, registered, frequency, complete };
}

/** Known cells summed and unknown ones counted, by column. */
class ColumnSums {
  readonly known: Float64Array;
  readonly unknown: Float64Array;
  readonly absent: Float64Array;

  constructor(width: number) {
    this.known = new Float64Array(width);
    this.unknown = new Float64Array(width);
    this.absent = new Float64Array(width);
  }

  /** Adds columns `from` to `to` of the row that starts at `base`. */
  add(cells: Int32Array, base: number, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const cell = cells[base + i]!;
      if (cell >= 0) this.known[i]! += cell;
      else if (cell === UNKNOWN.absent) this.absent[i]!++;
      else this.unknown[i]!++;
    }
  }
}

/** Ballots of a complete row; see Columns. */
function ballotsOf(cells: Int32Array, extra: number, valid: number): number {
  const given = cells[extra + 3]!;
  return given >= 0 ? given : valid + Math.max(0, cells[extra]!) + Math.max(0, cells[extra + 1]!);
}

/** No station has 2^31 votes. A sum that the columns cannot hold is not known, rather than cut to another number. */
const held = (sum: number): number => (sum <= 0x7fffffff ? sum : NOT_KNOWN);

/** Apart from `walk`, as only the sums of all rows tell which options lead. */
function leadingAndMinor(
  { rows, width, cells }: ScreeningTable,
  valid: Int32Array,
  first: number,
  second: number,
): Pick<Columns, "leading" | "minor"> {
  const leading = new Int32Array(rows);
  const minor = new Int32Array(rows);
  for (let row = 0, base = 0; row < rows; row++, base += width) {
    const known = valid[row]! >= 0;
    leading[row] = known && first >= 0 ? cells[base + first]! : NOT_KNOWN;
    minor[row] =
      known && second >= 0 ? valid[row]! - cells[base + first]! - cells[base + second]! : NOT_KNOWN;
  }
  return { leading, minor };
}

function largest(totals: Float64Array, except: number): number {
  let best = NOT_KNOWN;
  for (let o = 0; o < totals.length; o++) {
    if (o !== except && (best < 0 || totals[o]! > totals[best]!)) best = o;
  }
  return best;
}

function byPlace({ rows, place, places }: ScreeningTable): Pick<Columns, "order" | "starts"> {
  const starts = new Uint32Array(places + 1);
  let ordered = true;
  let before = 0;
  for (let row = 0; row < rows; row++) {
    const here = place[row]!;
    // A row without a place (-1) comes before any, so it too leaves the table out of order.
    if (here < before) ordered = false;
    before = here;
    if (here >= 0) starts[here + 1]!++;
  }
  for (let p = 0; p < places; p++) starts[p + 1]! += starts[p]!;
  // Official files list a place's stations together, and places are numbered as they come: mostly there is nothing to do.
  if (ordered) return { order: null, starts };
  const order = new Uint32Array(starts[places]!);
  const next = starts.slice();
  for (let row = 0; row < rows; row++) if (place[row]! >= 0) order[next[place[row]!]!++] = row;
  return { order, starts };
}

/** A part of a whole in hundredths of a percentage point, to the nearest: 5120 is 51.20 %. */
export const percent100 = (part: number, whole: number): number => Math.round((10_000 * part) / whole) / 100;
