/**
 * Turnout by the leading candidate's share, in votes: one heat map of 101 × 101 whole percents for each count.
 *
 * Cells of one shade are one path, so ten thousand cells are five elements. Shades grow with the square
 * root of the votes, so that a village still shows beside a city.
 * @module
 */
import type { ContestComparison, ContestCount } from "@triplicate/core/reconciliation/comparison.ts";
import type { Block, TableData } from "../report/block.ts";
import { candidateName } from "../report/names.ts";
import { COLOURS, SHADES } from "../tokens.ts";
import { type ChartFrame, chartBlock, isWide, label } from "./frame.ts";
import { type Item, lineItem, px } from "./scene.ts";
import { textWidth, wrapText } from "./text-width.ts";

type Weight = NonNullable<ContestCount["fingerprint"]>[number];
type Panel = {
  readonly count: string;
  readonly candidate: string;
  readonly title: string;
  readonly cells: readonly Weight[];
};

export function fingerprintChart(contest: ContestComparison, frame: ChartFrame): Block | null {
  const { t } = frame;
  const panels = contest.counts.flatMap((count) => panelOf(contest, count, frame));
  if (panels.length === 0) return null;
  const text = {
    id: "fingerprint",
    title: t.t("chart.fingerprint.title"),
    subtitle: t.t("chart.fingerprint.subtitle"),
    alt: t.t("chart.fingerprint.alt", { panels: panels.map((panel) => panelAlt(panel, frame)).join(" ") }),
  };
  return chartBlock(frame, text, bandTable(panels, frame), (width, top) =>
    drawPanels(panels, frame, width, top),
  );
}

function panelOf(contest: ContestComparison, count: ContestCount, frame: ChartFrame): Panel[] {
  const cells = count.fingerprint ?? [];
  if (cells.length === 0) return [];
  const leader = count.result.lead?.first ?? count.result.winners[0] ?? "";
  const candidate = candidateName(contest, leader);
  const title = frame.countTitle(count.count);
  return [
    {
      count: title,
      candidate,
      title: frame.t.t("chart.fingerprint.panel", { count: title, candidate }),
      cells,
    },
  ];
}

function panelAlt(panel: Panel, { t }: ChartFrame): string {
  const densest = panel.cells.reduce((best, cell) => (cell.votes > best.votes ? cell : best));
  const total = panel.cells.reduce((sum, cell) => sum + cell.votes, 0);
  const byTurnout = [...panel.cells].sort((x, y) => x.turnout - y.turnout);
  const quantile = (part: number): number => {
    let sum = 0;
    for (const cell of byTurnout) {
      sum += cell.votes;
      if (sum >= total * part) return cell.turnout;
    }
    return 100;
  };
  return t.t("chart.fingerprint.altPanel", {
    count: panel.count,
    candidate: panel.candidate,
    turnout: densest.turnout,
    share: densest.share,
    low: quantile(0.25),
    high: quantile(0.75),
  });
}

/** Votes by tenths of turnout: what the map shows, as a table that can be read aloud. */
function bandTable(panels: readonly Panel[], { t }: ChartFrame): TableData {
  const bandOf = (turnout: number): number => Math.min(Math.floor(turnout / 10), 9);
  const sums = panels.map((panel) => {
    const bands = Array.from({ length: 10 }, () => 0);
    for (const cell of panel.cells) bands[bandOf(cell.turnout)]! += cell.votes;
    return bands;
  });
  return {
    caption: t.t("chart.fingerprint.title"),
    columns: [
      { text: t.t("chart.fingerprint.turnout"), kind: "text" },
      ...panels.map((panel) => ({ text: panel.count, kind: "number" }) as const),
    ],
    rows: Array.from({ length: 10 }, (_, band) => [
      t.t("chart.fingerprint.band", { from: band * 10, to: band === 9 ? 100 : band * 10 + 9 }),
      ...sums.map((bands) => t.number(bands[band] ?? 0)),
    ]),
  };
}

const AXIS = 46;

function drawPanels(
  panels: readonly Panel[],
  frame: ChartFrame,
  width: number,
  top: number,
): { items: Item[]; bottom: number } {
  const columns = isWide(width) ? 2 : 1;
  const gap = 28;
  const panelWidth = (width - gap * (columns - 1)) / columns;
  const items: Item[] = [];
  let y = top;
  for (let i = 0; i < panels.length; i += columns) {
    const row = panels.slice(i, i + columns);
    const titles = row.map((panel) => wrapText(panel.title, panelWidth, 14, 600).slice(0, 2));
    const titleHeight = Math.max(...titles.map((lines) => lines.length)) * 18;
    let bottom = y;
    row.forEach((panel, column) => {
      const left = column * (panelWidth + gap);
      (titles[column] ?? []).forEach((line, n) => {
        items.push(label(line, left, y + 13 + n * 18, { size: 14, weight: 600 }));
      });
      const drawn = drawPanel(panel, frame, { left, top: y + titleHeight + 8, width: panelWidth });
      items.push(...drawn.items);
      bottom = Math.max(bottom, drawn.bottom);
    });
    y = bottom + 16;
  }
  items.push(...shadeKey(frame, y));
  return { items, bottom: y + 22 };
}

