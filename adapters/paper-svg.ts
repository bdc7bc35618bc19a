/**
 * A roll's paper as a picture: the lines, rules and symbols that a thermal printer prints, dot for unit, on paper with a torn edge.
 *
 * The letters are the reader's own monospaced ones, each line held to the width that it has on paper. Spec: spec/printing.md, section 7.
 * @module
 */
import { CELL, heightOf, type Laid, lengthOf, type Run } from "@triplicate/ui/print/layout.ts";
import { escapeHtml } from "@triplicate/ui/report/escape.ts";
import { PAPER_DOTS } from "./acta-symbols.ts";
import type { RollWidth } from "./escpos-document.ts";
import { drawModules } from "./paper-symbol.ts";

/** White beside what can be printed: the roll is wider than the head. */
const MARGIN = { 58: 40, 80: 32 } as const;
const TOP = 32;
const BOTTOM = 56;
const RULE_MARGIN = 8;
const RULES = { thin: 2, thick: 6 } as const;
const INK = "#1d1b1a";
const PAPER = "#fdfcf8";
/** Of the letters' size: where they stand in their cell, from its foot. */
const DESCENT = 0.24;

type Drawing = { readonly parts: string[]; y: number };

export function paperSvg(laid: readonly Laid[], paper: RollWidth): string {
  const dots = PAPER_DOTS[paper];
  const left = MARGIN[paper];
  const width = dots + 2 * left;
  const drawing: Drawing = { parts: [], y: TOP };
  for (const one of laid) drawLaid(drawing, one, dots);
  const height = drawing.y + BOTTOM;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<path d="${outline(width, height)}" fill="${PAPER}"/>`,
    `<g transform="translate(${left} 0)" fill="${INK}" font-family="'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace">`,
    ...drawing.parts,
    "</g></svg>",
  ].join("\n");
}

/** Both ends were cut by a toothed edge. */
function outline(width: number, height: number): string {
  const teeth = Math.round(width / 16);
  const step = width / teeth;
  const points: string[] = [];
  for (let i = 0; i <= teeth; i += 1) points.push(`${round(i * step)} ${i % 2 === 0 ? 0 : 6}`);
  for (let i = teeth; i >= 0; i -= 1) points.push(`${round(i * step)} ${i % 2 === 0 ? height : height - 6}`);
  return `M${points.join("L")}Z`;
}

const round = (value: number): string => String(Math.round(value * 100) / 100);

function drawLaid(drawing: Drawing, laid: Laid, dots: number): void {
  switch (laid.kind) {
    case "space":
      drawing.y += heightOf(laid);
      break;
    case "rule":
      drawing.parts.push(
        `<rect x="0" y="${drawing.y + RULE_MARGIN}" width="${dots}" height="${RULES[laid.weight]}"/>`,
      );
      drawing.y += 2 * RULE_MARGIN + RULES[laid.weight];
      break;
    case "symbol":
      drawSymbol(drawing, laid, dots);
      break;
    case "line":
      drawLine(drawing, laid, dots);
      break;
  }
}

function drawLine(drawing: Drawing, line: Extract<Laid, { kind: "line" }>, dots: number): void {
  const height = heightOf(line);
  const high = Math.max(1, ...line.runs.map(({ scale }) => scale.height)) * CELL.height;
  if (line.isInverse) drawing.parts.push(`<rect x="0" y="${drawing.y}" width="${dots}" height="${height}"/>`);
  let cell = 0;
  for (const run of line.runs) {
    drawRun(drawing, run, { x: cell * CELL.width, foot: drawing.y + high, isInverse: line.isInverse });
    cell += lengthOf(run.text) * run.scale.width;
  }
  drawing.y += height;
}

type Place = { readonly x: number; readonly foot: number; readonly isInverse: boolean };

function drawRun(drawing: Drawing, { text, scale, isBold }: Run, { x, foot, isInverse }: Place): void {
  const words = text.trimEnd();
  const start = words.length - words.trimStart().length;
  if (words.length === start) return;
  // Letters are drawn once wide and stretched, as the printer does it.
  const size = CELL.height * 0.82 * scale.height;
  const stretch = scale.width / scale.height;
  const at = x + start * CELL.width * scale.width;
  const length = (lengthOf(words) - start) * CELL.width * scale.height;
  const baseline = foot - CELL.height * scale.height * DESCENT;
  const style = `${isBold ? ' font-weight="700"' : ""}${isInverse ? ` fill="${PAPER}"` : ""}`;
  drawing.parts.push(
    `<text transform="translate(${at} ${round(baseline)}) scale(${round(stretch)} 1)" font-size="${round(size)}" textLength="${length}" lengthAdjust="spacingAndGlyphs" xml:space="preserve"${style}>${escapeHtml(words.trimStart())}</text>`,
  );
}

function drawSymbol(
  drawing: Drawing,
  { text, isLargest }: Extract<Laid, { kind: "symbol" }>,
  paper: number,
): void {
  const { rows, dots } = drawModules(text, { dots: paper, isLargest });
  const left = Math.floor((paper - rows.length * dots) / 16) * 8;
  let path = "";
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      let end = x;
      while (row[end + 1]) end += 1;
      path += `M${left + x * dots} ${drawing.y + y * dots}h${(end - x + 1) * dots}v${dots}h${-(end - x + 1) * dots}z`;
      x = end;
    }
  }
  drawing.parts.push(`<path d="${path}" shape-rendering="crispEdges"/>`);
  drawing.y += rows.length * dots;
}
