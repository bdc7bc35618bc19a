/**
 * Tables on paper: columns as wide as their contents ask for, heads repeated on every page, rows never cut in two.
 * @module
 */
import type { TableCell, TableColumn, TableData } from "@triplicate/ui/report/block.ts";
import { COLOURS } from "@triplicate/ui/tokens.ts";
import {
  artifact,
  CONTENT_WIDTH,
  draw,
  drawText,
  element,
  ensureRoom,
  leading,
  mark,
  PAGE,
  type Page,
  paragraph,
  roomLeft,
  type TextStyle,
} from "./pdf-page.ts";
import { levelRule } from "./pdf-pen.ts";

const SIZE = 8.5;
const LINE = leading(SIZE);
const PAD = 3.2;
const GUTTER = 9;
/** A cell longer than this is cut: no row may be taller than a page. */
const MAX_LINES = 40;
/** A column asks for no more than this before the others are served. */
const MOST_WANTED = 190;

const BODY: TextStyle = { size: SIZE, weight: 400, colour: COLOURS.ink };
const HEAD: TextStyle = { size: SIZE, weight: 600, colour: COLOURS.ink };

type Laid = { readonly lines: readonly string[]; readonly style: TextStyle };

export function drawTable(page: Page, table: TableData): void {
  const widths = columnWidths(page, table);
  const head = table.columns.map((column, i) => layCell(page, column.text, widths[i] ?? 0, HEAD));
  const first = table.rows[0];
  const firstHeight = first === undefined ? 0 : rowHeight(layRow(page, first, widths));
  page.y += 6;
  const caption = page.type.lines(table.caption, CONTENT_WIDTH, 10, 600).length * leading(10);
  ensureRoom(page, caption + rowHeight(head) + firstHeight + 10);
  const own = element(page, "Table");
  paragraph(page, "Caption", table.caption, { size: 10, weight: 600, colour: COLOURS.ink, after: 3 }, own);
  drawRow(page, head, { table, widths, parent: own, isHead: true });
  rule(page, COLOURS.ink, 0.9);
  for (const row of table.rows) {
    const laid = layRow(page, row, widths);
    if (roomLeft(page) < rowHeight(laid)) {
      ensureRoom(page, rowHeight(laid) + rowHeight(head));
      drawRow(page, head, { table, widths, parent: null, isHead: true });
      rule(page, COLOURS.ink, 0.9);
    }
    drawRow(page, laid, { table, widths, parent: own, isHead: false });
    rule(page, COLOURS.faint, 0.6);
  }
  page.y += 4;
  if (table.note !== undefined) {
    paragraph(page, "P", table.note, { size: 8.5, weight: 400, colour: COLOURS.muted });
  }
  page.y += 9;
}

const layRow = (page: Page, row: readonly TableCell[], widths: readonly number[]): Laid[] =>
  row.map((cell, i) => layCell(page, cell, widths[i] ?? 0, i === 0 ? HEAD : BODY));

function layCell(page: Page, cell: TableCell, width: number, style: TextStyle): Laid {
  const paragraphs = typeof cell === "string" ? [cell] : cell;
  const lines = paragraphs.flatMap((text) => page.type.lines(text, width, style.size, style.weight));
  if (lines.length <= MAX_LINES) return { lines, style };
  return { lines: [...lines.slice(0, MAX_LINES - 1), "…"], style };
}

const rowHeight = (cells: readonly Laid[]): number =>
  Math.max(...cells.map((cell) => cell.lines.length), 1) * LINE + PAD * 2;

type RowPlace = {
  readonly table: TableData;
  readonly widths: readonly number[];
  /** null: a repeated head, which is not said again. */
  readonly parent: PDFKit.PDFStructureElement | null;
  readonly isHead: boolean;
};

function drawRow(page: Page, cells: readonly Laid[], place: RowPlace): void {
  const { table, widths, parent, isHead } = place;
  const height = rowHeight(cells);
  const row = parent === null ? null : element(page, "TR", parent);
  let x: number = PAGE.left;
  cells.forEach((cell, i) => {
    const width = widths[i] ?? 0;
    const column = table.columns[i];
    // Heads stand on the rule; rows hang from the one above.
    const drop = isHead ? height - PAD * 2 - cell.lines.length * LINE : 0;
    const paint = (): void => drawCell(page, cell, { x, y: page.y + PAD + drop, width, column });
    if (row === null) artifact(page, paint);
    else {
      const kind = isHead || i === 0 ? "TH" : "TD";
      const scope = isHead ? "Column" : "Row";
      mark(page, element(page, kind, row, kind === "TH" ? { scope } : {}), kind, paint);
    }
    x += width + GUTTER;
  });
  page.y += height;
}

function drawCell(
  page: Page,
  cell: Laid,
  place: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly column: TableColumn | undefined;
  },
): void {
  const { size, weight } = cell.style;
  cell.lines.forEach((line, n) => {
    const slack =
      place.column?.kind === "number" ? Math.max(0, place.width - page.type.width(line, size, weight)) : 0;
    drawText(page, line, place.x + slack, place.y + n * LINE + size, cell.style);
  });
}

function rule(page: Page, colour: string, thickness: number): void {
  const { y } = page;
  artifact(page, () => draw(page, levelRule(PAGE.left, y, CONTENT_WIDTH, thickness, colour)));
}

/** Every column gets what its longest word needs; what is left is shared by what each would like. */
function columnWidths(page: Page, table: TableData): number[] {
  const room = CONTENT_WIDTH - GUTTER * (table.columns.length - 1);
  const asks = table.columns.map((column, i) => askOf(page, table, column, i));
  const wanted = asks.map((ask) => ask.wanted);
  const needed = asks.map((ask) => ask.needed);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  if (sum(wanted) <= room) {
    const spare = room - sum(wanted);
    const texts = asks.filter((ask) => ask.isText).length;
    return asks.map(
      (ask) => ask.wanted + (ask.isText ? spare / texts : texts === 0 ? spare / asks.length : 0),
    );
  }
  if (sum(needed) >= room) return needed.map((value) => (value * room) / sum(needed));
  const part = (room - sum(needed)) / (sum(wanted) - sum(needed));
  return asks.map((ask) => ask.needed + (ask.wanted - ask.needed) * part);
}

function askOf(page: Page, table: TableData, column: TableColumn, i: number) {
  const { type } = page;
  let needed = 24;
  let wanted = 24;
  const add = (text: string, style: TextStyle): void => {
    wanted = Math.max(wanted, Math.min(type.width(text, style.size, style.weight), MOST_WANTED));
    for (const word of text.split(" ")) {
      // A word longer than this may be broken.
      const width = Math.min(type.width(word, style.size, style.weight), column.kind === "code" ? 60 : 92);
      needed = Math.max(needed, width);
    }
  };
  add(column.text, HEAD);
  for (const row of table.rows) {
    const cell = row[i];
    if (cell === undefined) continue;
    for (const text of typeof cell === "string" ? [cell] : cell) add(text, i === 0 ? HEAD : BODY);
  }
  return { needed: needed + 0.5, wanted: wanted + 0.5, isText: column.kind !== "number" };
}
