/** Small tables, every row of them: what a power cut makes of a turn, what people say of a voucher, who may unlock. */
import { describe, expect, test } from "vitest";
import { EMPTY_JOURNAL, journalLine, readJournal } from "./journal.ts";
import { recount } from "./recount.ts";
import {
  cardLine,
  createWorld,
  DEFINITION,
  openStation,
  randomFor,
  SPARE,
  unlock,
  vote,
  type World,
} from "./station.test-helper.ts";
import type { StationCommand } from "./station-commands.ts";
import { recordsOf, stationIn } from "./station-phases.test-helper.ts";
import { parseStationState, printStationState } from "./station-state.ts";
import { packRecord } from "./vote-record.ts";

/** A turn that got as far as this step. */
function turnAt(step: string): World {
  const world = createWorld();
  openStation(world);
  unlock(world, "a-1");
  world.act({ do: "activate" });
  if (step === "choosing") return world;
  world.act({ do: "confirm", selections: [[0], [1, 3]], ...randomFor() });
  const voucher = (outcome: "printed" | "nothing" | "part") =>
    world.act({ do: "voucher", outcome, record: world.held() });
  if (step === "held") voucher("nothing");
  if (step === "interrupted") voucher("part");
  if (step === "compare" || step === "thanks") voucher("printed");
  if (step === "thanks") world.act({ do: "match", matches: true, record: world.held() });
  return world;
}

/** Step, records by state, ballots, spoiled: all that a turn leaves. */
const told = (world: World): string =>
  [
    world.state.voter?.step ?? "nobody",
    recordsOf(world)
      .map(({ state }) => state)
      .join(",") || "none",
    world.state.ballots,
    world.state.spoiled,
  ].join(" ");

test.each([
  ["choosing", "nobody none 0 0"],
  ["printing", "interrupted interrupted 0 0"],
  ["held", "held pending 0 0"],
  ["compare", "interrupted printed 0 0"],
  ["interrupted", "interrupted interrupted 0 0"],
  ["thanks", "nobody cast 1 0"],
])("a power cut while %s, or another machine: %s", (step, expected) => {
  const cut = turnAt(step);
  cut.act({ do: "restarted", record: cut.held() });
  expect(told(cut)).toBe(expected);
  expect(cut.cards).toEqual([]);
  const other = turnAt(step);
  other.machine = SPARE;
  other.act({ do: "go-on", record: other.held() });
  expect(told(other)).toBe(expected);
  // Again and again is the same as once.
  cut.act({ do: "restarted", record: cut.held() });
  expect(told(cut)).toBe(expected);
});

const PAPERS = ["whole-and-matches", "whole-and-wrong", "torn", "none"] as const;
test.each([
  ["choosing", false, ["wrong-step", "wrong-step", "wrong-step", "wrong-step"]],
  ["printing", false, ["wrong-step", "wrong-step", "wrong-step", "wrong-step"]],
  ["held", false, ["wrong-step", "wrong-step", "wrong-step", "choosing none 0 0"]],
  ["compare", false, ["thanks cast 1 0", "choosing void 0 1", "choosing void 0 1", "choosing void 0 1"]],
  ["interrupted", false, ["thanks cast 1 0", "choosing void 0 1", "choosing void 0 1", "choosing none 0 0"]],
  ["thanks", false, ["wrong-step", "wrong-step", "wrong-step", "wrong-step"]],
  ["printing", true, ["thanks cast 1 0", "choosing void 0 1", "choosing void 0 1", "choosing none 0 0"]],
  ["compare", true, ["thanks cast 1 0", "choosing void 0 1", "choosing void 0 1", "choosing void 0 1"]],
  ["held", true, ["wrong-step", "wrong-step", "wrong-step", "choosing none 0 0"]],
] as const)("what people say of a voucher at %s, after a power cut: %s", (step, isCut, expected) => {
  for (const [i, paper] of PAPERS.entries()) {
    const world = turnAt(step);
    if (isCut) world.act({ do: "restarted", record: world.held() });
    expect(world.refusal({ do: "resolve", paper, record: world.held() })).toBe("card-needed");
    unlock(world, "a-1");
    const command: StationCommand = { do: "resolve", paper, record: world.held() };
    const refused = world.refusal(command);
    if (refused === "") world.act(command);
    expect(refused === "" ? told(world) : refused, paper).toBe(expected[i]);
  }
});

test("a record that the disk lost is no vote, and the turn can end all the same", () => {
  for (const [paper, expected] of [
    ["whole-and-wrong", "choosing none 0 1"],
    ["torn", "choosing none 0 1"],
    ["none", "choosing none 0 0"],
  ] as const) {
    const world = turnAt("compare");
    world.records.clear();
    expect(world.refusal({ do: "match", matches: true, record: null })).toBe("record-lost");
    world.act({ do: "restarted", record: null });
    unlock(world, "a-1");
    expect(world.refusal({ do: "resolve", paper: "whole-and-matches", record: null })).toBe("record-lost");
    world.act({ do: "resolve", paper, record: null });
    expect(told(world)).toBe(expected);
  }
});

test("a record of another turn, or of one that is over, is not this turn's", () => {
  const world = turnAt("compare");
  const held = world.held()!;
  const over = held.slice();
  over[48] = 4;
  const other = held.slice();
  other[0]! ^= 1;
  for (const record of [over, other, held.subarray(1), null])
    expect(world.refusal({ do: "match", matches: true, record })).toBe("record-lost");
});

test("a code that is taken is refused", () => {
  const world = turnAt("choosing");
  const existing = new Uint8Array(52);
  expect(world.refusal({ do: "confirm", selections: [[0], []], ...randomFor(), existing })).toBe(
    "code-taken",
  );
});

