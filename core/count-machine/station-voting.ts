/**
 * From letting a voter in to the voucher in the box: the life of one voucher, and what a power cut makes of it.
 *
 *     activate ─▶ choosing ─confirm─▶ printing ─▶ compare ─yes─▶ cast, thanks
 *                    ▲   │                │          └──no──▶ void, choosing again
 *                    │   └─abandon    held: the printer waits for paper
 *                    │                    └─ power cut, half a voucher ─▶ interrupted ─▶ people look at the paper
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
  if (isAtScreen(state)) return refuse("voter-present");
  if (state.ballots >= context.registered) return refuse("register-full", { registered: context.registered });
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
  return finish(
    update(begin(state, context.now), { voter: null, voided: 0, checkedIn: state.checkedIn - 1 }),
  );
}

export function confirm(state: StationState, command: Of<"confirm">, context: StationContext): Decided {
  if (state.voter === null) return refuse("no-voter");
  if (state.voter.step !== "choosing") return refuse("wrong-step", { step: state.voter.step });
  const { contests } = context.definition;
  const { selections, code, salt } = command;
  if (!areSelections(selections, contests)) return refuse("selections-form");
  // Putting it in place would overwrite a vote.
  if (command.existing !== null) return refuse("code-taken");
  const record = packRecord({ code, salt, state: "pending", selections }, contests);
  const step = update(begin(state, context.now), { voter: { step: "printing", code: codeText(code) } });
  return finish(step, { record: { put: record } }, [{ effect: "print", paper: "voucher" }]);
}

/** Somebody has the turn; who only reads the last screen is done. */
export const isAtScreen = ({ voter }: StationState): boolean => voter !== null && voter.step !== "thanks";

export function printVoucher(state: StationState, context: StationContext): Decided {
  if (state.voter?.step !== "held") return wrongStep(state);
  const step = update(begin(state, context.now), { voter: { step: "printing", code: state.voter.code } });
  return finish(step, {}, [{ effect: "print", paper: "voucher" }]);
}

