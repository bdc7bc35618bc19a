/**
 * A line of letters as dots, where the printer's own letters lack one: the report's typeface, each letter in its cell.
 *
 * Names are of people, and a printer that has no `Ł` or `ж` would print something else without a word. A letter that no font of ours has is
 * written as its number before it comes here. Spec: spec/printing.md, clause 4.5.
 * @module
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PAPER_SUBSETS, paperFont } from "@triplicate/ui/fonts.ts";
import { CELL, heightOf, isMark, type Laid } from "@triplicate/ui/print/layout.ts";
import PDFDocument from "pdfkit";
import { unpackWoff } from "./pdf-woff.ts";

type Line = Extract<Laid, { kind: "line" }>;
type Command = { readonly command: string; readonly args: readonly number[] };
type Glyph = { readonly advanceWidth: number; readonly path: { readonly commands: readonly Command[] } };
/** What is used of the font that pdfkit reads, which its types do not describe. */
type Outlines = {
  readonly unitsPerEm: number;
  hasGlyphForCodePoint(code: number): boolean;
  glyphForCodePoint(code: number): Glyph;
};

type Point = readonly [x: number, y: number];

let known: readonly Outlines[] | null = null;

/** Semibold: thin strokes break on a thermal head. */
function fonts(): readonly Outlines[] {
  if (known !== null) return known;
  const doc = new PDFDocument({ autoFirstPage: false });
  known = PAPER_SUBSETS.map((subset) => {
    doc.registerFont(subset, unpackWoff(readFileSync(fileURLToPath(paperFont(subset, 600)))));
    doc.font(subset);
    return (doc as unknown as { _font: { font: Outlines } })._font.font;
  });
  return known;
}

const fontOf = (letter: string): Outlines | undefined =>
  fonts().find((font) => font.hasGlyphForCodePoint(letter.codePointAt(0)!));

export const canDraw = (letter: string): boolean => fontOf(letter) !== undefined;

/** Subdivisions of a dot; a dot is black where half of it is covered. */
const FINE = 4;
/** Of a cell's height: above it the letters' tops, below it what hangs down. */
const BASELINE = 0.78;
const SIZE = 0.92;

/** Bits, a row of whole bytes after the other, as high as the line is. */
export function drawLine(line: Line, dots: number): Uint8Array {
  const rows = heightOf(line);
  const high = Math.max(1, ...line.runs.map(({ scale }) => scale.height)) * CELL.height;
  const polygons: Point[][] = [];
  let x = 0;
  for (const { text, scale } of line.runs) {
    const cell = { width: CELL.width * scale.width, height: CELL.height * scale.height };
    let before = x;
    for (const letter of text) {
      // A mark stands over the letter before it.
      const at = isMark(letter) ? before : x;
      if (letter !== " ") polygons.push(...outline(letter, { x: at, bottom: high, ...cell }));
      if (isMark(letter)) continue;
      before = x;
      x += cell.width;
    }
  }
  const bits = fill(polygons, dots, rows);
  return line.isInverse ? bits.map((byte) => byte ^ 0xff) : bits;
}

type Cell = { readonly x: number; readonly bottom: number; readonly width: number; readonly height: number };

/** Centred in its cell, narrowed where it is wider. */
function outline(letter: string, { x, bottom, width, height }: Cell): Point[][] {
  const font = fontOf(letter);
  if (font === undefined) throw new Error(`no font has U+${letter.codePointAt(0)!.toString(16)}`);
  const { advanceWidth, path } = font.glyphForCodePoint(letter.codePointAt(0)!);
  const up = (height * SIZE) / font.unitsPerEm;
  const advance = advanceWidth * up;
  const across =
    advance > width ? (up * width) / advance : Math.min(up * 1.15, (up * width) / Math.max(advance, 1));
  // A mark has no width and lies left of where it stands: over the middle of the cell.
  const left = advanceWidth === 0 ? x + width : x + (width - advanceWidth * across) / 2;
  const baseline = bottom - height * (1 - BASELINE);
  const place = (px: number, py: number): Point => [left + px * across, baseline - py * up];
  return flatten(path.commands, place);
}

const STEPS = 6;

/** Curves as chords: at the size of a letter no dot tells them apart. */
function flatten(commands: readonly Command[], place: (x: number, y: number) => Point): Point[][] {
  const polygons: Point[][] = [];
  let polygon: Point[] = [];
  let [x, y] = [0, 0];
  for (const { command, args } of commands) {
    if (command === "closePath") continue;
    if (command === "moveTo") {
      polygon = [];
      polygons.push(polygon);
    }
    const points = [[x, y] as const];
    for (let i = 0; i < args.length; i += 2) points.push([args[i]!, args[i + 1]!]);
    const steps = points.length === 2 ? 1 : STEPS;
    for (let k = 1; k <= steps; k += 1) polygon.push(place(...bezier(points, k / steps)));
    [x, y] = points.at(-1)!;
  }
  return polygons;
}

/** de Casteljau: a line, a quadratic or a cubic curve. */
function bezier(points: readonly Point[], t: number): Point {
  if (points.length === 1) return points[0]!;
  const next = points
    .slice(1)
    .map(([x, y], i): Point => [points[i]![0] * (1 - t) + x * t, points[i]![1] * (1 - t) + y * t]);
  return bezier(next, t);
}

/** By the nonzero winding rule, as fonts are drawn. */
function fill(polygons: readonly Point[][], dots: number, rows: number): Uint8Array {
  const covered = new Uint8Array(dots * rows);
  for (let sub = 0; sub < rows * FINE; sub += 1) {
    const y = (sub + 0.5) / FINE;
    const row = Math.floor(sub / FINE) * dots;
    let winding = 0;
    let from = 0;
    for (const { x, turn } of crossings(polygons, y)) {
      if (winding !== 0) cover(covered, row, { from, to: Math.min(x, dots) });
      winding += turn;
      from = Math.max(0, x);
    }
  }
  const bits = new Uint8Array((dots / 8) * rows);
  for (const [i, count] of covered.entries()) {
    if (count * 2 >= FINE * FINE) bits[i >> 3]! |= 0x80 >> (i & 7);
  }
  return bits;
}

function crossings(polygons: readonly Point[][], y: number): { x: number; turn: number }[] {
  const found: { x: number; turn: number }[] = [];
  for (const polygon of polygons) {
    for (const [i, [x2, y2]] of polygon.entries()) {
      const [x1, y1] = polygon.at(i - 1)!;
      if (y1 <= y === y2 <= y) continue;
      found.push({ x: x1 + ((y - y1) / (y2 - y1)) * (x2 - x1), turn: y2 > y1 ? 1 : -1 });
    }
  }
  return found.sort((a, b) => a.x - b.x);
}

function cover(
  covered: Uint8Array,
  row: number,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  for (let sub = Math.ceil(from * FINE - 0.5); (sub + 0.5) / FINE < to; sub += 1) {
    covered[row + Math.floor(sub / FINE)]! += 1;
  }
}
