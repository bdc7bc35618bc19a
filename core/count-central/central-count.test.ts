import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeHex } from "../bytes.ts";
import { actaBreaches } from "../statement/acta-rules.ts";
import { sheetBreaches } from "../statement/sheet-rules.ts";
import { acceptance, MAX_TEXTS } from "./acceptance.ts";
import { bulletinDifferences, composeBulletin } from "./bulletin.ts";
import { type CentralCount, createCentralCount } from "./central-count.ts";
import {
  acta,
  believed,
  CONTEXT,
  closing,
  DEFINITION,
  DIGEST,
  ROSTER,
  STATIONS,
  sheet,
  unverified,
} from "./count.test-helper.ts";
import type { JudgedEntry } from "./entry.ts";

const anActa = (station: string, votes: readonly number[], change = {}) =>
  believed(unverified(acta(station, votes, change), `machine/${station}`));
const aSheet = (station: string, votes: readonly number[], change = {}) =>
  believed(unverified(sheet(station, votes, change), "counter/red/1", "counter/blue/1"));
const aClosing = (station: string, actas: [string, Uint8Array][], copies = 3) =>
  believed(unverified(closing(station, actas, copies), `machine/${station}`));

function fold(entries: readonly JudgedEntry[]): CentralCount {
  const count = createCentralCount(CONTEXT);
  for (const [index, entry] of entries.entries()) count.add(index, entry);
  return count;
}

const cellText = (count: CentralCount, station: number, contest = 0) => {
  const { status, flags, signed, withPaper } = count.cell(station, contest);
  const numbers = (row: Uint32Array | null) => row?.slice(0, -2).join(" ") ?? "-";
  return [status, numbers(signed), numbers(withPaper), flags.join(" ")].join(" | ").trim();
};

describe("what one station's papers make of it", () => {
  const A = anActa("p1.1", [10, 20, 5]);
  const OTHER = anActa("p1.1", [30, 0, 5]);
  const SAME_SHEET = aSheet("p1.1", [10, 20, 5]);
  const SHEET = aSheet("p1.1", [9, 21, 5]);
  const OTHER_SHEET = aSheet("p1.1", [8, 22, 5]);
  const BAD_SHEET = aSheet("p1.1", [9, 21, 5], { papers: 99 });
  const FOREIGN = anActa("p1.1", [10, 20, 5], { votes: { options: ["A", "C", "B"], votes: [10, 20, 5] } });
  const HUGE = anActa("p1.1", [2_000_000_000, 0, 0]);
  const rows: readonly [entries: readonly JudgedEntry[], expected: string][] = [
    [[], "missing | - | - |"],
    [[A], "counted | 10 20 5 | 10 20 5 |"],
    [[A, A], "counted | 10 20 5 | 10 20 5 |"],
    [[A, OTHER], "conflict | - | - | acta-conflict"],
    [[A, OTHER, A], "conflict | - | - | acta-conflict"],
    [[A, OTHER, SHEET], "paper | - | 9 21 5 | acta-conflict"],
    [[A, SAME_SHEET], "counted | 10 20 5 | 10 20 5 |"],
    [[A, SHEET], "counted | 10 20 5 | 9 21 5 | sheet-differs"],
    [[A, SHEET, OTHER_SHEET], "counted | 10 20 5 | 10 20 5 | sheet-conflict"],
    [[SHEET], "paper | - | 9 21 5 |"],
    [[SHEET, SHEET], "paper | - | 9 21 5 |"],
    [[SHEET, OTHER_SHEET], "conflict | - | - | sheet-conflict"],
    [[BAD_SHEET], "missing | - | - | sheet-sum"],
    [[A, BAD_SHEET], "counted | 10 20 5 | 10 20 5 | sheet-sum"],
    [[BAD_SHEET, SHEET], "paper | - | 9 21 5 | sheet-sum"],
    // More papers than voters: the sheet says what was in the box, and what was in the box is odd.
    [[aSheet("p1.1", [90, 21, 5])], "paper | - | 90 21 5 | sheet-register"],
    [[FOREIGN], "conflict | - | - | acta-options"],
    [[FOREIGN, SHEET], "paper | - | 9 21 5 | acta-options"],
    [[HUGE], "conflict | - | - | acta-register acta-range"],
    [[anActa("p1.1", [10, 20, 5], { ballots: 30 })], "counted | 10 20 5 | 10 20 5 | acta-sum"],
    [[A, aClosing("p1.1", closes(A))], "counted | 10 20 5 | 10 20 5 |"],
    [[A, aClosing("p1.1", closes(OTHER))], "counted | 10 20 5 | 10 20 5 | closing-differs"],
    [[aClosing("p1.1", closes(OTHER)), A], "counted | 10 20 5 | 10 20 5 | closing-differs"],
    [
      [A, aClosing("p1.1", closes(A)), aClosing("p1.1", closes(A), 4)],
      "counted | 10 20 5 | 10 20 5 | closing-conflict",
    ],
    [[A, aClosing("p1.1", closes(A), 2)], "counted | 10 20 5 | 10 20 5 | closing-copies"],
    [[A, anActa("p1.1", [4, 5])], "counted | 10 20 5 | 10 20 5 | closing-mixed"],
    [[aClosing("p1.1", [["treasurer", DIGEST]])], "missing | - | - | closing-contests"],
    [[aClosing("p1.1", [...closes(A), ["president", A.digest]])], "missing | - | - | closing-contests"],
  ];
  it.each(rows.map(([entries, expected]) => [expected, entries] as const))("%s", (expected, entries) => {
    expect(cellText(fold(entries), 0)).toBe(expected);
  });

  function closes(entry: JudgedEntry): [string, Uint8Array][] {
    return [
      ["president", entry.digest],
      ["treasurer", DIGEST],
    ];
  }
});

