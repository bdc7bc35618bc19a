import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyText } from "../byte-index.ts";
import type { Contest } from "../election/definition.ts";
import { type CountTable, EXTRA_FIELDS, unknownReason } from "./count.ts";
import { createCsvReader } from "./csv.ts";
import { type Finding, ReadingStopped } from "./finding.ts";
import type { Mapping } from "./mapping.ts";

const contest = (...ids: string[]): Contest => ({
  id: "c",
  name: { es: "c", en: "c" },
  candidates: ids.map((id) => ({ id, name: id })),
  options: ids.map((id) => ({ id, name: id, candidate: id })),
  outcome: { rule: "plurality" },
});

const mapping = (over: Partial<Mapping> = {}): Mapping => ({
  format: "triplicate/mapping/v1",
  title: { es: "t", en: "t" },
  statement: { es: "s", en: "s" },
  file: { type: "csv" },
  station: { columns: ["station"] },
  place: { columns: ["place"] },
  registered: ["registered"],
  contests: {
    c: { options: { ana: ["ana"], luis: ["luis"] }, blank: ["blank"], null: ["null"], valid: ["valid"] },
  },
  ...over,
});

const HEADER = "station,place,registered,ana,luis,blank,null,valid\n";

function read(text: string | Uint8Array, map = mapping(), chunk = 7, options = ["ana", "luis"]) {
  const findings: Finding[] = [];
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const reader = createCsvReader({
    mapping: map,
    contests: [contest(...options)],
    source: "file.csv",
    onFinding: (finding) => findings.push(finding),
    bytes: bytes.length,
  });
  for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.slice(at, at + chunk));
  const [table] = reader.finish();
  return { table: table!, findings };
}

function fault(text: string | Uint8Array, map = mapping()) {
  try {
    read(text, map, 65_536);
  } catch (error) {
    if (error instanceof ReadingStopped) return error.fault;
    throw error;
  }
  throw new Error("read without a fault");
}

/** "0101: ana 3, luis 4, …" for each row, unknown cells by reason. */
function rows(table: CountTable): string[] {
  const fields = [...table.options, ...EXTRA_FIELDS];
  return Array.from({ length: table.rows }, (_, row) => {
    const cells = fields.map((field, i) => {
      const cell = table.cells[row * table.width + i]!;
      return `${field} ${cell >= 0 ? cell : unknownReason(cell)}`;
    });
    return `${keyText(table.stations, row)}: ${cells.join(", ")}`;
  });
}

const brief = (findings: readonly Finding[]) =>
  findings.map(({ rule, action, line, column, field, station }) => ({
    rule,
    action,
    line,
    column,
    field,
    station,
  }));

