/**
 * The dossier's tables for spreadsheets: discrepancies.csv and findings.csv (RFC 4180, UTF-8, stable order).
 *
 * Names come from files anybody may have written, and a spreadsheet runs a cell that begins with = + - or @; such
 * text is written with an apostrophe before it.
 * @module
 */
import type { Finding } from "@triplicate/core/reading/finding.ts";
import type { Comparison, Discrepancy, Pair } from "@triplicate/core/reconciliation/comparison.ts";

type Value = string | number | null;

export function discrepanciesCsv(comparison: Comparison): string {
  const lines: string[] = [];
  for (const contest of comparison.contests) {
    for (const pair of contest.pairs) {
      const fields = [...contest.options.map(({ id }) => id), "blank", "null"];
      if (lines.length === 0 || comparison.contests.length > 1) lines.push(row(header(fields)));
      for (const one of pair.discrepancies)
        lines.push(row(discrepancyRow(contest.contest, pair, one, "differ", fields)));
      for (const one of pair.unknown)
        lines.push(row(discrepancyRow(contest.contest, pair, one, "unknown", fields)));
    }
  }
  return lines.join("");
}

function header(fields: readonly string[]): string[] {
  return [
    ...["contest", "count_a", "count_b", "station", "place", "region", "status", "class", "also_like"],
    ...["lead_effect", "votes_moved", "registered_a", "registered_b"],
    ...fields.flatMap((id) => [`${id}_a`, `${id}_b`]),
    ...["source_a", "line_a", "source_b", "line_b"],
  ];
}

function discrepancyRow(
  contest: string,
  pair: Pair,
  one: Discrepancy,
  status: "differ" | "unknown",
  fields: readonly string[],
): Value[] {
  const isDifference = status === "differ";
  const values: Value[] = [contest, pair.a, pair.b, one.station, one.place, one.region, status];
  values.push(isDifference ? one.class : "", isDifference ? one.alsoLike.join(" ") : "");
  values.push(one.lead, one.votes, one.registered.a, one.registered.b);
  // Cells stand in the fields' order; blank and null are missing where one source has no such column.
  let next = 0;
  for (const id of fields) {
    const cell = one.cells[next];
    if (cell?.id !== id) values.push(null, null);
    else {
      values.push(cell.a, cell.b);
      next += 1;
    }
  }
  values.push(one.where.a.source, one.where.a.line, one.where.b.source, one.where.b.line);
  return values;
}

export type NamedFindings = { readonly count: string; readonly findings: readonly Finding[] };

export function findingsCsv(counts: readonly NamedFindings[]): string {
  const lines = [
    row(["count", "rule", "action", "source", "line", "column", "field", "station", "text", "detail"]),
  ];
  for (const { count, findings } of counts) {
    for (const { rule, action, source, line, column, field, station, text, detail } of findings) {
      const details = Object.entries(detail).map(([key, value]) => `${key}=${value}`);
      lines.push(row([count, rule, action, source, line, column, field, station, text, details.join("; ")]));
    }
  }
  return lines.join("");
}

function row(values: readonly Value[]): string {
  let text = "";
  for (let i = 0; i < values.length; i += 1) text += i === 0 ? field(values[i]!) : `,${field(values[i]!)}`;
  return `${text}\r\n`;
}

function field(value: Value): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
