/**
 * Opening and closing: the zero tape, the close, the count, the copies, the seal, the receipts.
 * Spec: spec/station.md, sections 4, 6 and 7.
 * @module
 */
import { utf8 } from "../bytes.ts";
import { parseNote } from "../note/note.ts";
import { sha256 } from "../sha256.ts";
import { ACTA } from "../statement/acta.ts";
import { CLOSING_RECORD, isReason } from "../statement/closing-record.ts";
import { ZERO_TAPE } from "../statement/zero-tape.ts";
import { recount, runningLine } from "./recount.ts";
import type { StationCommand, StationContext } from "./station-commands.ts";
import { DOCUMENTS } from "./station-documents.ts";
import { type Decided, refuse } from "./station-refusal.ts";
import { headText, journalHead, livesOf, type PaperKind, type StationState } from "./station-state.ts";
import { begin, endHalfHour, finish, update, write } from "./station-steps.ts";
import { actasEvenSo, type Closing } from "./tally.ts";
import { witnessLines } from "./witness-round.ts";

type Of<D extends StationCommand["do"]> = Extract<StationCommand, { do: D }>;

/** Copies of each acta beside one for every witness who is accredited here. */
export const FEWEST_COPIES = 3;
export const copiesNeeded = ({ expected }: Pick<StationContext, "expected">): number =>
  FEWEST_COPIES + expected.length;

export function printZeroTape(
  state: StationState,
  command: Of<"print-zero-tape">,
  context: StationContext,
): Decided {
  if (context.cards.length === 0) return refuse("card-needed");
  if (!isZero(state) || command.records > 0) return refuse("not-zero", { records: command.records });
  const step = update(begin(state, context.now), { printing: "zero-tape" });
  const { contests } = context.definition;
  const text = ZERO_TAPE.print({
    election: [context.definition.id, context.digest],
    mode: context.mode,
    station: context.station,
    printed: step.state.clock,
    registered: context.registered,
    ballots: state.ballots,
    contest: contests.map(({ id, options }, i) => [
      id,
      { options: options.map((option) => option.id), votes: state.running[i]!.votes },
    ]),
    blank: state.running.reduce((sum, { blank }) => sum + blank, 0),
    null: 0,
    spoiled: state.spoiled,
    journal: journalHead(step.state).head,
  });
  const written = write(step, "zero-tape", headText(sha256(utf8(text))));
  const documents = [{ name: DOCUMENTS.zeroTape, bytes: context.sign(text) }];
  return finish(written, { documents }, [{ effect: "print", paper: "zero-tape" }]);
}

const isZero = ({ ballots, spoiled, checkedIn, running }: StationState): boolean =>
  ballots + spoiled + checkedIn === 0 &&
  running.every(({ votes, blank }) => blank === 0 && votes.every((value) => value === 0));

export function open(state: StationState, context: StationContext): Decided {
  if (context.cards.length < 2) return refuse("two-cards-needed", { cards: context.cards.length });
  if (!isZero(state)) return refuse("not-zero", { records: state.ballots });
  const begun = begin(state, context.now);
  const { clock } = begun.state;
  const step = update(begun, {
    phase: "open",
    opened: clock,
    halfHour: { start: clock - (clock % 1800), votes: 0 },
  });
  return finish(write(step, "opened", ...cardIds(context)));
}

const cardIds = ({ cards }: StationContext): string[] => cards.map(({ id }) => id);

export function close(state: StationState, command: Of<"close">, context: StationContext): Decided {
  if (context.cards.length < 2) return refuse("two-cards-needed", { cards: context.cards.length });
  if (state.voter !== null) return refuse("voter-present");
  const { checkedIn, early } = command;
  const begun = endHalfHour(begin(state, context.now));
  const isEarly = begun.state.clock < context.hours.closes;
  if (isEarly && early === undefined) return refuse("early-close", { closes: context.hours.closes });
  if (early !== undefined && !isReason(early)) return refuse("reason-form");
  const range = { atLeast: state.ballots, atMost: context.registered };
  if (!Number.isSafeInteger(checkedIn) || checkedIn < range.atLeast || checkedIn > range.atMost)
    return refuse("checked-in-range", range);
  // An acta says that it closed after it opened: a rehearsal may be over within a second.
  const closed = Math.max(begun.state.clock, state.opened! + 1);
  const step = update(begun, { phase: "closed", closed, checkedIn, clock: closed });
  const why = isEarly ? ["early", early!] : [];
  return finish(write(step, "closed", ...cardIds(context), ...why), {}, []);
}