describe("plain rows", () => {
  test("every chunk size gives the same table", () => {
    const text = `${HEADER}0101,A,100,30,40,1,2,70\n0102,A,100,50,20,0,0,70\r\n\n"0201","B, ""el Sur""",90,1,2,3,4,3`;
    const expected = [
      "0101: ana 30, luis 40, blank 1, null 2, valid 70, ballots absent, registered 100",
      "0102: ana 50, luis 20, blank 0, null 0, valid 70, ballots absent, registered 100",
      "0201: ana 1, luis 2, blank 3, null 4, valid 3, ballots absent, registered 90",
    ];
    for (let chunk = 1; chunk < 40; chunk += 1) {
      const { table, findings } = read(text, mapping(), chunk);
      expect(rows(table)).toEqual(expected);
      expect(findings).toEqual([]);
      expect([...table.lines.slice(0, 3)]).toEqual([2, 3, 5]);
      expect(keyText(table.places, table.place[2]!)).toBe('B, "el Sur"');
    }
  });

  test("a byte order mark, another delimiter, Latin-1, padding and joined keys", () => {
    const map = mapping({
      file: { type: "csv", delimiter: ";", encoding: "latin-1" },
      station: { columns: ["centro", "mesa"], pad: [4, 2], join: "." },
      place: { columns: ["centro"], pad: [4] },
      region: { columns: ["municipio"] },
      registered: { constant: 500 },
      contests: { c: { options: { ana: ["A1", "A2"], luis: ["L"] } } },
    });
    const latin1 = Uint8Array.from("centro;mesa;municipio;A1;A2;L\n12;1;Año;3;4;5\n", (c) => c.charCodeAt(0));
    const { table } = read(latin1, map);
    expect(rows(table)).toEqual([
      "0012.01: ana 7, luis 5, blank absent, null absent, valid absent, ballots absent, registered 500",
    ]);
    expect(keyText(table.regions, table.region[0]!)).toBe("Año");
    const marked = read(`\ufeff${HEADER}1,A,9,1,2,0,0,3\n`);
    expect(rows(marked.table)).toHaveLength(1);
  });

  test("agrees with another parser on any well-formed file", () => {
    const cell = fc.oneof(
      fc.integer({ min: 0, max: 99_999 }).map(String),
      fc.string({ unit: fc.constantFrom("a", " ", ",", '"', "\n", "é", "0") }),
    );
    const record = fc.tuple(fc.uuid(), cell, fc.nat(9999), fc.nat(9999), cell);
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 50 }),
        (records, chunk) => {
          const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
          const lines = records.map((fields) => fields.map((field) => quote(String(field))).join(","));
          const text = `station,text,ana,luis,more\n${lines.join("\n")}\n`;
          const map = mapping({
            place: { columns: ["text"] },
            registered: { constant: 0 },
            contests: { c: { options: { ana: ["ana"], luis: ["luis"] } } },
            onFinding: { "over-registered": "kept", "all-zero": "kept" },
          });
          const { table } = read(text, map, chunk);
          const others: string[][] = parse(text, { from: 2 });
          const seen = new Set<string>();
          const distinct = others.filter(([id]) => !seen.has(id!) && seen.add(id!));
          expect(table.rows).toBe(distinct.length);
          distinct.forEach(([id, , ana, luis], row) => {
            expect(keyText(table.stations, row)).toBe(id);
            expect(table.cells[row * table.width]).toBe(Number(ana));
            expect(table.cells[row * table.width + 1]).toBe(Number(luis));
          });
        },
      ),
    );
  });
});

