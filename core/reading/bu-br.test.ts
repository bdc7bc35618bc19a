import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { keyText } from "../byte-index.ts";
import { utf8 } from "../bytes.ts";
import type { Contest } from "../election/definition.ts";
import { createBuReader, readBuImageTexts } from "./bu-br.ts";
import { parseBuContent } from "./bu-br-content.ts";
import { type BuChain, extendBu, isWholeBu, parseBuSymbol } from "./bu-br-symbol.ts";
import { type CountTable, EXTRA_FIELDS } from "./count.ts";
import { type Finding, ReadingStopped } from "./finding.ts";
import type { Mapping } from "./mapping.ts";
import { validateMapping } from "./mapping-schema.ts";

type Vectors = {
  readonly key: { readonly name: string; readonly hex: string };
  readonly bulletins: readonly {
    readonly name: string;
    readonly texts: readonly string[];
    readonly fields: Readonly<Record<string, string>>;
  }[];
};
const vectors: Vectors = JSON.parse(
  readFileSync(new URL("../../vectors/reading/bu-br-2024.json", import.meta.url), "utf8"),
);

const texts = (name: string): readonly string[] =>
  vectors.bulletins.find((bulletin) => bulletin.name === name)!.texts;
const SMALL = texts("2024, small")[0]!;
const FOUR = texts("2024, four codes");

const MAYOR: Contest = {
  id: "prefeito",
  name: { es: "Alcalde", en: "Mayor" },
  candidates: ["91", "92", "93", "94", "95"].map((id) => ({ id, name: id })),
  options: ["91", "92", "93", "94", "95"].map((id) => ({ id, name: id, candidate: id })),
  outcome: { rule: "plurality" },
};

const mapping = (keys?: Readonly<Record<string, string>>, rest: Partial<Mapping> = {}): Mapping => ({
  format: "triplicate/mapping/v1",
  title: { es: "Boletines", en: "Bulletins" },
  statement: { es: "Ejemplos", en: "Examples" },
  file: keys === undefined ? { type: "bu-br-2024" } : { type: "bu-br-2024", keys },
  station: { columns: ["UNFE", "MUNI", "ZONA", "SECA"], pad: [0, 5, 4, 4] },
  place: { columns: ["MUNI", "LOCA"] },
  registered: ["APTO"],
  contests: {
    prefeito: {
      options: Object.fromEntries(MAYOR.options.map(({ id }) => [id, [`11.${id}`]])),
      blank: ["11.BRAN"],
      null: ["11.NULO"],
      valid: ["11.NOMI"],
      ballots: ["11.TOTC"],
    },
  },
  ...rest,
});
const KEYS = { [vectors.key.name]: vectors.key.hex };

function read(lines: readonly string[], of: Mapping = mapping(KEYS)) {
  const findings: Finding[] = [];
  const onFinding = (finding: Finding) => findings.push(finding);
  const reader = createBuReader({ mapping: of, contests: [MAYOR], source: "bu.txt", onFinding });
  reader.push(utf8(lines.map((line) => `${line}\n`).join("")));
  return { rows: rowsOf(reader.finish()[0]!), findings: shown(findings) };
}

function rowsOf(table: CountTable): string[] {
  const rows: string[] = [];
  for (let row = 0; row < table.rows; row += 1) {
    const cells = [...table.cells.subarray(row * table.width, (row + 1) * table.width)];
    rows.push(`${keyText(table.stations, row)} ${cells.join(" ")}`);
  }
  return rows;
}

const shown = (findings: readonly Finding[]) =>
  findings.map(({ rule, action, line, column, detail }) =>
    `${rule} ${action} ${line}:${column} ${detail.reason ?? ""}`.trim(),
  );

// 91 to 95, blank, null, valid, ballots, registered.
const SMALL_ROW = "AC/01120/0008/0002 0 1 0 0 0 0 1 1 2 144";
const FOUR_ROW = "AC/01392/0009/0022 102 105 111 95 91 0 0 504 504 559";

