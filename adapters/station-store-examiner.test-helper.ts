/**
 * What whoever takes a disk can try: everything in a folder that might be an order, held against the order in which the records came.
 *
 * Places in files, pages, places within pages, the pointers of a page's cells, rows, every column beside a record, every number that could stand
 * inside one, the codes themselves, and files' names and times if there are many. Each is a number of standard deviations from chance.
 * @module
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";

export type Finding = { readonly what: string; readonly deviations: number };

const PAGE = 4096;
/** Fewer say nothing. */
const FEWEST = 20;

/** Mean ranks: equal values have no order among them. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  for (let i = 0; i < order.length; ) {
    let end = i + 1;
    while (end < order.length && values[order[end]!] === values[order[i]!]) end += 1;
    for (let k = i; k < end; k += 1) ranks[order[k]!] = (i + end - 1) / 2;
    i = end;
  }
  return ranks;
}

/** Spearman's rank correlation in standard deviations; 0 where all are equal. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranksOf(a), ranksOf(b)];
  const mean = (x.length - 1) / 2;
  let [both, ofX, ofY] = [0, 0, 0];
  for (const [i, rank] of x.entries()) {
    both += (rank - mean) * (y[i]! - mean);
    ofX += (rank - mean) ** 2;
    ofY += (y[i]! - mean) ** 2;
  }
  return ofX === 0 || ofY === 0 ? 0 : (both / Math.sqrt(ofX * ofY)) * Math.sqrt(x.length - 1);
}

/** Kendall's count of pairs in order, within groups only. */
function withinGroups(groups: readonly number[], values: readonly number[]): number {
  const members = new Map<number, number[]>();
  for (const [i, group] of groups.entries()) members.set(group, [...(members.get(group) ?? []), values[i]!]);
  let [sum, variance] = [0, 0];
  for (const list of members.values()) {
    const { length: n } = list;
    for (let i = 0; i < n; i += 1) for (let j = i + 1; j < n; j += 1) sum += Math.sign(list[j]! - list[i]!);
    variance += (n * (n - 1) * (2 * n + 5)) / 18;
  }
  return variance === 0 ? 0 : sum / Math.sqrt(variance);
}

/** Whether groups were filled at different times, whatever their order: chi-square of ten spans of arrival by groups. */
function spans(groups: readonly number[]): number {
  const rows = new Map<number, number[]>();
  for (const [i, group] of groups.entries()) {
    const row = rows.get(group) ?? new Array<number>(10).fill(0);
    row[Math.floor((i * 10) / groups.length)]! += 1;
    rows.set(group, row);
  }
  let sum = 0;
  for (const row of rows.values()) {
    const expected = row.reduce((total, count) => total + count, 0) / 10;
    for (const count of row) sum += (count - expected) ** 2 / expected;
  }
  const freedom = (rows.size - 1) * 9;
  return freedom === 0 ? 0 : (sum - freedom) / Math.sqrt(2 * freedom);
}

type Add = (what: string, places: readonly number[]) => void;

export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .sort();

/** `codes` in the order of arrival. */
export function examine(folder: string, codes: readonly Uint8Array[]): Finding[] {
  const found: Finding[] = [];
  const add: Add = (what, places) => {
    if (places.length < FEWEST) return;
    const arrival = places.map((_, i) => i);
    found.push({ what, deviations: correlation(arrival, places) });
    found.push({
      what: `${what}, neighbours`,
      deviations: correlation(places.slice(0, -1), places.slice(1)),
    });
  };
  add(
    "codes",
    codes.map((code) => Buffer.from(code).readUIntBE(0, 6)),
  );
  const files = filesBelow(folder);
  for (const path of files) {
    const bytes = readFileSync(path);
    const name = relative(folder, path);
    examineBytes(name, bytes, codes, add, found);
    if (bytes.subarray(0, 15).toString() === "SQLite format 3") examineRows(name, path, codes, add);
  }
  examineFiles(files, codes, add);
  return found;
}

function examineBytes(
  name: string,
  bytes: Buffer,
  codes: readonly Uint8Array[],
  add: Add,
  found: Finding[],
): void {
  const places = codes.map((code) => bytes.indexOf(code)).filter((at) => at >= 0);
  if (places.length < FEWEST) return;
  add(`${name}: first place`, places);
  add(
    `${name}: last place`,
    codes.map((code) => bytes.lastIndexOf(code)).filter((at) => at >= 0),
  );
  const pages = places.map((at) => Math.floor(at / PAGE));
  add(`${name}: page`, pages);
  add(
    `${name}: place in its page`,
    places.map((at) => at % PAGE),
  );
  found.push({ what: `${name}: order within pages`, deviations: withinGroups(pages, places) });
  found.push({ what: `${name}: pages by time`, deviations: spans(pages) });
  const cells = places.map((at) => cellAt(bytes, at));
  if (cells.every((cell) => cell >= 0)) {
    add(`${name}: cell`, cells);
    found.push({ what: `${name}: cells within pages`, deviations: withinGroups(pages, cells) });
  }
}

