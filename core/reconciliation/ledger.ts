/**
 * Two counts side by side, station by station: which agree, which differ, which only one of them has, and where the
 * change of every total comes from. Typed arrays throughout; one pass over each count.
 * Spec: spec/reconciliation.md, sections 2 and 3.
 * @module
 */
import { compareKey, compareKeys, findKey } from "../byte-index.ts";
import { type CountTable, UNKNOWN } from "../reading/count.ts";

export type Ledger = {
  /** Cells compared: all options, then blank and null where both counts publish them. */
  readonly fields: readonly number[];
  /** Row of b for each row of a, or -1; and the other way round. */
  readonly bOf: Int32Array;
  readonly aOf: Int32Array;
  readonly agree: number;
  /** Rows of a that differ from b's, and rows in both with an unknown cell and no known difference; by station id. */
  readonly differ: readonly number[];
  readonly unknown: readonly number[];
  readonly onlyA: number;
  readonly onlyB: number;
  /** Per entry of `fields`: b minus a over cells known in both; votes only one count's stations have; the rest. */
  readonly sameStation: Float64Array;
  readonly votesOnlyA: Float64Array;
  readonly votesOnlyB: Float64Array;
  readonly unknownChange: Float64Array;
};

export function buildLedger(a: CountTable, b: CountTable): Ledger {
  const fields = comparedFields(a, b);
  const bOf = join(a, b);
  const aOf = new Int32Array(b.rows).fill(-1);
  const sameStation = new Float64Array(fields.length);
  const votesOnlyA = new Float64Array(fields.length);
  const votesOnlyB = new Float64Array(fields.length);
  const unknownChange = new Float64Array(fields.length);
  const differ: number[] = [];
  const unknown: number[] = [];
  // Nearly every row agrees in all fields, and these mostly follow one another without a gap.
  const plain = fields.every((field, i) => field === i) ? fields.length : 0;
  let agree = 0;
  let onlyA = 0;
  for (let row = 0; row < a.rows; row += 1) {
    const other = bOf[row]!;
    const at = row * a.width;
    if (other === -1) {
      onlyA += 1;
      addKnown(votesOnlyA, a.cells, at, fields);
      continue;
    }
    aOf[other] = row;
    if (agrees(a.cells, at, b.cells, other * b.width, plain)) {
      agree += 1;
      continue;
    }
    const status = compareRow(a.cells, at, b.cells, other * b.width, fields, sameStation, unknownChange);
    if (status === AGREE) agree += 1;
    else if (status === DIFFER) differ.push(row);
    else unknown.push(row);
  }
  let onlyB = 0;
  for (let row = 0; row < b.rows; row += 1) {
    if (aOf[row] !== -1) continue;
    onlyB += 1;
    addKnown(votesOnlyB, b.cells, row * b.width, fields);
  }
  const byId = (x: number, y: number) => compareKeys(a.stations, x, y);
  differ.sort(byId);
  unknown.sort(byId);
  return {
    fields,
    bOf,
    aOf,
    agree,
    differ,
    unknown,
    onlyA,
    onlyB,
    sameStation,
    votesOnlyA,
    votesOnlyB,
    unknownChange,
  };
}

const AGREE = 0;
const DIFFER = 1;
const NOT_KNOWN = 2;

/** Whether the first `length` cells of two rows are the same numbers; false for none. */
function agrees(a: Int32Array, atA: number, b: Int32Array, atB: number, length: number): boolean {
  let difference = 0;
  let signs = 0;
  for (let i = 0; i < length; i += 1) {
    const inA = a[atA + i]!;
    difference |= inA ^ b[atB + i]!;
    signs |= inA;
  }
  return length > 0 && difference === 0 && signs >= 0;
}

function compareRow(
  a: Int32Array,
  atA: number,
  b: Int32Array,
  atB: number,
  fields: readonly number[],
  sameStation: Float64Array,
  unknownChange: Float64Array,
): number {
  let status = AGREE;
  for (let i = 0; i < fields.length; i += 1) {
    const inA = a[atA + fields[i]!]!;
    const inB = b[atB + fields[i]!]!;
    if (inA === inB && inA >= 0) continue;
    if (inA >= 0 && inB >= 0) {
      status = DIFFER;
      sameStation[i]! += inB - inA;
    } else {
      if (status === AGREE) status = NOT_KNOWN;
      if (inA >= 0) unknownChange[i]! -= inA;
      if (inB >= 0) unknownChange[i]! += inB;
    }
  }
  return status;
}

function addKnown(sums: Float64Array, cells: Int32Array, at: number, fields: readonly number[]): void {
  for (let i = 0; i < fields.length; i += 1) {
    const cell = cells[at + fields[i]!]!;
    if (cell > 0) sums[i]! += cell;
  }
}

/**
 * For each row of a, the row of b with the same station id. Two sorted files merge; otherwise files mostly keep one
 * order, so the row after the last match is tried first.
 */
function join(a: CountTable, b: CountTable): Int32Array {
  const rows = new Int32Array(a.rows);
  const merge = a.stations.ascending && b.stations.ascending;
  const { bytes, ends } = a.stations;
  let next = 0;
  for (let row = 0; row < a.rows; row += 1) {
    const start = row === 0 ? 0 : ends[row - 1]!;
    const end = ends[row]!;
    let order = next < b.rows ? compareKey(b.stations, next, bytes, start, end) : 1;
    if (merge) {
      while (order < 0) {
        next += 1;
        order = next < b.rows ? compareKey(b.stations, next, bytes, start, end) : 1;
      }
      rows[row] = order === 0 ? next : -1;
    } else rows[row] = order === 0 ? next : findKey(b.stations, bytes, start, end);
    if (rows[row] !== -1) next = rows[row]! + 1;
  }
  return rows;
}

/** All options; blank and null only where both sources have such a field. */
function comparedFields(a: CountTable, b: CountTable): number[] {
  const options = a.options.length;
  const fields = a.options.map((_, i) => i);
  for (const field of [options, options + 1])
    if (publishes(a, field) && publishes(b, field)) fields.push(field);
  return fields;
}

function publishes(table: CountTable, field: number): boolean {
  for (let row = 0; row < table.rows; row += 1) {
    if (table.cells[row * table.width + field] !== UNKNOWN.absent) return true;
  }
  return false;
}
