import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exceedTest, leftOutRange, leftOutStations } from "./announced.ts";

describe("stations left out", () => {
  const check = (table: string) => {
    for (const line of table.split("\n").filter((text) => text.trim() !== "")) {
      const [expected = "", percent = "", least, nearest, most] = line.trim().split(/ +/);
      const want =
        least === "-" ? null : { least: Number(least), nearest: Number(nearest), most: Number(most) };
      expect(leftOutRange(Number(expected), percent), line).toEqual(want);
    }
  };

  test("a percentage leaves a range open, by the digits it shows", () =>
    check(`
  30026  96.87    939    940    941
  30026  80      5856   6005   6155
  30026  80.0    5991   6005   6020
  30026  80.000  6005   6005   6005
  30026  100        0      0    150
  30026  100.00     0      0      1
  30026  0      29876  30026  30026
  4      50         2      2      2
  3      50         2      2      2
`));

  test("text that is no percentage", () => {
    for (const text of ["", "96,87", "-3", "101", "100.1", "9e1", " 80", "80%", "1000", "."]) {
      expect(leftOutRange(30_026, text), text).toBeNull();
    }
  });

  test("a number of stations is taken as it is; without the whole there is nothing to subtract from", () => {
    expect(leftOutStations(30_026, 29_086, null)).toBe(940);
    expect(leftOutStations(30_026, 29_086, "80")).toBe(940);
    expect(leftOutStations(30_026, null, "96.87")).toBe(940);
    expect(leftOutStations(30_026, null, "80")).toBe(6_005);
    expect(leftOutStations(30_026, null, null)).toBeNull();
    expect(leftOutStations(null, 29_086, "96.87")).toBeNull();
    expect(leftOutStations(100, 120, null)).toBe(0);
  });

  test("the range holds exactly the numbers that show as that percentage", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(1_000), (expected, tenths) => {
        const percent = `${Math.floor(tenths / 10)}.${tenths % 10}`;
        const range = leftOutRange(expected, percent)!;
        const shows = (left: number) =>
          Math.floor(((expected - left) * 2_000 + expected) / (2 * expected)) === tenths;
        const all = Array.from({ length: expected + 1 }, (_, left) => left).filter(shows);
        const want = all.length === 0 ? [range.nearest, range.nearest] : [all[0], all[all.length - 1]];
        expect([range.least, range.most]).toEqual(want);
        expect(range.nearest).toBeGreaterThanOrEqual(range.least);
        expect(range.nearest).toBeLessThanOrEqual(range.most);
      }),
    );
  });
});

describe("kept votes against an announced total", () => {
  const check = (kept: number[], announced: number, leftOut: number | null) => {
    const { remaining, contradiction, holdsUpTo } = exceedTest(
      "x",
      Int32Array.from(kept),
      announced,
      leftOut,
    );
    return [remaining, contradiction, holdsUpTo];
  };

  test("the best stations go first", () => {
    expect(check([5, 100, 20, 60], 150, null)).toEqual([185, true, 0]);
    expect(check([5, 100, 20, 60], 80, 1)).toEqual([85, true, 1]);
    expect(check([5, 100, 20, 60], 85, 1)).toEqual([85, false, 0]);
    expect(check([5, 100, 20, 60], 24, 1)).toEqual([85, true, 2]);
    expect(check([5, 100, 20, 60], 185, 0)).toEqual([185, false, null]);
    expect(check([5, 100, 20, 60], 0, 9)).toEqual([0, false, 3]);
    expect(check([], 0, 3)).toEqual([0, false, null]);
  });

  test("against sorting everything, with and without very large numbers", () => {
    const votes = fc.array(fc.oneof(fc.nat(900), fc.nat(2_000_000)), { maxLength: 40 });
    fc.assert(
      fc.property(votes, fc.nat(30_000), fc.nat(45), (kept, announced, leftOut) => {
        const sorted = kept.toSorted((x, y) => y - x);
        const after = (n: number) => sorted.slice(n).reduce((x, y) => x + y, 0);
        let most: number | null = null;
        for (let n = 0; n <= kept.length; n++) if (after(n) > announced) most = n;
        expect(check(kept, announced, leftOut)).toEqual([after(leftOut), after(leftOut) > announced, most]);
      }),
    );
  });

  test("an unknown cell has no place here", () => {
    expect(() => exceedTest("x", Int32Array.of(3, -2), 1, 0)).toThrow(RangeError);
  });
});
