/**
 * What is odd about a station and contest, beside its status: closed codes, kept as bits of one number.
 *
 * A flag takes nothing out of the count by itself; the ones that do say so in the specification.
 * Spec: spec/transmission.md, section 6.
 * @module
 */
import type { ActaRule } from "../statement/acta-rules.ts";
import type { SheetRule } from "../statement/sheet-rules.ts";

/** Flag -> clause of spec/transmission.md. The order is the order of bits. */
export const COUNT_FLAG_CODES = {
  "acta-options": "6.1",
  "acta-sum": "6.1",
  "acta-checked-in": "6.1",
  "acta-register": "6.1",
  "acta-times": "6.1",
  "acta-range": "6.2",
  "acta-conflict": "6.3",
  "closing-differs": "6.4",
  "closing-conflict": "6.5",
  "closing-contests": "6.5",
  "sheet-options": "6.6",
  "sheet-sum": "6.6",
  "sheet-range": "6.6",
  "sheet-conflict": "6.7",
  "sheet-differs": "6.8",
  "sheet-register": "6.9",
  "closing-witnesses": "6.10",
  "closing-copies": "6.11",
  "closing-mixed": "6.12",
  "acta-running": "6.13",
  "acta-lives": "6.14",
} as const satisfies Record<ActaRule | SheetRule, string> & Record<string, string>;
export type CountFlag = keyof typeof COUNT_FLAG_CODES;

const CODES = Object.keys(COUNT_FLAG_CODES) as CountFlag[];
const BITS = Object.fromEntries(CODES.map((code, i) => [code, 1 << i])) as Record<CountFlag, number>;

export const addFlag = (flags: number, code: CountFlag): number => flags | BITS[code];
export const hasFlag = (flags: number, code: CountFlag): boolean => (flags & BITS[code]) !== 0;
export const flagsOf = (flags: number): CountFlag[] => CODES.filter((code) => hasFlag(flags, code));
