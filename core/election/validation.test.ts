/** Every fault has a row here: what was done to a sound election, and all that is then reported. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { Compile } from "typebox/schema";
import { describe, expect, test } from "vitest";
import type { ElectionDefinition, OutcomeRule } from "./definition.ts";
import { expectedTotals } from "./expected.ts";
import { ELECTION_FAULTS, ROSTER_FAULTS } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import { ELECTION_SCHEMA } from "./schema.ts";
import { shapeFaults } from "./schema-faults.ts";
import { validateElection } from "./validation.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const example = (): Json => JSON.parse(read("examples/small/election.json")) as Json;

type Json = { [key: string]: unknown };

/** The sound election with the value at `pointer` replaced, or taken out where the value is undefined. */
function broken(changes: Readonly<Record<string, unknown>>): unknown {
  let copy: unknown = example();
  for (const [pointer, value] of Object.entries(changes)) {
    const steps = pointer.split("/").slice(1);
    const last = steps.pop();
    if (last === undefined) {
      copy = value;
      continue;
    }
    const parent = steps.reduce((at, step) => at[step] as Json, copy as Json);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return copy;
}

function faultsOf(input: unknown): string[] {
  const result = validateElection(input);
  return result.ok ? [] : result.error.map(({ code, path }) => `${code} ${path}`);
}

const fraction = (numerator: number, denominator: number) => ({ numerator, denominator });
const first = (parts: Partial<OutcomeRule>) => ({
  rule: "first-round",
  majority: fraction(1, 2),
  floor: fraction(2, 5),
  lead: fraction(1, 10),
  ...parts,
});
const many = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, i) => ({ id: `${prefix}${i}`, name: "N" }));
const lines = (count: number) => many(count, "o").map((option, i) => ({ ...option, candidate: `c${i}` }));

const rule = (value: unknown) => ({ "/contests/0/outcome": value });
const o = "/contests/0/outcome";