describe("published bulletins", () => {
  test.each(vectors.bulletins)("$name: hashes hold, and every field is read", ({ texts: parts, fields }) => {
    let chain: BuChain | null = null;
    for (const text of parts) chain = extendBu(chain, parseBuSymbol(text)!);
    expect(chain !== null && isWholeBu(chain)).toBe(true);
    const content = parseBuContent(chain!.parts.map((part) => part.content).join(" "));
    expect(content.ok).toBe(true);
    for (const [name, value] of Object.entries(fields))
      expect([name, content.ok ? content.field(name) : null]).toEqual([name, value]);
  });

  test("of 2024 become rows; their signatures hold with the key of the manual", () => {
    expect(EXTRA_FIELDS).toEqual(["blank", "null", "valid", "ballots", "registered"]);
    expect(read([SMALL, ...FOUR])).toEqual({ rows: [SMALL_ROW, FOUR_ROW], findings: [] });
  });

  test("a candidate that an office does not list has none; an office that is not listed is unknown", () => {
    const { rows } = read(texts("2022, published"), mapping());
    expect(rows).toEqual(["SP/63452/0075/0182 -2 -2 -2 -2 -2 -2 -2 -2 -2 325"]);
  });

  test("signed by another key or in another way are kept and said to be unverified", () => {
    const { findings } = read([...texts("2022, published"), ...texts("2026, two codes")]);
    expect(findings).toEqual(["qr-unverified kept 1:0", "qr-unverified kept 2:0"]);
  });

  test("without keys no signature is asked for", () => {
    expect(read([SMALL, ...texts("2022, published")], mapping()).findings).toEqual([]);
  });
});

describe("signatures", () => {
  test("with a key that is not the signer's, or another signature, every vote is unknown", () => {
    const other = { [vectors.key.name]: `3d${vectors.key.hex.slice(2)}` };
    const changed = SMALL.replace(/ASSI:B/, "ASSI:C");
    for (const result of [read([SMALL], mapping(other)), read([changed])]) {
      expect(result.findings).toEqual(["qr-signature row-unknown 1:0"]);
      expect(result.rows).toEqual(["AC/01120/0008/0002 -6 -6 -6 -6 -6 -6 -6 -6 -6 144"]);
    }
  });

  test("no digit of the signature may be another", () => {
    const at = SMALL.indexOf("ASSI:") + 5;
    for (let i = at; i < SMALL.length; i += 9) {
      const digit = SMALL[i] === "0" ? "1" : "0";
      const { findings } = read([SMALL.slice(0, i) + digit + SMALL.slice(i + 1)]);
      expect(findings).toEqual(["qr-signature row-unknown 1:0"]);
    }
  });
});

describe("parts", () => {
  test("are joined in any order, each read any number of times", () => {
    const [a, b, c, d] = FOUR as [string, string, string, string];
    for (const lines of [
      [d, c, b, a],
      [b, a, d, c],
      [a, a, b, a, b, c, d, d, c],
      [c, a, d, SMALL, b],
    ]) {
      const { rows, findings } = read(lines);
      expect(rows.filter((row) => row !== SMALL_ROW)).toEqual([FOUR_ROW]);
      expect(findings.filter((finding) => !finding.startsWith("row-repeated"))).toEqual([]);
    }
  });

  test("that are missing make the others findings, and the rest is read", () => {
    for (const missing of [0, 1, 2, 3]) {
      const { rows, findings } = read([SMALL, ...FOUR.toSpliced(missing, 1)]);
      expect(rows).toEqual([SMALL_ROW]);
      expect(findings.map((finding) => finding.replace(/[0-9]+:[0-9]+/, "@"))).toEqual(
        Array(3).fill("bad-row row-ignored @ qr-parts"),
      );
    }
  });

  test("of two bulletins are not exchanged", () => {
    const other = texts("2018, two codes");
    const { findings } = read([other[0]!, FOUR[1]!, FOUR[0]!, other[1]!], mapping());
    expect(findings).toEqual(["bad-row row-ignored 2:0 qr-parts", "bad-row row-ignored 3:0 qr-parts"]);
  });

  test("with any character changed do not pass", () => {
    for (const [i, text] of FOUR.entries()) {
      for (let at = 0; at < text.length; at += 7) {
        const digit = text[at] === "7" ? "8" : "7";
        const changed = text.slice(0, at) + digit + text.slice(at + 1);
        const { rows, findings } = read(FOUR.with(i, changed));
        const isKnown = rows.length > 0 && findings.length === 0;
        expect(isKnown).toBe(false);
      }
    }
  });
});