describe("cards", () => {
  const wrong = (world: World, id: string): string => {
    try {
      world.act({ do: "present-card", card: cardLine(id), pin: "000000" });
      return "";
    } catch (error) {
      return String(error).split(" ")[2]!;
    }
  };

  test("one card's right PIN buys no tries for another", () => {
    const world = createWorld();
    for (let i = 0; i < 4; i += 1) {
      expect(wrong(world, "b-2")).toBe("pin-wrong");
      unlock(world, "a-1");
    }
    expect(wrong(world, "b-2")).toBe("pin-wrong");
    expect(wrong(world, "b-2")).toBe("pin-locked");
    expect(world.journal.at(-1)).toMatch(/ pin-locked 300$/);
  });

  test("nor do many cards: of more than eight one count stands for all", () => {
    const world = createWorld();
    let tries = 0;
    while (tries < 40 && wrong(world, `x-${tries}`) === "pin-wrong") tries += 1;
    expect(tries).toBeLessThanOrEqual(13);
    expect(world.state.tries.cards.length).toBe(8);
  });

  test("the wait doubles to an hour and no further", () => {
    const world = createWorld();
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      for (let i = 0; i < 5; i += 1) wrong(world, "a-1");
      waits.push(world.state.tries.until - world.now);
      world.now = world.state.tries.until;
    }
    expect(waits).toEqual([300, 600, 1200, 2400, 3600, 3600]);
    expect(readJournal(world.journal).fault).toBeNull();
  });
});

describe("the recount", () => {
  const { contests } = DEFINITION;
  const world = stationIn("open");
  vote(world, [[1], [0]]);
  vote(world, [[], []], false);
  const records = [...world.records].sort().map(([, bytes]) => bytes);
  const verdict = (changed: readonly Uint8Array[]) => {
    const { agrees, ballots, spoiled, unreadable } = recount(changed, contests, world.state);
    return [agrees, ballots, spoiled, unreadable];
  };

  test("agrees with what was counted", () => {
    expect(verdict(records)).toEqual([true, 3, 1, 0]);
  });

  test("any bit of a record's fate or choices changed is seen", () => {
    for (const [i, bytes] of records.entries()) {
      for (let at = 48; at < bytes.length; at += 1) {
        // What a void record says is in no total: the root alone tells.
        if (bytes[48] === 5 && at > 48) continue;
        for (let bit = 0; bit < 8; bit += 1) {
          const changed = bytes.slice();
          changed[at]! ^= 1 << bit;
          expect(verdict(records.with(i, changed))[0], `${i} ${at} ${bit}`).toBe(false);
        }
      }
    }
  });

  test("one lost, one twice, one more, one whose fate is open", () => {
    const code = new Uint8Array(16).fill(255);
    const more = { code, salt: new Uint8Array(32), selections: [[0], []] };
    expect(verdict(records.slice(1))[0]).toBe(false);
    expect(verdict([records[0]!, ...records])).toEqual([false, 3, 1, 1]);
    expect(verdict([...records, packRecord({ ...more, state: "cast" }, contests)])[0]).toBe(false);
    expect(verdict([...records, packRecord({ ...more, state: "pending" }, contests)])).toEqual([
      false,
      3,
      1,
      1,
    ]);
    expect(verdict(records.toReversed())[0]).toBe(false);
    expect(verdict(records.filter((bytes) => bytes[48] !== 5))).toEqual([false, 3, 0, 0]);
  });
});

test("a journal names the line where the chain or the form breaks", () => {
  const world = stationIn("transmitted");
  const lines = world.journal;
  const head = readJournal(lines).head.head.join();
  for (const [i, line] of lines.entries()) {
    for (let at = 0; at < line.length; at += 1) {
      const changed = readJournal(
        lines.with(i, line.slice(0, at) + (line[at] === "7" ? "8" : "7") + line.slice(at + 1)),
      );
      expect(changed.fault !== null || changed.head.head.join() !== head, `${i} ${at}`).toBe(true);
    }
    if (i + 1 < lines.length)
      expect(readJournal(lines.toSpliced(i, 1)).fault).toEqual({ code: "journal-order", line: i + 1 });
  }
  const first = journalLine(EMPTY_JOURNAL, 0, "provisioned", "live", "m").line;
  expect(readJournal([first.replace("provisioned", "cast")]).fault).toEqual({
    code: "journal-line",
    line: 1,
  });
  expect(() => journalLine(EMPTY_JOURNAL, 0, "paused", "two\nlines")).toThrow();
});

test("a state that is not of its shape is none", () => {
  const { state } = turnAt("compare");
  const text = printStationState(state);
  expect(parseStationState(text)).toEqual(JSON.parse(JSON.stringify(state)));
  const changed = (change: object) =>
    parseStationState(printStationState({ ...state, ...change } as typeof state));
  for (const change of [
    { phase: "reopened" },
    { mode: "rehearsal" },
    { ballots: -1 },
    { ballots: 1.5 },
    { ballots: "1" },
    { voter: { step: "compare" } },
    { voter: { step: "choosing", code: "00" } },
    { voter: { step: "compare", code: "zz" } },
    { running: [{ votes: [0, null], blank: 0 }] },
    { definition: "AAAA" },
    { journal: { count: 1 } },
    { witnesses: [{ id: "x", decision: "fled", isOwn: true }] },
    { toString: 1 },
  ])
    expect(changed(change), JSON.stringify(change)).toBeNull();
  for (const other of [
    `${text}\n`,
    text.slice(0, -1),
    text.replace("v1", "v2"),
    text.replace(":{", ": {"),
    "",
    "\n\n",
  ])
    expect(parseStationState(other)).toBeNull();
});
