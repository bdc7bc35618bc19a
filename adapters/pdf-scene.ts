/**
 * A chart's scene on paper, as one figure with its text alternative.
 * @module
 */
import type { Item, Scene } from "@triplicate/ui/charts/scene.ts";
import {
  CONTENT_WIDTH,
  draw,
  element,
  ensureRoom,
  FULL_HEIGHT,
  mark,
  PAGE,
  type Page,
  roomLeft,
} from "./pdf-page.ts";
import { circle, decimal, fillColour, rectangle, strokeColour, textAt } from "./pdf-pen.ts";

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
  const painted = scene.items.map((item) => itemOperators(page, item)).join("\n");
  mark(page, figure, "Figure", () => {
    const place = `${decimal(scale)} 0 0 ${decimal(scale)} ${decimal(PAGE.left)} ${decimal(top)} cm`;
    draw(page, `q ${place}\n${painted}\nQ`);
  });
  page.y = top + scene.height * scale + 12;
}

function itemOperators(page: Page, item: Item): string {
  switch (item.kind) {
    case "rect":
      return paint(rectangle(item.x, item.y, item.width, item.height), item);
    case "path":
      return paint(pathOperators(item.d), item);
    case "circle":
      return paint(circle(item.cx, item.cy, item.r), item);
    case "text":
      return label(page, item);
  }
}

const POINT = "(-?[\\d.]+) (-?[\\d.]+)";
const SQUARE = new RegExp(`M${POINT}h(-?[\\d.]+)v(-?[\\d.]+)h-?[\\d.]+z`, "g");
const MOVE = new RegExp(`M${POINT}`, "g");
const LINE = new RegExp(`L${POINT}`, "g");

/** The paths that charts use: lines, and rectangles in the thousands. */
function pathOperators(d: string): string {
  const operators = d
    .replace(SQUARE, " $1 $2 $3 $4 re")
    .replace(MOVE, " $1 $2 m")
    .replace(LINE, " $1 $2 l")
    .trimStart();
  if (/[^\d\s.\-relm]/.test(operators)) throw new Error("a path holds more than lines and rectangles");
  return operators;
}

function paint(
  shape: string,
  item: {
    readonly fill?: string;
    readonly stroke?: string;
    readonly strokeWidth?: number;
    readonly dash?: number;
  },
): string {
  const fill = item.fill === undefined ? "" : fillColour(item.fill);
  if (item.stroke === undefined) return item.fill === undefined ? "" : `${fill} ${shape} f`;
  const dash = item.dash === undefined ? "[]" : `[${decimal(item.dash)} ${decimal(item.dash)}]`;
  const stroke = `${strokeColour(item.stroke)} ${decimal(item.strokeWidth ?? 1)} w ${dash} 0 d`;
  return item.fill === undefined ? `${stroke} ${shape} S` : `${fill} ${stroke} ${shape} B`;
}

function label(page: Page, item: Extract<Item, { kind: "text" }>): string {
  const { size, weight } = item;
  const width = item.anchor === "start" ? 0 : page.type.width(item.text, size, weight);
  const shift = item.anchor === "middle" ? width / 2 : width;
  const shown = page.type.show(item.text, size, weight);
  return item.turned === true
    ? textAt(item.x, item.y + shift, item.fill, shown, true)
    : textAt(item.x - shift, item.y, item.fill, shown);
}
