/** Contrast as WCAG 2.2 computes it (relative luminance), and greys that a photocopy tells apart. */
import { expect, test } from "vitest";
import { COLOURS, SHADES, TEXT_ON_GROUND } from "./tokens.ts";

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

test("the formula gives the standard's own extremes", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

test.each(TEXT_ON_GROUND)("%s on %s has at least 4.5:1", (text, ground) => {
  expect(contrast(COLOURS[text], COLOURS[ground])).toBeGreaterThanOrEqual(4.5);
});

test("bars stand out from paper by at least 3:1", () => {
  for (const name of ["countA", "countB", "same", "coverage", "unknown"] as const) {
    expect(contrast(COLOURS[name], COLOURS.paper)).toBeGreaterThanOrEqual(3);
  }
});

test("the two counts and the shades of a map differ in grey", () => {
  expect(contrast(COLOURS.countA, COLOURS.countB)).toBeGreaterThan(1.8);
  for (let i = 1; i < SHADES.length; i += 1) {
    expect(contrast(SHADES[i - 1] ?? "", SHADES[i] ?? "")).toBeGreaterThan(1.35);
  }
});
