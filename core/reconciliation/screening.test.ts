import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprint, screen } from "./screen.ts";
import { type ScreeningSignal, type ScreeningTable, SIGNAL_CLAUSES } from "./screening.ts";
import { columnsOf } from "./screening-columns.ts";
import { isNearestToWhole } from "./screening-digits.ts";
import {
  chiSquareTail9,
  erfc,
  RobustScale,
  roundUpChance,
  Strongest,
  twoSided,
} from "./screening-numbers.ts";
import { forbiddenWords } from "./screening-wording.test-data.ts";
import { chanceOfNone } from "./screening-zeros.ts";

type Station = { place?: number; votes: number[]; registered?: number; ballots?: number };

function tableOf(stations: readonly Station[]): ScreeningTable {
  const options = stations[0]?.votes.length ?? 0;
  const width = options + 5;
  const cells = new Int32Array(stations.length * width).fill(-1);
  for (const [row, { votes, registered, ballots }] of stations.entries()) {
    cells.set(votes, row * width);
    cells[row * width + options + 3] = ballots ?? -1;
    cells[row * width + options + 4] = registered ?? -1;
  }
  const place = Int32Array.from(stations.map((station) => station.place ?? -1));
  const places = Math.max(0, ...place.map((index) => index + 1));
  const stationId = (row: number) => `s${row}`;
  const compareStations = (x: number, y: number) => x - y;
  return { rows: stations.length, options, width, cells, place, places, stationId, compareStations };
}

const signalOf = (stations: readonly Station[], kind: ScreeningSignal["kind"], at = 0) =>
  screen(columnsOf(tableOf(stations))).filter((signal) => signal.kind === kind)[at];

/** A repeatable source of honest variation. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** 300 places of 4 stations: every voter turns out and chooses on their own. */
function honest(seed: number): Station[] {
  const random = seeded(seed);
  const draw = (n: number, p: number) => {
    let count = 0;
    for (let i = 0; i < n; i++) if (random() < p) count++;
    return count;
  };
  return Array.from({ length: 300 }, (_, place) => {
    const [leads, comes] = [0.45 + 0.35 * random(), 0.5 + 0.3 * random()];
    return Array.from({ length: 4 }, () => {
      const registered = 400 + Math.floor(400 * random());
      const ballots = draw(registered, comes);
      const first = draw(ballots, leads);
      const third = draw(ballots - first, 0.02);
      return { place, registered, ballots, votes: [first, ballots - first - third, third] };
    });
  }).flat();
}

describe("an honest election", () => {
  const stations = honest(7);
  const signals = screen(columnsOf(tableOf(stations)));

  test("every signal has its clause, in order, and nothing stands out", () => {
    expect(signals.map((signal) => signal.clause)).toEqual(["8.2", "8.3", "8.4", "8.5", "8.6", "8.6", "8.7"]);
    for (const { kind, clause, shown, expectedByChance, examined } of signals) {
      expect(clause).toBe(SIGNAL_CLAUSES[kind]);
      expect(examined).toBeGreaterThan(100);
      expect(Math.abs(shown - expectedByChance), kind).toBeLessThan(4 * Math.sqrt(expectedByChance + 1));
    }
  });

  test("one altered station beside its sisters is the one that is named", () => {
    const altered = stations.with(41, {
      ...stations[41]!,
      votes: [390, 5, 5],
      ballots: 400,
      registered: 800,
    });
    const got = signalOf(altered, "sister-stations");
    expect(got?.shown).toBe(1);
    expect(got?.stations[0]).toMatchObject({ station: "s41", value: 97.5 });
  });
});