describe("totals", () => {
  it("are sums by region and in all, exact at the largest numbers", () => {
    const count = fold([
      anActa("p1.1", [10, 20, 5]),
      anActa("p1.2", [1_000_000_000, 0, 1]),
      anActa("p2.1", [1, 1, 1]),
      aSheet("p2.1", [2, 1, 0]),
      aSheet("p2.2", [5, 5, 5]),
      anActa("p3.1", [7, 0, 0]),
      anActa("p3.1", [8, 0, 0]),
      anActa("p1.1", [4, 5]),
    ]);
    expect(count.totals(0)).toEqual({
      stations: 5,
      counted: 3,
      missing: 0,
      conflict: 1,
      paper: 1,
      corrected: 1,
      // p1.1 too: its two actas name other ballots, so they are not of one closing.
      flagged: 4,
      signed: { votes: [1_000_000_011, 21, 7], blank: 3, null: 6 },
      withPaper: { votes: [1_000_000_017, 26, 11], blank: 4, null: 8 },
    });
    const region = (name: string) => [0, 1].find((row) => regionName(row) === name)!;
    expect(count.regionTotals(0, region("Lower"))).toMatchObject({
      stations: 2,
      counted: 1,
      paper: 1,
      signed: { votes: [1, 1, 1] },
      withPaper: { votes: [7, 6, 5] },
    });
    expect(count.regionTotals(0, -1)).toMatchObject({
      stations: 1,
      conflict: 1,
      signed: { votes: [0, 0, 0] },
    });
    expect(count.totals(1)).toMatchObject({ counted: 1, missing: 4, signed: { votes: [4, 5] } });
    expect(count.stationsOf(0, "conflict", 0, 10)).toEqual({ stations: [4], next: null });
    expect(count.stationsOf(0, "counted", 1, 1)).toEqual({ stations: [1], next: 2 });
    expect(count.conflicts(0, 10)).toEqual([4]);
  });
});

const regionName = (row: number) => ["Upper", "Lower"].find((_, i) => i === row)!;

