/** The tables of spec/station.md are those of the code: phases of each command, events of the journal, refusals. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { JOURNAL_EVENTS } from "./journal.ts";
import { COMMAND_PHASES } from "./station.ts";
import { STATION_RULES } from "./station-refusal.ts";
import { PHASES } from "./station-state.ts";

const SPEC = readFileSync(new URL("../../spec/station.md", import.meta.url), "utf8");

/** Rows of the table that follows a text, as cells. */
function tableAfter(text: string): string[][] {
  const [, ...rest] = SPEC.slice(SPEC.indexOf(text)).split("\n\n");
  const table = rest.find((block) => block.startsWith("|"))!.split("\n");
  return table.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

const ticked = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word!);

test("phases, in their order", () => {
  expect(tableAfter("**2.1**".replaceAll("*", "")).map(([cell]) => ticked(cell!)[0])).toEqual(PHASES);
});

test("each command has the phases that the specification gives it", () => {
  const specified = new Map<string, readonly string[]>();
  for (const [commands = "", phases = ""] of tableAfter("2.3 These")) {
    const named = ticked(phases);
    const allowed = phases.startsWith("any") ? PHASES.filter((phase) => !named.includes(phase)) : named;
    for (const command of ticked(commands)) specified.set(command, allowed);
  }
  expect(Object.fromEntries(specified)).toEqual(COMMAND_PHASES);
});

test("each refusal stands in the table with its clause, and the clause exists", () => {
  const rows = tableAfter("## 10. Refusals").map(([rule = "", clause = ""]) => [ticked(rule)[0]!, clause]);
  // What the daemon refuses by itself is of section 9.
  const ofStation = rows.filter(([, clause]) => !clause!.startsWith("9."));
  expect(Object.fromEntries(ofStation)).toEqual(STATION_RULES);
  for (const clause of Object.values(STATION_RULES)) expect(SPEC).toContain(`\n${clause} `);
});

test("the journal has these events and no others", () => {
  const events = tableAfter("5.3 These").flatMap(([cell]) => ticked(cell!));
  expect(events.toSorted()).toEqual(JOURNAL_EVENTS.toSorted());
});
