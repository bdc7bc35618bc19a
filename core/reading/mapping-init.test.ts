import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ElectionDefinition } from "../election/definition.ts";
import { validateElection } from "../election/validation.ts";
import { createCsvReader } from "./csv.ts";
import { ReadingStopped } from "./finding.ts";
import type { Mapping, NumberSource } from "./mapping.ts";
import { firstMapping } from "./mapping-init.ts";
import { validateMapping } from "./mapping-schema.ts";

/** Comments stand on lines of their own, so that this is enough to read the file. */
const withoutComments = (text: string) =>
  JSON.parse(
    text
      .split("\n")
      .filter((line) => !/^\s*\/\//.test(line))
      .join("\n"),
  );

function draft(content: string | Uint8Array, name = "results.csv") {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const { mapping, election } = firstMapping(bytes, name);
  const judged = validateElection(withoutComments(election));
  if (!judged.ok) throw new Error(JSON.stringify(judged.error));
  const definition: ElectionDefinition = judged.value;
  const valid = validateMapping(withoutComments(mapping), definition.contests);
  if (!valid.ok) throw new Error(JSON.stringify(valid.error));
  return { mapping: valid.value, text: mapping, definition };
}

/** One line per thing guessed. */
function shown({ file, station, place, region, registered, stationsInRow, contests }: Mapping): string[] {
  const contest = contests["contest-1"]!;
  const source = (from: NumberSource | undefined) => (from === undefined ? "-" : JSON.stringify(from));
  return [
    `file ${Object.values(file).join(" ")}`,
    `station ${station.columns.join("+")}`,
    `place ${place?.columns.join("+") ?? "-"}`,
    `region ${region?.columns.join("+") ?? "-"}`,
    `registered ${source(registered)} in row ${stationsInRow ?? "-"}`,
    `options ${Object.entries(contest.options)
      .map(([id, from]) => `${id}=${source(from)}`)
      .join(" ")}`,
    `blank ${source(contest.blank)} null ${source(contest.null)} valid ${source(contest.valid)} ballots ${source(contest.ballots)}`,
  ];
}

const rows = (count: number, row: (i: number) => (string | number)[], delimiter = ",") =>
  Array.from({ length: count }, (_, i) => row(i).join(delimiter)).join("\n");

describe("headers as really published", () => {
  test("a station number alone, places as text, UTF-8 with a mark", () => {
    const header =
      "\ufeffNúmero Mesa,País,Departamento,Recinto,lat,Inscritos,CC,MAS - IPSP,21F,Blancos,Nulos";
    const body = rows(50, (i) => [
      1000 + i,
      "Bolivia",
      "Beni",
      "Esc. 1",
      "-34.59668",
      237,
      90 + i,
      80,
      1,
      2,
      3,
    ]);
    const { mapping, text } = draft(`${header}\n${body}\n`);
    expect(shown(mapping)).toEqual([
      "file csv , utf-8",
      "station Número Mesa",
      "place País+Departamento+Recinto",
      "region País",
      'registered ["Inscritos"] in row -',
      'options cc=["CC"] mas-ipsp=["MAS - IPSP"] 21f=["21F"]',
      'blank ["Blancos"] null ["Nulos"] valid - ballots -',
    ]);
    expect(text).toContain("//   lat: -34.59668");
    expect(text).toContain("tell the 50 sampled rows apart");
  });

  test("a centre's code and a station number, sums to support the guess", () => {
    const header = "COD_EDO,EDO,COD_MUN,MUN,CENTRO,MESA,RE,VOTOS_VALIDOS,VOTOS_NULOS,EG,NM,URL";
    const body = rows(60, (i) => [
      ...[1, "DTTO. CAPITAL", 1, "MP. LIBERTADOR", 10113000 + (i >> 1), (i % 2) + 1, 666],
      ...[i === 7 ? 1 : 100 + i, 0, 60 + i, 40, "https://example.org/a.jpg"],
    ]);
    const { mapping, text } = draft(`${header}\n${body}\n`);
    expect(shown(mapping)).toEqual([
      "file csv , utf-8",
      "station CENTRO+MESA",
      "place CENTRO",
      "region EDO",
      'registered ["RE"] in row -',
      'options eg=["EG"] nm=["NM"]',
      'blank - null ["VOTOS_NULOS"] valid ["VOTOS_VALIDOS"] ballots -',
    ]);
    expect(text).toContain("add up to “VOTOS_VALIDOS” in 59 of 60 rows");
  });

  test("JSON lines with names for keys, whole numbers as fractions", () => {
    const body = Array.from({ length: 40 }, (_, i) =>
      JSON.stringify({
        ...{ ABSTENCION: 1, ACTAS: 1, "ACTAS ESCRUTADAS": 1, "ANA PAZ": 10 + i, "LUIS RUIZ": 20 },
        ...{
          "ELECTORES INSCRITOS": 566,
          "VOTOS ESCRUTADOS": 31 + i,
          "VOTOS NULOS": 1,
          "VOTOS VALIDOS": 30 + i,
        },
        ...{
          centro: `ESCUELA ${i >> 2}`,
          mesa: String((i % 2) + 1),
          municipio: "HERES",
          parroquia: `P${(i >> 1) % 2}`,
        },
      }).replace(/:(\d+)/g, ":$1.0"),
    ).join("\n");
    const { mapping, text } = draft(`${body}\n`, "official.jsonl");
    expect(shown(mapping)).toEqual([
      "file json-lines",
      "station municipio+parroquia+centro+mesa",
      "place municipio+parroquia+centro",
      "region municipio",
      'registered ["ELECTORES INSCRITOS"] in row ACTAS',
      'options ana-paz=["ANA PAZ"] luis-ruiz=["LUIS RUIZ"]',
      'blank - null ["VOTOS NULOS"] valid ["VOTOS VALIDOS"] ballots ["VOTOS ESCRUTADOS"]',
    ]);
    expect(mapping.numbers).toEqual({ zeroDecimals: true });
    expect(text).toContain("in 40 of 40 rows");
  });

  test("English headers, semicolons, Latin-1, grouped numbers", () => {
    const header = "County;Precinct;Registered voters;Ballots cast;Peña;Smith;Blank;Spoiled";
    const body = rows(30, (i) => ["Kern", i + 1, "1.200", 300, 100 + i, 90, 1, 0], ";");
    const latin1 = Uint8Array.from(`${header}\n${body}\n`, (char) => char.charCodeAt(0));
    const { mapping, text } = draft(latin1);
    expect(shown(mapping)).toEqual([
      "file csv ; latin-1",
      "station Precinct",
      "place County",
      "region County",
      'registered ["Registered voters"] in row -',
      'options pena=["Peña"] smith=["Smith"]',
      'blank ["Blank"] null ["Spoiled"] valid - ballots ["Ballots cast"]',
    ]);
    expect(text).toContain('Is “1.200” 1200? Then add "thousands": "."');
  });
});

test("what it drafts reads the file it was drafted for", () => {
  const content = `Mesa,Inscritos,ANA,LUIS,Nulos\n${rows(20, (i) => [i + 1, 300, 100 + i, 90, 1])}\n`;
  const { mapping, definition } = draft(content);
  const { contests } = definition;
  const reader = createCsvReader({
    mapping,
    contests,
    source: "x",
    onFinding: (f) => expect(f).toBeUndefined(),
  });
  reader.push(new TextEncoder().encode(content));
  expect(reader.finish()[0]!.rows).toBe(20);
});

test("QR texts get the 38 lines to be named", () => {
  const line = `010113042.01.1.0001!${Array.from({ length: 38 }, () => 1).join(",")}!0!0`;
  const { mapping } = draft(`${line}\n${line}\n`, "qr.txt");
  expect(mapping.file).toEqual({ type: "qr-2024" });
  expect(mapping.contests["contest-1"]!.options["line-38"]).toEqual(["38"]);
});

test("Brazilian bulletins get the candidates of an office, and its own sums as a check", () => {
  const file = new URL("../../vectors/reading/bu-br-2024.json", import.meta.url);
  const { bulletins } = JSON.parse(readFileSync(file, "utf8")) as {
    bulletins: { name: string; texts: string[] }[];
  };
  const lines = bulletins.filter(({ name }) => name.startsWith("2024")).flatMap(({ texts }) => texts);
  const { mapping, text } = draft(`${lines.join("\n")}\n`, "bu.txt");
  expect(mapping.file).toEqual({ type: "bu-br-2024" });
  expect(mapping.contests["contest-1"]!.options).toEqual({
    ...{ "91": ["11.91"], "92": ["11.92"], "93": ["11.93"], "94": ["11.94"], "95": ["11.95"] },
  });
  expect(mapping.contests["contest-1"]!.ballots).toEqual(["11.TOTC"]);
  expect(text).toContain("Offices seen: 11, 13.");
  const council = draft(
    `${lines[0]!.replace("CARG:11", "CARG:12").replace("92:1 APTA", "APTA")}\n`,
    "bu.txt",
  );
  expect(council.mapping.contests["contest-1"]!.options).toEqual({ "93": ["13.93.TOTP"] });
});

test("a NIST report is named from its beginning, wherever it is cut", () => {
  const report = {
    "@type": "ElectionResults.ElectionReport",
    GpUnit: [{ "@type": "ElectionResults.ReportingUnit", "@id": "gp-1", Type: "ward" }],
    Election: [
      {
        Contest: [
          {
            "@id": "cc-mayor",
            Name: 'A "quoted\\" name',
            ContestSelection: [{ "@id": "cs-ana" }, { "@id": "cs-luis" }, { "@id": "cs-eve" }],
          },
        ],
      },
    ],
  };
  const whole = JSON.stringify(report);
  const { mapping, text } = draft(whole, "report.json");
  expect(mapping.contests["contest-1"]!.foreign).toBe("cc-mayor");
  expect(Object.keys(mapping.contests["contest-1"]!.options)).toEqual(["cs-ana", "cs-luis", "cs-eve"]);
  expect(text).toContain("Types seen: ward.");
  const selections = whole.indexOf('"cs-ana"') + 10;
  for (let end = selections; end < whole.length; end += 1) {
    const ids = Object.keys(draft(whole.slice(0, end), "report.json").mapping.contests["contest-1"]!.options);
    expect(["cs-ana", "cs-luis", "cs-eve"].slice(0, ids.length)).toEqual(ids);
  }
});

test.each<[string, string | Uint8Array, string]>([
  ["nothing", "", "empty-file"],
  ["blank lines", " \n\n", "empty-file"],
  ["a spreadsheet", Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), "binary-file"],
  ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x41, 0), "wrong-encoding"],
  ["prose", "Once upon a time\nthere was an election\n", "not-this-format"],
  ["a web page", "<html>\n<body>\n<p>Results</p>\n", "not-this-format"],
  ["a JSON array", "[\n{}\n]\n", "not-this-format"],
  ["a table without numbers", "a,b\nx,y\nz,w\n", "not-this-format"],
])("%s is refused with a reason", (_, content, code) => {
  let stopped: unknown;
  try {
    draft(content);
  } catch (error) {
    stopped = error;
  }
  expect(stopped).toBeInstanceOf(ReadingStopped);
  expect((stopped as ReadingStopped).fault.code).toBe(code);
});

test("any table either gives drafts that pass validation, or is refused", () => {
  const header = fc.uniqueArray(fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }), {
    minLength: 2,
    maxLength: 8,
  });
  const words = fc.constantFrom(
    "mesa",
    "null",
    "registered",
    "válidos",
    "//x",
    '"a"',
    "*/",
    "__proto__",
    "others",
  );
  fc.assert(
    fc.property(header, fc.array(words, { maxLength: 3 }), fc.nat(99), (names, more, seed) => {
      const all = [...names, ...more].map((name) => `"${name.replaceAll('"', '""')}"`);
      const content = `${all.join(",")}\n${rows(5, (i) => all.map((_, k) => (seed * (k + 1) + i) % 97))}\n`;
      try {
        draft(content);
      } catch (error) {
        expect(error).toBeInstanceOf(ReadingStopped);
      }
    }),
    { numRuns: 300 },
  );
});
