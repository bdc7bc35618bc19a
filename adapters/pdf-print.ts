/**
 * A station's paper on pages of A4, for an office printer: the same blocks as on a roll, set in the house's type.
 *
 * Tagged, with its language, its fonts inside, and the same bytes for the same document. Spec: spec/printing.md, section 6.
 * @module
 */
import { translator } from "@triplicate/ui/messages.ts";
import type { PrintBlock, PrintDocument, TextSize } from "@triplicate/ui/print/print-document.ts";
import { visibleText } from "@triplicate/ui/report/visible-text.ts";
import { COLOURS } from "@triplicate/ui/tokens.ts";
import PDFDocument from "pdfkit";
import { drawModules } from "./paper-symbol.ts";
import { collectPdf } from "./pdf.ts";
import { createTypesetter } from "./pdf-fonts.ts";
import {
  artifact,
  CONTENT_WIDTH,
  draw,
  drawText,
  element,
  ensureRoom,
  leading,
  mark,
  newPage,
  PAGE,
  type Page,
  paragraph,
} from "./pdf-page.ts";
import { fillColour, filledRectangle, levelRule, rectangle } from "./pdf-pen.ts";

/** A paper is known by what it says; a clock would change its bytes. */
const CREATED = new Date(Date.UTC(2000, 0, 1));
const SIZES = { normal: 10.5, tall: 14, large: 20, huge: 44 } as const satisfies Record<TextSize, number>;
const GAP = 20;
/** Two symbols side by side. */
const HALF = (CONTENT_WIDTH - GAP) / 2;
/** Three quarters of a millimetre: no symbol needs a larger module (spec/acta.md, section 7). */
const MODULE = (0.75 / 25.4) * 72;
const SIGNATURE_ROOM = 40;
const KEPT_TOGETHER = 70;

type Drawn = {
  readonly document: PrintDocument;
  readonly page: Page;
};

export const renderPrintPdf = (document: PrintDocument): Promise<Uint8Array> => renderPrintPages([document]);

/** Several papers in one file, each from the top of a page and with pages of its own; the file is called as the first. */
export async function renderPrintPages(documents: readonly PrintDocument[]): Promise<Uint8Array> {
  const [document] = documents;
  if (document === undefined) throw new RangeError("a file has a paper");
  const title = visibleText(document.title);
  const doc = new PDFDocument({
    ...{ size: "A4", margin: 0, pdfVersion: "1.7", tagged: true, displayTitle: true, bufferPages: true },
    lang: document.language,
    info: { Title: title, Producer: "Triplicate", Creator: "Triplicate", CreationDate: CREATED },
  });
  const bytes = collectPdf(doc);
  const root = doc.struct("Document");
  doc.addStructure(root);
  const page: Page = { doc, type: createTypesetter(doc), root, y: PAGE.top };
  const starts: number[] = [];
  for (const [number, one] of documents.entries()) {
    if (number > 0) newPage(page);
    starts.push(doc.bufferedPageRange().count - 1);
    for (let i = 0; i < one.blocks.length; ) i += drawAt({ document: one, page }, i);
  }
  root.end();
  for (const [number, one] of documents.entries())
    numberPages(page, one, starts[number]!, starts[number + 1] ?? doc.bufferedPageRange().count);
  doc.end();
  return bytes;
}

/** How many blocks were drawn: symbols that follow one another stand in pairs. */
function drawAt({ document: { blocks }, page }: Drawn, i: number): number {
  const block = blocks[i]!;
  const next = blocks[i + 1];
  if (block.kind !== "symbol") {
    // What announces larger letters stands on their page.
    if (block.kind === "text" && next?.kind === "text" && next.size !== "normal")
      ensureRoom(page, KEPT_TOGETHER);
    drawBlock(page, block);
    return 1;
  }
  const pair = next?.kind === "symbol" ? [block, next] : [block];
  drawSymbols(page, pair);
  return pair.length;
}

function drawBlock(page: Page, block: Exclude<PrintBlock, { kind: "symbol" }>): void {
  switch (block.kind) {
    case "text":
      drawTextBlock(page, block);
      break;
    case "row":
      drawRow(page, block);
      break;
    case "rule":
      ensureRoom(page, 12);
      artifact(page, () =>
        draw(
          page,
          levelRule(PAGE.left, page.y + 5, CONTENT_WIDTH, block.weight === "thin" ? 0.7 : 2, COLOURS.ink),
        ),
      );
      page.y += 11;
      break;
    case "space":
      page.y += 9;
      break;
    case "signature":
      drawSignature(page, block.lines);
      break;
  }
}

function drawTextBlock(page: Page, block: Extract<PrintBlock, { kind: "text" }>): void {
  const size = SIZES[block.size];
  const weight = block.isBold ? 600 : 400;
  const text = visibleText(block.text);
  const colour = block.isInverse ? COLOURS.paper : COLOURS.ink;
  // A heading is not left alone at the foot of a page.
  if (size > SIZES.normal) ensureRoom(page, leading(size) + 40);
  const behind = (top: number, height: number): void =>
    draw(page, filledRectangle(PAGE.left, top - 1, CONTENT_WIDTH, height + 2, COLOURS.ink));
  const style = {
    size,
    weight,
    colour,
    after: block.isInverse ? 4 : 1,
    ...(block.isInverse ? { behind } : {}),
  } as const;
  if (block.align === "left") {
    paragraph(page, "P", text, { ...style, ...(block.isInverse ? { indent: 4 } : {}) });
    return;
  }
  for (const line of page.type.lines(text, CONTENT_WIDTH, size, weight)) {
    const indent = (CONTENT_WIDTH - page.type.width(line, size, weight)) / 2;
    paragraph(page, "P", line, { ...style, indent, width: CONTENT_WIDTH });
  }
}

