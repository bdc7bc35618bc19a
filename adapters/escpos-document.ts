/**
 * A document as the bytes of ESC/POS, in pieces that each end where a line of paper ends.
 *
 * Letters are the printer's own, in code page 850, which every such printer has and which holds every letter of Spanish and English; a line
 * with a letter that it lacks is drawn. Rules and symbols are drawn: a symbol is then of the version, module and quiet zone that we chose.
 * Spec: spec/printing.md, section 4.
 * @module
 */
import Encoder from "@point-of-sale/receipt-printer-encoder";
import { concatBytes } from "@triplicate/core/bytes.ts";
import { COLUMNS, heightOf, type Laid, layOut, type Run } from "@triplicate/ui/print/layout.ts";
import type { PrintDocument } from "@triplicate/ui/print/print-document.ts";
import { PAPER_DOTS } from "./acta-symbols.ts";
import { CUT, feed, lineSpacing, rasterBand } from "./escpos-commands.ts";
import { canDraw, drawLine } from "./escpos-letters.ts";
import { drawModules } from "./paper-symbol.ts";

export type RollWidth = keyof typeof PAPER_DOTS;

const CODE_PAGE = "cp850";
/** The upper half of code page 850. */
const UPPER_HALF =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´±‗¾¶§÷¸°¨·¹³²■";
const PRINTABLE = new Set([
  ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)),
  ...UPPER_HALF,
]);
/** Marks of typography that have a near likeness on every printer. */
const LIKENESS: Readonly<Record<string, string>> = {
  ...{ "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "’": "'", "‘": "'", "“": '"', "”": '"' },
  ...{ "\u00a0": " ", "\u202f": " ", "\u2009": " " },
};

/** Paper between the print head and the knife, and a margin to hold it by. */
const FEED_BEFORE_CUT = 128;
/** A printer with a small memory works off a picture as it comes, in bands no larger than this. */
const BAND_BYTES = 4096;
const RULES = { thin: { dots: 2, margin: 8 }, thick: { dots: 6, margin: 8 } } as const;

/** From the first line to the cut; before them go `INITIALIZE` and what the printer needs. */
export function encodeBlocks(blocks: PrintDocument["blocks"], paper: RollWidth): Uint8Array[] {
  const pieces = layOut(blocks, paper, spell).flatMap((laid) => encodeLaid(laid, paper));
  return [...pieces, concatBytes(feed(FEED_BEFORE_CUT), CUT)];
}

function encodeLaid(laid: Laid, paper: RollWidth): Uint8Array[] {
  switch (laid.kind) {
    case "line":
      return [encodeLine(laid, paper)];
    case "space":
      return [feed(heightOf(laid))];
    case "rule":
      return [encodeRule(laid.weight, paper)];
    case "symbol":
      return encodeSymbol(laid, paper);
  }
}

/** A letter that can neither be printed nor drawn is written as its number, never as another letter. */
const spell = (letter: string): string =>
  letter in LIKENESS || isPrintable(letter) || canDraw(letter)
    ? letter
    : `<U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}>`;

const likeness = (text: string): string => [...text].map((letter) => LIKENESS[letter] ?? letter).join("");
const isPrintable = (text: string): boolean => [...text].every((letter) => PRINTABLE.has(letter));

function encodeLine(line: Extract<Laid, { kind: "line" }>, paper: RollWidth): Uint8Array {
  const runs = line.runs.map((run) => ({ ...run, text: likeness(run.text) }));
  if (!runs.every(({ text }) => isPrintable(text))) return encodeDrawn(line, paper);
  const encoder = new Encoder({
    ...{ language: "esc-pos", columns: COLUMNS[paper], newline: "\n", autoFlush: false },
    ...{ codepageMapping: { [CODE_PAGE]: 2 }, errors: "strict" },
  });
  encoder.codepage(CODE_PAGE).invert(line.isInverse);
  for (const { text, scale, isBold } of runs) encoder.bold(isBold).size(scale.width, scale.height).text(text);
  encoder.bold(false).size(1, 1).invert(false);
  return concatBytes(lineSpacing(heightOf(line)), encoder.newline().encode());
}

function encodeDrawn(line: Extract<Laid, { kind: "line" }>, paper: RollWidth): Uint8Array {
  const rowBytes = PAPER_DOTS[paper] / 8;
  return rasterBand(rowBytes, drawLine(line, PAPER_DOTS[paper]));
}

function encodeRule(weight: keyof typeof RULES, paper: RollWidth): Uint8Array {
  const { dots, margin } = RULES[weight];
  const rowBytes = PAPER_DOTS[paper] / 8;
  return concatBytes(
    feed(margin),
    rasterBand(rowBytes, new Uint8Array(rowBytes * dots).fill(0xff)),
    feed(margin),
  );
}

/** A band ends where a module ends: if the paper halts there, no module is torn. */
function encodeSymbol(
  { text, isLargest }: Extract<Laid, { kind: "symbol" }>,
  paper: RollWidth,
): Uint8Array[] {
  const { rows, dots } = drawModules(text, { dots: PAPER_DOTS[paper], isLargest });
  const width = rows.length * dots;
  const left = Math.floor((PAPER_DOTS[paper] - width) / 16);
  const rowBytes = left + Math.ceil(width / 8);
  const bands: Uint8Array[] = [];
  const modules = Math.max(1, Math.floor(BAND_BYTES / (rowBytes * dots)));
  for (let first = 0; first < rows.length; first += modules) {
    const part = rows.slice(first, first + modules);
    const bits = new Uint8Array(rowBytes * dots * part.length);
    for (const [y, row] of part.entries()) {
      const line = new Uint8Array(rowBytes);
      for (let x = 0; x < width; x += 1)
        if (row[Math.floor(x / dots)]) line[left + (x >> 3)]! |= 0x80 >> (x & 7);
      for (let k = 0; k < dots; k += 1) bits.set(line, (y * dots + k) * rowBytes);
    }
    bands.push(rasterBand(rowBytes, bits));
  }
  return bands;
}

/** The text that a printed line holds, for whoever wants to compare: what the letters of the printer say. */
export const printedText = (runs: readonly Run[]): string => likeness(runs.map(({ text }) => text).join(""));
