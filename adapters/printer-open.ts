/**
 * The printer of an address.
 * Spec: spec/printing.md, clause 4.1.
 * @module
 */
import { ok, type Result } from "@triplicate/core/result.ts";
import { type After, type OpenLink, realAfter } from "./escpos-link.ts";
import { openFile, openSerial } from "./escpos-link-file.ts";
import { openTcp } from "./escpos-link-tcp.ts";
import { createEscPosPrinter } from "./escpos-printer.ts";
import { checkPrinter, type Printer, type PrinterFault, type PrinterOptions } from "./printer.ts";
import { createPdfPrinter } from "./printer-pdf.ts";
import { createScreenPrinter } from "./printer-screen.ts";

/** Nothing is connected yet: a printer that is off now may be on in a minute, and `status` says so. */
export function openPrinter(
  address: string,
  { paper, after = realAfter }: PrinterOptions & { readonly after?: After },
): Result<Printer, PrinterFault> {
  const checked = checkPrinter(address, { paper });
  if (!checked.ok) return checked;
  const { value } = checked;
  if (paper === "a4") {
    if (value.kind !== "pdf") throw new Error("a page is printed into a folder");
    return ok(createPdfPrinter(value.folder));
  }
  const roll = (open: OpenLink): Result<Printer, PrinterFault> =>
    ok(createEscPosPrinter(open, { paper, after }));
  switch (value.kind) {
    case "tcp":
      return roll(openTcp(value));
    case "usb":
      return roll(openFile(value.path, after));
    case "serial":
      return roll(openSerial(value.path, { baud: value.baud, after }));
    case "screen":
      return ok(createScreenPrinter({ paper }));
    case "pdf":
      throw new Error("a roll is not printed into a folder");
  }
}
