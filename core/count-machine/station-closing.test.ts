import { describe, expect, test } from "vitest";
import { EMPTY_ROOT } from "../merkle-tree.ts";
import { openNote, parseNote } from "../note/note.ts";
import { CLOSING_RECORD } from "../statement/closing-record.ts";
import { readJournal } from "./journal.ts";
import { openRecord, recordRoot, verifyOpening } from "./record-tree.ts";
import {
  answerOf,
  CLOSES,
  closeAndCount,
  createWorld,
  DEFINITION,
  MACHINE,
  OPENS,
  openStation,
  printCopies,
  randomFor,
  SPARE,
  signWith,
  unlock,
  vote,
} from "./station.test-helper.ts";
import { actasOf, MUD, ONG, PSUV, RECEIPTS, recordsOf, stationIn } from "./station-phases.test-helper.ts";

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

  test("one person's card in two places is one card", () => {
    const world = createWorld();
    openStation(world);
    world.now = CLOSES;
    world.cards = [world.cards[0]!, { ...world.cards[0]!, name: "Somebody else" }];
    expect(world.refusal({ do: "close", checkedIn: 1 })).toBe("two-cards-needed");
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
    for (const expected of ["counted", "counted", "counted", "printed", "printed"]) {
      world.act({ do: "print-copy" });
      world.act({ do: "paper", kind: "acta", outcome: "printed" });
      expect(world.state.phase).toBe(expected);
    }
    expect(world.state.copies).toBe(6);
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
    // Signed by the witness, about other actas, or with signatures of other texts.
    const told = (change: (line: string, i: number, lines: readonly string[]) => string) => {
      const bytes = new Uint8Array(Buffer.from(good.slice("triplicate-answer:".length), "base64url"));
      const note = parseNote(bytes);
      const lines = note.ok ? note.value.text.split("\n") : [];
      const changed = signWith(MUD, lines.map(change).join("\n"));
      return `triplicate-answer:${Buffer.from(changed).toString("base64url")}`;
    };
    const last = (line: string): string => line.split(" ").at(-1)!;
    expect(refusal(told((line) => line))).toBe("");
    const swapped = told((line, i, lines) =>
      line.startsWith("acta ")
        ? line.replace(last(line), last(lines.filter((one, j) => one.startsWith("acta ") && j !== i)[0]!))
        : line,
    );
    expect(refusal(swapped)).toBe("answer-signature");
    const otherDigest = told((line) =>
      line.startsWith("acta ") ? line.replace(line.split(" ")[2]!, "A".repeat(43).concat("=")) : line,
    );
    expect(refusal(otherDigest)).toBe("answer-signature");
    for (const [field, value] of [
      ["mode", "test"],
      ["station", "01.2"],
    ] as const)
      expect(refusal(told((line) => (line.startsWith(`${field} `) ? `${field} ${value}` : line)))).toBe(
        "answer-other",
      );
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

  test("a decision may change until all is decided, but what a witness signed only they change", () => {
    const world = stationIn("printed");
    const say = (witness: string, decision: "paper" | "refused" | "absent", reason?: string) =>
      ({ do: "witness-decision", witness, decision, ...(reason === undefined ? {} : { reason }) }) as const;
    const answer = (by: typeof MUD, decision?: { decision: "refused"; reason: string }) =>
      ({ do: "witness-answer", answer: answerOf(world, by, decision), actas: world.actas() }) as const;
    const decisions = () => world.state.witnesses.map(({ id, decision }) => `${id} ${decision}`);
    world.act(say("PSUV/01.1", "absent"));
    world.act(say("PSUV/01.1", "refused", "no llegó el acta"));
    world.act(say("PSUV/01.1", "paper"));
    expect(world.refusal(say("PSUV/01.1", "refused"))).toBe("reason-form");
    expect(world.refusal(say("PSUV/01.1", "refused", "two\nlines"))).toBe("reason-form");
    expect(world.refusal(say("PSUV/9", "absent"))).toBe("witness-unknown");
    world.act(answer(MUD, { decision: "refused", reason: "otra suma" }));
    expect(world.documents.has("refusal-MUD~01.1.note")).toBe(true);
    expect(world.refusal(say("MUD/01.1", "absent"))).toBe("witness-signed");
    // They look again, and sign.
    world.act(answer(MUD));
    expect(world.refusal(answer(MUD))).toBe("witness-signed");
    expect(world.refusal(answer(MUD, { decision: "refused", reason: "no" }))).toBe("witness-signed");
    expect(decisions()).toEqual(["MUD/01.1 signed", "PSUV/01.1 paper"]);
    world.cards = [];
    expect(world.refusal(say("PSUV/01.1", "absent"))).toBe("card-needed");
    expect(world.refusal({ do: "decided" })).toBe("card-needed");
  });

  test("of those whom nobody expected twenty have a line, and no more", () => {
    const world = stationIn("printed");
    const seat = world.context().witness("ONG/1")!;
    const others = Array.from({ length: 21 }, (_, i) => ({ ...seat, id: `ONG/x${i}`, row: 10 + i }));
    const { context } = world;
    world.context = () => ({
      ...context(),
      witness: (id) => others.find((one) => one.id === id) ?? context().witness(id),
    });
    const came = ({ id }: { id: string }) =>
      ({ do: "witness-decision", witness: id, decision: "refused", reason: "ñ".repeat(280) }) as const;
    for (const other of others.slice(0, 20).toReversed()) world.act(came(other));
    expect(world.refusal(came(others[20]!))).toBe("too-many-witnesses");
    world.act(came(others[3]!));
    for (const witness of ["MUD/01.1", "PSUV/01.1"])
      world.act({ do: "witness-decision", witness, decision: "absent" });
    expect(world.refusal({ do: "decided" })).toBe("copies-missing");
    for (let copy = world.state.copies; copy < 23; copy += 1) {
      world.act({ do: "print-copy" });
      world.act({ do: "paper", kind: "acta", outcome: "printed" });
    }
    world.act({ do: "decided" });
    world.act({ do: "seal", actas: world.actas() });
    const note = parseNote(world.documents.get("closing.note")!);
    const closing = note.ok ? CLOSING_RECORD.parse(note.value.text) : note;
    expect(closing.ok && closing.value.witness.map(({ witness }) => witness)).toEqual([
      "MUD/01.1",
      "PSUV/01.1",
      ...others.slice(0, 20).map(({ id }) => id),
    ]);
  });
});

