/**
 * `npm run bench -- compare`: how long and how much memory a whole comparison takes, beside two bare DuckDB scripts over the
 * same files, and whether both found exactly the planted differences.
 *
 *     npm run bench -- compare [--stations 1050000] [--runs 3] [--seed 1] [--only ours|duckdb] [--scattered] [--clean]
 *
 * Each run is a process of its own; the two programs take turns, so that a busy minute hits both; figures are medians.
 * What is measured and what it means: docs/developer/performance.md.
 * @module
 */
import { rmSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { countryTruth } from "@triplicate/simulation/country.ts";
import { checkDuckDb, checkOurs, type Truth } from "./bench-check.ts";
import { type BenchInputs, benchInputs, cleanBenchInputs } from "./bench-inputs.ts";
import { type Measured, measureNode, median } from "./bench-run.ts";

/** bench/compare.sql names its ten options. */
const OPTIONS = 10;
/** Stations that count b lacks: one in ten thousand, so that coverage is exercised too. */
const MISSING_SHARE = 0.0001;
/** The sizes that, beside the full one, say whether time grows linearly: near nothing, and Venezuela. */
const TINY = 1_000;
const SMALL = 30_000;

type Program = {
  readonly name: string;
  readonly args: (input: BenchInputs, out: string) => readonly string[];
  /** Exit codes of a run that worked: ours says 1 when the counts contradict each other. */
  readonly accept: readonly number[];
  readonly check: (out: string, truth: Truth) => string[];
};

const OURS: Program = {
  name: "triplicate compare",
  args: ({ election, a, b, mappingA, mappingB }, out) => [
    ...["apps/cli/triplicate.mjs", "compare", "--election", election, "--out", out],
    ...["--count", `a=${mappingA}:${a}`, "--count", `b=${mappingB}:${b}`],
  ],
  accept: [0, 1],
  check: checkOurs,
};

const duckDb = (kind: "plain" | "tuned"): Program => ({
  name: `DuckDB, ${kind} SQL`,
  args: ({ a, b }, out) => ["scripts/bench-duckdb.ts", kind, a, b, out],
  accept: [0],
  check: checkDuckDb,
});

const PROGRAMS = [OURS, duckDb("plain"), duckDb("tuned")] as const;

const { values: flags } = parseArgs({
  options: {
    stations: { type: "string", default: "1050000" },
    runs: { type: "string", default: "3" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    scattered: { type: "boolean", default: false },
    clean: { type: "boolean", default: false },
  },
});

type Settings = { stations: number; runs: number; seed: number; programs: Program[] };

function readSettings(): Settings {
  const whole = (name: "stations" | "runs" | "seed", least: number): number => {
    const value = Number(flags[name]);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new Error(`--${name} must be a whole number of at least ${least}`);
  };
  if (flags.only !== undefined && !["ours", "duckdb"].includes(flags.only)) {
    throw new Error("--only is ours or duckdb");
  }
  const programs = PROGRAMS.filter(
    (program) => flags.only === undefined || (flags.only === "ours") === (program === OURS),
  );
  return { stations: whole("stations", 1), runs: whole("runs", 1), seed: whole("seed", 0), programs };
}

const shapeOf = (stations: number, seed: number) => ({
  stations,
  options: OPTIONS,
  seed,
  missing: Math.floor(stations * MISSING_SHARE),
});

type Series = {
  readonly program: Program;
  readonly stations: number;
  readonly runs: Measured[];
  faults: string[];
};

/** Runs the programs in turn over one input; every run's output is checked, not only the last. */
async function measure(
  programs: readonly Program[],
  stations: number,
  settings: Settings,
): Promise<Series[]> {
  const shape = shapeOf(stations, settings.seed);
  const input = benchInputs(shape, flags.scattered);
  const truth = countryTruth(shape);
  const series: Series[] = programs.map((program) => ({ program, stations, runs: [], faults: [] }));
  for (let turn = 0; turn < settings.runs; turn += 1) {
    for (const one of series) {
      const out = join(input.folder, "out");
      rmSync(out, { recursive: true, force: true });
      const run = await measureNode(one.program.args(input, out), one.program.accept);
      one.runs.push(run);
      one.faults = [...new Set([...one.faults, ...faultsOf(one.program, run, out, truth)])];
      rmSync(out, { recursive: true, force: true });
    }
  }
  return series;
}

/** A program that left no readable output has failed, whatever its exit code: an uncaught error exits with 1 too. */
function faultsOf(program: Program, run: Measured, out: string, truth: Truth): string[] {
  try {
    return program.check(out, truth);
  } catch (error) {
    return [`no readable output: ${error instanceof Error ? error.message : error}`, run.printed.trim()];
  }
}

const count = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",");
const secondsOf = ({ runs }: Series): number => median(runs.map(({ seconds }) => seconds));
const peakOf = ({ runs }: Series): number => median(runs.map(({ peakMiB }) => peakMiB));

function printTable(series: readonly Series[]): void {
  const rows = series.map((one) => {
    const all = one.runs.map(({ seconds }) => seconds);
    return [
      one.faults.length === 0 ? one.program.name : `${one.program.name} (WRONG)`,
      secondsOf(one).toFixed(2),
      `${Math.min(...all).toFixed(2)}–${Math.max(...all).toFixed(2)}`,
      median(one.runs.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2),
      count((2 * one.stations) / secondsOf(one)),
      count(peakOf(one)),
    ];
  });
  const table = [["", "seconds", "range", "CPU s", "rows/s", "peak MiB"], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  for (const row of table) {
    const cells = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)));
    console.log(`  ${cells.join("   ")}`);
  }
}