const ROWS: readonly (readonly [string, Readonly<Record<string, unknown>>, readonly string[]])[] = [
  ["sound", {}, []],
  ["no object at all", { "": [] }, ["wrong-type "]],
  ["nothing", { "": null }, ["wrong-type "]],
  ["names as text", { "/name": "x" }, ["wrong-type /name"]],
  ["no contests", { "/contests": undefined }, ["missing-field /contests"]],
  ["empty contests", { "/contests": [] }, ["too-few /contests"]],
  ["a field nobody knows", { "/winner": "me" }, ["unknown-field /winner"]],
  ["a field with a slash", { "/expected": { "a/b~c": 1 } }, ["unknown-field /expected/a~1b~0c"]],
  ["another format", { "/format": "triplicate/election/v2" }, ["not-allowed /format"]],
  ["half a voter", { "/stations/0/registered": 0.5 }, ["wrong-type /stations/0/registered"]],
  ["voters as text", { "/stations/0/registered": "450" }, ["wrong-type /stations/0/registered"]],
  [
    "negative voters",
    { "/stations/0/registered": -1 },
    ["out-of-range /stations/0/registered", "expected-registered /expected/registered"],
  ],
  [
    "text missing in a language",
    { "/name/en": undefined, "/contests/1/name/es": undefined },
    ["missing-language /name/en", "missing-language /contests/1/name/es"],
  ],
  ["text blank in a language", { "/name/en": "" }, ["bad-name /name/en"]],
  [
    "a name with a line end",
    { "/contests/0/candidates/0/name": "A\nB" },
    ["bad-name /contests/0/candidates/0/name"],
  ],
  [
    "a name that turns the text round",
    { "/contests/0/candidates/0/name": "A\u202eB" },
    ["bad-name /contests/0/candidates/0/name"],
  ],
  ["a name with space at the end", { "/places/0/name": "Sede " }, ["bad-name /places/0/name"]],
  ["a name too long", { "/places/0/name": "x".repeat(201) }, ["too-long /places/0/name"]],
  ["a name of 200 letters outside the basic plane", { "/places/0/name": "𝔸".repeat(200) }, []],
  ["half a letter", { "/places/0/name": "x\ud800" }, ["bad-text /places/0/name"]],
  ["an id with a space", { "/id": "a b" }, ["bad-id /id"]],
  ["an id with a comma", { "/id": "a,b" }, ["bad-id /id"]],
  ["an id with a line end", { "/id": "a\n" }, ["bad-id /id"]],
  ["an id with a control", { "/id": "a\u0000" }, ["bad-id /id"]],
  ["an id outside ASCII", { "/id": "peña" }, ["bad-id /id"]],
  ["an empty id", { "/id": "" }, ["bad-id /id"]],
  ["an id of 65", { "/id": "a".repeat(65) }, ["too-long /id"]],
  ["a day that does not exist", { "/date": "2026-02-29" }, ["bad-date /date"]],
  ["a leap day", { "/date": "2028-02-29" }, []],
  ["no leap day in 2100", { "/date": "2100-02-29" }, ["bad-date /date"]],
  ["month 13", { "/date": "2026-13-01" }, ["bad-date /date"]],
  ["a date in words", { "/date": "16 May 2026" }, ["bad-date /date"]],
  ["one contest twice", { "/contests/1/id": "secretary" }, ["duplicate-id /contests/1/id"]],
  [
    "one candidate twice",
    { "/contests/0/candidates/2/id": "luis-pena" },
    ["duplicate-id /contests/0/candidates/2/id", "unknown-candidate /contests/0/options/3/candidate"],
  ],
  ["one option twice", { "/contests/0/options/2/id": "unidad" }, ["duplicate-id /contests/0/options/2/id"]],
  [
    "an option named as a field",
    { "/contests/0/options/2/id": "blank" },
    ["reserved-id /contests/0/options/2/id"],
  ],
  [
    "an option named as another's candidate",
    { "/contests/0/options/2/id": "ana-rojas" },
    ["ambiguous-id /contests/0/options/2/id"],
  ],
  [
    "one of two lines named as its candidate",
    { "/contests/0/options/0/id": "ana-rojas" },
    ["ambiguous-id /contests/0/options/0/id"],
  ],
  [
    "an option of nobody",
    { "/contests/0/options/2/candidate": "nadie" },
    [
      "unknown-candidate /contests/0/options/2/candidate",
      "candidate-without-option /contests/0/candidates/1",
    ],
  ],
  [
    "a symbol",
    { "/contests/0/options/0/symbol": { file: "pictures/u.svg", sha256: `${"A".repeat(43)}=` } },
    [],
  ],
  [
    "a photo outside the folder",
    { "/contests/0/candidates/0/photo": { file: "../u.svg", sha256: `${"A".repeat(43)}=` } },
    ["bad-picture /contests/0/candidates/0/photo/file"],
  ],
  [
    "a photo that is a program",
    { "/contests/0/candidates/0/photo": { file: "pictures/u.html", sha256: `${"A".repeat(43)}=` } },
    ["bad-picture /contests/0/candidates/0/photo/file"],
  ],
  [
    "a digest with other last bits",
    { "/contests/0/options/0/symbol": { file: "pictures/u.png", sha256: `${"A".repeat(42)}B=` } },
    ["bad-picture /contests/0/options/0/symbol/sha256"],
  ],
  ["no rule", { "/contests/0/outcome": undefined }, [`missing-field ${o}`]],
  ["a rule without a name", rule({}), [`missing-field ${o}/rule`]],
  ["a rule nobody knows", rule({ rule: "borda" }), [`not-allowed ${o}/rule`]],
  ["a rule as text", rule("plurality"), [`wrong-type ${o}`]],
  ["seats for plurality", rule({ rule: "plurality", seats: 1 }), [`unknown-field ${o}/seats`]],
  ["no seats", rule({ rule: "vote-for", seats: 0 }), [`out-of-range ${o}/seats`]],
  ["as many seats as candidates", rule({ rule: "vote-for", seats: 3 }), []],
  [
    "more seats than candidates",
    rule({ rule: "vote-for", seats: 4 }),
    [`more-seats-than-candidates ${o}/seats`],
  ],
  [
    "more marks than candidates",
    rule({ rule: "vote-for", seats: 1, marks: 4 }),
    [`more-marks-than-candidates ${o}/marks`],
  ],
  ["50 % + 1", rule({ rule: "threshold", share: fraction(1, 2) }), []],
  [
    "less than half",
    rule({ rule: "threshold", share: fraction(49, 100) }),
    [`fraction-out-of-range ${o}/share`],
  ],
  ["all", rule({ rule: "threshold", share: fraction(3, 3) }), [`fraction-out-of-range ${o}/share`]],
  [
    "nothing below the line",
    rule({ rule: "threshold", share: fraction(1, 0) }),
    [`out-of-range ${o}/share/denominator`],
  ],
  ["majority of all", rule(first({ majority: fraction(1, 1) })), [`fraction-out-of-range ${o}/majority`]],
  [
    "majority of none",
    rule(first({ majority: fraction(0, 1), floor: fraction(0, 1) })),
    [`fraction-out-of-range ${o}/majority`],
  ],
  ["no lead", rule(first({ lead: fraction(0, 1) })), [`fraction-out-of-range ${o}/lead`]],
  ["floor above majority", rule(first({ floor: fraction(51, 100) })), [`floor-above-majority ${o}/floor`]],
  ["floor at majority, by majority alone", rule(first({ floor: fraction(1, 2), lead: fraction(1, 1) })), []],
  ["more seats than lists", rule({ rule: "d-hondt", seats: 9 }), []],
  [
    "a threshold of all",
    rule({ rule: "d-hondt", seats: 9, threshold: fraction(1, 1) }),
    [`fraction-out-of-range ${o}/threshold`],
  ],
  [
    "200 candidates to rank",
    { "/contests/0/candidates": many(200, "c"), "/contests/0/options": lines(200) },
    [],
  ],
  [
    "201 candidates to rank",
    { "/contests/0/candidates": many(201, "c"), "/contests/0/options": lines(201) },
    [`too-many-candidates ${o}`],
  ],
  [
    "1,000 candidates for one place",
    {
      "/contests/0/candidates": many(1000, "c"),
      "/contests/0/options": lines(1000),
      ...rule({ rule: "plurality" }),
    },
    [],
  ],
  [
    "1,001 options",
    {
      "/contests/0/candidates": many(1000, "c"),
      "/contests/0/options": lines(1001),
      ...rule({ rule: "plurality" }),
    },
    ["too-many /contests/0/options"],
  ],
  [
    "101 contests",
    {
      "/contests": Array.from({ length: 101 }, (_, i) => ({
        ...(example().contests as Json[])[1],
        id: `c${i}`,
      })),
    },
    ["too-many /contests"],
  ],
  [
    "one place twice",
    { "/places/1/id": "01" },
    ["duplicate-id /places/1/id", "unknown-place /stations/2/place"],
  ],
  ["one station twice", { "/stations/1/id": "01.1" }, ["duplicate-id /stations/1/id"]],
  ["a station nowhere", { "/stations/4/place": "09" }, ["unknown-place /stations/4/place"]],
  [
    "stations without places",
    { "/places": undefined },
    [0, 1, 2, 3, 4].map((i) => `unknown-place /stations/${i}/place`),
  ],
  [
    "other totals expected",
    { "/expected": { stations: 6, registered: 1999 } },
    ["expected-stations /expected/stations", "expected-registered /expected/registered"],
  ],
  ["nothing expected", { "/expected": undefined }, []],
  [
    "more voters than can vote",
    {
      "/expected": undefined,
      "/stations/0/registered": 2 ** 31 - 1,
      "/stations/1/registered": 2 ** 31 - 1,
      "/stations/2/registered": 2,
    },
    ["too-many-registered /stations"],
  ],
  ["a roster file beside stations", { "/roster": { file: "roster.jsonl" } }, ["two-rosters /roster"]],
  [
    "a roster file alone",
    { "/roster": { file: "a/roster.jsonl" }, "/stations": undefined, "/places": undefined },
    [],
  ],
  [
    "a roster file above",
    { "/roster": { file: "../roster.jsonl" }, "/stations": undefined, "/places": undefined },
    ["bad-file /roster/file"],
  ],
  [
    "a roster file at the root",
    { "/roster": { file: "/etc/passwd" }, "/stations": undefined, "/places": undefined },
    ["bad-file /roster/file"],
  ],
];

