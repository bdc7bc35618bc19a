/**
 * The report's blocks on paper.
 * @module
 */
import type { Block, Tone } from "@triplicate/ui/report/block.ts";
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
} from "./pdf-page.ts";
import { circle, fillColour, filledRectangle, levelRule } from "./pdf-pen.ts";
import { drawScene } from "./pdf-scene.ts";
import { drawTable } from "./pdf-table.ts";

/** A block as paper needs it: charts without the narrow screen's and without the table behind them. */
export type PaperBlock =
  | Exclude<Block, { kind: "chart" }>
  | Pick<Extract<Block, { kind: "chart" }>, "kind" | "wide">;

const BODY = { size: 10.5, weight: 400, colour: COLOURS.ink } as const;
const MUTED = { ...BODY, colour: COLOURS.muted } as const;

/** A heading keeps this much of what follows on its page. */
const KEEP_WITH_NEXT = 90;

export function drawBlock(page: Page, block: PaperBlock): void {
  switch (block.kind) {
    case "title":
      drawTitle(page, block);
      break;
    case "banner":
      drawBanner(page, block);
      break;
    case "verdict":
      drawVerdict(page, block);
      break;
    case "figures":
      drawFigures(page, block);
      break;
    case "heading":
      drawHeading(page, block);
      break;
    case "paragraph":
      paragraph(page, "P", block.text, { ...BODY, after: 7 });
      break;
    case "list":
      drawList(page, block.items);
      break;
    case "code":
      drawCode(page, block.text);
      break;
    case "table":
      drawTable(page, block);
      break;
    case "chart":
      drawScene(page, block.wide);
      break;
  }
}

function drawTitle(page: Page, block: Extract<Block, { kind: "title" }>): void {
  paragraph(page, "P", block.kicker, { ...MUTED, size: 10, after: 2 });
  paragraph(page, "H1", block.text, { size: 23, weight: 600, colour: COLOURS.ink, after: 3 });
  paragraph(page, "P", block.subtitle, { ...MUTED, after: 10 });
}

function drawBanner(page: Page, block: Extract<Block, { kind: "banner" }>): void {
  const behind = (top: number, height: number): void => {
    draw(page, filledRectangle(PAGE.left, top - 3, CONTENT_WIDTH, height + 5, COLOURS.notice));
  };
  const text = `${block.label}: ${block.text}`;
  page.y += 2;
  paragraph(page, "P", text, {
    ...BODY,
    weight: 600,
    indent: 9,
    width: CONTENT_WIDTH - 18,
    behind,
    after: 12,
  });
}

const TONES = { alert: COLOURS.alert, notice: COLOURS.ink, calm: COLOURS.calm } as const satisfies Record<
  Tone,
  string
>;

/** The ground is drawn line by line, so that a verdict with long names may cross a page. */
function drawVerdict(page: Page, block: Extract<Block, { kind: "verdict" }>): void {
  const ground = (top: number, height: number): void => {
    draw(page, filledRectangle(PAGE.left, top - 4, CONTENT_WIDTH, height + 8, COLOURS.band));
    draw(page, filledRectangle(PAGE.left, top - 4, 5, height + 8, TONES[block.tone]));
  };
  const inside = { indent: 17, width: CONTENT_WIDTH - 30, behind: ground } as const;
  page.y += 4;
  paragraph(page, "P", block.label, { ...MUTED, ...inside, size: 9.5, after: 4 });
  paragraph(page, "P", block.headline, {
    ...inside,
    size: 18,
    weight: 600,
    colour: COLOURS.ink,
    after: 4,
  });
  for (const line of block.lines) {
    paragraph(page, "P", line, { ...BODY, ...inside, size: 11.5, after: 4 });
  }
  page.y += 10;
}

function drawFigures(page: Page, block: Extract<Block, { kind: "figures" }>): void {
  const { items } = block;
  const gap = 14;
  const width = (CONTENT_WIDTH - gap * (items.length - 1)) / items.length;
  const label = { size: 9, weight: 400, colour: COLOURS.muted } as const;
  const laid = items.map((item) => page.type.lines(item.label, width, label.size, 400).slice(0, 6));
  const height = 26 + Math.max(...laid.map((lines) => lines.length)) * leading(label.size);
  ensureRoom(page, height);
  const list = element(page, "L");
  items.forEach((item, i) => {
    const x = PAGE.left + i * (width + gap);
    const top = page.y;
    artifact(page, () => draw(page, levelRule(x, top, width, 0.9, COLOURS.ink)));
    const own = element(page, "LI", list);
    mark(page, element(page, "LBody", own), "LBody", () => {
      drawText(page, item.value, x, top + 20, { size: 18, weight: 600, colour: COLOURS.ink });
      (laid[i] ?? []).forEach((line, n) => {
        drawText(page, line, x, top + 33 + n * leading(label.size), label);
      });
    });
  });
  page.y += height + 12;
}

const HEADINGS = {
  2: { size: 17, before: 16, after: 5 },
  3: { size: 12.5, before: 10, after: 4 },
  4: { size: 11, before: 8, after: 3 },
} as const;

function drawHeading(page: Page, block: Extract<Block, { kind: "heading" }>): void {
  const { size, before, after } = HEADINGS[block.level];
  page.y += before;
  ensureRoom(page, leading(size) + KEEP_WITH_NEXT);
  if (block.level === 2) {
    const top = page.y - 5;
    artifact(page, () => draw(page, filledRectangle(PAGE.left, top, CONTENT_WIDTH, 2, COLOURS.ink)));
    page.doc.outline.addItem(block.text);
    page.y += 3;
  }
  paragraph(page, `H${block.level}`, block.text, { size, weight: 600, colour: COLOURS.ink, after });
}

function drawList(page: Page, items: readonly string[]): void {
  const list = element(page, "L");
  for (const item of items) {
    const own = element(page, "LI", list);
    const bullet = (top: number, _height: number, isFirst: boolean): void => {
      if (isFirst) draw(page, `${fillColour(COLOURS.ink)} ${circle(PAGE.left + 6, top + 7.4, 1.6)} f`);
    };
    paragraph(page, "LBody", item, { ...BODY, indent: 16, behind: bullet, after: 4 }, own);
  }
  page.y += 5;
}

function drawCode(page: Page, text: string): void {
  const lines = text.split("\n");
  lines.forEach((line, i) => {
    const above = i === 0 ? 4 : 0;
    const below = i === lines.length - 1 ? 4 : 0;
    const behind = (top: number, height: number, isFirst: boolean): void => {
      const start = isFirst ? top - above : top;
      const tall = top + height + below - start;
      draw(page, filledRectangle(PAGE.left, start, CONTENT_WIDTH, tall, COLOURS.band));
    };
    const style = { ...BODY, size: 9.5, indent: 9, width: CONTENT_WIDTH - 18, behind } as const;
    // Leading spaces would be lost at the break of lines; no-break spaces keep the indent.
    paragraph(
      page,
      "Code",
      line.replace(/^ +/, (spaces) => "\u00a0".repeat(spaces.length * 2)),
      style,
    );
  });
  page.y += 12;
}
