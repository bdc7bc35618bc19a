/** Every fault code, as its own judge reports it, is a whole sentence in both languages. */
import { readFileSync, writeFileSync } from "node:fs";
import { parseJsonBytes } from "@triplicate/adapters/json-file.ts";
import type { Contest } from "@triplicate/core/election/definition.ts";
import { ELECTION_FAULTS, ROSTER_FAULTS } from "@triplicate/core/election/faults.ts";
import { LIMITS } from "@triplicate/core/election/limits.ts";
import {
  createRosterReader,
  placeLine,
  type RosterFault,
  stationLine,
} from "@triplicate/core/election/roster.ts";
import { KEY_ROWS } from "@triplicate/core/election/roster-keys.test-data.ts";
import { validateElection } from "@triplicate/core/election/validation.ts";
import { publicKeyFaultOfForm } from "@triplicate/core/note/public-key.ts";
import { validateAnnounced } from "@triplicate/core/reading/announced-schema.ts";
import { validateMapping } from "@triplicate/core/reading/mapping-schema.ts";
import type { Language } from "@triplicate/core/text.ts";
import { CATALOGUES, LANGUAGES, translator } from "@triplicate/ui/messages.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inTemporaryFolder, ROOT, run } from "./cli.test-helper.ts";
import {
  electionSentence,
  jsonSentence,
  type ReadingFault,
  readingSentence,
  rosterSentence,
} from "./definition-fault.ts";

type Json = { [key: string]: unknown };
type Changes = Readonly<Record<string, unknown>>;

const example = (): Json => JSON.parse(readFileSync(`${ROOT}examples/small/election.json`, "utf8")) as Json;

/** `base` with the value at each pointer replaced, or taken out where it is undefined. */
function changed(base: Json, changes: Changes): Json {
  for (const [pointer, value] of Object.entries(changes)) {
    const steps = pointer.split("/").slice(1);
    const last = steps.pop()!;
    const parent = steps.reduce((at, step) => at[step] as Json, base);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return base;
}

type Sentence = { readonly code: string; readonly text: string };

function election(changes: Changes, language: Language): Sentence[] {
  const judged = validateElection(changed(example(), changes));
  const words = translator(language);
  return judged.ok
    ? []
    : judged.error.map((fault) => ({ code: fault.code, text: electionSentence(fault, words) }));
}

function roster(text: string | Uint8Array, language: Language): Sentence[] {
  const reader = createRosterReader({ stations: 7, registered: 7 }, { checkKey: publicKeyFaultOfForm });
  reader.push(typeof text === "string" ? new TextEncoder().encode(text) : text);
  const read = reader.finish();
  const words = translator(language);
  return read.ok
    ? []
    : read.error.faults.map((fault) => ({ code: fault.code, text: rosterSentence(fault, words) }));
}

const text = { es: "texto", en: "text" };
const option = (id: string, candidate: string) => ({ id, name: id, candidate });
const contest: Contest = {
  id: "governor",
  name: text,
  candidates: [
    { id: "ana", name: "Ana" },
    { id: "luis", name: "Luis" },
  ],
  options: [option("ana", "ana"), option("red", "luis"), option("blue", "luis")],
  outcome: { rule: "plurality" },
};
const mapping = (): Json => ({
  format: "triplicate/mapping/v1",
  title: { ...text },
  statement: { ...text },
  file: { type: "csv" },
  station: { columns: ["CENTRO", "MESA"], pad: [9, 2], join: "." },
  contests: { governor: { options: { ana: ["ANA"], red: ["RED"], blue: ["BLUE"] } } },
});
const announced = (): Json => ({
  format: "triplicate/announced/v1",
  title: { ...text },
  statement: { ...text },
  contest: "governor",
  votes: { ana: 10, others: 3 },
  valid: 33,
});

type Base = "mapping" | "announced";
function reading(base: Base, changes: Changes, language: Language): Sentence[] {
  const judged =
    base === "mapping"
      ? validateMapping(changed(mapping(), changes), [contest])
      : validateAnnounced(changed(announced(), changes), [contest]);
  const words = translator(language);
  return judged.ok
    ? []
    : judged.error.map((fault) => ({ code: fault.code, text: readingSentence(fault, words) }));
}

const fraction = (numerator: number, denominator: number) => ({ numerator, denominator });
const many = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, i) => ({ id: `${prefix}${i}`, name: "N", candidate: `c${i}` }));
const outcome = "/contests/0/outcome";

