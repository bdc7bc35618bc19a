/**
 * The two counts read back as text and compared the slow way must show exactly what was said to be planted.
 * @module
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CountryCsvOptions,
  countryCsv,
  countryElection,
  countryMapping,
  countryTruth,
} from "./country.ts";
import { DIFFERENCE_KINDS } from "./country-differences.ts";
import { layOutCountry, stationId } from "./country-rows.ts";

function csvText(options: CountryCsvOptions): string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for (const chunk of countryCsv(options)) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

/** Station -> its numbers: registered, options, blank, null, valid. Fails on any row that is not as documented. */
function rows(options: CountryCsvOptions): Map<string, number[]> {
  const [header = "", ...lines] = csvText(options).trimEnd().split("\n");
  expect(header.startsWith("station,region,place,registered,o01,o02")).toBe(true);
  const result = new Map<string, number[]>();
  for (const line of lines) {
    const [station = "", region = "", place = "", ...fields] = line.split(",");
    if (!/^\d{10}\.\d\d$/.test(station) || !/^Región \d\d$/.test(region)) throw new Error(line);
    if (place !== station.slice(0, 10) || place.slice(0, 2) !== region.slice(-2)) throw new Error(line);
    if (result.has(station)) throw new Error(`${station} twice`);
    if (!fields.every((field) => /^(0|[1-9]\d*)$/.test(field))) throw new Error(line);
    const numbers = fields.map(Number);
    const [registered = 0, ...rest] = numbers;
    const [blank = 0, nulls = 0, valid = 0] = rest.slice(-3);
    const votes = rest.slice(0, -3);
    if (votes.length !== options.options) throw new Error(line);
    if (votes.reduce((sum, n) => sum + n, 0) !== valid) throw new Error(line);
    if (valid === 0 || valid + blank + nulls > registered) throw new Error(line);
    result.set(station, numbers);
  }
  return result;
}

const shapes = fc.record({
  stations: fc.integer({ min: 1, max: 600 }),
  options: fc.integer({ min: 2, max: 12 }),
  seed: fc.nat(),
  differ: fc.double({ min: 0, max: 0.5, noNaN: true }),
  share: fc.double({ min: 0, max: 0.5, noNaN: true }),
  scattered: fc.boolean(),
});

describe("two counts of a country", () => {
  test("differ at exactly the planted stations, by exactly the planted votes", () => {
    fc.assert(
      fc.property(shapes, ({ share, scattered, ...shape }) => {
        const options = { ...shape, missing: Math.floor(shape.stations * share) };
        const a = rows({ ...options, count: "a" });
        const b = rows({ ...options, count: "b", scattered });
        const truth = countryTruth(options);
        expect(a.size).toBe(shape.stations);
        expect([...a.keys()].filter((id) => !b.has(id))).toEqual(truth.missingIds);
        expect([...b.keys()].every((id) => a.has(id))).toBe(true);
        const differing = [...a.keys()].filter((id) => b.has(id) && a.get(id)!.join() !== b.get(id)!.join());
        expect(differing).toEqual(truth.stationIds);
        expect(differing).toHaveLength(Math.round(shape.stations * shape.differ));
        const changes = truth.changes.map((_, k) =>
          differing.reduce((sum, id) => sum + b.get(id)![k + 1]! - a.get(id)![k + 1]!, 0),
        );
        expect(changes).toEqual(truth.changes);
      }),
      { numRuns: 40 },
    );
  });

  test("hold every kind of difference, and leave registered, blank and null alone", () => {
    const options = { stations: 20_000, options: 10, seed: 4, differ: 0.05 };
    const truth = countryTruth(options);
    for (const kind of DIFFERENCE_KINDS) expect(truth.kinds[kind], kind).toBeGreaterThan(20);
    expect(Object.values(truth.kinds).reduce((sum, n) => sum + n, 0)).toBe(1000);
    const [a, b] = [rows({ ...options, count: "a" }), rows({ ...options, count: "b" })];
    const others = (row: number[]) => [row[0], row.at(-3), row.at(-2)];
    for (const id of truth.stationIds) expect(others(b.get(id)!)).toEqual(others(a.get(id)!));
  });

  test("are the same bytes for the same seed, others for another", () => {
    const options = { stations: 500, options: 10, seed: 1, count: "b" } as const;
    expect(csvText(options)).toBe(csvText(options));
    expect(csvText({ ...options, seed: 2 })).not.toBe(csvText(options));
    expect(csvText({ ...options, differ: 0 })).toBe(csvText({ ...options, count: "a" }));
  });

  test("scattered rows are the same rows", () => {
    const options = { stations: 500, options: 10, seed: 1, count: "a" } as const;
    const [plain, scattered] = [csvText(options), csvText({ ...options, scattered: true })];
    expect(scattered).not.toBe(plain);
    expect(scattered.split("\n").sort()).toEqual(plain.split("\n").sort());
  });

  test("come in chunks of about a mebibyte that the consumer may keep", () => {
    const options = { stations: 30_000, options: 10, seed: 1, count: "a" } as const;
    const chunks = [...countryCsv(options)];
    expect(chunks.length).toBeGreaterThan(1);
    for (const chunk of chunks.slice(0, -1)) expect(Math.abs(chunk.length - 2 ** 20)).toBeLessThan(512);
    expect(new Set(chunks.map((chunk) => chunk.buffer)).size).toBe(chunks.length);
  });
});

describe("the roster", () => {
  test("has 1 to 8 stations in a place and ids of 13 characters, in order", () => {
    const layout = layOutCountry({ stations: 5000, options: 10, seed: 9 });
    const ids = Array.from({ length: 5000 }, (_, station) => stationId(layout, station));
    expect(ids).toEqual(ids.toSorted());
    expect(ids.every((id) => id.length === 13)).toBe(true);
    expect(ids[0]).toMatch(/^0/);
    const sizes = new Map<string, number>();
    for (const id of ids) sizes.set(id.slice(0, 10), (sizes.get(id.slice(0, 10)) ?? 0) + 1);
    expect(Math.max(...sizes.values())).toBe(8);
  });

  test("misuse throws", () => {
    const options = { stations: 10, options: 10, seed: 1 };
    expect(() => layOutCountry({ ...options, stations: 0 })).toThrow(RangeError);
    expect(() => layOutCountry({ ...options, options: 1 })).toThrow(RangeError);
    expect(() => countryTruth({ ...options, differ: 0.9, missing: 2 })).toThrow(RangeError);
  });

  test("definition and mapping name what the file has", () => {
    const shape = { stations: 3, options: 4, seed: 1 };
    const columns = new Set(
      csvText({ ...shape, count: "a" })
        .split("\n")[0]!
        .split(","),
    );
    const mapping = countryMapping(shape, "a").contests.president!;
    const election = countryElection(shape);
    expect(Object.keys(mapping.options)).toEqual(election.contests[0]!.options.map(({ id }) => id));
    for (const [column] of Object.values(mapping.options) as string[][])
      expect(columns.has(column!)).toBe(true);
  });
});
