/** Which machines an acta may say came before the one that signed it. */
import { expect, test } from "vitest";
import { utf8 } from "../bytes.ts";
import { createRosterReader } from "../election/roster.ts";
import { placeLine, spareLine, stationLine, witnessLine } from "../election/roster-print.ts";
import { sha256 } from "../sha256.ts";
import { ACTA, type Acta } from "../statement/acta.ts";
import type { EarlierLife } from "../statement/acta-lines.ts";
import { createLivesCheck } from "./acta-lives.ts";
import { createCentralCount } from "./central-count.ts";
import { acta, believed, CONTEXT, unverified } from "./count.test-helper.ts";

const key = (name: string) => sha256(utf8(name));
const reader = createRosterReader();
reader.push(
  utf8(
    [
      placeLine("p1", "North", "Upper"),
      stationLine("p1.1", "p1", 100),
      stationLine("p1.2", "p1", 100),
      spareLine("upper/1", { kind: "region", id: "Upper" }, key("upper/1")),
      spareLine("p1/1", { kind: "place", id: "p1" }, key("p1/1")),
      spareLine("two", { kind: "station", id: "p1.2" }, key("two")),
      placeLine("p2", "South"),
      stationLine("p2.1", "p2", 100),
      spareLine("all", { kind: "election" }, key("all")),
      witnessLine("w", "A", { kind: "election" }, key("w")),
      "",
    ].join("\n"),
  ),
);
const roster = reader.finish();
if (!roster.ok) throw new Error(JSON.stringify(roster.error));
const holds = createLivesCheck(roster.value, "club-2026");

const read = ACTA.parse(acta("p1.1", [1, 2, 3]));
if (!read.ok) throw new Error(read.error.code);
const base: Acta = read.value;
const { opened, closed } = base;
const journal = key("journal");

test.each([
  ["p1.1", "machine/p1.1@10", true],
  ["p1.1", "machine/p1.1@10 spare/upper/1@20 spare/p1/1@30 spare/all@30", true],
  // A spare that opened the station itself, and died.
  ["p1.1", "spare/all@0", true],
  ["p1.2", "spare/two@10", true],
  ["p2.1", "machine/p2.1@10 spare/all@11", true],
  // Another station's machine, or a spare that may not stand in here.
  ["p1.1", "machine/p1.2@10", false],
  ["p1.1", "machine/p1.1@10 spare/two@20", false],
  ["p2.1", "spare/upper/1@20", false],
  ["p2.1", "spare/p1/1@20", false],
  // Nobody, and no machine.
  ["p1.1", "spare/none@10", false],
  ["p1.1", "spare/@10", false],
  ["p1.1", "witness/w@10", false],
  ["p1.1", "machine/witness/w@10", false],
  // Before the opening, or between the close and the count.
  ["p1.1", "machine/p1.1@-1", true],
  ["p1.1", "machine/p1.1@99999", true],
  // One machine dies once, one after another.
  ["p1.1", "machine/p1.1@10 machine/p1.1@20", false],
  ["p1.1", "machine/p1.1@20 spare/all@10", false],
])("at %s: %s", (station, text, expected) => {
  const lives: EarlierLife[] = text.split(" ").map((part) => {
    const [name = "", after = ""] = part.split("@");
    return { key: `club-2026/${name}`, ended: opened + Number(after), journal };
  });
  const row = ["p1.1", "p1.2", "p2.1"].indexOf(station);
  expect(holds(row, { ...base, station, lives })).toBe(expected);
  expect(closed - opened).toBeLessThan(99_999);
});

test("a key of another election is nobody's, and an acta without lives holds", () => {
  expect(holds(0, { ...base, lives: [{ key: "other/machine/p1.1", ended: opened, journal }] })).toBe(false);
  expect(holds(0, base)).toBe(true);
});

test("the count flags running totals that differ, for their contest, and lives, for the whole station", () => {
  const count = createCentralCount(CONTEXT);
  const running = { ballots: 9, blank: 1, null: 2, spoiled: 0, options: ["A", "B", "C"], votes: [1, 2, 3] };
  const lives = [{ key: "club-2026/machine/p1.2", ended: opened, journal }];
  count.add(0, believed(unverified(acta("p1.1", [1, 2, 3], { running }), "machine/p1.1")));
  count.add(1, believed(unverified(acta("p1.2", [1, 2, 3], { lives }), "spare/upper/1")));
  count.add(2, believed(unverified(acta("p2.1", [1, 2, 3], { lives }), "machine/p2.1")));
  const flags = (station: number) => [0, 1].map((contest) => count.cell(station, contest).flags.join());
  expect(flags(0)).toEqual(["acta-running", ""]);
  expect(flags(1)).toEqual(["", ""]);
  expect(flags(2)).toEqual(["acta-lives", "acta-lives"]);
  // A flag takes nothing out of the count.
  expect([0, 1, 2].map((station) => count.status(station, 0))).toEqual(["counted", "counted", "counted"]);
});
