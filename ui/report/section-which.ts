/**
 * "Which stations?": the shapes of the differences, and the stations themselves, the heaviest first.
 * @module
 */
import type { ContestComparison, Discrepancy, Pair } from "@triplicate/core/reconciliation/comparison.ts";
import { classesChart } from "../charts/classes.ts";
import type { Translator } from "../messages.ts";
import type { Block, TableCell } from "./block.ts";
import { MAX_ROWS } from "./input.ts";
import { candidateName, cellText, countTitle, lineName } from "./names.ts";
import { chartFrame, contestHeading, pairHeading, type Section } from "./section.ts";

/** Station ids written out in a sentence; more than these are in the table below it. */
const MAX_NAMED = 20;

export function whichSection(section: Section): Block[] {
  const { input, t } = section;
  const blocks: Block[] = [{ kind: "heading", level: 2, id: "which", text: t.t("report.which.title") }];
  for (const contest of input.comparison.contests) {
    blocks.push(...contestHeading(section, contest, "which"));
    if (contest.pairs.length === 0) {
      blocks.push({ kind: "paragraph", text: t.t("report.which.noPair") });
    }
    for (const pair of contest.pairs) {
      blocks.push(...pairHeading(section, contest, pair, "which"));
      blocks.push(...pairBlocks(section, contest, pair));
    }
  }
  return blocks;
}

function pairBlocks(section: Section, contest: ContestComparison, pair: Pair): Block[] {
  const { t } = section;
  const blocks: Block[] = [];
  if (pair.discrepancies.length === 0) {
    blocks.push({ kind: "paragraph", text: t.t("report.which.none") });
  } else {
    blocks.push(...minimalParagraph(pair, t));
    const chart = classesChart(pair, chartFrame(section, contest, pair));
    if (chart !== null) blocks.push(chart);
    blocks.push(discrepancyTable(section, contest, pair));
  }
  if (pair.unknown.length > 0) blocks.push(unknownTable(section, contest, pair));
  return blocks;
}

function minimalParagraph(pair: Pair, t: Translator): Block[] {
  const minimal = pair.flip.minimal;
  if (minimal === null) return [];
  const ids = minimal.stations;
  const named = ids.slice(0, MAX_NAMED);
  const list =
    ids.length > named.length
      ? t.t("report.which.minimalMore", { list: named.join(", "), n: ids.length - named.length })
      : t.list(named);
  const intro = t.t("report.which.minimal", { n: ids.length });
  return [{ kind: "paragraph", text: `${intro}: ${list}.` }];
}

function stationColumns(pair: Pair, t: Translator) {
  const isLocated = (one: Discrepancy): boolean => one.place !== null || one.region !== null;
  const located = pair.discrepancies.some(isLocated) || pair.unknown.some(isLocated);
  const text = (id: Parameters<Translator["t"]>[0]) => ({ text: t.t(id), kind: "text" }) as const;
  return {
    located,
    columns: [text("report.which.station"), ...(located ? [text("report.which.place")] : [])],
    cells: (one: Discrepancy): TableCell[] => [one.station, ...(located ? [locationLines(one)] : [])],
    lines: lineWriter(pair, t),
  };
}

/** Place and region; a place joined from several columns already begins with its region. */
function locationLines({ place, region }: Discrepancy): string[] {
  const known = place !== null && region !== null && place.startsWith(region);
  return [place, known ? null : region].filter((name) => name !== null);
}

/** Where the two rows are; the file is named only when a count comes from more than one. */
function lineWriter(pair: Pair, t: Translator): (one: Discrepancy) => string {
  const any = pair.discrepancies[0] ?? pair.unknown[0];
  const isOther = (side: "a" | "b") => (one: Discrepancy) =>
    one.where[side].source !== any?.where[side].source;
  const comesFromMany = (side: "a" | "b"): boolean =>
    pair.discrepancies.some(isOther(side)) || pair.unknown.some(isOther(side));
  const many = { a: comesFromMany("a"), b: comesFromMany("b") };
  const place = ({ where }: Discrepancy, side: "a" | "b"): string =>
    many[side] ? `${where[side].source}:${where[side].line}` : String(where[side].line);
  return (one) => t.t("report.which.lineAt", { a: place(one, "a"), b: place(one, "b") });
}

function discrepancyTable({ input, t }: Section, contest: ContestComparison, pair: Pair): Block {
  const station = stationColumns(pair, t);
  const shown = pair.discrepancies.slice(0, MAX_ROWS);
  const names = {
    a: countTitle(input.comparison, pair.a, t),
    b: countTitle(input.comparison, pair.b, t),
  };
  const notes: string[] = [];
  if (pair.lead !== null) {
    notes.push(
      t.t("report.which.effectNote", {
        first: candidateName(contest, pair.lead.first),
        second: candidateName(contest, pair.lead.second),
      }),
    );
  }
  if (shown.length < pair.discrepancies.length) {
    const total = pair.discrepancies.length;
    notes.push(t.t("report.moreRows", { shown: shown.length, total, file: "discrepancies.csv" }));
  }
  return {
    kind: "table",
    caption: t.t("report.which.tableOf", names),
    columns: [
      ...station.columns,
      { text: t.t("report.which.differs"), kind: "text" },
      { text: t.t("report.which.effect"), kind: "number" },
      { text: t.t("report.which.class"), kind: "text" },
      { text: t.t("report.which.line"), kind: "text" },
    ],
    rows: shown.map((one) => [
      ...station.cells(one),
      differenceText(contest, one, t),
      t.signed(one.lead),
      t.t(`class.${one.class}.name`),
      station.lines(one),
    ]),
    ...(notes.length === 0 ? {} : { note: notes.join(" ") }),
  };
}

/** Every number that differs or is unknown on one side. */
function differenceText(contest: ContestComparison, one: Discrepancy, t: Translator): string {
  const lines: string[] = [];
  for (const { id, a, b } of one.cells) {
    if (a === b) continue;
    const values = { name: lineName(contest, id, t), a: cellText(a, t), b: cellText(b, t) };
    if (typeof a === "number" && typeof b === "number") {
      lines.push(t.t("report.which.cellChange", { ...values, change: t.signed(b - a) }));
    } else {
      lines.push(t.t("report.which.cell", values));
    }
  }
  return lines.join("; ");
}

function unknownTable({ t }: Section, contest: ContestComparison, pair: Pair): Block {
  const station = stationColumns(pair, t);
  const shown = pair.unknown.slice(0, MAX_ROWS);
  const total = pair.unknown.length;
  return {
    kind: "table",
    caption: t.t("report.which.unknownTable"),
    columns: [
      ...station.columns,
      { text: t.t("report.which.differs"), kind: "text" },
      { text: t.t("report.which.line"), kind: "text" },
    ],
    rows: shown.map((one) => [...station.cells(one), unknownText(contest, one, t), station.lines(one)]),
    ...(shown.length < total
      ? { note: t.t("report.moreRows", { shown: shown.length, total, file: "comparison.json" }) }
      : {}),
  };
}

function unknownText(contest: ContestComparison, one: Discrepancy, t: Translator): string {
  return one.cells
    .filter(({ a, b }) => typeof a === "string" || typeof b === "string")
    .map(({ id, a, b }) =>
      t.t("report.which.cell", { name: lineName(contest, id, t), a: cellText(a, t), b: cellText(b, t) }),
    )
    .join("; ");
}
