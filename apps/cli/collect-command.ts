/**
 * `triplicate collect`: a party's collecting server, until it is told to stop; and `collect export`: what it kept, as files.
 *
 * Log lines go to standard error as JSON, without addresses, stations or bodies; what a person should know, to standard out.
 * Spec: spec/collecting.md, sections 1 and 9.
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DATABASE_FILE } from "@triplicate/collector/collected.ts";
import { startCollector, startProgram } from "@triplicate/collector/collector.ts";
import { exportActas } from "@triplicate/collector/export-actas.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import { type MessageId, type Translator, translator } from "@triplicate/ui/messages.ts";
import { centreAddress } from "./centre-address.ts";
import { unwritable } from "./dossier-folder.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { parseListen, readElection } from "./server-options.ts";

export type CollectArguments = {
  readonly election?: string;
  readonly data?: string;
  readonly listen?: string;
  readonly centre?: string;
  readonly party?: string;
  readonly mode: Mode;
  readonly behindProxy: boolean;
  readonly programOnly: boolean;
};

const NEEDED = {
  election: "--election <dir>",
  data: "--data <dir>",
  listen: "--listen <address:port>",
} as const;

function needed(args: CollectArguments, option: keyof typeof NEEDED, t: Translator): string {
  const value = args[option];
  if (value === undefined) throw new UsageError(t.t("cli.usage.missingOption", { name: NEEDED[option] }));
  return value;
}

export async function runCollect(args: CollectArguments, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const listen = needed(args, "listen", t);
  if (args.programOnly) return runProgram(listen, args, io, t);
  const [folder, data] = [needed(args, "election", t), needed(args, "data", t)];
  const { host, port } = parseListen(listen, t);
  const centre = args.centre === undefined ? undefined : centreAddress(args.centre, t);
  const election = await readElection(folder, t);
  const started = await startCollector({
    ...{ election, electionFolder: folder, data, host, port, mode: args.mode },
    ...(centre === undefined ? {} : { centre }),
    ...(args.party === undefined ? {} : { party: args.party }),
    isBehindProxy: args.behindProxy,
    lines: { write: (line) => io.err(line) },
  }).catch((error: unknown) => {
    throw unwritable(data, error, t);
  });
  if (!started.ok) {
    const { code } = started.error;
    throw new UsageError(t.t(`collect.fault.${code}` satisfies MessageId, { dir: data, text: listen }));
  }
  const collector = started.value;
  io.out(`${t.t("collect.running", { url: collector.url, dir: data })}\n`);
  if (args.mode === "test") io.out(`${t.t("centre.page.test")}\n`);
  await io.untilStopped();
  const actas = collector.actas();
  await collector.stop();
  io.out(`${t.t("collect.stopped", { n: actas })}\n`);
  return EXIT.fine;
}

async function runProgram(
  listen: string,
  { election, data, behindProxy }: CollectArguments,
  io: Io,
  t: Translator,
): Promise<ExitCode> {
  if (election !== undefined || data !== undefined) throw new UsageError(t.t("collect.usage.programOnly"));
  const lines = { write: (line: string) => io.err(line) };
  const started = await startProgram({ ...parseListen(listen, t), isBehindProxy: behindProxy, lines });
  if (!started.ok) throw new UsageError(t.t("collect.fault.address-unavailable", { text: listen }));
  io.out(`${t.t("collect.running.program", { url: started.value.url })}\n`);
  await io.untilStopped();
  await started.value.stop();
  return EXIT.fine;
}

export type ExportArguments = {
  readonly data: string;
  readonly out: string;
  readonly withPhotos?: string;
};

export async function runCollectExport(args: ExportArguments, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const { data, out, withPhotos } = args;
  if (!existsSync(join(data, DATABASE_FILE)))
    throw new UsageError(t.t("collect.usage.noData", { dir: data }));
  for (const dir of [out, ...(withPhotos === undefined ? [] : [withPhotos])])
    if (existsSync(dir)) throw new UsageError(t.t("collect.usage.outExists", { dir }));
  const made = await exportActas({ data, out, pictures: withPhotos ?? null }).catch((error: unknown) => {
    throw unwritable(out, error, t);
  });
  io.out(`${t.t("collect.exported", { n: made.actas, dir: out })}\n`);
  if (withPhotos !== undefined) io.out(`${t.t("collect.exported.photos", { ...made, dir: withPhotos })}\n`);
  io.out(`${t.t("collect.exported.compare", { dir: out })}\n`);
  return EXIT.fine;
}
