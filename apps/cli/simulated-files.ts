/**
 * A simulated election as a folder that a stranger can go on with: package, keys, and everybody's signed papers.
 *
 *     election/            definition.json, roster.jsonl, election.note, log.policy
 *     keys/                authority-alba.key …, centre.key, log.key, cosigner-azul.key …   (age, with a passphrase)
 *     actas/, closings/, sheets/    one note a file, as a witness would keep them
 *     days.notes, sheets.notes      instead of those, for a country: notes end to end, each after its length in two bytes
 *
 * Written beside its place and renamed, so half of one is never taken for all of it. Same shape, same bytes; only key
 * files differ from run to run, as encryption must.
 * @module
 */
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { finished } from "node:stream/promises";
import { writeKeyFile } from "@triplicate/adapters/key-file.ts";
import type { Player } from "@triplicate/simulation/election/cast.ts";
import type { SimulatedElection } from "@triplicate/simulation/election/election.ts";
import { contestId, cosignerParty } from "@triplicate/simulation/election/shape.ts";
import { jobsOf, type SimulatedPieces } from "./simulated-jobs.ts";
import { type PackageOptions, writeSimulatedPackage, writeTo } from "./simulated-package.ts";

export const SIMULATION_FILE = "simulation.json";
/** Up to so many stations each note is a file of its own. */
export const MOST_SINGLE_FILES = 1000;
/** Exponent of scrypt's rounds. The keys follow from the seed and protect nothing; a second a file would. */
const WORK_FACTOR = 10;

export type SimulatedFilesOptions = {
  readonly folder: string;
  readonly election: SimulatedElection;
  readonly pieces: SimulatedPieces;
  readonly package: PackageOptions;
  /** Null: no key files. */
  readonly passphrase: string | null;
  /** Told of stations that are written. */
  readonly onStations?: (done: number) => void;
};

export async function writeSimulatedFiles(options: SimulatedFilesOptions): Promise<void> {
  const { election, pieces, passphrase } = options;
  const target = resolve(options.folder);
  const partial = `${target}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    await writeSimulatedPackage(partial, election, pieces, options.package);
    if (passphrase !== null) await writeKeys(join(partial, "keys"), election, passphrase);
    const { stations } = election.shape;
    if (stations <= MOST_SINGLE_FILES) await writeSingleNotes(partial, election);
    else await writeBundles(partial, stations, options);
    const about = { format: "triplicate/simulation/v1", simulated: true, shape: election.shape };
    await writeFile(join(partial, SIMULATION_FILE), `${JSON.stringify(about, null, 2)}\n`);
    await mkdir(dirname(target), { recursive: true });
    if (existsSync(target)) await rm(target, { recursive: true });
    await rename(partial, target);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function writeSingleNotes(folder: string, election: SimulatedElection): Promise<void> {
  for (const name of ["actas", "closings", "sheets"]) await mkdir(join(folder, name));
  for (let station = 0; station < election.shape.stations; station += 1) {
    const { id, actas, closing, sheets } = election.signedDay(station);
    for (const [contest, acta] of actas.entries())
      await writeFile(join(folder, "actas", `${id}-${contestId(contest)}.note`), acta);
    await writeFile(join(folder, "closings", `${id}.note`), closing);
    for (const [contest, sheet] of sheets.entries())
      await writeFile(join(folder, "sheets", `${id}-${contestId(contest)}.note`), sheet);
  }
}

async function writeBundles(
  folder: string,
  stations: number,
  { pieces, onStations }: SimulatedFilesOptions,
): Promise<void> {
  for (const kind of ["days", "sheets"] as const) {
    const file = createWriteStream(join(folder, `${kind}.notes`));
    const jobs = [...jobsOf(kind, stations)];
    let done = 0;
    for await (const piece of pieces.run(jobs)) {
      await writeTo(file, piece);
      if (kind === "days") onStations?.(jobs[done]!.to);
      done += 1;
    }
    file.end();
    await finished(file);
  }
}

async function writeKeys(folder: string, { cast }: SimulatedElection, passphrase: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  const holders: [string, Player][] = [
    ["log", cast.log],
    ["centre", cast.centre],
    ...cast.authorities.map((player): [string, Player] => [`authority-${player.id}`, player]),
    ...cast.cosigners.map((player, index): [string, Player] => [
      `cosigner-${cosignerParty(index).toLowerCase()}`,
      player,
    ]),
  ];
  for (const [name, { key, seed }] of holders) {
    const options = { workFactor: WORK_FACTOR };
    const written = await writeKeyFile(join(folder, `${name}.key`), key, seed, passphrase, options);
    if (!written.ok) throw new Error(`${written.error.code} ${written.error.detail}`);
  }
}
