import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concatBytes } from "@triplicate/core/bytes.ts";
import { parseVoucher } from "@triplicate/core/count-machine/voucher.ts";
import { lineToNote } from "@triplicate/core/statement/one-line.ts";
import type { Language } from "@triplicate/core/text.ts";
import type { PrintDocument } from "@triplicate/ui/print/print-document.ts";
import { textBlock } from "@triplicate/ui/print/print-parts.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readActaFromFiles } from "./acta-files.ts";
import { INITIALIZE } from "./escpos-commands.ts";
import { encodeBlocks } from "./escpos-document.ts";
import { Emulator, pictureOf, type Sheet } from "./escpos-emulator.test-helper.ts";
import { drawModules } from "./paper-symbol.ts";
import { readQrImage } from "./qr-images.ts";
import * as sample from "./sample-papers.test-data.ts";

const DOTS = { 58: 384, 80: 576 } as const;
const PAPERS = [58, 80] as const;
const LANGUAGES = ["es", "en"] as const;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "escpos-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The one sheet that comes out; the emulator throws on a line that is too wide and on what it does not know. */
function printed({ blocks }: Pick<PrintDocument, "blocks">, paper: 58 | 80): Sheet {
  const printer = new Emulator(paper);
  printer.receive(concatBytes(INITIALIZE, ...encodeBlocks(blocks, paper)));
  expect(printer.papers).toHaveLength(1);
  return printer.papers[0]!;
}

const letters = (text: string): string => text.replace(/[\s–-]/g, "");
/** Lines without what leads to a number and the number: the words alone. */
const wordsOf = ({ lines }: Sheet): string =>
  letters(lines.map((line) => line.replace(/ \.* *[0-9.,]+$/, "").replace(/ \.{2,} .*$/, "")).join(" "));
/** Figures at the right edge, from top to bottom. */
const figuresOf = ({ marks }: Sheet, paper: 58 | 80): string[] =>
  marks.flatMap((mark) =>
    mark.kind === "text" && mark.wide === 2 && mark.x + mark.text.length * 24 === DOTS[paper]
      ? [mark.text]
      : [],
  );

async function symbolsOf(sheet: Sheet, paper: 58 | 80): Promise<readonly string[]> {
  const file = join(folder, "sheet.png");
  await writeFile(file, await pictureOf(sheet, paper));
  const { texts } = await readQrImage(file, "acta");
  return texts;
}

