/**
 * What a paper says, before anybody knows which printer prints it: blocks from top to bottom.
 *
 * A document is made of a definition and a signed note by a pure function of this folder; a thermal printer, a page of A4 and the screen of
 * the demonstration lay out the same blocks. Nothing is ever cut off: what does not fit a line goes on in the next.
 * Spec: spec/printing.md, section 2.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";

/** Millimetres of a roll, or an office printer's page. */
export type PaperSize = 58 | 80 | "a4";

export const PAPER_KINDS = [
  "voucher",
  "zero-tape",
  "acta",
  "closing",
  "receipt",
  "card",
  "test-page",
] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

/**
 * Letters of the printer once, twice as high, twice both ways, three times both ways. Where a word of the
 * last two is wider than the paper, the size below is taken for the whole text.
 */
export type TextSize = "normal" | "tall" | "large" | "huge";

export type PrintBlock =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly size: TextSize;
      readonly align: "left" | "centre";
      readonly isBold: boolean;
      /** White on black, across the paper. */
      readonly isInverse: boolean;
    }
  /** Words at the left and a number at the right of their first line; the words wrap before the number. */
  | {
      readonly kind: "row";
      readonly label: string;
      readonly value: string;
      readonly size: TextSize;
      readonly isBold: boolean;
    }
  | { readonly kind: "rule"; readonly weight: "thin" | "thick" }
  | { readonly kind: "space" }
  /** A symbol; `isLargest`: its modules are the largest that fit the paper, as an acta's shall be. */
  | {
      readonly kind: "symbol";
      readonly text: string;
      readonly caption: string;
      readonly isLargest: boolean;
    }
  /** Room for a hand, a line, and below it who signs on it. */
  | { readonly kind: "signature"; readonly lines: readonly string[] };

export type PrintDocument = {
  readonly kind: PaperKind;
  readonly language: Language;
  /** What it is, in a few words: a file's name, the tray of the demonstration. */
  readonly title: string;
  readonly blocks: readonly PrintBlock[];
};

/** What a printer says of itself (spec/printing.md, clause 5.2). */
export const PRINTER_STATES = [
  "ready",
  "busy",
  "paper-low",
  "paper-out",
  "cover-open",
  "offline",
  "error",
] as const;
export type PrinterState = (typeof PRINTER_STATES)[number];
