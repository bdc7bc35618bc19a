/**
 * What the printer does with every paper that is no voucher: begun, whole, half, again; and how many copies are enough.
 *
 * One paper at a time. What the printer left half done, or was at when the power went, people look at: whole after all, or again.
 * Spec: spec/station.md, section 7.
 * @module
 */
import type { StationCommand, StationContext } from "./station-commands.ts";
import { type Decided, refuse } from "./station-refusal.ts";
import type { PaperKind, StationState } from "./station-state.ts";
import { begin, finish, type Step, update, write } from "./station-steps.ts";

type Of<D extends StationCommand["do"]> = Extract<StationCommand, { do: D }>;

/** Copies of each acta beside one for every witness who is accredited here. */
export const FEWEST_COPIES = 3;
export const copiesNeeded = ({ expected }: Pick<StationContext, "expected">): number =>
  FEWEST_COPIES + expected.length;

/** A paper is begun or half done: the next one waits. */
export function busy({ half, printing }: StationState): ReturnType<typeof refuse> | null {
  if (half !== null) return refuse("paper-half", { paper: half });
  return printing === null ? null : refuse("printer-busy", { paper: printing });
}

export function printCopy(state: StationState, context: StationContext): Decided {
  const isBusy = busy(state);
  if (isBusy !== null) return isBusy;
  return finish(update(begin(state, context.now), { printing: "acta" }), {}, [
    { effect: "print", paper: "acta" },
  ]);
}

/** What the printer says of a paper that is no voucher. */
export function paperOutcome(state: StationState, command: Of<"paper">, context: StationContext): Decided {
  const { kind, outcome } = command;
  if (state.printing !== kind) return refuse("no-half-paper", { paper: kind });
  const step = update(begin(state, context.now), { printing: null });
  // These two are printed once, without being asked: what did not come out is asked for as half a paper is.
  const isOnce = kind === "closing" || kind === "receipt";
  if (outcome === "nothing" && !isOnce) return finish(step);
  if (outcome !== "printed") return finish(update(step, { half: kind }));
  return printed(step, kind, context);
}

export function halfPrinted(
  state: StationState,
  command: Of<"half-printed">,
  context: StationContext,
): Decided {
  if (context.cards.length === 0) return refuse("card-needed");
  const { half } = state;
  if (half === null) return refuse("no-half-paper");
  const step = update(begin(state, context.now), { half: null });
  if (command.paper === "whole") return printed(step, half, context);
  return finish(update(step, { printing: half }), {}, [{ effect: "print", paper: half }]);
}

function printed(step: Step, kind: PaperKind, context: StationContext): Decided {
  const { phase } = step.state;
  if (kind === "zero-tape")
    return finish(phase === "provisioned" ? update(step, { phase: "zero-printed" }) : step);
  if (kind === "closing" && phase === "transmitted") return printReceipt(step);
  if (kind !== "acta") return finish(step);
  const copies = step.state.copies + 1;
  const isEnough = phase === "counted" && copies >= copiesNeeded(context);
  const next = update(step, { copies, ...(isEnough ? { phase: "printed" as const } : {}) });
  return finish(isEnough ? write(next, "copies", String(copies)) : next);
}

export const printReceipt = (step: Step): Decided =>
  finish(update(step, { printing: "receipt" }), {}, [{ effect: "print", paper: "receipt" }]);
