/**
 * The report's typeface on paper: which of its files has a letter, how wide a text is, and where lines break.
 *
 * PDF readers do not fall back to another font, so every text is split into runs by the subset that has its letters;
 * a letter that none has is written as its code point rather than lost.
 * @module
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PAPER_SUBSETS, type PaperSubset, paperFont } from "@triplicate/ui/fonts.ts";
import { visibleText } from "@triplicate/ui/report/visible-text.ts";
import { unpackWoff } from "./pdf-woff.ts";

export type Weight = 400 | 600;
export type Run = { readonly font: string; readonly text: string };

/** Letters the typeface lacks that have a near likeness in it. */
const LIKENESS: Readonly<Record<string, string>> = { "→": "›", "\u202f": "\u00a0", "≥": ">=", "≤": "<=" };

const files = new Map<string, Buffer>();

function fontFile(subset: PaperSubset, weight: Weight): Buffer {
  const address = paperFont(subset, weight);
  const known = files.get(address);
  if (known !== undefined) return known;
  const bytes = unpackWoff(readFileSync(fileURLToPath(address)));
  files.set(address, bytes);
  return bytes;
}

/** pdfkit does not type the font it holds; only its character map is asked for. */
type HeldFont = { readonly _font: { readonly font: { hasGlyphForCodePoint(code: number): boolean } } };

export type Typesetter = {
  runs(text: string, weight: Weight): readonly Run[];
  /** Width in points at a size. */
  width(text: string, size: number, weight: Weight): number;
  /** Lines no wider than `width`, broken at spaces, or inside a word that is wider by itself. */
  lines(text: string, width: number, size: number, weight: Weight): string[];
};

export function createTypesetter(doc: PDFKit.PDFDocument): Typesetter {
  const fonts = new Map<string, HeldFont["_font"]["font"]>();
  const widths = new Map<string, number>();
  const hold = (subset: PaperSubset, weight: Weight): string => {
    const name = `${subset}-${weight}`;
    if (!fonts.has(name)) {
      doc.registerFont(name, fontFile(subset, weight));
      doc.font(name);
      fonts.set(name, (doc as unknown as HeldFont)._font.font);
    }
    return name;
  };
  const fontOf = (character: string, weight: Weight): string | null => {
    const code = character.codePointAt(0) ?? 0;
    for (const subset of PAPER_SUBSETS) {
      const name = hold(subset, weight);
      if (fonts.get(name)?.hasGlyphForCodePoint(code) === true) return name;
    }
    return null;
  };
  const runs = (raw: string, weight: Weight): Run[] => {
    const found: { font: string; text: string }[] = [];
    for (const character of visibleText(raw)) {
      const likeness = LIKENESS[character] ?? character;
      const has = likeness.length > 1 ? hold("latin", weight) : fontOf(likeness, weight);
      const font = has ?? hold("latin", weight);
      const text = has === null ? `<U+${hex(character)}>` : likeness;
      const last = found[found.length - 1];
      if (last?.font === font) last.text += text;
      else found.push({ font, text });
    }
    return found;
  };
  const unitWidth = (text: string, weight: Weight): number => {
    const key = `${weight}${text}`;
    const known = widths.get(key);
    if (known !== undefined) return known;
    let sum = 0;
    for (const run of runs(text, weight)) sum += doc.font(run.font).fontSize(1000).widthOfString(run.text);
    widths.set(key, sum / 1000);
    return sum / 1000;
  };
  const width = (text: string, size: number, weight: Weight): number => {
    let sum = 0;
    const words = text.split(" ");
    for (const word of words) sum += word === "" ? 0 : unitWidth(word, weight);
    return (sum + (words.length - 1) * unitWidth(" ", weight)) * size;
  };
  return {
    runs,
    width,
    lines: (text, most, size, weight) => breakLines(text, most, (part) => width(part, size, weight)),
  };
}

const hex = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");

function breakLines(text: string, most: number, widthOf: (part: string) => number): string[] {
  const lines: string[] = [];
  const space = widthOf(" ");
  let line = "";
  let used = 0;
  for (const word of visibleText(text).split(" ")) {
    for (const part of widthOf(word) <= most ? [word] : breakWord(word, most, widthOf)) {
      const width = widthOf(part);
      if (line !== "" && used + space + width <= most) {
        line += ` ${part}`;
        used += space + width;
      } else {
        if (line !== "") lines.push(line);
        line = part;
        used = width;
      }
    }
  }
  if (line !== "" || lines.length === 0) lines.push(line);
  return lines;
}

/** After a slash if that helps, as in paths and joined places; else between letters. */
function breakWord(word: string, most: number, widthOf: (part: string) => number): string[] {
  const pieces = word
    .split(/(?<=\/)/)
    .flatMap((piece) => (widthOf(piece) <= most ? [piece] : fill([...piece], most, widthOf)));
  return fill(pieces, most, widthOf);
}

function fill(pieces: readonly string[], most: number, widthOf: (part: string) => number): string[] {
  const parts: string[] = [];
  let part = "";
  let used = 0;
  for (const piece of pieces) {
    const width = widthOf(piece);
    if (part !== "" && used + width > most) {
      parts.push(part);
      part = "";
      used = 0;
    }
    part += piece;
    used += width;
  }
  return [...parts, part];
}
