/**
 * The dossier: report in both languages, tables, the comparison as data, and what it takes to run it all again.
 * @module
 */
import { dirname } from "node:path";
import type { PdfRequest } from "@triplicate/adapters/pdf.ts";
import type { PdfBeside } from "@triplicate/adapters/pdf-beside.ts";
import { reportAssets } from "@triplicate/adapters/report-assets.ts";
import { comparisonText } from "@triplicate/core/reconciliation/comparison-text.ts";
import type { Language } from "@triplicate/core/text.ts";
import { sceneSvg } from "@triplicate/ui/charts/svg.ts";
import { LANGUAGES, type Translator, translator } from "@triplicate/ui/messages.ts";
import type { Block } from "@triplicate/ui/report/block.ts";
import { reportDocument } from "@triplicate/ui/report/document.ts";
import { renderReportHtml } from "@triplicate/ui/report/html.ts";
import type { ReportInput } from "@triplicate/ui/report/input.ts";
import type { Material } from "./compare-material.ts";
import { discrepanciesCsv, findingsCsv } from "./dossier-csv.ts";
import { DOSSIER_FILE, type FolderFile, writeFolder } from "./dossier-folder.ts";
import { inputCopies, inputsFile, type Run, rerunScript } from "./dossier-inputs.ts";

export async function writeDossier(
  folder: string,
  material: Material,
  report: ReportInput,
  beside: PdfBeside | null,
  language: Language,
  t: Translator,
): Promise<void> {
  const { comparison } = report;
  const documents = {
    es: reportDocument(report, translator("es")),
    en: reportDocument(report, translator("en")),
  };
  const meta = { title: comparison.election.name, version: report.version };
  const request = { blocks: documents[language], meta, language };
  const rendering = beside === null ? renderHere(request) : beside.render(request);
  const run: Run = {
    election: material.election,
    counts: material.counts.map((count) => ({
      name: count.name,
      mapping: count.kind === "mapped" ? count.loaded! : count.kind,
      path: count.file,
      source: count.source,
    })),
    announced: material.announced,
    roster: rosterFile(material),
    package: material.counts.some(({ kind }) => kind !== "mapped") ? dirname(material.election.file) : null,
  };
  const inputs = inputsFile(run, report.inputs, folder, report.version, report.command);
  const named = material.counts.map(({ name, read }) => ({ count: name, findings: read.findings }));
  const files: FolderFile[] = [
    { name: "report.html", content: renderReportHtml(documents, language, meta, reportAssets()) },
    { name: "discrepancies.csv", content: discrepanciesCsv(comparison) },
    { name: "findings.csv", content: findingsCsv(named) },
    { name: DOSSIER_FILE, content: comparisonText(comparison) },
    { name: "inputs.json", content: `${JSON.stringify(inputs, null, 2)}\n` },
    { name: "rerun.sh", content: rerunScript(inputs), mode: 0o755 },
    ...inputCopies(run),
    ...chartFiles(documents),
  ];
  files.push({ name: "report.pdf", content: await rendering });
  await writeFolder(folder, files, t);
}

/** Every chart as a picture of its own, for whoever wants to print it elsewhere. */
function chartFiles(documents: Readonly<Record<Language, readonly Block[]>>): FolderFile[] {
  return LANGUAGES.flatMap((language) =>
    documents[language].flatMap((block) => {
      if (block.kind !== "chart") return [];
      const svg = sceneSvg(block.wide, language, "chart");
      return [{ name: `charts/${block.wide.id.replace(/-w$/, "")}.${language}.svg`, content: `${svg}\n` }];
    }),
  );
}

async function renderHere({ blocks, meta, language }: PdfRequest): Promise<Uint8Array> {
  const { renderReportPdf } = await import("@triplicate/adapters/pdf.ts");
  return renderReportPdf(blocks, meta, language);
}

function rosterFile({ roster }: Material): Run["roster"] {
  if (roster?.input === undefined || roster.path === undefined) return null;
  return { name: roster.input.name, path: roster.path };
}
