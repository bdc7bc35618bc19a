/**
 * The margin before and after with each contribution: a waterfall of horizontal bars on one axis of votes.
 * @module
 */
import type { ContestComparison, LeadChange, Pair } from "@triplicate/core/reconciliation/comparison.ts";
import type { Block, TableData } from "../report/block.ts";
import { candidateName } from "../report/names.ts";
import { COLOURS } from "../tokens.ts";
import { type ChartFrame, chartBlock, isWide, label } from "./frame.ts";
import { linearScale } from "./scale.ts";
import { barItems, type Item, lineItem, type Pattern } from "./scene.ts";
import { textWidth, wrapText } from "./text-width.ts";

type Row = {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly value: string;
  readonly colour: string;
  readonly pattern: Pattern;
  /** A whole lead rather than a contribution to it. */
  readonly whole: boolean;
};

export function marginChart(contest: ContestComparison, pair: Pair, frame: ChartFrame): Block | null {
  const lead = pair.lead;
  if (lead === null) return null;
  const { t } = frame;
  const first = candidateName(contest, lead.first);
  const second = candidateName(contest, lead.second);
  const rows = marginRows(pair, lead, frame);
  const data: TableData = {
    caption: t.t("chart.margin.subtitle", { first, second }),
    columns: [
      { text: t.t("chart.margin.item"), kind: "text" },
      { text: t.t("chart.margin.votes"), kind: "number" },
    ],
    rows: rows.map((row) => [row.name, row.value]),
  };
  const text = {
    id: "margin",
    title: t.t("chart.margin.title"),
    subtitle: t.t("chart.margin.subtitle", { first, second }),
    alt: t.t("chart.margin.alt", {
      first,
      second,
      countA: frame.countTitle(pair.a),
      countB: frame.countTitle(pair.b),
      a: lead.a,
      b: lead.b,
      change: t.signed(lead.b - lead.a),
      same: t.signed(lead.sameStation),
      coverage: t.signed(lead.coverage),
      unknown: t.signed(lead.unknown),
      corrected: lead.b - lead.sameStation,
    }),
  };
  const sides = {
    first: t.t("chart.margin.firstAhead", { first }),
    second: t.t("chart.margin.secondAhead", { second }),
  };
  return chartBlock(frame, text, data, (width, top) => drawMargin(rows, sides, width, top));
}

function marginRows(pair: Pair, lead: LeadChange, { t, countTitle }: ChartFrame): Row[] {
  const whole = (name: string, to: number, colour: string, pattern: Pattern): Row => ({
    name,
    from: 0,
    to,
    value: t.number(to),
    colour,
    pattern,
    whole: true,
  });
  const rows = [whole(t.t("chart.margin.a", { count: countTitle(pair.a) }), lead.a, COLOURS.countA, "solid")];
  let running = lead.a;
  const part = (name: string, change: number, colour: string, pattern: Pattern): void => {
    const from = running;
    running += change;
    rows.push({ name, from, to: running, value: t.signed(change), colour, pattern, whole: false });
  };
  part(t.t("chart.margin.same"), lead.sameStation, COLOURS.same, "falling");
  part(t.t("chart.margin.coverage"), lead.coverage, COLOURS.coverage, "empty");
  if (lead.unknown !== 0) part(t.t("chart.margin.unknown"), lead.unknown, COLOURS.unknown, "empty");
  rows.push(whole(t.t("chart.margin.b", { count: countTitle(pair.b) }), lead.b, COLOURS.countB, "rising"));
  if (pair.stations.differ > 0) {
    const corrected = lead.b - lead.sameStation;
    rows.push(whole(t.t("chart.margin.corrected"), corrected, COLOURS.countA, "falling"));
  }
  return rows;
}

const GAP = 8;

function drawMargin(
  rows: readonly Row[],
  sides: { readonly first: string; readonly second: string },
  width: number,
  top: number,
): { items: Item[]; bottom: number } {
  const wide = isWide(width);
  const column = wide ? 236 : 0;
  const valueWidth = Math.max(...rows.map((row) => textWidth(row.value, 14, 600)));
  const ends = rows.flatMap((row) => [row.from, row.to]);
  const domain = [Math.min(0, ...ends), Math.max(0, ...ends)] as const;
  const left = column + (rows.some((row) => row.to < row.from) || domain[0] < 0 ? valueWidth + GAP : 0);
  const x = linearScale(domain, [left + 1, width - valueWidth - GAP]);
  const items: Item[] = [];
  let y = top;
  let joint = 0;
  rows.forEach((row, i) => {
    const lines = wrapText(row.name, (wide ? column : width) - 12, 14, row.whole ? 600 : 400).slice(0, 2);
    const labelHeight = lines.length * 17;
    const rowHeight = wide ? Math.max(42, labelHeight + 10) : labelHeight + 34;
    const barTop = wide ? y + (rowHeight - 24) / 2 : y + labelHeight + 4;
    const labelTop = wide ? y + (rowHeight - labelHeight) / 2 + 13 : y + 13;
    lines.forEach((line, n) => {
      items.push(label(line, 0, labelTop + n * 17, { size: 14, weight: row.whole ? 600 : 400 }));
    });
    const start = Math.min(x(row.from), x(row.to));
    const box = { x: start, y: barTop, width: Math.abs(x(row.to) - x(row.from)), height: 24 };
    if (i > 0 && (!row.whole || rows[i - 1]?.whole === false)) {
      const from = wide ? y - 8 : barTop - 6;
      items.push(lineItem([x(joint), from], [x(joint), barTop], COLOURS.muted, { dash: 2 }));
    }
    items.push(...barItems(box, row.colour, row.pattern));
    if (!wide) items.push(lineItem([x(0), barTop], [x(0), barTop + 24], COLOURS.ink, { strokeWidth: 1.5 }));
    joint = row.to;
    const goesLeft = row.to < row.from;
    items.push(
      label(row.value, goesLeft ? start - GAP + 2 : start + Math.max(box.width, 1.5) + GAP - 2, barTop + 17, {
        size: 14,
        weight: 600,
        anchor: goesLeft ? "end" : "start",
      }),
    );
    y += rowHeight;
  });
  // Where labels stand above their bars, the axis is drawn bar by bar so as not to cross them.
  if (wide) items.push(lineItem([x(0), top - 4], [x(0), y + 4], COLOURS.ink, { strokeWidth: 1.5 }));
  const named = sideLabels(sides, x(0), { width, hasLeft: domain[0] < 0 }, y + 19);
  return { items: [...items, ...named.items], bottom: named.bottom };
}

/** Which side of zero means whom; on the empty side there is nothing to explain. */
function sideLabels(
  sides: { readonly first: string; readonly second: string },
  zero: number,
  space: { readonly width: number; readonly hasLeft: boolean },
  y: number,
): { readonly items: readonly Item[]; readonly bottom: number } {
  const style = { size: 13, fill: COLOURS.muted } as const;
  const right = wrapText(sides.first, space.width - zero - 6, 13).slice(0, 2);
  const left = space.hasLeft ? wrapText(sides.second, zero - 6, 13).slice(0, 2) : [];
  return {
    items: [
      ...right.map((line, i) => label(line, zero + 6, y + i * 16, style)),
      ...left.map((line, i) => label(line, zero - 6, y + i * 16, { ...style, anchor: "end" })),
    ],
    bottom: y + 7 + (Math.max(right.length, left.length) - 1) * 16,
  };
}
