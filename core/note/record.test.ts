/**
 * The codec of record bodies: what it takes is what it prints; and the values of its fields, against vectors.
 * @module
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeHex } from "../bytes.ts";
import { hash, identifier, number, oneOf, optionVotes, pair, time } from "./fields.ts";
import { PRIVATE_KEY } from "./private-key.ts";
import { defineRecord, type FieldCodec, many, one, optional, type RecordOf } from "./record.ts";
import { readVectors } from "./vectors.test-helper.ts";

const FIELDS = {
  election: one(pair(identifier, hash)),
  mode: one(oneOf("live", "test")),
  opened: optional(time),
  witness: many(pair(identifier, number)),
  votes: one(optionVotes),
  blank: optional(number),
} as const;
const SAMPLE = defineRecord("triplicate/sample/v1", FIELDS);
type Sample = RecordOf<typeof FIELDS>;

const ZEROS = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const TEXT = `triplicate/sample/v1
election e ${ZEROS}
mode live
opened 2017-10-15T10:02:00Z
witness MUD 1
witness PSUV 2
votes a=1 b=2
blank 0
`;
const anyNumber = fc.maxSafeNat();
const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/:+-]{0,63}$/);
const sample: fc.Arbitrary<Sample> = fc
  .record({
    election: fc.tuple(id, fc.uint8Array({ minLength: 32, maxLength: 32 })),
    mode: fc.constantFrom("live" as const, "test" as const),
    opened: fc.option(fc.nat({ max: 7_258_118_399 }), { nil: undefined }),
    witness: fc.array(fc.tuple(id, anyNumber), { maxLength: 3 }),
    votes: fc
      .array(fc.tuple(id, anyNumber), { minLength: 1, maxLength: 8 })
      .map((rows) => ({ options: rows.map(([option]) => option), votes: rows.map(([, votes]) => votes) })),
    blank: fc.option(anyNumber, { nil: undefined }),
  })
  .map(({ opened, blank, ...rest }) => ({
    ...rest,
    ...(opened === undefined ? {} : { opened }),
    ...(blank === undefined ? {} : { blank }),
  }));

describe("a record", () => {
  it("is read and printed as it stands", () => {
    const read = SAMPLE.parse(TEXT);
    if (!read.ok) throw new Error(read.error.code);
    expect(read.value.witness).toEqual([
      ["MUD", 1],
      ["PSUV", 2],
    ]);
    expect(SAMPLE.print(read.value)).toBe(TEXT);
  });

  it("comes back from its text", () => {
    fc.assert(
      fc.property(sample, (record) => {
        expect(SAMPLE.parse(SAMPLE.print(record))).toEqual({ ok: true, value: record });
      }),
    );
  });

  it("is, when changed by a character, refused or another record with that very text", () => {
    const letters = ["0", "1", "9", "a", "Z", "=", " ", "\n", "+", "-", "\u0661", ""];
    for (let at = 0; at < TEXT.length; at += 1) {
      for (const letter of letters) {
        const changed = TEXT.slice(0, at) + letter + TEXT.slice(at + 1);
        const read = SAMPLE.parse(changed);
        if (read.ok) expect(SAMPLE.print(read.value)).toBe(changed);
      }
    }
  });

  const without = (line: string) =>
    TEXT.split("\n")
      .filter((each) => !each.startsWith(line))
      .join("\n");
  it.each([
    ["another form", TEXT.replace("sample", "other"), { code: "record-other-form", line: 1 }],
    ["a later version", TEXT.replace("/v1", "/v2"), { code: "record-other-form", line: 1 }],
    ["nothing", "", { code: "record-other-form", line: 1 }],
    ["no newline at the end", TEXT.slice(0, -1), { code: "record-bad-line", line: 8 }],
    ["a missing line", without("mode"), { code: "record-bad-line", line: 3, field: "mode" }],
    ["a line too many", `${TEXT}more 1\n`, { code: "record-bad-line", line: 9 }],
    [
      "a line twice",
      TEXT.replace("mode live\n", "mode live\nmode live\n"),
      { code: "record-bad-line", line: 6, field: "votes" },
    ],
    [
      "lines in another order",
      TEXT.replace(/(votes .*\n)(blank .*\n)/, "$2$1"),
      { code: "record-bad-line", line: 7, field: "votes" },
    ],
    ["a blank line", TEXT.replace("blank", "\nblank"), { code: "record-bad-line", line: 8 }],
    [
      "two spaces",
      TEXT.replace("mode live", "mode  live"),
      { code: "record-bad-value", line: 3, field: "mode" },
    ],
    [
      "a space at the end",
      TEXT.replace("mode live", "mode live "),
      { code: "record-bad-value", line: 3, field: "mode" },
    ],
    ["a key without a value", TEXT.replace("blank 0", "blank"), { code: "record-bad-line", line: 8 }],
    [
      "a leading zero",
      TEXT.replace("blank 0", "blank 00"),
      { code: "record-bad-value", line: 8, field: "blank" },
    ],
  ])("refuses %s", (_, text, error) => {
    // Where no line may stand, the key that was expected next has no better name than none.
    const read = SAMPLE.parse(text);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.error).toMatchObject({ code: error.code });
    if (!read.ok && "field" in error) expect(read.error.field).toBe(error.field);
  });

  it("refuses what its codec forgives", () => {
    const loose: FieldCodec<number> = { parse: (text) => Number(text), print: String };
    const record = defineRecord("triplicate/loose/v1", { n: one(loose) });
    expect(record.parse("triplicate/loose/v1\nn 1e3\n")).toEqual({
      ok: false,
      error: { code: "record-not-canonical", line: 2 },
    });
    expect(record.parse("triplicate/loose/v1\nn 1000\n").ok).toBe(true);
  });

  it("throws on a record that it could not read back", () => {
    const read = SAMPLE.parse(TEXT);
    if (!read.ok) throw new Error(read.error.code);
    const good = read.value;
    const print = (change: object) => () => SAMPLE.print({ ...good, ...change } as Sample);
    expect(print({ mode: undefined })).toThrow("needs mode");
    expect(print({ mode: "live\nvotes a=9" })).toThrow("none of");
    expect(print({ election: ["e\nmode live", good.election[1]] })).toThrow("identifier");
    expect(print({ election: ["e", new Uint8Array(31)] })).toThrow("32 bytes");
    expect(print({ opened: -1 })).toThrow("no time");
    expect(print({ opened: 7_258_118_400 })).toThrow("no time");
    expect(print({ blank: 0.5 })).toThrow("no count");
    expect(print({ votes: { options: ["a"], votes: [] } })).toThrow("as many votes as options");
    expect(print({ votes: { options: [], votes: [] } })).toThrow("as many votes as options");
  });
});

describe("fields", () => {
  type Row = { readonly field: string; readonly text: string; readonly value: unknown };
  const { fields, privateKey } = readVectors<{
    fields: readonly Row[];
    privateKey: { text: string; name: string; seed: string };
  }>("fields");
  const codecs: Record<string, FieldCodec<never>> = { number, identifier, time, hash, optionVotes } as never;

  it.each(fields)("$field $text", ({ field, text, value }) => {
    const codec = codecs[field]!;
    const parsed: unknown = codec.parse(text);
    expect(parsed instanceof Uint8Array ? encodeHex(parsed) : parsed).toEqual(value);
    if (parsed !== null) expect(codec.print(parsed as never)).toBe(text);
  });

  it("knows every day from 1970 to 2199 as Date does", () => {
    for (let day = 0; day < 84_006; day += 1) {
      const seconds = day * 86_400 + (day % 86_400);
      const text = `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
      if (time.print(seconds) !== text || time.parse(text) !== seconds)
        expect(time.print(seconds)).toBe(text);
    }
  });

  it("reads a private key's text", () => {
    const read = PRIVATE_KEY.parse(privateKey.text);
    if (!read.ok) throw new Error(read.error.code);
    expect(read.value.vkey.name).toBe(privateKey.name);
    expect(encodeHex(read.value.seed)).toBe(privateKey.seed);
    expect(PRIVATE_KEY.print(read.value)).toBe(privateKey.text);
  });
});