describe("texts", () => {
  test.each([
    ["another code", "https://example.org/", "qr-structure", 1],
    ["the Venezuelan tally", "010113042.01.1.0001!1,2!3!0", "qr-structure", 1],
    ["another version of the form", SMALL.replace("VRQR:1.5", "VRQR:1.6"), "qr-structure", 1],
    ["no key version", SMALL.replace(" VRCH:20240507", ""), "qr-structure", 1],
    ["small letters", SMALL.toLowerCase(), "qr-structure", 1],
    ["a last part without its signature", SMALL.replace(/ ASSI:.*/, ""), "qr-structure", 1],
    ["part 2 of 1", SMALL.replace("QRBU:1:1", "QRBU:2:1"), "qr-structure", 1],
    [
      "a vote changed",
      SMALL.replace("11 TIPO:0 VERC:202405101700 92:1", "11 TIPO:0 VERC:202405101700 92:2"),
      "qr-hash",
      0,
    ],
    ["a hash changed", SMALL.replace("HASH:5", "HASH:6"), "qr-hash", 0],
  ])("%s is a bad row", (_name, text, reason, column) => {
    const { findings } = read([text, ...FOUR]);
    expect(findings).toEqual([`bad-row row-ignored 1:${column} ${reason}`]);
  });

  test("the machine's certificate is none of ours", () => {
    expect(read([SMALL, "QRCE:1:2 IDUE:1 MDUE:2020 CERT:3082"]).findings).toEqual([]);
  });

  test("a file without a bulletin is another format; an empty one is empty", () => {
    const code = (lines: readonly string[]) => {
      try {
        read(lines);
      } catch (error) {
        return error instanceof ReadingStopped ? error.fault.code : error;
      }
      return "";
    };
    expect(code(["hola"])).toBe("not-this-format");
    expect(code([""])).toBe("no-rows");
    expect(code([])).toBe("empty-file");
  });
});

