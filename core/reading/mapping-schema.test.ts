import { describe, expect, test } from "vitest";
import type { Contest } from "../election/definition.ts";
import { validateAnnounced } from "./announced-schema.ts";
import { validateMapping } from "./mapping-schema.ts";

const text = { es: "texto", en: "text" };
const option = (id: string, candidate: string) => ({ id, name: id, candidate });
const contest: Contest = {
  id: "governor",
  name: text,
  candidates: [
    { id: "ana", name: "Ana" },
    { id: "luis", name: "Luis" },
  ],
  options: [option("ana", "ana"), option("red", "luis"), option("blue/1", "luis")],
  outcome: { rule: "plurality" },
};

const options = { ana: ["ANA"], red: ["RED", "ROJO"], "blue/1": { constant: 0 } };
const mapping = {
  format: "triplicate/mapping/v1",
  title: text,
  statement: text,
  file: { type: "csv" },
  station: { columns: ["CENTRO", "MESA"], pad: [9, 2], join: "." },
  contests: { governor: { options, null: ["NULOS"] } },
};

/** The mapping with one place changed, and the faults it then has, one a line. */
function faultsWith(change: Record<string, unknown>): string[] {
  const result = validateMapping({ ...mapping, ...change }, [contest]);
  return result.ok ? [] : result.error.map(({ code, pointer }) => `${code} ${pointer}`);
}
const governor = (change: Record<string, unknown>) => ({
  contests: { governor: { options, ...change } },
});

describe("a mapping", () => {
  test("that fits is returned as it is", () => {
    expect(validateMapping(mapping, [contest])).toEqual({ ok: true, value: mapping });
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ["another format", { format: "triplicate/mapping/v9" }, ["not-allowed /format"]],
    ["no statement", { statement: undefined }, ["wrong-type /statement"]],
    ["a text in one language", { title: { es: "solo" } }, ["missing-field /title/en"]],
    ["an empty text", { title: { es: "", en: "x" } }, ["bad-text /title/es"]],
    ["an unknown field", { colour: 1 }, ["unknown-field /colour"]],
    ["an unknown file type", { file: { type: "xlsx" } }, ["not-allowed /file/type"]],
    [
      "a field of another type",
      { file: { type: "csv", units: ["precinct"] } },
      ["unknown-field /file/units"],
    ],
    ["no file type", { file: {} }, ["missing-field /file/type"]],
    [
      "a delimiter of two characters",
      { file: { type: "csv", delimiter: "||" } },
      ["bad-text /file/delimiter"],
    ],
    ["a quote as delimiter", { file: { type: "csv", delimiter: '"' } }, ["bad-text /file/delimiter"]],
    ["a delimiter outside ASCII", { file: { type: "csv", delimiter: "¦" } }, ["bad-text /file/delimiter"]],
    ["an unknown encoding", { file: { type: "csv", encoding: "cp1252" } }, ["not-allowed /file/encoding"]],
    ["no key column", { station: { columns: [] } }, ["too-few /station/columns"]],
    ["pads that miss a column", { station: { columns: ["A", "B"], pad: [9] } }, ["pad-length /station/pad"]],
    ["pads of a place", { place: { columns: ["A"], pad: [1, 2] } }, ["pad-length /place/pad"]],
    ["a number as column", { registered: [7] }, ["wrong-type /registered/0"]],
    ["text as number source", { registered: "RE" }, ["wrong-type /registered"]],
    ["a negative constant", { registered: { constant: -1 } }, ["out-of-range /registered/constant"]],
    ["no contest", { contests: {} }, ["too-few /contests"]],
    ["an unknown contest", { contests: { "a/b": { options } } }, ["unknown-contest /contests/a~1b"]],
    [
      "an option left out",
      governor({ options: { ana: ["ANA"], red: ["RED"] } }),
      ["option-not-mapped /contests/governor/options"],
    ],
    [
      "an option too many",
      governor({ options: { ...options, "gr~een": ["G"] } }),
      ["unknown-option /contests/governor/options/gr~0een"],
    ],
    [
      "an inherited name as option",
      governor({ options: { ...options, toString: ["G"] } }),
      ["unknown-option /contests/governor/options/toString"],
    ],
    [
      "an option with a line end, whatever it holds",
      governor({ options: { ...options, "an\na": "x" } }),
      ["unknown-field /contests/governor/options/an\na"],
    ],
    ["a contest with a line end", { contests: { "a\n": 7 } }, ["unknown-field /contests/a\n"]],
    ["text that is not Unicode", { title: { es: "\ud800", en: "x" } }, ["bad-text /title/es"]],
    ["a column counted twice", governor({ blank: ["ANA"] }), ["column-used-twice /contests/governor/blank"]],
    [
      "the same column twice in one source",
      governor({ null: ["NULOS", "NULOS"] }),
      ["wrong-type /contests/governor/null"],
    ],
    ["letters as separator", { numbers: { thousands: "x" } }, ["not-allowed /numbers/thousands"]],
    ["an unknown rule", { onFinding: { "row-summ": "kept" } }, ["unknown-rule /onFinding/row-summ"]],
    ["a rule that cannot", { onFinding: { "bad-row": "kept" } }, ["action-not-possible /onFinding/bad-row"]],
    [
      "several at once",
      { colour: 1, station: { columns: [] }, file: { type: "csv", delimiter: "" } },
      ["unknown-field /colour", "too-few /station/columns", "bad-text /file/delimiter"],
    ],
  ])("with %s is refused at its place", (_, change, expected) => {
    expect(faultsWith(change).toSorted()).toEqual(expected.toSorted());
  });

  test("for the 2024 QR text may name only its columns", () => {
    const qr = {
      file: { type: "qr-2024" },
      station: { columns: ["centre", "station"] },
      contests: { governor: { options: { ana: ["1", "38"], red: ["39"], "blue/1": ["0"] } } },
    };
    expect(faultsWith(qr)).toEqual([
      "unknown-column /contests/governor/options/red",
      "unknown-column /contests/governor/options/blue~11",
    ]);
  });

  test.each([null, undefined, 7, "x", [], [mapping]])("that is %j is refused, not thrown", (input) => {
    expect(validateMapping(input, [contest]).ok).toBe(false);
  });
});

