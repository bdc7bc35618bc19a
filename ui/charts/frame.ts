/**
 * What every chart has around its data: title, subtitle, source and the election's standing remark, all inside the
 * picture, so that a chart cut out of the report still says what it is.
 * @module
 */
import type { Translator } from "../messages.ts";
import type { Block, TableData } from "../report/block.ts";
import { COLOURS } from "../tokens.ts";
import type { Item, Scene } from "./scene.ts";
import { type Weight, wrapText } from "./text-width.ts";

export type ChartFrame = {
  readonly t: Translator;
  /** Which contest and pair, for ids. */
  readonly id: string;
  /** The election, and the contest when there are several. */
  readonly context: string;
  readonly source: string;
  readonly remark: string | null;
  readonly countTitle: (name: string) => string;
};

export const WIDE = 720;
export const NARROW = 344;
export const isWide = (width: number): boolean => width >= 600;

export type ChartText = {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly alt: string;
};

/** Draws the data between `top` and the bottom it returns. */
export type DrawBody = (
  width: number,
  top: number,
) => { readonly items: readonly Item[]; readonly bottom: number };

export function chartBlock(frame: ChartFrame, text: ChartText, data: TableData, draw: DrawBody): Block {
  const id = `${text.id}-${frame.id}`;
  return {
    kind: "chart",
    id,
    wide: compose(frame, { ...text, id: `${id}-w` }, WIDE, draw),
    narrow: compose(frame, { ...text, id: `${id}-n` }, NARROW, draw),
    data,
  };
}

function compose(frame: ChartFrame, text: ChartText, width: number, draw: DrawBody): Scene {
  const items: Item[] = [];
  let y = 0;
  const add = (lines: readonly string[], size: number, weight: Weight, fill: string): void => {
    for (const line of lines) {
      y += Math.round(size * 1.3);
      items.push(label(line, 0, y, { size, weight, fill }));
    }
  };
  add(wrapText(text.title, width, 19, 600), 19, 600, COLOURS.ink);
  y += 2;
  add(wrapText(text.subtitle, width, 14), 14, 400, COLOURS.muted);
  const body = draw(width, y + 16);
  items.push(...body.items);
  y = body.bottom + 6;
  if (frame.remark !== null) add(wrapText(frame.remark, width, 12, 600), 12, 600, COLOURS.alert);
  const footer = `${frame.context}. ${frame.source}`;
  add(wrapText(footer, width, 12), 12, 400, COLOURS.muted);
  return { id: text.id, title: text.title, alt: text.alt, width, height: y + 8, items };
}

export type LabelStyle = {
  readonly size?: number;
  readonly weight?: Weight;
  readonly fill?: string;
  readonly anchor?: "start" | "middle" | "end";
};

export const label = (text: string, x: number, y: number, style: LabelStyle = {}): Item => ({
  kind: "text",
  x,
  y,
  text,
  size: style.size ?? 13,
  weight: style.weight ?? 400,
  fill: style.fill ?? COLOURS.ink,
  anchor: style.anchor ?? "start",
});
