/**
 * Runs scripts/bench/compare-plain.sql or compare-tuned.sql over two counts: the bare comparisons that the benchmark
 * puts beside ours.
 *
 *     node scripts/bench-duckdb.ts plain|tuned A.csv B.csv OUT
 * @module
 */
import { mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { DuckDBInstance } from "@duckdb/node-api";

const [kind, fileA, fileB, out] = process.argv.slice(2);
if (
  (kind !== "plain" && kind !== "tuned") ||
  fileA === undefined ||
  fileB === undefined ||
  out === undefined
) {
  throw new Error("plain|tuned A.csv B.csv OUT");
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const sql = readFileSync(new URL(`bench/compare-${kind}.sql`, import.meta.url), "utf8");
const variables = `SET VARIABLE file_a = ${quote(resolve(fileA))}; SET VARIABLE file_b = ${quote(resolve(fileB))};`;
mkdirSync(out, { recursive: true });
process.chdir(out);

// DuckDB's defaults: as many threads as cores, 80 % of the memory.
const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
await connection.run(`${variables}\n${sql}`);
connection.closeSync();
instance.closeSync();
