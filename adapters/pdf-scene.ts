/**
 * A chart's scene on paper, as one figure with its text alternative.
 * @module
 */
import type { Item, Scene } from "@triplicate/ui/charts/scene.ts";
import {
  CONTENT_WIDTH,
  drawText,
  element,
  ensureRoom,
  FULL_HEIGHT,
  mark,
  PAGE,
  type Page,
  roomLeft,
} from "./pdf-page.ts";

/** A chart is made this small rather than leave the rest of a page empty; its labels are then 7 points. */
const SMALLEST = 0.56;

export function drawScene(page: Page, scene: Scene): void {
  const natural = Math.min(CONTENT_WIDTH / scene.width, (FULL_HEIGHT - 10) / scene.height, 0.75);
  page.y += 8;
  const fitting = roomLeft(page) / scene.height;
  const scale = fitting >= SMALLEST ? Math.min(natural, fitting) : natural;
  ensureRoom(page, scene.height * scale - 0.01);
  const top = page.y;
  const figure = element(page, "Figure", page.root, { alt: `${scene.title}. ${scene.alt}` });
  mark(page, figure, "Figure", () => {
    page.doc.save();
    page.doc.translate(PAGE.left, top).scale(scale);
    for (const item of scene.items) drawItem(page, item);
    page.doc.restore();
  });
  page.y = top + scene.height * scale + 12;
}

function drawItem(page: Page, item: Item): void {
  const { doc } = page;
  switch (item.kind) {
    case "rect":
      doc.rect(item.x, item.y, item.width, item.height);
      paint(doc, item);
      break;
    case "path":
      doc.path(item.d);
      paint(doc, item);
      break;
    case "circle":
      doc.circle(item.cx, item.cy, item.r);
      paint(doc, item);
      break;
    case "text":
      drawLabel(page, item);
      break;
  }
}

function paint(
  doc: PDFKit.PDFDocument,
  item: {
    readonly fill?: string;
    readonly stroke?: string;
    readonly strokeWidth?: number;
    readonly dash?: number;
  },
): void {
  if (item.stroke === undefined) {
    if (item.fill !== undefined) doc.fill(item.fill);
    return;
  }
  doc.lineWidth(item.strokeWidth ?? 1);
  if (item.dash === undefined) doc.undash();
  else doc.dash(item.dash, { space: item.dash });
  if (item.fill === undefined) doc.stroke(item.stroke);
  else doc.fillAndStroke(item.fill, item.stroke);
}

function drawLabel(page: Page, item: Extract<Item, { kind: "text" }>): void {
  const width = item.anchor === "start" ? 0 : page.type.width(item.text, item.size, item.weight);
  const shift = item.anchor === "middle" ? width / 2 : width;
  const style = { size: item.size, weight: item.weight, colour: item.fill };
  page.doc.save();
  if (item.turned === true) page.doc.rotate(-90, { origin: [item.x, item.y] });
  drawText(page, item.text, item.x - shift, item.y, style);
  page.doc.restore();
}