describe("the last papers", () => {
  test("a closing record that did not come out waits, and the receipt comes after it", () => {
    const world = stationIn("decided");
    expect(world.refusal({ do: "transmit" })).toBe("wrong-phase");
    world.act({ do: "seal", actas: world.actas() });
    world.act({ do: "paper", kind: "closing", outcome: "nothing" });
    expect(world.state.half).toBe("closing");
    expect(world.refusal({ do: "transmitted", receipts: RECEIPTS.slice(1) })).toBe("receipts-missing");
    world.act({ do: "transmitted", receipts: RECEIPTS });
    expect([world.state.printing, world.state.half]).toEqual([null, "closing"]);
    world.act({ do: "half-printed", paper: "again" });
    world.act({ do: "paper", kind: "closing", outcome: "printed" });
    expect(world.state.printing).toBe("receipt");
    world.act({ do: "restarted", record: null });
    unlock(world, "a-1");
    world.act({ do: "half-printed", paper: "whole" });
    expect([world.state.printing, world.state.half]).toEqual([null, null]);
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
    world.machine = MACHINE;
    expect(world.refusal({ do: "go-on", record: world.held() })).toBe("other-machine");
    world.machine = SPARE;
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

test("the receipts of a hundred contests fit into a line of the journal", () => {
  const world = stationIn("decided");
  world.act({ do: "seal", actas: world.actas() });
  const more = Array.from({ length: 100 }, (_, i) => ({ name: `acta-${i}.note`, index: 87_654_321 + i }));
  world.act({ do: "transmitted", receipts: [...RECEIPTS, ...more] });
  expect(world.journal.at(-1)).toMatch(/ transmitted 103 [0-9]+ 87654420$/);
});
