/** Glyphs, widths and kerning against what the shaping engine fontkit answers for the same fonts. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type PaperSubset, paperFont } from "@triplicate/ui/fonts.ts";
import { describe, expect, test } from "vitest";
import { readLetters } from "./pdf-letters.ts";
import { unpackWoff } from "./pdf-woff.ts";

const lettersOf = (subset: PaperSubset, weight: 400 | 600) =>
  readLetters(unpackWoff(readFileSync(fileURLToPath(paperFont(subset, weight)))));

const code = (character: string): number => character.codePointAt(0) ?? 0;

describe("the letters of a font", () => {
  test.each([
    [400, "A", 543],
    [400, "V", 515],
    [400, "0", 497],
    [400, "f", 292],
    [600, "A", 558],
    [600, "T", 546],
  ] as const)("at weight %i %s is %i wide", (weight, character, width) => {
    const letters = lettersOf("latin", weight);
    expect(letters.advance(letters.glyph(code(character)))).toBe(width);
  });

  test.each([
    ["latin", 400, "AV", -14],
    ["latin", 400, "To", -66],
    ["latin", 600, "AV", -16],
    ["latin", 600, "To", -71],
    ["latin", 400, "tf", -7],
    ["latin", 400, "10", 0],
  ] as const)("%s %i: %s is kerned by %i", (subset, weight, [left = "", right = ""], units) => {
    const letters = lettersOf(subset, weight);
    expect(letters.kern(letters.glyph(code(left)), letters.glyph(code(right)))).toBe(units);
  });

  test("a letter the font lacks has no glyph, nor has one past the basic plane", () => {
    const latin = lettersOf("latin", 400);
    expect(latin.glyph(code("漢"))).toBe(0);
    expect(latin.glyph(code("Ж"))).toBe(0);
    expect(latin.glyph(0x1f600)).toBe(0);
    expect(lettersOf("cyrillic", 400).glyph(code("Ж"))).toBeGreaterThan(0);
  });

  test("what is no font is refused", () => {
    expect(() => readLetters(Buffer.alloc(12))).toThrow();
  });
});
