import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyText } from "../byte-index.ts";
import type { Contest } from "../election/definition.ts";
import { type CountTable, UNKNOWN } from "./count.ts";
import { type Finding, ReadingStopped } from "./finding.ts";
import type { Mapping } from "./mapping.ts";
import { createQr2024Reader, parseQr2024, QR_2024_LINES } from "./qr-2024.ts";
import { readQrImageTexts } from "./qr-2024-images.ts";

const text = { es: "texto", en: "text" };
const ids = Array.from({ length: QR_2024_LINES }, (_, i) => `line-${i + 1}`);
const contest: Contest = {
  id: "president",
  name: text,
  candidates: ids.map((id) => ({ id, name: id })),
  options: ids.map((id) => ({ id, name: id, candidate: id })),
  outcome: { rule: "plurality" },
};
const mapping: Mapping = {
  format: "triplicate/mapping/v1",
  title: text,
  statement: text,
  file: { type: "qr-2024" },
  station: { columns: ["centre", "station"], join: "." },
  contests: {
    president: {
      options: Object.fromEntries(ids.map((id, i) => [id, [String(i + 1)]])),
      null: ["null"],
      blank: ["blank"],
    },
  },
};

const votes = ids.map((_, i) => i);
const acta = (change: { head?: string; votes?: (number | string)[]; tail?: string } = {}) =>
  `${change.head ?? "010113042.01.1.0001"}!${(change.votes ?? votes).join(",")}${change.tail ?? "!3!4"}`;

function read(file: string) {
  const findings: Finding[] = [];
  const reader = createQr2024Reader({
    mapping,
    contests: [contest],
    source: "qr.txt",
    onFinding: (finding) => findings.push(finding),
  });
  reader.push(new TextEncoder().encode(file));
  const [table] = reader.finish();
  return { table: table!, findings };
}

const cellsOf = (table: CountTable, row: number) =>
  Array.from(table.cells.slice(row * table.width, (row + 1) * table.width));

test("38 lines, null and blank become cells", () => {
  const { table, findings } = read(`${acta()}\r\n\n`);
  expect(findings).toEqual([]);
  expect(keyText(table.stations, 0)).toBe("010113042.01");
  const { absent } = UNKNOWN;
  expect(cellsOf(table, 0)).toEqual([...votes, 4, 3, absent, absent, absent]);
});

// The column is where the text stops being an acta's.
test.each<[string, string, string]>([
  ["a centre of 8 digits", acta({ head: "10113042.01.1.0001" }), "qr-structure 9"],
  ["a centre of 10 digits", acta({ head: "0101130421.01.1.0001" }), "qr-structure 10"],
  ["a letter in the centre", acta({ head: "01011304X.01.1.0001" }), "qr-structure 9"],
  ["a station of one digit", acta({ head: "010113042.1.1.0001" }), "qr-structure 12"],
  ["another contest", acta({ head: "010113042.01.2.0001" }), "qr-structure 14"],
  ["another edition", acta({ head: "010113042.01.1.0002" }), "qr-structure 19"],
  ["no head", "!1,2!0!0", "qr-structure 1"],
  ["a web address", "https://example.org", "qr-structure 1"],
  ["a space before", ` ${acta()}`, "qr-structure 1"],
  ["37 lines", acta({ votes: votes.slice(1) }), "qr-lines 122"],
  ["39 lines", acta({ votes: [...votes, 0] }), "qr-lines 124"],
  ["no blank", acta({ tail: "!3" }), "qr-structure 126"],
  ["a fourth part", acta({ tail: "!3!4!5" }), "qr-structure 128"],
])("%s is no acta", (_, line, expected) => {
  const parsed = parseQr2024(line);
  expect(parsed.ok ? "acta" : `${parsed.reason} ${parsed.column}`).toBe(expected);
  const { table, findings } = read(`${line}\n${acta()}\n`);
  expect(table.rows).toBe(1);
  expect(findings.map((f) => `${f.rule} ${f.line} ${f.detail.reason} ${f.column}`)).toEqual([
    `bad-row 1 ${expected}`,
  ]);
});

test.each(["", "x", "-1", "007", "1.0", "2.746", " 1", "99999999999"])(
  "a line of votes %j is unknown",
  (cell) => {
    const { table, findings } = read(acta({ votes: [cell, ...votes.slice(1)] }));
    expect(cellsOf(table, 0)[0]).toBe(UNKNOWN.illegible);
    expect(findings).toEqual([
      expect.objectContaining({
        rule: "not-a-number",
        column: 21,
        field: "1",
        text: cell,
        station: "010113042.01",
      }),
    ]);
  },
);

