import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DISCREPANCY_CLASSES, type DiscrepancyClass } from "./classes.ts";
import { type ClassifyInput, classify } from "./classify.ts";

/**
 * Each line: row in a, row in b (options | blank null, "?" unknown), what surrounds them, then every class that fits,
 * the one that names it first. Surroundings: reg=N (both), regA=, regB=; A:ID=b (station ID of count A has b's row);
 * sumA=ROW, sumB=ROW (the place's totals).
 */
const OPTIONS = ["x", "y", "z", "w", "v"];

const row = (text: string): number[] =>
  text
    .split(/[ |]+/)
    .filter((cell) => cell !== "")
    .map((cell) => (cell === "?" ? -2 : Number(cell)));

function parse(line: string): { input: ClassifyInput; fits: string[] } {
  const [a = "", b = "", around = "", fits = ""] = line.trim().split(/ {2,}/);
  const rows = { a: row(a), b: row(b) };
  const said = new Map(around.split(";").map((token) => token.split("=") as [string, string]));
  const registered = (side: string) => Number(said.get(`reg${side}`) ?? said.get("reg") ?? -1);
  const other = (count: string) => (cells: readonly number[]) => {
    for (const [key, which] of said) {
      if (key.startsWith(`${count}:`) && cells === rows[which as "a" | "b"]) return key.slice(2);
    }
    return null;
  };
  const total = (key: string) => () => (said.has(key) ? row(said.get(key) ?? "") : null);
  return {
    input: {
      options: OPTIONS,
      ...rows,
      registeredA: registered("A"),
      registeredB: registered("B"),
      otherInA: other("A"),
      otherInB: other("B"),
      placeTotalA: total("sumA"),
      placeTotalB: total("sumB"),
    },
    fits: fits.split(" "),
  };
}

function check(table: string): void {
  const lines = table.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  for (const line of lines) {
    const { input, fits } = parse(line);
    const got = classify(input);
    expect([got.class, ...got.alsoLike].join(" "), line.trim()).toBe(fits.join(" "));
  }
}

describe("4.1 all-zero", () => {
  test("a row of zeros where there are voters", () =>
    check(`
  # Bolivia 2019, station 10324: preliminary, then final
  0 0 0 0 0 | 0 0    150 38 13 2 1 | 1 5   reg=236        all-zero added-votes
  150 38 13 2 1 | 1 5   0 0 0 0 0 | 0 0    reg=236        all-zero removed-votes
  0 0 0 0 0 | ? ?    150 38 13 2 1 | 1 5   regB=236       all-zero added-votes
  0 0 0 0 0 | 0 0    0 0 0 0 0 | 9 0       reg=236        all-zero added-votes
  # nobody said how many are registered: the other count shows that somebody is
  0 0 0 0 0 | 0 0    150 38 13 2 1 | 1 5   -              all-zero added-votes
  # nobody is registered there, or a cell is not known, or one line has votes
  0 0 0 0 0 | 0 0    15 3 1 0 0 | 0 0      reg=0          added-votes
  0 0 ? 0 0 | 0 0    15 3 1 0 0 | 0 0      reg=236        added-votes
  0 0 0 0 1 | 0 0    15 3 0 0 1 | 0 0      reg=236        added-votes
`));
});

describe("4.2 place-total", () => {
  test("one station's row holds the whole place", () =>
    check(`
  100 40 5 0 1 | 2 3   300 90 9 1 2 | 4 6   sumA=300 90 9 1 2 | 4 6   place-total added-votes
  300 90 9 1 2 | 4 6   100 40 5 0 1 | 2 3   sumB=300 90 9 1 2 | 4 6   place-total removed-votes
  # blank and null count only where both have them
  100 40 5 0 1 | 2 3   300 90 9 1 2 | ? ?   sumA=300 90 9 1 2 | 4 6   place-total added-votes
  100 40 5 0 1 | ? ?   300 90 9 1 2 | 4 6   sumA=300 90 9 1 2 | ? ?   place-total added-votes
  # an option of the total that is not known equals nothing; one vote off is another number
  100 40 5 0 1 | 2 3   300 90 9 1 2 | 4 6   sumA=300 90 9 ? 2 | 4 6   added-votes
  100 40 5 0 1 | 2 3   300 90 9 1 2 | 4 6   sumA=300 91 9 1 2 | 4 6   added-votes
  100 40 5 0 1 | 2 3   300 90 9 1 2 | 4 7   sumA=300 90 9 1 2 | 4 6   added-votes
  # the total is sought in the other count only
  100 40 5 0 1 | 2 3   300 90 9 1 2 | 4 6   sumB=300 90 9 1 2 | 4 6   added-votes
`));
});