test.each(ROWS)("%s", (_, changes, expected) => {
  expect(faultsOf(broken(changes))).toEqual(expected);
});

test("every fault code has a row, and only codes of the table are reported", () => {
  const seen = new Set(ROWS.flatMap(([, , faults]) => faults.map((fault) => fault.split(" ")[0])));
  expect([...seen].sort()).toEqual(Object.keys(ELECTION_FAULTS).sort());
});

test("all faults of one file are reported at once", () => {
  const all = broken({
    "/id": "a b",
    "/date": "2026-02-30",
    "/stations/4/place": "09",
    "/contests/0/options/2/candidate": "nadie",
    "/contests/1/outcome/seats": 0,
    "/extra": 1,
  });
  expect(faultsOf(all)).toEqual([
    "bad-id /id",
    "out-of-range /contests/1/outcome/seats",
    "unknown-field /extra",
    "bad-date /date",
    "unknown-candidate /contests/0/options/2/candidate",
    "candidate-without-option /contests/0/candidates/1",
    "unknown-place /stations/4/place",
  ]);
});

test("a file with a hundred thousand faults is still reported whole", () => {
  const stations = Array.from({ length: LIMITS.inlineStations }, () => ({
    id: "",
    place: "none",
    registered: 1,
  }));
  const faults = faultsOf(broken({ "/stations": stations, "/expected": undefined }));
  expect(faults.length).toBe(LIMITS.inlineStations * 3 - 1);
});

