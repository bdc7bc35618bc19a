/** What becomes of votes, whatever happens: power cuts, half vouchers, people who change their mind. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actaBreaches } from "../statement/acta-rules.ts";
import { readJournal } from "./journal.ts";
import { recordRoot } from "./record-tree.ts";
import {
  closeAndCount,
  createWorld,
  DEFINITION,
  OPENS,
  openStation,
  randomFor,
  unlock,
  vote,
  type World,
} from "./station.test-helper.ts";
import { actasOf, recordsOf } from "./station-phases.test-helper.ts";
import { unpackRecord } from "./vote-record.ts";

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
