import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COLUMNS, heightOf, type Laid, layOut, lengthOf, plainLines, SCALES, wrap } from "./layout.ts";
import type { PrintBlock, TextSize } from "./print-document.ts";
import { rowBlock, textBlock } from "./print-parts.ts";

const letters = (text: string): string => text.replace(/\s/g, "");
const sizes = fc.constantFrom<TextSize>("normal", "tall", "large", "huge");
/** Words of any length in the letters of names, hyphens, marks without a composed form and all. */
const texts = fc
  .array(
    fc.string({ unit: fc.constantFrom(..."abcñÁü-/.·ж", "g\u0303", "é"), minLength: 1, maxLength: 40 }),
    { maxLength: 12 },
  )
  .map((words) => words.join(" "));

const widthOf = (laid: Laid): number =>
  laid.kind === "line"
    ? laid.runs.reduce((sum, { text, scale }) => sum + lengthOf(text) * scale.width, 0)
    : 0;

describe("lines", () => {
  test("hold every letter of a text, in order, and are never wider than the paper", () => {
    fc.assert(
      fc.property(
        texts,
        sizes,
        fc.constantFrom(58, 80),
        fc.boolean(),
        fc.boolean(),
        (text, size, paper, isCentred, isInverse) => {
          const block = textBlock(text, { size, align: isCentred ? "centre" : "left", isInverse });
          const laid = layOut([block], paper);
          expect(letters(plainLines(laid).join(""))).toBe(letters(text.normalize("NFC")));
          for (const line of laid) expect(widthOf(line)).toBeLessThanOrEqual(COLUMNS[paper]);
          if (isInverse) for (const line of laid) expect(widthOf(line)).toBe(COLUMNS[paper]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("of a row hold its words and its number whole, the number at the right edge", () => {
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 0, max: 2 ** 53 - 1 }),
        sizes,
        fc.constantFrom(58, 80),
        (text, value, size, paper) => {
          const number = size === "huge" ? String(value % 1000) : String(value % 10_000_000);
          const laid = layOut([rowBlock(text, number, size)], paper);
          const withNumber = laid.filter((line) => line.kind === "line" && line.runs.at(-1)?.text === number);
          expect(withNumber.map(widthOf)).toContain(COLUMNS[paper]);
          const words = laid.flatMap((line) =>
            line.kind === "line" ? line.runs.filter((run) => !isLeader(run.text) && run.text !== number) : [],
          );
          const own = letters(text.normalize("NFC"));
          // A text that is nothing but dots, or the number itself, cannot be told apart from the leader here.
          // So with dots at its end: a wrapped line may have nothing else.
          const stem = (shown: string): string => shown.replace(/[.]+$/, "");
          expect(stem(letters(words.map((run) => run.text).join("")))).toBe(stem(own));
          for (const line of laid) expect(widthOf(line)).toBeLessThanOrEqual(COLUMNS[paper]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

const isLeader = (text: string): boolean => /^ *\.* *$/.test(text);

const check = (block: PrintBlock, paper: 58 | 80, lines: readonly string[]): void => {
  expect(plainLines(layOut([block], paper))).toEqual(lines);
};

test("the last group of a code does not stand alone, and a break keeps its hyphen", () => {
  const code = "2PJ-K88-MBJ-KZZ-5E1-GRG-7SD-DDX-G7Z";
  check(textBlock(code, { size: "tall" }), 58, ["2PJ-K88-MBJ-KZZ-", "5E1-GRG-7SD-DDX-G7Z"]);
  check(textBlock(code, { size: "tall" }), 80, [code]);
});

test("what is wider than the paper in large letters is high, and broken only where nothing else helps", () => {
  const sizeOf = (text: string): unknown => {
    const [first] = layOut([textBlock(text, { size: "large" })], 58);
    return first?.kind === "line" ? first.runs.at(-1)?.scale : null;
  };
  expect(sizeOf("Andrés Velásquez")).toEqual(SCALES.large);
  expect(sizeOf("Constitucionalista")).toEqual(SCALES.tall);
  expect(sizeOf("a".repeat(33))).toEqual(SCALES.tall);
  expect(wrap("a".repeat(33), 32)).toEqual(["a".repeat(32), "a"]);
});

test("a control or a mark that turns the writing around is shown by its number", () => {
  check(textBlock("a\u202eb\u0007"), 80, ["a<U+202E>b<U+0007>"]);
});

test("white on black has no white between its lines", () => {
  const laid = layOut(
    [textBlock("uno dos tres cuatro cinco seis siete", { size: "large", isInverse: true })],
    58,
  );
  expect(laid.map((line) => (line.kind === "line" ? heightOf(line) : 0))).toEqual([48, 48, 48]);
});