describe("8.2 sister stations, 8.3 turnout", () => {
  const place = (shares: readonly number[], index = 0): Station[] =>
    shares.map((share) => ({ place: index, votes: [share, 100 - share], registered: 200, ballots: 100 }));

  test("the median of the others: an odd one is measured against three equals, they against each other", () => {
    const got = signalOf(place([50, 50, 50, 90]), "sister-stations");
    expect(got).toMatchObject({ examined: 4, shown: 1, detail: { threshold: 5, scale: 1, option: 0 } });
    expect(got?.stations).toEqual([{ station: "s3", value: 90, expected: 50 }]);
  });

  test("the unit of distance, worked by hand", () => {
    // Three others of 100 votes at 50 %: p = 151 / 302, √(1/4 · (1/100 + π/600)) = 0.06172; 5 of them are 0.3086.
    expect(signalOf(place([50, 50, 50, 80]), "sister-stations")?.shown).toBe(0);
    expect(signalOf(place([50, 50, 50, 81]), "sister-stations")?.shown).toBe(1);
  });

  test("fewer than three stations, fewer than fifty votes, no place, an unknown option: not examined", () => {
    expect(signalOf(place([50, 90]), "sister-stations")).toBeUndefined();
    expect(signalOf([...place([50, 50]), { place: 0, votes: [40, 9] }], "sister-stations")).toBeUndefined();
    expect(signalOf([...place([50, 50]), { place: 0, votes: [90, -2] }], "sister-stations")).toBeUndefined();
    expect(signalOf([...place([50, 50]), { votes: [90, 10] }], "sister-stations")).toBeUndefined();
  });

  test("more ballots than registered voters are left to the findings", () => {
    const full = place([50, 50, 50, 50]).with(2, {
      place: 0,
      votes: [150, 100],
      registered: 200,
      ballots: 250,
    });
    expect(signalOf(full, "turnout")).toMatchObject({ examined: 3, shown: 0 });
    expect(signalOf(full.with(2, { ...full[2]!, ballots: 200 }), "turnout")).toMatchObject({
      examined: 4,
      shown: 1,
    });
  });

  test("large places are sorted at once, small ones as they come: the same medians", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 3, maxLength: 60 }), (shares) => {
        const heavy: Station = { votes: [1_000_000, 0] };
        const got = signalOf([...place(shares), ...place([0, 100, 100], 1), heavy], "sister-stations");
        for (const { station, expected } of got?.stations ?? []) {
          const row = Number(station.slice(1));
          if (row >= shares.length) continue;
          const others = shares.toSpliced(row, 1).sort((x, y) => x - y);
          const half = others.length / 2;
          expect(expected).toBeCloseTo((others[Math.ceil(half) - 1]! + others[Math.floor(half)]!) / 2, 6);
        }
      }),
    );
  });
});

describe("8.4 zero minor options", () => {
  test("the chance is the product of its factors", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 40, noNaN: true }),
        fc.double({ min: 0.5, max: 900, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        (alpha, beta, votes) => {
          let product = 1;
          for (let t = 0; t < votes; t++) product *= (beta + t) / (alpha + beta + t);
          const got = chanceOfNone(alpha, alpha + beta, votes);
          expect(Math.abs(got - product)).toBeLessThan(1e-4 * product + 1e-15);
        },
      ),
    );
  });

  test("stations with no minor vote, by how many they would usually have", () => {
    const station = (votes: number[], place: number): Station => ({ votes, place });
    const stations = Array.from({ length: 40 }, (_, i) => station([200, 150, 10], Math.floor(i / 4)));
    const got = signalOf(
      [...stations, station([300, 200, 0], 0), station([3, 2, 0], 1)],
      "zero-minor-options",
    );
    expect(got).toMatchObject({ examined: 42, shown: 2 });
    expect(got?.stations.map(({ station: id, value }) => [id, value])).toEqual([
      ["s40", 0],
      ["s41", 0],
    ]);
    expect(got?.expectedByChance).toBeGreaterThan(0.5);
    expect(got?.expectedByChance).toBeLessThan(1.5);
  });

  test("two options have no minor ones; no minor vote anywhere is no signal", () => {
    expect(signalOf([{ votes: [9, 1] }], "zero-minor-options")).toBeUndefined();
    expect(signalOf([{ votes: [9, 1, 0] }], "zero-minor-options")).toBeUndefined();
  });
});

describe("8.5 last digit, 8.6 whole percentages", () => {
  test("a hundred numbers that all end in 7", () => {
    const got = signalOf(
      Array.from({ length: 100 }, (_, i) => ({ votes: [117 + 10 * i, 8] })),
      "last-digit",
    );
    expect(got).toMatchObject({ examined: 100, shown: 100, detail: { digit: 7, degrees: 9 } });
    expect(got?.detail.probability).toBeLessThan(1e-100);
    expect(got?.stations).toEqual([]);
  });

  test("fewer than a hundred numbers of three digits say nothing", () => {
    expect(
      signalOf(
        Array.from({ length: 99 }, () => ({ votes: [117, 8] })),
        "last-digit",
      ),
    ).toBeUndefined();
  });

  test("numbers that thin out as they grow are no signal", () => {
    const random = seeded(3);
    const stations = Array.from({ length: 60_000 }, () => ({
      votes: [Math.floor(-90 * Math.log(1 - random())), 8],
    }));
    expect(signalOf(stations, "last-digit")?.detail.probability).toBeGreaterThan(0.01);
  });

  test("exactly 99 numbers of every whole are the nearest to a whole percentage", () => {
    for (let whole = 200; whole <= 700; whole++) {
      let count = 0;
      for (let part = 1; part < whole; part++) if (isNearestToWhole(part, whole)) count++;
      expect(count, `${whole}`).toBe(99);
    }
  });

  test("turnouts made from whole percentages", () => {
    const stations = Array.from({ length: 300 }, (_, i) => {
      const registered = 401 + i;
      const ballots = Math.round((registered * (50 + (i % 40))) / 100);
      return { votes: [ballots - 31, 31], registered, ballots };
    });
    const got = signalOf(stations, "integer-percentages");
    expect(got).toMatchObject({ examined: 300, shown: 300, detail: { measure: "turnout" } });
    expect(got?.expectedByChance).toBeCloseTo(
      stations.reduce((sum, s) => sum + 99 / (s.registered - 1), 0),
      3,
    );
    expect(signalOf(stations, "integer-percentages", 1)?.detail.measure).toBe("share");
  });
});

