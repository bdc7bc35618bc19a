/**
 * `triplicate simulate bolivar-2017`: the reconstruction as files in a folder, and how to compare them.
 * @module
 */
import { bolivarReconstruction } from "@triplicate/simulation/bolivar-2017.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { checkTarget, writeFolder } from "./dossier-folder.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";

const MAX_SEED = 2 ** 32 - 1;

export async function runSimulateBolivar(
  options: { readonly out: string; readonly seed: string },
  io: Io,
): Promise<ExitCode> {
  const t = translator(io.language);
  const { out } = options;
  const seed = /^[0-9]{1,10}$/.test(options.seed) ? Number(options.seed) : Number.NaN;
  if (!(seed <= MAX_SEED)) throw new UsageError(t.t("cli.usage.seed", { text: options.seed }));
  const { files } = bolivarReconstruction(seed);
  checkTarget(out, t, (present) => present.every((name) => files.has(name)));
  await writeFolder(
    out,
    [...files].map(([name, content]) => ({ name, content })),
    t,
  );
  const command = [
    `npm exec triplicate -- compare --election ${out}/election.json`,
    `--count actas=${out}/actas.mapping.json:${out}/actas.csv`,
    `--count official=${out}/official.mapping.json:${out}/official.csv`,
    `--announced ${out}/announced.json --out ${out}-dossier`,
  ].join(" \\\n    ");
  io.out(`${t.t("cli.simulate.label")}\n${t.t("cli.simulate.written", { n: files.size, dir: out })}\n`);
  io.out(`${t.t("cli.simulate.next")}\n  ${command}\n`);
  return EXIT.fine;
}
