/** The document: what the first screen says of each election, and that nothing unsaid leaks into it. */
import { describe, expect, test } from "vitest";
import { outsideOf, overlapsOf } from "../charts/layout.test-helper.ts";
import { LANGUAGES, translator } from "../messages.ts";
import type { Block, TableCell } from "./block.ts";
import { reportDocument } from "./document.ts";
import { bolivar, bolivia } from "./elections.test-data.ts";
import { hostile, union, venezuela } from "./elections-more.test-data.ts";
import { verdictLines } from "./text.ts";

const FIXTURES = { bolivar, bolivia, venezuela, union, hostile };
const CASES = Object.entries(FIXTURES).flatMap(([name, make]) =>
  LANGUAGES.map((language) => ({ name, make, language })),
);

/** Every text a reader can meet in a document. */
function textsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap(blockTexts);
}

const cellTexts = (cell: TableCell): readonly string[] => (typeof cell === "string" ? [cell] : cell);

function blockTexts(block: Block): readonly string[] {
  switch (block.kind) {
    case "title":
      return [block.kicker, block.text, block.subtitle];
    case "verdict":
      return [block.label, block.headline, ...block.lines];
    case "figures":
      return block.items.flatMap((item) => [item.value, item.label]);
    case "list":
      return block.items;
    case "table":
      return [block.caption, block.note ?? "", ...block.columns.map((column) => column.text)].concat(
        ...block.rows.map((row) => row.flatMap(cellTexts)),
      );
    case "chart":
      return [block.wide.title, block.wide.alt].concat(
        [block.wide, block.narrow].flatMap(({ items }) =>
          items.flatMap((item) => (item.kind === "text" ? [item.text] : [])),
        ),
        ...block.data.rows.map((row) => row.flatMap(cellTexts)),
      );
    case "banner":
    case "heading":
    case "paragraph":
    case "code":
      return [block.text];
  }
}

const lines = (make: () => Parameters<typeof verdictLines>[0], language: "es" | "en") =>
  verdictLines(make(), translator(language)).join("\n");

describe("verdict", () => {
  test("a flip by discrepancies, labelled a reconstruction", () => {
    expect(lines(bolivar, "en")).toBe(
      `This is a reconstruction: the numbers by station are generated, not documents.
The counts do not agree, and the difference changes who wins.
11 of 1,642 stations that both counts have differ.
Correcting those 11 stations changes the winner from Justo Noguera to Andrés Velásquez. 6 of them are enough; fewer are not.`,
    );
  });

  test("a result that coverage changes without a change of leader", () => {
    const text = lines(bolivia, "es");
    expect(text).toContain("Difieren 549 de las 28.975 mesas que están en ambos conteos.");
    expect(text).toContain("5.580 mesas están solo en «Cómputo oficial».");
    expect(text).toContain("segunda vuelta entre Evo Morales y Carlos Mesa");
    expect(text).toContain("Evo Morales gana en primera vuelta");
    expect(text).toContain("La ventaja pasa de 7,87 a 10,56 puntos");
  });

  test("an announced total smaller than what was kept", () => {
    const text = lines(venezuela, "en");
    expect(text).toContain("The count and the announced total cannot both be true.");
    expect(text).toContain("add up to 7,156,462 votes for Edmundo González");
    expect(text).toContain("the total announced in “Bulletin 2” is 5,326,104");
    expect(text).toContain("940 best stations, 6,739,310 remain");
    expect(text).toContain(
      "at most 3,647,225 registered voters are outside its stations, and 3,915,001 votes",
    );
    expect(text).toContain("probability of 1 in 75,883,427");
  });

  test("counts that agree", () => {
    expect(lines(union, "es")).toMatch(
      /^Los conteos coinciden\.\nSecretaría general: Los 3 conteos coinciden/,
    );
  });

  test("a bound is said to be one, and unknown numbers are counted", () => {
    const text = lines(hostile, "en");
    expect(text).toContain("90 of them are enough; the fewest is between 71 and 90.");
    expect(text).toContain("12 stations could not be compared in full");
  });
});

describe.each(CASES)("$name in $language", ({ make, language }) => {
  const input = make();
  const blocks = reportDocument(input, translator(language));
  const texts = textsOf(blocks);

  test("no leak of a missing value", () => {
    for (const text of texts) expect(text).not.toMatch(/undefined|NaN|\[object|Infinity|null\b.*null/);
  });

  test("the questions come in order, signals last", () => {
    const ids = blocks.flatMap((block) => (block.kind === "heading" && block.level === 2 ? [block.id] : []));
    expect(ids).toEqual(["agree", "winner", "which", "how", "wrong", "check", "screening"]);
  });

  test("headings go down one level at a time and have ids of their own", () => {
    const headings = blocks.filter((block) => block.kind === "heading");
    let level = 1;
    for (const heading of headings) {
      expect(heading.level).toBeLessThanOrEqual(level + 1);
      level = heading.level;
    }
    expect(new Set(headings.map((heading) => heading.id)).size).toBe(headings.length);
  });

  test("every row has a cell for every column", () => {
    const tables = blocks.flatMap((block) =>
      block.kind === "table" ? [block] : block.kind === "chart" ? [block.data] : [],
    );
    for (const table of tables) {
      for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
    }
  });

  test("the remark stands on top and in every chart", () => {
    const { remark } = input.comparison.election;
    expect(blocks[1]?.kind === "banner").toBe(remark !== undefined);
    if (remark === undefined) return;
    const first = remark[language].split(" ")[0] ?? "";
    for (const block of blocks) {
      if (block.kind !== "chart") continue;
      const words = block.wide.items.flatMap((item) => (item.kind === "text" ? [item.text] : []));
      expect(words.some((word) => word.startsWith(first.slice(0, 8)))).toBe(true);
    }
  });

  test("labels stay inside their chart and do not overlap", () => {
    for (const block of blocks) {
      if (block.kind !== "chart") continue;
      for (const scene of [block.wide, block.narrow]) {
        expect(outsideOf(scene)).toEqual([]);
        expect(overlapsOf(scene)).toEqual([]);
      }
    }
  });
});

test("thousands of discrepancies: the first are shown and the rest are named", () => {
  const blocks = reportDocument(hostile(), translator("en"));
  const table = blocks.find(
    (block) => block.kind === "table" && block.caption.startsWith("Stations that differ"),
  );
  expect(table?.kind === "table" && table.rows.length).toBe(200);
  expect(table?.kind === "table" && table.note).toContain(
    "Showing 200 of 3,000. The full list is in discrepancies.csv.",
  );
});

test("a sum with unknown cells is a lower bound and says so", () => {
  const input = venezuela();
  const [contest] = input.comparison.contests;
  if (contest === undefined) throw new Error("the fixture has a contest");
  const counts = contest.counts.map((count) => ({
    ...count,
    options: [{ option: "eg", votes: { known: 7156462, unknown: 3 } }],
  }));
  const comparison = { ...input.comparison, contests: [{ ...contest, counts }] };
  const texts = textsOf(reportDocument({ ...input, comparison }, translator("en")));
  expect(texts).toContain("at least 7,156,462; 3 numbers unknown");
});

test("each signal stands beside what chance gives", () => {
  const blocks = reportDocument(bolivar(), translator("en"));
  const table = blocks.find(
    (block) => block.kind === "table" && block.caption === "Signals in Published results",
  );
  expect(table?.kind === "table" && table.rows.map((row) => row.slice(2, 5))).toEqual([
    ["1,642", "21", "14.3"],
    ["1,204", "9", "3.6"],
  ]);
});
