/**
 * `triplicate centre`: the tallying centre, until it is told to stop.
 *
 * Keys come from encrypted files and their passphrases from files, never from arguments that other users of the machine
 * can read. Log lines go to standard error as JSON; what a person should know at the start and the end, to standard out.
 * Spec: spec/transmission.md, section 10.
 * @module
 */
import { mkdir } from "node:fs/promises";
import { type Centre, type CentreOptions, startCentre } from "@triplicate/centre/server.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import { type MessageId, type Translator, translator } from "@triplicate/ui/messages.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { parseListen, readElection, readSigner } from "./server-options.ts";

export type CentreArguments = {
  readonly election: string;
  readonly data: string;
  readonly logKey: string;
  readonly centreKey?: string;
  readonly passphraseFile: string;
  readonly centrePassphraseFile?: string;
  readonly listen: string;
  readonly mode: Mode;
  readonly cosigners: boolean;
  readonly bulletinEvery?: string;
  readonly behindProxy: boolean;
  readonly submissionsPerMinute?: string;
};

export async function runCentre(args: CentreArguments, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const options = await readOptions(args, io, t);
  const started = await startCentre(options);
  if (!started.ok) {
    const { code } = started.error;
    throw new UsageError(
      t.t(`centre.fault.${code}` satisfies MessageId, { dir: args.data, text: args.listen }),
    );
  }
  const centre = started.value;
  io.out(`${t.t("centre.running", { url: centre.url, dir: centre.folder })}\n`);
  if (args.mode === "test") io.out(`${t.t("centre.page.test")}\n`);
  if (args.centreKey === undefined) io.out(`${t.t("centre.noBulletins")}\n`);
  const failure = await Promise.race([io.untilStopped().then(() => null), failed(centre)]);
  await centre.stop();
  if (failure !== null) {
    io.err(`${t.t("centre.failed")}\n`);
    throw failure;
  }
  io.out(`${t.t("centre.stopped", { n: centre.sequencer.size })}\n`);
  return EXIT.fine;
}

/** The error that ended the log, if one does. */
const failed = ({ ended }: Centre): Promise<Error> =>
  new Promise((resolve) => {
    ended.catch((error: unknown) => resolve(error instanceof Error ? error : new Error(String(error))));
  });

async function readOptions(args: CentreArguments, io: Io, t: Translator): Promise<CentreOptions> {
  const { host, port } = parseListen(args.listen, t);
  const bulletinEvery = wholeNumber(args.bulletinEvery, "--bulletin-every", t);
  const submissions = wholeNumber(args.submissionsPerMinute, "--submissions-per-minute", t);
  const election = await readElection(args.election, t);
  const logSigner = await readSigner(args.logKey, args.passphraseFile, t);
  const centreSigner =
    args.centreKey === undefined
      ? null
      : await readSigner(args.centreKey, args.centrePassphraseFile ?? args.passphraseFile, t);
  await mkdir(args.data, { recursive: true });
  return {
    ...{
      election,
      electionFolder: args.election,
      data: args.data,
      logSigner,
      host,
      port,
      mode: args.mode,
      hasSite: true,
    },
    ...(centreSigner === null ? {} : { centreSigner }),
    ...(bulletinEvery === null ? {} : { bulletinEveryMilliseconds: bulletinEvery * 60_000 }),
    ...(submissions === null
      ? {}
      : { limits: { submissionsPerMinute: submissions, requestsPerMinute: 5 * submissions } }),
    askCosigners: args.cosigners,
    isBehindProxy: args.behindProxy,
    lines: { write: (line) => io.err(line) },
  };
}

export function wholeNumber(text: string | undefined, option: string, t: Translator): number | null {
  if (text === undefined) return null;
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new UsageError(t.t("centre.usage.number", { option, text }));
  return Number(text);
}
