/**
 * What somebody alone could do to a machine, or a wrong part make of it: each was possible once, or looked possible.
 * @module
 */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createScreenPrinter } from "@triplicate/adapters/printer-screen.ts";
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { printStationState } from "@triplicate/core/count-machine/station-state.ts";
import type { Action } from "@triplicate/machine-screens/api.ts";
import { afterEach, describe, expect, test } from "vitest";
import { exportNotes } from "./export-notes.ts";
import {
  CLOSES,
  DEFINITION,
  handClock,
  OPENS,
  openingActions,
  provisioned,
  signer,
  startTest,
  type TestMachine,
  unlock,
  voteActions,
} from "./machine.test-helper.ts";
import { startMachine } from "./machine.ts";
import { storeShape } from "./machine-folder.ts";
import { readAction } from "./read-action.ts";
import type { StationFacts } from "./station-facts.ts";

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

const CONFIRM: Action = { do: "confirm", selections: [[0], [0]] };

describe("a voter alone", () => {
  test("does not use up the paper and the disk by calling every voucher wrong", async () => {
    const { machine, does, act } = await start(await machineFolder());
    await does(...openingActions(), ...unlock("a"), { do: "activate" });
    for (let i = 0; i < 3; i += 1) await does(CONFIRM, { do: "match", matches: false });
    await does(CONFIRM);
    expect(await act({ do: "match", matches: false })).toMatchObject({
      ok: false,
      refused: { rule: "spoiled-often", clause: "3.12", detail: { most: 3 } },
    });
    // Somebody looks, and the turn goes on.
    await does(...unlock("a"), { do: "resolve", paper: "whole-and-wrong" });
    await does(CONFIRM, { do: "match", matches: true });
    expect(machine.view().voter).toMatchObject({ step: "thanks" });
    // The next one has their own.
    await does(...unlock("a"), { do: "activate" }, CONFIRM, { do: "match", matches: false });
    await does(CONFIRM, { do: "match", matches: true }, ...unlock("a"));
    expect(machine.view().counts).toMatchObject({ ballots: 2, spoiled: 5 });
  });
});

describe("people at the menu", () => {
  test("close early with six cards of long names and the longest reason", async () => {
    const { machine, does } = await start(await machineFolder());
    await does(...openingActions());
    await does(...unlock(...["a", "b", "c", "d", "e", "f"].map((one) => one.repeat(64))));
    await does({ do: "close", checkedIn: 0, early: "x".repeat(280) });
    expect(machine.view().phase).toBe("closed");
  });
});

describe("a clock", () => {
  test("of years to come is not written into the journal, which would never be rid of it", async () => {
    const folder = await machineFolder();
    await expect(start(folder, { clock: handClock(CLOSES + 500 * 86_400) })).rejects.toThrow("clock-insane");
    const { machine, does } = await start(folder, { clock: handClock(OPENS) });
    await does(...openingActions());
    expect(machine.view()).toMatchObject({ phase: "open", now: OPENS });
  });
});

describe("copies of the actas", () => {
  test("that wait for paper are not printed besides those that people ask for anew", async () => {
    const { machine, papers, clock, does, act } = await start(await machineFolder());
    await does(...openingActions());
    await clock.pass(CLOSES - OPENS);
    await does(...unlock("a", "b"), { do: "close", checkedIn: 0 }, { do: "count" });
    papers.outcomes.push("printed", "nothing");
    papers.state = "paper-out";
    await act({ do: "print-copies", copies: 5 });
    await clock.pass(3);
    expect(machine.view().copies).toMatchObject({ printed: 1, printing: false });
    papers.state = "ready";
    await act({ do: "print-copies", copies: 4 });
    await clock.pass(5);
    await machine.idle();
    expect(machine.view().copies).toMatchObject({ printed: 5, needed: 5, printing: false });
    expect(papers.printed.filter((paper) => paper === "acta").length).toBe(5);
  });
});

describe("the last screen", () => {
  test("stays for whoever hears it read out", async () => {
    const { machine, clock, does } = await start(await machineFolder());
    await does(...openingActions(), ...voteActions([[0], [0]]));
    await clock.pass(45);
    expect(machine.view().voter).toMatchObject({ step: "thanks" });
  });
});

describe("the tray of a demonstration", () => {
  test("shows the newest paper first, and to nobody the voucher of the voter before", async () => {
    const printer = createScreenPrinter({ paper: 80 });
    const started = await startMachine({
      ...{ folder: await machineFolder(), signer: signer("machine/01.1"), screens: false, printer },
      ...{ clock: handClock(OPENS), demo: { cards: [] } },
    });
    if (!started.ok) throw new Error(started.error.code);
    cleanups.push(() => started.value.close());
    const { url, token, idle } = started.value;
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const act = async (action: Action) => {
      const answer = await fetch(`${url}api/act`, { method: "POST", headers, body: JSON.stringify(action) });
      expect(await answer.json()).toMatchObject({ ok: true });
      await idle();
    };
    const kinds = async () => {
      const papers = (await (await fetch(`${url}api/papers`, { headers })).json()) as { kind: string }[];
      return papers.map(({ kind }) => kind);
    };
    for (const action of openingActions()) await act(action);
    for (const action of voteActions([[0], [1]])) await act(action);
    expect(await kinds()).toEqual(["voucher", "zero-tape"]);
    await act({ do: "dismiss" });
    for (const action of [...unlock("a"), { do: "activate" } as const]) await act(action);
    expect(await kinds()).toEqual(["zero-tape"]);
  });
});

