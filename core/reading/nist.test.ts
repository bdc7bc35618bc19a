import { describe, expect, test } from "vitest";
import { keyText } from "../byte-index.ts";
import type { Contest } from "../election/definition.ts";
import { type CountTable, UNKNOWN } from "./count.ts";
import { type Finding, ReadingStopped } from "./finding.ts";
import type { Mapping } from "./mapping.ts";
import { createNistReader } from "./nist.ts";

const text = { es: "texto", en: "text" };
const contest: Contest = {
  id: "mayor",
  name: text,
  candidates: [
    { id: "ana", name: "Ana" },
    { id: "luis", name: "Luis" },
  ],
  options: [
    { id: "ana", name: "Ana", candidate: "ana" },
    { id: "luis", name: "Luis", candidate: "luis" },
  ],
  outcome: { rule: "plurality" },
};
const mapping: Mapping = {
  format: "triplicate/mapping/v1",
  title: text,
  statement: text,
  file: { type: "nist-1500-100" },
  station: { columns: ["ExternalIdentifier:local-level"], pad: [4] },
  place: { columns: ["Name"] },
  region: { columns: ["Parent.Name"] },
  registered: ["VotersRegistered"],
  contests: {
    mayor: {
      foreign: "cc-mayor",
      options: { ana: ["cs-ana"], luis: ["cs-luis", "cs-luis-2"] },
      null: ["Overvotes"],
      blank: ["Undervotes"],
      ballots: ["BallotsCast"],
    },
  },
};

type Json = Record<string, unknown>;
const counts = (unit: string, count: unknown, more: Json = {}) => ({
  "@type": "ElectionResults.VoteCounts",
  GpUnitId: unit,
  Type: "total",
  Count: count,
  ...more,
});
const selection = (id: string, ...votes: Json[]) => ({
  "@type": "ElectionResults.CandidateSelection",
  "@id": id,
  VoteCounts: votes,
});
const unit = (id: string, type: string, more: Json = {}) => ({
  "@type": "ElectionResults.ReportingUnit",
  "@id": id,
  Type: type,
  ExternalIdentifier: [
    { "@type": "ElectionResults.ExternalIdentifier", Type: "local-level", Value: id.replace(/\D/g, "") },
    { "@type": "ElectionResults.ExternalIdentifier", Type: "fips", Value: "99" },
  ],
  VotersRegistered: 500,
  Name: {
    "@type": "ElectionResults.InternationalizedText",
    Text: [{ "@type": "ElectionResults.LanguageString", Language: "en", Content: `Precinct ${id}` }],
  },
  ...more,
});

/** Two precincts in one county, the county's own totals beside them. */
function report(change: { ana?: Json[]; units?: Json[]; contest?: Json } = {}): Json {
  const other = (unitId: string, over: number, under: number) => ({
    "@type": "ElectionResults.OtherCounts",
    GpUnitId: unitId,
    Overvotes: over,
    Undervotes: under,
  });
  const ballots = (unitId: string, cast: number) => ({
    "@type": "ElectionResults.BallotCounts",
    Type: "total",
    GpUnitId: unitId,
    BallotsCast: cast,
  });
  return {
    "@type": "ElectionResults.ElectionReport",
    Format: "precinct-level",
    GeneratedDate: "2024-11-06T08:00:00Z",
    Issuer: "Example County",
    IssuerAbbreviation: "EX",
    SequenceStart: 1,
    SequenceEnd: 1,
    Status: "unofficial-complete",
    VendorApplicationId: "example",
    Election: [
      {
        "@type": "ElectionResults.Election",
        ElectionScopeId: "gp-county",
        Name: { "@type": "ElectionResults.InternationalizedText", Text: [] },
        StartDate: "2024-11-05",
        EndDate: "2024-11-05",
        Type: "general",
        BallotCounts: [ballots("gp-1", 205), ballots("gp-2", 156), ballots("gp-9", 70)],
        Contest: [
          {
            "@type": "ElectionResults.CandidateContest",
            "@id": "cc-mayor",
            Name: "Mayor",
            ElectionDistrictId: "gp-county",
            VotesAllowed: 1,
            ContestSelection: [
              selection(
                "cs-ana",
                ...(change.ana ?? [counts("gp-1", 120), counts("gp-2", 50), counts("gp-county", 170)]),
              ),
              selection("cs-luis", counts("gp-1", 70), counts("gp-2", 80), counts("gp-county", 150)),
              selection("cs-luis-2", counts("gp-1", 10), counts("gp-2", 20)),
            ],
            OtherCounts: [other("gp-1", 2, 3), other("gp-2", 1, 5)],
            ...change.contest,
          },
        ],
      },
    ],
    GpUnit: change.units ?? [
      unit("gp-county", "county", { Name: "Example", ComposingGpUnitIds: ["gp-1", "gp-2", "gp-9"] }),
      unit("gp-1", "precinct"),
      unit("gp-2", "precinct"),
      unit("gp-9", "precinct"),
    ],
  };
}

function read(json: unknown, change: Partial<Mapping> = {}) {
  const bytes =
    json instanceof Uint8Array
      ? json
      : new TextEncoder().encode(typeof json === "string" ? json : JSON.stringify(json));
  const findings: Finding[] = [];
  const reader = createNistReader({
    mapping: { ...mapping, ...change },
    contests: [contest],
    source: "report.json",
    onFinding: (finding) => findings.push(finding),
  });
  for (let at = 0; at < bytes.length; at += 97) reader.push(bytes.subarray(at, at + 97));
  const [table] = reader.finish();
  return { table: table!, findings };
}

