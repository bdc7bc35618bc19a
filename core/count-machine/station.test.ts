import { describe, expect, test } from "vitest";
import { utf8 } from "../bytes.ts";
import { openNote } from "../note/note.ts";
import { ZERO_TAPE } from "../statement/zero-tape.ts";
import {
  cardLine,
  createWorld,
  MACHINE,
  openStation,
  PIN,
  randomFor,
  SPARE,
  unlock,
  type World,
} from "./station.test-helper.ts";
import { COMMAND_PHASES, decide } from "./station.ts";
import type { StationCommand } from "./station-commands.ts";
import { RECEIPTS, stationIn } from "./station-phases.test-helper.ts";
import { PHASES, type Phase } from "./station-state.ts";

describe("phases", () => {
  const samples = (world: World): StationCommand[] => [
    { do: "present-card", card: cardLine("c-3"), pin: PIN },
    { do: "lock" },
    { do: "print-zero-tape", records: 0 },
    { do: "open", records: 0 },
    { do: "pause", reason: "rest" },
    { do: "resume" },
    { do: "activate" },
    { do: "abandon" },
    { do: "confirm", selections: [[0], []], ...randomFor() },
    { do: "print-voucher" },
    { do: "voucher", outcome: "printed", record: null },
    { do: "match", matches: true, record: null },
    { do: "dismiss" },
    { do: "resolve", paper: "none", record: null },
    { do: "close", checkedIn: world.state.checkedIn },
    { do: "count", records: world.records.values() },
    { do: "print-copy" },
    { do: "paper", kind: "acta", outcome: "printed" },
    { do: "half-printed", paper: "whole" },
    { do: "witness-answer", answer: "x", actas: [] },
    { do: "witness-decision", witness: "MUD/01.1", decision: "absent" },
    { do: "decided" },
    { do: "seal", actas: world.actas() },
    { do: "transmit" },
    { do: "export" },
    { do: "transmitted", receipts: RECEIPTS },
    { do: "restarted", record: null },
    { do: "go-on", record: null },
    { do: "tick" },
  ];

  test.each(PHASES)("%s allows what the table says and nothing else", (phase) => {
    const world = stationIn(phase);
    const before = JSON.stringify(world.state);
    const seen = new Set<string>();
    for (const command of samples(world)) {
      seen.add(command.do);
      const allowed: readonly Phase[] = COMMAND_PHASES[command.do];
      expect(world.refusal(command) === "wrong-phase", command.do).toBe(!allowed.includes(phase));
    }
    expect([...seen].sort()).toEqual(Object.keys(COMMAND_PHASES).sort());
    expect(JSON.stringify(world.state)).toBe(before);
  });

  test("nothing goes back: no command leads to an earlier phase, but a pause", () => {
    for (const phase of PHASES) {
      const world = stationIn(phase);
      for (const command of samples(world)) {
        const decided = world.try(command);
        if (!decided.ok) continue;
        const [from, to] = [PHASES.indexOf(phase), PHASES.indexOf(decided.value.state.phase)];
        if (phase !== "paused") expect(to, `${phase}: ${command.do}`).toBeGreaterThanOrEqual(from);
        expect(to - from, `${phase}: ${command.do}`).toBeLessThanOrEqual(phase === "open" ? 2 : 1);
      }
    }
  });

  test("a rehearsal, another station and another machine are other lives", () => {
    const world = createWorld();
    const command = { do: "tick" } as const;
    const other = { mode: "test", station: "01.2", digest: utf8("x".repeat(32)) } as const;
    for (const [field, value] of Object.entries(other)) {
      const decided = decide({ ...world.context(), [field]: value }, world.state, command);
      expect(decided.ok ? "" : decided.error.rule).toBe("other-station");
    }
    world.machine = SPARE;
    expect(world.refusal(command)).toBe("other-machine");
  });
});