const ELECTIONS: readonly Changes[] = [
  {
    "/name": "x",
    "/contests": undefined,
    "/winner": "me",
    "/format": "v9",
    "/id": "a b",
    "/date": "2026-02-30",
  },
  { "/contests": [] },
  { "/contests/0/candidates": many(1001, "c") },
  { "/places/0/name": "x".repeat(201), "/places/1/name": "x\ud800", "/places/2/name": " " },
  { "/name/en": undefined, "/contests/1/id": "secretary", "/contests/0/options/2/id": "blank" },
  { "/contests/0/options/0/id": "ana-rojas", "/contests/0/options/2/candidate": "nadie" },
  { [`${outcome}/majority`]: fraction(1, 1), [`${outcome}/lead`]: fraction(0, 1) },
  { [`${outcome}/floor`]: fraction(51, 100) },
  { [outcome]: { rule: "vote-for", seats: 4, marks: 5 } },
  { "/contests/0/candidates": many(201, "c"), "/contests/0/options": many(201, "c") },
  { "/stations/4/place": "09", "/expected": { stations: 6, registered: 1999 } },
  {
    "/stations/0/registered": 2 ** 31 - 1,
    "/stations/1/registered": 2 ** 31 - 1,
    "/stations/2/registered": 2,
  },
  { "/stations/0/registered": 1e300 },
  { "/roster": { file: "../roster.jsonl" } },
  { "/contests/0/options/0/symbol": { file: "pictures/u.html", sha256: `${"A".repeat(43)}=` } },
];

const P = placeLine("01", "Sede");
const S = stationLine("01.1", "01", 450);
const ROSTERS: readonly (string | Uint8Array)[] = [
  "",
  `${P}\n${S}`,
  Uint8Array.of(0xff, 0x0a),
  `"${"x".repeat(4095)}"\nSede;450\n[]\n${S}\r\n`,
  `${P}\n${placeLine("02", "")}\n${P}\n${S}\n${S}\n${stationLine("a b", "01", 1)}\n${stationLine("c", "9", 1)}\n`,
  `${P}\n{"station":"d","place":"01","registered":1.5}\n`,
  `${P}\n${["a", "b", "c"].map((id) => stationLine(id, "01", LIMITS.registered)).join("\n")}\n`,
];
/** These take five million lines to make; their judge gives nothing but the limit. */
const LONG_ROSTERS = ["too-many-places", "too-many-stations"] as const;

const READINGS: readonly (readonly [Base, Changes])[] = [
  ["mapping", { "/format": "v9", "/statement": undefined, "/colour": 1, "/station/columns": [], "/file": 7 }],
  [
    "mapping",
    { "/title/es": "", "/title/en": "\ud800", "/file/delimiter": "||", "/station/join": "123456789" },
  ],
  ["mapping", { "/registered": { constant: -1 }, "/stationsInRow": 7 }],
  ["mapping", { "/registered": { constant: 2 ** 31 }, "/contests/governor/null": ["N", "N"] }],
  ["mapping", { "/onFinding": { "row-summ": "kept", "bad-row": "kept" } }],
  ["mapping", { "/contests/mayor": { options: { x: ["X"] } }, "/station/pad": [1] }],
  ["mapping", { "/contests/governor/options": { ana: ["ANA"], red: ["ANA"], eve: ["EVE"] } }],
  ["mapping", { "/file": { type: "qr-2024" } }],
  ["announced", { "/contest": "mayor" }],
  ["announced", { "/votes": { luis: 2 ** 53 - 1, red: 2 ** 53 - 1, eve: 1 } }],
  ["announced", { "/votes": {}, "/stationsPercent": "100.5", "/valid": -1 }],
];
/** A record, so that a new code does not compile until it stands here. */
const READING_CODES: Readonly<Record<ReadingFault["code"], true>> = {
  "missing-field": true,
  "unknown-field": true,
  "wrong-type": true,
  "not-allowed": true,
  "bad-text": true,
  "out-of-range": true,
  "too-few": true,
  "unknown-contest": true,
  "unknown-option": true,
  "option-not-mapped": true,
  "pad-length": true,
  "column-used-twice": true,
  "unknown-column": true,
  "unknown-rule": true,
  "action-not-possible": true,
  "votes-counted-twice": true,
  "sum-over-valid": true,
};

/** What only the curve, a package or thousands of keys that were made to collide can show. */
const RARE_ROSTER_FAULTS: readonly Pick<RosterFault, "code" | "detail">[] = [
  { code: "key-not-a-point", detail: { name: "machine/01.1" } },
  { code: "key-torsion", detail: { name: "machine/01.1" } },
  { code: "missing-key", detail: { station: "01.1" } },
  { code: "crowded-keys", detail: {} },
  { code: "crowded-ids", detail: {} },
];

