/**
 * The commands of ESC/POS that this house sends besides text, and what printers answer, bit by bit.
 *
 * Only commands that printers of the last twenty years share: no graphics of one brand, no QR codes of the printer's own
 * (spec/printing.md, 4.6). Follows Epson's ESC/POS command reference for TM printers. Spec: spec/printing.md, sections 4 and 5.
 * @module
 */
import type { PrinterState } from "@triplicate/ui/print/print-document.ts";

const DLE = 0x10;
const ESC = 0x1b;
const GS = 0x1d;

export const EOT = 0x04;
export const LF = 0x0a;

/** Everything as when the power came on; letters of code page 850 (ESC t 2), no Chinese ones (FS .). */
export const INITIALIZE = Uint8Array.of(ESC, 0x40, 0x1c, 0x2e, ESC, 0x74, 2);
/** Reports unasked when the printer goes offline, has an error or no paper (GS a). */
export const REPORT_TROUBLE = Uint8Array.of(GS, 0x61, 0b0000_1110);
/** Answered when everything before it has been worked off (GS r). */
export const MARK = Uint8Array.of(GS, 0x72, 1);
/** At once, whatever is being printed: printer, cause of being offline, error, paper (DLE EOT). */
export const STATUS_KINDS = [1, 2, 3, 4] as const;
export const askStatus = (kind: (typeof STATUS_KINDS)[number]): Uint8Array => Uint8Array.of(DLE, EOT, kind);
/** At once: forgets what was received and not printed (DLE DC4, function 8). */
export const CLEAR = Uint8Array.of(DLE, 0x14, 8, 1, 3, 20, 1, 6, 2, 8);
/** At once: goes on after an error, and forgets what was received (DLE ENQ 2). */
export const RECOVER = Uint8Array.of(DLE, 0x05, 2);

export const lineSpacing = (dots: number): Uint8Array => Uint8Array.of(ESC, 0x33, dots);
/** Paper that goes by blank; a command feeds at most 255 dots. */
export function feed(dots: number): Uint8Array {
  const bytes: number[] = [];
  for (let left = dots; left > 0; left -= 255) bytes.push(ESC, 0x4a, Math.min(left, 255));
  return Uint8Array.from(bytes);
}
/** Leaves a point uncut, so that nothing falls on the floor. */
export const CUT = Uint8Array.of(GS, 0x56, 1);

/** A picture of dots, a bit each and 1 black, from the left edge on, rows of whole bytes (GS v 0). */
export function rasterBand(rowBytes: number, bits: Uint8Array): Uint8Array {
  const rows = bits.length / rowBytes;
  const head = [GS, 0x76, 0x30, 0, rowBytes & 255, rowBytes >> 8, rows & 255, rows >> 8];
  const band = new Uint8Array(head.length + bits.length);
  band.set(head);
  band.set(withoutCommands(bits), head.length);
  return band;
}

/**
 * Printers look for DLE in pictures too and would take three dots for a question or an order to forget (Epson says so of DLE EOT, ENQ and
 * DC4): a dot more beside a lonely one leaves nothing to take. No symbol has a lonely dot, as its modules are wider.
 */
function withoutCommands(bits: Uint8Array): Uint8Array {
  return bits.map((byte, i) => (byte === DLE && [0x04, 0x05, 0x14].includes(bits[i + 1] ?? 0) ? 0x18 : byte));
}

/** What DLE EOT 1 to 4 answered. */
export type StatusBytes = readonly [printer: number, offline: number, error: number, paper: number];

const has = (byte: number, bit: number): boolean => (byte & (1 << bit)) !== 0;

export function stateOf([printer, offline, error, paper]: StatusBytes): PrinterState {
  if (has(offline, 2)) return "cover-open";
  if (has(offline, 5) || has(paper, 5) || has(paper, 6)) return "paper-out";
  if (has(offline, 6) || has(error, 3) || has(error, 5) || has(error, 6)) return "error";
  // Somebody holds the button that feeds paper.
  if (has(offline, 3)) return "busy";
  if (has(printer, 3)) return "offline";
  return has(paper, 2) || has(paper, 3) ? "paper-low" : "ready";
}

/** The four bytes that a printer sends unasked. */
export function stateOfReport([printer = 0, error = 0, paper = 0]: readonly number[]): PrinterState {
  if (has(printer, 5)) return "cover-open";
  if (has(paper, 2) || has(paper, 3)) return "paper-out";
  if (has(error, 3) || has(error, 5) || has(error, 6)) return "error";
  if (has(printer, 6)) return "busy";
  if (has(printer, 3)) return "offline";
  return has(paper, 0) || has(paper, 1) ? "paper-low" : "ready";
}

export const canPrint = (state: PrinterState): boolean => state === "ready" || state === "paper-low";
/** The printer has stopped and says why. */
export const hasStopped = (state: PrinterState): boolean =>
  state === "paper-out" || state === "cover-open" || state === "error";

export type PrinterAnswer =
  | { readonly kind: "status"; readonly byte: number }
  | { readonly kind: "mark" }
  | { readonly kind: "report"; readonly state: PrinterState };

const REPORT_BYTES = 4;
/** Some answers begin with this byte, which no other has, and go on to a zero: of CLEAR, for one. */
const BLOCK = 0x37;

/** Tells the answers apart by their fixed bits, however the bytes arrive. What is none of them is passed over. */
export function createAnswerReader(onAnswer: (answer: PrinterAnswer) => void): (bytes: Uint8Array) => void {
  let report: number[] = [];
  let isInBlock = false;
  return (bytes) => {
    for (const byte of bytes) {
      if (isInBlock || byte === BLOCK) {
        isInBlock = byte !== 0;
        continue;
      }
      // The last three of a report have bits 4 and 7 clear, as the answer to a mark has: inside a report they are its.
      if (report.length > 0 && (byte & 0x90) === 0) {
        report.push(byte);
        if (report.length < REPORT_BYTES) continue;
        onAnswer({ kind: "report", state: stateOfReport(report) });
        report = [];
      } else if ((byte & 0x93) === 0x10) report = [byte];
      else if ((byte & 0x93) === 0x12) onAnswer({ kind: "status", byte });
      else if ((byte & 0x90) === 0) onAnswer({ kind: "mark" });
    }
  };
}
