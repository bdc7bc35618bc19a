import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Contest } from "../election/definition.ts";
import {
  areSelections,
  codeOf,
  packRecord,
  RECORD_STATES,
  RECORD_TEXT,
  recordBytes,
  recordText,
  unpackRecord,
  type VoteRecord,
} from "./vote-record.ts";

const contest = (id: string, options: number, marks: number): Contest => {
  const ids = Array.from({ length: options }, (_, i) => ({ id: `o${i}`, name: `o${i}`, candidate: `o${i}` }));
  return {
    id,
    name: { es: id, en: id },
    candidates: ids,
    options: ids,
    outcome: marks === 1 ? { rule: "plurality" } : { rule: "vote-for", seats: marks },
  };
};
// Widths on both sides of whole bytes.
const CONTESTS = [contest("a", 1, 1), contest("b", 8, 3), contest("c", 9, 2), contest("d", 60, 60)];

const marked = (options: number, marks: number) =>
  fc
    .uniqueArray(fc.nat({ max: options - 1 }), { maxLength: marks })
    .map((list) => list.toSorted((x, y) => x - y));
const records: fc.Arbitrary<VoteRecord> = fc.record({
  code: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  salt: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  state: fc.constantFrom(...RECORD_STATES),
  selections: fc.tuple(marked(1, 1), marked(8, 3), marked(9, 2), marked(60, 60)),
});

describe("a packed record", () => {
  test("has one length and gives back what went in", () => {
    expect(recordBytes(CONTESTS)).toBe(16 + 32 + 1 + 1 + 1 + 2 + 8);
    fc.assert(
      fc.property(records, (record) => {
        const bytes = packRecord(record, CONTESTS);
        expect(bytes.length).toBe(recordBytes(CONTESTS));
        expect(codeOf(bytes)).toEqual(record.code);
        expect(unpackRecord(bytes, CONTESTS)).toEqual(record);
      }),
    );
  });

  test("whatever bytes are read as a record are the bytes of that record", () => {
    fc.assert(
      fc.property(records, fc.nat({ max: 60 }), fc.nat({ max: 7 }), (record, at, bit) => {
        const bytes = packRecord(record, CONTESTS);
        bytes[at]! ^= 1 << bit;
        const read = unpackRecord(bytes, CONTESTS);
        if (read !== null) expect(packRecord(read, CONTESTS)).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["an empty place", (bytes: Uint8Array) => bytes.fill(0)],
    ["a state that is none", (bytes: Uint8Array) => bytes.fill(6, 48, 49)],
    ["a bit beyond the options", (bytes: Uint8Array) => bytes.fill(2, 49, 50)],
    ["more marks than a voter has", (bytes: Uint8Array) => bytes.fill(15, 50, 51)],
    ["a byte short", (bytes: Uint8Array) => bytes.subarray(1)],
  ])("%s is no record", (_name, change) => {
    const selections = [[0], [1], [8], [59]];
    const record = { code: new Uint8Array(16), salt: new Uint8Array(32), state: "cast", selections } as const;
    expect(unpackRecord(change(packRecord(record, CONTESTS)), CONTESTS)).toBeNull();
  });
});

test("what a ballot may say", () => {
  const says = (selections: unknown) => areSelections(selections, CONTESTS);
  expect(says([[], [], [], []])).toBe(true);
  expect(says([[0], [0, 3, 7], [7, 8], [...CONTESTS[3]!.options.keys()]])).toBe(true);
  for (const lie of [
    null,
    "aaaa",
    [[], [], []],
    [[], [], [], [], []],
    [[0, 0], [], [], []],
    [[1], [], [], []],
    [[], [3, 0], [], []],
    [[], [1, 1], [], []],
    [[], [0, 1, 2, 3], [], []],
    [[], [-1], [], []],
    [["0"], [], [], []],
    [[], [Number.NaN], [], []],
    [{ length: 0 }, [], [], []],
  ])
    expect(says(lie), JSON.stringify(lie)).toBe(false);
});

describe("the text that is a leaf", () => {
  test("is read as it was written, of records whose fate is known", () => {
    fc.assert(
      fc.property(records, (record) => {
        if (record.state !== "cast" && record.state !== "void") {
          expect(() => recordText(record, CONTESTS)).toThrow();
          return;
        }
        const text = recordText(record, CONTESTS);
        const read = RECORD_TEXT.parse(text);
        expect(read.ok && RECORD_TEXT.print(read.value)).toBe(text);
        expect(read.ok && read.value.contest.map(({ options }) => options.length)).toEqual(
          record.selections.map(({ length }) => length),
        );
      }),
    );
  });

  test("two records never have one text", () => {
    fc.assert(
      fc.property(records, records, (a, b) => {
        const [x, y] = [a, b].map((record) => ({ ...record, state: "cast" as const }));
        const isSame = recordText(x!, CONTESTS) === recordText(y!, CONTESTS);
        expect(isSame).toBe(packRecord(x!, CONTESTS).join() === packRecord(y!, CONTESTS).join());
      }),
    );
  });
});
