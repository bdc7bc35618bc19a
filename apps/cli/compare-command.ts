/**
 * `triplicate compare`: reads the counts, compares them, writes the dossier, says in words what came out.
 * @module
 */
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { ReadCount } from "@triplicate/adapters/read-count.ts";
import { readCounts } from "@triplicate/adapters/read-counts.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import type { Roster } from "@triplicate/core/election/roster.ts";
import type { Announced, Mapping } from "@triplicate/core/reading/mapping.ts";
import { compareCounts } from "@triplicate/core/reconciliation/compare.ts";
import type { Comparison } from "@triplicate/core/reconciliation/comparison.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import type { InputFile, ReportInput } from "@triplicate/ui/report/input.ts";
import { type CompareOptions, type CountArgument, parseCounts } from "./compare-arguments.ts";
import { contradicts, flips } from "./compare-verdict.ts";
import { checkTarget, isDossier } from "./dossier-folder.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import {
  inputFile,
  type Loaded,
  type LoadedRoster,
  loadAnnounced,
  loadElection,
  loadMapping,
  loadRoster,
} from "./load.ts";
import { type Progress, startProgress } from "./progress.ts";
import { faultToUsage } from "./reading-fault.ts";
import { VERSION } from "./version.ts";

export type Material = {
  readonly election: Loaded<ElectionDefinition>;
  readonly counts: readonly (CountArgument & {
    readonly loaded: Loaded<Mapping>;
    readonly read: ReadCount;
  })[];
  readonly announced: readonly Loaded<Announced>[];
  readonly roster: LoadedRoster | null;
};

export async function runCompare(options: CompareOptions, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const counts = parseCounts(options, t);
  checkTarget(options.out, t, isDossier);
  const progress = startProgress(io, t);
  let material: Material;
  // The report's code loads while worker threads read.
  const dossier = import("./dossier.ts");
  try {
    material = await readMaterial(options, counts, progress, t);
  } finally {
    progress.stop();
  }
  if (io.isTerminal) io.err(`${t.t("cli.progress.comparing")}\n`);
  const comparison = compareMaterial(material);
  if (io.isTerminal) io.err(`${t.t("cli.progress.writing")}\n`);
  const { writeDossier } = await dossier;
  const report = reportInput(material, comparison, shellCommand(options));
  const written = writeDossier(options.out, material, report, io.language, t);
  const { verdictLines } = await import("@triplicate/ui/report/text.ts");
  await written;
  if (options.json) io.out(`${JSON.stringify(comparison)}\n`);
  else io.out(words(verdictLines(report, t), report.findingsTotal, options.out, t));
  return exitCode(comparison, options.failOn);
}

function words(verdict: readonly string[], findings: number, out: string, { t }: Translator): string {
  return [
    ...verdict,
    t("cli.findings", { n: findings }),
    "",
    t("cli.done.dossier", { dir: out }),
    t("cli.done.open", { file: `${out}/report.html` }),
    "",
  ].join("\n");
}

function exitCode(comparison: Comparison, failOn: CompareOptions["failOn"]): ExitCode {
  switch (failOn) {
    case "never":
      return EXIT.fine;
    case "flip":
      return flips(comparison) ? EXIT.contradiction : EXIT.fine;
    case "discrepancy":
      return contradicts(comparison) ? EXIT.contradiction : EXIT.fine;
  }
}

export async function readMaterial(
  options: Pick<CompareOptions, "election" | "announced">,
  counts: readonly CountArgument[],
  progress: Progress,
  t: Translator,
): Promise<Material> {
  const election = await loadElection(options.election, t);
  const { contests } = election.value;
  const roster = await loadRoster(election, t);
  const mappings = await Promise.all(counts.map(({ mapping }) => loadMapping(mapping, contests, t)));
  const announced = await Promise.all(options.announced.map((file) => loadAnnounced(file, contests, t)));
  const lines = counts.map(({ name }) => progress.line(name));
  const requests = await Promise.all(
    counts.map(async ({ name, file }, i) => {
      const mapping = mappings[i]!.value;
      const about = await stat(file);
      return {
        name,
        path: file,
        source: basename(file),
        size: about.size,
        isFolder: about.isDirectory(),
        mapping,
        roster: roster?.roster ?? null,
        contests: contests.filter(({ id }) => Object.hasOwn(mapping.contests, id)),
      };
    }),
  );
  const read = await readCounts(requests, (i, done) => lines[i]!.update(done));
  if (!read.ok) throw faultToUsage(read.error, t);
  return {
    election,
    counts: counts.map((count, i) => ({ ...count, loaded: mappings[i]!, read: read.value[i]! })),
    announced,
    roster,
  };
}

export function compareMaterial({ election, counts, announced, roster }: Material): Comparison {
  return compareCounts(
    election.value,
    counts.map(({ read }) => read.input),
    announced.map(({ value, file }) => ({ announced: value, source: basename(file) })),
    roster === null ? undefined : rosterTotals(roster.roster),
  );
}

const rosterTotals = ({ stations, registeredInAll }: Roster) => ({
  stations: stations.size,
  registered: registeredInAll,
});

/** The report lists this many findings; all of them are in findings.csv. */
const REPORT_FINDINGS = 500;

function reportInput(material: Material, comparison: Comparison, command: string): ReportInput {
  const findings = material.counts.map(({ read }) => read.findings);
  const inputs: InputFile[] = [
    inputFile("election", material.election),
    ...(material.roster?.input === undefined ? [] : [material.roster.input]),
    ...material.counts.flatMap(({ loaded, read }): InputFile[] => [
      inputFile("mapping", loaded),
      ...read.files.map((file) => ({ role: "count" as const, ...file })),
    ]),
    ...material.announced.map((one) => inputFile("announced", one)),
  ];
  return {
    comparison,
    findings: findings.flatMap((list) => list.slice(0, REPORT_FINDINGS)).slice(0, REPORT_FINDINGS),
    findingsTotal: findings.reduce((sum, list) => sum + list.length, 0),
    inputs,
    version: VERSION,
    command,
  };
}

/** The command as a person would type it again. */
function shellCommand(options: CompareOptions): string {
  const words = ["triplicate", "compare", "--election", options.election];
  for (const count of options.count) words.push("--count", count);
  for (const file of options.announced) words.push("--announced", file);
  words.push("--out", options.out);
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(" ");
}