const shown = (table: CountTable) =>
  Array.from({ length: table.rows }, (_, row) => {
    const cells = table.cells.slice(row * table.width, (row + 1) * table.width);
    return `${keyText(table.stations, row)}: ${cells.join(" ")}`;
  });

// Cells: ana, luis, blank, null, valid, ballots, registered.
test("a precinct is a row of everything that points at it", () => {
  const { table, findings } = read(report());
  expect(shown(table)).toEqual(["0001: 120 80 3 2 -1 205 500", "0002: 50 100 5 1 -1 156 500"]);
  expect(keyText(table.places, table.place[0]!)).toBe("Precinct gp-1");
  expect(keyText(table.regions, table.region[0]!)).toBe("Example");
  expect(Array.from(table.lines.slice(0, 2))).toEqual([2, 3]);
  expect(findings).toEqual([]);
});

test("without a total, types of vote are added; parts by device are not added to a total", () => {
  const ana = [
    counts("gp-1", 100, { Type: "election-day" }),
    counts("gp-1", 20, { Type: "absentee" }),
    counts("gp-2", 50),
    counts("gp-2", 30, { DeviceClass: { Type: "scan-single" } }),
  ];
  expect(shown(read(report({ ana })).table)).toEqual([
    "0001: 120 80 3 2 -1 205 500",
    "0002: 50 100 5 1 -1 156 500",
  ]);
  const parts = [
    counts("gp-2", 30, { DeviceClass: {} }),
    counts("gp-2", 20, { DeviceClass: {} }),
    counts("gp-1", 120),
  ];
  expect(shown(read(report({ ana: parts })).table)[1]).toBe("0002: 50 100 5 1 -1 156 500");
});

describe("what is wrong with one station is a finding", () => {
  const findingsOf = (json: unknown) =>
    read(json).findings.map((f) => `${f.rule} ${f.line} ${f.field} ${f.text}`);
  test("two totals", () => {
    const ana = [counts("gp-1", 120), counts("gp-1", 121), counts("gp-2", 50)];
    const { table, findings } = read(report({ ana }));
    expect(table.rows).toBe(1);
    expect(findings).toMatchObject([
      { rule: "bad-row", line: 2, text: "cs-ana", detail: { reason: "repeated-field" } },
    ]);
  });
  test("a count that is text, a fraction, or grouped", () => {
    const ana = [counts("gp-1", "x"), counts("gp-2", 0.5)];
    expect(findingsOf(report({ ana }))).toEqual(["not-a-number 2 cs-ana x", "not-a-number 3 cs-ana 0.5"]);
    expect(findingsOf(report({ ana: [counts("gp-1", 1.234), counts("gp-2", 50)] }))).toEqual([
      "grouped-number 2 cs-ana 1.234",
    ]);
  });
  test("a count that is not there", () => {
    const { table } = read(report({ ana: [counts("gp-2", 50)] }));
    expect(shown(table)[0]).toBe(`0001: ${UNKNOWN.missing} 80 3 2 -1 205 500`);
  });
  test("a unit that the report does not list", () => {
    const ana = [counts("gp-1", 120), counts("gp-2", 50), counts("gp-7", 9)];
    expect(findingsOf(report({ ana }))).toEqual(["bad-row 1  gp-7"]);
  });
  test("a unit without the identifier of the key", () => {
    const units = [unit("gp-1", "precinct"), unit("gp-2", "precinct", { ExternalIdentifier: [] })];
    const { table, findings } = read(report({ units, contest: {} }), { region: { columns: ["@id"] } });
    expect(table.rows).toBe(1);
    expect(findings.map((f) => f.detail.reason)).toEqual(["no-station", "not-a-unit"]);
  });
});

test.each<[string, unknown, Partial<Mapping>, string]>([
  ["an empty file", "", {}, "empty-file"],
  ["a cut file", JSON.stringify(report()).slice(0, 900), {}, "truncated"],
  ["no JSON", "GpUnit;Count\n1;2", {}, "bad-json"],
  ["another JSON", "[1,2]", {}, "not-this-format"],
  ["another report", '{"@type":"CVR.CastVoteRecordReport"}', {}, "not-this-format"],
  ["Latin-1", Uint8Array.of(0x22, 0xf1, 0x22), {}, "wrong-encoding"],
  ["a binary file", Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), {}, "binary-file"],
  ["no such contest", report({ contest: { "@id": "cc-other" } }), {}, "missing-column"],
  ["no station units", report(), { file: { type: "nist-1500-100", units: ["ward"] } }, "no-rows"],
  [
    "no such selection",
    report(),
    { contests: { mayor: { foreign: "cc-mayor", options: { ana: ["cs-eve"], luis: ["cs-luis"] } } } },
    "missing-column",
  ],
])("%s stops the reading", (_, json, change, code) => {
  let stopped: unknown;
  try {
    read(json, change);
  } catch (error) {
    stopped = error;
  }
  expect(stopped).toBeInstanceOf(ReadingStopped);
  expect((stopped as ReadingStopped).fault.code).toBe(code);
});

test("stations may be units of another type", () => {
  const units = [unit("gp-1", "ward"), unit("gp-2", "ward"), unit("gp-county", "county")];
  const { table } = read(report({ units }), { file: { type: "nist-1500-100", units: ["ward"] } });
  expect(table.rows).toBe(2);
});
