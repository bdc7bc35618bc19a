/**
 * One station of a pair of counts as lines of text: the table of numbers first, then what they mean.
 * @module
 */
import { DISCREPANCY_CLASSES } from "@triplicate/core/reconciliation/classes.ts";
import type {
  Cell,
  ContestComparison,
  Discrepancy,
  Pair,
} from "@triplicate/core/reconciliation/comparison.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { visibleText } from "@triplicate/ui/report/visible-text.ts";

export function explainDiscrepancy(
  contest: ContestComparison,
  pair: Pair,
  one: Discrepancy,
  t: Translator,
): string {
  const differs = pair.discrepancies.includes(one);
  const lines = [
    "",
    t.t("cli.explain.pair", { a: pair.a, b: pair.b, contest: t.localized(contest.name) }),
    ...(one.place === null ? [] : [t.t("cli.explain.place", { place: visibleText(one.place) })]),
    ...(one.region === null ? [] : [t.t("cli.explain.region", { region: visibleText(one.region) })]),
    t.t("cli.explain.where", { count: pair.a, ...one.where.a }),
    t.t("cli.explain.where", { count: pair.b, ...one.where.b }),
    "",
    ...numbersTable(contest, pair, one, t),
    "",
    ...(differs ? meaning(contest, pair, one, t) : [t.t("cli.explain.unknownCells")]),
    "",
  ];
  return lines.join("\n");
}

function numbersTable(contest: ContestComparison, pair: Pair, one: Discrepancy, t: Translator): string[] {
  const names = new Map(contest.options.map(({ id, name }) => [id, visibleText(name)]));
  const isOption = (id: string) => names.has(id);
  const options = one.cells.filter(({ id }) => isOption(id));
  const extras = one.cells.filter(({ id }) => !isOption(id));
  const rows = [
    ["", pair.a, pair.b, t.t("cli.explain.column.change")],
    ...options.map(({ id, a, b }) => numbersRow(names.get(id)!, a, b, t)),
    numbersRow(t.t("cli.explain.total"), sum(options.map(({ a }) => a)), sum(options.map(({ b }) => b)), t),
    ...extras.map(({ id, a, b }) =>
      numbersRow(t.t(id === "blank" ? "cli.explain.blank" : "cli.explain.null"), a, b, t),
    ),
    numbersRow(t.t("cli.explain.registered"), one.registered.a, one.registered.b, t),
  ];
  return alignRows(rows);
}

export function alignRows(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => [...row[column]!].length)));
  return rows.map((row) => {
    const cells = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)));
    return `  ${cells.join("   ").trimEnd()}`;
  });
}

function numbersRow(name: string, a: Cell, b: Cell, t: Translator): string[] {
  const change = typeof a === "number" && typeof b === "number" ? (a === b ? "=" : t.signed(b - a)) : "?";
  return [name, cellText(a, t), cellText(b, t), change];
}

export const cellText = (cell: Cell, t: Translator): string =>
  typeof cell === "number" ? t.number(cell) : t.t(`cli.cell.${cell}`);

/** The first unknown makes the sum unknown (rule 6). */
export function sum(cells: readonly Cell[]): Cell {
  let total = 0;
  for (const cell of cells) {
    if (typeof cell !== "number") return cell;
    total += cell;
  }
  return total;
}

function meaning(contest: ContestComparison, pair: Pair, one: Discrepancy, t: Translator): string[] {
  const className = (name: Discrepancy["class"]) => t.t(`class.${name}.name`);
  const evidence = Object.entries(one.evidence).map(([key, value]) => `${key} ${visibleText(String(value))}`);
  const lines = [
    t.t("cli.explain.class", {
      name: className(one.class),
      clause: DISCREPANCY_CLASSES[one.class],
      sentence: t.t(`class.${one.class}.sentence`),
    }),
  ];
  if (evidence.length > 0) lines.push(t.t("cli.explain.evidence", { text: evidence.join(", ") }));
  if (one.alsoLike.length > 0)
    lines.push(t.t("cli.explain.also", { list: t.list(one.alsoLike.map(className)) }));
  if (pair.lead !== null) {
    const name = (id: string) =>
      visibleText(contest.candidates.find((candidate) => candidate.id === id)?.name ?? id);
    lines.push(
      t.t("cli.explain.lead", {
        first: name(pair.lead.first),
        second: name(pair.lead.second),
        a: pair.a,
        b: pair.b,
        before: t.number(pair.lead.b),
        effect: t.signed(one.lead),
        after: t.signed(pair.lead.b - one.lead),
      }),
    );
  }
  const minimal = pair.flip.minimal;
  if (minimal?.stations.includes(one.station)) {
    lines.push(t.t("cli.explain.minimal", { n: minimal.stations.length }));
  }
  return lines;
}
