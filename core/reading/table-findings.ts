/**
 * What only a whole table shows: the same votes under two stations (4.7), two places with one name (4.8), a row
 * that is the sum of its place's other rows (4.4). Linear in rows.
 * @module
 */
import { keyText } from "../byte-index.ts";
import type { CountTable } from "./count.ts";
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

/**
 * A row equal, option by option, to the sum of at least two other rows of its place. Such a row has half of all votes of
 * its place, which is cheap to see and rare; only then are the options looked at.
 */
function placeTotals(table: CountTable, report: ReportRow): void {
  const { rows, place, places } = table;
  const stations = new Int32Array(places.size);
  // Votes are kept modulo 2^32: no half escapes that, and the options decide.
  const votesAt = new Int32Array(places.size);
  const votes = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const p = place[row]!;
    if (!isSummed(table, row)) continue;
    votes[row] = knownVotes(table, row);
    stations[p]! += 1;
    votesAt[p]! += votes[row]!;
  }
  const halves: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    const p = place[row]!;
    if (p >= 0 && stations[p]! >= 3 && votes[row]! << 1 === votesAt[p]) halves.push(row);
  }
  const sums = optionSums(
    table,
    halves.map((row) => place[row]!),
  );
  for (const row of halves) {
    const p = place[row]!;
    if (!isHalf(table, row, sums.get(p)!)) continue;
    report("place-total", row, { stations: stations[p]! - 1 }, votesText(table, row));
  }
}

const isSummed = ({ cells, width, place }: CountTable, row: number): boolean =>
  place[row]! >= 0 && cells[row * width]! >= 0;

function knownVotes({ cells, width, options }: CountTable, row: number): number {
  const from = row * width;
  let sum = 0;
  for (let i = from; i < from + options.length; i += 1) sum += Math.max(cells[i]!, 0);
  return sum;
}

/** Known votes by option, of some places only. */
function optionSums(table: CountTable, places: readonly number[]): Map<number, Float64Array> {
  const sums = new Map(places.map((place) => [place, new Float64Array(table.options.length)]));
  const wanted = new Uint8Array(table.places.size);
  for (const place of places) wanted[place] = 1;
  for (let row = 0; places.length > 0 && row < table.rows; row += 1) {
    if (!isSummed(table, row) || wanted[table.place[row]!] === 0) continue;
    const sum = sums.get(table.place[row]!)!;
    for (let i = 0; i < sum.length; i += 1) sum[i]! += Math.max(table.cells[row * table.width + i]!, 0);
  }
  return sums;
}

/** The row is half of the place's sum: the other half is all other rows together. */
function isHalf({ cells, width }: CountTable, row: number, sums: Float64Array): boolean {
  let votes = 0;
  for (let i = 0; i < sums.length; i += 1) {
    const cell = cells[row * width + i]!;
    if (cell < 0 || cell * 2 !== sums[i]) return false;
    votes += cell;
  }
  return votes > 0;
}
