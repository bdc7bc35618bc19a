/** The fewest votes for breaks made by hand, where no rule of ours leads: several conditions that pull apart. */
import { expect, test } from "vitest";
import { breakHolds, not, votesToChange } from "./breaks.ts";
import type { Break } from "./outcome.ts";

const change = { kind: "wins-outright", candidate: 0 } as const;
const of = (...conditions: (readonly [number[], number])[]): Break => ({
  change,
  conditions: conditions.map(([coefficients, atLeast]) => ({ coefficients, atLeast })),
});

test.each([
  ["nothing can change it", [], [5, 5], { added: null, moved: null, exact: true }],
  ["it has changed already", [of([[1, 0], 5])], [5, 5], { added: 0, moved: 0, exact: true }],
  ["one condition", [of([[1, -1], 0])], [5, 9], { added: 4, moved: 2, exact: true }],
  [
    "the nearest of two",
    [of([[1, -1, 0], 0]), of([[1, 0, -1], 0])],
    [5, 9, 7],
    { added: 2, moved: 1, exact: true },
  ],
  ["no coefficient helps", [of([[0, -1], -3])], [5, 9], { added: null, moved: 6, exact: true }],
  ["there are not so many to move", [of([[1, 0], 15])], [5, 9], { added: 10, moved: null, exact: true }],
  ["the best source runs out", [of([[1, -1, 0], 8])], [0, 2, 20], { added: 10, moved: 8, exact: true }],
  [
    "both conditions by the same votes",
    [of([[2, 0], 3], [[1, -1], 0])],
    [0, 4],
    { added: 4, moved: 2, exact: true },
  ],
  // Three for each of two candidates are six, but no condition alone needs more than three: a bound, and said to be.
  [
    "conditions that pull apart",
    [of([[1, 0, 0], 3], [[0, 1, 0], 3])],
    [0, 0, 9],
    { added: 3, moved: 3, exact: false },
  ],
  [
    "a bound that other breaks attain",
    [of([[1, 0, 0], 3], [[0, 1, 0], 3]), of([[0, 0, 1], 12]), of([[0, 0, -1], -6])],
    [0, 0, 9],
    { added: 3, moved: 3, exact: true },
  ],
])("%s", (_, breaks, votes, expected) => {
  expect(votesToChange(breaks, votes)).toEqual(expected);
});

test("a break holds when all its conditions do", () => {
  const both = of([[1, 0], 3], [[0, 1], 3]);
  expect(
    [
      [3, 3],
      [2, 3],
      [3, 2],
      [9, 9],
    ].map((votes) => breakHolds(both, votes)),
  ).toEqual([true, false, false, true]);
  expect(() => breakHolds(both, [3])).toThrow(RangeError);
});

test("of a condition and its opposite exactly one holds", () => {
  const condition = { coefficients: [2, -3], atLeast: 1 };
  for (let a = 0; a < 9; a += 1) {
    for (let b = 0; b < 9; b += 1) {
      const holds = [condition, not(condition)].map((one) =>
        breakHolds({ change, conditions: [one] }, [a, b]),
      );
      expect(holds.filter(Boolean).length).toBe(1);
    }
  }
});
