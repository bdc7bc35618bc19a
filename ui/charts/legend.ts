/**
 * The key to two counts: A solid, B hatched; and how a list of bars is keyed on a narrow screen.
 * @module
 */
import { COLOURS } from "../tokens.ts";
import { label } from "./frame.ts";
import { barItems, type Item, type Pattern } from "./scene.ts";
import { textWidth, wrapText } from "./text-width.ts";

export type LegendEntry = { readonly text: string; readonly colour: string; readonly pattern: Pattern };

export const COUNT_A = { colour: COLOURS.countA, pattern: "solid" } as const;
export const COUNT_B = { colour: COLOURS.countB, pattern: "rising" } as const;

const SWATCH = 18;
const LINE = 20;

/** Entries side by side while they fit, then on further lines. */
export function legendItems(
  entries: readonly LegendEntry[],
  width: number,
  top: number,
): { readonly items: readonly Item[]; readonly bottom: number } {
  const items: Item[] = [];
  let x = 0;
  let y = top;
  for (const entry of entries) {
    const lines = wrapText(entry.text, width - SWATCH - 8, 13);
    const needed = SWATCH + 8 + Math.max(...lines.map((line) => textWidth(line, 13)));
    if (x > 0 && x + needed > width) {
      x = 0;
      y += LINE;
    }
    items.push(...barItems({ x, y, width: SWATCH, height: 12 }, entry.colour, entry.pattern));
    lines.forEach((line, i) => {
      items.push(label(line, x + SWATCH + 8, y + 11 + i * 16));
    });
    y += (lines.length - 1) * 16;
    x += needed + 22;
  }
  return { items, bottom: y + LINE };
}
