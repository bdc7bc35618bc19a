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

/** A state that is on its way, the moment, and the lines that it adds to the journal. */
export type Step = { readonly state: StationState; readonly now: number; readonly lines: readonly string[] };

export const write = (step: Step, event: JournalEvent, ...words: readonly string[]): Step =>
  writeAt(step, step.now, event, ...words);

/** The state's clock is that of the last line: a moment that the journal does not tell stands nowhere (clause 5.6). */
function writeAt(step: Step, at: number, event: JournalEvent, ...words: readonly string[]): Step {
  const { line, journal } = journalLine(journalHead(step.state), at, event, ...words);
  const state = {
    ...step.state,
    clock: at,
    journal: { count: journal.count, head: headText(journal.head) },
  };
  return { state, now: Math.max(step.now, at), lines: [...step.lines, line] };
}

export const update = (step: Step, change: Partial<StationState>): Step => ({
  ...step,
  state: { ...step.state, ...change },
});

const halfHourOf = (at: number): number => at - (at % HALF_HOUR);

/** The step that everything begins with: the moment, which never goes back, and the half hour that is over since. */
export function begin(state: StationState, now: number): Step {
  const step: Step = { state, now: Math.max(now, state.clock), lines: [] };
  const isOver = isVoting(state) && halfHourOf(step.now) > state.halfHour.start;
  return isOver ? endHalfHour(step) : step;
}

const isVoting = ({ phase }: StationState): boolean => phase === "open" || phase === "paused";

/**
 * Writes the votes of a half hour; those without votes are left out. The line has the half hour's end as its time, not the moment of
 * whatever came next: that may be a vote. At the close it has the moment of the close.
 */
export function endHalfHour(step: Step): Step {
  const { start, votes } = step.state.halfHour;
  const at = Math.max(Math.min(step.now, start + HALF_HOUR), step.state.clock);
  const written = votes === 0 ? step : writeAt(step, at, "half-hour", time.print(start), String(votes));
  return update(written, { halfHour: { start: halfHourOf(step.now), votes: 0 } });
}

export function finish(
  step: Step,
  more: Omit<StationChange, "state" | "journal"> = {},
  effects: readonly StationEffect[] = [],
): Decided & { readonly ok: true } {
  const change = { state: printStationState(step.state), journal: step.lines, ...more };
  return ok({ state: step.state, change, effects }) as Decided & { readonly ok: true };
}
