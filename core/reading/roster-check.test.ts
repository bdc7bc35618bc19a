import { describe, expect, test } from "vitest";
import { keyText } from "../byte-index.ts";
import type { Contest, ElectionDefinition } from "../election/definition.ts";
import { inlineRoster } from "../election/roster.ts";
import { UNKNOWN, unknownReason } from "./count.ts";
import { createCountBuilder } from "./count-builder.ts";
import type { Finding } from "./finding.ts";
import type { Mapping } from "./mapping.ts";
import { checkRoster } from "./roster-check.ts";

const contest: Contest = {
  id: "c",
  name: { es: "c", en: "c" },
  candidates: [{ id: "ana", name: "Ana" }],
  options: [{ id: "ana", name: "Ana", candidate: "ana" }],
  outcome: { rule: "plurality" },
};
const election: ElectionDefinition = {
  format: "triplicate/election/v1",
  id: "e",
  name: { es: "e", en: "e" },
  date: "2026-05-01",
  contests: [contest],
  places: [
    { id: "p1", name: "Liceo", region: "Norte" },
    { id: "p2", name: "Liceo" },
  ],
  stations: [
    { id: "01", place: "p1", registered: 100 },
    { id: "02", place: "p1", registered: 200 },
    { id: "03", place: "p2", registered: 300 },
  ],
};

/** Rows of station, registered voters (null: the source has none), place. */
function check(rows: readonly (readonly [string, number | null, string])[], over: Partial<Mapping> = {}) {
  const mapping: Mapping = {
    format: "triplicate/mapping/v1",
    title: { es: "t", en: "t" },
    statement: { es: "s", en: "s" },
    file: { type: "csv" },
    station: { columns: ["s"] },
    contests: {},
    ...over,
  };
  const findings: Finding[] = [];
  const builder = createCountBuilder({ contest, mapping, sources: ["f.csv"], onFinding: () => {} });
  rows.forEach(([station, registered, place], i) => {
    const cells = [7, 0, 0, UNKNOWN.absent, UNKNOWN.absent, registered ?? UNKNOWN.absent];
    builder.add({
      station,
      place,
      region: "",
      line: i + 2,
      source: 0,
      cells,
      stationsInRow: 1,
      text: () => "",
    });
  });
  const table = checkRoster(builder.finish(), inlineRoster(election)!, mapping, (finding) =>
    findings.push(finding),
  );
  return { table, findings };
}

describe("a count against the roster", () => {
  test.each([
    ["more registered voters", 101],
    ["fewer registered voters", 99],
  ])("%s than the roster's", (_, here) => {
    const { findings, table } = check([["01", here, ""]]);
    expect(findings).toMatchObject([
      { rule: "registered-differs", action: "kept", station: "01", line: 2, detail: { here, roster: 100 } },
    ]);
    expect(table.cells[0]).toBe(7);
  });

  test("a station the roster lacks", () => {
    const { findings } = check([
      ["02", 200, ""],
      ["99", 10, ""],
    ]);
    expect(findings).toMatchObject([{ rule: "not-in-roster", action: "kept", station: "99", line: 3 }]);
  });

  test("the mapping may refuse what it finds", () => {
    const { table } = check([["99", 10, ""]], { onFinding: { "not-in-roster": "row-unknown" } });
    expect(unknownReason(table.cells[0]!)).toBe("refused");
    expect(table.cells[5]).toBe(10);
  });

  test("voters, places and regions come from it where the source has none; two places of one name stay two", () => {
    const { table, findings } = check([
      ["03", null, ""],
      ["01", null, ""],
      ["99", null, ""],
    ]);
    expect(findings.map(({ rule }) => rule)).toEqual(["not-in-roster"]);
    const registered = [0, 1, 2].map((row) => table.cells[row * table.width + table.width - 1]);
    expect(registered).toEqual([300, 100, UNKNOWN.absent]);
    const placeOf = (row: number) =>
      table.place[row]! < 0 ? null : keyText(table.places, table.place[row]!);
    expect([0, 1, 2].map(placeOf)).toEqual(["Liceo (p2)", "Liceo (p1)", null]);
    expect([0, 1, 2].map((row) => table.region[row])).toEqual([-1, 0, -1]);
    expect(keyText(table.regions, 0)).toBe("Norte");
  });

  test("a source's own places stay", () => {
    const { table } = check([["01", 100, "Escuela"]]);
    expect(keyText(table.places, table.place[0]!)).toBe("Escuela");
  });
});
