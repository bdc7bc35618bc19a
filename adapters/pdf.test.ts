/** The PDF: whole, tagged, in its language, with text that can be copied, and the same bytes every time. */
import { inflateSync } from "node:zlib";
import { translator } from "@triplicate/ui/messages.ts";
import { reportDocument } from "@triplicate/ui/report/document.ts";
import { bolivar } from "@triplicate/ui/report/elections.test-data.ts";
import { hostile, union, venezuela } from "@triplicate/ui/report/elections-more.test-data.ts";
import type { ReportInput } from "@triplicate/ui/report/input.ts";
import { describe, expect, test } from "vitest";
import { renderReportPdf } from "./pdf.ts";

async function pdfOf(input: ReportInput, language: "es" | "en"): Promise<Buffer> {
  const blocks = reportDocument(input, translator(language));
  const meta = { title: input.comparison.election.name, version: "0.1.0" };
  return Buffer.from(await renderReportPdf(blocks, meta, language));
}

/** Every stream of the file, unpacked where it is packed. */
function streams(pdf: Buffer): string[] {
  const found: string[] = [];
  for (let at = pdf.indexOf("stream\n"); at >= 0; at = pdf.indexOf("stream\n", at)) {
    const end = pdf.indexOf("\nendstream", at);
    const bytes = pdf.subarray(at + 7, end);
    const packed = bytes[0] === 0x78;
    found.push((packed ? inflateSync(bytes) : bytes).toString("latin1"));
    at = end + 10;
  }
  return found;
}

/** Glyph numbers as hex to text, by the map each font carries for copying. */
function textOf(pdf: Buffer): string {
  const all = streams(pdf);
  const maps = all.filter((stream) => stream.includes("beginbfrange")).map(glyphMap);
  const pages = all.filter((stream) => stream.includes(" TJ"));
  const codes = pages.map((page) =>
    [...page.matchAll(/<([0-9a-f]+)>/g)].map((match) => match[1] ?? "").join(""),
  );
  // Which font a page uses where is not followed: the text is read once with every font.
  return maps
    .map((map) =>
      codes.map((hex) => (hex.match(/.{4}/g) ?? []).map((code) => map.get(code) ?? "").join("")).join("\n"),
    )
    .join("\n");
}

function glyphMap(stream: string): Map<string, string> {
  const map = new Map<string, string>();
  for (const range of stream.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
    const first = Number.parseInt(range[1] ?? "", 16);
    [...(range[2] ?? "").matchAll(/<([0-9a-f]*)>/g)].forEach((match, i) => {
      const code = (first + i).toString(16).padStart(4, "0");
      const units = (match[1] ?? "").match(/.{4}/g) ?? [];
      map.set(code, units.map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join(""));
    });
  }
  return map;
}

/** How many numbers an operator takes (ISO 32000-1, annex A), for those whose operands are numbers alone. */
const OPERANDS: Readonly<Record<string, number>> = {
  ...{ m: 2, l: 2, c: 6, h: 0, re: 4, f: 0, S: 0, B: 0, w: 1, cm: 6, rg: 3, RG: 3, Tm: 6, q: 0, Q: 0 },
  ...{ BT: 0, ET: 0, EMC: 0 },
};

/** Operators given too few or too many numbers: a reader would leave out what they draw. */
function malformed(stream: string): string[] {
  const found: string[] = [];
  let numbers = 0;
  for (const word of stream
    .replace(/<<[^>]*>>|\[[^\]]*\]|\([^)]*\)|\/\w+/g, " ")
    .trim()
    .split(/\s+/)) {
    if (/^-?(\d+\.?\d*|\.\d+)$/.test(word)) {
      numbers += 1;
      continue;
    }
    const takes = OPERANDS[word];
    if (takes === undefined ? !/^(BDC|BMC|Tf|TJ|d|cs|CS|scn|SCN)$/.test(word) : takes !== numbers) {
      found.push(`${numbers} ${word}`);
    }
    numbers = 0;
  }
  return found;
}

describe("a report on paper", () => {
  test.each([
    ["bolivar", bolivar],
    ["venezuela", venezuela],
    ["union", union],
    ["hostile", hostile],
  ] as const)("%s: every operator has its operands", async (_name, make) => {
    const pages = streams(await pdfOf(make(), "es")).filter((stream) => stream.includes(" TJ"));
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flatMap(malformed)).toEqual([]);
  });

  test("is a tagged PDF in its language with its fonts inside", async () => {
    const pdf = (await pdfOf(bolivar(), "es")).toString("latin1");
    expect(pdf).toMatch(/^%PDF-1\.7/);
    expect(pdf.trimEnd()).toMatch(/%%EOF$/);
    expect(pdf).toContain("/Lang (es)");
    expect(pdf).toContain("/StructTreeRoot");
    expect(pdf).toContain("/Marked true");
    expect(pdf).toContain("/DisplayDocTitle true");
    for (const tag of ["Document", "H1", "H2", "Table", "Caption", "TH", "TD", "Figure", "LI"]) {
      expect(pdf).toMatch(new RegExp(`/S /${tag}\\b`));
    }
    expect(pdf).toContain("/FontFile2");
    expect(pdf).not.toContain("/Helvetica");
    expect(pdf).toContain("/Alt ");
  });

  test("its text can be copied, accents included", async () => {
    const text = textOf(await pdfOf(bolivar(), "es"));
    expect(text).toContain("¿Coinciden");
    expect(text).toContain("Velásquez");
    expect(text).toContain("Página");
  });

  test.each([
    ["bolivar", bolivar],
    ["venezuela", venezuela],
    ["union", union],
  ] as const)("%s: same input, same bytes", async (_name, make) => {
    expect((await pdfOf(make(), "en")).equals(await pdfOf(make(), "en"))).toBe(true);
  });

  test("hostile names, thousands of rows and letters no font has are printed", async () => {
    const input = hostile();
    const name = { es: "漢字 Ж Ω ẞ", en: "漢字 Ж Ω ẞ" };
    const election = { ...input.comparison.election, name };
    const pdf = await pdfOf({ ...input, comparison: { ...input.comparison, election } }, "en");
    const text = textOf(pdf);
    expect(text).toContain("U+6F22");
    expect(text).toContain("U+202E");
    expect(pdf.toString("latin1")).not.toContain("undefined");
  });
});
