/**
 * `triplicate explain STATION --out DIR`: one station's counts, difference, class and arithmetic.
 *
 * Stations that differ are whole in comparison.json. For one that agrees the numbers are read again from the input
 * files, if they still are where the dossier was made and have the same SHA-256.
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Comparison, ContestComparison, Pair } from "@triplicate/core/reconciliation/comparison.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import type { InputsFile } from "./dossier-inputs.ts";
import { explainAgreeing, type Reread } from "./explain-agreeing.ts";
import { explainDiscrepancy } from "./explain-text.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";

export async function runExplain(
  station: string,
  options: { readonly out: string; readonly data?: string },
  io: Io,
): Promise<ExitCode> {
  const t = translator(io.language);
  const { comparison, inputs } = await readDossier(options.out, t);
  const sections: string[] = [];
  let reread: Reread | null = null;
  for (const contest of comparison.contests) {
    for (const pair of contest.pairs) {
      const found = findStation(pair, station);
      if (found !== undefined) sections.push(explainDiscrepancy(contest, pair, found, t));
      else {
        reread ??= await explainAgreeing(options.out, inputs, station, options.data, t);
        sections.push(reread.section(contest, pair));
      }
    }
    if (contest.pairs.length === 0) {
      reread ??= await explainAgreeing(options.out, inputs, station, options.data, t);
      sections.push(reread.alone(contest));
    }
  }
  const known = sections.filter((section) => section !== "");
  if (known.length === 0) throw unknownStation(comparison, station, t);
  io.out(`${t.t("cli.explain.station", { station })}\n${known.join("\n")}`);
  return EXIT.fine;
}

const findStation = (pair: Pair, station: string) =>
  pair.discrepancies.find((one) => one.station === station) ??
  pair.unknown.find((one) => one.station === station);

function unknownStation(comparison: Comparison, station: string, t: Translator): UsageError {
  const near = nearest(comparison.contests, station);
  const remedy = near.length === 0 ? null : t.t("cli.explain.near", { list: t.list(near) });
  return new UsageError(t.t("cli.explain.unknownStation", { station }), remedy);
}

/** Differing stations whose id holds what was typed, leading zeros aside. */
function nearest(contests: readonly ContestComparison[], station: string): string[] {
  const typed = station.replace(/^0+/, "").toLowerCase();
  const ids = contests.flatMap(({ pairs }) =>
    pairs.flatMap((pair) => pair.discrepancies.map((one) => one.station)),
  );
  return [...new Set(ids.filter((id) => typed !== "" && id.toLowerCase().includes(typed)))].slice(0, 5);
}

async function readDossier(folder: string, t: Translator) {
  const refuse = () => new UsageError(t.t("cli.usage.notADossier", { dir: folder }));
  try {
    const read = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(join(folder, name), "utf8"));
    const comparison = (await read("comparison.json")) as Comparison;
    const inputs = (await read("inputs.json")) as InputsFile;
    if (comparison.format !== "triplicate/comparison/v1" || inputs.format !== "triplicate/inputs/v1")
      throw refuse();
    return { comparison, inputs };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code !== undefined) throw refuse();
    throw error;
  }
}
