/**
 * Class rules about the digits of one number: off by one, one digit misread, inserted or lost, two exchanged.
 * Numbers are compared as they are written: decimal, no leading zeros.
 * Spec: spec/reconciliation.md, clauses 4.6, 4.8 to 4.10 and 4.12.
 * @module
 */
import { type Difference, type Evidence, lineId } from "./classify-difference.ts";

/** Clause 4.6: one line differs, by 1. */
export function oneVote({ input, changed }: Difference): Evidence | null {
  const i = only(changed);
  if (i === null || Math.abs(input.a[i]! - input.b[i]!) !== 1) return null;
  return { option: lineId(input, i) };
}

type DigitRule = (a: string, b: string) => number;

const single =
  (rule: DigitRule) =>
  ({ input, changed }: Difference): Evidence | null => {
    const i = only(changed);
    if (i === null) return null;
    const digit = rule(String(input.a[i]), String(input.b[i]));
    return digit === 0 ? null : { option: lineId(input, i), digit };
  };

/** Clause 4.8: one line differs, in one digit of a number of two digits or more. */
export const oneDigit = single(digitReplaced);
/** Clause 4.9: one line differs; one number is the other with a digit more. */
export const extraDigit = single(digitInserted);
/** Clause 4.10: one line differs; two neighbouring digits are exchanged. */
export const transposition = single(digitsExchanged);

/** Clause 4.12: two lines or more differ, every one of them by a digit fault in a number of two digits or more. */
export function severalDigits({ input, changed }: Difference): Evidence | null {
  if (changed.length < 2) return null;
  for (const i of changed) {
    const [x, y] = [String(input.a[i]), String(input.b[i])];
    if (digitReplaced(x, y) === 0 && digitInserted(x, y) === 0 && digitsExchanged(x, y) === 0) return null;
  }
  return { lines: changed.length };
}

const only = (changed: readonly number[]): number | null => (changed.length === 1 ? changed[0]! : null);

// Each of these answers with the digit's place from the left, from 1; or 0.

/** Any two one-digit numbers differ in one digit: the shape means nothing below two digits. */
function digitReplaced(a: string, b: string): number {
  if (a.length !== b.length || a.length < 2) return 0;
  let place = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue;
    if (place > 0) return 0;
    place = i + 1;
  }
  return place;
}

/** The place is the extra digit's in the longer number; of a run of equal digits, the last. */
function digitInserted(a: string, b: string): number {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (long.length !== short.length + 1) return 0;
  let i = 0;
  while (i < short.length && short[i] === long[i]) i++;
  return short.slice(i) === long.slice(i + 1) ? i + 1 : 0;
}

/** The place is the first of the two. */
function digitsExchanged(a: string, b: string): number {
  if (a.length !== b.length) return 0;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  if (i + 1 >= a.length || a[i] !== b[i + 1] || a[i + 1] !== b[i]) return 0;
  return a.slice(i + 2) === b.slice(i + 2) ? i + 1 : 0;
}