describe("8.7 fingerprint", () => {
  const stations: Station[] = [
    { votes: [98, 2], registered: 100 },
    { votes: [50, 50], registered: 200 },
    { votes: [96, 4], registered: 101 },
    { votes: [99, 1], registered: 300 },
    { votes: [10, 10], registered: 19 },
    { votes: [-2, 10], registered: 19 },
    { votes: [10, 10] },
  ];

  test("the corner, and what it would hold were turnout and share unrelated", () => {
    expect(signalOf(stations, "fingerprint")).toMatchObject({
      examined: 4,
      shown: 2,
      expectedByChance: 1.5,
      detail: { highTurnout: 2, highShare: 3, votes: 200, votesPercent: 50 },
    });
  });

  test("the histogram is weighted by votes, sparse and ordered, for any of the lines", () => {
    expect(fingerprint(columnsOf(tableOf(stations)), [0])).toEqual([
      { turnout: 33, share: 99, votes: 100 },
      { turnout: 50, share: 50, votes: 100 },
      { turnout: 99, share: 96, votes: 100 },
      { turnout: 100, share: 98, votes: 100 },
    ]);
    expect(fingerprint(columnsOf(tableOf(stations)), [0, 1]).every((cell) => cell.share === 100)).toBe(true);
  });
});

describe("the arithmetic of chances", () => {
  test("tails, against published values", () => {
    expect(erfc(0)).toBeCloseTo(1, 6);
    expect(erfc(1)).toBeCloseTo(0.157299207, 6);
    expect(twoSided(1.959964)).toBeCloseTo(0.05, 6);
    expect(twoSided(5) / 5.733031e-7).toBeCloseTo(1, 5);
    expect(chiSquareTail9(16.919)).toBeCloseTo(0.05, 5);
    expect(chiSquareTail9(27.877)).toBeCloseTo(0.001, 6);
    expect(chiSquareTail9(0)).toBe(1);
  });

  test("a chance is never rounded down, and never by more than one in a hundred", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-200, max: 1, noNaN: true }), (chance) => {
        expect(roundUpChance(chance)).toBeGreaterThanOrEqual(chance);
        expect(roundUpChance(chance)).toBeLessThanOrEqual(chance * 1.02);
      }),
    );
  });

  test("the strongest twenty, equals by station, whatever the order they come in", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 80 }), fc.boolean(), (strengths, backwards) => {
        const all = strengths.map((strength, row) => ({ row, strength, expected: 7 }));
        const strongest = new Strongest((x, y) => x - y);
        for (const { row, strength } of backwards ? all.toReversed() : all) strongest.add(row, strength, 7);
        const want = all.sort((x, y) => y.strength - x.strength || x.row - y.row).slice(0, 20);
        expect(strongest.list()).toEqual(want);
      }),
    );
  });

  test("1.4826 times the median, to 1/200", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 49, noNaN: true }), { minLength: 1 }), (sizes) => {
        const scale = new RobustScale();
        for (const size of sizes) scale.add(size);
        const median = sizes.sort((x, y) => x - y)[Math.ceil(sizes.length / 2) - 1]!;
        expect(Math.abs(scale.value() - 1.4826 * median)).toBeLessThan(1.4826 / 200);
      }),
    );
  });
});

describe("wording", () => {
  test("forbidden words are found whole, in either language, in any case", () => {
    expect(forbiddenWords("Proof, or FRAUD? Demuestra; «amañado».")).toEqual([
      "proof",
      "fraud",
      "demuestra",
      "amañado",
    ]);
    expect(forbiddenWords("probable probability probabilidad proofread improve comprobable")).toEqual([]);
  });

  test("none stands in the screening code or in section 8 of the specification", () => {
    const here = new URL("./", import.meta.url);
    const files = readdirSync(here).filter(
      (name) => /^screen.*\.ts$/.test(name) && !/wording|\.test\./.test(name),
    );
    expect(files.length).toBeGreaterThan(6);
    const spec = readFileSync(new URL("../../spec/reconciliation.md", import.meta.url), "utf8");
    const section = /^## 8\..*?(?=^## 9\.)/ms.exec(spec)?.[0] ?? "";
    expect(section.length).toBeGreaterThan(1_000);
    const texts = [...files.map((name) => readFileSync(new URL(name, here), "utf8")), section];
    for (const text of texts) expect(forbiddenWords(text)).toEqual([]);
  });
});
