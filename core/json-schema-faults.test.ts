/** Every fault of a value, at its place; and the verdict is that of a library made for it. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { Compile } from "typebox/schema";
import { describe, expect, test } from "vitest";
import { readSchema } from "./json-schema.ts";
import { MOST_FAULTS, schemaFaults } from "./json-schema-faults.ts";

const object = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const tagged = (value: string, more: object = {}) =>
  object({ type: { type: "string", const: value }, ...more }, ["type"]);
const map = (values: object, minProperties = 0) => ({
  type: "object",
  patternProperties: { "^.*$": values },
  additionalProperties: false,
  minProperties,
});
const integer = { type: "integer", minimum: 0, maximum: 9 };
const short = { type: "string", minLength: 1, maxLength: 2 };
const union = { anyOf: [tagged("a", { n: integer }), tagged("b")] };
const kinds = {
  anyOf: [{ type: "array", items: short, minItems: 1, uniqueItems: true }, object({}), integer],
};

/** Each fault as "keyword pointer". */
const faults = (schema: object, value: unknown): string[] =>
  schemaFaults(readSchema(schema), value).map(({ keyword, pointer }) => `${keyword} ${pointer}`);

test.each<[string, object, unknown, string[]]>([
  ["a value that fits", object({ a: integer }, ["a"]), { a: 0 }, []],
  ["another type", integer, "0", ["type "]],
  ["a fraction", integer, 0.5, ["type "]],
  ["a list for an object", object({}), [], ["type "]],
  ["nothing for an object", object({}), null, ["type "]],
  ["limits", { type: "array", items: integer, maxItems: 3 }, [-1, 0, 9, 10], ["maxItems ", "minimum /0"]],
  [
    "fields in the order of the schema, then what nobody knows",
    object({ a: integer, b: integer, c: integer }, ["a", "b"]),
    { "x/~": 1, c: -1, b: true },
    ["required /a", "type /b", "minimum /c", "additionalProperties /x~1~0"],
  ],
  ["an inherited name", object({ toString: integer }, ["toString"]), {}, ["required /toString"]],
  ["a map too small", map(integer, 1), {}, ["minProperties "]],
  ["values of a map", map(integer), { "a/b": -1, toString: "x" }, ["minimum /a~1b", "type /toString"]],
  // A point matches no line end; what no rule reaches must not pass.
  ["a key with a line end", map(integer), { "a\nb": 1 }, ["additionalProperties /a\nb"]],
  ["a hostile key", map(integer), JSON.parse('{"__proto__": "x"}'), ["type /__proto__"]],
  ["a hostile field", object({}), JSON.parse('{"__proto__": 1}'), ["additionalProperties /__proto__"]],
  ["one of several", { enum: ["a", "b"] }, "c", ["enum "]],
  ["a constant", tagged("a"), { type: "c" }, ["enum /type"]],
  ["length in code points", short, "𝔸𝔸", []],
  ["one code point too many", short, "𝔸𝔸x", ["maxLength "]],
  ["one code point of two units", { type: "string", minLength: 2 }, "𝔸", ["minLength "]],
  ["half a letter", short, "\udc00", ["unicode "]],
  ["another alphabet", { type: "string", pattern: "^[a-c]$" }, "d", ["pattern "]],
  ["the branch that was meant", union, { type: "a", n: -1, m: 1 }, ["minimum /n", "additionalProperties /m"]],
  ["no branch at all", union, { type: "c", n: -1 }, ["enum /type"]],
  ["a branch not said", union, { n: -1 }, ["required /type"]],
  ["a branch that is no text", union, { type: 7 }, ["enum /type"]],
  ["another kind than the branches", union, "a", ["type "]],
  ["a kind by its value", kinds, ["a", "abc", "a"], ["maxLength /1", "uniqueItems "]],
  ["another kind by its value", kinds, { x: 1 }, ["additionalProperties /x"]],
  ["no kind", kinds, null, ["type "]],
])("%s", (_, schema, value, expected) => {
  expect(faults(schema, value)).toEqual(expected);
});

test("a fault says what the message needs", () => {
  const schema = readSchema(union);
  expect(schemaFaults(schema, { type: "c" })).toEqual([
    { pointer: "/type", keyword: "enum", allowed: ["a", "b"] },
  ]);
  expect(schemaFaults(schema, { type: "a", n: 10 })).toEqual([
    { pointer: "/n", keyword: "maximum", atLeast: 0, atMost: 9, got: 10 },
  ]);
  // The text of the pattern as it is published, not as the engine would write it.
  expect(schemaFaults(readSchema({ type: "string", pattern: "^a/b$" }), "x")).toEqual([
    { pointer: "", keyword: "pattern", pattern: "^a/b$", text: "x" },
  ]);
});

