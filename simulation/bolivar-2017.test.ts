/**
 * The public facts, read back from the files alone: nothing here looks at the generator's own numbers.
 * @module
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bolivarReconstruction } from "./bolivar-2017.ts";

type Row = { readonly [column: string]: string };
const LEADERS = ["NOGUERA", "VELASQUEZ"] as const;
const MINOR = ["SUCRE", "RAMIREZ", "LEON", "TERAN", "DURAN"] as const;
const ALL = [...LEADERS, ...MINOR];

function parse(text: string): Row[] {
  const [header = "", ...lines] = text.trimEnd().split("\n");
  const columns = header.toUpperCase().split(",");
  return lines.map((line) => {
    const fields = line.split(",");
    if (fields.length !== columns.length) throw new Error(line);
    return Object.fromEntries(columns.map((column, i) => [column, fields[i]!]));
  });
}

function read(seed: number) {
  const { election, files } = bolivarReconstruction(seed);
  const actas = new Map(parse(files.get("actas.csv")!).map((row) => [row.MESA!, row]));
  const official = new Map(
    parse(files.get("official.csv")!).map((row) => [
      `${row.CENTRO!.padStart(9, "0")}.${row.MESA!.padStart(2, "0")}`,
      row,
    ]),
  );
  return { election, actas, official };
}

const total = (rows: Iterable<Row>, column: string): number =>
  [...rows].reduce((sum, row) => sum + Number(row[column]), 0);

/** Throws at the first public fact that does not hold. */
function checkFacts(seed: number): void {
  const { election, actas, official } = read(seed);
  expect([...actas.keys()]).toEqual(election.stations!.map(({ id }) => id));
  expect([...official.keys()]).toEqual([...actas.keys()]);
  expect(actas.size).toBe(1642);
  expect(total(official.values(), "NOGUERA")).toBe(276_655);
  expect(total(official.values(), "VELASQUEZ")).toBe(275_184);
  expect(total(actas.values(), "VELASQUEZ") - total(actas.values(), "NOGUERA")).toBe(728);
  expect(total(actas.values(), "INSCRITOS")).toBe(969_852);

  const differing = [...actas].filter(([id, row]) =>
    [...ALL, "NULOS", "INSCRITOS"].some((column) => row[column] !== official.get(id)![column]),
  );
  expect(differing).toHaveLength(11);
  const effects = differing.map(([id, row]) => {
    const shown = official.get(id)!;
    for (const column of [...MINOR, "NULOS", "INSCRITOS"]) expect(shown[column]).toBe(row[column]);
    const added = Number(shown.NOGUERA) - Number(row.NOGUERA);
    const removed = Number(row.VELASQUEZ) - Number(shown.VELASQUEZ);
    expect(added > 0 && removed >= 0).toBe(true);
    return { added, removed };
  });
  expect(effects.reduce((sum, { added }) => sum + added, 0)).toBe(2066);
  expect(effects.reduce((sum, { removed }) => sum + removed, 0)).toBe(133);
  expect(fewestThatFlip(effects.map(({ added, removed }) => added + removed))).toBeLessThan(11);
  checkPublicStations(differing, official);
  for (const count of [actas, official]) {
    checkRows([...count.values()]);
    const vectors = [...count.values()].map((row) => ALL.map((column) => row[column]).join());
    expect(new Set(vectors).size, "no two stations have the same votes").toBe(1642);
  }
}

/** Greedy is exact here: one linear condition, so the largest effects first (a tie already changes the result). */
function fewestThatFlip(effects: number[]): number {
  let [margin, stations] = [1471, 0];
  for (const effect of effects.toSorted((a, b) => b - a)) {
    if (margin <= 0) break;
    margin -= effect;
    stations += 1;
  }
  return stations;
}