/** Anything a key could sign of a few stations, many of them contradicting one another. */
const ENTRY = fc
  .record({
    station: fc.constantFrom(...STATIONS),
    kind: fc.constantFrom("acta", "acta", "sheet", "closing"),
    votes: fc.constantFrom([1, 2, 3], [1, 2, 4], [40, 30, 20], [5, 6], [6, 5]),
    fault: fc.constantFrom(0, 0, 0, 1),
  })
  .map(({ station, kind, votes, fault }) => {
    if (kind === "acta") return anActa(station, votes, fault === 0 ? {} : { ballots: 2 });
    if (kind === "sheet") return aSheet(station, votes, fault === 0 ? {} : { papers: 2 });
    const named = anActa(station, votes).digest;
    return aClosing(station, [
      ["president", named],
      ...(fault ? [] : [["treasurer", named] as const]),
    ] as never);
  });

/** Statuses and totals from sets of texts, by the words of the specification and without columns. */
function model(entries: readonly JudgedEntry[], contest: number) {
  const totals = {
    counted: 0,
    conflict: 0,
    paper: 0,
    corrected: 0,
    signed: [] as number[],
    votes: [] as number[],
  };
  const width = DEFINITION.contests[contest]!.options.length + 2;
  totals.signed = new Array(width).fill(0);
  totals.votes = new Array(width).fill(0);
  for (const station of STATIONS.keys()) {
    const here = entries.filter((entry) => entry.station === station && entry.contest === contest);
    const texts = new Map(here.map((entry) => [encodeHex(entry.digest), entry.statement]));
    const actas = [...texts.values()].flatMap((s) => (s.kind === "acta" ? [s.acta] : []));
    const usable = actas.filter((a) => !rules(a, contest, station).includes("acta-options"));
    const sheets = [...texts.values()].flatMap((s) =>
      s.kind === "sheet" && sheetBreaches(s.sheet, DEFINITION.contests[contest]!).length === 0
        ? [s.sheet]
        : [],
    );
    const one = actas.length === 1 && usable.length === 1 ? row(actas[0]!) : null;
    const paper = sheets.length === 1 ? row(sheets[0]!) : null;
    if (one !== null) totals.counted += 1;
    else if (paper !== null) totals.paper += 1;
    else if (actas.length + sheets.length > 0) totals.conflict += 1;
    if (one !== null && paper !== null && one.join() !== paper.join()) totals.corrected += 1;
    one?.forEach((value, i) => {
      totals.signed[i]! += value;
    });
    (paper ?? one)?.forEach((value, i) => {
      totals.votes[i]! += value;
    });
  }
  return totals;
}
const rules = (a: Parameters<typeof actaBreaches>[0], contest: number, station: number) =>
  actaBreaches(a, DEFINITION.contests[contest]!, ROSTER.registered[station]!).map(
    ({ rule }) => rule as string,
  );
const row = (s: { votes: { votes: readonly number[] }; blank: number; null: number }) => [
  ...s.votes.votes,
  s.blank,
  s.null,
];

function everything(count: CentralCount) {
  return DEFINITION.contests.map((_, contest) => ({
    totals: count.totals(contest),
    regions: [-1, 0, 1].map((region) => count.regionTotals(contest, region)),
    cells: STATIONS.map((_, station) => count.cell(station, contest)),
  }));
}

