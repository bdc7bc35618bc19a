/**
 * What the report is told beside the comparison: findings, inputs with their hashes, the command.
 * @module
 */
import type { Comparison } from "@triplicate/core/reconciliation/comparison.ts";
import { type InputFile, MAX_REPORT_FINDINGS, type ReportInput } from "@triplicate/ui/report/input.ts";
import type { Material } from "./compare-material.ts";
import { announcedCopy, ELECTION_COPY, mappingCopy, PACKAGE_COPY } from "./dossier-inputs.ts";
import { inputFile } from "./load.ts";
import { VERSION } from "./version.ts";

export function reportInput(material: Material, comparison: Comparison, command: string): ReportInput {
  const findings = material.counts.map(({ read }) => read.findings);
  const inputs: InputFile[] = [
    inputFile("election", material.election),
    ...(material.roster?.input === undefined ? [] : [material.roster.input]),
    ...material.counts.flatMap(({ loaded, read }): InputFile[] => [
      ...(loaded === null ? [] : [inputFile("mapping", loaded)]),
      ...read.files.map((file) => ({ role: "count" as const, ...file })),
    ]),
    ...material.announced.map((one) => inputFile("announced", one)),
  ];
  return {
    comparison,
    findings: findings.flatMap((list) => list.slice(0, MAX_REPORT_FINDINGS)).slice(0, MAX_REPORT_FINDINGS),
    findingsTotal: findings.reduce((sum, list) => sum + list.length, 0),
    inputs,
    version: VERSION,
    command,
  };
}

/** The command as it runs inside the dossier's folder, with the data files beside it: no path of this machine. */
export function shellCommand({ counts, announced }: Material): string {
  const isSigned = counts.some(({ kind }) => kind !== "mapped");
  const words = ["triplicate", "compare", "--election", isSigned ? PACKAGE_COPY : ELECTION_COPY];
  for (const { name, kind, source } of counts)
    words.push("--count", `${name}=${kind === "mapped" ? mappingCopy(name) : kind}:${source}`);
  announced.forEach(({ file }, i) => {
    words.push("--announced", announcedCopy(i, file));
  });
  words.push("--out", "again");
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(" ");
}