export function count(state: StationState, command: Of<"count">, context: StationContext): Decided {
  const { contests } = context.definition;
  const counted = recount(command.records, contests, state);
  const verdict = counted.agrees ? "agrees" : "differs";
  const step = write(begin(state, context.now), "counted", String(counted.ballots), verdict);
  const closing: Closing = {
    election: [context.definition.id, context.digest],
    mode: context.mode,
    station: context.station,
    opened: state.opened!,
    closed: state.closed!,
    registered: context.registered,
    "checked-in": state.checkedIn,
    ballots: counted.ballots,
    spoiled: counted.spoiled,
    records: counted.root,
    journal: journalHead(step.state).head,
    ...(state.lives.length === 0 ? {} : { lives: livesOf(state) }),
  };
  const running = counted.agrees ? null : contests.map((contest, i) => runningLine(state, contest, i));
  const actas = actasEvenSo(closing, counted.tallies, contests, running);
  const documents = actas.map(({ acta, text }) => ({
    name: DOCUMENTS.acta(acta.contest),
    bytes: context.sign(text),
  }));
  return finish(update(step, { phase: "counted", agrees: counted.agrees }), { documents });
}

export function printCopy(state: StationState, context: StationContext): Decided {
  if (state.half !== null) return refuse("paper-half", { paper: state.half });
  return finish(update(begin(state, context.now), { printing: "acta" }), {}, [
    { effect: "print", paper: "acta" },
  ]);
}

/** What the printer says of a paper that is no voucher. */
export function paperOutcome(state: StationState, command: Of<"paper">, context: StationContext): Decided {
  const { kind, outcome } = command;
  if (state.printing !== kind) return refuse("no-half-paper", { paper: kind });
  const step = update(begin(state, context.now), { printing: null });
  if (outcome === "nothing") return finish(step);
  if (outcome === "part") return finish(update(step, { half: kind }));
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

function printed(step: ReturnType<typeof begin>, kind: PaperKind, context: StationContext): Decided {
  const { phase } = step.state;
  if (kind === "zero-tape")
    return finish(phase === "provisioned" ? update(step, { phase: "zero-printed" }) : step);
  if (kind !== "acta") return finish(step);
  const copies = step.state.copies + 1;
  const isEnough = phase === "counted" && copies >= copiesNeeded(context);
  const next = update(step, { copies, ...(isEnough ? { phase: "printed" as const } : {}) });
  return finish(isEnough ? write(next, "copies", String(copies)) : next);
}

/** The closing record: spec/transmission.md, section 2. `actas` are the notes, in the order of the ballot. */
export function seal(state: StationState, command: Of<"seal">, context: StationContext): Decided {
  if (state.half !== null) return refuse("paper-half", { paper: state.half });
  const digests = command.actas.map((bytes) => {
    const note = parseNote(bytes);
    const acta = note.ok ? ACTA.parse(note.value.text) : note;
    if (!note.ok || !acta.ok) throw new Error("the store gave what is no acta");
    return [acta.value.contest, sha256(utf8(note.value.text))] as const;
  });
  const text = CLOSING_RECORD.print({
    election: [context.definition.id, context.digest],
    mode: context.mode,
    station: context.station,
    closed: state.closed!,
    acta: digests,
    copies: state.copies,
    witness: witnessLines(state, context),
  });
  const step = write(begin(state, context.now), "sealed", headText(sha256(utf8(text))));
  const documents = [{ name: DOCUMENTS.closing, bytes: context.sign(text) }];
  return finish(update(step, { phase: "sealed", printing: "closing" }), { documents }, [
    { effect: "print", paper: "closing" },
  ]);
}

export function transmitted(
  state: StationState,
  command: Of<"transmitted">,
  context: StationContext,
): Decided {
  const wanted = [...context.definition.contests.map(({ id }) => DOCUMENTS.acta(id)), DOCUMENTS.closing];
  const missing = wanted.find((name) => !command.receipts.some((receipt) => receipt.name === name));
  if (missing !== undefined) return refuse("receipts-missing", { name: missing });
  const indexes = command.receipts.map(({ index }) => String(index));
  const step = write(begin(state, context.now), "transmitted", ...indexes);
  const next = update(step, { phase: "transmitted", receipts: command.receipts, printing: "receipt" });
  return finish(next, {}, [{ effect: "print", paper: "receipt" }]);
}