describe("a medium from somebody's pocket", () => {
  test("has links that lead to the machine's own disk, and nothing there is written over", async () => {
    const root = mkdtempSync(join(tmpdir(), "triplicate-machine-"));
    cleanups.push(() => rmSync(root, { recursive: true, force: true }));
    const own = join(root, "own");
    mkdirSync(own);
    writeFileSync(join(own, "precious"), "votes");
    const notes = { documents: () => ["closing.note"], document: () => Uint8Array.of(1, 2) };
    const linked = join(root, "linked");
    mkdirSync(linked);
    symlinkSync(own, join(linked, "notes"));
    expect(exportNotes(notes, linked)).toBe(null);
    expect(readdirSync(own)).toEqual(["precious"]);
    const filled = join(root, "filled");
    mkdirSync(join(filled, "notes"), { recursive: true });
    for (const name of ["closing.note", "closing.note.partial"])
      symlinkSync(join(own, "precious"), join(filled, "notes", name));
    expect(exportNotes(notes, filled)).toEqual(["closing.note"]);
    expect(readFileSync(join(own, "precious"), "utf8")).toBe("votes");
    expect([...readFileSync(join(filled, "notes", "closing.note"))]).toEqual([1, 2]);
  });
});

describe("the largest ballot", () => {
  test("has room in the state for all that its station comes to hold", () => {
    const id = (kind: string, n: number): string => `${kind}-${n}`.padEnd(64, "x");
    const contests = Array.from({ length: 100 }, (_, i) => ({
      ...DEFINITION.contests[0]!,
      id: id("contest", i),
      options: Array.from({ length: 10 }, (_, k) => ({ id: `o-${k}`, name: `O ${k}`, candidate: "c-A" })),
    }));
    const definition = { ...DEFINITION, contests };
    const { stateBytes } = storeShape({
      definition,
      registered: 40,
      expected: [],
    } as unknown as StationFacts);
    const digest = encodeBase64(new Uint8Array(32).fill(255));
    const state = printStationState({
      ...{
        election: id("e", 1),
        definition: digest,
        mode: "live",
        station: id("s", 1),
        machine: "m".repeat(200),
      },
      lives: Array.from({ length: 8 }, () => ({ key: "m".repeat(200), ended: OPENS, journal: digest })),
      ...{ phase: "transmitted", clock: OPENS, journal: { count: 99_999, head: digest } },
      ...{ opened: OPENS, closed: CLOSES, checkedIn: 9_999_999, ballots: 9_999_999, spoiled: 9_999_999 },
      ...{ voided: 0, halfHour: { start: OPENS, votes: 9_999 }, voter: null, agrees: true, copies: 99 },
      running: contests.map(({ options }) => ({ votes: options.map(() => 9_999_999), blank: 9_999_999 })),
      tries: {
        cards: Array.from({ length: 8 }, (_, i) => ({ card: id("card", i), wrong: 999 })),
        until: OPENS,
      },
      ...{ half: "receipt", printing: "receipt" },
      witnesses: Array.from({ length: 20 }, (_, i) => ({
        ...{ id: id("w", i), decision: "refused", reason: "€".repeat(280), isOwn: false },
      })),
      receipts: [...contests.map((one) => `acta-${one.id}.note`), "closing.note"].map((name) => ({
        ...{ name, index: 99_999_999 },
      })),
    });
    expect(new TextEncoder().encode(state).length).toBeLessThanOrEqual(stateBytes);
  });
});

describe("an action", () => {
  const read = (text: string) => readAction(new TextEncoder().encode(text));
  test("has no field that is not of its form, whatever the field is called", () => {
    expect(read('{"do":"lock"}')).toEqual({ do: "lock" });
    for (const name of ["__proto__", "constructor", "code", "salt", "existing", "records", "record"])
      expect(read(`{"do":"confirm","selections":[[0],[0]],"${name}":{"length":1}}`)).toBe(null);
    expect(read('{"do":"__proto__"}')).toBe(null);
    expect(read('{"do":"toString"}')).toBe(null);
    expect(read(`${'{"do":'.repeat(9000)}1`)).toBe(null);
    expect(read(`{"do":"confirm","selections":${"[".repeat(30_000)}${"]".repeat(30_000)}}`)).toBe(null);
    expect(read('{"do":"confirm","selections":[[1e3],[0.5]]}')).toBe(null);
  });
});
