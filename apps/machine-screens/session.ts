/**
 * One voter's turn at the screen, as far as only the screen knows it: language, help, marks, and where they are.
 *
 * A session begins when a voter is let in and ends with their turn; nothing of it goes into the next. The daemon learns of the marks once,
 * with `confirm`. Marks cannot be too many and blank is a choice of its own, so what is confirmed is always valid and always meant.
 * Spec: spec/station.md, clauses 3.5 and 9.8.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import { type Display, PLAIN_DISPLAY } from "@triplicate/screen-parts/themes.ts";
import type { BallotContest, Selections, VoterStep } from "./api.ts";

/** null: not touched yet. Numbers ascending, never an empty list. */
export type Marks = null | "blank" | readonly number[];

export type Assist = {
  readonly audio: boolean;
  /** Times the usual speed. */
  readonly rate: number;
  /** 0 to 1. */
  readonly volume: number;
  /** The screen shows nothing while audio goes on. */
  readonly isDark: boolean;
  /** `two`: one key goes on, one chooses. `auto`: it goes on by itself, any key chooses. */
  readonly switches: "off" | "two" | "auto";
  /** Seconds that each thing is offered. */
  readonly pace: number;
};

export const RATES = [0.6, 0.8, 1, 1.3, 1.7, 2.2] as const;
export const VOLUMES = [0.25, 0.5, 0.75, 1] as const;
export const PACES = [1, 2, 3, 5, 8] as const;

export const NO_ASSIST: Assist = {
  audio: false,
  rate: 1,
  volume: 0.75,
  isDark: false,
  switches: "off",
  pace: 3,
};

export type Place =
  | { readonly at: "language" }
  /** The last voucher is void: what to do with it, then again. */
  | { readonly at: "again" }
  | { readonly at: "contest"; readonly contest: number; readonly isChange: boolean }
  | { readonly at: "review" };

export type Session = {
  /** Differs for every turn, so that no part of a screen outlives one. */
  readonly turn: number;
  readonly language: Language | null;
  readonly display: Display;
  readonly assist: Assist;
  readonly place: Place;
  readonly marks: readonly Marks[];
  /** The voucher is out and nobody has touched the screen for long: what was chosen is shown no more. */
  readonly isCovered: boolean;
};

/** What a poll worker may set before the voter stands there. */
export type Preset = "plain" | "audio" | "switches" | "large";

export function newSession(turn: number, contests: number, preset: Preset = "plain"): Session {
  return {
    turn,
    language: null,
    display: preset === "large" ? { contrast: "light", size: 4 } : PLAIN_DISPLAY,
    assist: {
      ...NO_ASSIST,
      ...(preset === "audio" ? { audio: true, isDark: true } : {}),
      ...(preset === "switches" ? { switches: "two" as const } : {}),
    },
    place: { at: "language" },
    marks: new Array<Marks>(contests).fill(null),
    isCovered: false,
  };
}

type Step = VoterStep["step"] | null;

/** What a change of the daemon's step makes of the session: begun, ended, or begun again by the same voter. */
export function followStep(
  session: Session | null,
  before: Step,
  after: Step,
  begin: () => Session,
): Session | null {
  if (after === null) return null;
  if (session === null || before === null) return begin();
  if (before === after) return session;
  if (before === "thanks") return begin();
  const isAgain = after === "choosing" && before !== "choosing";
  return isAgain ? startAgain(session) : session;
}

/** The voucher was void, or never came out: language and help stay, the marks do not. */
export const startAgain = (session: Session): Session => ({
  ...session,
  place: { at: "again" },
  marks: session.marks.map(() => null),
  isCovered: false,
});

export type Marked = {
  readonly marks: Marks;
  /** What is to be said: an option that lost its mark for this one, or why nothing happened. */
  readonly said:
    | { readonly is: "marked" | "unmarked"; readonly option: number }
    | { readonly is: "moved"; readonly option: number; readonly from: number }
    | { readonly is: "full"; readonly option: number }
    | { readonly is: "blank" | "unblank" };
};

/** Presses an option. With one mark to give, the new mark takes the place of the old; with several, none is taken away unasked. */
export function pressOption(marks: Marks, option: number, { marks: most }: BallotContest): Marked {
  const chosen = marks === null || marks === "blank" ? [] : marks;
  if (chosen.includes(option)) {
    const rest = chosen.filter((one) => one !== option);
    return { marks: rest.length === 0 ? null : rest, said: { is: "unmarked", option } };
  }
  if (most === 1 && chosen.length === 1)
    return { marks: [option], said: { is: "moved", option, from: chosen[0]! } };
  if (chosen.length >= most) return { marks, said: { is: "full", option } };
  return { marks: [...chosen, option].sort((a, b) => a - b), said: { is: "marked", option } };
}

/** Blank takes the place of every mark; pressed again, nothing is chosen. */
export const pressBlank = (marks: Marks): Marked =>
  marks === "blank" ? { marks: null, said: { is: "unblank" } } : { marks: "blank", said: { is: "blank" } };

export const setMarks = (session: Session, contest: number, marks: Marks): Session => ({
  ...session,
  marks: session.marks.map((one, i) => (i === contest ? marks : one)),
});

/** The next screen after a contest: the next contest, or the review. */
export function placeAfter({ place, marks }: Session): Place {
  if (place.at !== "contest" || place.isChange || place.contest + 1 >= marks.length) return { at: "review" };
  return { at: "contest", contest: place.contest + 1, isChange: false };
}

export function placeBefore({ place }: Session): Place {
  if (place.at !== "contest") return { at: "language" };
  if (place.isChange) return { at: "review" };
  return place.contest === 0
    ? { at: "language" }
    : { at: "contest", contest: place.contest - 1, isChange: false };
}

/** What is sent; null while a contest has neither a mark nor an explicit blank. */
export function selectionsOf(marks: readonly Marks[]): Selections | null {
  const selections: (readonly number[])[] = [];
  for (const one of marks) {
    if (one === null) return null;
    selections.push(one === "blank" ? [] : one);
  }
  return selections;
}
