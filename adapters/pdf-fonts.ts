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
import { type Letters, readLetters } from "./pdf-letters.ts";
import { decimal } from "./pdf-pen.ts";
import { unpackWoff } from "./pdf-woff.ts";

export type Weight = 400 | 600;

/** Letters the typeface lacks that have a near likeness in it. */
const LIKENESS: Readonly<Record<string, string>> = { "→": "›", "\u202f": "\u00a0", "≥": ">=", "≤": "<=" };

type FontFile = { readonly bytes: Buffer; readonly letters: Letters };

const files = new Map<string, FontFile>();

function fontFile(subset: PaperSubset, weight: Weight): FontFile {
  const address = paperFont(subset, weight);
  const known = files.get(address);
  if (known !== undefined) return known;
  const bytes = unpackWoff(readFileSync(fileURLToPath(address)));
  const file = { bytes, letters: readLetters(bytes) };
  files.set(address, file);
  return file;
}

/**
 * What is used of the font pdfkit holds, which its types do not describe: it makes the subset and the map for copying.
 * The layout is replaced by one that knows the glyph already.
 */
type HeldFont = {
  readonly id: string;
  ref(): unknown;
  encode(text: string): readonly [codes: readonly string[], positions: unknown];
  readonly font: {
    getGlyph(glyph: number, codePoints: readonly number[]): unknown;
    layout(text: string): unknown;
  };
};

type Face = {
  readonly name: string;
  readonly file: FontFile;
  /** Glyph numbers in the document's subset, as hex, of the letters drawn so far. */
  readonly codes: Map<number, string>;
  held: HeldFont | null;
};

type Letter = { readonly face: Face; readonly glyph: number; readonly code: number };

/** Letters of one face within a word. */
type Part = { readonly face: Face; readonly letters: readonly Letter[]; shown: string | null };

/** A word, its width at size 1, and its letters by face. */
type Word = { readonly width: number; readonly parts: readonly Part[] };

export type Typesetter = {
  /** The operators that show a text from where the text cursor is. */
  show(text: string, size: number, weight: Weight): string;
  /** Width in points at a size. */
  width(text: string, size: number, weight: Weight): number;
  /** Lines no wider than `width`, broken at spaces, or inside a word that is wider by itself. */
  lines(text: string, width: number, size: number, weight: Weight): string[];
};

export function createTypesetter(doc: PDFKit.PDFDocument): Typesetter {
  const wordOf = wordReader();
  const width = (text: string, size: number, weight: Weight): number => {
    let sum = 0;
    const words = text.split(" ");
    for (const word of words) sum += word === "" ? 0 : wordOf(word, weight).width;
    return (sum + (words.length - 1) * wordOf(" ", weight).width) * size;
  };
  return {
    width,
    lines: (text, most, size, weight) => breakLines(text, most, (part) => width(part, size, weight)),
    show: (text, size, weight) => {
      const space = wordOf(" ", weight).parts;
      const parts = text
        .split(" ")
        .flatMap((word, i) => [
          ...(i === 0 ? [] : space),
          ...(word === "" ? [] : wordOf(word, weight).parts),
        ]);
      return showParts(doc, parts, size);
    },
  };
}

