/**
 * comparison.json: the comparison as text, the same bytes for the same comparison. Spec: spec/reconciliation.md, section 9.
 *
 * The outline is indented for a reader; from the sixth level on each value stands on one line, so that a discrepancy
 * is a line and two dossiers are compared with any text tool.
 * @module
 */
import type { Comparison } from "./comparison.ts";

/** contests, contest, pairs, pair, discrepancies, discrepancy. */
const OUTLINE = 6;

export function comparisonText(comparison: Comparison): string {
  const parts: string[] = [];
  write(comparison, 0, parts);
  parts.push("\n");
  return parts.join("");
}

function write(value: unknown, level: number, parts: string[]): void {
  if (level === OUTLINE || typeof value !== "object" || value === null) {
    parts.push(JSON.stringify(value));
    return;
  }
  const isList = Array.isArray(value);
  // JSON has no undefined: a field without a value is no field.
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  if (entries.length === 0) {
    parts.push(isList ? "[]" : "{}");
    return;
  }
  const indent = `\n${" ".repeat(level + 1)}`;
  parts.push(isList ? "[" : "{");
  entries.forEach(([key, part], i) => {
    parts.push(i === 0 ? indent : `,${indent}`);
    if (!isList) parts.push(`${JSON.stringify(key)}: `);
    write(part, level + 1, parts);
  });
  parts.push(`\n${" ".repeat(level)}`, isList ? "]" : "}");
}
