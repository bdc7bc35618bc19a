/**
 * From letting a voter in to the voucher in the box: the life of one voucher, and what a power cut makes of it.
 *
 *     activate ─▶ choosing ─confirm─▶ printing ─▶ compare ─yes─▶ cast, thanks
 *                    ▲   │                │          └──no──▶ void, choosing again
 *                    │   └─abandon        └─ power cut, half a voucher ─▶ interrupted ─▶ people look at the paper
 *                    └──────────────────────── nothing on paper: no vote ever was ──┘
 *
 * Every arrow is one commit. Whatever instant the power goes, what is on disk is one of: no record and no valid voucher; one record and
 * one valid voucher; or one record that people resolve by looking. Spec: spec/station.md, section 3.
 * @module
 */
import { decodeHex } from "../bytes.ts";
import type { StationCommand, StationContext } from "./station-commands.ts";
import type { RecordBytes } from "./station-port.ts";
import { type Decided, refuse } from "./station-refusal.ts";
import { codeText, type StationState, type VoterState } from "./station-state.ts";
import { begin, finish, type Step, update } from "./station-steps.ts";
import { areSelections, packRecord, type RecordState, unpackRecord, type VoteRecord } from "./vote-record.ts";

type Of<D extends StationCommand["do"]> = Extract<StationCommand, { do: D }>;

export function activate(state: StationState, context: StationContext): Decided {
  if (context.cards.length === 0) return refuse("card-needed");
  if (state.voter !== null) return refuse("voter-present");
  if (state.checkedIn >= context.registered)
    return refuse("register-full", { registered: context.registered });
  const step = update(begin(state, context.now), {
    voter: { step: "choosing" },
    checkedIn: state.checkedIn + 1,
  });
  // The menu is not for the voter.
  return finish(step, {}, [{ effect: "lock" }]);
}

/** Before anything was confirmed, the turn is taken back as if it had not been given. */
export function abandon(state: StationState, context: StationContext): Decided {
  if (state.voter === null) return refuse("no-voter");
  if (state.voter.step !== "choosing") return refuse("wrong-step", { step: state.voter.step });
  return finish(update(begin(state, context.now), { voter: null, checkedIn: state.checkedIn - 1 }));
}

export function confirm(state: StationState, command: Of<"confirm">, context: StationContext): Decided {
  if (state.voter === null) return refuse("no-voter");
  if (state.voter.step !== "choosing") return refuse("wrong-step", { step: state.voter.step });
  const { contests } = context.definition;
  const { selections, code, salt } = command;
  if (!areSelections(selections, contests)) return refuse("selections-form");
  const record = packRecord({ code, salt, state: "pending", selections }, contests);
  const step = update(begin(state, context.now), { voter: { step: "printing", code: codeText(code) } });
  return finish(step, { record: { put: record } }, [{ effect: "print", paper: "voucher" }]);
}

/** What the printer says of the voucher. Half of one is for people to judge. */
export function voucherOutcome(
  state: StationState,
  command: Of<"voucher">,
  context: StationContext,
): Decided {
  const held = heldRecord(state, command.record, context, "printing");
  if (held === null) return wrongStep(state);
  const step = begin(state, context.now);
  switch (command.outcome) {
    case "nothing":
      return finish(step);
    case "printed":
      return finish(
        update(step, { voter: { step: "compare", code: held.code } }),
        put(held, "printed", context),
      );
    case "part":
      return finish(
        update(step, { voter: { step: "interrupted", code: held.code } }),
        put(held, "interrupted", context),
      );
  }
}

export function match(state: StationState, command: Of<"match">, context: StationContext): Decided {
  const held = heldRecord(state, command.record, context, "compare");
  if (held === null) return wrongStep(state);
  return command.matches ? cast(state, held, context) : spoil(state, held, context);
}

/** By what the paper shows, under the eyes of a poll worker. */
export function resolve(state: StationState, command: Of<"resolve">, context: StationContext): Decided {
  if (context.cards.length === 0) return refuse("card-needed");
  const held = heldRecord(state, command.record, context, "interrupted");
  if (held === null) return wrongStep(state);
  switch (command.paper) {
    case "whole-and-matches":
      return cast(state, held, context);
    case "whole-and-wrong":
    case "torn":
      return spoil(state, held, context);
    case "none":
      // Nothing came out: there never was a vote, nor a voucher that could turn up.
      return finish(
        update(begin(state, context.now), { voter: { step: "choosing" } }),
        { record: { erase: held.record.code } },
        [{ effect: "lock" }],
      );
  }
}

export function dismiss(state: StationState, context: StationContext): Decided {
  if (state.voter?.step !== "thanks") return wrongStep(state);
  return finish(update(begin(state, context.now), { voter: null }));
}

/** After a power cut: whoever only chose begins anew, and of whatever may be on paper people judge. */
export function interrupt(step: Step, record: RecordBytes | null, context: StationContext): Decided {
  const { voter } = step.state;
  const unprinted = update(step, { printing: null, half: step.state.printing ?? step.state.half });
  if (voter === null) return finish(unprinted);
  if (voter.step === "choosing")
    return finish(update(unprinted, { voter: null, checkedIn: step.state.checkedIn - 1 }));
  if (voter.step === "thanks") return finish(update(unprinted, { voter: null }));
  const held = heldRecord(step.state, record, context, voter.step);
  if (held === null) return wrongStep(step.state);
  return finish(
    update(unprinted, { voter: { step: "interrupted", code: held.code } }),
    put(held, "interrupted", context),
  );
}

type Held = { readonly record: VoteRecord; readonly code: string };

/** The record of the voter who is at this step; the store gave it by the state's code. */
function heldRecord(
  { voter }: StationState,
  bytes: RecordBytes | null,
  { definition }: StationContext,
  step: VoterState["step"],
): Held | null {
  if (voter === null || voter.step !== step || !("code" in voter) || bytes === null) return null;
  const record = unpackRecord(bytes, definition.contests);
  if (record === null || codeText(record.code) !== voter.code) return null;
  return { record, code: voter.code };
}

const wrongStep = ({ voter }: StationState): Decided =>
  voter === null ? refuse("no-voter") : refuse("wrong-step", { step: voter.step });

const put = ({ record }: Held, state: RecordState, { definition }: StationContext) => ({
  record: { put: packRecord({ ...record, state }, definition.contests) },
});

function cast(state: StationState, held: Held, context: StationContext): Decided {
  const running = state.running.map(({ votes, blank }, contest) => {
    const marked = held.record.selections[contest]!;
    return {
      votes: votes.map((value, option) => (marked.includes(option) ? value + 1 : value)),
      blank: marked.length === 0 ? blank + 1 : blank,
    };
  });
  const begun = begin(state, context.now);
  const { halfHour } = begun.state;
  const step = update(begun, {
    running,
    ballots: state.ballots + 1,
    halfHour: { ...halfHour, votes: halfHour.votes + 1 },
    voter: { step: "thanks" },
  });
  return finish(step, put(held, "cast", context), [{ effect: "lock" }]);
}

function spoil(state: StationState, held: Held, context: StationContext): Decided {
  const step = update(begin(state, context.now), { spoiled: state.spoiled + 1, voter: { step: "choosing" } });
  return finish(step, put(held, "void", context), [{ effect: "lock" }]);
}

/** The code of the record that a voter's step names; for whoever asks the store. */
export function voterCode({ voter }: StationState): Uint8Array | null {
  return voter !== null && "code" in voter ? decodeHex(voter.code) : null;
}
