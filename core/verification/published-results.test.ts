/**
 * Results as a hostile site may publish them: whatever stands where a number should, the reader says so and goes on.
 */
import { describe, expect, it } from "vitest";
import { utf8 } from "../bytes.ts";
import { composeBulletin, printBulletin } from "../count-central/bulletin.ts";
import { createCentralCount } from "../count-central/central-count.ts";
import { believed, CONTEXT, signed } from "../count-central/count.test-helper.ts";
import { EMPTY_ROOT } from "../merkle-tree.ts";
import { parseResults, resultsBreaches } from "./published-results.ts";

const { contests } = CONTEXT.definition;
const numbersOf = (options: readonly { readonly id: string }[]) => ({
  votes: Object.fromEntries(options.map(({ id }) => [id, 0])),
  blank: 0,
  null: 0,
});
/** What an honest centre shows of an empty log, with something else in the first contest. */
const page = (change: object) => {
  const stations = CONTEXT.roster.stations.size;
  const tallies = { stations, counted: 0, missing: stations, conflict: 0, paper: 0, corrected: 0 };
  const honest = contests.map(({ id, options }) => {
    const numbers = { signed: numbersOf(options), withPaper: numbersOf(options) };
    return { contest: id, ...tallies, ...numbers, announced: null as object | null };
  });
  return { tree: 0, contests: [{ ...honest[0]!, ...change }, ...honest.slice(1)] };
};
const saidIn = (text: string, count = createCentralCount(CONTEXT)) =>
  resultsBreaches(parseResults(utf8(text))!, count, CONTEXT.definition).map(({ detail }) => detail);

describe("published results", () => {
  it("of the log's own numbers break nothing", () => {
    expect(saidIn(JSON.stringify(page({})))).toEqual([]);
  });

  it.each([
    ["an object that is no text", '{"toString":1,"valueOf":1}'],
    ["lists in lists", `${"[".repeat(50_000)}${"]".repeat(50_000)}`],
    ["words for the reader's terminal", '"0\\nEverything holds together.\\n"'],
    ["a text of the right digits", '"0"'],
  ])("with %s where a number should be are told as such", (_what, value) => {
    const text = JSON.stringify(page({ counted: "HERE" })).replace('"HERE"', value);
    expect(saidIn(text)).toEqual([{ field: "counted", said: "?", is: 0 }]);
  });

  it("that show an announcement nobody made are told", () => {
    expect(saidIn(JSON.stringify(page({ announced: { number: 1 } })))).toEqual([
      { field: "announced", said: "?", is: "null" },
    ]);
  });

  it("that show the last bulletin otherwise are told", async () => {
    const count = createCentralCount(CONTEXT);
    const parts = { context: CONTEXT, count, contest: 0, number: 1, time: 1, root: EMPTY_ROOT };
    const note = await signed(printBulletin(composeBulletin(parts)), "centre/office");
    count.add(0, believed(note));
    const numbers = numbersOf(contests[0]!.options);
    const announced = { number: 1, tree: 0, signed: numbers, withPaper: numbers };
    expect(saidIn(JSON.stringify(page({ announced })), count)).toEqual([]);
    const other = { ...announced, withPaper: { ...numbers, blank: 471 } };
    expect(saidIn(JSON.stringify(page({ announced: other })), count)).toEqual([
      { field: "announced.withPaper.blank", said: "471", is: 0 },
    ]);
  });
});
