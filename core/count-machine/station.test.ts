/** The life of a station: what each phase allows, and what becomes of a vote whatever happens. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "../bytes.ts";
import { EMPTY_ROOT } from "../merkle-tree.ts";
import { openNote, parseNote } from "../note/note.ts";
import { ACTA, type Acta } from "../statement/acta.ts";
import { actaBreaches } from "../statement/acta-rules.ts";
import { CLOSING_RECORD } from "../statement/closing-record.ts";
import { ZERO_TAPE } from "../statement/zero-tape.ts";
import { readJournal } from "./journal.ts";
import { openRecord, recordRoot, verifyOpening } from "./record-tree.ts";
import {
  answerOf,
  CLOSES,
  cardLine,
  closeAndCount,
  createWorld,
  DEFINITION,
  MACHINE,
  OPENS,
  openStation,
  PIN,
  printCopies,
  randomFor,
  SPARE,
  signWith,
  unlock,
  vote,
  WITNESSES,
  type World,
} from "./station.test-helper.ts";
import { COMMAND_PHASES, decide } from "./station.ts";
import type { StationCommand } from "./station-commands.ts";
import { PHASES, type Phase } from "./station-state.ts";
import { unpackRecord, type VoteRecord } from "./vote-record.ts";

const [MUD, PSUV, ONG] = WITNESSES as [(typeof WITNESSES)[0], (typeof WITNESSES)[0], (typeof WITNESSES)[0]];

function actasOf(world: World): Acta[] {
  return world.actas().map((bytes) => {
    const note = parseNote(bytes);
    const acta = note.ok ? ACTA.parse(note.value.text) : note;
    if (!acta.ok) throw new Error("no acta");
    return acta.value as Acta;
  });
}

const recordsOf = (world: World): VoteRecord[] =>
  [...world.records.entries()].sort().map(([, bytes]) => unpackRecord(bytes, DEFINITION.contests)!);

/** A station in that phase, having got there as people would. */
function stationIn(phase: Phase): World {
  const world = createWorld();
  const steps: (() => void)[] = [
    () => {},
    () => {
      unlock(world, "a-1", "b-2");
      world.act({ do: "print-zero-tape", records: 0 });
      world.act({ do: "paper", kind: "zero-tape", outcome: "printed" });
    },
    () => {
      world.now = OPENS;
      world.act({ do: "open", records: 0 });
      vote(world, [[0], [1, 3]]);
      unlock(world, "a-1", "b-2");
    },
    () => world.act({ do: "pause", reason: "rest" }),
    () => {
      world.now = CLOSES;
      world.act({ do: "close", checkedIn: 1 });
    },
    () => world.act({ do: "count", records: world.records.values() }),
    () => printCopies(world),
    () => {
      for (const { key } of [MUD, PSUV])
        world.act({ do: "witness-decision", witness: key.name.slice(12), decision: "absent" });
      world.act({ do: "decided" });
    },
    () => {
      world.act({ do: "seal", actas: world.actas() });
      world.act({ do: "paper", kind: "closing", outcome: "printed" });
    },
    () => world.act({ do: "transmitted", receipts: RECEIPTS }),
  ];
  for (const step of steps.slice(0, PHASES.indexOf(phase) + 1)) step();
  expect(world.state.phase).toBe(phase);
  return world;
}

const RECEIPTS = ["acta-governor.note", "acta-board.note", "closing.note"].map((name, index) => ({
  name,
  index,
}));

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

/** What can happen between a voter's confirmation and the end, with what people then see and say. */
type Fate = {
  readonly fails: 0 | 1 | 2;
  readonly printer: "printed" | "nothing" | "part";
  readonly cut: "none" | "pending" | "printed";
  readonly paper: "whole-and-matches" | "whole-and-wrong" | "torn" | "none";
  readonly matches: boolean;
  readonly choice: 0 | 1 | 2;
};

