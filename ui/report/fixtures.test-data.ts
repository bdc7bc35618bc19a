/**
 * Hand-made comparisons for the report's tests and for looking at it: a flip by discrepancies, a result that coverage
 * changes, announced totals that the kept actas exceed, counts that agree, and names that attack the page.
 *
 * Numbers agree with one another where the report shows their sums; everything else is made up from one seed.
 * @module
 */
import type { Contest } from "@triplicate/core/election/definition.ts";
import type { DiscrepancyClass } from "@triplicate/core/reconciliation/classes.ts";
import type {
  Comparison,
  ContestComparison,
  ContestCount,
  CountSummary,
  Discrepancy,
  Pair,
  Result,
} from "@triplicate/core/reconciliation/comparison.ts";
import type { ReportInput } from "./input.ts";

type Votes = Readonly<Record<string, number>>;

/** A small generator with a fixed seed, so that a picture of a fixture never changes by itself. */
export function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

export function leadOf(votes: Votes): NonNullable<Result["lead"]> {
  const [first, second] = Object.entries(votes).sort((x, y) => y[1] - x[1]);
  const lead = (first?.[1] ?? 0) - (second?.[1] ?? 0);
  const valid = sumOf(Object.values(votes));
  return {
    first: first?.[0] ?? "",
    second: second?.[0] ?? "",
    votes: lead,
    points100: Math.round((lead * 10000) / valid),
  };
}

export function resultOf(votes: Votes, status: Result["status"] = "won"): Result {
  const lead = leadOf(votes);
  return {
    status,
    winners: status === "runoff" ? [lead.first, lead.second] : [lead.first],
    seats: null,
    valid: sumOf(Object.values(votes)),
    lead,
    toChange: { added: lead.votes, moved: Math.ceil(lead.votes / 2), exact: true },
  };
}

/** A cloud of stations around one turnout and share, as the fingerprint's weights. */
export function cloud(
  seed: number,
  turnout: number,
  share: number,
): NonNullable<ContestCount["fingerprint"]> {
  const next = noise(seed);
  const normal = (): number => next() + next() + next() + next() - 2;
  const cells = new Map<number, number>();
  for (let i = 0; i < 9000; i += 1) {
    const at = (middle: number, spread: number): number =>
      Math.min(100, Math.max(0, Math.round(middle + normal() * spread)));
    const key = at(turnout, 14) * 101 + at(share, 18);
    cells.set(key, (cells.get(key) ?? 0) + 200 + Math.floor(next() * 300));
  }
  return [...cells]
    .sort((x, y) => x[0] - y[0])
    .map(([key, votes]) => ({ turnout: Math.floor(key / 101), share: key % 101, votes }));
}

export function contestCount(
  count: string,
  votes: Votes,
  stations: number,
  more: Partial<ContestCount> = {},
): ContestCount {
  const entries = Object.entries(votes);
  return {
    count,
    stations,
    stationsUnknown: 0,
    options: entries.map(([option, known]) => ({ option, votes: { known, unknown: 0 } })),
    candidates: entries.map(([candidate, known]) => ({ candidate, votes: { known, unknown: 0 } })),
    blank: null,
    null: { known: 4211, unknown: 0 },
    registered: null,
    result: resultOf(votes),
    missing: null,
    fingerprint: null,
    regions: [],
    ...more,
  };
}

export function discrepancy(
  station: string,
  place: string | null,
  kind: DiscrepancyClass,
  lead: number,
  cells: Discrepancy["cells"],
  line = 2,
): Discrepancy {
  return {
    station,
    place,
    region: place === null ? null : "Cedeño",
    class: kind,
    alsoLike: [],
    evidence: {},
    cells,
    registered: { a: 612, b: 612 },
    lead,
    votes: sumOf(
      cells.map(({ a, b }) => (typeof a === "number" && typeof b === "number" ? Math.abs(b - a) : 0)),
    ),
    where: { a: { source: "actas.csv", line }, b: { source: "official.jsonl", line: line + 3 } },
  };
}

export function classesOf(discrepancies: readonly Discrepancy[]): Pair["classes"] {
  const sums = new Map<DiscrepancyClass, { stations: number; votes: number; lead: number }>();
  for (const one of discrepancies) {
    const sum = sums.get(one.class) ?? { stations: 0, votes: 0, lead: 0 };
    sum.stations += 1;
    sum.votes += one.votes;
    sum.lead += one.lead;
    sums.set(one.class, sum);
  }
  return [...sums].map(([name, sum]) => ({ class: name, ...sum }));
}

export const summary = (name: string, es: string, en: string, stations: number): CountSummary => ({
  name,
  title: { es, en },
  provenance: {
    kind: "csv",
    statement: {
      es: "Transcripción de las actas que guardaron los testigos, publicada el 29 de octubre.",
      en: "Transcription of the actas that witnesses kept, published on 29 October.",
    },
  },
  rows: stations,
  stations,
  findings: [],
});

export function comparisonOf(
  election: Comparison["election"],
  counts: readonly CountSummary[],
  contests: readonly ContestComparison[],
): Comparison {
  return {
    format: "triplicate/comparison/v1",
    election,
    expected: { stations: null, registered: null },
    counts,
    contests,
  };
}

export function contestOf(
  name: Contest["name"],
  candidates: Readonly<Record<string, string>>,
  more: Partial<ContestComparison> & Pick<ContestComparison, "rule" | "counts">,
): ContestComparison {
  const list = Object.entries(candidates).map(([id, text]) => ({ id, name: text }));
  return {
    contest: "contest",
    name,
    candidates: list,
    options: list.map((one) => ({ ...one, candidate: one.id })),
    pairs: [],
    announced: [],
    screening: [],
    ...more,
  };
}

export function inputOf(comparison: Comparison, more: Partial<ReportInput> = {}): ReportInput {
  return {
    comparison,
    findings: [],
    findingsTotal: 0,
    inputs: [
      {
        role: "election",
        name: "election.json",
        bytes: 4312,
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      },
      {
        role: "count",
        name: "official.jsonl",
        bytes: 1203344,
        sha256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
      },
    ],
    version: "0.1.0",
    command:
      "triplicate compare --election election.json \\\n  --count actas=actas.mapping.json:actas.csv \\\n  --count official=official.mapping.json:official.jsonl \\\n  --out dossier",
    ...more,
  };
}
