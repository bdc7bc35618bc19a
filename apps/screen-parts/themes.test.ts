/** Every contrast holds what it promises, computed as WCAG 2.2 defines it. */
import { describe, expect, test } from "vitest";
import { CONTRASTS, PALETTES, SHAPE_PAIRS, TEXT_PAIRS, themesCss } from "./themes.ts";

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function ratio(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

describe.each(CONTRASTS)("%s", (contrast) => {
  const palette = PALETTES[contrast];
  test.each(TEXT_PAIRS)("%s on %s can be read: 7:1", (text, ground) => {
    expect(ratio(palette[text], palette[ground])).toBeGreaterThanOrEqual(7);
  });
  test.each(SHAPE_PAIRS)("%s on %s can be seen: 3:1", (shape, ground) => {
    expect(ratio(palette[shape], palette[ground])).toBeGreaterThanOrEqual(3);
  });
  test("every colour is a property of the page", () => {
    for (const value of Object.values(palette)) expect(themesCss()).toContain(value);
  });
});
