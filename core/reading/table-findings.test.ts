import fc from "fast-check";
import { expect, test } from "vitest";
import { addText, createByteIndex } from "../byte-index.ts";
import { type CountTable, EXTRA_FIELDS, UNKNOWN } from "./count.ts";
import type { Mapping } from "./mapping.ts";
import { tableFindings } from "./table-findings.ts";
import { hashVectors, repeatedHashes } from "./vector-index.ts";

const OPTIONS = ["ana", "luis"];
const WIDTH = OPTIONS.length + EXTRA_FIELDS.length;
const mapping: Mapping = {
  format: "triplicate/mapping/v1",
  title: { es: "m", en: "m" },
  statement: { es: "m", en: "m" },
  file: { type: "csv" },
  station: { columns: ["s"] },
  contests: {},
};

/** Few different numbers, so that sums, halves and repeats come about by chance. */
const votes = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(0, 30, 60, 90) },
  { weight: 1, arbitrary: fc.constantFrom(UNKNOWN.absent, UNKNOWN.missing, 2 ** 30, 2 ** 31 - 1) },
);
const rows = fc.array(
  fc.record({
    place: fc.integer({ min: -1, max: 2 }),
    votes: fc.tuple(votes, votes),
    registered: fc.constantFrom(400, 500, UNKNOWN.missing),
  }),
  { maxLength: 14 },
);
type Row = { readonly place: number; readonly votes: readonly number[]; readonly registered: number };

function tableOf(all: readonly Row[]): CountTable {
  const cells = Int32Array.from(all.flatMap((row) => [...row.votes, 0, 0, -1, -1, row.registered]));
  const [stations, places] = [createByteIndex(), createByteIndex()];
  for (const row of all.keys()) addText(stations, `s${row}`);
  for (let place = 0; place < 3; place++) addText(places, `p${place}`);
  return {
    contest: "c",
    options: OPTIONS,
    width: WIDTH,
    rows: all.length,
    cells,
    stations,
    lines: Uint32Array.from(all, (_, row) => row + 2),
    sources: ["f"],
    source: null,
    places,
    place: Int32Array.from(all, ({ place }) => place),
    regions: createByteIndex(),
    region: new Int32Array(all.length).fill(-1),
    vectorHashes: hashVectors(cells, all.length, WIDTH, OPTIONS.length),
  };
}

function found(all: readonly Row[], rule: string): unknown[] {
  const got: unknown[] = [];
  tableFindings(tableOf(all), mapping, (each, row, detail) => {
    if (each === rule) got.push([row, detail]);
  });
  return got;
}

test("a place's total: as many votes of every option as all other rows of its place that are known", () => {
  fc.assert(
    fc.property(rows, (all) => {
      const want = all.flatMap((row, at) => {
        if (row.place < 0 || row.votes.some((n) => n < 0) || row.votes.every((n) => n === 0)) return [];
        const others = all.filter((o, i) => i !== at && o.place === row.place && o.votes[0]! >= 0);
        const sum = (option: number) => others.reduce((n, o) => n + Math.max(0, o.votes[option]!), 0);
        if (others.length < 2 || row.votes.some((n, option) => n !== sum(option))) return [];
        return [[at, { stations: others.length }]];
      });
      expect(found(all, "place-total")).toEqual(want);
    }),
    { numRuns: 2000 },
  );
});

test("the same votes and registered voters again, told of the first", () => {
  fc.assert(
    fc.property(rows, (all) => {
      const telling = ({ votes: [a, b], registered }: Row) => a! > 0 && b! > 0 && registered >= 0;
      const same = (x: Row, y: Row) => x.registered === y.registered && x.votes.join() === y.votes.join();
      const want = all.flatMap((row, at) => {
        const first = all.findIndex((other) => telling(row) && same(other, row));
        if (first < 0 || first === at) return [];
        return [[at, { other: `s${first}`, otherLine: first + 2, registered: row.registered }]];
      });
      const byRow = found(all, "same-vector").sort((x, y) => (x as [number])[0] - (y as [number])[0]);
      expect(byRow).toEqual(want);
    }),
  );
});

test("rows of one hash are found whatever hashes stand about them; a hash of 0 is none", () => {
  // Neighbours in the bits that the filters look at, which must not pass for one another.
  const hash = fc.oneof(fc.nat(3), fc.constantFrom(0x7fffff80, 0x7fffffff, 0xfffff000, 0xffffffff));
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 30 }), (hashes) => {
      const want = new Map<number, number[]>();
      hashes.forEach((each, row) => {
        if (each !== 0) want.set(each, [...(want.get(each) ?? []), row]);
      });
      const groups = [...want].filter(([, group]) => group.length > 1);
      expect([...repeatedHashes(Uint32Array.from(hashes))]).toEqual(groups);
    }),
    { numRuns: 50 },
  );
});