describe("opening", () => {
  test("takes two cards, and a zero tape that was printed", () => {
    const world = createWorld();
    expect(world.refusal({ do: "print-zero-tape", records: 0 })).toBe("card-needed");
    unlock(world, "a-1", "a-1");
    expect(world.refusal({ do: "print-zero-tape", records: 1 })).toBe("not-zero");
    world.act({ do: "print-zero-tape", records: 0 });
    expect(world.refusal({ do: "open", records: 0 })).toBe("wrong-phase");
    world.act({ do: "paper", kind: "zero-tape", outcome: "part" });
    expect(world.refusal({ do: "open", records: 0 })).toBe("wrong-phase");
    world.act({ do: "half-printed", paper: "again" });
    world.act({ do: "paper", kind: "zero-tape", outcome: "printed" });
    // One card shown twice is one card.
    expect(world.refusal({ do: "open", records: 0 })).toBe("two-cards-needed");
    unlock(world, "b-2");
    world.act({ do: "open", records: 0 });
    const note = openNote(
      world.documents.get("zero-tape.note")!,
      world.context().findKey,
      world.context().verify,
    );
    const tape = note.ok ? ZERO_TAPE.parse(note.value.note.text) : note;
    if (!tape.ok) throw new Error("no zero tape");
    expect(tape.value.contest.flatMap(([, { votes }]) => votes)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  test.each([
    ["another election's", { election: ["e-2", utf8("x".repeat(32))] as const }, "card-other-election"],
    ["another place's", { scope: "station/01.2" }, "card-scope"],
  ])("a card of %s is refused", (_name, changes, rule) => {
    const world = createWorld();
    expect(world.refusal({ do: "present-card", card: cardLine("x", changes), pin: PIN })).toBe(rule);
  });

  test("a card that no authority signed is refused, and one that was changed", () => {
    const world = createWorld();
    const present = (card: string) => world.refusal({ do: "present-card", card, pin: PIN });
    expect(present(cardLine("x", {}, MACHINE))).toBe("card-signature");
    expect(present(cardLine("x").replace(/.{6}$/, "AAAAAA"))).toMatch(/^card-(signature|form)$/);
    expect(present("triplicate-card:AAAA")).toBe("card-form");
    expect(present(`${cardLine("x")}\n`)).toBe("");
  });

  test("five wrong PINs lock, longer each time, and the right one is not taken meanwhile", () => {
    const world = createWorld();
    const present = (pin: string) => {
      try {
        world.act({ do: "present-card", card: cardLine("a-1"), pin });
        return "";
      } catch (error) {
        return String(error).split(": ")[2]!.split(" ")[0];
      }
    };
    for (let i = 0; i < 5; i += 1) expect(present("111112")).toBe("pin-wrong");
    expect(present(PIN)).toBe("pin-locked");
    world.now += 299;
    expect(present(PIN)).toBe("pin-locked");
    world.now += 1;
    for (let i = 0; i < 5; i += 1) expect(present("nonsense")).toBe("pin-wrong");
    world.now += 599;
    expect(present(PIN)).toBe("pin-locked");
    world.now += 1;
    expect(present(PIN)).toBe("");
    expect(world.state.tries.cards).toEqual([]);
  });
});

describe("a vote", () => {
  const LIES: readonly (readonly [string, unknown])[] = [
    ["too few contests", [[0]]],
    ["too many marks", [[0, 1], []]],
    ["an option twice", [[0], [1, 1]]],
    ["another order", [[0], [2, 1]]],
    ["an option that is none", [[3], []]],
    ["a fraction", [[0.5], []]],
    ["no list", [{}, []]],
  ];
  test.each(LIES)("is refused with %s", (_name, selections) => {
    const world = createWorld();
    openStation(world);
    unlock(world, "a-1");
    world.act({ do: "activate" });
    const command = { do: "confirm", selections: selections as number[][], ...randomFor() } as const;
    expect(world.refusal(command)).toBe("selections-form");
  });

  test("one voter at a time, and no more than the register has", () => {
    const world = createWorld({ registered: 1 });
    openStation(world);
    expect(world.cards.length).toBe(2);
    world.act({ do: "activate" });
    expect(world.cards).toEqual([]);
    expect(world.refusal({ do: "activate" })).toBe("card-needed");
    unlock(world, "a-1");
    expect(world.refusal({ do: "activate" })).toBe("voter-present");
    expect(world.refusal({ do: "pause", reason: "rest" })).toBe("voter-present");
    world.act({ do: "abandon" });
    world.act({ do: "activate" });
    world.act({ do: "confirm", selections: [[0], []], ...randomFor() });
    expect(world.refusal({ do: "abandon" })).toBe("wrong-step");
    world.act({ do: "voucher", outcome: "printed", record: world.held() });
    expect(world.refusal({ do: "match", matches: true, record: null })).toBe("record-lost");
    world.act({ do: "match", matches: true, record: world.held() });
    world.act({ do: "dismiss" });
    unlock(world, "a-1");
    expect(world.refusal({ do: "activate" })).toBe("register-full");
  });

  test("leaves neither choices nor code in the state once it is cast", () => {
    const world = createWorld();
    openStation(world);
    unlock(world, "a-1");
    world.act({ do: "activate" });
    world.act({ do: "confirm", selections: [[0], [1, 3]], ...randomFor() });
    expect(JSON.stringify(world.state)).not.toMatch(/selection/);
    const [code] = [...world.records.keys()];
    world.act({ do: "voucher", outcome: "printed", record: world.held() });
    world.act({ do: "match", matches: true, record: world.held() });
    expect(JSON.stringify(world.state)).not.toContain(code);
    for (const line of world.journal) expect(line).not.toMatch(/voucher|void|spoil|interrupt|cast/);
  });
});
