/**
 * Differences by class: stations and votes, as two panels of horizontal bars (one above the other when narrow).
 * @module
 */
import type { Pair } from "@triplicate/core/reconciliation/comparison.ts";
import type { Translator } from "../messages.ts";
import type { Block, TableData } from "../report/block.ts";
import { COLOURS } from "../tokens.ts";
import { type ChartFrame, chartBlock, isWide, label } from "./frame.ts";
import { legendItems } from "./legend.ts";
import { linearScale } from "./scale.ts";
import { barItems, type Item, lineItem } from "./scene.ts";
import { textWidth, wrapText } from "./text-width.ts";

type Row = {
  readonly name: string;
  readonly stations: number;
  readonly votes: number;
  readonly lead: number;
};

const STYLE = {
  stations: { colour: COLOURS.countA, pattern: "solid" },
  votes: { colour: COLOURS.same, pattern: "falling" },
} as const;

export function classesChart(pair: Pair, frame: ChartFrame): Block | null {
  const { t } = frame;
  const rows: Row[] = pair.classes
    .filter((one) => one.stations > 0)
    .map((one) => ({ ...one, name: t.t(`class.${one.class}.name`) }))
    .sort((x, y) => y.stations - x.stations || y.votes - x.votes);
  if (rows.length === 0) return null;
  const sum = (key: "stations" | "votes"): number => rows.reduce((total, row) => total + row[key], 0);
  const text = {
    id: "classes",
    title: t.t("chart.classes.title"),
    subtitle: t.t("chart.classes.subtitle"),
    alt: t.t("chart.classes.alt", {
      stations: sum("stations"),
      votes: sum("votes"),
      list: rows
        .map((row) =>
          t.t("chart.classes.altItem", { name: row.name, stations: row.stations, votes: row.votes }),
        )
        .join("; "),
    }),
  };
  const data: TableData = {
    caption: t.t("chart.classes.title"),
    columns: [
      { text: t.t("chart.classes.class"), kind: "text" },
      { text: t.t("chart.classes.stations"), kind: "number" },
      { text: t.t("chart.classes.votes"), kind: "number" },
      { text: t.t("chart.classes.lead"), kind: "number" },
    ],
    rows: rows.map((row) => [row.name, t.number(row.stations), t.number(row.votes), t.signed(row.lead)]),
  };
  return chartBlock(frame, text, data, (width, top) =>
    isWide(width) ? drawWide(rows, t, width, top) : drawNarrow(rows, t, width, top),
  );
}

type Key = keyof typeof STYLE;
const KEYS = ["stations", "votes"] as const satisfies readonly Key[];

function barWithValue(
  row: Row,
  key: Key,
  t: Translator,
  place: { readonly x: number; readonly y: number; readonly width: number; readonly most: number },
): Item[] {
  const value = t.number(row[key]);
  const room = place.width - textWidth(t.number(place.most), 13, 600) - 10;
  const scale = linearScale([0, Math.max(place.most, 1)], [0, room]);
  const box = { x: place.x, y: place.y, width: scale(row[key]), height: 18 };
  const bars = row[key] > 0 ? barItems(box, STYLE[key].colour, STYLE[key].pattern) : [];
  return [...bars, label(value, place.x + box.width + 6, place.y + 14, { weight: 600 })];
}

const mostOf = (rows: readonly Row[], key: Key): number => Math.max(...rows.map((row) => row[key]));

function drawWide(
  rows: readonly Row[],
  t: Translator,
  width: number,
  top: number,
): { items: Item[]; bottom: number } {
  const column = Math.min(Math.max(...rows.map((row) => textWidth(row.name, 14))) + 14, 220);
  const gap = 28;
  const panel = (width - column - gap) / 2;
  const items: Item[] = [];
  const rowHeight = 34;
  const first = top + 24;
  KEYS.forEach((key, i) => {
    const x = column + i * (panel + gap);
    items.push(label(t.t(`chart.classes.${key}`), x, top + 12, { size: 14, weight: 600 }));
    rows.forEach((row, n) => {
      const place = { x, y: first + n * rowHeight, width: panel, most: mostOf(rows, key) };
      items.push(...barWithValue(row, key, t, place));
    });
    items.push(lineItem([x, first - 4], [x, first + rows.length * rowHeight - 10], COLOURS.ink));
  });
  rows.forEach((row, n) => {
    const lines = wrapText(row.name, column - 12, 14).slice(0, 2);
    lines.forEach((line, l) => {
      items.push(
        label(line, 0, first + n * rowHeight + 14 + (l - (lines.length - 1) / 2) * 16, { size: 14 }),
      );
    });
  });
  return { items, bottom: first + rows.length * rowHeight };
}

function drawNarrow(
  rows: readonly Row[],
  t: Translator,
  width: number,
  top: number,
): { items: Item[]; bottom: number } {
  const legend = legendItems(
    KEYS.map((key) => ({ text: t.t(`chart.classes.${key}`), ...STYLE[key] })),
    width,
    top,
  );
  const items: Item[] = [...legend.items];
  let y = legend.bottom + 4;
  for (const row of rows) {
    items.push(label(row.name, 0, y + 13, { size: 14 }));
    KEYS.forEach((key, i) => {
      const place = { x: 0, y: y + 20 + i * 21, width, most: mostOf(rows, key) };
      items.push(...barWithValue(row, key, t, place));
    });
    y += 70;
  }
  return { items, bottom: y };
}
