/**
 * A page to write on from top to bottom: a cursor, text lines, and the structure tree that screen readers follow.
 *
 * Every piece of text is marked content of one structure element. Pieces never cross a page, because a mark that
 * does would be listed under the wrong page.
 * @module
 */
import type { Typesetter, Weight } from "./pdf-fonts.ts";
import { textAt } from "./pdf-pen.ts";

export const PAGE = { width: 595.28, height: 841.89, left: 50, right: 50, top: 52, bottom: 62 } as const;
export const CONTENT_WIDTH = PAGE.width - PAGE.left - PAGE.right;

export type TextStyle = {
  readonly size: number;
  readonly weight: Weight;
  readonly colour: string;
};

export type Page = {
  readonly doc: PDFKit.PDFDocument;
  readonly type: Typesetter;
  readonly root: PDFKit.PDFStructureElement;
  y: number;
};

const LIMIT = PAGE.height - PAGE.bottom;

export const roomLeft = (page: Page): number => LIMIT - page.y;
export const FULL_HEIGHT = LIMIT - PAGE.top;

/** Starts a new page unless `height` still fits. */
export function ensureRoom(page: Page, height: number): boolean {
  if (page.y + height <= LIMIT) return false;
  newPage(page);
  return true;
}

export function newPage(page: Page): void {
  page.doc.addPage();
  page.y = PAGE.top;
}

export function element(
  page: Page,
  kind: string,
  parent: PDFKit.PDFStructureElement = page.root,
  options: { readonly alt?: string; readonly scope?: string } = {},
): PDFKit.PDFStructureElement {
  // The types do not know `scope`.
  const made = page.doc.struct(kind as Parameters<typeof page.doc.struct>[0], options as object);
  parent.add(made);
  return made;
}

/** Draws as marked content of an element. */
export function mark(page: Page, parent: PDFKit.PDFStructureElement, kind: string, paint: () => void): void {
  const content = page.doc.markStructureContent(kind as Parameters<typeof page.doc.markStructureContent>[0]);
  paint();
  page.doc.endMarkedContent();
  parent.add(content);
}

/** Draws what a screen reader passes over: rules, grounds, repeated heads, page numbers. */
export function artifact(page: Page, paint: () => void): void {
  page.doc.markContent("Artifact", { type: "Layout" });
  paint();
  page.doc.endMarkedContent();
}

/** Operators in the order they are to be painted. */
export function draw(page: Page, operators: string): void {
  page.doc.addContent(operators);
}

/** One line of text on a baseline; returns nothing and moves nothing. */
export function drawText(page: Page, text: string, x: number, baseline: number, style: TextStyle): void {
  draw(page, textAt(x, baseline, style.colour, page.type.show(text, style.size, style.weight)));
}

export const leading = (size: number): number => Math.round(size * 1.36 * 10) / 10;

export type Paragraph = TextStyle & {
  readonly indent?: number;
  readonly width?: number;
  readonly after?: number;
  /** Drawn at every line, behind it: a ground or a bullet. */
  readonly behind?: (top: number, height: number, isFirst: boolean) => void;
};

/** Lines of text that flow over pages as one element. */
export function paragraph(
  page: Page,
  kind: string,
  text: string,
  style: Paragraph,
  parent = page.root,
): void {
  const indent = style.indent ?? 0;
  const width = style.width ?? CONTENT_WIDTH - indent;
  const lines = page.type.lines(text, width, style.size, style.weight);
  const own = element(page, kind, parent);
  const height = leading(style.size);
  // Two lines at least stay together.
  ensureRoom(page, height * Math.min(lines.length, 2));
  for (let from = 0; from < lines.length; ) {
    ensureRoom(page, height);
    const fitting = Math.max(1, Math.floor((roomLeft(page) + 0.01) / height));
    const part = lines.slice(from, from + fitting);
    const tops = part.map((_, i) => page.y + i * height);
    // Every ground before any letter: a ground drawn later would cut the descenders of the line above.
    if (style.behind !== undefined) {
      artifact(page, () => {
        for (const [i, top] of tops.entries()) style.behind?.(top, height, from + i === 0);
      });
    }
    part.forEach((line, i) => {
      const baseline = (tops[i] ?? page.y) + style.size * 1.02;
      mark(page, own, kind, () => drawText(page, line, PAGE.left + indent, baseline, style));
    });
    page.y += part.length * height;
    from += part.length;
  }
  page.y += style.after ?? 0;
}
