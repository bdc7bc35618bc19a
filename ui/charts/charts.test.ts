/** Charts: scales and ticks, what the flip chart adds up, hatches inside their bars, text that fits, and SVG. */
import type { Discrepancy, Pair } from "@triplicate/core/reconciliation/comparison.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { translator } from "../messages.ts";
import { reportDocument } from "../report/document.ts";
import { bolivar, bolivia } from "../report/elections.test-data.ts";
import { hostile } from "../report/elections-more.test-data.ts";
import { flipSteps } from "./flip.ts";
import { linearScale } from "./scale.ts";
import { barItems, px } from "./scene.ts";
import { sceneSvg } from "./svg.ts";
import { fitText, textWidth, wrapText } from "./text-width.ts";

const t = translator("en");
const pairOf = (input: ReturnType<typeof bolivar>): Pair => {
  const pair = input.comparison.contests[0]?.pairs[0];
  if (pair === undefined) throw new Error("the fixture has a pair");
  return pair;
};

test("a scale maps ends to ends, and an empty domain to the start", () => {
  const x = linearScale([-728, 1471], [10, 710]);
  expect([x(-728), x(1471)]).toEqual([10, 710]);
  expect(x(371.5)).toBeCloseTo(360, 9);
  expect(linearScale([5, 5], [3, 9])(5)).toBe(3);
});

test("a coordinate that is no number is our fault", () => {
  expect(() => px(Number.NaN)).toThrow("coordinate");
  expect(px(1 / 3)).toBe("0.33");
});

describe("flip", () => {
  test("the sum ends at minus the same-station part, and crosses where the fewest stations say", () => {
    const pair = pairOf(bolivar());
    const steps = flipSteps(pair, 60, t);
    expect(steps.at(-1)?.sum).toBe(-2199);
    const crossing = steps.findIndex((step) => step.sum <= -1471) + 1;
    expect(crossing).toBe(pair.flip.minimal?.stations.length);
  });

  test("stations beyond the drawn ones are one bar, and nothing is lost", () => {
    const steps = flipSteps(pairOf(bolivia()), 60, t);
    expect(steps).toHaveLength(61);
    expect(steps.at(-1)?.rest).toBe(true);
    expect(steps.at(-1)?.sum).toBe(-794);
  });

  test("any order and cut gives the same total", () => {
    const effects = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(
        effects,
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 9000 }),
        (leads, most, b) => {
          const discrepancies = leads.map(
            (lead, i) => ({ station: `s${i}`, place: null, lead }) as Discrepancy,
          );
          const base = pairOf(bolivar());
          const lead = base.lead === null ? null : { ...base.lead, b };
          const steps = flipSteps({ ...base, lead, discrepancies }, most, t);
          const total = leads.reduce((sum, one) => sum - one, 0);
          expect((steps.at(-1)?.sum ?? 0) + 0).toBe(total + 0);
        },
      ),
    );
  });
});

test("a hatch stays inside its bar", () => {
  const side = fc.integer({ min: 4, max: 900 });
  fc.assert(
    fc.property(
      side,
      side,
      fc.constantFrom("rising" as const, "falling" as const),
      (width, height, pattern) => {
        for (const item of barItems({ x: 7, y: 9, width, height }, "#000000", pattern)) {
          if (item.kind !== "path") continue;
          for (const [, x, y] of item.d.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)) {
            expect(Number(x)).toBeGreaterThanOrEqual(7 - 0.01);
            expect(Number(x)).toBeLessThanOrEqual(7 + width + 0.01);
            expect(Number(y)).toBeGreaterThanOrEqual(9 - 0.01);
            expect(Number(y)).toBeLessThanOrEqual(9 + height + 0.01);
          }
        }
      },
    ),
  );
});

describe("text", () => {
  test("widths are the font's own", () => {
    // Source Sans 3: H 652, a 504, semibold H 663.
    expect(textWidth("Ha", 1000)).toBe(652 + 504);
    expect(textWidth("H", 10, 600)).toBeCloseTo(6.63, 9);
  });

  test("what is fitted fits, and what is wrapped keeps its words", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 120 });
    fc.assert(
      fc.property(text, fc.integer({ min: 20, max: 400 }), (raw, width) => {
        expect(textWidth(fitText(raw, width, 12), 12)).toBeLessThanOrEqual(width);
        for (const line of wrapText(raw, width, 12)) expect(textWidth(line, 12)).toBeLessThanOrEqual(width);
      }),
    );
    expect(wrapText("stations that only one count has", 90, 12).join(" ")).toBe(
      "stations that only one count has",
    );
  });
});

describe("svg", () => {
  const charts = [bolivar(), bolivia(), hostile()].flatMap((input) =>
    reportDocument(input, t).flatMap((block) => (block.kind === "chart" ? [block] : [])),
  );

  test("every kind of chart is there", () => {
    const kinds = new Set(charts.map((chart) => chart.id.split("-")[0]));
    expect([...kinds].sort()).toEqual(["classes", "coverage", "fingerprint", "flip", "margin"]);
  });

  test.each(charts.map((chart, i) => [`${chart.id} of ${i}`, chart] as const))("%s", (_name, chart) => {
    for (const scene of [chart.wide, chart.narrow]) {
      const svg = sceneSvg(scene, "en", "wide");
      expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="en-(\S+)-t en-\1-d"/);
      expect(svg).toMatch(/<title id="[^"]+">[^<]+<\/title><desc id="[^"]+">[^<]*\d[^<]*<\/desc>/);
      expect(svg).not.toMatch(/NaN|undefined|<script|<img/);
      expect(sceneSvg(scene, "en", "wide")).toBe(svg);
    }
    expect(chart.data.rows.length).toBeGreaterThan(0);
  });

  test("a map of every cell stays small", () => {
    const map = charts.find((chart) => chart.id.startsWith("fingerprint"));
    expect(map?.wide.items.length).toBeLessThan(80);
  });
});
