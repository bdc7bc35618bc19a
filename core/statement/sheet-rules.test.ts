import { describe, expect, it } from "vitest";
import type { Contest } from "../election/definition.ts";
import type { Sheet } from "./sheet.ts";
import { sheetBreaches } from "./sheet-rules.ts";

const COUNCIL: Contest = {
  id: "council",
  name: { es: "c", en: "c" },
  candidates: ["a", "b"].map((id) => ({ id, name: id })),
  options: ["A", "B"].map((id) => ({ id, name: id, candidate: id.toLowerCase() })),
  outcome: { rule: "vote-for", seats: 2 },
};
const sheet = (papers: number, ...votes: number[]): Sheet => ({
  election: ["club", new Uint8Array(32)],
  mode: "live",
  station: "1",
  contest: "council",
  counted: 0,
  papers,
  votes: { options: ["A", "B"], votes },
  blank: 0,
  null: 0,
});

describe("a sheet where each voter has two marks", () => {
  it.each([
    ["both used", sheet(10, 10, 10), []],
    ["one used", sheet(10, 6, 4), []],
    ["fewer votes than papers", sheet(10, 5, 4), ["sheet-sum"]],
    ["more votes than marks", sheet(10, 11, 10), ["sheet-sum"]],
    ["one option marked twice on a paper", sheet(10, 20, 0), ["sheet-sum"]],
  ])("%s", (_what, given, rules) => {
    expect(sheetBreaches(given, COUNCIL).map(({ rule }) => rule)).toEqual(rules);
  });
});
