import fc from "fast-check";
import { expect, test } from "vitest";
import { ceilDivide, compareFractions, dotProduct, plus, sumOf, times } from "./rational.ts";

test("what is not exact throws", () => {
  const most = Number.MAX_SAFE_INTEGER;
  expect(plus(most, 0)).toBe(most);
  expect(() => plus(most, 1)).toThrow(RangeError);
  expect(() => times(2 ** 27, 2 ** 26)).toThrow(RangeError);
  expect(() => times(2 ** 54, 0)).toThrow(RangeError);
  expect(() => plus(0.5, 0.5)).toThrow(RangeError);
  expect(() => sumOf([most, -1, 2])).toThrow(RangeError);
  expect(() => dotProduct([1, 2], [1])).toThrow(RangeError);
  expect(() => ceilDivide(1, 0)).toThrow(RangeError);
});

test("division rounds up where a quotient of doubles would not show it", () => {
  expect(ceilDivide(9_007_199_254_740_991, 2)).toBe(4_503_599_627_370_496);
  const whole = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(whole, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (dividend, divisor) => {
      const [n, d] = [BigInt(dividend), BigInt(divisor)];
      const expected = n / d + (n % d > 0n ? 1n : 0n);
      expect(BigInt(ceilDivide(dividend, divisor))).toBe(expected);
    }),
  );
});

test("fractions compare as their cross products", () => {
  expect(compareFractions(1, 3, 2, 6)).toBe(0);
  expect(compareFractions(1, 3, 33, 100)).toBeGreaterThan(0);
  expect(compareFractions(0, 5, 1, 100)).toBeLessThan(0);
});