function drawPanel(
  panel: Panel,
  { t }: ChartFrame,
  place: { readonly left: number; readonly top: number; readonly width: number },
): { items: Item[]; bottom: number } {
  const size = place.width - AXIS - 8;
  const x0 = place.left + AXIS;
  const y0 = place.top + size;
  const cell = size / 101;
  const items: Item[] = [{ kind: "rect", x: x0, y: place.top, width: size, height: size, fill: "#ffffff" }];
  for (let tick = 0; tick <= 100; tick += 20) {
    const at = (tick + 0.5) * cell;
    const grid = { strokeWidth: 0.6 } as const;
    items.push(lineItem([x0 + at, place.top], [x0 + at, y0], COLOURS.faint, grid));
    items.push(lineItem([x0, y0 - at], [x0 + size, y0 - at], COLOURS.faint, grid));
    const style = { size: 12, fill: COLOURS.muted } as const;
    items.push(label(t.number(tick), x0 + at, y0 + 16, { ...style, anchor: "middle" }));
    items.push(label(t.number(tick), x0 - 6, y0 - at + 4, { ...style, anchor: "end" }));
  }
  shadePaths(panel.cells, x0, y0, cell).forEach((d, shade) => {
    if (d !== "") items.push({ kind: "path", d, fill: SHADES[shade] ?? COLOURS.ink });
  });
  items.push({ kind: "rect", x: x0, y: place.top, width: size, height: size, stroke: COLOURS.muted });
  items.push(label(t.t("chart.fingerprint.x"), x0 + size / 2, y0 + 34, { anchor: "middle" }));
  const vertical = label(t.t("chart.fingerprint.y"), place.left + 12, place.top + size / 2, {
    anchor: "middle",
  });
  items.push(vertical.kind === "text" ? { ...vertical, turned: true } : vertical);
  return { items, bottom: y0 + 40 };
}

/** One path for every shade; neighbours of one shade in a column of the map are one rectangle. */
function shadePaths(cells: readonly Weight[], x0: number, y0: number, cell: number): string[] {
  const most = cells.reduce((max, one) => Math.max(max, one.votes), 1);
  const shadeOf = (votes: number): number =>
    Math.min(SHADES.length - 1, Math.floor(SHADES.length * Math.sqrt(votes / most)));
  const grid = new Int8Array(101 * 101).fill(-1);
  for (const one of cells) {
    if (one.votes > 0) grid[one.turnout * 101 + one.share] = shadeOf(one.votes);
  }
  const paths = SHADES.map(() => "");
  // A map has ten thousand cells but a hundred columns, rows and heights: each is written as text once.
  const steps = Array.from({ length: 102 }, (_, i) => i);
  const lefts = steps.map((i) => px(x0 + i * cell));
  const tops = steps.map((i) => px(y0 - i * cell));
  const rests = steps.map((i) => `h${px(cell)}v${px(i * cell)}h${px(-cell)}z`);
  for (let turnout = 0; turnout <= 100; turnout += 1) {
    for (let share = 0; share <= 100; ) {
      const shade = grid[turnout * 101 + share] ?? -1;
      let end = share + 1;
      while (end <= 100 && grid[turnout * 101 + end] === shade) end += 1;
      if (shade >= 0) paths[shade] += `M${lefts[turnout]} ${tops[end]}${rests[end - share]}`;
      share = end;
    }
  }
  return paths;
}

function shadeKey({ t }: ChartFrame, y: number): Item[] {
  const fewer = t.t("chart.fingerprint.fewer");
  const style = { size: 12, fill: COLOURS.muted } as const;
  const start = textWidth(fewer, 12) + 8;
  return [
    label(fewer, 0, y + 11, style),
    ...SHADES.map(
      (fill, i): Item => ({
        kind: "rect",
        x: start + i * 22,
        y,
        width: 22,
        height: 14,
        fill,
        stroke: "#ffffff",
      }),
    ),
    label(t.t("chart.fingerprint.more"), start + SHADES.length * 22 + 8, y + 11, style),
  ];
}