describe("whatever happens", () => {
  const fates: fc.Arbitrary<Fate> = fc.record({
    fails: fc.constantFrom(0, 1, 2),
    printer: fc.constantFrom("printed", "nothing", "part"),
    cut: fc.constantFrom("none", "pending", "printed"),
    paper: fc.constantFrom("whole-and-matches", "whole-and-wrong", "torn", "none"),
    matches: fc.boolean(),
    choice: fc.constantFrom(0, 1, 2),
  });

  /** One voter until they have cast. Returns how many vouchers were spoiled on the way. */
  function live(world: World, fate: Fate): number {
    let spoiled = 0;
    unlock(world, "a-1");
    world.act({ do: "activate" });
    for (let round = 0; ; round += 1) {
      // After as many troubles as this voter has, all goes well.
      const isWell = round > 2;
      world.act({ do: "confirm", selections: [[fate.choice], [fate.choice]], ...randomFor() });
      if (fate.cut === "pending" && !isWell) world.act({ do: "restarted", record: world.held() });
      else {
        for (let i = 0; i < fate.fails; i += 1) {
          world.act({ do: "voucher", outcome: "nothing", record: world.held() });
          world.act({ do: "print-voucher" });
        }
        const outcome = isWell || fate.printer === "nothing" ? "printed" : fate.printer;
        world.act({ do: "voucher", outcome, record: world.held() });
        if (fate.cut === "printed" && !isWell && world.state.voter?.step === "compare")
          world.act({ do: "restarted", record: world.held() });
      }
      if (world.state.voter?.step === "interrupted") {
        unlock(world, "a-1");
        const paper = isWell ? "whole-and-matches" : fate.paper;
        const before = world.records.size;
        // What the printer said to be out is void when nobody finds it; what never came out never was.
        const isOut = unpackRecord(world.held()!, DEFINITION.contests)!.state === "printed";
        world.act({ do: "resolve", paper, record: world.held() });
        if (paper === "none" && !isOut) expect(world.records.size).toBe(before - 1);
        if (paper === "whole-and-wrong" || paper === "torn" || (paper === "none" && isOut)) spoiled += 1;
      } else {
        const matches = fate.matches || isWell;
        world.act({ do: "match", matches, record: world.held() });
        if (!matches) spoiled += 1;
      }
      if (world.state.voter?.step === "thanks") {
        world.act({ do: "dismiss" });
        return spoiled;
      }
    }
  }

  test("every voter has one vote, and records, running totals and actas say so", () => {
    fc.assert(
      fc.property(fc.array(fates, { minLength: 1, maxLength: 12 }), (voters) => {
        const world = createWorld();
        openStation(world);
        let spoiled = 0;
        for (const [i, fate] of voters.entries()) {
          world.now = OPENS + i * 1000;
          spoiled += live(world, fate);
        }
        const { state } = world;
        expect([state.ballots, state.spoiled, state.checkedIn]).toEqual([
          voters.length,
          spoiled,
          voters.length,
        ]);
        expect(
          recordsOf(world)
            .map((record) => record.state)
            .sort(),
        ).toEqual([...voters.map(() => "cast"), ...Array.from({ length: spoiled }, () => "void")]);
        closeAndCount(world);
        const [governor, board] = actasOf(world);
        const votes = [0, 1, 2].map((option) => voters.filter(({ choice }) => choice === option).length);
        expect([governor!.votes.votes, board!.votes.votes]).toEqual([votes, [...votes, 0]]);
        expect([governor!.ballots, governor!.spoiled, governor!.running]).toEqual([
          voters.length,
          spoiled,
          undefined,
        ]);
        expect(governor!.records).toEqual(recordRoot(recordsOf(world), DEFINITION.contests));
        for (const [i, contest] of DEFINITION.contests.entries())
          expect(actaBreaches([governor!, board!][i]!, contest, 600)).toEqual([]);
        const journal = readJournal(world.journal);
        expect([
          journal.fault,
          journal.heads.some((head) => head.join() === governor!.journal.join()),
        ]).toEqual([null, true]);
        const counted = world.journal.filter((line) => line.includes(" half-hour "));
        expect(counted.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0)).toBe(voters.length);
      }),
      { numRuns: 60 },
    );
  });

  test("a power cut while a voter only chose takes the turn back", () => {
    const world = createWorld();
    openStation(world);
    unlock(world, "a-1");
    world.act({ do: "activate" });
    world.act({ do: "restarted", record: null });
    expect([world.state.voter, world.state.checkedIn, world.records.size]).toEqual([null, 0, 0]);
  });

  test("a clock that is set back does not turn time back, nor leaves a mark", () => {
    const world = createWorld();
    openStation(world);
    world.now = OPENS - 7200;
    vote(world, [[0], []]);
    expect(world.state.clock).toBe(OPENS);
    expect(readJournal(world.journal).fault).toBeNull();
  });
});