describe("4.3 other-station", () => {
  test("another station's numbers", () =>
    check(`
  100 40 5 0 1 | 2 3   87 61 0 2 0 | 2 5   A:0123=b          other-station
  87 61 0 2 0 | 2 5    100 40 5 0 1 | 2 3   B:0123=a         other-station
  100 40 5 0 1 | 2 3   87 61 0 2 0 | 2 5   B:0123=b          other-station
  100 40 5 0 1 | 2 3   87 61 0 2 0 | 2 5   A:0123=a          other-station
  # too few numbers to tell one station from another: two lines, or five digits
  100 40 0 0 0 | 0 0   87 161 0 0 0 | 0 0   A:0123=b         unclassified
  10 4 0 0 0 | 0 1     8 61 0 0 0 | 1 1     A:0123=b         unclassified
  # one line differs: that line explains it
  100 40 5 0 1 | 2 3   100 41 5 0 1 | 2 3   A:0123=b         one-vote one-digit added-votes
  # a row with an unknown option is nobody's
  100 40 5 0 1 | 2 3   87 61 ? 2 0 | 2 5    A:0123=b         unclassified
`));

  test("the evidence names row, count and station; the other count is asked first", () => {
    const { input } = parse("100 40 5 0 1 | 2 3   87 61 0 2 0 | 2 5   B:near=b;A:far=b   other-station");
    expect(classify(input).evidence).toEqual({ side: "b", count: "a", station: "far" });
  });
});

describe("4.4 swapped-lines", () => {
  test("two lines have each other's numbers", () =>
    check(`
  104 37 5 0 1 | 2 3   37 104 5 0 1 | 2 3   -   swapped-lines moved-within-total
  104 37 5 0 1 | 2 9   104 37 5 0 1 | 9 2   -   swapped-lines moved-within-total
  0 3 5 0 1 | 2 3      3 0 5 0 1 | 2 3      -   swapped-lines moved-within-total
  # neighbours in value: one vote moved says the same
  6 5 5 0 1 | 2 3      5 6 5 0 1 | 2 3      -   moved-within-total
  104 37 5 0 1 | 2 3   37 104 5 0 1 | 2 4   -   unclassified
  104 37 5 0 1 | 2 3   37 105 5 0 1 | 2 3   -   unclassified
`));
});

describe("4.5 column-shift", () => {
  test("a run of numbers one line on or back", () =>
    check(`
  # Bolivia 2019, station 31210: 91 and what follows stood one line early
  91 4 16 1 0 | 3 12   0 91 4 16 1 | 3 12   -   column-shift moved-within-total
  104 37 5 9 1 | 2 3   37 5 9 1 104 | 2 3   -   column-shift moved-within-total
  104 37 5 9 1 | 2 3   37 5 9 1 2 | 3 0     -   column-shift
  104 37 5 9 1 | 2 3   104 8 37 5 9 | 1 2   -   column-shift
  104 37 5 9 1 | 2 3   104 0 37 5 1 | 2 3   -   column-shift
  # only one number was carried along; or a zero among zeros
  104 37 0 0 0 | 2 3   0 104 0 0 9 | 2 3    -   unclassified
  7 0 0 0 0 | 2 3      0 7 0 0 0 | 2 3      -   swapped-lines moved-within-total
  91 0 0 1 0 | 3 12    0 91 0 0 1 | 3 12    -   column-shift moved-within-total
  91 0 0 0 0 | 3 12    0 91 0 4 0 | 3 12    -   unclassified
  91 0 0 0 0 | 3 12    7 91 0 0 3 | 0 12    -   unclassified
  0 0 12 0 0 | 3 7     0 12 0 0 3 | 0 7     -   column-shift moved-within-total
  0 0 12 0 0 | 0 7     9 12 0 0 0 | 0 7     -   unclassified
  12 12 12 8 0 | 0 7   5 12 12 12 8 | 0 7   -   column-shift
  104 0 9 4 1 | 2 3    7 104 0 4 1 | 2 3    -   unclassified
  # one line in the run does not follow
  104 37 5 9 1 | 2 3   8 104 37 6 9 | 2 3   -   unclassified
  104 37 ? 9 1 | 2 3   8 104 37 5 9 | 2 3   -   unclassified
`));

  test("the evidence says which run, which way, and whether it is a rotation", () => {
    const rotation = parse("104 37 5 9 1 | 2 3   37 5 9 1 104 | 2 3   -   column-shift");
    expect(classify(rotation.input).evidence).toEqual({ from: "x", to: "v", by: -1, cyclic: 1 });
    const insertion = parse("104 37 5 9 1 | 2 3   104 8 37 5 9 | 1 2   -   column-shift");
    expect(classify(insertion.input).evidence).toEqual({ from: "y", to: "null", by: 1, cyclic: 0 });
  });
});

