/**
 * Any command at any time, sensible or not, and after each what must always hold: of every vote one record, of every total the votes,
 * of every line of the journal its place in the chain, and no way back.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeBase64 } from "../bytes.ts";
import { readJournal } from "./journal.ts";
import { recount } from "./recount.ts";
import {
  answerOf,
  CLOSES,
  cardLine,
  createWorld,
  DEFINITION,
  OPENS,
  PIN,
  randomFor,
  SPARE,
  type World,
} from "./station.test-helper.ts";
import type { StationCommand } from "./station-commands.ts";
import { MUD, ONG, PSUV, RECEIPTS, stationIn } from "./station-phases.test-helper.ts";
import { PHASES } from "./station-state.ts";
import { unpackRecord } from "./vote-record.ts";

const { contests } = DEFINITION;
const outcome = fc.constantFrom("printed", "printed", "nothing", "part");
const paper = fc.constantFrom("whole-and-matches", "whole-and-wrong", "torn", "none");
const choice = fc.constantFrom<readonly (readonly number[])[]>(
  [[0], [1, 3]],
  [[2], []],
  [[], [0]],
  [[0, 1], []],
);

type Move = (world: World) => StationCommand | null;
const always = (command: StationCommand): fc.Arbitrary<Move> => fc.constant(() => command);
const actasOrNone = (world: World): Uint8Array[] =>
  world.documents.has("acta-board.note") ? world.actas() : [];
const hasActas = (world: World): boolean => actasOrNone(world).length > 0;

/** Of each command about as often as in a day, and with what the store has. */
const moves: fc.Arbitrary<Move> = fc.oneof(
  fc.constantFrom("a-1", "a-1", "b-2").map(
    (id): Move =>
      () => ({ do: "present-card", card: cardLine(id), pin: PIN }),
  ),
  always({ do: "present-card", card: cardLine("c-3"), pin: "000000" }),
  always({ do: "lock" }),
  fc.constant((world: World) => ({ do: "print-zero-tape", records: world.records.size }) as const),
  fc.constant((world: World) => ({ do: "open", records: world.records.size }) as const),
  always({ do: "pause", reason: "rest" }),
  always({ do: "resume" }),
  always({ do: "activate" }),
  always({ do: "abandon" }),
  choice.map(
    (selections): Move =>
      () => ({ do: "confirm", selections, ...randomFor() }),
  ),
  always({ do: "print-voucher" }),
  outcome.map(
    (value): Move =>
      (world) => ({ do: "voucher", outcome: value, record: world.held() }),
  ),
  fc.boolean().map(
    (matches): Move =>
      (world) => ({ do: "match", matches, record: world.held() }),
  ),
  always({ do: "dismiss" }),
  paper.map(
    (value): Move =>
      (world) => ({ do: "resolve", paper: value, record: world.held() }),
  ),
  fc.constant((world: World) => ({ do: "restarted", record: world.held() }) as const),
  fc.constant((world: World) => {
    world.machine = SPARE;
    return { do: "go-on", record: world.held() } as const;
  }),
  always({ do: "tick" }),
  outcome.map(
    (value): Move =>
      ({ state }) =>
        state.printing === null ? null : { do: "paper", kind: state.printing, outcome: value },
  ),
  fc.constantFrom("whole", "again").map(
    (value): Move =>
      () => ({ do: "half-printed", paper: value as "whole" }),
  ),
);

/** A day’s later commands. */
const evening: fc.Arbitrary<Move> = fc.oneof(
  fc.constant(({ state }: World) => ({ do: "close", checkedIn: state.ballots, early: "rain" }) as const),
  fc.constant(
    (world: World) => ({ do: "count", records: [...world.records].sort().map(([, one]) => one) }) as const,
  ),
  always({ do: "print-copy" }),
  always({ do: "decided" }),
  fc.constant((world: World) => ({ do: "seal", actas: actasOrNone(world) }) as const),
  fc.constantFrom(MUD, PSUV, ONG).map(
    (witness): Move =>
      (world) =>
        hasActas(world)
          ? { do: "witness-answer", answer: answerOf(world, witness), actas: world.actas() }
          : null,
  ),
  fc.constantFrom("MUD/01.1", "PSUV/01.1").map(
    (witness): Move =>
      () => ({ do: "witness-decision", witness, decision: "absent" }),
  ),
  always({ do: "transmit" }),
  always({ do: "export" }),
  always({ do: "transmitted", receipts: RECEIPTS }),
);