describe("against the schema library", () => {
  const library = Compile(JSON.parse(read("spec/election.schema.json")));
  test("both accept and refuse the same", () => {
    const pointers = fc.constantFrom(
      ...ROWS.flatMap(([, changes]) => Object.keys(changes)).filter((p) => p !== ""),
    );
    const values = fc.oneof(
      fc.jsonValue(),
      fc.constant(undefined),
      fc.integer({ min: -2, max: 1002 }),
      fc.constantFrom(
        "a",
        "a b",
        "é",
        "2026-01-01",
        "plurality",
        "a/b.jsonl",
        "x".repeat(65),
        "x".repeat(201),
      ),
      fc.constantFrom({ rule: "plurality" }, { rule: "vote-for", seats: 2 }, fraction(1, 2), {
        es: "a",
        en: "b",
      }),
    );
    fc.assert(
      fc.property(pointers, values, (pointer, value) => {
        const input = broken({ [pointer]: value });
        expect(shapeFaults(ELECTION_SCHEMA, input).length === 0).toBe(library.Check(input));
      }),
      { numRuns: 400 },
    );
  });

  test("no input makes it throw", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => !validateElection(value).ok));
  });
});

test("expected totals come from the declaration, else from the stations, else are not known", () => {
  const definition = (changes: Readonly<Record<string, unknown>>) => broken(changes) as ElectionDefinition;
  const without = { "/stations": undefined, "/places": undefined };
  expect(expectedTotals(definition({}))).toEqual({ stations: 5, registered: 2000 });
  expect(expectedTotals(definition({ "/expected": undefined }))).toEqual({ stations: 5, registered: 2000 });
  expect(expectedTotals(definition({ ...without, "/expected": { stations: 7 } }))).toEqual({
    stations: 7,
    registered: null,
  });
  expect(expectedTotals(definition({ ...without, "/expected": undefined }))).toEqual({
    stations: null,
    registered: null,
  });
});

test("every code stands with its clause in the specification", () => {
  const lines = read("spec/election.md").split("\n");
  for (const [code, clause] of [...Object.entries(ELECTION_FAULTS), ...Object.entries(ROSTER_FAULTS)]) {
    const row = `| \`${code}\` | ${clause} |`;
    expect(lines.filter((line) => line.startsWith(row)).length, row).toBeGreaterThan(0);
    expect(lines.filter((line) => line.startsWith(`**${clause}** `)).length, `clause ${clause}`).toBe(1);
  }
});