describe("4.6 to 4.10 the digits of one number", () => {
  test("4.6 one-vote", () =>
    check(`
  104 37 5 0 1 | 2 3   105 37 5 0 1 | 2 3   -   one-vote one-digit added-votes
  104 37 5 0 1 | 2 3   104 37 5 0 0 | 2 3   -   one-vote removed-votes
  109 37 5 0 1 | 2 3   110 37 5 0 1 | 2 3   -   one-vote added-votes
  104 37 5 0 1 | 2 3   104 37 5 0 1 | 2 4   -   one-vote added-votes
  99 37 5 0 1 | 2 3    100 37 5 0 1 | 2 3   -   one-vote added-votes
  # the other lines agree or are not known
  104 37 ? 0 1 | ? ?   105 37 5 ? 1 | 2 3   -   one-vote one-digit added-votes
  104 37 5 0 1 | 2 3   105 37 5 0 1 | 2 4   -   added-votes
`));

  test("4.7 repeated-line", () =>
    check(`
  # Bolivia 2019, station 1143: 13 stood on two lines; station 1766: 28 was written a line early
  118 13 13 0 2 | 0 3    118 0 13 0 2 | 0 3     -   repeated-line removed-votes
  131 2 28 0 4 | 1 2     131 28 28 0 4 | 1 2    -   repeated-line extra-digit added-votes
  104 37 5 0 12 | 2 3    104 37 5 0 12 | 12 3   -   repeated-line extra-digit added-votes
  # one vote off beside an equal neighbour is one vote off
  104 37 38 0 1 | 2 3    104 38 38 0 1 | 2 3    -   one-vote repeated-line one-digit added-votes
  # below two digits, two lines away, or beside a line that differs too
  104 7 3 0 1 | 2 3      104 3 3 0 1 | 2 3      -   removed-votes
  118 13 5 13 2 | 0 3    118 0 5 13 2 | 0 3     -   removed-votes
  118 13 13 0 2 | 0 3    118 0 14 0 2 | 0 3     -   unclassified
`));

  test("4.8 one-digit", () =>
    check(`
  129 37 5 0 1 | 2 3   189 37 5 0 1 | 2 3   -   one-digit added-votes
  196 37 5 0 1 | 2 3   296 37 5 0 1 | 2 3   -   one-digit added-votes
  104 71 5 0 1 | 2 3   104 11 5 0 1 | 2 3   -   one-digit removed-votes
  # below two digits any two numbers are a digit apart
  104 37 7 0 1 | 2 3   104 37 1 0 1 | 2 3   -   removed-votes
  129 37 5 0 1 | 2 3   502 37 5 0 1 | 2 3   -   added-votes
`));

  test("4.9 extra-digit", () =>
    check(`
  25 37 5 0 1 | 2 3    225 37 5 0 1 | 2 3   -   extra-digit added-votes
  225 37 5 0 1 | 2 3   25 37 5 0 1 | 2 3    -   extra-digit removed-votes
  10 37 5 0 1 | 2 3    100 37 5 0 1 | 2 3   -   extra-digit added-votes
  105 37 5 0 1 | 2 3   15 37 5 0 1 | 2 3    -   extra-digit removed-votes
  0 37 5 0 1 | 2 3     70 37 5 0 1 | 2 3    -   extra-digit added-votes
  25 37 5 0 1 | 2 3    325 37 5 0 1 | 2 4   -   added-votes
  25 37 5 0 1 | 2 3    152 37 5 0 1 | 2 3   -   added-votes
`));

  test("4.10 transposition", () =>
    check(`
  129 37 5 0 1 | 2 3   192 37 5 0 1 | 2 3   -   transposition added-votes
  129 37 5 0 1 | 2 3   219 37 5 0 1 | 2 3   -   transposition added-votes
  104 73 5 0 1 | 2 3   104 37 5 0 1 | 2 3   -   transposition removed-votes
  # digits that are not neighbours; a leading zero is not written, so 01 is a lost digit
  129 37 5 0 1 | 2 3   921 37 5 0 1 | 2 3   -   added-votes
  10 37 5 0 1 | 2 3    1 37 5 0 1 | 2 3     -   extra-digit removed-votes
`));

  test("the evidence names the line and the digit, from the left", () => {
    const evidence = (text: string) => classify(parse(text).input).evidence;
    expect(evidence("104 37 5 0 1 | 2 3   134 37 5 0 1 | 2 3")).toEqual({ option: "x", digit: 2 });
    expect(evidence("25 37 5 0 1 | 2 3   225 37 5 0 1 | 2 3")).toEqual({ option: "x", digit: 2 });
    expect(evidence("25 37 5 0 1 | 12 3   25 37 5 0 1 | 21 3")).toEqual({ option: "blank", digit: 1 });
    expect(evidence("25 37 5 0 1 | 2 3   25 37 5 0 1 | 2 4")).toEqual({ option: "null" });
  });
});