describe("closing", () => {
  test("takes two cards; before the hour a reason; and what the register says", () => {
    const world = createWorld();
    openStation(world);
    vote(world, [[0], []]);
    unlock(world, "a-1");
    expect(world.refusal({ do: "close", checkedIn: 1 })).toBe("two-cards-needed");
    unlock(world, "b-2");
    expect(world.refusal({ do: "close", checkedIn: 1 })).toBe("early-close");
    expect(world.refusal({ do: "close", checkedIn: 1, early: "two\nlines" })).toBe("reason-form");
    expect(world.refusal({ do: "close", checkedIn: 0, early: "flood" })).toBe("checked-in-range");
    expect(world.refusal({ do: "close", checkedIn: 601, early: "flood" })).toBe("checked-in-range");
    world.act({ do: "close", checkedIn: 2, early: "flood" });
    expect(world.journal.at(-1)).toMatch(/closed a-1 b-2 early flood$/);
  });

  test("with a voter at the screen it waits", () => {
    const world = createWorld();
    openStation(world);
    unlock(world, "a-1");
    world.act({ do: "activate" });
    unlock(world, "a-1", "b-2");
    world.now = CLOSES;
    expect(world.refusal({ do: "close", checkedIn: 1 })).toBe("voter-present");
  });

  test("nobody voted: actas of zeros over no records", () => {
    const world = createWorld();
    openStation(world);
    closeAndCount(world);
    const [acta] = actasOf(world);
    expect([acta!.ballots, acta!.records]).toEqual([0, EMPTY_ROOT]);
  });

  test("records that are not what was counted: the acta says both, and is printed", () => {
    const world = createWorld();
    openStation(world);
    for (const choice of [0, 0, 1]) vote(world, [[choice], []]);
    // A disk that lost one.
    world.records.delete([...world.records.keys()][0]!);
    closeAndCount(world);
    const [acta] = actasOf(world);
    expect([world.state.agrees, acta!.ballots]).toEqual([false, 2]);
    expect(acta!.running).toEqual({
      ...{ ballots: 3, blank: 0, null: 0, spoiled: 0 },
      options: ["PSUV", "MUD", "UPP89"],
      votes: [2, 1, 0],
    });
    printCopies(world);
    expect(world.state.phase).toBe("printed");
  });

  test("copies: as many as it takes, half a paper is for people", () => {
    const world = stationIn("counted");
    world.act({ do: "print-copy" });
    world.act({ do: "paper", kind: "acta", outcome: "part" });
    expect(world.refusal({ do: "print-copy" })).toBe("paper-half");
    world.act({ do: "half-printed", paper: "again" });
    expect(world.refusal({ do: "print-copy" })).toBe("printer-busy");
    world.act({ do: "restarted", record: null });
    expect(world.state.half).toBe("acta");
    unlock(world, "a-1");
    world.act({ do: "half-printed", paper: "whole" });
    expect([world.state.copies, world.state.phase]).toEqual([1, "counted"]);
    printCopies(world);
    expect([world.state.copies, world.state.phase]).toEqual([6, "printed"]);
    expect(world.refusal({ do: "paper", kind: "acta", outcome: "printed" })).toBe("no-half-paper");
  });
});

describe("the witness round", () => {
  test("signed, by hand, refused and absent stand in the closing record in the order of the roster", () => {
    const world = stationIn("printed");
    world.act({ do: "witness-answer", answer: answerOf(world, ONG), actas: world.actas() });
    unlock(world, "a-1");
    expect(world.refusal({ do: "decided" })).toBe("witness-undecided");
    const refused = { decision: "refused", reason: "faltan dos comprobantes" } as const;
    world.act({ do: "witness-answer", answer: answerOf(world, PSUV, refused), actas: world.actas() });
    world.act({ do: "witness-answer", answer: answerOf(world, MUD), actas: world.actas() });
    expect(world.refusal({ do: "witness-decision", witness: "MUD/01.1", decision: "absent" })).toBe(
      "witness-signed",
    );
    // Three came, two were expected.
    expect(world.refusal({ do: "decided" })).toBe("copies-missing");
    world.act({ do: "print-copy" });
    world.act({ do: "paper", kind: "acta", outcome: "printed" });
    world.act({ do: "decided" });
    world.act({ do: "seal", actas: world.actas() });
    const note = parseNote(world.documents.get("closing.note")!);
    const closing = note.ok ? CLOSING_RECORD.parse(note.value.text) : note;
    if (!closing.ok) throw new Error("no closing record");
    expect(closing.value.witness).toEqual([
      { witness: "MUD/01.1", decision: "signed" },
      { witness: "PSUV/01.1", decision: "refused", reason: "faltan dos comprobantes" },
      { witness: "ONG/1", decision: "signed" },
    ]);
    expect(closing.value.copies).toBe(6);
    const { findKey, verify } = world.context();
    for (const acta of world.actas()) {
      const opened = openNote(acta, findKey, verify);
      expect(opened.ok && opened.value.verified.map(({ key }) => key.name)).toEqual([
        "e-1/machine/01.1",
        "e-1/witness/ONG/1",
        "e-1/witness/MUD/01.1",
      ]);
    }
  });

  test("an answer of another acta, of somebody else, or changed is refused", () => {
    const world = stationIn("printed");
    const refusal = (answer: string) => world.refusal({ do: "witness-answer", answer, actas: world.actas() });
    const good = answerOf(world, MUD);
    expect(refusal(good)).toBe("");
    const other = stationIn("counted");
    const [, ...rest] = world.actas();
    expect(world.refusal({ do: "witness-answer", answer: good, actas: [...rest, ...rest] })).toBe(
      "answer-signature",
    );
    expect(other.refusal({ do: "witness-answer", answer: good, actas: other.actas() })).toBe("wrong-phase");
    // Signed by another witness than it names.
    const text = (name: string) => {
      const bytes = Buffer.from(good.slice("triplicate-answer:".length), "base64url");
      const note = parseNote(new Uint8Array(bytes));
      return note.ok ? note.value.text.replace("witness MUD/01.1", `witness ${name}`) : "";
    };
    const line = (by: typeof MUD, name: string) =>
      `triplicate-answer:${Buffer.from(signWith(by, text(name))).toString("base64url")}`;
    expect(refusal(line(PSUV, "MUD/01.1"))).toBe("answer-signature");
    expect(refusal(line(MUD, "PSUV/01.1"))).toBe("answer-signature");
    expect(refusal(line(MUD, "NADIE/1"))).toBe("witness-unknown");
    for (let at = 20; at < good.length; at += 3) {
      const letter = good[at] === "A" ? "B" : "A";
      expect(refusal(good.slice(0, at) + letter + good.slice(at + 1)), `letter ${at}`).not.toBe("");
    }
  });
});

