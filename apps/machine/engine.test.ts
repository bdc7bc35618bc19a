/**
 * A station's day at the machine, as its people do it, with power cuts in between.
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { symbolsToActa } from "@triplicate/core/count-machine/acta-symbol.ts";
import { afterEach, describe, expect, test } from "vitest";
import {
  answerOf,
  CLOSES,
  fakePapers,
  handClock,
  OPENS,
  openingActions,
  provisioned,
  startTest,
  type TestMachine,
  unlock,
  voteActions,
} from "./machine.test-helper.ts";

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function machineFolder(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "triplicate-machine-"));
  cleanups.push(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, "machine");
  await provisioned(folder);
  return folder;
}

async function start(folder: string, options: Parameters<typeof startTest>[1] = {}): Promise<TestMachine> {
  const started = await startTest(folder, options);
  cleanups.push(() => started.machine.close());
  return started;
}

const closing = (checkedIn: number) =>
  [
    ...unlock("a", "b"),
    { do: "close", checkedIn },
    { do: "count" },
    { do: "print-copies", copies: 5 },
  ] as const;

describe("a day", () => {
  test("from the zero tape to the seal", async () => {
    const { machine, papers, clock, does, act } = await start(await machineFolder());
    expect(machine.view()).toMatchObject({ phase: "provisioned", voter: null, counts: null, tally: null });
    await does(...openingActions());
    expect(machine.view().phase).toBe("open");

    await does(...unlock("a"), { do: "activate" });
    expect(machine.view()).toMatchObject({ voter: { step: "choosing" }, cards: [] });
    await act({ do: "confirm", selections: [[1], []] });
    await machine.idle();
    expect(machine.view().voter).toEqual({ step: "compare", selections: [[1], []] });
    await does({ do: "match", matches: true });
    expect(machine.view().voter).toEqual({ step: "thanks", outcome: "cast" });
    await does(...voteActions([[0], [1]], false), { do: "confirm", selections: [[0], [0]] });
    await does({ do: "match", matches: true });
    expect(papers.printed).toEqual([
      "zero-tape",
      "voucher [[1],[]]",
      "voucher [[0],[1]]",
      "voucher [[0],[0]]",
    ]);

    await clock.pass(CLOSES - OPENS);
    const view = (await does(...closing(2))).view;
    expect(view).toMatchObject({
      phase: "printed",
      copies: { printed: 5, needed: 5, printing: false },
      counts: { checkedIn: 2, ballots: 2, spoiled: 1 },
      tally: {
        agrees: true,
        contests: [
          { contest: "president", votes: [1, 1, 0], blank: 0 },
          { contest: "treasurer", votes: [1, 0], blank: 1 },
        ],
      },
    });
    const notes = view.tally!.contests.map(({ symbols }) => symbolsToActa(symbols));
    const actas = notes.map((note) => {
      if (!note.ok) throw new Error(note.error.code);
      return note.value;
    });
    await does(
      { do: "witness-answer", answer: answerOf(actas, "red/01.1") },
      { do: "witness-answer", answer: answerOf(actas, "blue/01.1", "box was open") },
    );
    expect(machine.view().witnesses).toEqual([
      { id: "red/01.1", party: "red", isExpected: true, decision: "signed" },
      { id: "blue/01.1", party: "blue", isExpected: true, decision: "refused", reason: "box was open" },
    ]);
    // What is scanned later is what was printed.
    expect(machine.view().tally!.contests.map(({ symbols }) => symbols)).toEqual(
      view.tally!.contests.map(({ symbols }) => symbols),
    );
    await does(...unlock("a"), { do: "decided" }, { do: "seal" });
    expect(machine.view().phase).toBe("sealed");
    expect(await act({ do: "transmit" })).toMatchObject({ ok: false, refused: { rule: "no-centre" } });
  });
});

describe("durable before the printer gets a byte", () => {
  test("the record, the tape and the actas stand in the store when their paper is begun", async () => {
    const papers = fakePapers();
    const seen: string[] = [];
    papers.onPrint = (paper, station) => {
      const { voter, printing } = station.state();
      const isThere = paper === "voucher" ? station.record() !== null : printing === paper;
      seen.push(`${paper} ${voter?.step ?? "-"} ${isThere}`);
    };
    const { does } = await start(await machineFolder(), { papers });
    await does(...openingActions(), ...voteActions([[2], [0]]));
    expect(seen).toEqual(["zero-tape - true", "voucher printing true"]);
  });
});

describe("the printer", () => {
  test("has no paper: the voucher waits, and is printed when it is ready", async () => {
    const { machine, papers, clock, does, act } = await start(await machineFolder());
    await does(...openingActions(), ...unlock("a"), { do: "activate" });
    papers.outcomes.push("nothing");
    papers.state = "paper-out";
    await act({ do: "confirm", selections: [[1], [1]] });
    await clock.pass(3);
    expect(machine.view().voter).toEqual({ step: "printer", problem: "paper-out" });
    papers.state = "ready";
    await clock.pass(3);
    await machine.idle();
    expect(machine.view().voter).toEqual({ step: "compare", selections: [[1], [1]] });
    expect(papers.printed.at(-1)).toBe("voucher [[1],[1]]");
  });

  test("tears a voucher: people judge", async () => {
    const { machine, papers, does, act } = await start(await machineFolder());
    await does(...openingActions(), ...unlock("a"), { do: "activate" });
    papers.outcomes.push("part");
    await act({ do: "confirm", selections: [[1], [1]] });
    await machine.idle();
    expect(machine.view().voter).toEqual({ step: "interrupted" });
    expect(await act({ do: "resolve", paper: "torn" })).toMatchObject({ refused: { rule: "card-needed" } });
    await does(...unlock("b"), { do: "resolve", paper: "torn" });
    expect(machine.view().voter).toEqual({ step: "choosing" });
  });

  test("runs out in the middle of a copy: the poll worker looks, then the rest is printed", async () => {
    const { machine, papers, clock, does, act } = await start(await machineFolder());
    await does(...openingActions());
    await clock.pass(CLOSES - OPENS);
    papers.outcomes.push("printed", "part");
    await does(...closing(0));
    expect(machine.view()).toMatchObject({ halfPrinted: "acta", copies: { printed: 1 }, phase: "counted" });
    expect(await act({ do: "print-copies", copies: 4 })).toMatchObject({ refused: { rule: "paper-half" } });
    await does({ do: "half-printed", paper: "again" });
    expect(machine.view()).toMatchObject({ halfPrinted: null, copies: { printed: 5 }, phase: "printed" });
  });

  test("is empty before a copy: the rest follows by itself", async () => {
    const { machine, papers, clock, does, act } = await start(await machineFolder());
    await does(...openingActions());
    await clock.pass(CLOSES - OPENS);
    papers.outcomes.push("printed", "nothing");
    papers.state = "paper-out";
    for (const action of closing(0)) await act(action);
    await clock.pass(2);
    expect(machine.view()).toMatchObject({ printer: "paper-out", copies: { printed: 1 }, halfPrinted: null });
    papers.state = "ready";
    await clock.pass(2);
    await machine.idle();
    expect(machine.view()).toMatchObject({ copies: { printed: 5 }, phase: "printed" });
  });
});

describe("a restart", () => {
  test("takes up at every step of a vote", async () => {
    const folder = await machineFolder();
    let { machine, does, act, papers } = await start(folder);
    const restart = async (): Promise<void> => {
      await machine.close();
      ({ machine, does, act, papers } = await start(folder));
    };
    await restart();
    expect(machine.view().phase).toBe("provisioned");
    await does(...openingActions());
    await restart();
    expect(machine.view()).toMatchObject({ phase: "open", cards: [] });
    await does(...unlock("a"), { do: "activate" });
    await restart();
    expect(machine.view().voter).toBeNull();
    await does(...unlock("a"), { do: "activate" });
    await act({ do: "confirm", selections: [[0], [0]] });
    await machine.idle();
    await restart();
    expect(machine.view().voter).toEqual({ step: "interrupted" });
    await does(...unlock("a"), { do: "resolve", paper: "whole-and-matches" });
    await restart();
    expect(machine.view().voter).toBeNull();
    await does(...unlock("a"));
    expect(machine.view().counts).toEqual({ checkedIn: 1, ballots: 1, spoiled: 0 });
    expect(papers.printed).toEqual([]);
  });

  test("leaves a voucher waiting that never began", async () => {
    const folder = await machineFolder();
    const first = await start(folder);
    await first.does(...openingActions(), ...unlock("a"), { do: "activate" });
    first.papers.outcomes.push("nothing");
    first.papers.state = "paper-out";
    await first.act({ do: "confirm", selections: [[2], []] });
    await first.clock.pass(1);
    await first.machine.close();
    const { machine, papers } = await start(folder);
    await machine.idle();
    expect(papers.printed).toEqual(["voucher [[2],[]]"]);
    expect(machine.view().voter).toEqual({ step: "compare", selections: [[2], []] });
  });
});

describe("time", () => {
  test("a clock that is set while people vote moves nothing, and is told", async () => {
    const { machine, clock, does } = await start(await machineFolder());
    await does(...openingActions());
    clock.set(CLOSES + 60);
    expect(machine.view()).toMatchObject({ now: OPENS, warnings: ["clock-moved"] });
  });

  test("a machine that wakes with an old clock goes on from its journal", async () => {
    const folder = await machineFolder();
    const first = await start(folder);
    await first.does(...openingActions());
    await first.machine.close();
    const { machine } = await start(folder, { clock: handClock(OPENS - 86_400) });
    expect(machine.view()).toMatchObject({ now: OPENS, warnings: ["clock-behind"], phase: "open" });
  });

  test("the menu locks, the last screen goes", async () => {
    const { machine, clock, does } = await start(await machineFolder());
    await does(...openingActions());
    expect(machine.view().cards.map(({ id }) => id)).toEqual(["a", "b"]);
    await clock.pass(301);
    expect(machine.view().cards).toEqual([]);
    await does(...voteActions([[0], [0]]));
    await clock.pass(61);
    expect(machine.view().voter).toBeNull();
  });
});