describe("the fold", () => {
  it("gives what the specification's words give, after every entry", () => {
    fc.assert(
      fc.property(fc.array(ENTRY, { maxLength: 25 }), (entries) => {
        const count = createCentralCount(CONTEXT);
        for (const [index, entry] of entries.entries()) {
          count.add(index, entry);
          const totals = count.totals(0);
          const expected = model(entries.slice(0, index + 1), 0);
          expect([...totals.signed.votes, totals.signed.blank, totals.signed.null]).toEqual(expected.signed);
          expect([...totals.withPaper.votes, totals.withPaper.blank, totals.withPaper.null]).toEqual(
            expected.votes,
          );
          expect(totals).toMatchObject({
            counted: expected.counted,
            conflict: expected.conflict,
            paper: expected.paper,
            corrected: expected.corrected,
          });
        }
        expect(count.size).toBe(entries.length);
        expect(count.conflicts(0, 99)).toEqual(count.stationsOf(0, "conflict", 0, 99).stations);
      }),
      { numRuns: 150 },
    );
  });

  it("is the same in any order, and regions add up to the whole", () => {
    const shuffled = fc
      .array(ENTRY, { maxLength: 25 })
      .chain((entries) =>
        fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
      );
    fc.assert(
      fc.property(shuffled, ([entries, other]) => {
        const [a, b] = [everything(fold(entries)), everything(fold(other))];
        expect(b).toEqual(a);
        for (const { totals, regions } of a) {
          for (const field of ["stations", "counted", "missing", "conflict", "paper", "corrected"] as const) {
            expect(regions.reduce((sum, region) => sum + region[field], 0)).toBe(totals[field]);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it("counts entries that are not accepted as part of the log only", () => {
    const count = createCentralCount(CONTEXT);
    count.skip(0);
    count.add(1, anActa("p1.1", [1, 2, 3]));
    expect([count.size, count.totals(0).counted]).toEqual([2, 1]);
    expect(() => count.add(1, anActa("p1.2", [1, 2, 3]))).toThrow(RangeError);
  });
});

describe("acceptance", () => {
  it("logs new texts, knows old ones, and bounds how many contradict", () => {
    const count = createCentralCount(CONTEXT);
    const first = anActa("p1.1", [0, 0, 1]);
    expect(acceptance(count, first)).toEqual({ action: "log" });
    count.add(0, first);
    count.add(1, first);
    expect(acceptance(count, first)).toEqual({ action: "known", index: 0, entries: [0, 1] });
    for (let i = 2; i <= MAX_TEXTS; i += 1) count.add(i, anActa("p1.1", [0, 0, i]));
    expect(acceptance(count, anActa("p1.1", [0, 0, 50]))).toMatchObject({ action: "too-many-texts" });
    expect(acceptance(count, first)).toMatchObject({ action: "known" });
    expect(acceptance(count, anActa("p1.2", [0, 0, 50]))).toEqual({ action: "log" });
    expect(acceptance(count, aSheet("p1.1", [0, 0, 50]))).toEqual({ action: "log" });
  });

  it("keeps the index of texts while it grows", () => {
    const count = createCentralCount(CONTEXT);
    const entries = Array.from({ length: 5000 }, (_, i) => anActa("p1.1", [i, 0, 0]));
    for (const [i, entry] of entries.entries()) count.add(i, entry);
    for (const [i, entry] of entries.entries()) expect(count.find(entry.digest)).toBe(i);
    expect(count.find(DIGEST)).toBe(-1);
  });
});

describe("bulletins", () => {
  it("say what the log gives, and each altered field is named", () => {
    const count = fold([anActa("p1.1", [10, 20, 5]), aSheet("p2.1", [1, 2, 3])]);
    const parts = { context: CONTEXT, count, contest: 0, number: 1, time: 1_795_100_000, root: DIGEST };
    const bulletin = composeBulletin(parts);
    expect(bulletinDifferences(bulletin, composeBulletin(parts))).toEqual([]);
    for (const field of Object.keys(bulletin) as (keyof typeof bulletin)[]) {
      const altered = { ...bulletin, [field]: alter(bulletin[field]) };
      expect(bulletinDifferences(altered, bulletin)).toEqual([field]);
    }
  });

  function alter(value: unknown): unknown {
    if (typeof value === "number") return value + 1;
    if (typeof value === "string") return `${value}x`;
    if (value instanceof Uint8Array) return value.map((byte) => byte ^ 1);
    if (Array.isArray(value)) return [...value.slice(0, -1), alter(value.at(-1))];
    return { ...(value as object), votes: (value as { votes: number[] }).votes.map((v) => v + 1) };
  }
});