function printRatio(series: readonly Series[]): void {
  const ours = series.find(({ program }) => program === OURS);
  if (ours === undefined || series.length === 1) return;
  for (const other of series) {
    if (other === ours) continue;
    const time = secondsOf(ours) / secondsOf(other);
    const memory = peakOf(ours) / peakOf(other);
    console.log(
      `  ours / ${other.program.name}: time ×${time.toFixed(2)}, peak memory ×${memory.toFixed(2)}`,
    );
  }
  console.log("  (ours also checks every row, classifies every difference and writes the dossier)");
}

/** Prints one line for each series, and reports whether all is found. */
function printFound(series: readonly Series[]): boolean {
  for (const { program, stations, faults } of series) {
    const verdict = faults.length === 0 ? "found exactly the planted differences" : "WRONG";
    console.log(`  ${program.name} at ${count(stations)} stations: ${verdict}`);
    for (const fault of faults) console.log(`    ${fault}`);
  }
  return series.every(({ faults }) => faults.length === 0);
}

/**
 * Whole-process time per station falls with size, because starting up costs the same at any size; the second ratio
 * takes the start-up (a run over TINY stations) off both: above 1, time grows faster than the country.
 */
async function printLinearity(full: Series, settings: Settings): Promise<boolean> {
  const program = full.program;
  const tiny = (await measure([program], TINY, settings))[0]!;
  const small = (await measure([program], SMALL, settings))[0]!;
  const [start, little, much] = [tiny, small, full].map(secondsOf) as [number, number, number];
  const perStation = (much / settings.stations / (little / SMALL)).toFixed(2);
  const rate = (seconds: number, stations: number) => (seconds - start) / (stations - TINY);
  console.log(
    `  ${program.name}: ${start.toFixed(2)} s at ${count(TINY)} stations, ${little.toFixed(2)} s at`,
  );
  console.log(
    `  ${count(SMALL)}, ${much.toFixed(2)} s at ${count(settings.stations)}. Time per station, large / small:`,
  );
  console.log(
    `  ×${perStation} for the whole process, ×${growth(rate, little, much, settings)} with start-up taken off`,
  );
  return printFound([tiny, small]);
}

function growth(
  rate: (seconds: number, stations: number) => number,
  little: number,
  much: number,
  { stations }: Settings,
): string {
  const base = rate(little, SMALL);
  // A small run that is no slower than a tiny one says only that both are start-up.
  return base > 0 ? (rate(much, stations) / base).toFixed(2) : "? (too short to tell)";
}

async function main(): Promise<boolean> {
  if (flags.clean) {
    for (const name of cleanBenchInputs()) console.log(`removed ${name}`);
    return true;
  }
  const settings = readSettings();
  const { stations, runs, seed, programs } = settings;
  const input = benchInputs(shapeOf(stations, seed), flags.scattered);
  const mb = (input.bytes / 2e6).toFixed(1);
  console.log(`Two counts of ${count(stations)} stations × ${OPTIONS} options, ${mb} MB each, seed ${seed}`);
  console.log(`${runs} runs each, in turn; medians. Node ${process.version}, ${type()} ${release()},`);
  console.log(
    `${availableParallelism()} × ${cpus()[0]?.model ?? "unknown processor"}, ${count(totalmem() / 2 ** 30)} GiB; load before: ${loadavg()[0]!.toFixed(2)}\n`,
  );
  const series = await measure(programs, stations, settings);
  printTable(series);
  printRatio(series);
  console.log("");
  let allFound = printFound(series);
  const ours = series.find(({ program }) => program === OURS);
  if (ours !== undefined && stations > SMALL) {
    console.log("");
    allFound = (await printLinearity(ours, settings)) && allFound;
  }
  return allFound;
}

main().then(
  (allFound) => {
    process.exitCode = allFound ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
