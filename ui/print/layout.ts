/**
 * A document on a roll of paper: lines of letters in the cells of the printer's font, rules, symbols. Nothing is cut off.
 *
 *     32 cells of 12 × 24 dots on 58 mm, 48 on 80 mm; a letter of a larger size takes two or three cells
 *
 * The thermal printer and the screen's paper are drawn from the same lines. Spec: spec/printing.md, section 2.
 * @module
 */
import { visibleText } from "../report/visible-text.ts";
import type { PaperSize, PrintBlock, TextSize } from "./print-document.ts";

/** Cells of a line at the smallest size, by the paper. A page of A4 is set in type; for it this is a measure only. */
export const COLUMNS: Readonly<Record<PaperSize, number>> = { 58: 32, 80: 48, a4: 48 };

/** How many cells a letter is wide and high. */
export const SCALES = {
  normal: { width: 1, height: 1 },
  tall: { width: 1, height: 2 },
  large: { width: 2, height: 2 },
  huge: { width: 3, height: 3 },
} as const satisfies Record<TextSize, { readonly width: number; readonly height: number }>;
export type Scale = (typeof SCALES)[TextSize];

/** What is to be read from afar stays high: a word that is wider than the paper even so is broken. */
const SMALLER = { huge: "large", large: "tall", tall: null, normal: null } as const;

export type Run = { readonly text: string; readonly scale: Scale; readonly isBold: boolean };

export type Laid =
  /** Letters from the left edge on, the gaps between them as spaces; white on black: filled to both edges. */
  | { readonly kind: "line"; readonly runs: readonly Run[]; readonly isInverse: boolean }
  | { readonly kind: "rule"; readonly weight: "thin" | "thick" }
  | { readonly kind: "space"; readonly lines: number }
  | { readonly kind: "symbol"; readonly text: string; readonly isLargest: boolean };

/** Dots of a cell of the printer's font, 203 of them an inch. */
export const CELL = { width: 12, height: 24 } as const;
/** White below the letters of a line. */
const LEADING = 6;
const SPACE_DOTS = 20;

/** How much paper a line or a space takes, in dots. White on black has no white between its lines. */
export function heightOf(laid: Extract<Laid, { kind: "line" | "space" }>): number {
  if (laid.kind === "space") return laid.lines * SPACE_DOTS;
  const high = Math.max(1, ...laid.runs.map(({ scale }) => scale.height));
  return high * CELL.height + (laid.isInverse ? 0 : LEADING);
}

/** Room for a hand above the line to sign on, in lines. */
const SIGNATURE_LINES = 5;

/** `spell` gives for a letter what the printer can print of it: itself, or its number in words. */
export function layOut(
  blocks: readonly PrintBlock[],
  paper: PaperSize,
  spell = (letter: string): string => letter,
): Laid[] {
  const columns = COLUMNS[paper];
  const spelled = (text: string): string => Array.from(text.normalize("NFC"), spell).join("");
  return blocks.map((block) => respell(block, spelled)).flatMap((block) => layBlock(block, columns));
}

function respell(block: PrintBlock, spelled: (text: string) => string): PrintBlock {
  switch (block.kind) {
    case "text":
      return { ...block, text: spelled(block.text) };
    case "row":
      return { ...block, label: spelled(block.label), value: spelled(block.value) };
    case "symbol":
      return { ...block, caption: spelled(block.caption) };
    case "signature":
      return { ...block, lines: block.lines.map(spelled) };
    default:
      return block;
  }
}

function layBlock(block: PrintBlock, columns: number): Laid[] {
  switch (block.kind) {
    case "text":
      return textLines(block, columns);
    case "row":
      return rowLines(block, columns);
    case "rule":
      return [block];
    case "space":
      return [{ kind: "space", lines: 1 }];
    case "symbol":
      return [
        { kind: "space", lines: 1 },
        ...textLines({ text: block.caption, ...CAPTION }, columns),
        { kind: "symbol", text: block.text, isLargest: block.isLargest },
      ];
    case "signature":
      return [
        { kind: "space", lines: SIGNATURE_LINES },
        { kind: "rule", weight: "thin" },
        ...block.lines.flatMap((text) => textLines({ text, ...LABEL }, columns)),
      ];
  }
}

const LABEL = { size: "normal", align: "left", isBold: false, isInverse: false } as const;
const CAPTION = { ...LABEL, align: "centre", isBold: true } as const;

type Text = Omit<Extract<PrintBlock, { kind: "text" }>, "kind">;