describe("an acta", () => {
  const cases = [7, 10, 38, 60].flatMap((options) =>
    PAPERS.flatMap((paper) => LANGUAGES.map((language) => ({ options, paper, language }))),
  );

  test.each(cases)(
    "of $options options on $paper mm in $language says every name and number, and its symbols are the note",
    async ({ options, paper, language }) => {
      const contest = sample.contestOf(options);
      const sheet = printed(sample.acta(contest, { paper, language }), paper);
      const words = wordsOf(sheet);
      for (const { name, party = "" } of contest.options) {
        expect(words).toContain(letters(name));
        expect(letters(sheet.lines.join(""))).toContain(letters(party));
      }
      const votes = contest.options.map((_, i) => (i === 0 ? 212 : i === 1 ? 1198 : (i * 37) % 91));
      const group = language === "es" ? "1.198" : "1,198";
      const figures = figuresOf(sheet, paper);
      expect(figures.join(" ")).toContain(votes.map((value) => (value === 1198 ? group : value)).join(" "));

      const file = join(folder, `acta-${options}-${paper}-${language}.png`);
      await writeFile(file, await pictureOf(sheet, paper));
      const { actas, faults } = await readActaFromFiles([file]);
      expect(faults).toEqual([]);
      expect(actas.map(({ noteBytes }) => noteBytes)).toEqual([sample.actaNote(contest)]);
    },
  );

  test.each(PAPERS)("has modules of as many dots as fit %s mm", (paper) => {
    const { blocks } = sample.acta(sample.contestOf(60), { paper, language: "es" });
    const symbols = blocks.filter((block) => block.kind === "symbol");
    expect(symbols.length).toBeGreaterThan(1);
    for (const { text, isLargest } of symbols) {
      const { rows, dots } = drawModules(text, { dots: DOTS[paper], isLargest });
      expect(dots).toBe(Math.floor(DOTS[paper] / rows.length));
      expect(dots).toBeGreaterThanOrEqual(paper === 58 ? 5 : 6);
    }
  });

  test.each(LANGUAGES)("whose two counts differ shows both, and the machines that died (%s)", (language) => {
    const contest = sample.contestOf(7);
    const running = {
      ballots: 1607,
      blank: 4,
      null: 0,
      spoiled: 3,
      options: contest.options.map(({ id }) => id),
      votes: [212, 1197, 74, 20, 57, 3, 40],
    };
    const lives = [
      { key: "ve-bolivar-2017/spare/7", ended: 1_508_080_000, journal: new Uint8Array(32).fill(7) },
    ];
    const sheet = printed(sample.acta(contest, { paper: 58, language }, { running, lives }), 58);
    const text = sheet.lines.join(" ").replace(/\s+/g, " ");
    expect(text).toContain(language === "es" ? "LAS DOS CUENTAS" : "TWO COUNTS DIFFER");
    expect(text).toMatch(language === "es" ? /DISTINTA .*1\.197/ : /DIFFERS .*1,197/);
    expect(letters(text)).toContain("vebolivar2017/spare/7");
    expect(text).toContain("2017-10-15 15:06:40 UTC");
  });

  test("names each copy, each witness and each poll worker, and what to read aloud", () => {
    const sheet = printed(sample.acta(sample.contestOf(7), { paper: 80, language: "en" }), 80);
    const text = sheet.lines.join("\n");
    for (const part of [
      "Copy 2 of 5",
      "Station 080101001.01",
      "Witness for PSUV",
      "Carmen Elena Rodríguez",
      "663 531 019 436",
      "c391-091d-684c-0741",
    ])
      expect(text).toContain(part);
  });
});

describe("a voucher", () => {
  test.each(PAPERS)(
    "says the choice in large letters, blank in words, and its symbol is the choice (%s mm)",
    async (paper) => {
      const contests = [sample.contestOf(60), sample.BOARD];
      const sheet = printed(sample.voucher(contests, [[9], []], { paper, language: "es" }), paper);
      expect(letters(sheet.lines.join(""))).toContain(letters(sample.contestOf(60).options[9]!.name));
      const large = sheet.marks
        .filter((mark) => mark.kind === "text" && mark.wide === 2)
        .map((mark) => (mark.kind === "text" ? mark.text.trim() : ""));
      expect(large.join(" ")).toContain("VOTO EN BLANCO");
      const [symbol] = await symbolsOf(sheet, paper);
      const read = parseVoucher(symbol!);
      expect(read?.contests).toEqual([
        { id: "governor", options: ["p9"] },
        { id: "board", options: [] },
      ]);
      expect(read?.code).toEqual(sample.CODE);
    },
  );

  test("of the same choices differs from another in the code alone", () => {
    const wishes = { paper: 80, language: "es" } as const;
    const [a, b] = [
      sample.voucher([sample.BOARD], [[1]], wishes),
      sample.voucher([sample.BOARD], [[1]], wishes),
    ];
    expect(concatBytes(...encodeBlocks(a.blocks, 80))).toEqual(concatBytes(...encodeBlocks(b.blocks, 80)));
    expect(JSON.stringify(a)).not.toMatch(/\d{4}-\d\d-\d\dT|UTC/);
  });

  test("throws on choices that no ballot says", () => {
    expect(() => sample.voucher([sample.contestOf(7)], [[1, 2]], { paper: 80, language: "es" })).toThrow(
      "no ballot",
    );
  });
});