describe("announced totals", () => {
  const announced = {
    format: "triplicate/announced/v1",
    title: text,
    statement: text,
    contest: "governor",
    votes: { ana: 10, luis: 20, others: 3 },
    valid: 33,
    stationsPercent: "96.87",
  };
  const faults = (change: Record<string, unknown>) => {
    const result = validateAnnounced({ ...announced, ...change }, [contest]);
    return result.ok ? [] : result.error.map(({ code, pointer }) => `${code} ${pointer}`);
  };

  test.each<[string, Record<string, unknown>, string[]]>([
    ["nothing wrong", {}, []],
    ["an unknown contest", { contest: "mayor" }, ["unknown-contest /contest"]],
    ["an unknown option", { votes: { eve: 1 } }, ["unknown-option /votes/eve"]],
    ["a candidate and its line", { votes: { luis: 5, red: 3 } }, ["votes-counted-twice /votes/red"]],
    ["an id with a line end, whatever it holds", { votes: { "a\n": "x" } }, ["unknown-field /votes/a\n"]],
    ["votes over the valid total", { valid: 32 }, ["sum-over-valid /valid"]],
    ["half a vote", { votes: { ana: 1.5 } }, ["wrong-type /votes/ana"]],
    ["more than all stations", { stationsPercent: "100.5" }, ["bad-text /stationsPercent"]],
    ["a percentage as a number", { stationsPercent: 80 }, ["wrong-type /stationsPercent"]],
  ])("with %s", (_, change, expected) => {
    expect(faults(change)).toEqual(expected);
  });
});