describe("a hostile file", () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, "x"]));
  test.each<[string, object, unknown]>([
    ["unknown fields", object({}), many(5000)],
    ["wrong values", map(integer), many(5000)],
    ["wrong items", { type: "array", items: integer }, Array(5000).fill("x")],
  ])("with 5,000 %s is reported up to the limit", (_, schema, value) => {
    expect(faults(schema, value).length).toBe(MOST_FAULTS);
    expect(schemaFaults(readSchema(schema), value, 7).length).toBe(7);
    expect(schemaFaults(readSchema(schema), value, Number.POSITIVE_INFINITY).length).toBe(5000);
  });

  test("that is a hundred thousand deep is judged as deep as the schema", () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i += 1) deep = i % 2 === 0 ? [deep] : { type: deep };
    expect(faults(union, deep)).toEqual(["enum /type"]);
    expect(faults(kinds, { x: deep })).toEqual(["additionalProperties /x"]);
  });
});

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8"));
const text = { es: "texto", en: "text" };
const fraction = { numerator: 1, denominator: 2 };
/** Between them these have every field and every branch of the schema. */
const SOUND: Readonly<Record<string, readonly unknown[]>> = {
  "spec/election.schema.json": [
    read("examples/small/election.json"),
    {
      ...(read("examples/small/election.json") as object),
      remark: text,
      roster: { file: "a/b.jsonl" },
      contests: [
        { rule: "plurality" },
        { rule: "vote-for", seats: 2, marks: 1 },
        { rule: "threshold", share: fraction },
        { rule: "first-round", majority: fraction, floor: fraction, lead: fraction },
        { rule: "d-hondt", seats: 3, threshold: fraction },
      ].map((outcome, i) => ({
        id: `c${i}`,
        name: text,
        candidates: [{ id: "a", name: "A" }],
        options: [{ id: "a", name: "A", party: "P", candidate: "a" }],
        outcome,
      })),
    },
  ],
  "spec/mapping.schema.json": [
    { type: "csv", delimiter: ";", encoding: "latin-1" },
    { type: "json-lines" },
    { type: "qr-2024" },
    { type: "nist-1500-100", units: ["precinct"] },
  ].map((file) => ({
    $schema: "x",
    format: "triplicate/mapping/v1",
    title: text,
    statement: text,
    file,
    station: { columns: ["A", "B"], pad: [0, 2], join: "." },
    place: { columns: ["A"] },
    region: { columns: ["R"] },
    registered: ["RE"],
    stationsInRow: "N",
    contests: {
      governor: { foreign: "g", options: { ana: ["ANA", "ROJO"], luis: { constant: 0 } }, blank: ["B"] },
      mayor: { options: { ana: ["X"] }, null: ["N"], valid: ["V"], ballots: { constant: 1 } },
    },
    numbers: { thousands: ".", zeroDecimals: true, empty: "zero" },
    onFinding: { "row-sum": "kept", "bad-row": "row-ignored" },
  })),
  "spec/announced.schema.json": [
    {
      format: "triplicate/announced/v1",
      title: text,
      statement: text,
      contest: "governor",
      votes: { ana: 10, others: 3 },
      valid: 13,
      stations: 4,
      stationsPercent: "96.87",
    },
  ],
};

type Step = string | number;

/** The way to every part of a value, itself included. */
function waysIn(value: unknown, way: readonly Step[] = []): (readonly Step[])[] {
  if (typeof value !== "object" || value === null) return [way];
  return [way, ...Object.entries(value).flatMap(([key, part]) => waysIn(part, [...way, key]))];
}

/** `value` with the part at `way` replaced; taken out where the part is undefined. */
function edited(value: unknown, way: readonly Step[], part: unknown): unknown {
  const [step, ...rest] = way;
  if (step === undefined) return part === undefined ? null : part;
  if (Array.isArray(value)) {
    const at = Number(step);
    return value.flatMap((item, i) =>
      i !== at ? [item] : rest.length === 0 && part === undefined ? [] : [edited(item, rest, part)],
    );
  }
  if (typeof value !== "object" || value === null) return value;
  const { [step]: old, ...others } = value as Record<string, unknown>;
  return rest.length === 0 && part === undefined ? others : { ...others, [step]: edited(old, rest, part) };
}

describe.each(Object.entries(SOUND))("%s judges like the schema library", (file, sound) => {
  const schema = readSchema(read(file) as object);
  const library = Compile(read(file) as object);
  const fits = (value: unknown): boolean => schemaFaults(schema, value).length === 0;

  test("what is sound", () => {
    for (const value of sound) expect([fits(value), library.Check(value)]).toEqual([true, true]);
  });

  test("what was edited at random", () => {
    const ways = sound.flatMap((value) => waysIn(value));
    const parts = sound.flatMap((value) =>
      waysIn(value).map((way) =>
        way.reduce((at: unknown, step) => (at as Record<Step, unknown>)[step], value),
      ),
    );
    const part = fc.oneof(
      fc.constant(undefined),
      fc.constantFrom(...parts),
      fc.constantFrom<unknown>(
        "",
        "𝔸".repeat(200),
        "𝔸".repeat(101),
        "x".repeat(65),
        "a b",
        0,
        -1,
        2 ** 53,
        0.5,
      ),
      fc.jsonValue(),
    );
    const key = fc.constantFrom("x", "a\nb", "type", "rule", "es", "governor", "0");
    const way = fc.oneof(
      fc.constantFrom(...ways),
      fc.tuple(fc.constantFrom(...ways), key).map(([inner, last]) => [...inner, last]),
    );
    const edits = fc.array(fc.tuple(way, part), { minLength: 1, maxLength: 3 });
    let [accepted, refused] = [0, 0];
    fc.assert(
      fc.property(fc.constantFrom(...sound), edits, (value, all) => {
        const after = all.reduce((before: unknown, [at, change]) => edited(before, at, change), value);
        // As a file would have it: without holes and without undefined.
        const input: unknown = JSON.parse(JSON.stringify(after));
        const verdict = library.Check(input);
        if (verdict) accepted += 1;
        else refused += 1;
        expect(fits(input)).toBe(verdict);
      }),
      { numRuns: 1000 },
    );
    // Edits that were all refused, or all accepted, would say nothing.
    expect(Math.min(accepted, refused)).toBeGreaterThan(20);
  });
});