function checkPublicStations(differing: [string, Row][], official: Map<string, Row>): void {
  const elCasabe = differing.filter(([, row]) => row.CENTRO === "El Casabe").map(([id]) => id);
  expect(elCasabe).toEqual(["080702001.01", "080702001.02"]);
  const printed = differing.filter(([id]) => elCasabe.includes(id)).map(([, row]) => row);
  const shown = elCasabe.map((id) => official.get(id)!);
  expect(total(printed, "VALIDOS")).toBe(225);
  expect(total(printed, "NOGUERA")).toBe(196);
  expect(shown.map((row) => row.NOGUERA)).toEqual(["317", "350"]);
  const changes = differing.map(([id, row]) => `${row.NOGUERA} -> ${official.get(id)!.NOGUERA}`);
  expect(changes).toContain("129 -> 502");
}

function checkRows(rows: Row[]): void {
  for (const row of rows) {
    const numbers = [...ALL, "VALIDOS", "NULOS", "VOTANTES", "INSCRITOS"].map((column) =>
      Number(row[column]),
    );
    if (!numbers.every((n) => Number.isInteger(n) && n >= 0)) throw new Error(JSON.stringify(row));
    const votes = ALL.reduce((sum, column) => sum + Number(row[column]), 0);
    if (votes === 0 || votes !== Number(row.VALIDOS)) throw new Error(JSON.stringify(row));
    if (votes + Number(row.NULOS) !== Number(row.VOTANTES)) throw new Error(JSON.stringify(row));
    if (Number(row.VOTANTES) > Number(row.INSCRITOS)) throw new Error(JSON.stringify(row));
  }
}

describe("the public facts", () => {
  test("hold for the seed everybody gets", () => checkFacts(1));

  test("hold for any seed", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => checkFacts(seed)),
      { numRuns: 25 },
    );
  });

  test("announced totals are the sums of the published stations, candidate by candidate", () => {
    const { files } = bolivarReconstruction();
    const announced = JSON.parse(files.get("announced.json")!);
    const rows = parse(files.get("official.csv")!);
    for (const column of ALL) expect(announced.votes[column.toLowerCase()]).toBe(total(rows, column));
    expect(announced.valid).toBe(total(rows, "VALIDOS"));
  });
});

describe("the files", () => {
  test("the same seed gives the same bytes, another seed other stations", () => {
    const [one, again, other] = [bolivarReconstruction(), bolivarReconstruction(1), bolivarReconstruction(2)];
    expect([...again.files]).toEqual([...one.files]);
    expect(other.files.get("actas.csv")).not.toBe(one.files.get("actas.csv"));
  });

  test("a seed is a whole number from 0", () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => bolivarReconstruction(seed)).toThrow(RangeError);
    }
  });

  test("election.json is the definition, and every station's place is in it", () => {
    const { election, files } = bolivarReconstruction();
    expect(JSON.parse(files.get("election.json")!)).toEqual(election);
    const places = new Set(election.places!.map(({ id }) => id));
    expect(places.size).toBe(election.places!.length);
    expect(election.stations!.every(({ place, id }) => places.has(place) && id.startsWith(`${place}.`))).toBe(
      true,
    );
    expect(new Set(election.places!.map(({ region }) => region)).size).toBe(11);
  });

  test("each one that a person reads says that it is a reconstruction, in both languages", () => {
    const { files } = bolivarReconstruction();
    for (const [name, text] of files) {
      if (name.endsWith(".csv")) continue;
      expect(text, name).toMatch(/reconstrucción/i);
      expect(text, name).toMatch(/reconstruction/i);
    }
  });

  test("mappings name only columns that their file has", () => {
    const { files } = bolivarReconstruction();
    for (const name of ["actas", "official"]) {
      const columns = new Set(files.get(`${name}.csv`)!.split("\n")[0]!.split(","));
      const mapping = JSON.parse(files.get(`${name}.mapping.json`)!);
      const { options, ...fields } = mapping.contests.governor;
      const named = [mapping.station, mapping.place, mapping.region].flatMap(({ columns }) => columns);
      const used = [...named, mapping.registered, ...Object.values(options), ...Object.values(fields)].flat();
      for (const column of used) expect(columns.has(column as string), `${name}: ${column}`).toBe(true);
    }
  });
});