/** What holds after every step, whatever it was. */
function check(world: World): void {
  const { state } = world;
  const records = [...world.records].sort().map(([, bytes]) => bytes);
  const open = records
    .map((bytes) => unpackRecord(bytes, contests)!)
    .filter(({ state: fate }) => fate !== "cast" && fate !== "void");
  // At most the record of whoever is at the screen has an open fate.
  const code = state.voter !== null && "code" in state.voter ? state.voter.code : null;
  expect(open.map(({ code: own }) => Buffer.from(own).toString("hex"))).toEqual(code === null ? [] : [code]);
  const counted = recount(
    records.filter((bytes) => Buffer.from(bytes.subarray(0, 16)).toString("hex") !== code),
    contests,
    state,
  );
  expect([counted.agrees, counted.unreadable]).toEqual([true, 0]);
  const journal = readJournal(world.journal);
  expect([journal.fault, journal.head.count]).toEqual([null, state.journal.count]);
  expect(encodeBase64(journal.head.head)).toBe(state.journal.head);
}

function walk(world: World, path: readonly Move[]): void {
  for (const move of path) {
    world.now += 97;
    const before = PHASES.indexOf(world.state.phase);
    const command = move(world);
    if (command === null) continue;
    const same = JSON.stringify(world.state);
    try {
      world.act(command);
    } catch (error) {
      const refused = /^Error: [a-z-]+: ([a-z-]+) \{/.exec(String(error));
      if (refused === null) throw error;
      if (refused[1] !== "pin-wrong") expect(JSON.stringify(world.state)).toBe(same);
    }
    const after = PHASES.indexOf(world.state.phase);
    const isPause = PHASES[before] === "paused" && PHASES[after] === "open";
    if (!isPause) expect(after).toBeGreaterThanOrEqual(before);
    check(world);
  }
}

describe("any command at any time", () => {
  test("from the first phase", () => {
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 60 }), (path) => walk(createWorld(), path)),
      { numRuns: 60 },
    );
  });

  test.each(PHASES)("from %s", (phase) => {
    const path = fc.array(fc.oneof({ weight: 2, arbitrary: moves }, evening), { maxLength: 50 });
    fc.assert(
      fc.property(path, (chosen) => walk(stationIn(phase), chosen)),
      { numRuns: phase === "open" || phase === "paused" ? 80 : 15 },
    );
  });
});

test("journal and state tell nothing of who voted what: other choices, other spoiled vouchers, the same lines", () => {
  const fate = fc.record({ choice: fc.constantFrom(0, 1, 2), spoils: fc.boolean(), cut: fc.boolean() });
  const lived = (fates: readonly { choice: number; spoils: boolean; cut: boolean }[]): World => {
    const world = stationIn("open");
    for (const { choice: option, spoils, cut } of fates) {
      world.now += 700;
      world.act({ do: "activate" });
      for (const matches of spoils ? [false, true] : [true]) {
        world.act({ do: "confirm", selections: [[option], []], ...randomFor() });
        world.act({ do: "voucher", outcome: cut ? "part" : "printed", record: world.held() });
        world.act({ do: "present-card", card: cardLine("a-1"), pin: PIN });
        if (cut)
          world.act({
            do: "resolve",
            paper: matches ? "whole-and-matches" : "torn",
            record: world.held(),
          });
        else world.act({ do: "match", matches, record: world.held() });
      }
      world.act({ do: "dismiss" });
      world.act({ do: "present-card", card: cardLine("a-1"), pin: PIN });
    }
    return world;
  };
  fc.assert(
    fc.property(fc.array(fc.tuple(fate, fate), { minLength: 1, maxLength: 8 }), (pairs) => {
      const [a, b] = [lived(pairs.map(([one]) => one)), lived(pairs.map(([, other]) => other))];
      expect(a.journal).toEqual(b.journal);
      const quiet = ({ state }: World) => ({ ...state, running: null, spoiled: null });
      expect(quiet(a)).toEqual(quiet(b));
      // No moment but those of the journal, no number of the clock in between.
      expect(a.state.clock).toBeLessThanOrEqual(CLOSES);
      expect(OPENS).toBeLessThanOrEqual(a.state.clock);
    }),
    { numRuns: 25 },
  );
});

test("nor of when: other moments within the same half hours, the same journal and the same state", () => {
  const moments = fc.array(fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 1799 }), fc.nat({ max: 1799 })), {
    minLength: 1,
    maxLength: 6,
  });
  const lived = (times: readonly number[]): World => {
    const world = stationIn("open");
    for (const time of times) {
      world.now = time;
      world.act({ do: "activate" });
      world.act({ do: "confirm", selections: [[0], []], ...randomFor() });
      world.act({ do: "voucher", outcome: "printed", record: world.held() });
      world.act({ do: "match", matches: true, record: world.held() });
      world.act({ do: "dismiss" });
      world.act({ do: "present-card", card: cardLine("a-1"), pin: PIN });
    }
    return world;
  };
  fc.assert(
    fc.property(moments, (chosen) => {
      const at = (second: 1 | 2) =>
        chosen
          .toSorted(([a], [b]) => a - b)
          .map((moment) => OPENS + moment[0] * 1800 + moment[second])
          .toSorted((a, b) => a - b);
      const [a, b] = [lived(at(1)), lived(at(2))];
      expect(a.journal).toEqual(b.journal);
      expect(a.state).toEqual(b.state);
    }),
    { numRuns: 25 },
  );
});