/** What the printer says of the voucher. Half of one is for people to judge. */
export function voucherOutcome(
  state: StationState,
  command: Of<"voucher">,
  context: StationContext,
): Decided {
  if (state.voter?.step !== "printing") return wrongStep(state);
  const held = heldRecord(state, command.record, context);
  if (held === null) return refuse("record-lost");
  const step = begin(state, context.now);
  switch (command.outcome) {
    case "nothing":
      return finish(update(step, { voter: { step: "held", code: held.code } }));
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

/** More in one turn take a poll worker: whoever voids one after the other uses up the paper and the places of records. */
export const MOST_VOIDED = 3;

export function match(state: StationState, command: Of<"match">, context: StationContext): Decided {
  if (state.voter?.step !== "compare") return wrongStep(state);
  const held = heldRecord(state, command.record, context);
  if (held === null) return refuse("record-lost");
  if (command.matches) return cast(state, held, context);
  if (state.voided >= MOST_VOIDED) return refuse("spoiled-often", { most: MOST_VOIDED });
  return spoil({ ...state, voided: state.voided + 1 }, held, context);
}

/** Steps at which people may judge a voucher; while it is held nothing is on paper, and that is all they can say. */
const JUDGED: readonly VoterState["step"][] = ["held", "compare", "interrupted"];

/** By what the paper shows, under the eyes of a poll worker. */
export function resolve(state: StationState, command: Of<"resolve">, context: StationContext): Decided {
  if (context.cards.length === 0) return refuse("card-needed");
  const { voter } = state;
  if (voter === null || !JUDGED.includes(voter.step)) return wrongStep(state);
  if (voter.step === "held" && command.paper !== "none") return wrongStep(state);
  const held = heldRecord(state, command.record, context);
  if (held === null) return resolveLost(state, command, context);
  switch (command.paper) {
    case "whole-and-matches":
      return cast(state, held, context);
    case "whole-and-wrong":
    case "torn":
      return spoil(state, held, context);
    case "none":
      // The printer said that this one came out: wherever it is, it is void, and is known if it turns up.
      return held.record.state === "printed" ? spoil(state, held, context) : erase(state, held, context);
  }
}

/** Nothing came out: there never was a vote, nor a voucher that could turn up. */
const erase = (state: StationState, held: Held, context: StationContext): Decided =>
  finish(
    update(begin(state, context.now), { voter: { step: "choosing" } }),
    { record: { erase: held.record.code } },
    [{ effect: "lock" }],
  );

/**
 * The disk lost the record. No vote can be cast with it: whatever is on paper is void, and the recount will say that a record is missing.
 */
function resolveLost(state: StationState, { paper }: Of<"resolve">, context: StationContext): Decided {
  if (paper === "whole-and-matches") return refuse("record-lost");
  const spoiled = state.spoiled + (paper === "none" ? 0 : 1);
  return finish(update(begin(state, context.now), { spoiled, voter: { step: "choosing" } }), {}, [
    { effect: "lock" },
  ]);
}

export function dismiss(state: StationState, context: StationContext): Decided {
  if (state.voter?.step !== "thanks") return wrongStep(state);
  return finish(update(begin(state, context.now), { voter: null }));
}

/** After a power cut: whoever only chose begins anew, and of whatever may be on paper people judge. */
export function interrupt(step: Step, record: RecordBytes | null, context: StationContext): Decided {
  const { voter } = step.state;
  const locked = [{ effect: "lock" }] as const;
  const next = update(step, { printing: null, half: step.state.printing ?? step.state.half });
  if (voter === null) return finish(next, {}, locked);
  if (voter.step === "choosing")
    return finish(update(next, { voter: null, voided: 0, checkedIn: step.state.checkedIn - 1 }), {}, locked);
  if (voter.step === "thanks") return finish(update(next, { voter: null }), {}, locked);
  // Nothing of it is on paper, and the record is as it was.
  if (voter.step === "held") return finish(next, {}, locked);
  const interrupted = update(next, { voter: { step: "interrupted", code: voter.code } });
  const held = heldRecord(step.state, record, context);
  // Of one that is known to be printed it stays known.
  const change = held?.record.state === "pending" ? put(held, "interrupted", context) : {};
  return finish(interrupted, change, locked);
}

type Held = { readonly record: VoteRecord; readonly code: string };

/** The voter's record, which the store gave by the state's code; null if it is lost, or another's. */
function heldRecord(
  { voter }: StationState,
  bytes: RecordBytes | null,
  { definition }: StationContext,
): Held | null {
  if (voter === null || !("code" in voter) || bytes === null) return null;
  const record = unpackRecord(bytes, definition.contests);
  const isOpen = record !== null && record.state !== "cast" && record.state !== "void";
  return isOpen && codeText(record.code) === voter.code ? { record, code: voter.code } : null;
}

const wrongStep = ({ voter }: StationState): Decided =>
  voter === null ? refuse("no-voter") : refuse("wrong-step", { step: voter.step });

const put = ({ record }: Held, state: RecordState, { definition }: StationContext) => ({
  record: { put: packRecord({ ...record, state }, definition.contests) },
});

function cast(state: StationState, held: Held, context: StationContext): Decided {
  const running = state.running.map(({ votes, blank }, contest) => {
    const marked = new Set(held.record.selections[contest]);
    return {
      votes: votes.map((value, option) => (marked.has(option) ? value + 1 : value)),
      blank: marked.size === 0 ? blank + 1 : blank,
    };
  });
  const begun = begin(state, context.now);
  const { halfHour } = begun.state;
  const step = update(begun, {
    running,
    ballots: state.ballots + 1,
    halfHour: { ...halfHour, votes: halfHour.votes + 1 },
    voter: { step: "thanks" },
    voided: 0,
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
