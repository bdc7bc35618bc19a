import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyText } from "../byte-index.ts";
import type { Contest } from "../election/definition.ts";
import { type CountTable, UNKNOWN } from "./count.ts";
import { type Finding, type ReadingFault, ReadingStopped } from "./finding.ts";
import { createJsonLinesReader } from "./json-lines.ts";
import type { Mapping } from "./mapping.ts";

const text = { es: "texto", en: "text" };
const contest: Contest = {
  id: "governor",
  name: text,
  candidates: [
    { id: "ana", name: "Ana" },
    { id: "luis", name: "Luis" },
  ],
  options: [
    { id: "ana", name: "Ana", candidate: "ana" },
    { id: "luis", name: "Luis", candidate: "luis" },
  ],
  outcome: { rule: "plurality" },
};
const plain: Mapping = {
  format: "triplicate/mapping/v1",
  title: text,
  statement: text,
  file: { type: "json-lines" },
  station: { columns: ["centro", "mesa"], pad: [3, 0], join: "." },
  place: { columns: ["centro"] },
  registered: ["RE"],
  contests: { governor: { options: { ana: ["ANA"], luis: ["ROJO", "AZUL"] }, null: ["NULOS"] } },
};

const encoder = new TextEncoder();

type Read = { tables: CountTable[]; findings: Finding[] } | { fault: ReadingFault };

function read(bytes: Uint8Array, mapping: Mapping = plain, chunk = bytes.length || 1): Read {
  const findings: Finding[] = [];
  const onFinding = (finding: Finding) => findings.push(finding);
  const reader = createJsonLinesReader({ mapping, contests: [contest], source: "f.jsonl", onFinding });
  try {
    for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.slice(at, at + chunk));
    return { tables: reader.finish(), findings };
  } catch (error) {
    if (error instanceof ReadingStopped) return { fault: error.fault };
    throw error;
  }
}

/** "station: cells" for every row, then "rule line:column field text" for every finding, or the fault. */
function shown(result: Read): string[] {
  if ("fault" in result) {
    const { code, line, column, detail } = result.fault;
    return [`${code} ${line}:${column} ${Object.values(detail ?? {}).join(" ")}`.trimEnd()];
  }
  const [table] = result.tables;
  const rows = Array.from({ length: table!.rows }, (_, row) => {
    const cells = table!.cells.slice(row * table!.width, (row + 1) * table!.width);
    return `${keyText(table!.stations, row)}: ${cells.join(" ")}`;
  });
  const found = result.findings.map(({ rule, line, column, field, text: raw, detail }) =>
    `${rule} ${line}:${column} ${field} ${raw} ${Object.values(detail).join(" ")}`.trimEnd(),
  );
  return [...rows, ...found];
}

const row = (change: Record<string, unknown>) =>
  JSON.stringify({ centro: "7", mesa: 1, RE: 600, ANA: 100, ROJO: 50, AZUL: 8, NULOS: 2, ...change });
const lines = (...rows: string[]) => encoder.encode(`${rows.join("\n")}\n`);

// Cells: ana, luis, blank, null, valid, ballots, registered.
test("rows are keyed, summed, and absent fields stay absent", () => {
  expect(shown(read(lines(row({}), row({ mesa: 2, ANA: 1.0 }))))).toEqual([
    "007.1: 100 58 -1 2 -1 -1 600",
    "007.2: 1 58 -1 2 -1 -1 600",
  ]);
});

test.each<[string, string, string[]]>([
  [
    "a grouped number",
    row({}).replace("100", "1.234"),
    [`007.1: ${UNKNOWN.refused} 58 -1 2 -1 -1 600`, "grouped-number 1:39 ANA 1.234"],
  ],
  [
    "a cell that is text",
    row({ AZUL: "x" }),
    [`007.1: 100 ${UNKNOWN.illegible} -1 2 -1 -1 600`, 'not-a-number 1:60 AZUL "x"'],
  ],
  ["a cell left out", row({ NULOS: undefined }), [`007.1: 100 58 -1 ${UNKNOWN.missing} -1 -1 600`]],
  ["a cell that is null", row({ AZUL: null }), [`007.1: 100 ${UNKNOWN.missing} -1 2 -1 -1 600`]],
])("%s is unknown, and the rest of the row stands", (_, line, expected) => {
  // A second line has every column, so that none is missing from the file.
  expect(shown(read(lines(line, row({ mesa: 9 })))).filter((s) => !s.startsWith("007.9"))).toEqual(expected);
});

test("a mapping may refuse the whole row for one cell", () => {
  const strict: Mapping = { ...plain, onFinding: { "not-a-number": "row-unknown" } };
  const [first] = shown(read(lines(row({ AZUL: "x" })), strict));
  expect(first).toBe(`007.1: ${UNKNOWN.refused} ${UNKNOWN.refused} -1 ${UNKNOWN.refused} -1 -1 600`);
});

