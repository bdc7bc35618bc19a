/**
 * Each discrepant station's effect when it is corrected, in order, with the sum so far and the line where the lead
 * is lost.
 *
 * The stations with the largest effects are drawn one by one, the rest as one bar. Where the line is within reach,
 * those that shrink the lead come first, so that the sum crosses it as early as any order can.
 * @module
 */
import type { ContestComparison, Pair } from "@triplicate/core/reconciliation/comparison.ts";
import type { Translator } from "../messages.ts";
import type { Block, TableData } from "../report/block.ts";
import { candidateName } from "../report/names.ts";
import { COLOURS } from "../tokens.ts";
import { type ChartFrame, chartBlock, isWide, label } from "./frame.ts";
import { linearScale, type Scale } from "./scale.ts";
import { barItems, type Item, lineItem, px } from "./scene.ts";
import { fitText, textWidth, wrapText } from "./text-width.ts";

const MAX_BARS = 60;
const MAX_BARS_NARROW = 24;

type Step = {
  readonly station: string;
  /** The station with its place, where there is room for it. */
  readonly name: string;
  readonly effect: number;
  readonly sum: number;
  readonly rest: boolean;
};

/** Steps in order. Correcting a station takes its effect out of B's lead, so the sign turns. */
export function flipSteps(pair: Pair, most: number, t: Translator): Step[] {
  const moving = pair.discrepancies.filter((one) => one.lead !== 0);
  const drawn = moving.length <= most ? moving : moving.slice(0, most);
  const rest = moving.slice(drawn.length);
  const lead = pair.lead?.b ?? 0;
  const ordered = isNear(pair.discrepancies, lead) ? [...drawn].sort((x, y) => y.lead - x.lead) : drawn;
  const steps: Step[] = [];
  let sum = 0;
  for (const one of ordered) {
    sum -= one.lead;
    // A place joined from several columns goes from large to small: only its last part fits a label.
    const place = one.place?.split("/").pop()?.trim() ?? "";
    const name = place === "" ? one.station : `${one.station} ${place}`;
    steps.push({ station: one.station, name, effect: 0 - one.lead, sum, rest: false });
  }
  if (rest.length > 0) {
    const effect = rest.reduce((total, one) => total - one.lead, 0);
    const name = t.t("chart.flip.more", { n: rest.length });
    steps.push({ station: name, name, effect, sum: sum + effect, rest: true });
  }
  return steps;
}

export function flipChart(contest: ContestComparison, pair: Pair, frame: ChartFrame): Block | null {
  const { t } = frame;
  const lead = pair.lead;
  const steps = flipSteps(pair, MAX_BARS, t);
  if (lead === null || steps.length === 0) return null;
  const first = candidateName(contest, lead.first);
  const second = candidateName(contest, lead.second);
  const crossing = steps.findIndex((step) => step.sum <= -lead.b && lead.b > 0 && !step.rest);
  const largest = steps.reduce((best, step) =>
    !step.rest && Math.abs(step.effect) > Math.abs(best.effect) ? step : best,
  );
  const outside = !isNear(pair.discrepancies, lead.b);
  const subtitle = t.t("chart.flip.subtitle", { first, second, count: frame.countTitle(pair.b) });
  const text = {
    id: "flip",
    title: t.t("chart.flip.title"),
    subtitle: outside ? t.t("chart.flip.lineOutside", { subtitle, n: t.signed(-lead.b) }) : subtitle,
    alt: t.t("chart.flip.alt", {
      n: pair.stations.differ,
      total: t.signed(steps[steps.length - 1]?.sum ?? 0),
      station: largest.name,
      effect: t.signed(largest.effect),
      crossing: crossing < 0 ? t.t("chart.flip.crossesNot") : t.t("chart.flip.crosses", { k: crossing + 1 }),
    }),
  };
  const data: TableData = {
    caption: t.t("chart.flip.title"),
    columns: [
      { text: t.t("chart.flip.station"), kind: "text" },
      { text: t.t("chart.flip.effect"), kind: "number" },
      { text: t.t("chart.flip.cumulative"), kind: "number" },
    ],
    rows: steps.map((step) => [step.name, t.signed(step.effect), t.signed(step.sum)]),
  };
  return chartBlock(frame, text, data, (width, top) => {
    const shown = isWide(width) ? steps : flipSteps(pair, MAX_BARS_NARROW, t);
    const flip = outside ? null : -lead.b;
    const names = { line: flip === null ? "" : t.t("chart.flip.line", { n: t.signed(flip) }) };
    return drawFlip({ steps: shown, flip, names, t }, width, top);
  });
}

/** A line far outside the data would press the data flat; then it is said in words instead. */
function isNear(stations: readonly { readonly lead: number }[], flip: number): boolean {
  let up = 0;
  let down = 0;
  for (const { lead } of stations) {
    if (lead > 0) up += lead;
    else down -= lead;
  }
  return Math.abs(flip) <= Math.max(up, down) * 2;
}

type Drawing = {
  readonly steps: readonly Step[];
  readonly flip: number | null;
  readonly names: { readonly line: string };
  readonly t: Translator;
};

