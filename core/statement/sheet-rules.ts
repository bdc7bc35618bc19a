/**
 * Whether the numbers of a signed hand-count sheet hold together, by rule, all of them at once.
 *
 * A breach refuses nothing: the sheet is logged and flagged. But paper prevails only where the paper is sure of
 * itself, so a sheet with a breach corrects no acta and stands for no missing one.
 * Spec: spec/hand-count.md, section 3.
 * @module
 */
import type { Contest } from "../election/definition.ts";
import { marksOf } from "./acta-rules.ts";
import type { Sheet } from "./sheet.ts";

/** Rule -> clause of spec/hand-count.md. */
export const SHEET_RULES = {
  "sheet-options": "3.1",
  "sheet-sum": "3.2",
  "sheet-range": "3.3",
} as const;
export type SheetRule = keyof typeof SHEET_RULES;

/**
 * No number of a paper or acta that counts is larger: ten thousand times the largest station there is, and the sum over
 * five million stations is still an exact double.
 */
export const MAX_COUNTED = 1_000_000_000;

export type SheetBreach = {
  readonly rule: SheetRule;
  readonly detail: Readonly<Record<string, number>>;
};

export function sheetBreaches(sheet: Sheet, contest: Contest): SheetBreach[] {
  const breaches: SheetBreach[] = [];
  const { options, votes } = sheet.votes;
  const isBallot =
    options.length === contest.options.length && contest.options.every(({ id }, i) => id === options[i]);
  if (!isBallot) {
    const detail = { options: options.length, expected: contest.options.length };
    breaches.push({ rule: "sheet-options", detail });
  }
  const sum = votes.reduce((total, value) => total + value, 0);
  const valid = sheet.papers - sheet.blank - sheet.null;
  const marks = marksOf(contest);
  // Nobody marks one option twice.
  if (sum < valid || sum > valid * marks || votes.some((value) => value > Math.max(valid, 0))) {
    const detail = { votes: sum, blank: sheet.blank, null: sheet.null, papers: sheet.papers, marks };
    breaches.push({ rule: "sheet-sum", detail });
  }
  const largest = Math.max(sheet.papers, sheet.blank, sheet.null, ...votes);
  if (largest > MAX_COUNTED) breaches.push({ rule: "sheet-range", detail: { largest, atMost: MAX_COUNTED } });
  return breaches;
}