/** Which pointer of its page leads to this place; -1 where the page is no leaf of a tree. */
function cellAt(bytes: Buffer, at: number): number {
  const start = Math.floor(at / PAGE) * PAGE;
  const head = start === 0 ? 100 : start;
  const isLeaf = bytes[head] === 0x0d || bytes[head] === 0x0a;
  if (!isLeaf) return -1;
  const count = bytes.readUInt16BE(head + 3);
  let [cell, closest] = [-1, 0];
  for (let i = 0; i < count && head + 10 + 2 * i <= bytes.length; i += 1) {
    const pointer = start + bytes.readUInt16BE(head + 8 + 2 * i);
    if (pointer <= at && pointer > closest) [cell, closest] = [i, pointer];
  }
  return cell;
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Rows that hold a code: their numbers, what stands beside it, and each number that could stand in the same bytes. */
function examineRows(name: string, path: string, codes: readonly Uint8Array[], add: Add): void {
  const database = new DatabaseSync(path, { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  for (const { name: table } of tables) {
    const rows = new Map<string, { readonly row: number; readonly values: unknown[] }>();
    const all = database.prepare(`SELECT * FROM "${String(table)}"`).all();
    for (const [row, columns] of all.entries()) {
      const values = Object.values(columns);
      for (const value of values)
        if (value instanceof Uint8Array) rows.set(hexOf(value.subarray(0, 16)), { row, values });
    }
    const arrived = codes.flatMap((code) => rows.get(hexOf(code)) ?? []);
    if (arrived.length < FEWEST) continue;
    add(
      `${name}: rows of ${String(table)}`,
      arrived.map(({ row }) => row),
    );
    for (let column = 0; column < arrived[0]!.values.length; column += 1)
      examineColumn(
        `${name}: ${String(table)}, column ${column}`,
        arrived.map(({ values }) => values[column]),
        add,
      );
  }
  database.close();
}

function examineColumn(what: string, values: readonly unknown[], add: Add): void {
  const [first] = values;
  if (!(first instanceof Uint8Array)) {
    const sorted = [...new Set(values.map(String))].sort();
    const isNumber = values.every((value) => typeof value === "number" || typeof value === "bigint");
    add(
      what,
      values.map((value) => (isNumber ? Number(value) : sorted.indexOf(String(value)))),
    );
    return;
  }
  const buffers = values.map((value) => Buffer.from(value as Uint8Array));
  const length = Math.min(...buffers.map((buffer) => buffer.length));
  for (let at = 0; at + 4 <= length; at += 1) {
    add(
      `${what}, 32 bits at ${at}`,
      buffers.map((buffer) => buffer.readUInt32BE(at)),
    );
    add(
      `${what}, 32 bits at ${at}, reversed`,
      buffers.map((buffer) => buffer.readUInt32LE(at)),
    );
  }
}

function examineFiles(files: readonly string[], codes: readonly Uint8Array[], add: Add): void {
  const whole = files.map((path) => ({ path, bytes: readFileSync(path), stat: statSync(path) }));
  const holders = codes.flatMap((code) => whole.find(({ bytes }) => bytes.indexOf(code) >= 0) ?? []);
  if (new Set(holders).size < FEWEST) return;
  add(
    "files by name",
    holders.map(({ path }) => files.indexOf(path)),
  );
  add(
    "files by time",
    holders.map(({ stat }) => stat.mtimeMs),
  );
  add(
    "files by number",
    holders.map(({ stat }) => stat.ino),
  );
}

/** Files that hold any of these bytes, and how many of them. */
export function remains(folder: string, needles: readonly Uint8Array[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const path of filesBelow(folder)) {
    const bytes = readFileSync(path);
    const count = needles.filter((needle) => bytes.indexOf(needle) >= 0).length;
    if (count > 0) found[relative(folder, path)] = count;
  }
  return found;
}

/** One finding of many stations: a weak trace that each has shows in the sum. */
export function pool(stations: readonly (readonly Finding[])[]): Finding[] {
  const sums = new Map<string, number[]>();
  for (const findings of stations)
    for (const { what, deviations } of findings) sums.set(what, [...(sums.get(what) ?? []), deviations]);
  return [...sums].map(([what, all]) => ({
    what,
    deviations: all.reduce((sum, one) => sum + one, 0) / Math.sqrt(all.length),
  }));
}

/** With about a thousand looks at seeded material, chance alone comes to about 3.5. */
export const beyondChance = ({ deviations }: Finding): boolean => Math.abs(deviations) > 4.5;