/** Words as letters with their width, each read once. */
function wordReader(): (text: string, weight: Weight) => Word {
  const faces = new Map<string, Face>();
  const letters = { 400: new Map<string, Letter[]>(), 600: new Map<string, Letter[]>() };
  const words = { 400: new Map<string, Word>(), 600: new Map<string, Word>() };
  const faceOf = (subset: PaperSubset, weight: Weight): Face => {
    const name = `${subset}-${weight}`;
    const known = faces.get(name);
    if (known !== undefined) return known;
    const face = { name, file: fontFile(subset, weight), codes: new Map<number, string>(), held: null };
    faces.set(name, face);
    return face;
  };
  const letterOf = (character: string, weight: Weight): Letter | null => {
    const code = character.codePointAt(0) ?? 0;
    for (const subset of PAPER_SUBSETS) {
      const face = faceOf(subset, weight);
      const glyph = face.file.letters.glyph(code);
      if (glyph !== 0) return { face, glyph, code };
    }
    return null;
  };
  const lettersOf = (character: string, weight: Weight): Letter[] => {
    const known = letters[weight].get(character);
    if (known !== undefined) return known;
    const likeness = [...(LIKENESS[character] ?? character)].map((one) => letterOf(one, weight));
    const found = likeness.filter((letter) => letter !== null);
    const all =
      found.length > 0
        ? found
        : [...`<U+${hex(character)}>`]
            .map((one) => letterOf(one, weight))
            .filter((letter) => letter !== null);
    letters[weight].set(character, all);
    return all;
  };
  return (text, weight) => {
    const known = words[weight].get(text);
    if (known !== undefined) return known;
    // Composed, because a letter and its accent apart would need a shaping engine to meet.
    const all = [...visibleText(text).normalize("NFC")].flatMap((character) => lettersOf(character, weight));
    const word = { width: widthOf(all), parts: partsOf(all) };
    words[weight].set(text, word);
    return word;
  };
}

function partsOf(letters: readonly Letter[]): Part[] {
  const parts: { face: Face; letters: Letter[]; shown: null }[] = [];
  for (const letter of letters) {
    const last = parts[parts.length - 1];
    if (last?.face === letter.face) last.letters.push(letter);
    else parts.push({ face: letter.face, letters: [letter], shown: null });
  }
  return parts;
}

const kernAfter = (letter: Letter, next: Letter | undefined): number =>
  next?.face === letter.face ? letter.face.file.letters.kern(letter.glyph, next.glyph) : 0;

function widthOf(letters: readonly Letter[]): number {
  let sum = 0;
  for (const [i, letter] of letters.entries()) {
    sum += letter.face.file.letters.advance(letter.glyph) + kernAfter(letter, letters[i + 1]);
  }
  return sum / 1000;
}

function showParts(doc: PDFKit.PDFDocument, parts: readonly Part[], size: number): string {
  let operators = "";
  let shown = "";
  let face: Face | null = null;
  const flush = (): void => {
    if (face === null || shown === "") return;
    const { id } = heldFont(doc, face);
    // Hex strings with nothing between them are one.
    operators += `/${id} ${decimal(size)} Tf [${shown.replaceAll("><", "")}] TJ\n`;
    shown = "";
  };
  for (const part of parts) {
    if (part.face !== face) flush();
    face = part.face;
    part.shown ??= showLetters(doc, part);
    shown += part.shown;
  }
  flush();
  return operators;
}

/** Glyphs in hex with the kerning between them, which PDF counts leftwards. */
function showLetters(doc: PDFKit.PDFDocument, { face, letters }: Part): string {
  let shown = "<";
  letters.forEach((letter, i) => {
    shown += glyphCode(doc, face, letter);
    const kern = kernAfter(letter, letters[i + 1]);
    if (kern !== 0) shown += `> ${decimal(-kern)} <`;
  });
  return `${shown}>`;
}

function glyphCode(doc: PDFKit.PDFDocument, face: Face, { glyph, code }: Letter): string {
  const known = face.codes.get(glyph);
  if (known !== undefined) return known;
  const held = heldFont(doc, face);
  held.font.layout = () => ({
    glyphs: [held.font.getGlyph(glyph, [code])],
    positions: [{ xAdvance: 0 }],
    advanceWidth: 0,
  });
  const [[encoded = ""]] = held.encode(String.fromCodePoint(code));
  face.codes.set(glyph, encoded);
  return encoded;
}

/** The font in the document, put there when its first letter is drawn, and named by the page that uses it. */
function heldFont(doc: PDFKit.PDFDocument, face: Face): HeldFont {
  if (face.held === null) {
    doc.registerFont(face.name, face.file.bytes);
    doc.font(face.name);
    face.held = (doc as unknown as { _font: HeldFont })._font;
  }
  const { fonts } = doc.page as unknown as { fonts: Record<string, unknown> };
  fonts[face.held.id] ??= face.held.ref();
  return face.held;
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