test("a bad line is listed and the run goes on", () => {
  const bytes = lines(row({}), "{oops", row({ mesa: 2 }), '{"mesa":3}', '["x"]', '{"mesa":1,"mesa":2}', "");
  expect(shown(read(bytes))).toEqual([
    "007.1: 100 58 -1 2 -1 -1 600",
    "007.2: 100 58 -1 2 -1 -1 600",
    "bad-row 2:0  {oops bad-json",
    'bad-row 4:0  {"mesa":3} no-station',
    'bad-row 5:0  ["x"] not-an-object',
    'bad-row 6:11  "mesa" repeated-field',
    expect.stringMatching(/^same-vector/),
  ]);
});

test.each<[string, Uint8Array, string]>([
  ["an empty file", new Uint8Array(), "empty-file 1:1"],
  ["blank lines", encoder.encode("\n \n"), "no-rows 1:1"],
  ["a JSON array", lines("[", row({}), "]"), "bad"],
  ["an array on one line", lines(`[${row({})}]`), "not-this-format 1:1 json-lines"],
  ["a CSV", lines("centro,mesa", "1,2"), "not-this-format 1:1 json-lines"],
  ["a file cut in a line", encoder.encode(`${row({})}\n${row({}).slice(0, 30)}`), "truncated 2:1 open-line"],
  ["a missing column", lines('{"centro":"1","mesa":"2"}'), "missing-column 1:1 RE centro | mesa"],
  ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x0a), "wrong-encoding 1:1 utf-16"],
  ["a NUL byte", Uint8Array.of(0x7b, 0, 0x0a), "binary-file 1:1 1"],
  ["a Latin-1 ñ", Uint8Array.of(...lines(row({})), 0x22, 0xf1, 0x22, 0x0a), "wrong-encoding 2:2 not-utf-8"],
  ["a line without end", new Uint8Array(3 << 20).fill(0x20), "line-too-long 1:1 1048576"],
])("%s stops the reading", (_, bytes, expected) => {
  const result = shown(read(bytes, plain, 64 * 1024));
  if (expected === "bad") expect(result.at(-1)).toMatch(/^bad-row 3:0 {2}\]/);
  else expect(result).toEqual([expected]);
});

test("a thousand lines that are nothing are another format", () => {
  const result = shown(read(lines(...Array.from({ length: 1500 }, () => "x"))));
  expect(result).toEqual(["not-this-format 1000:1 json-lines"]);
});

test("a byte order mark, CR LF and a missing last line end change nothing", () => {
  const bytes = encoder.encode(`\ufeff${row({})}\r\n${row({ mesa: 2 })}`);
  expect(shown(read(bytes)).slice(0, 2)).toEqual([
    "007.1: 100 58 -1 2 -1 -1 600",
    "007.2: 100 58 -1 2 -1 -1 600",
  ]);
});

test("any cut into chunks reads the same", () => {
  const bytes = lines(row({ centro: "añ😀" }), "{oops", row({ mesa: "x" }), row({ AZUL: "2.746" }));
  const whole = shown(read(bytes));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (chunk) => {
      expect(shown(read(bytes, plain, chunk))).toEqual(whole);
    }),
  );
});

const examples = new URL("../../examples/ve-bolivar-2017/", import.meta.url);
const official = new URL("../../../shared/data/ve-bolivar-2017/official.jsonl", import.meta.url);
const here = existsSync(official) && existsSync(examples);

describe.skipIf(!here)(
  "Bolívar 2017 as published (skipped when ../shared/data is not beside the repository)",
  () => {
    const load = (name: string) => JSON.parse(readFileSync(new URL(name, examples), "utf8"));
    const readOfficial = (change: Partial<Mapping> = {}) => {
      const findings: Finding[] = [];
      const reader = createJsonLinesReader({
        mapping: { ...load("official.mapping.json"), ...change },
        contests: load("election.json").contests,
        source: "official.jsonl",
        onFinding: (finding) => findings.push(finding),
      });
      reader.push(readFileSync(official));
      const [table] = reader.finish();
      return { table: table!, findings };
    };
    const count = (findings: readonly Finding[], rule: string) =>
      findings.filter((f) => f.rule === rule).length;

    test("every documented fault is a finding", () => {
      const { table, findings } = readOfficial();
      expect(findings.filter(({ rule }) => rule === "place-total")).toHaveLength(3);
      expect(findings.filter(({ rule }) => rule === "row-sum")).toContainEqual(
        expect.objectContaining({ detail: { field: "valid", stated: 96, sum: 429 } }),
      );
      expect(findings.filter(({ rule }) => rule === "grouped-number").map((f) => f.text)).toContain("2.746");
      expect(count(findings, "same-vector")).toBeGreaterThanOrEqual(2);
      expect(count(findings, "shared-place-name")).toBeGreaterThanOrEqual(1);
      expect(table.rows).toBeGreaterThan(1600);
    });

    test("El Casabe's two stations had 317 and 350 votes for Noguera", () => {
      const { table } = readOfficial();
      const noguera = table.options.indexOf("noguera");
      const votes = Array.from({ length: table.rows }, (_, i) => i)
        .filter((i) => keyText(table.stations, i).includes("CASABE"))
        .map((i) => table.cells[i * table.width + noguera]);
      expect(votes.toSorted()).toEqual([317, 350]);
    });
  },
);
