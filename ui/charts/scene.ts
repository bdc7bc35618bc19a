/**
 * A chart as a neutral scene: a flat list of primitives in pixels, drawn by svg.ts for the page and by the PDF adapter.
 *
 * Patterns are drawn as lines inside the scene, so that every renderer has them and a photocopy keeps them.
 * @module
 */
import type { Weight } from "./text-width.ts";

export type Item =
  | {
      readonly kind: "rect";
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill?: string;
      readonly stroke?: string;
    }
  | {
      readonly kind: "path";
      readonly d: string;
      readonly fill?: string;
      readonly stroke?: string;
      readonly strokeWidth?: number;
      readonly dash?: number;
    }
  | {
      readonly kind: "circle";
      readonly cx: number;
      readonly cy: number;
      readonly r: number;
      readonly fill: string;
      readonly stroke?: string;
    }
  | {
      readonly kind: "text";
      readonly x: number;
      /** Of the baseline. */
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly weight: Weight;
      readonly fill: string;
      readonly anchor: "start" | "middle" | "end";
      /** Turned a quarter to the left about its own point. */
      readonly turned?: true;
    };

export type Scene = {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** The chart in a sentence or two, with its numbers. */
  readonly alt: string;
  readonly items: readonly Item[];
};

/** Coordinates with two decimals: finer than any printer, and the same text on every machine. */
export const px = (value: number): string => {
  if (!Number.isFinite(value)) throw new RangeError(`coordinate ${value}`);
  return String(Math.round(value * 100) / 100);
};

export const lineItem = (
  from: readonly [number, number],
  to: readonly [number, number],
  stroke: string,
  style: { readonly strokeWidth?: number; readonly dash?: number } = {},
): Item => ({
  kind: "path",
  d: `M${px(from[0])} ${px(from[1])}L${px(to[0])} ${px(to[1])}`,
  stroke,
  ...style,
});

export type Box = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** What fills a bar: told apart without colour by solid, hatched either way, or empty. */
export type Pattern = "solid" | "rising" | "falling" | "empty";

/** A bar of one pattern; one too thin to see is drawn a pixel and a half wide. */
export function barItems(box: Box, colour: string, pattern: Pattern): Item[] {
  const width = Math.max(box.width, 1.5);
  const bar = { ...box, width };
  if (pattern === "solid" || width < 4) return [{ kind: "rect", ...bar, fill: colour }];
  const outline: Item = { kind: "rect", ...bar, fill: "#ffffff", stroke: colour };
  if (pattern === "empty") return [outline];
  const d = hatchPath(bar, pattern === "rising" ? 1 : -1);
  return [outline, ...(d === "" ? [] : [{ kind: "path", d, stroke: colour, strokeWidth: 1.4 } as const])];
}

const HATCH_STEP = 5;

/** Diagonal lines clipped to a box: x + y constant (rising) or x − y constant (falling). */
function hatchPath(box: Box, direction: 1 | -1): string {
  let d = "";
  const { width, height } = box;
  for (let offset = HATCH_STEP; offset < width + height; offset += HATCH_STEP) {
    const x1 = Math.max(0, offset - height);
    const x2 = Math.min(width, offset);
    const y1 = offset - x1;
    const y2 = offset - x2;
    const flip = (y: number): number => box.y + (direction === 1 ? y : height - y);
    d += `M${px(box.x + x1)} ${px(flip(y1))}L${px(box.x + x2)} ${px(flip(y2))}`;
  }
  return d;
}
