/**
 * The package of a simulated election as files: definition, roster, election note, policy of the log.
 * Spec: spec/election.md, section 8.
 * @module
 */
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { utf8 } from "@triplicate/core/bytes.ts";
import { createPolicy, printPolicy } from "@triplicate/core/log/policy.ts";
import { createTreeRange, leafHash } from "@triplicate/core/merkle-tree.ts";
import type { SimulatedElection } from "@triplicate/simulation/election/election.ts";
import { headLines } from "@triplicate/simulation/election/roster-lines.ts";
import { signAs } from "@triplicate/simulation/election/signed-day.ts";
import { jobsOf, type SimulatedPieces } from "./simulated-jobs.ts";

export type PackageOptions = {
  /** Where each cosigner answers, by its number. */
  readonly cosignerUrls?: readonly string[];
  /** Authorities that sign the election note; the first of them up to the quorum when left out, none for []. */
  readonly signing?: readonly number[];
};

export type WrittenPackage = { readonly rosterLines: number; readonly rosterRoot: Uint8Array };

/** Writes into `folder`/election, which it creates. */
export async function writeSimulatedPackage(
  folder: string,
  election: SimulatedElection,
  pieces: SimulatedPieces,
  options: PackageOptions = {},
): Promise<WrittenPackage> {
  const target = join(folder, "election");
  await mkdir(target, { recursive: true });
  await writeFile(join(target, "definition.json"), election.definitionBytes);
  const written = await writeRoster(join(target, "roster.jsonl"), election, pieces, options.cosignerUrls);
  const { cast, shape, kit } = election;
  const signing = options.signing ?? Array.from({ length: shape.authorityQuorum }, (_, index) => index);
  const text = election.electionNoteText(written.rosterLines, written.rosterRoot);
  // Without signatures: what waits for `election sign` (spec/election.md, section 11).
  const players = signing.map((index) => cast.authorities[index]!);
  await writeFile(join(target, "election.note"), signAs(text, players, kit));
  await writeFile(join(target, "log.policy"), policyText(election, options.cosignerUrls));
  return written;
}

async function writeRoster(
  path: string,
  { kit, cast, geography }: SimulatedElection,
  pieces: SimulatedPieces,
  cosignerUrls?: readonly string[],
): Promise<WrittenPackage> {
  const range = createTreeRange(kit.sha256);
  const file = createWriteStream(path);
  const add = async (bytes: Uint8Array): Promise<void> => {
    for (let start = 0, end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      range.add(leafHash(bytes.subarray(start, end), kit.sha256));
      start = end + 1;
    }
    await writeTo(file, bytes);
  };
  await add(utf8([...headLines(cast, cosignerUrls)].map((line) => `${line}\n`).join("")));
  for await (const piece of pieces.run(jobsOf("roster", geography.layout.places))) await add(piece);
  file.end();
  await finished(file);
  return { rosterLines: range.size, rosterRoot: range.root() };
}

/** Waits when the disk is slower than the simulation. */
export async function writeTo(file: WriteStream, bytes: Uint8Array): Promise<void> {
  if (!file.write(bytes)) await once(file, "drain");
}

/** The policy that follows from the roster: the log, its cosigners, and how many of them must have seen a checkpoint. */
export function policyText({ cast, shape }: SimulatedElection, urls: readonly string[] = []): string {
  const cosigners = cast.cosigners.map(({ key }, index) => {
    const url = urls[index];
    return url === undefined ? { key } : { key, url };
  });
  return printPolicy(createPolicy({ key: cast.log.key }, cosigners, shape.cosignerQuorum));
}