describe("another machine", () => {
  test("goes on with the records; both lives stand in the acta, which it signs", () => {
    const world = createWorld();
    openStation(world);
    vote(world, [[0], []]);
    unlock(world, "a-1");
    world.act({ do: "activate" });
    world.act({ do: "confirm", selections: [[1], [0]], ...randomFor() });
    world.now = OPENS + 5000;
    world.machine = SPARE;
    world.act({ do: "go-on", record: world.held() });
    expect([world.state.voter?.step, world.state.phase]).toEqual(["interrupted", "paused"]);
    expect(world.refusal({ do: "go-on", record: world.held() })).toBe("other-machine");
    unlock(world, "a-1");
    world.act({ do: "resolve", paper: "whole-and-matches", record: world.held() });
    world.act({ do: "dismiss" });
    closeAndCount(world);
    const [acta] = actasOf(world);
    expect([acta!.ballots, acta!.votes.votes]).toEqual([2, [1, 1, 0]]);
    expect(acta!.lives).toEqual([
      { key: "e-1/machine/01.1", ended: OPENS + 5000, journal: expect.any(Uint8Array) },
    ]);
    const heads = readJournal(world.journal).heads.map((head) => head.join());
    expect(heads).toContain(acta!.lives![0]!.journal.join());
    const opened = openNote(world.actas()[0]!, world.context().findKey, world.context().verify);
    expect(opened.ok && opened.value.verified.map(({ key }) => key.name)).toEqual(["e-1/spare/1"]);
  });
});

describe("opening a record for an auditor", () => {
  test("shows it to be one that the acta commits to, and nothing else", () => {
    const world = createWorld();
    openStation(world);
    for (let i = 0; i < 9; i += 1) vote(world, [[i % 3], i % 2 === 0 ? [] : [1, 2]], i !== 4);
    closeAndCount(world);
    const [acta] = actasOf(world);
    const records = recordsOf(world);
    const { contests } = DEFINITION;
    expect(acta!.records).toEqual(recordRoot(records, contests));
    for (const record of records) {
      const verified = verifyOpening(acta!, openRecord(records, record.code, contests)!, contests);
      expect(verified.ok && [verified.value.code, verified.value.state]).toEqual([record.code, record.state]);
    }
    expect(openRecord(records, new Uint8Array(16), contests)).toBeNull();
    const opening = openRecord(records, records[3]!.code, contests)!;
    for (let at = 0; at < opening.length; at += 1) {
      for (const letter of ["0", "A", "b", " ", "\n", ""]) {
        const changed = opening.slice(0, at) + letter + opening.slice(at + 1);
        if (changed !== opening)
          expect(verifyOpening(acta!, changed, contests).ok, `${at} ${letter}`).toBe(false);
      }
    }
    const code = (against: typeof acta, text = opening) => {
      const verified = verifyOpening(against!, text, contests);
      return verified.ok ? "" : verified.error.code;
    };
    expect(code({ ...acta!, ballots: acta!.ballots + 1 })).toBe("opening-size");
    expect(code({ ...acta!, records: new Uint8Array(32) })).toBe("opening-root");
    expect(code(acta, opening.replace("\n\n", "\n"))).toBe("opening-form");
    expect(code(acta, opening.replace(/contest governor .*/, "contest governor PSUV MUD"))).toBe(
      "opening-ballot",
    );
  });
});
