/**
 * `triplicate witness kit`: a station's kit in a file, for telephones that no party's server reaches before election day.
 * Spec: spec/witness-app.md, section 3.
 * @module
 */
import { existsSync } from "node:fs";
import { writeDurably } from "@triplicate/adapters/durable-files.ts";
import { buildKit } from "@triplicate/adapters/witness-kit.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { centreAddress } from "./centre-address.ts";
import { shownText } from "./definition-fault.ts";
import { unwritable } from "./dossier-folder.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { readElection } from "./server-options.ts";

export type KitArguments = {
  readonly election: string;
  readonly station: string;
  readonly out: string;
  readonly centre?: string;
};

export async function runWitnessKit(args: KitArguments, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const { election: folder, station, out } = args;
  if (existsSync(out)) throw new UsageError(t.t("accredit.usage.outExists", { file: out }));
  const centre = args.centre === undefined ? null : centreAddress(args.centre, t);
  const kit = await buildKit(folder, await readElection(folder, t), station, { centre });
  if (kit === null) throw new UsageError(t.t("kit.noStation", { station: shownText(station) }));
  await writeDurably(out, utf8(`${JSON.stringify(kit)}\n`)).catch((error: unknown) => {
    throw unwritable(out, error, t);
  });
  io.out(`${t.t("kit.written", { file: out, station, n: kit.lines.length })}\n`);
  return EXIT.fine;
}
