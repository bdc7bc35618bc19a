/** A voter's turn as a value: marks, ways, and where one turn ends and the next begins; every view in every order leaks nothing. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BallotContest, MachineView, VoterStep } from "./api.ts";
import { COUNCIL, fakeView, GOVERNOR } from "./fake-views.test-helper.ts";
import { FIRST_STATE, type KioskState, nextState } from "./kiosk-state.ts";
import {
  followStep,
  type Marks,
  newSession,
  placeAfter,
  placeBefore,
  pressBlank,
  pressOption,
  type Session,
  selectionsOf,
  setMarks,
} from "./session.ts";

describe("marks", () => {
  const run = (contest: BallotContest, presses: readonly (number | "blank")[]) =>
    presses.reduce<Marks>(
      (marks, press) => (press === "blank" ? pressBlank(marks) : pressOption(marks, press, contest)).marks,
      null,
    );
  test.each([
    ["one mark moves", GOVERNOR, [0, 3], [3]],
    ["pressed again, it is taken away", GOVERNOR, [0, 0], null],
    ["blank takes the place of marks", COUNCIL, [0, 1, "blank"], "blank"],
    ["a mark takes the place of blank", COUNCIL, ["blank", 2], [2]],
    ["blank again is nothing", COUNCIL, ["blank", "blank"], null],
    ["marks stand in the order of the ballot", COUNCIL, [4, 0, 2], [0, 2, 4]],
    ["none is taken away unasked", COUNCIL, [4, 0, 2, 1], [0, 2, 4]],
  ] as const)("%s", (_, contest, presses, marks) => {
    expect(run(contest, presses)).toEqual(marks);
  });

  const contest = fc.record({
    marks: fc.integer({ min: 1, max: 5 }),
    options: fc.integer({ min: 1, max: 9 }),
  });
  test("whatever is pressed, they are valid or there are none", () => {
    fc.assert(
      fc.property(
        contest,
        fc.array(fc.oneof(fc.constant("blank" as const), fc.nat(8))),
        ({ marks, options }, presses) => {
          const made: BallotContest = { ...COUNCIL, marks, options: GOVERNOR.options.slice(0, options) };
          const result = run(
            made,
            presses.filter((press) => press === "blank" || press < options),
          );
          if (result === null || result === "blank") return true;
          return (
            result.length > 0 &&
            result.length <= marks &&
            result.every((one, i) => one < options && (i === 0 || result[i - 1]! < one))
          );
        },
      ),
    );
  });

  test("nothing is sent while a contest is neither marked nor blank", () => {
    expect(selectionsOf([[1], null])).toBeNull();
    expect(selectionsOf([[1], "blank"])).toEqual([[1], []]);
  });
});

describe("ways", () => {
  const at = (contest: number, isChange = false) => ({
    ...newSession(1, 2),
    place: { at: "contest" as const, contest, isChange },
  });
  test("on and back", () => {
    expect(placeAfter(at(0))).toEqual({ at: "contest", contest: 1, isChange: false });
    expect(placeAfter(at(1))).toEqual({ at: "review" });
    expect(placeAfter(at(0, true))).toEqual({ at: "review" });
    expect(placeBefore(at(0))).toEqual({ at: "language" });
    expect(placeBefore(at(1))).toEqual({ at: "contest", contest: 0, isChange: false });
    expect(placeBefore(at(1, true))).toEqual({ at: "review" });
  });
});

describe("turns", () => {
  const mine = { ...setMarks(newSession(7, 2), 0, [3]), language: "en" as const };
  const follow = (before: VoterStep["step"] | null, after: VoterStep["step"] | null) =>
    followStep(mine, before, after, () => newSession(8, 2));
  test.each([
    ["choosing", "printing", 7, [3]],
    ["printing", "compare", 7, [3]],
    ["compare", "choosing", 7, null],
    ["interrupted", "choosing", 7, null],
    ["compare", "thanks", 7, [3]],
    ["thanks", "choosing", 8, null],
    [null, "choosing", 8, null],
  ] as const)("%s to %s is turn %i", (before, after, turn, marks) => {
    const next = follow(before, after);
    expect([next?.turn, next?.marks[0]]).toEqual([turn, marks]);
  });
  test("a turn that is over leaves nothing", () => {
    expect(follow("thanks", null)).toBeNull();
    expect(follow("choosing", null)).toBeNull();
  });
  test("a void voucher keeps the language and says what to do with the paper", () => {
    const next = follow("compare", "choosing");
    expect([next?.language, next?.place]).toEqual(["en", { at: "again" }]);
  });

  const STEPS = [null, "choosing", "printing", "compare", "interrupted", "thanks"] as const;
  const show = (state: KioskState, step: (typeof STEPS)[number]): KioskState => {
    const voter = (
      step === null ? null : { step, selections: [], problem: "ready", outcome: "cast" }
    ) as VoterStep | null;
    const view: MachineView = {
      ...fakeView(),
      phase: "open",
      voter,
      revision: (state.view?.revision ?? 0) + 1,
    };
    return nextState(state, { is: "view", view });
  };
  test("no order of views carries a mark past the end of its turn", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STEPS), { maxLength: 30 }), (steps) => {
        let state = FIRST_STATE;
        let before: (typeof STEPS)[number] = null;
        for (const step of steps) {
          const turn = state.session?.turn ?? 0;
          state = show(state, step);
          const isNext = step !== null && step !== before && (before === null || before === "thanks");
          if (step === null) expect(state.session).toBeNull();
          if (isNext) expect([state.session!.turn > turn, state.session!.language]).toEqual([true, null]);
          if (state.session !== null) {
            const { turn: now } = state.session;
            const change = (session: Session): Session => ({
              ...setMarks(session, 0, [3]),
              language: "en" as const,
            });
            state = nextState(state, { is: "session", turn: now, change });
            // A late answer of another turn changes nothing.
            expect(nextState(state, { is: "session", turn: now - 1, change: () => mine })).toBe(state);
          }
          before = step;
        }
      }),
    );
  });
  test("an older view and the same one again change nothing; after a loss any is news", () => {
    const state = show(show(FIRST_STATE, "choosing"), "printing");
    expect(nextState(state, { is: "view", view: { ...state.view!, voter: null } })).toBe(state);
    const lost = nextState(state, { is: "lost" });
    expect([lost.session, lost.view]).toEqual([null, null]);
    expect(nextState(lost, { is: "view", view: { ...fakeView(), revision: 0 } }).view?.revision).toBe(0);
  });
  test("what a poll worker set is for one voter only", () => {
    const set = nextState(show(FIRST_STATE, null), { is: "preset", preset: "audio" });
    const first = show(set, "choosing");
    expect(first.session?.assist.audio).toBe(true);
    expect(show(show(first, null), "choosing").session?.assist.audio).toBe(false);
  });
});
