import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { percentageTest } from "./percentages.ts";
import { countTuples } from "./percentages-count.ts";

const ids = (votes: readonly number[]) => votes.map((_, i) => `o${i}`);
const run = (votes: readonly number[], valid = votes.reduce((x, y) => x + y, 0)) =>
  percentageTest(ids(votes), votes, valid);

describe("Venezuela 2024", () => {
  test("first bulletin: 51.2, 44.2 and 4.6 per cent of 10,058,774, multiplied out", () => {
    const got = run([5_150_092, 4_445_978, 462_704]);
    expect(got.valid).toBe(10_058_774);
    expect(got.decimals).toBe(1);
    expect(got.shares.map((share) => share.percent)).toEqual(["51.2", "44.2", "4.6"]);
    expect(got.shares.every((share) => share.matches && share.reproduced === share.votes)).toBe(true);
    expect(got.probability?.oneIn).toBe("75882581");
    expect(got.probability?.approximate).toBeCloseTo(1 / 75_882_581, 18);
  });

  test("second bulletin: no percentage gives these numbers", () => {
    const got = run([6_408_844, 5_326_104, 600_935]);
    expect(got.decimals).toBeNull();
    expect(got.probability).toBeNull();
    expect(got.shares.map((share) => [share.percent, share.matches])).toEqual([
      ["51.953", false],
      ["43.176", false],
      ["4.871", false],
    ]);
  });
});

describe("when there is something to test", () => {
  test("a small election has more steps than votes", () => {
    expect(run([60, 40])).toEqual({ valid: 100, decimals: null, shares: [], probability: null });
    expect(run([600, 399]).decimals).toBeNull();
    expect(run([600, 399]).shares).toEqual([]);
    expect(run([600, 400]).decimals).toBe(0);
  });

  test("more votes than valid votes, or none at all", () => {
    expect(run([7_000, 5_000], 10_000).shares).toEqual([]);
    expect(run([], 10_000).shares).toEqual([]);
  });

  test("the fewest decimals that reproduce every number", () => {
    expect(run([500_000, 500_000]).decimals).toBe(0);
    expect(run([512_000, 488_000]).decimals).toBe(1);
    expect(run([512_300, 487_700]).decimals).toBe(2);
    expect(run([512_340, 487_660]).decimals).toBe(3);
    expect(run([512_345, 487_655]).decimals).toBeNull();
  });

  test("votes made from percentages are recognised, votes one off are not", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200_000, max: 20_000_000 }),
        fc.integer({ min: 1, max: 998 }),
        (valid, tenths) => {
          const first = Math.floor((2 * valid * tenths + 1_000) / 2_000);
          const got = run([first], valid);
          expect(got.decimals).not.toBeNull();
          expect(got.decimals).toBeLessThanOrEqual(1);
          expect(run([first + 1], valid).decimals ?? 3).toBeGreaterThan(1);
        },
      ),
    );
  });
});

describe("rounding halves", () => {
  test("a share exactly between two percentages shows as the higher one, a product between two votes too", () => {
    // 1,250 of 100,000 is 1.25 %; 1.3 % would be 1,300, and only two decimals give 1,250 back.
    expect(run([1_250, 98_750]).decimals).toBe(2);
    expect(run([30, 1_970]).shares.map((share) => [share.percent, share.reproduced])).toEqual([
      ["2", 40],
      ["99", 1_980],
    ]);
    // 3 % of 1,050 is 31.5 votes.
    expect(run([32], 1_050).shares[0]).toMatchObject({ percent: "3", reproduced: 32, matches: true });
    expect(run([31], 1_050).shares[0]).toMatchObject({ percent: "3", reproduced: 32, matches: false });
  });
});

describe("how many honest tuples look so", () => {
  /** Counts by trying every tuple. */
  const bruteForce = (
    intervals: readonly { from: bigint; width: bigint }[],
    sum: bigint,
    slack: boolean,
  ): bigint => {
    const [first, ...others] = intervals;
    if (first === undefined) return sum === 0n || (slack && sum > 0n) ? 1n : 0n;
    let count = 0n;
    for (let x = first.from; x < first.from + first.width; x++) count += bruteForce(others, sum - x, slack);
    return count;
  };

  test("inclusion and exclusion against trying every tuple", () => {
    const interval = fc.record({ from: fc.bigInt(0n, 5n), width: fc.bigInt(1n, 5n) });
    fc.assert(
      fc.property(
        fc.array(interval, { maxLength: 5 }),
        fc.bigInt(-2n, 30n),
        fc.boolean(),
        (all, sum, slack) => {
          expect(countTuples(all, sum, slack)).toBe(sum < 0n ? 0n : bruteForce(all, sum, slack));
        },
      ),
      { numRuns: 400 },
    );
  });

  test("against rounding every pair of votes of a small election", () => {
    const votes = [7_200, 2_300, 500];
    const shown = (v: number) => Math.floor((v * 200 + 10_000) / 20_000);
    let same = 0;
    for (let x = 0; x <= 10_000; x++) {
      if (shown(x) !== 72) continue;
      for (let y = 0; x + y <= 10_000; y++) if (shown(y) === 23 && shown(10_000 - x - y) === 5) same++;
    }
    expect(run(votes).probability?.oneIn).toBe(String(same));
  });

  test("votes that nothing was published about take what is left", () => {
    const shown = (v: number) => Math.floor((v * 200 + 10_000) / 20_000);
    let same = 0;
    for (let x = 0; x <= 10_000; x++) if (shown(x) === 72) same++;
    expect(run([7_200], 10_000).probability?.oneIn).toBe(String(same));
  });

  test("sixty options: the twenty smallest stay as announced, and the number is a lower bound", () => {
    const many = Array.from({ length: 60 }, () => 20_000_000 / 1_000);
    const few = Array.from({ length: 40 }, () => 20_000_000 / 1_000);
    const valid = 20_000_000;
    const [bounded, whole] = [run(many, valid), run(few, valid)];
    expect(bounded.decimals).toBe(1);
    expect(BigInt(bounded.probability!.oneIn)).toBeLessThanOrEqual(BigInt(whole.probability!.oneIn) ** 2n);
    expect(bounded.probability!.approximate).toBeGreaterThan(0);
  });
});