test.each([
  ["", "empty-file"],
  ["\n\n", "no-rows"],
  ["hello\nworld\n", "not-this-format"],
])("%j stops the reading", (file, code) => {
  let stopped: unknown;
  try {
    read(file);
  } catch (error) {
    stopped = error;
  }
  expect(stopped).toBeInstanceOf(ReadingStopped);
  expect((stopped as ReadingStopped).fault.code).toBe(code);
});

test("every acta text reads back, and no other text is taken for one", () => {
  const lines = fc.array(fc.nat(5000), { minLength: QR_2024_LINES, maxLength: QR_2024_LINES });
  fc.assert(
    fc.property(lines, fc.nat(999_999_999), fc.nat(99), (numbers, centre, station) => {
      const head = `${String(centre).padStart(9, "0")}.${String(station).padStart(2, "0")}`;
      const line = acta({ head: `${head}.1.0001`, votes: numbers });
      const { table } = read(line);
      expect(keyText(table.stations, 0)).toBe(head);
      const cells = cellsOf(table, 0);
      const zero = numbers.every((n) => n === 0);
      if (!zero) expect(cells.slice(0, QR_2024_LINES)).toEqual(numbers);
    }),
  );
  fc.assert(
    fc.property(fc.nat(acta().length - 1), fc.constantFrom("!", ".", "x"), (at, char) => {
      const line = acta();
      const broken = line.slice(0, at) + char + line.slice(at + 1);
      if (broken === line) return;
      const parsed = parseQr2024(broken);
      const cells = parsed.ok ? ids.map((_, i) => parsed.field(String(i + 1))!.votes(undefined)) : [];
      const extra = parsed.ok ? ["null", "blank"].map((name) => parsed.field(name)!.votes(undefined)) : [];
      expect(!parsed.ok || [...cells, ...extra].some((cell) => typeof cell !== "number")).toBe(true);
    }),
  );
});

describe("images", () => {
  const image = (source: string, texts: string[], failure: "no-code" | null = null) => ({
    source,
    texts,
    failure,
    attempts: ["default", "tryHarder"],
  });

  test("give rows, or a finding with the attempts made", () => {
    const findings: Finding[] = [];
    const onFinding = (finding: Finding) => findings.push(finding);
    const other = acta({ head: "010113042.02.1.0001", votes: [...votes].reverse() });
    const images = [
      image("a.jpg", ["https://example.org", acta()]),
      image("b.jpg", [], "no-code"),
      image("c.jpg", ["https://example.org"]),
      image("d.jpg", [other]),
    ];
    const { tables, decoded } = readQrImageTexts(images, { mapping, contests: [contest], onFinding });
    expect(decoded).toBe(2);
    expect(tables[0]!.rows).toBe(2);
    expect(Array.from(tables[0]!.source!.slice(0, 2))).toEqual([0, 3]);
    expect(findings.map(({ rule, source, detail }) => ({ rule, source, detail }))).toEqual([
      {
        rule: "qr-not-decoded",
        source: "b.jpg",
        detail: { reason: "no-code", tried: 2, attempts: "default, tryHarder" },
      },
      { rule: "bad-row", source: "c.jpg", detail: { reason: "qr-structure" } },
    ]);
  });
});

const data = new URL("../../../shared/data/", import.meta.url);
const examples = new URL("../../examples/ve-2024/", import.meta.url);
const here = existsSync(data) && existsSync(examples);

describe.skipIf(!here)("real QR texts (skipped when ../shared/data is not beside the repository)", () => {
  const load = (name: string) => JSON.parse(readFileSync(new URL(name, examples), "utf8"));

  test("equal their rows of the published CSV, option by option", () => {
    const election = load("election.json");
    const reader = createQr2024Reader({
      mapping: load("qr.mapping.json"),
      contests: election.contests,
      source: "ve-2024-acta-qr.txt",
      onFinding: (finding) => expect(finding).toBeUndefined(),
    });
    reader.push(readFileSync(new URL("qr/ve-2024-acta-qr.txt", data)));
    const [table] = reader.finish();
    const csv = readFileSync(new URL("ve-2024/RESULTADOS_2024_CSV_V1.csv", data), "utf8").split(/\r?\n/);
    const header = csv[0]!.replace("\ufeff", "").split(",");
    const options: Record<string, string[]> = load("actas.mapping.json").contests.president.options;
    for (const [row, [centre, station]] of [
      ["201301006", "1"],
      ["150702005", "2"],
    ].entries()) {
      const fields = csv
        .map((line) => line.split(","))
        .find(
          (line) => line[header.indexOf("CENTRO")] === centre && line[header.indexOf("MESA")] === station,
        )!;
      expect(keyText(table!.stations, row)).toBe(`${centre}.0${station}`);
      const published = table!.options.map((id) => Number(fields[header.indexOf(options[id]![0]!)]));
      expect(cellsOf(table!, row).slice(0, table!.options.length)).toEqual(published);
    }
    expect(table!.rows).toBe(2);
  });
});
