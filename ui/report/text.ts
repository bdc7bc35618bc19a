/**
 * The first screen's verdict as plain lines, for a terminal. Control characters in names are already visible.
 * @module
 */
import type { Translator } from "../messages.ts";
import type { ReportInput } from "./input.ts";
import { verdictOf } from "./verdict.ts";
import { visibleText } from "./visible-text.ts";

export function verdictLines(input: ReportInput, t: Translator): string[] {
  const verdict = verdictOf(input, t);
  const remark = input.comparison.election.remark;
  const lines = [verdict.headline, ...verdict.lines];
  if (remark !== undefined) lines.unshift(t.localized(remark));
  return lines.map(visibleText);
}
