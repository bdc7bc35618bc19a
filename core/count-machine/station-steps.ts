/**
 * What every step of a station does alike: the journal grows, half hours are counted, time never goes back, the state is printed.
 * Spec: spec/station.md, sections 2 and 5.
 * @module
 */
import { time } from "../note/fields.ts";
import { ok } from "../result.ts";
import { HALF_HOUR, type JournalEvent, journalLine } from "./journal.ts";
import type { StationEffect } from "./station-commands.ts";
import type { StationChange } from "./station-port.ts";
import type { Decided } from "./station-refusal.ts";
import { headText, journalHead, printStationState, type StationState } from "./station-state.ts";

/** A state that is on its way, with the lines that it adds to the journal. */
export type Step = { readonly state: StationState; readonly lines: readonly string[] };

export const write = (step: Step, event: JournalEvent, ...words: readonly string[]): Step => {
  const { line, journal } = journalLine(journalHead(step.state), step.state.clock, event, ...words);
  const state = { ...step.state, journal: { count: journal.count, head: headText(journal.head) } };
  return { state, lines: [...step.lines, line] };
};

export const update = (step: Step, change: Partial<StationState>): Step => ({
  state: { ...step.state, ...change },
  lines: step.lines,
});

/** A clock that jumped back by more than this is written down; time stands still until it catches up. */
const CLOCK_SLACK = 60;

const halfHourOf = (at: number): number => at - (at % HALF_HOUR);

/** The step that everything begins with: the moment, and half hours that are over since. */
export function begin(state: StationState, now: number): Step {
  const isBack = now < state.clock - CLOCK_SLACK;
  let step: Step = { state: { ...state, clock: Math.max(now, state.clock) }, lines: [] };
  step = countHalfHour(step);
  // Only while people vote: later every moment is written anyway.
  return isBack && state.phase === "open" ? write(step, "clock", String(state.clock - now)) : step;
}

const isVoting = ({ phase }: StationState): boolean => phase === "open" || phase === "paused";

/** Writes the votes of a half hour that is over; those without votes are left out. */
function countHalfHour(step: Step): Step {
  const { halfHour, clock } = step.state;
  const start = halfHourOf(clock);
  if (!isVoting(step.state) || halfHour.start === start) return step;
  const written = halfHour.votes === 0 ? step : halfHourLine(step);
  return update(written, { halfHour: { start, votes: 0 } });
}

/** At the close the half hour that has begun is written too. */
export function endHalfHour(step: Step): Step {
  const written = step.state.halfHour.votes === 0 ? step : halfHourLine(step);
  return update(written, { halfHour: { start: halfHourOf(step.state.clock), votes: 0 } });
}

function halfHourLine(step: Step): Step {
  const { start, votes } = step.state.halfHour;
  return write(step, "half-hour", time.print(start), String(votes));
}

export function finish(
  step: Step,
  more: Omit<StationChange, "state" | "journal"> = {},
  effects: readonly StationEffect[] = [],
): Decided & { readonly ok: true } {
  const change = { state: printStationState(step.state), journal: step.lines, ...more };
  return ok({ state: step.state, change, effects }) as Decided & { readonly ok: true };
}
