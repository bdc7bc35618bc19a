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
import { startCollector } from "@triplicate/collector/collector.ts";
import { exportActas } from "@triplicate/collector/export-actas.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import { type MessageId, translator } from "@triplicate/ui/messages.ts";
import { centreAddress } from "./centre-address.ts";
import { unwritable } from "./dossier-folder.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { parseListen, readElection } from "./server-options.ts";

export type CollectArguments = {
  readonly election: string;
  readonly data: string;
  readonly listen: string;
  readonly centre?: string;
  readonly party?: string;
  readonly mode: Mode;
  readonly behindProxy: boolean;
};

export async function runCollect(args: CollectArguments, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const { host, port } = parseListen(args.listen, t);
  const centre = args.centre === undefined ? undefined : centreAddress(args.centre, t);
  const election = await readElection(args.election, t);
  const started = await startCollector({
    ...{ election, electionFolder: args.election, data: args.data, host, port, mode: args.mode },
    ...(centre === undefined ? {} : { centre }),
    ...(args.party === undefined ? {} : { party: args.party }),
    isBehindProxy: args.behindProxy,
    lines: { write: (line) => io.err(line) },
  }).catch((error: unknown) => {
    throw unwritable(args.data, error, t);
  });
  if (!started.ok) {
    const { code } = started.error;
    throw new UsageError(
      t.t(`collect.fault.${code}` satisfies MessageId, { dir: args.data, text: args.listen }),
    );
  }
  const collector = started.value;
  io.out(`${t.t("collect.running", { url: collector.url, dir: args.data })}\n`);
  if (args.mode === "test") io.out(`${t.t("centre.page.test")}\n`);
  await io.untilStopped();
  const actas = collector.actas();
  await collector.stop();
  io.out(`${t.t("collect.stopped", { n: actas })}\n`);
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
