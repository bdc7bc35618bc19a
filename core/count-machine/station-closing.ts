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
import { HALF_HOUR } from "./journal.ts";
import { recount, runningLine } from "./recount.ts";
import type { StationCommand, StationContext } from "./station-commands.ts";
import { DOCUMENTS } from "./station-documents.ts";
import { busy, printReceipt } from "./station-papers.ts";
import { type Decided, refuse } from "./station-refusal.ts";
import { headText, journalHead, livesOf, type StationState } from "./station-state.ts";
import { begin, endHalfHour, finish, update, write } from "./station-steps.ts";
import { isAtScreen } from "./station-voting.ts";
import { actasEvenSo, type Closing } from "./tally.ts";
import { witnessLines } from "./witness-round.ts";

type Of<D extends StationCommand["do"]> = Extract<StationCommand, { do: D }>;

export function printZeroTape(
  state: StationState,
  command: Of<"print-zero-tape">,
  context: StationContext,
): Decided {
  if (context.cards.length === 0) return refuse("card-needed");
  const isBusy = busy(state);
  if (isBusy !== null) return isBusy;
  if (!isZero(state, command.records)) return refuse("not-zero", { records: command.records });
  const step = update(begin(state, context.now), { printing: "zero-tape" });
  const { contests } = context.definition;
  const text = ZERO_TAPE.print({
    election: [context.definition.id, context.digest],
    mode: context.mode,
    station: context.station,
    printed: step.now,
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

const isZero = ({ ballots, spoiled, checkedIn, running }: StationState, records: number): boolean =>
  records + ballots + spoiled + checkedIn === 0 &&
  running.every(({ votes, blank }) => blank === 0 && votes.every((value) => value === 0));

export function open(state: StationState, command: Of<"open">, context: StationContext): Decided {
  const cards = differentCards(context);
  if (cards < 2) return refuse("two-cards-needed", { cards });
  const isBusy = busy(state);
  if (isBusy !== null) return isBusy;
  if (!isZero(state, command.records)) return refuse("not-zero", { records: command.records });
  const begun = begin(state, context.now);
  const { now } = begun;
  const step = update(begun, {
    phase: "open",
    opened: now,
    halfHour: { start: now - (now % HALF_HOUR), votes: 0 },
  });
  return finish(write(step, "opened", ...twoCards(context)));
}

/** One person's card shown twice is one person. */
const cardIds = ({ cards }: StationContext): string[] => [...new Set(cards.map(({ id }) => id))];
const differentCards = (context: StationContext): number => cardIds(context).length;
/** The last two that were shown: a whole table of poll workers may have unlocked the menu, and a line has an end. */
const twoCards = (context: StationContext): string[] => cardIds(context).slice(-2);

export function close(state: StationState, command: Of<"close">, context: StationContext): Decided {
  const cards = differentCards(context);
  if (cards < 2) return refuse("two-cards-needed", { cards });
  if (isAtScreen(state)) return refuse("voter-present");
  const { checkedIn, early } = command;
  const begun = endHalfHour(begin(state, context.now));
  const isEarly = begun.now < context.hours.closes;
  if (isEarly && early === undefined) return refuse("early-close", { closes: context.hours.closes });
  if (early !== undefined && !isReason(early)) return refuse("reason-form");
  const range = { atLeast: state.ballots, atMost: context.registered };
  if (!Number.isSafeInteger(checkedIn) || checkedIn < range.atLeast || checkedIn > range.atMost)
    return refuse("checked-in-range", range);
  // An acta says that it closed after it opened: a rehearsal may be over within a second.
  const closed = Math.max(begun.now, state.opened! + 1);
  const step = update({ ...begun, now: closed }, { phase: "closed", closed, checkedIn, voter: null });
  const why = isEarly ? ["early", early!] : [];
  return finish(write(step, "closed", ...twoCards(context), ...why));
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

/** The closing record: spec/transmission.md, section 2. `actas` are the notes, in the order of the ballot. */
export function seal(state: StationState, command: Of<"seal">, context: StationContext): Decided {
  const isBusy = busy(state);
  if (isBusy !== null) return isBusy;
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
    witness: witnessLines(state),
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
  // Each index stands in the state; a line has no room for those of a hundred contests.
  const indexes = command.receipts.map(({ index }) => index);
  const ends = [Math.min(...indexes), Math.max(...indexes)].map(String);
  const step = write(begin(state, context.now), "transmitted", String(indexes.length), ...ends);
  const next = update(step, { phase: "transmitted", receipts: command.receipts });
  // The closing record is still in the printer, or half: the receipt comes after it.
  return busy(state) === null ? printReceipt(next) : finish(next);
}