function textLines({ text, size, align, isBold, isInverse }: Text, columns: number): Laid[] {
  const scale = SCALES[fitting(text, size, columns)];
  const room = Math.floor(columns / scale.width);
  // Even lines: the last letters of a code or a name do not stand alone.
  const isEven = align === "centre" || scale.height > 1;
  const lines = isEven ? wrapEvenly(text, room) : wrap(text, room);
  return lines.map((line): Laid => {
    const free = columns - lengthOf(line) * scale.width;
    const before = align === "centre" ? Math.floor(free / 2) : 0;
    const gap = (cells: number): Run[] =>
      cells === 0
        ? []
        : [{ text: " ".repeat(cells), scale: { width: 1, height: scale.height } as Scale, isBold: false }];
    const runs = [...gap(before), { text: line, scale, isBold }, ...(isInverse ? gap(free - before) : [])];
    return { kind: "line", runs, isInverse };
  });
}

/** The size, or the largest below it at which no word is wider than the paper. */
function fitting(text: string, size: TextSize, columns: number): TextSize {
  const longest = Math.max(0, ...piecesOf(text).map(lengthOf));
  let fit = size;
  for (let next = SMALLER[fit]; next !== null && longest * SCALES[fit].width > columns; next = SMALLER[fit])
    fit = next;
  return fit;
}

/** Beside a number that leaves less than this, words would be broken letter by letter. */
const LEAST_ROOM = 10;

function rowLines(
  { label, value, size, isBold }: Extract<PrintBlock, { kind: "row" }>,
  columns: number,
): Laid[] {
  const scale = SCALES[size];
  const valueCells = lengthOf(value) * scale.width;
  const room = columns - valueCells - 1;
  const line = (runs: readonly Run[]): Laid => ({ kind: "line", runs, isInverse: false });
  const words = (text: string): Run => ({ text, scale: SCALES.normal, isBold });
  const figures: Run = { text: value, scale, isBold };
  if (room < Math.min(LEAST_ROOM, lengthOf(label))) {
    const gap = Math.max(0, columns - valueCells);
    return [
      ...wrap(label, columns).map((text) => line([words(text)])),
      line([words(" ".repeat(gap)), figures]),
    ];
  }
  // The number stands beside the first line: below it the words go on close together.
  const [first = "", ...rest] = wrap(label, room);
  const gap = columns - lengthOf(first) - valueCells;
  return [
    line([words(first), { text: leader(gap), scale: SCALES.normal, isBold: false }, figures]),
    ...rest.map((text) => line([words(text)])),
  ];
}

/** Dots that lead the eye from the words to the number. */
const leader = (cells: number): string => (cells < 4 ? " ".repeat(cells) : ` ${".".repeat(cells - 2)} `);

/** A mark that stands over the letter before it and takes no cell of its own. */
export const isMark = (letter: string): boolean => /^\p{M}$/u.test(letter);

/** Cells of a text at the smallest size. */
export const lengthOf = (text: string): number => [...text].filter((letter) => !isMark(letter)).length;

/** Where a line may break: after a space, and after a hyphen or slash between letters. */
const piecesOf = (text: string): string[] => clean(text).split(/\s+|(?<=[^\s][-–/·])(?=[^\s])/u);

/** One form of each letter, so that a letter is one cell; nothing that would be seen by no one. */
const clean = (text: string): string => visibleText(text.normalize("NFC"));

/** Lines of at most `room` letters, as full as they can be. A word that is longer is broken where the line ends. */
export function wrap(given: string, room: number): string[] {
  const text = clean(given);
  const lines: string[] = [];
  const indent = /^ */.exec(text)![0];
  let line = indent;
  let isEmpty = true;
  const words = text.trim().split(/ +/);
  for (const word of words) {
    const parts = word.split(/(?<=[-–/·])/u);
    for (const [k, part] of parts.entries()) {
      const joint = isEmpty || k > 0 ? "" : " ";
      // The middle of a word is never preceded by a space; its first part is, unless the line begins with it.
      if (lengthOf(line) + joint.length + lengthOf(part) <= room) line += joint + part;
      else {
        if (!isEmpty) lines.push(line);
        line = isEmpty ? line + part : part;
        while (lengthOf(line) > room) {
          const letters = [...line];
          lines.push(letters.slice(0, room).join(""));
          line = letters.slice(room).join("");
        }
      }
      isEmpty = false;
    }
  }
  return [...lines, line];
}

/** As few lines as `wrap` takes, and as even as they can be. */
function wrapEvenly(text: string, room: number): string[] {
  const lines = wrap(text, room);
  if (lines.length === 1) return lines;
  let [low, high] = [1, room];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const longest = Math.max(...piecesOf(text).map(lengthOf));
    if (middle >= Math.min(longest, room) && wrap(text, middle).length <= lines.length) high = middle;
    else low = middle + 1;
  }
  return wrap(text, high);
}

/** What stands on the paper, as plain lines: for a screen reader, and for tests. */
export const plainLines = (laid: readonly Laid[]): string[] =>
  laid.flatMap((line) =>
    line.kind === "line"
      ? [
          line.runs
            .map(({ text }) => text)
            .join("")
            .trimEnd(),
        ]
      : [],
  );