describe("findings name line, column, field, station and what was done", () => {
  const one = (row: string, over: Partial<Mapping> = {}) => read(`${HEADER}${row}\n`, mapping(over));

  test.each([
    ["0101,A,100,x,40,1,2,70", "not-a-number", "cell-unknown", 12, "ana"],
    ["0101,A,100,30,-4,1,2,70", "not-a-number", "cell-unknown", 15, "luis"],
    ["0101,A,100,30,40,1,2,2.746", "grouped-number", "cell-unknown", 22, "valid"],
    ["0101,A,100,30,40,1,2,71", "row-sum", "row-unknown", 0, ""],
    ["0101,A,100,30,40,1,2,69", "row-sum", "row-unknown", 0, ""],
    ["0101,A,60,30,40,1,2,70", "over-registered", "row-unknown", 0, ""],
    ["0101,A,60,0,0,0,0,0", "all-zero", "row-unknown", 0, ""],
    ["0101,Sur, B,100,30,40,1,2,70", "column-shift", "row-unknown", 6, "place"],
    ["0101,A,100,30,40,1,2", "column-shift", "row-unknown", 0, ""],
  ] as const)("%s → %s", (row, rule, action, column, field) => {
    const { findings, table } = one(row);
    expect(brief(findings)).toEqual([{ rule, action, line: 2, column, field, station: "0101" }]);
    expect(table.rows).toBe(1);
  });

  test("an unknown row keeps its registered voters, which bound it", () => {
    const { table } = one("0101,A,100,30,40,1,2,71");
    expect(rows(table)).toEqual([
      "0101: ana refused, luis refused, blank refused, null refused, valid refused, ballots absent, registered 100",
    ]);
    expect(rows(one("0101,A,60,0,0,0,0,0").table)[0]).toContain("ana placeholder");
    expect(rows(one("0101,Sur, B,100,30,40,1,2,70").table)[0]).toContain("ana refused");
  });

  test("the mapping may keep what a rule doubts", () => {
    const { table, findings } = one("0101,A,100,30,40,1,2,71", { onFinding: { "row-sum": "kept" } });
    expect(rows(table)[0]).toContain("ana 30, luis 40");
    expect(findings[0]!.action).toBe("kept");
  });

  test("a separator the mapping declares is none", () => {
    const { table, findings } = one("0101,A,5.000,2.746,40,1,2,2.786", { numbers: { thousands: "." } });
    expect(rows(table)[0]).toContain("ana 2746");
    expect(findings).toEqual([]);
  });

  test("a station again: the same numbers are ignored, others leave the station in conflict", () => {
    const row = "0101,A,100,30,40,1,2,70\n";
    const same = read(`${HEADER}${row}0102,A,9,1,1,0,0,2\n${row}`);
    expect(brief(same.findings)).toMatchObject([{ rule: "row-repeated", action: "row-ignored", line: 4 }]);
    expect(same.table.rows).toBe(2);
    const other = read(`${HEADER}${row}0101,A,100,31,39,1,2,70\n`);
    expect(brief(other.findings)).toMatchObject([
      { rule: "station-conflict", action: "row-unknown", line: 3 },
    ]);
    expect(rows(other.table)[0]).toContain("ana conflict");
    expect(rows(other.table)[0]).toContain("registered 100");
    const two = read(`${HEADER}${row}0101,A,200,31,39,1,2,70\n`);
    expect(two.findings.map(({ rule }) => rule)).toEqual(["shared-place-name", "station-conflict"]);
  });

  test("the same votes under another station, and a row that is its place's total", () => {
    const same = read(`${HEADER}0101,A,100,30,40,1,2,70\n0202,B,100,30,40,1,2,70\n`);
    expect(same.findings).toMatchObject([
      { rule: "same-vector", station: "0202", detail: { other: "0101" } },
    ]);
    const few = read(`${HEADER}0101,A,100,3,4,1,2,7\n0202,B,100,3,4,1,2,7\n`);
    expect(few.findings).toEqual([]);
    const total = read(`${HEADER}1,A,99,1,2,0,0,3\n2,A,99,5,4,0,0,9\n3,A,99,6,6,0,0,12\n`);
    expect(total.findings).toMatchObject([
      { rule: "place-total", action: "row-unknown", station: "3", line: 4 },
    ]);
  });

  test("a column that counts the stations of a row", () => {
    const map = mapping({ stationsInRow: "blank" });
    const { findings, table } = read(`${HEADER}1,A,99,1,2,4,0,3\n`, map);
    expect(findings).toMatchObject([{ rule: "place-total", detail: { stations: 4 } }]);
    expect(rows(table)[0]).toContain("registered refused");
  });

  test("a row without a station is listed and counts for nothing", () => {
    const { findings, table } = read(`${HEADER},A,99,1,2,0,0,3\n7,A,99,1,2,0,0,3\n`);
    expect(brief(findings)).toMatchObject([{ rule: "bad-row", action: "row-ignored", line: 2 }]);
    expect(table.rows).toBe(1);
  });
});

describe("files that cannot be read stop with the place", () => {
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);
  test.each([
    ["empty file", "", { code: "empty-file" }],
    ["header only", HEADER, { code: "no-rows" }],
    ["binary file", png, { code: "binary-file" }],
    ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x61, 0x00), { code: "wrong-encoding" }],
    ["missing column", "station,place\n1,A\n", { code: "missing-column", detail: { column: "ana" } }],
    ["column twice", `ana,${HEADER}1,1,A,9,1,2,0,0,3\n`, { code: "ambiguous-column" }],
    ["cut in a row", `${HEADER}1,A,9,1,2,0,0,3\n2,A,9,1`, { code: "truncated", line: 3 }],
    ["cut in quotes", `${HEADER}1,"A,9,1,2,0,0,3\n`, { code: "truncated" }],
  ] as const)("%s", (_, text, expected) => {
    expect(fault(text)).toMatchObject(expected);
  });

  test("Latin-1 read as UTF-8 is named by line and column", () => {
    const bytes = Uint8Array.from(`${HEADER}1,Año,9,1,2,0,0,3\n`, (c) => c.charCodeAt(0));
    expect(fault(bytes)).toMatchObject({ code: "wrong-encoding", line: 2, column: 4 });
  });

  test("a line without end is not kept in memory", () => {
    const reader = createCsvReader({
      mapping: mapping(),
      contests: [contest("ana", "luis")],
      source: "f",
      onFinding: () => {},
    });
    const chunk = new Uint8Array(300_000).fill(0x61);
    expect(() => {
      for (let i = 0; i < 40_000; i += 1) reader.push(chunk);
    }).toThrow(ReadingStopped);
  });
});
