/**
 * Others' numbers for each of the three algorithms, then the samplers against exact distributions.
 * Every draw is from a fixed seed, so a test that passes passes always.
 * @module
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSeededRandom, fnv1a64, randomFromState, splitMix64 } from "./seeded-random.ts";

describe("published vectors", () => {
  test("FNV-1a 64: the authors' test suite", () => {
    expect(fnv1a64("")).toBe(0xcbf29ce484222325n);
    expect(fnv1a64("a")).toBe(0xaf63dc4c8601ec8cn);
    expect(fnv1a64("foobar")).toBe(0x85944171f73967e8n);
  });

  test("SplitMix64: reference C code, as in the rand_xoshiro crate", () => {
    expect(splitMix64(1477776061723855037n, 5)).toEqual([
      1985237415132408290n,
      2979275885539914483n,
      13511426838097143398n,
      8488337342461049707n,
      15141737807933549159n,
    ]);
  });

  test("xoshiro128** 1.1: reference C code from state 1, 2, 3, 4, as in the rand_xoshiro crate", () => {
    const random = randomFromState(Uint32Array.of(1, 2, 3, 4));
    expect(Array.from({ length: 10 }, () => random.uint32())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });
});

describe("seeds", () => {
  test('the same seed repeats, another does not, and 1 is "1"', () => {
    const first = (seed: string | number) => {
      const random = createSeededRandom(seed);
      return Array.from({ length: 8 }, () => random.uint32());
    };
    expect(first("bolivar")).toEqual(first("bolivar"));
    expect(first(1)).toEqual(first("1"));
    expect(first(1)).not.toEqual(first(2));
  });

  test("misuse throws", () => {
    expect(() => createSeededRandom(0.5)).toThrow(RangeError);
    expect(() => randomFromState(new Uint32Array(4))).toThrow(RangeError);
    const random = createSeededRandom(1);
    for (const bound of [0, -1, 1.5, 2 ** 32 + 1, Number.NaN]) {
      expect(() => random.below(bound)).toThrow(RangeError);
    }
    expect(() => random.binomial(-1, 0.5)).toThrow(RangeError);
    expect(() => random.binomial(1, Number.NaN)).toThrow(RangeError);
  });
});

/** Pearson's statistic; with k cells it is about k − 1 with standard deviation sqrt(2(k − 1)). */
function chiSquare(observed: readonly number[], expected: readonly number[]): number {
  return observed.reduce((sum, o, i) => sum + (o - expected[i]!) ** 2 / expected[i]!, 0);
}

describe("integers", () => {
  test("stay in their range, for any bound", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const drawn = createSeededRandom(seed).below(bound);
        return Number.isInteger(drawn) && drawn >= 0 && drawn < bound;
      }),
    );
  });

  test("favour nobody where the plain remainder would", () => {
    // Modulo 3·2^30 the plain remainder gives the first third half of all draws; evenly it is a third.
    const random = createSeededRandom("bias");
    const thirds = [0, 0, 0];
    for (let i = 0; i < 30_000; i += 1) thirds[Math.floor(random.below(3 * 2 ** 30) / 2 ** 30)]! += 1;
    expect(chiSquare(thirds, [10_000, 10_000, 10_000])).toBeLessThan(16);
  });

  test("between includes both ends", () => {
    const random = createSeededRandom(3);
    const seen = new Set(Array.from({ length: 200 }, () => random.between(-1, 2)));
    expect([...seen].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2]);
  });
});

/** Exact binomial probabilities by recurrence. */
function binomialMass(trials: number, p: number): number[] {
  const mass = [(1 - p) ** trials];
  for (let k = 1; k <= trials; k += 1) {
    mass.push((mass[k - 1]! * (trials - k + 1) * p) / (k * (1 - p)));
  }
  return mass;
}

describe("binomial", () => {
  test.each([
    [10, 0.5],
    [7, 0.9],
    [600, 0.015],
    [2, 0.01],
  ])("of %i trials at %f follows the exact distribution while rare", (trials, p) => {
    const random = createSeededRandom(`${trials}/${p}`);
    const draws = 50_000;
    const seen = new Array<number>(trials + 1).fill(0);
    for (let i = 0; i < draws; i += 1) seen[random.binomial(trials, p)]! += 1;
    const cells = binomialMass(trials, p)
      .map((mass, k) => ({ expected: mass * draws, observed: seen[k]! }))
      .filter((cell) => cell.expected >= 5);
    const statistic = chiSquare(
      cells.map((cell) => cell.observed),
      cells.map((cell) => cell.expected),
    );
    expect(statistic).toBeLessThan(cells.length + 5 * Math.sqrt(2 * cells.length));
  });

  test("has the right mean and variance when common, and never leaves its range", () => {
    const random = createSeededRandom("common");
    let [sum, squares] = [0, 0];
    for (let i = 0; i < 50_000; i += 1) {
      const drawn = random.binomial(600, 0.42);
      expect(drawn >= 0 && drawn <= 600).toBe(true);
      sum += drawn;
      squares += drawn * drawn;
    }
    const mean = sum / 50_000;
    expect(Math.abs(mean - 252)).toBeLessThan(0.3);
    expect(Math.abs(squares / 50_000 - mean * mean - 600 * 0.42 * 0.58)).toBeLessThan(5);
  });

  test("certain and impossible are exact", () => {
    const random = createSeededRandom(1);
    expect([random.binomial(9, 0), random.binomial(9, 1), random.binomial(0, 0.3)]).toEqual([0, 9, 0]);
  });
});