describe("contents", () => {
  const content = parseBuSymbol(SMALL)!.content;

  // Changes that a machine would have hashed and signed: the grammar and the sums must catch them.
  test.each<[string, (text: string) => string, string, string]>([
    [
      "a field out of order",
      (t) => t.replace("ZONA:8 SECA:2", "SECA:2 ZONA:8"),
      "qr-structure",
      "SECA:2 ZONA",
    ],
    ["a field missing", (t) => t.replace("COMP:2 ", ""), "qr-structure", "FALT:142"],
    ["a field unknown", (t) => t.replace("COMP:2", "COMP:2 XXXX:9"), "qr-structure", "XXXX:9"],
    ["a field twice", (t) => t.replace("COMP:2", "COMP:2 COMP:2"), "qr-structure", "COMP:2 FALT"],
    ["a leading zero", (t) => t.replace("92:1", "92:01"), "qr-structure", "92:01"],
    ["a sign", (t) => t.replace("92:1", "92:-1"), "qr-structure", "92:-1"],
    ["two spaces", (t) => t.replace("92:1 ", "92:1  "), "qr-structure", " APTA"],
    ["a candidate twice", (t) => t.replace("92:1", "92:1 92:1"), "qr-structure", "92:1 APTA"],
    ["an office twice", (t) => t.replace("CARG:11", "CARG:13"), "qr-structure", "CARG:13 TIPO:0"],
    ["a party in a majority office", (t) => t.replace("92:1", "PART:92 92:1"), "qr-structure", "PART:92"],
    [
      "another kind of office",
      (t) => t.replace("CARG:11 TIPO:0", "CARG:11 TIPO:3"),
      "qr-structure",
      "TIPO:3",
    ],
    ["cut in an office", (t) => t.replace(/ NULO:1 TOTC:2$/, ""), "qr-structure", ""],
    ["candidates unlike their sum", (t) => t.replace("92:1", "92:2"), "qr-sums", "NOMI:1 BRAN:0"],
    [
      "a party unlike its candidates",
      (t) => t.replace("LEGP:0 TOTP:1", "LEGP:0 TOTP:2"),
      "qr-sums",
      "TOTP:2",
    ],
    ["party votes unlike their sum", (t) => t.replace("LEGC:0", "LEGC:1"), "qr-sums", "LEGC:1"],
    ["a total unlike its parts", (t) => t.replace(/TOTC:2$/, "TOTC:3"), "qr-sums", "TOTC:3"],
    ["blank unlike the total", (t) => t.replace("BRAN:0", "BRAN:1"), "qr-sums", "TOTC:2"],
  ])("%s", (_name, change, reason, rest) => {
    const changed = change(content);
    expect(changed).not.toBe(content);
    const parsed = parseBuContent(changed);
    if (parsed.ok) throw new Error("read");
    expect([parsed.reason, changed.slice(parsed.at, parsed.at + rest.length)]).toEqual([reason, rest]);
    if (rest === "") expect(parsed.at).toBeGreaterThanOrEqual(changed.length);
  });

  test("an office without candidates has no votes, not zero", () => {
    const parsed = parseBuContent(
      content.replace(/92:1 APTA:144 APTS:144 APTT:0 NOMI.*$/, "APTA:144 CSEC:2"),
    );
    expect(parsed.ok && [parsed.field("11.CSEC"), parsed.field("11.92"), parsed.field("13.93001")]).toEqual([
      "2",
      undefined,
      "1",
    ]);
  });

  test("cut anywhere, or with any character changed, never throws", () => {
    for (let at = 0; at < content.length; at += 1) {
      parseBuContent(content.slice(0, at));
      parseBuContent(`${content.slice(0, at)}:${content.slice(at + 1)}`);
      parseBuContent(`${content.slice(0, at)} ${content.slice(at + 1)}`);
    }
  });
});

test("images: parts over several, codes that are none, and pictures without any", () => {
  const image = (source: string, found: readonly string[]) => ({
    ...{ source, texts: found, attempts: ["quick"] },
    failure: found.length === 0 ? ("no-code" as const) : null,
  });
  const findings: Finding[] = [];
  const { tables } = readBuImageTexts(
    [
      image("1.jpg", [FOUR[1]!, FOUR[0]!]),
      image("2.jpg", [FOUR[2]!, "https://example.org/"]),
      image("3.jpg", [FOUR[3]!]),
      image("4.jpg", ["hola"]),
      image("5.jpg", []),
      image("6.jpg", [SMALL]),
    ],
    { mapping: mapping(KEYS), contests: [MAYOR], onFinding: (finding) => findings.push(finding) },
  );
  expect(rowsOf(tables[0]!)).toEqual([FOUR_ROW, SMALL_ROW]);
  expect(findings.map(({ rule, source }) => `${rule} ${source}`)).toEqual([
    "bad-row 4.jpg",
    "qr-not-decoded 5.jpg",
  ]);
});

test("a mapping names columns of the bulletin and keys as the authority names them", () => {
  expect(validateMapping(mapping(KEYS), [MAYOR]).ok).toBe(true);
  const faults = (of: Mapping) => {
    const judged = validateMapping(of, [MAYOR]);
    return judged.ok ? [] : judged.error.map(({ code, pointer }) => `${code} ${pointer}`);
  };
  expect(faults(mapping(undefined, { registered: ["11.APTO"] }))).toEqual(["unknown-column /registered"]);
  expect(faults(mapping(undefined, { station: { columns: ["ZONA", "secao"] } }))).toEqual([
    "unknown-column /station/columns",
  ]);
  expect(faults(mapping({ "2024/AC": vectors.key.hex }))).toEqual(["unknown-field /file/keys/2024~1AC"]);
  expect(faults(mapping({ [vectors.key.name]: vectors.key.hex.toUpperCase() }))).toEqual([
    `bad-text /file/keys/${vectors.key.name.replaceAll("/", "~1")}`,
  ]);
});