const sentences = {
  election: (language: Language) => ELECTIONS.flatMap((changes) => election(changes, language)),
  reading: (language: Language) => READINGS.flatMap(([base, changes]) => reading(base, changes, language)),
  roster: (language: Language) => [
    ...ROSTERS.flatMap((lines) => roster(lines, language)),
    ...KEY_ROWS.flatMap(([, lines]) => roster(lines.map((line) => `${line}\n`).join(""), language)),
    ...RARE_ROSTER_FAULTS.map((fault) => {
      return { code: fault.code, text: rosterSentence({ ...fault, line: 1 }, translator(language)) };
    }),
    ...LONG_ROSTERS.map((code) => {
      const fault = { code, line: 1, detail: { atMost: LIMITS.rosterPlaces } };
      return { code, text: rosterSentence(fault, translator(language)) };
    }),
  ],
};
const CODES = {
  election: Object.keys(ELECTION_FAULTS),
  roster: Object.keys(ROSTER_FAULTS),
  reading: Object.keys(READING_CODES),
};

describe.each(LANGUAGES)("in %s", (language) => {
  test.each(["election", "roster", "reading"] as const)("every %s fault has its sentence", (family) => {
    const said = sentences[family](language);
    expect([...new Set(said.map(({ code }) => code))].sort()).toEqual([...CODES[family]].sort());
    for (const { code, text: sentence } of said) {
      expect(sentence, code).toMatch(/^\P{Ll}.{15}/u);
      expect(sentence.replace(/[«“].*[»”]/u, ""), code).not.toMatch(/[{}]/);
      expect(sentence, code).not.toMatch(/undefined|\bNaN\b|\[object/);
      expect(sentence.split(/[«»“”\s]/), code).not.toContain(code);
    }
  });

  test.each(["election", "roster", "reading"] as const)("every %s sentence is said somewhere", (family) => {
    const said = sentences[family](language).map(({ text: sentence }) => sentence);
    const prefix = `definition.${family}.`;
    for (const [id, source] of Object.entries(CATALOGUES[language])) {
      // Schemas have no other pattern today; one that gets it is told about without a new release of the words.
      if (!id.startsWith(prefix) || id === "definition.reading.bad-text.pattern") continue;
      const start = source.split("{")[0]!;
      expect(
        said.some((sentence) => sentence.startsWith(start)),
        id,
      ).toBe(true);
    }
  });

  test("what stopped the JSON parser is said in words", () => {
    const broken = [
      '{"a": 1',
      "[1",
      '{"a": 1 "b": 2}',
      '{"a" 1}',
      "{1: 2}",
      '{"a": }',
      '{"a": 1} {}',
      '"a',
      "/* a",
    ];
    const more = ['"\\u00g0"', '"\\q"', '"\t"', "x", "[".repeat(200_000), "1e"];
    for (const source of [...broken, ...more]) {
      const read = parseJsonBytes("m.json", new TextEncoder().encode(source));
      if (read.ok) throw new Error(`${source} was read`);
      const { detail } = read.error;
      const sentence = jsonSentence(detail, translator(language));
      expect(sentence, detail).toMatch(/^\p{Ll}.+\.$/u);
      expect(sentence).not.toContain(detail);
    }
    expect(jsonSentence("New\nName", translator(language))).toContain("New<U+000A>Name");
  });

  test("a hostile name is visible and cut, and no number is too odd to say", () => {
    const names = fc.oneof(fc.string({ unit: "binary" }), fc.constant("x".repeat(100_000)));
    const values = fc.oneof(names, fc.double(), fc.integer());
    fc.assert(
      fc.property(names, values, (name, value) => {
        const changes = {
          "/extra": { [name]: 1 },
          "/id": value,
          "/expected": { stations: value, [name]: 1 },
        };
        const said = [...election(changes, language), ...reading("mapping", { "/title": changes }, language)];
        for (const { text: sentence } of said) {
          expect(sentence).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e]/u);
          expect(sentence.length).toBeLessThan(10_000);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test("a sum over the safe integers keeps every digit", () => {
  const [, , votes] = reading(
    "announced",
    { "/votes": { luis: 2 ** 53 - 1, red: 2 ** 53 - 1, eve: 1 } },
    "es",
  );
  expect(votes?.text).toContain("18.014.398.509.481.983");
});

test("a command prints place, sentence and code, a line each", () =>
  inTemporaryFolder(async (folder) => {
    const file = `${folder}/e.json`;
    writeFileSync(file, '{\n  "a\\u202eb\\n": 1,\n  "contests": []\n}');
    const es = await run(["election", "check", file], "es");
    expect(es.err).toContain(
      "línea 3, columna 15 (/contests): La lista está vacía; debe tener al menos uno. [too-few]\n",
    );
    expect(es.err).toContain(
      "(/a<U+202E>b<U+000A>): El campo «a<U+202E>b<U+000A>» no existe en este formato. [unknown-field]\n",
    );
    writeFileSync(file, '{\n  "a": 1\n  "b": 2\n}');
    const en = await run(["election", "check", file], "en");
    expect(en.err).toContain(
      "line 3, column 3: this is no valid JSON: a comma is missing before this place.\n",
    );
  }));