type Columns = {
  readonly wide: boolean;
  readonly size: number;
  readonly rowHeight: number;
  readonly label: number;
  readonly effect: number;
  readonly sum: number;
  readonly x: Scale;
};

function layout({ steps, flip, t }: Drawing, width: number): Columns {
  const wide = isWide(width);
  const many = steps.length > 24;
  const size = many ? 11 : 13;
  const widest = Math.max(...steps.map((step) => textWidth(wide ? step.name : step.station, size, 600)));
  const labelWidth = Math.min(widest + 8, wide ? 250 : 112);
  const number = (pick: (step: Step) => number): number =>
    Math.max(...steps.map((step) => textWidth(t.signed(pick(step)), size, 600)));
  const headEffect = textWidth(t.t("chart.flip.effect"), 12);
  const headSum = textWidth(t.t("chart.flip.cumulative"), 12);
  const sumWidth = wide
    ? Math.max(
        number((step) => step.sum),
        headSum,
      ) + 16
    : 0;
  const effectWidth =
    Math.max(
      number((step) => step.effect),
      wide ? headEffect : 0,
    ) + 14;
  const ends = steps.flatMap((step) => [step.effect, step.sum]);
  const all = flip === null ? ends : [...ends, flip];
  const domain = [Math.min(0, ...all), Math.max(0, ...all)] as const;
  return {
    wide,
    size,
    rowHeight: many ? 14 : 22,
    label: labelWidth,
    effect: width - sumWidth,
    sum: width,
    x: linearScale(domain, [labelWidth + 6, width - sumWidth - effectWidth - 6]),
  };
}

function drawFlip(drawing: Drawing, width: number, top: number): { items: Item[]; bottom: number } {
  const { steps, flip, t } = drawing;
  const columns = layout(drawing, width);
  const { x, rowHeight } = columns;
  const items: Item[] = [];
  let head = top;
  if (flip !== null) {
    const lines = wrapText(drawing.names.line, width - 20, 13, 600);
    const half = Math.max(...lines.map((line) => textWidth(line, 13, 600))) / 2;
    const middle = Math.min(Math.max(x(flip), half), width - half);
    lines.forEach((line, i) => {
      items.push(
        label(line, middle, head + 11 + i * 16, { weight: 600, fill: COLOURS.alert, anchor: "middle" }),
      );
    });
    head += lines.length * 16 + 6;
  }
  if (columns.wide) {
    const style = { size: 12, fill: COLOURS.muted, anchor: "end" } as const;
    items.push(label(t.t("chart.flip.effect"), columns.effect, head + 10, style));
    items.push(label(t.t("chart.flip.cumulative"), columns.sum, head + 10, style));
    head += 16;
  }
  const start = head + 2;
  let path = `M${px(x(0))} ${px(start)}`;
  steps.forEach((step, i) => {
    const y = start + i * rowHeight;
    const crosses = flip !== null && !step.rest && step.sum <= flip && step.sum - step.effect > flip;
    items.push(...stepItems(step, y, columns, { t, crosses }));
    path += `L${px(x(step.sum))} ${px(y + rowHeight / 2)}`;
    if (steps.length <= 24 || crosses) {
      const point = { cx: x(step.sum), cy: y + rowHeight / 2, r: crosses ? 5 : 3 };
      items.push({ kind: "circle", ...point, fill: crosses ? COLOURS.alert : COLOURS.ink });
    }
  });
  const bottom = start + steps.length * rowHeight;
  items.push(lineItem([x(0), start - 2], [x(0), bottom + 2], COLOURS.ink, { strokeWidth: 1.2 }));
  if (flip !== null) {
    const style = { strokeWidth: 2, dash: 5 } as const;
    items.push(
      lineItem([x(flip), head - (columns.wide ? 14 : 0)], [x(flip), bottom + 4], COLOURS.alert, style),
    );
  }
  items.push({ kind: "path", d: path, stroke: COLOURS.ink, strokeWidth: 1.6 });
  return { items, bottom: bottom + 8 };
}

/** The station with which the lead is lost is set in bold and its point is larger. */
function stepItems(
  step: Step,
  y: number,
  columns: Columns,
  { t, crosses }: { readonly t: Translator; readonly crosses: boolean },
): Item[] {
  const { x, size, rowHeight } = columns;
  const baseline = y + rowHeight / 2 + size * 0.34;
  const start = Math.min(x(0), x(step.effect));
  const box = {
    x: start,
    y: y + 2,
    width: Math.abs(x(step.effect) - x(0)),
    height: rowHeight - 4,
  };
  const pattern = step.rest ? "empty" : step.effect < 0 ? "solid" : "rising";
  const weight = crosses ? 600 : 400;
  const items = [
    label(fitText(columns.wide ? step.name : step.station, columns.label - 4, size, weight), 0, baseline, {
      size,
      weight,
    }),
    ...barItems(box, step.effect < 0 ? COLOURS.countB : COLOURS.countA, pattern),
    label(t.signed(step.effect), columns.effect, baseline, { size, weight: 600, anchor: "end" }),
  ];
  if (columns.wide)
    items.push(label(t.signed(step.sum), columns.sum, baseline, { size, weight, anchor: "end" }));
  return items;
}
