/**
 * What only a whole table shows: the same votes under two stations (4.7), two places with one name (4.8), a row
 * that is the sum of its place's other rows (4.4). Linear in rows.
 * @module
 */
import { keyText } from "../byte-index.ts";
import { type CountTable, UNKNOWN } from "./count.ts";
import type { FindingRule } from "./finding.ts";
import type { Mapping } from "./mapping.ts";
import { repeatedHashes } from "./vector-index.ts";

export type ReportRow = (
  rule: FindingRule,
  row: number,
  detail: Readonly<Record<string, string | number>>,
  text: string,
) => void;

export function tableFindings(table: CountTable, mapping: Mapping, report: ReportRow): void {
  sameVectors(table, report);
  sharedPlaceNames(table, mapping, report);
  placeTotals(table, report);
}

/** The same votes and the same registered voters at two stations: each repeat is told of the first. */
function sameVectors(table: CountTable, report: ReportRow): void {
  const { cells, width } = table;
  for (const rows of repeatedHashes(table.vectorHashes).values()) {
    rows.forEach((row, i) => {
      const registered = cells[row * width + width - 1]!;
      // Without registered voters the repeat is weaker; the comparison's class rules still see it.
      if (registered < 0) return;
      const first = rows.slice(0, i).find((other) => sameRow(cells, other * width, row * width, width));
      if (first === undefined) return;
      const detail = { other: keyText(table.stations, first), otherLine: table.lines[first]!, registered };
      report("same-vector", row, detail, votesText(table, row));
    });
  }
}

function sameRow(cells: Int32Array, a: number, b: number, width: number): boolean {
  for (let i = 0; i < width; i += 1) if (cells[a + i] !== cells[b + i]) return false;
  return true;
}

const votesText = (table: CountTable, row: number): string =>
  table.options.map((id, i) => `${id}=${table.cells[row * table.width + i]}`).join(" ");

/**
 * Two places whose name (the last column of the place key) is the same. Worth a finding only where station ids are
 * made of that name: there the next file need only drop a column for two stations to become one.
 */
function sharedPlaceNames(table: CountTable, mapping: Mapping, report: ReportRow): void {
  const key = mapping.place;
  if (key === undefined || key.columns.length < 2) return;
  if (!mapping.station.columns.includes(key.columns.at(-1)!)) return;
  const join = key.join ?? "/";
  const firstRow = new Int32Array(table.places.size).fill(-1);
  for (let row = table.rows - 1; row >= 0; row -= 1) {
    if (table.place[row]! >= 0) firstRow[table.place[row]!] = row;
  }
  const byName = new Map<string, number>();
  for (let place = 0; place < table.places.size; place += 1) {
    const text = keyText(table.places, place);
    const name = text.slice(text.lastIndexOf(join) + join.length);
    const other = byName.get(name);
    if (other === undefined) byName.set(name, place);
    else if (firstRow[place]! >= 0) {
      const detail = { name, other: keyText(table.places, other), otherLine: table.lines[firstRow[other]!]! };
      report("shared-place-name", firstRow[place]!, detail, text);
    }
  }
}

/** A row equal, option by option, to the sum of at least two other rows of its place. */
function placeTotals(table: CountTable, report: ReportRow): void {
  const options = table.options.length;
  const { cells, width, rows, place } = table;
  const stations = new Int32Array(table.places.size);
  const sums = new Float64Array(table.places.size * options);
  for (let row = 0; row < rows; row += 1) {
    const p = place[row]!;
    if (p < 0 || cells[row * width]! < 0) continue;
    stations[p]! += 1;
    for (let i = 0; i < options; i += 1) sums[p * options + i]! += Math.max(cells[row * width + i]!, 0);
  }
  for (let row = 0; row < rows; row += 1) {
    const p = place[row]!;
    if (p < 0 || stations[p]! < 3 || cells[row * width]! < 0) continue;
    if (isHalf(cells, row * width, sums, p * options, options)) {
      report("place-total", row, { stations: stations[p]! - 1 }, votesText(table, row));
    }
  }
}

/** The row is half of the place's sum: the other half is all other rows together. */
function isHalf(cells: Int32Array, at: number, sums: Float64Array, from: number, options: number): boolean {
  let votes = 0;
  for (let i = 0; i < options; i += 1) {
    const cell = cells[at + i]!;
    if (cell === UNKNOWN.absent || cell * 2 !== sums[from + i]) return false;
    votes += cell;
  }
  return votes > 0;
}
