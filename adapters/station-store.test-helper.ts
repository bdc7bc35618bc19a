/**
 * What a thief of the disk sees: every byte of a folder, and whether anything in it tells in which order records came.
 * @module
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export type Found = { readonly what: string; readonly correlation: number; readonly n: number };

/** Spearman's rank correlation of two lists. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  const n = a.length;
  const [x, y] = [ranks(a), ranks(b)];
  const squares = x.reduce((sum, rank, i) => sum + (rank - y[i]!) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}

/** Of equal places the earlier is the first: a list that is all alike must not pass for an order, so it is left out. */
function ranks(list: readonly number[]): number[] {
  const order = list
    .map((value, i) => ({ value, i }))
    .sort((one, two) => one.value - two.value || one.i - two.i);
  const found = new Array<number>(list.length);
  for (const [rank, { i }] of order.entries()) found[i] = rank;
  return found;
}

/** With the order of arrival, which is the order of the list. */
export const rankCorrelation = (places: readonly number[]): number =>
  spearman(
    places.map((_, i) => i),
    places,
  );

/** Beyond what chance does in one of a hundred million looks: 5.7 standard deviations of a correlation of n ranks. */
export const beyondChance = ({ correlation, n }: Found): boolean =>
  Math.abs(correlation) > 5.7 / Math.sqrt(n - 1);

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile());

/** Everything that could be read as an order: places in files, page by page, rows, neighbours. `codes` in order of arrival. */
export function examine(folder: string, codes: readonly Uint8Array[]): Found[] {
  const found: Found[] = [];
  const add = (what: string, places: readonly number[]) =>
    found.push({ what, correlation: rankCorrelation(places), n: places.length });
  for (const path of filesBelow(folder)) {
    const bytes = readFileSync(path);
    const offsets = codes.map((code) => bytes.indexOf(code));
    const there = offsets.filter((at) => at >= 0);
    if (there.length > 20) {
      add(`${path}: first place`, there);
      add(
        `${path}: last place`,
        codes.map((code) => bytes.lastIndexOf(code)).filter((at) => at >= 0),
      );
      add(
        `${path}: page`,
        there.map((at) => Math.floor(at / 4096)),
      );
      add(
        `${path}: place in the page`,
        there.map((at) => at % 4096),
      );
      // Whoever comes next lies near whoever came before, or far.
      const next = there.slice(1);
      found.push({
        what: `${path}: neighbours`,
        correlation: spearman(there.slice(0, -1), next),
        n: next.length,
      });
    }
    if (path.endsWith(".sqlite")) found.push(...rows(path, codes));
  }
  return found;
}

function rows(path: string, codes: readonly Uint8Array[]): Found[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const found: Found[] = [];
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  for (const { name } of tables) {
    const columns = database.prepare(`SELECT row_number() OVER () AS row, * FROM "${String(name)}"`).all();
    const rowOf = new Map<string, number>();
    for (const row of columns) {
      for (const value of Object.values(row)) {
        if (value instanceof Uint8Array)
          rowOf.set(Buffer.from(value.subarray(0, 16)).toString("hex"), Number(row.row));
      }
    }
    const places = codes.flatMap((code) => rowOf.get(Buffer.from(code).toString("hex")) ?? []);
    if (places.length > 20)
      found.push({
        what: `${path}: rows of ${String(name)}`,
        correlation: rankCorrelation(places),
        n: places.length,
      });
  }
  database.close();
  return found;
}

/** Files below the folder that hold any of these bytes. */
export const holding = (folder: string, needles: readonly Uint8Array[]): string[] =>
  filesBelow(folder).filter((path) => {
    const bytes = readFileSync(path);
    return needles.some((needle) => bytes.includes(Buffer.from(needle)));
  });
