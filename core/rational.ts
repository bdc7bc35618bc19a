/**
 * Exact arithmetic on votes: integers that never leave the range a double holds exactly, and fractions compared by
 * cross-multiplication. An overflow is a number no election has, so it is our own misuse and throws.
 * @module
 */

function safe(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not an exact integer: ${value}`);
  return value;
}

// Operands are checked too: two inexact ones can meet in a product that looks exact.
export const plus = (a: number, b: number): number => safe(safe(a) + safe(b));
export const times = (a: number, b: number): number => safe(safe(a) * safe(b));

/** The sum of all of `numbers`. */
export const sumOf = (numbers: readonly number[]): number => numbers.reduce(plus, 0);

/** The sum of products; both must have the same length. */
export function dotProduct(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} coefficients for ${b.length} numbers`);
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum = plus(sum, times(a[i]!, b[i]!));
  return sum;
}

/** The least integer n with n × divisor >= dividend, for a divisor above zero. Exact where a quotient would round. */
export function ceilDivide(dividend: number, divisor: number): number {
  if (safe(divisor) <= 0) throw new RangeError(`divisor ${divisor}`);
  const remainder = safe(dividend) % divisor;
  return (dividend - remainder) / divisor + (remainder > 0 ? 1 : 0);
}

/** Negative, zero or positive as a/b is less than, equal to or greater than c/d, for b and d above zero. */
export const compareFractions = (a: number, b: number, c: number, d: number): number =>
  times(a, d) - times(c, b);
