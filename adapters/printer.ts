/**
 * A printer, whatever it is: what it says of itself, and what became of a paper.
 *
 *     tcp:HOST:9100  usb:/dev/usb/lp0  serial:/dev/ttyUSB0:115200     ESC/POS (escpos-printer.ts)
 *     pdf:FOLDER                                                      a file a paper, for an office printer (printer-pdf.ts)
 *     screen                                                          the demonstration's (printer-screen.ts)
 *
 * What befalls a printer is never thrown: paper runs out on every election day. Spec: spec/printing.md, sections 4 and 5.
 * @module
 */
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { PaperSize, PrintDocument, PrinterState } from "@triplicate/ui/print/print-document.ts";

export type PrintOutcome =
  /** All of it is on paper: the printer said so after the last line. */
  | { readonly kind: "printed" }
  /** Nothing of it is on paper, and nothing of it is in the printer. */
  | { readonly kind: "nothing"; readonly state: PrinterState }
  /** Some of it is on paper, and not all. */
  | { readonly kind: "part"; readonly state: PrinterState }
  /** Nobody but people who look at the paper can say. */
  | { readonly kind: "unknown"; readonly state: PrinterState };

export type Printer = {
  readonly paper: PaperSize;
  status(): Promise<PrinterState>;
  /** One paper at a time. Never throws for what befalls a printer. */
  print(document: PrintDocument): Promise<PrintOutcome>;
  close(): Promise<void>;
};

export type PrinterAddress =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "usb"; readonly path: string }
  | { readonly kind: "serial"; readonly path: string; readonly baud: number }
  | { readonly kind: "pdf"; readonly folder: string }
  | { readonly kind: "screen" };

export const PRINTER_FAULTS = ["printer-address", "printer-paper"] as const;
/** Why a printer cannot be used at all (spec/printing.md, clause 4.2). */
export type PrinterFault = { readonly code: (typeof PRINTER_FAULTS)[number]; readonly detail: string };

const DEFAULT_PORT = 9100;
const DEFAULT_BAUD = 115_200;
const BAUDS = [9600, 19_200, 38_400, 57_600, 115_200, 230_400] as const;

/** null for what is no printer's address. */
export function parsePrinterAddress(text: string): PrinterAddress | null {
  if (text.length > 500) return null;
  if (text === "screen") return { kind: "screen" };
  const [kind = "", rest = ""] = splitAt(text, text.indexOf(":"));
  switch (kind) {
    case "tcp":
      return tcpAddress(rest);
    case "usb":
      return rest.startsWith("/") ? { kind, path: rest } : null;
    case "serial":
      return serialAddress(rest);
    case "pdf":
      return rest === "" ? null : { kind, folder: rest };
    default:
      return null;
  }
}

const splitAt = (text: string, at: number): [string, string] =>
  at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];

function tcpAddress(text: string): PrinterAddress | null {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+))(?::([0-9]{1,5}))?$/.exec(text);
  if (match === null) return null;
  const port = match[3] === undefined ? DEFAULT_PORT : Number(match[3]);
  return port < 1 || port > 65_535 ? null : { kind: "tcp", host: match[1] ?? match[2]!, port };
}

function serialAddress(text: string): PrinterAddress | null {
  const match = /^(\/[^:]+)(?::([0-9]{4,6}))?$/.exec(text);
  if (match === null) return null;
  const baud = BAUDS.find((one) => one === Number(match[2] ?? DEFAULT_BAUD));
  return baud === undefined ? null : { kind: "serial", path: match[1]!, baud };
}

export type PrinterOptions = { readonly paper: PaperSize };

/** Whether such a printer could exist; it is not asked whether it is there. A roll has its printer, a page has another. */
export function checkPrinter(
  address: string,
  { paper }: PrinterOptions,
): Result<PrinterAddress, PrinterFault> {
  const parsed = parsePrinterAddress(address);
  if (parsed === null) return err({ code: "printer-address", detail: address });
  const isFit = parsed.kind === "pdf" ? paper === "a4" : paper !== "a4";
  return isFit ? ok(parsed) : err({ code: "printer-paper", detail: String(paper) });
}
