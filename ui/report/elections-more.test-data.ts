/**
 * Three more elections: announced totals that kept actas exceed, three counts that agree, and hostile names.
 * @module
 */
import type {
  AnnouncedComparison,
  Pair,
  PercentageTest,
} from "@triplicate/core/reconciliation/comparison.ts";
import {
  classesOf,
  cloud,
  comparisonOf,
  contestCount,
  contestOf,
  discrepancy,
  inputOf,
  resultOf,
  summary,
} from "./fixtures.test-data.ts";
import type { ReportInput } from "./input.ts";

const PERCENTAGES: PercentageTest = {
  valid: 10058774,
  decimals: 1,
  shares: [
    { id: "nm", votes: 5150092, percent: "51.2", reproduced: 5150092, matches: true },
    { id: "eg", votes: 4445978, percent: "44.2", reproduced: 4445978, matches: true },
    { id: "others", votes: 462704, percent: "4.6", reproduced: 462704, matches: true },
  ],
  probability: { oneIn: "75883427", approximate: 1.3e-8 },
};

function bulletin(number: 1 | 2): AnnouncedComparison {
  const votes = number === 1 ? { nm: 5150092, eg: 4445978 } : { nm: 6408844, eg: 5326104 };
  const leftOut = number === 1 ? 6005 : 940;
  const remaining = number === 1 ? 4811203 : 6739310;
  return {
    title: { es: `Boletín ${number}`, en: `Bulletin ${number}` },
    statement: {
      es: "Leído por el presidente del organismo electoral; nunca se publicó por mesa.",
      en: "Read out by the president of the electoral authority; never published by station.",
    },
    source: `announced-${number}.json`,
    valid: number === 1 ? 10058774 : 12335883,
    stations: null,
    stationsPercent: number === 1 ? "80" : "96.87",
    votes: [
      { id: "nm", name: "Nicolás Maduro", votes: votes.nm },
      { id: "eg", name: "Edmundo González", votes: votes.eg },
    ],
    result: resultOf(votes),
    percentages: number === 1 ? PERCENTAGES : { ...PERCENTAGES, decimals: null, probability: null },
    against: [
      {
        count: "actas",
        flip: true,
        options: [
          {
            candidate: "nm",
            kept: 3241461,
            announced: votes.nm,
            leftOut,
            remaining: 2891004,
            contradiction: false,
            holdsUpTo: null,
          },
          {
            candidate: "eg",
            kept: 7156462,
            announced: votes.eg,
            leftOut,
            remaining,
            contradiction: true,
            holdsUpTo: number === 1 ? 8011 : 5402,
          },
        ],
      },
    ],
  };
}

/** One count by station, two announcements, no pair. */
export function venezuela(): ReportInput {
  const votes = { nm: 3241461, eg: 7156462, otros: 261205 };
  const contest = contestOf(
    { es: "Presidencia", en: "President" },
    { nm: "Nicolás Maduro", eg: "Edmundo González", otros: "Otras candidaturas" },
    {
      rule: { rule: "plurality" },
      counts: [
        contestCount("actas", votes, 24532, {
          fingerprint: cloud(5, 60, 67),
          registered: { known: 17745239, unknown: 0 },
          missing: {
            stations: 5494,
            registered: 3647225,
            needed: 3915001,
            verdict: "cannot-change",
          },
        }),
      ],
      announced: [bulletin(1), bulletin(2)],
    },
  );
  return inputOf(
    comparisonOf(
      {
        id: "ve-2024",
        name: { es: "Presidencia de Venezuela 2024", en: "President of Venezuela 2024" },
        date: "2024-07-28",
      },
      [summary("actas", "Actas guardadas por testigos", "Actas kept by witnesses", 24532)],
      [contest],
    ),
  );
}

/** Three counts of two contests that agree everywhere; the second elects three seats. */
export function union(): ReportInput {
  const votes = { ana: 812, luis: 640 };
  const names = ["machine", "hand", "central"] as const;
  const pairOf = (a: string, b: string): Pair => ({
    a,
    b,
    stations: { agree: 5, differ: 0, onlyA: 0, onlyB: 0, unknown: 0 },
    changes: Object.entries(votes).map(([id, n]) => ({
      kind: "option",
      id,
      a: n,
      b: n,
      sameStation: 0,
      onlyA: 0,
      onlyB: 0,
      unknown: 0,
    })),
    lead: { first: "ana", second: "luis", a: 172, b: 172, sameStation: 0, coverage: 0, unknown: 0 },
    results: { a: resultOf(votes), b: resultOf(votes), bCorrected: resultOf(votes) },
    flip: { between: false, byDiscrepancies: false, byCoverage: false, minimal: null },
    classes: [],
    discrepancies: [],
    unknown: [],
    onlyA: [],
    onlyB: [],
  });
  const contest = (es: string, en: string) =>
    contestOf(
      { es, en },
      { ana: "Ana Ibarra", luis: "Luis Ñáñez" },
      {
        rule: { rule: "plurality" },
        counts: names.map((name) => contestCount(name, votes, 5)),
        pairs: [pairOf("machine", "hand"), pairOf("machine", "central"), pairOf("hand", "central")],
      },
    );
  return inputOf(
    comparisonOf(
      { id: "union", name: { es: "Sindicato 2026", en: "Union 2026" }, date: "2026-05-01" },
      [
        summary("machine", "Máquina", "Machine", 5),
        summary("hand", "Conteo a mano", "Hand count", 5),
        summary("central", "Centro", "Centre", 5),
      ],
      [contest("Secretaría general", "General secretary"), contest("Tesorería", "Treasurer")],
    ),
  );
}