describe("4.11 to 4.15 what remains", () => {
  test("4.11 moved-within-total", () =>
    check(`
  104 37 5 0 1 | 2 3   134 7 5 0 1 | 2 3   -   moved-within-total several-digits
  104 37 5 0 1 | 2 3   101 37 5 0 1 | 5 3  -   moved-within-total
  104 37 5 0 1 | ? 3   101 37 5 0 1 | ? 6  -   moved-within-total
  # an option that is not known leaves the totals unknown
  104 37 ? 0 1 | 2 3   134 7 5 0 1 | 2 3   -   several-digits
`));

  test("4.12 several-digits", () =>
    check(`
  104 37 5 0 1 | 2 3    404 73 5 0 1 | 2 3   -   several-digits added-votes
  104 37 5 0 1 | 2 3    14 73 5 0 1 | 2 3    -   several-digits
  104 37 5 0 1 | 2 3    404 73 5 0 8 | 2 3   -   added-votes
  104 37 5 0 1 | 2 3    104 37 0 5 8 | 2 3   -   unclassified
  104 37 5 0 1 | 2 3    104 37 9 4 8 | 2 3   -   added-votes
  104 37 5 0 1 | 2 3    404 99 5 0 1 | 2 3   -   added-votes
`));

  test("4.13 added-votes, 4.14 removed-votes, 4.15 unclassified", () =>
    check(`
  # Bolívar 2017: 129 on the printout, 502 published
  129 11 5 0 1 | 2 3    502 11 5 0 1 | 2 3   -   added-votes
  196 11 5 0 1 | 2 3    201 16 5 0 1 | 2 3   -   added-votes
  196 11 5 0 1 | 2 3    165 11 5 0 0 | 2 3   -   removed-votes
  196 11 5 0 1 | 2 3    201 10 5 0 1 | 2 3   -   unclassified
`));
});

describe("classes in general", () => {
  const cell = fc.integer({ min: -1, max: 400 });
  const cells = fc.array(cell, { minLength: OPTIONS.length + 2, maxLength: OPTIONS.length + 2 });
  const plain = (a: readonly number[], b: readonly number[]): ClassifyInput => ({
    ...parse("0 0 0 0 0 | 0 0   0 0 0 0 0 | 0 0").input,
    a,
    b,
  });
  const order = Object.keys(DISCREPANCY_CLASSES) as DiscrepancyClass[];

  test("rows that do not differ have no shape", () => {
    fc.assert(
      fc.property(cells, (a) => {
        expect(classify(plain(a, a))).toEqual({ class: "unclassified", alsoLike: [], evidence: {} });
      }),
    );
  });

  test("classes come in rule order, and each once", () => {
    fc.assert(
      fc.property(cells, cells, (a, b) => {
        const got = classify(plain(a, b));
        const places = [got.class, ...got.alsoLike].map((name) => order.indexOf(name));
        expect(places).toEqual(places.toSorted((x, y) => x - y));
      }),
    );
  });

  test("exchanging the counts only turns added into removed", () => {
    const mirrored = (name: string) =>
      name === "added-votes" ? "removed-votes" : name === "removed-votes" ? "added-votes" : name;
    fc.assert(
      fc.property(cells, fc.array(fc.nat(6), { maxLength: 3 }), fc.nat(400), (a, places, value) => {
        const b = a.with(places[0] ?? 0, value);
        for (const [n, place] of places.entries()) b[place] = a[(place + n) % a.length]!;
        const there = classify(plain(a, b));
        const back = classify(plain(b, a));
        expect(back.class).toBe(mirrored(there.class));
        expect(back.alsoLike).toEqual(there.alsoLike.map(mirrored));
      }),
    );
  });

  test("every number and every digit fault of it, exhaustively up to 1,200", () => {
    const base = [0, 7, 5, 0, 1, 2, 3];
    const classOf = (x: number, y: number) => classify(plain(base.with(0, x), base.with(0, y))).class;
    for (let x = 0; x <= 1_200; x++) {
      const text = String(x);
      expect(classOf(x, x + 1)).toBe("one-vote");
      for (let at = 0; at < text.length; at++) {
        const longer = Number(`${text.slice(0, at)}7${text.slice(at)}`);
        expect(classOf(x, longer), `${x} ${longer}`).toBe("extra-digit");
        const exchanged = text.slice(0, at) + (text[at + 1] ?? "") + text[at] + text.slice(at + 2);
        if (at + 1 < text.length && exchanged !== text && exchanged[0] !== "0") {
          expect(classOf(x, Number(exchanged)), `${x} ${exchanged}`).toBe("transposition");
        }
      }
    }
  });

  test("a row of another length is our own mistake", () => {
    expect(() => classify(plain([1, 2], [1, 3]))).toThrow(RangeError);
  });
});
