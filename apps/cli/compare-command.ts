/**
 * `triplicate compare`: reads the counts, compares them, writes the dossier, says in words what came out.
 *
 * Time goes into reading and rendering, so each begins as early as it can: threads that read start before the
 * mappings are judged, and for large files the PDF is rendered on a thread of its own.
 * @module
 */
import { statSync } from "node:fs";
import { type PdfBeside, startPdfBeside } from "@triplicate/adapters/pdf-beside.ts";
import { ReaderPool } from "@triplicate/adapters/read-counts.ts";
import { cacheFolder } from "@triplicate/adapters/verification-memory.ts";
import type { Comparison } from "@triplicate/core/reconciliation/comparison.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import { type CompareOptions, parseCounts } from "./compare-arguments.ts";
import { contradicts, flips } from "./compare-verdict.ts";
import { checkTarget, isDossier } from "./dossier-folder.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { startProgress } from "./progress.ts";

/** Below this a thread for the PDF costs more than it saves. */
const LARGE_BYTES = 32 * 1024 * 1024;

export async function runCompare(options: CompareOptions, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const counts = parseCounts(options, t);
  checkTarget(options.out, t, isDossier);
  // Only what a mapping explains is read by the pool; a log may be an address.
  const sizes = counts.map((count) => (count.kind === "mapped" ? statSync(count.file).size : 0));
  const large = sizes.reduce((sum, bytes) => sum + bytes, 0) > LARGE_BYTES;
  const pool = new ReaderPool(sizes);
  let pdf: PdfBeside | null = null;
  const progress = startProgress(io, t);
  const say = (id: "cli.progress.comparing" | "cli.progress.writing") => {
    if (io.isTerminal) io.err(`${t.t(id)}\n`);
  };
  try {
    const { readMaterial, compareMaterial } = await import("./compare-material.ts");
    const reading = readMaterial(
      { ...options, keep: cacheFolder(io.environment) },
      counts,
      pool,
      progress,
      t,
    );
    // Loads while threads read. A fault of the reading is awaited below, not here.
    const [dossier, report, text] = await Promise.all([
      import("./dossier.ts"),
      import("./compare-report.ts"),
      import("@triplicate/ui/report/text.ts"),
      reading.catch(() => {}),
    ]);
    const material = await reading;
    progress.stop();
    if (large) pdf = startPdfBeside();
    say("cli.progress.comparing");
    const comparison = await compareMaterial(material);
    say("cli.progress.writing");
    const input = report.reportInput(material, comparison, report.shellCommand(material));
    await dossier.writeDossier(options.out, material, input, pdf, io.language, t);
    if (options.json) io.data(`${JSON.stringify(comparison)}\n`);
    else io.out(words(text.verdictLines(input, t), input.findingsTotal, options.out, t));
    return exitCode(comparison, options.failOn);
  } finally {
    progress.stop();
    pool.close();
    pdf?.close();
  }
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
