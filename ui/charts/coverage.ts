/**
 * Coverage by region: how many stations of each region either count has, as pairs of bars.
 * @module
 */
import type { ContestComparison, Pair } from "@triplicate/core/reconciliation/comparison.ts";
import { compareIds } from "@triplicate/core/text.ts";
import type { Block, TableData } from "../report/block.ts";
import { MAX_ROWS } from "../report/input.ts";
import { COLOURS } from "../tokens.ts";
import { type ChartFrame, chartBlock, isWide, label } from "./frame.ts";
import { COUNT_A, COUNT_B, legendItems } from "./legend.ts";
import { linearScale } from "./scale.ts";
import { barItems, type Item, lineItem } from "./scene.ts";
import { fitText, textWidth } from "./text-width.ts";

/** Bars drawn; the table of the chart's data goes on to MAX_ROWS. */
const MAX_REGIONS = 20;

type Region = { readonly name: string; readonly a: number; readonly b: number };

/** Regions of both counts by size; those beyond the first `most` are one row. */
export function regionsOf(contest: ContestComparison, pair: Pair, frame: ChartFrame, most: number): Region[] {
  const byName = new Map<string, { a: number; b: number }>();
  for (const side of ["a", "b"] as const) {
    const count = contest.counts.find((one) => one.count === pair[side]);
    for (const { region, stations } of count?.regions ?? []) {
      const entry = byName.get(region) ?? { a: 0, b: 0 };
      entry[side] += stations;
      byName.set(region, entry);
    }
  }
  const regions = [...byName].map(([name, sums]) => ({
    name: name === "" ? frame.t.t("chart.coverage.unnamed") : name,
    ...sums,
  }));
  regions.sort((x, y) => Math.max(y.a, y.b) - Math.max(x.a, x.b) || compareIds(x.name, y.name));
  const rest = regions.splice(most);
  if (rest.length > 0) {
    regions.push({
      name: frame.t.t("chart.coverage.rest", { n: rest.length }),
      a: rest.reduce((sum, one) => sum + one.a, 0),
      b: rest.reduce((sum, one) => sum + one.b, 0),
    });
  }
  return regions;
}

export function coverageChart(contest: ContestComparison, pair: Pair, frame: ChartFrame): Block | null {
  const { t } = frame;
  const regions = regionsOf(contest, pair, frame, MAX_ROWS);
  const drawn = regionsOf(contest, pair, frame, MAX_REGIONS);
  if (regions.length === 0) return null;
  const names = { a: frame.countTitle(pair.a), b: frame.countTitle(pair.b) };
  const largest = regions.reduce((best, one) =>
    Math.abs(one.a - one.b) > Math.abs(best.a - best.b) ? one : best,
  );
  const sum = (side: "a" | "b"): number => regions.reduce((total, one) => total + one[side], 0);
  const text = {
    id: "coverage",
    title: t.t("chart.coverage.title"),
    subtitle: t.t("chart.coverage.subtitle"),
    alt: t.t("chart.coverage.alt", {
      n: regions.length,
      countA: names.a,
      countB: names.b,
      a: sum("a"),
      b: sum("b"),
      largest:
        largest.a === largest.b
          ? t.t("chart.coverage.equal")
          : t.t("chart.coverage.largest", { region: largest.name, a: largest.a, b: largest.b }),
    }),
  };
  const data: TableData = {
    caption: t.t("chart.coverage.title"),
    columns: [
      { text: t.t("chart.coverage.region"), kind: "text" },
      { text: names.a, kind: "number" },
      { text: names.b, kind: "number" },
    ],
    rows: regions.map((one) => [one.name, t.number(one.a), t.number(one.b)]),
  };
  const format = t.number;
  return chartBlock(frame, text, data, (width, top) => {
    const legend = legendItems(
      [
        { text: `A: ${names.a}`, ...COUNT_A },
        { text: `B: ${names.b}`, ...COUNT_B },
      ],
      width,
      top,
    );
    const bars = drawRegions(drawn, format, width, legend.bottom + 6);
    return { items: [...legend.items, ...bars.items], bottom: bars.bottom };
  });
}

const BAR = 11;

function drawRegions(
  regions: readonly Region[],
  format: (value: number) => string,
  width: number,
  top: number,
): { items: Item[]; bottom: number } {
  const size = 13;
  const widest = Math.max(...regions.map((one) => textWidth(one.name, size)));
  const column = Math.min(widest + 10, isWide(width) ? 220 : 118);
  const most = Math.max(...regions.map((one) => Math.max(one.a, one.b)));
  const valueWidth = textWidth(format(most), 12) + 8;
  const x = linearScale([0, most], [column, width - valueWidth]);
  const items: Item[] = [];
  let y = top;
  for (const one of regions) {
    items.push(label(fitText(one.name, column - 8, size), 0, y + BAR + 4, { size }));
    for (const [value, style, offset] of [
      [one.a, COUNT_A, 0],
      [one.b, COUNT_B, BAR + 1],
    ] as const) {
      const box = { x: column, y: y + offset, width: x(value) - column, height: BAR };
      if (value > 0) items.push(...barItems(box, style.colour, style.pattern));
      items.push(label(format(value), x(value) + 5, y + offset + 10, { size: 12 }));
    }
    y += BAR * 2 + 10;
  }
  items.push(lineItem([column, top - 3], [column, y - 4], COLOURS.ink));
  return { items, bottom: y };
}