describe("a rehearsal's paper", () => {
  const papers: readonly (readonly [string, (language: Language) => PrintDocument])[] = [
    ["voucher", (language) => sample.voucher([sample.BOARD], [[0]], { paper: 58, language, mode: "test" })],
    ["zero tape", (language) => sample.zeroTape([sample.BOARD], { paper: 58, language, mode: "test" })],
    ["acta", (language) => sample.acta(sample.contestOf(7), { paper: 58, language, mode: "test" })],
    [
      "closing record",
      (language) => sample.closing(sample.contestOf(7), { paper: 58, language, mode: "test" }),
    ],
    ["receipt", (language) => sample.receipt(sample.contestOf(7), { paper: 58, language, mode: "test" })],
  ];
  test.each(papers)("says so at both ends in the largest letters: %s", (_, make) => {
    for (const language of LANGUAGES) {
      const huge = printed(make(language), 58).marks.filter(
        (mark) => mark.kind === "text" && mark.wide === 3 && mark.isInverse,
      );
      expect(huge.map((mark) => (mark.kind === "text" ? mark.text : ""))).toEqual(
        Array(2).fill(language === "es" ? "ENSAYO" : "TEST"),
      );
    }
  });
});

test("a zero tape shows every total as zero", () => {
  const sheet = printed(sample.zeroTape([sample.contestOf(60)], { paper: 58, language: "es" }), 58);
  expect(figuresOf(sheet, 58)).toEqual(["612", ...Array(4 + 60).fill("0")]);
});

test("a closing record gives each decision, and a refusal its reason", () => {
  const text = printed(sample.closing(sample.contestOf(7), { paper: 58, language: "es" }), 58)
    .lines.join(" ")
    .replace(/\s+/g, " ");
  expect(text).toContain(
    "NO FIRMÓ. Razón: dice que faltan dos comprobantes en la urna y que nadie los buscó",
  );
  expect(text).toContain("ONG/observadora No estuvo");
});

test("a receipt and a card can be read by a telephone", async () => {
  const receipt = printed(sample.receipt(sample.contestOf(7), { paper: 80, language: "es" }), 80);
  expect(await symbolsOf(receipt, 80)).toEqual(["https://resultados.ejemplo.org/station/080101001.01"]);
  for (const paper of PAPERS) {
    const [line = ""] = await symbolsOf(printed(sample.card({ paper, language: "en" }), paper), paper);
    expect(lineToNote("card", line)).not.toBeNull();
  }
});

describe("letters", () => {
  test("of Spanish and English are the printer's own, in code page 850", () => {
    const text = "áéíóúñüÁÉÍÓÚÑÜ¿¡«»ºª·€".replace("€", "");
    const sheet = printed({ blocks: [textBlock(text)] }, 58);
    expect(sheet.lines).toEqual([text]);
    expect(sheet.marks.every(({ kind }) => kind === "text")).toBe(true);
  });

  test("that the printer lacks are drawn with their line, and none is lost or exchanged", () => {
    for (const text of ["Жанна Łukasiewicz", "Tata g\u0303uasu", "Αθήνα"]) {
      const sheet = printed({ blocks: [textBlock(text, { size: "large" })] }, 80);
      expect(sheet.lines).toEqual([]);
      expect(sheet.marks.some((mark) => mark.kind === "raster" && mark.bits.some((byte) => byte !== 0))).toBe(
        true,
      );
    }
    expect(printed({ blocks: [textBlock("中")] }, 80).lines).toEqual(["<U+4E2D>"]);
  });

  test("of typography have their likeness", () => {
    expect(printed({ blocks: [textBlock("D’Alessandro – “Luz”\u00a01")] }, 80).lines).toEqual([
      'D\'Alessandro - "Luz" 1',
    ]);
  });
});

test("no picture holds what a printer would take for an order", () => {
  for (const options of [7, 38, 60]) {
    for (const paper of PAPERS) {
      const bytes = concatBytes(
        ...encodeBlocks(sample.acta(sample.contestOf(options), { paper, language: "es" }).blocks, paper),
      );
      for (let i = 0; i + 1 < bytes.length; i += 1) {
        if (bytes[i] === 0x10) expect([0x04, 0x05, 0x14]).not.toContain(bytes[i + 1]);
      }
    }
  }
});
