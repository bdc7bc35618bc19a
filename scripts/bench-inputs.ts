/**
 * The benchmark's inputs: two counts of a simulated country, their mappings and definition, in the system's folder for
 * temporary files. Kept between runs under a name that changes with the size, the seed and the generator's source.
 * @module
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countryCsv, countryElection, countryMapping } from "@triplicate/simulation/country.ts";
import type { PlantedOptions } from "@triplicate/simulation/country-differences.ts";
import { ROOT } from "./bench-run.ts";

const PREFIX = "triplicate-bench-";
const GENERATOR = ["seeded-random", "country-rows", "country-differences", "country"];

export type BenchInputs = {
  readonly folder: string;
  readonly election: string;
  readonly a: string;
  readonly b: string;
  readonly mappingA: string;
  readonly mappingB: string;
  readonly bytes: number;
};

export function benchInputs(options: PlantedOptions, scattered: boolean): BenchInputs {
  const order = scattered ? "-scattered" : "";
  const kind = `${PREFIX}${options.stations}x${options.options}-seed${options.seed}${order}-`;
  const folder = join(tmpdir(), `${kind}${sourceHash(options)}`);
  if (!existsSync(folder)) {
    removeOutdated(kind);
    generate(folder, options, scattered);
  }
  const path = (name: string) => join(folder, name);
  return {
    folder,
    election: path("election.json"),
    a: path("a.csv"),
    b: path("b.csv"),
    mappingA: path("a.mapping.json"),
    mappingB: path("b.mapping.json"),
    bytes: statSync(path("a.csv")).size + statSync(path("b.csv")).size,
  };
}

function sourceHash(options: PlantedOptions): string {
  const hash = createHash("sha256").update(JSON.stringify(options));
  for (const name of GENERATOR) hash.update(readFileSync(join(ROOT, "simulation", `${name}.ts`)));
  return hash.digest("hex").slice(0, 12);
}

/** The same inputs by an older generator: at full size they are 157 MB nobody will read again. */
function removeOutdated(kind: string): void {
  for (const name of readdirSync(tmpdir())) {
    const rest = name.startsWith(kind) ? name.slice(kind.length) : "";
    if (/^[0-9a-f]{12}(\.partial)?$/.test(rest))
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** Under another name until it is whole, so that an interrupted run leaves nothing that looks finished. */
function generate(folder: string, options: PlantedOptions, scattered: boolean): void {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial);
  const write = (name: string, value: unknown) =>
    writeFileSync(join(partial, name), `${JSON.stringify(value, null, 2)}\n`);
  write("election.json", countryElection(options));
  for (const count of ["a", "b"] as const) {
    write(`${count}.mapping.json`, countryMapping(options, count));
    const file = openSync(join(partial, `${count}.csv`), "w");
    for (const chunk of countryCsv({ ...options, count, scattered: scattered && count === "b" })) {
      writeSync(file, chunk);
    }
    closeSync(file);
  }
  renameSync(partial, folder);
}

/** Removes everything any benchmark run left in the folder for temporary files; says what. */
export function cleanBenchInputs(): string[] {
  const names = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
  for (const name of names) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  return names;
}
