import { describe, expect, it, test } from "vitest";
import { utf8 } from "../bytes.ts";
import { createRosterReader, type Roster } from "../election/roster.ts";
import { placeLine, stationLine, witnessLine } from "../election/roster-print.ts";
import { sha256 } from "../sha256.ts";
import { ACTA, type Acta } from "../statement/acta.ts";
import { CLOSING_RECORD, type ClosingRecord, type WitnessDecision } from "../statement/closing-record.ts";
import { createClosingHolds } from "./closing-holds.ts";
import { acta, closing, DEFINITION } from "./count.test-helper.ts";

const key = (name: string) => sha256(utf8(name));
const witness = (id: string, scope: Parameters<typeof witnessLine>[2]) =>
  witnessLine(id, "A", scope, key(id));
/** Witnesses in the order of the roster: of the place, of both stations, of the region, of everything. */
const LINES = [
  placeLine("p1", "North", "Upper"),
  witness("place", { kind: "place", id: "p1" }),
  stationLine("p1.1", "p1", 100),
  witness("one", { kind: "station", id: "p1.1" }),
  stationLine("p1.2", "p1", 100),
  witness("two", { kind: "station", id: "p1.2" }),
  placeLine("p2", "South", "Lower"),
  stationLine("p2.1", "p2", 100),
  witness("lower", { kind: "region", id: "Lower" }),
  witness("upper", { kind: "region", id: "Upper" }),
  witness("all", { kind: "election" }),
];

function rosterOf(lines: readonly string[]): Roster {
  const reader = createRosterReader();
  reader.push(utf8(`${lines.join("\n")}\n`));
  const roster = reader.finish();
  if (!roster.ok) throw new Error(JSON.stringify(roster.error));
  return roster.value;
}
const ROSTER = rosterOf(LINES);
const STATIONS = ["p1.1", "p1.2", "p2.1"];

const parsed = <T>(read: { ok: true; value: T } | { ok: false }): T => {
  if (!read.ok) throw new Error("not a record");
  return read.value;
};
const RECORD = parsed(CLOSING_RECORD.parse(closing("p1.1", [])));
const record = (change: Partial<ClosingRecord>): ClosingRecord => ({ ...RECORD, ...change });
const decided = (words: string): WitnessDecision[] =>
  words === "" ? [] : words.split(" ").map((id) => ({ witness: id, decision: "absent" }));

describe("the witnesses of a closing record", () => {
  it.each([
    ["p1.1", "place one", true],
    ["p1.1", "place one upper all", true],
    ["p1.2", "place two all", true],
    ["p2.1", "", true],
    ["p2.1", "lower", true],
    // Somebody accredited there is left out.
    ["p1.1", "", false],
    ["p1.1", "one", false],
    ["p1.1", "place", false],
    ["p1.1", "place upper all", false],
    // Somebody else's, twice, out of order, or nobody at all.
    ["p1.1", "place one two", false],
    ["p1.1", "place one lower", false],
    ["p2.1", "place", false],
    ["p1.1", "place one one", false],
    ["p1.1", "one place", false],
    ["p1.1", "place one nobody", false],
  ])("at %s: %s", (station, words, isWhole) => {
    const { closing: judge } = createClosingHolds(ROSTER, DEFINITION.id, 1, sha256);
    const flags = judge(STATIONS.indexOf(station), record({ witness: decided(words) }));
    expect(flags).toEqual(isWhole ? [] : ["closing-witnesses"]);
  });
});

test("fewer copies than three are told", () => {
  const { closing: judge } = createClosingHolds(
    rosterOf(LINES.filter((line) => !/witness/.test(line))),
    DEFINITION.id,
    1,
    sha256,
  );
  expect([0, 2, 3, 9].map((copies) => judge(0, record({ copies })).join())).toEqual([
    "closing-copies",
    "closing-copies",
    "",
    "",
  ]);
});

describe("papers of one closing", () => {
  const PRESIDENT = parsed(ACTA.parse(acta("p1.1", [10, 20, 5])));
  const TREASURER: Acta = {
    ...PRESIDENT,
    contest: "treasurer",
    votes: { options: ["X"], votes: [35] },
    blank: 0,
    null: 3,
  };
  const whole = decided("place one");
  const CLOSED = { closed: PRESIDENT.closed, witness: whole };
  const papers = {
    president: (holds: ReturnType<typeof createClosingHolds>) => holds.acta(0, PRESIDENT),
    treasurer: (holds: ReturnType<typeof createClosingHolds>) => holds.acta(0, TREASURER),
    record: (holds: ReturnType<typeof createClosingHolds>) => holds.closing(0, record(CLOSED)),
  };

  it("agree in any order", () => {
    for (const order of [
      ["president", "treasurer", "record"],
      ["record", "treasurer", "president"],
    ] as const) {
      const holds = createClosingHolds(ROSTER, DEFINITION.id, 2, sha256);
      expect(order.flatMap((name) => papers[name](holds))).toEqual([]);
    }
  });

  it.each([
    "opened",
    "closed",
    "registered",
    "checked-in",
    "ballots",
    "spoiled",
    "records",
    "journal",
  ] as const)("differ in %s, whichever comes first", (field) => {
    const value = TREASURER[field];
    const other = { ...TREASURER, [field]: typeof value === "number" ? value + 1 : key("other") };
    for (const pair of [
      [PRESIDENT, other],
      [other, PRESIDENT],
    ]) {
      const holds = createClosingHolds(ROSTER, DEFINITION.id, 2, sha256);
      expect(pair.flatMap((one) => holds.acta(0, one))).toEqual(["closing-mixed"]);
    }
  });

  it("differ in the time of the closing record, whichever comes first", () => {
    const late = record({ ...CLOSED, closed: PRESIDENT.closed + 1 });
    const first = createClosingHolds(ROSTER, DEFINITION.id, 1, sha256);
    expect([first.acta(0, PRESIDENT), first.closing(0, late)]).toEqual([[], ["closing-mixed"]]);
    const second = createClosingHolds(ROSTER, DEFINITION.id, 1, sha256);
    expect([second.closing(0, late), second.acta(0, PRESIDENT)]).toEqual([[], ["closing-mixed"]]);
  });

  it("are asked station by station", () => {
    const holds = createClosingHolds(ROSTER, DEFINITION.id, 2, sha256);
    expect([holds.acta(0, PRESIDENT), holds.acta(1, { ...TREASURER, closed: 1 })]).toEqual([[], []]);
  });
});