/** The words in as many lines as they take, the number at the right of the last, dots between them. */
function drawRow(page: Page, { label, value, size, isBold }: Extract<PrintBlock, { kind: "row" }>): void {
  const words = { size: 11.5, weight: isBold ? 600 : 400, colour: COLOURS.ink } as const;
  const figures = {
    size: size === "normal" ? 11.5 : SIZES[size],
    weight: isBold ? 600 : 400,
    colour: COLOURS.ink,
  } as const;
  const width = page.type.width(value, figures.size, figures.weight);
  const indent = /^ */.exec(label)![0].length * 5;
  const lines = page.type.lines(
    visibleText(label.trim()),
    CONTENT_WIDTH - width - indent - 24,
    words.size,
    words.weight,
  );
  const height = leading(words.size);
  const own = element(page, "P");
  ensureRoom(page, height * lines.length + 8);
  // A number and what is said of it below stand apart from the next.
  const top = page.y + (size === "normal" ? 2 : 6);
  lines.forEach((line, i) => {
    mark(page, own, "P", () =>
      drawText(page, line, PAGE.left + indent, top + i * height + words.size, words),
    );
  });
  const baseline = top + (lines.length - 1) * height + words.size;
  const from = PAGE.left + indent + page.type.width(lines.at(-1) ?? "", words.size, words.weight) + 6;
  const to = PAGE.left + CONTENT_WIDTH - width - 6;
  if (to > from)
    artifact(page, () =>
      draw(page, `[0.8 3] 0 d ${levelRule(from, baseline, to - from, 0.8, COLOURS.line)} [] 0 d`),
    );
  mark(page, own, "P", () => drawText(page, value, PAGE.left + CONTENT_WIDTH - width, baseline, figures));
  page.y = top + lines.length * height + 2;
}

function drawSignature(page: Page, lines: readonly string[]): void {
  ensureRoom(page, SIGNATURE_ROOM + lines.length * 16);
  page.y += SIGNATURE_ROOM;
  artifact(page, () => draw(page, levelRule(PAGE.left, page.y - 2, HALF * 1.4, 0.8, COLOURS.ink)));
  for (const line of lines)
    paragraph(page, "P", visibleText(line), { size: SIZES.normal, weight: 400, colour: COLOURS.ink });
}

type Symbol = Extract<PrintBlock, { kind: "symbol" }>;

function drawSymbols(page: Page, symbols: readonly Symbol[]): void {
  const caption = { size: 9.5, weight: 600, colour: COLOURS.ink } as const;
  const drawn = symbols.map((symbol) => {
    const { rows } = drawModules(symbol.text, { dots: 10_000, isLargest: false });
    const lines = page.type.lines(visibleText(symbol.caption), HALF, caption.size, caption.weight);
    return { rows, lines, side: Math.min(HALF, rows.length * MODULE) };
  });
  const captionHeight = Math.max(...drawn.map(({ lines }) => lines.length)) * leading(caption.size);
  const side = Math.max(...drawn.map((one) => one.side));
  ensureRoom(page, captionHeight + side + 12);
  drawn.forEach(({ rows, lines, side: own }, i) => {
    const left = PAGE.left + i * (HALF + GAP);
    const figure = element(page, "Figure", page.root, { alt: symbols[i]!.caption });
    mark(page, figure, "Figure", () => {
      lines.forEach((line, k) => {
        drawText(page, line, left, page.y + (k + 1) * leading(caption.size), caption);
      });
      draw(page, moduleOperators(rows, { left, top: page.y + captionHeight + 4, module: own / rows.length }));
    });
  });
  page.y += captionHeight + side + 12;
}

type Square = { readonly left: number; readonly top: number; readonly module: number };

/** Runs of dark modules as one rectangle each, filled at once: no hairline between neighbours. */
function moduleOperators(rows: readonly (readonly boolean[])[], { left, top, module }: Square): string {
  const parts: string[] = [];
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      let end = x;
      while (row[end + 1]) end += 1;
      // A hundredth more in height: what lies below shall not show as a line.
      parts.push(rectangle(left + x * module, top + y * module, (end - x + 1) * module, module * 1.01));
      x = end;
    }
  }
  return `${fillColour(COLOURS.ink)} ${parts.join(" ")} f`;
}

/** Of the pages from `from` to below `to`, which are one paper's. */
function numberPages(page: Page, { language, title }: PrintDocument, from: number, to: number): void {
  const { doc, type } = page;
  const t = translator(language);
  const { start } = doc.bufferedPageRange();
  const style = { size: 8.5, weight: 400, colour: COLOURS.muted } as const;
  for (let i = from; i < to; i += 1) {
    doc.switchToPage(start + i);
    const number = t.t("print.page.number", { page: i - from + 1, pages: to - from });
    const [name = ""] = type.lines(visibleText(title), CONTENT_WIDTH / 2, style.size, style.weight);
    artifact(page, () => {
      drawText(page, name, PAGE.left, PAGE.height - 34, style);
      drawText(
        page,
        number,
        PAGE.left + CONTENT_WIDTH - type.width(number, style.size, style.weight),
        PAGE.height - 34,
        style,
      );
    });
  }
}
