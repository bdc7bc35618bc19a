/**
 * `triplicate machine test-printer`: whether a printer is fit for a station, found out on the eve.
 * Spec: spec/printing.md, clauses 3.8 and 5.6.
 * @module
 */
import { openPrinter } from "@triplicate/adapters/printer-open.ts";
import { translator } from "@triplicate/ui/messages.ts";
import type { PaperSize } from "@triplicate/ui/print/print-document.ts";
import { testPageDocument } from "@triplicate/ui/print/test-page-document.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";

const PAPER = { "58": 58, "80": 80, a4: "a4" } as const satisfies Record<string, PaperSize>;

export async function runTestPrinter(
  args: { readonly printer: string; readonly paper: keyof typeof PAPER },
  io: Io,
): Promise<ExitCode> {
  const { t } = translator(io.language);
  const paper = PAPER[args.paper];
  // The screen's printer has no paper to look at here.
  const opened = args.printer === "screen" ? null : openPrinter(args.printer, { paper });
  if (opened === null || (!opened.ok && opened.error.code === "printer-address"))
    throw new UsageError(t("print.try.address", { detail: args.printer }));
  if (!opened.ok) throw new UsageError(t("print.try.paper"));
  const printer = opened.value;
  try {
    const outcome = await printer.print(testPageDocument(io.language, paper));
    if (outcome.kind === "printed") {
      io.out(`${t("print.try.printed")}\n`);
      return EXIT.fine;
    }
    throw new UsageError(t(`print.try.${outcome.kind}`, { state: t(`print.state.${outcome.state}`) }));
  } finally {
    await printer.close();
  }
}