export const HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">&amp;\u202egnp.exe\u0007';
const LONG = "Partido de la Renovación Democrática y Popular de los Trabajadores y las Trabajadoras ".repeat(
  3,
);

/** Names that attack the page, thousands of discrepancies, unknown cells and findings of every kind. */
export function hostile(): ReportInput {
  const a = { x: 51000, y: 50000 };
  const b = { x: 51600, y: 49000 };
  const discrepancies = Array.from({ length: 3000 }, (_, i) => {
    const by = 40 - Math.floor(i / 80);
    return discrepancy(
      i === 0 ? HOSTILE : `S${String(i).padStart(5, "0")}`,
      i % 2 === 0 ? HOSTILE : LONG,
      i % 5 === 0 ? "all-zero" : "unclassified",
      by,
      [
        { id: "x", a: 60, b: 60 + by },
        { id: "y", a: "illegible", b: 12 },
      ],
    );
  });
  const unknown = Array.from({ length: 12 }, (_, i) =>
    discrepancy(`U${i}`, HOSTILE, "unclassified", 0, [{ id: "x", a: "missing", b: 3 }]),
  );
  const text = { es: HOSTILE, en: HOSTILE };
  const pair: Pair = {
    a: "a",
    b: "b",
    stations: { agree: 9000, differ: 3000, onlyA: 3, onlyB: 1, unknown: 12 },
    changes: (["x", "y"] as const).map((id) => ({
      kind: "option",
      id,
      a: a[id],
      b: b[id],
      sameStation: b[id] - a[id] - 7,
      onlyA: -3,
      onlyB: 0,
      unknown: 10,
    })),
    lead: { first: "x", second: "y", a: 1000, b: 2600, sameStation: 1500, coverage: 60, unknown: 40 },
    results: { a: resultOf(a), b: resultOf(b), bCorrected: resultOf({ x: 50100, y: 50200 }) },
    flip: {
      between: false,
      byDiscrepancies: true,
      byCoverage: false,
      minimal: {
        stations: discrepancies.slice(0, 90).map((one) => one.station),
        exact: false,
        atLeast: 71,
        change: "overtakes",
      },
    },
    classes: classesOf(discrepancies),
    discrepancies,
    unknown,
    onlyA: ["p", "q", "r"],
    onlyB: [HOSTILE],
  };
  const contest = contestOf(
    text,
    { x: HOSTILE, y: LONG },
    {
      rule: { rule: "threshold", share: { numerator: 1, denominator: 2 } },
      counts: [
        contestCount("a", a, 12015, {
          stationsUnknown: 12,
          options: [
            { option: "x", votes: { known: 51000, unknown: 1 } },
            { option: "y", votes: { known: 50000, unknown: 12 } },
          ],
          regions: Array.from({ length: 60 }, (_, i) => ({
            region: i === 0 ? HOSTILE : `${LONG}${i}`,
            stations: 500 - i * 7,
            registered: null,
          })),
          missing: { stations: null, registered: null, needed: null, verdict: "not-known" },
        }),
        contestCount("b", b, 12013),
      ],
      pairs: [pair],
    },
  );
  const count = (name: string) => ({
    ...summary(name, HOSTILE, HOSTILE, 12015),
    findings: [{ rule: "grouped-number" as const, action: "cell-unknown" as const, times: 640 }],
  });
  return inputOf(
    comparisonOf(
      { id: "x", name: text, date: "2026-01-01", remark: text },
      [count("a"), count("b")],
      [contest],
    ),
    {
      findings: Array.from({ length: 500 }, (_, i) => ({
        rule: "grouped-number" as const,
        action: "cell-unknown" as const,
        source: "fil<e>.csv",
        line: i + 2,
        column: i % 2,
        field: HOSTILE,
        station: HOSTILE,
        text: `=HYPERLINK("http://x")${HOSTILE}`,
        detail: {},
      })),
      findingsTotal: 640,
      inputs: [{ role: "count", name: HOSTILE, bytes: 1, sha256: "00".repeat(32) }],
      command: `triplicate compare --count 'a=m.json:${HOSTILE}'`,
    },
  );
}
