/**
 * `triplicate simulate election`: a whole election from a seed, as files, as submissions to a centre, or both.
 * @module
 */
import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { type SimulatedElection, simulateElection } from "@triplicate/simulation/election/election.ts";
import {
  type ElectionShape,
  electionShape,
  SHAPE_LIMITS,
  shapeFault,
} from "@triplicate/simulation/election/shape.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import { checkTarget } from "./dossier-folder.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { MOST_SINGLE_FILES, SIMULATION_FILE, writeSimulatedFiles } from "./simulated-files.ts";
import { type SimulatedPieces, startPieces } from "./simulated-jobs.ts";
import { nodeSigningKit } from "./simulated-kit.ts";
import { honestEntries } from "./simulated-log.ts";
import { type Submitted, submitNotes } from "./simulated-submit.ts";

export type SimulateElectionOptions = {
  readonly stations: string;
  readonly seed: string;
  readonly out?: string;
  readonly options: string;
  readonly contests: string;
  readonly witnesses: string;
  readonly handCount: string;
  readonly authorities: string;
  readonly quorum?: string;
  readonly cosigners: string;
  readonly cosignerQuorum?: string;
  readonly cosignerUrl: readonly string[];
  readonly everyWitness: boolean;
  readonly sign: boolean;
  readonly passphraseFile?: string;
  readonly submit?: string;
  readonly rate: string;
  readonly atOnce: string;
};

const MOST_ATTEMPTS = 20;

export async function runSimulateElection(options: SimulateElectionOptions, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const { out, submit } = options;
  if (out === undefined && submit === undefined) throw new UsageError(t.t("attack.simulate.nothing"));
  const shape = readShape(options, t);
  if (submit !== undefined) await checkCentre(submit, t);
  if (out !== undefined) checkTarget(out, t, (present) => present.includes(SIMULATION_FILE));
  const rate = wholeNumber(options.rate, "--rate", 0, 1_000_000, t);
  const atOnce = wholeNumber(options.atOnce, "--at-once", 1, 1000, t);
  const passphrase = await readPassphrase(options.passphraseFile, t);
  const election = simulateElection(shape, nodeSigningKit);
  const pieces = startPieces(election);
  try {
    io.out(`${t.t("attack.simulate.label")}\n`);
    if (out !== undefined) await writeOut(out, election, pieces, passphrase, options, io, t);
    if (submit === undefined) return EXIT.fine;
    const notes = honestEntries(election, pieces);
    const sending = { url: submit, rate, atOnce, attempts: MOST_ATTEMPTS, fetch, wait: pause, now: io.now };
    const submitted = await submitNotes(notes, sending);
    io.out(submittedText(submitted, t));
    return submitted.accepted === submitted.sent ? EXIT.fine : EXIT.contradiction;
  } finally {
    await pieces.close();
  }
}

/** Asked before the work begins: twenty attempts a note would take an hour to say that nobody is there. */
async function checkCentre(url: string, t: Translator): Promise<void> {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(t.t("attack.simulate.badUrl", { text: url }));
  try {
    await (await fetch(new URL("checkpoint", url.endsWith("/") ? url : `${url}/`))).body?.cancel();
  } catch {
    throw new UsageError(t.t("attack.simulate.nobodyThere", { url }));
  }
}

const pause = async (milliseconds: number): Promise<void> => {
  await wait(milliseconds);
};

async function writeOut(
  out: string,
  election: SimulatedElection,
  pieces: SimulatedPieces,
  passphrase: string | null,
  options: SimulateElectionOptions,
  io: Io,
  t: Translator,
): Promise<void> {
  const { stations } = election.shape;
  await writeSimulatedFiles({
    folder: out,
    election,
    pieces,
    passphrase,
    package: { cosignerUrls: options.cosignerUrl, ...(options.sign ? {} : { signing: [] }) },
    onStations: (done) => {
      if (io.isTerminal) io.err(`\r${t.t("attack.simulate.progress", { done, total: stations })}`);
    },
  });
  if (io.isTerminal && stations > MOST_SINGLE_FILES) io.err("\n");
  io.out(`${t.t("attack.simulate.written", { n: stations, dir: out })}\n`);
  if (passphrase !== null) io.out(`${t.t("attack.simulate.keys", { dir: `${out}/keys` })}\n`);
}

function submittedText({ sent, accepted, retried, refused, givenUp }: Submitted, t: Translator): string {
  const lines = [t.t("attack.simulate.submitted", { sent, accepted, retried })];
  for (const [rule, n] of [...refused].sort(([a], [b]) => (a < b ? -1 : 1)))
    lines.push(t.t("attack.simulate.refused", { n, rule }));
  if (givenUp > 0) lines.push(t.t("attack.simulate.givenUp", { n: givenUp }));
  return `${lines.join("\n")}\n`;
}

function readShape(options: SimulateElectionOptions, t: Translator): ElectionShape {
  const of = (name: keyof typeof SHAPE_LIMITS, flag: string, text: string): number => {
    const [low, high] = SHAPE_LIMITS[name];
    if (name !== "handCount") return wholeNumber(text, flag, low, high, t);
    if (/^(?:0|1|0?\.[0-9]{1,6}|1\.0)$/.test(text)) return Number(text);
    throw badNumber(flag, text, low, high, t);
  };
  const given = {
    stations: of("stations", "--stations", options.stations),
    seed: of("seed", "--seed", options.seed),
    options: of("options", "--options", options.options),
    contests: of("contests", "--contests", options.contests),
    witnesses: of("witnesses", "--witnesses", options.witnesses),
    handCount: of("handCount", "--hand-count", options.handCount),
    authorities: of("authorities", "--authorities", options.authorities),
    cosigners: of("cosigners", "--cosigners", options.cosigners),
    everyWitnessSigns: options.everyWitness,
  };
  const { quorum, cosignerQuorum } = options;
  const shape = {
    ...electionShape(given),
    ...(quorum === undefined ? {} : { authorityQuorum: of("authorityQuorum", "--quorum", quorum) }),
    ...(cosignerQuorum === undefined
      ? {}
      : { cosignerQuorum: of("cosignerQuorum", "--cosigner-quorum", cosignerQuorum) }),
  };
  const fault = shapeFault(shape);
  if (fault === "authorityQuorum")
    throw badNumber("--quorum", String(shape.authorityQuorum), 1, shape.authorities, t);
  if (fault === "cosignerQuorum")
    throw badNumber("--cosigner-quorum", String(shape.cosignerQuorum), 0, shape.cosigners, t);
  return shape;
}

function wholeNumber(text: string, flag: string, low: number, high: number, t: Translator): number {
  const value = /^(?:0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= low && value <= high)) throw badNumber(flag, text, low, high, t);
  return value;
}

const badNumber = (flag: string, text: string, low: number, high: number, t: Translator): UsageError =>
  new UsageError(t.t("attack.simulate.badNumber", { flag, text, low: t.number(low), high: t.number(high) }));

const MOST_PASSPHRASE = 1024;

/** The first line of the file, so that an editor's final newline is not part of it. */
async function readPassphrase(file: string | undefined, t: Translator): Promise<string | null> {
  if (file === undefined) return null;
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    throw new UsageError(t.t("cli.usage.noFile", { file }));
  }
  const [line = ""] = text.split(/\r?\n/);
  if (line === "" || text.length > MOST_PASSPHRASE)
    throw new UsageError(t.t("attack.simulate.noPassphrase", { file }));
  return line;
}
