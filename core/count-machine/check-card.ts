/**
 * Whether a card and a PIN unlock this machine: signed by the authority, for this election and station, the PIN its own.
 *
 * Tries are bounded and the bound outlives the power: after five wrong ones none is taken for five minutes, then for ten, for twenty.
 * Spec: spec/station.md, section 11; spec/station-notes.md, section 4.
 * @module
 */
import { equalBytes } from "../bytes.ts";
import { openNote } from "../note/note.ts";
import { CARD, type Card, PIN_PATTERN } from "../statement/card.ts";
import { lineToNote } from "../statement/one-line.ts";
import type { StationCommand, StationContext, UnlockedCard } from "./station-commands.ts";
import { type Decided, refuse, type StationRule } from "./station-refusal.ts";
import type { StationState } from "./station-state.ts";
import { begin, finish, type Step, update, write } from "./station-steps.ts";

export const TRIES = 5;
export const FIRST_LOCK = 300;
const LONGEST_LOCK = 3600;

type Presented = Extract<StationCommand, { do: "present-card" }>;

export function presentCard(state: StationState, command: Presented, context: StationContext): Decided {
  const step = begin(state, context.now);
  const { tries } = step.state;
  if (step.now < tries.until) return refuse("pin-locked", { seconds: tries.until - step.now });
  const read = readCard(command.card, context);
  if (typeof read === "string") return refuse(read);
  const [salt, check] = read.pin;
  // A PIN of another form is wrong without the cost of asking.
  const isRight = PIN_PATTERN.test(command.pin) && equalBytes(context.scrypt(command.pin, salt), check);
  if (!isRight) return wrongPin(step, read.card);
  const card: UnlockedCard = { id: read.card, name: read.name, scope: read.scope };
  // Only its own tries are forgotten: with one card nobody buys more tries for another.
  const cards = tries.cards.filter((one) => one.card !== read.card);
  return finish(update(step, { tries: { ...tries, cards } }), {}, [{ effect: "unlock", card }]);
}

/** Cards whose wrong tries are remembered; of more, the one with most stands for the others. */
const REMEMBERED = 8;

function wrongPin(step: Step, card: string): Decided {
  const { tries } = step.state;
  const isKnown = tries.cards.some((one) => one.card === card);
  const most = tries.cards.reduce((worst, one) => (one.wrong > worst.wrong ? one : worst), {
    card,
    wrong: 0,
  });
  const counted = isKnown || tries.cards.length < REMEMBERED ? card : most.card;
  const wrong = (tries.cards.find((one) => one.card === counted)?.wrong ?? 0) + 1;
  const isLocked = wrong % TRIES === 0;
  const lock = Math.min(LONGEST_LOCK, FIRST_LOCK * 2 ** (wrong / TRIES - 1));
  const others = tries.cards.filter((one) => one.card !== counted);
  const cards = [...others, { card: counted, wrong }];
  const next = update(step, { tries: { cards, until: isLocked ? step.now + lock : 0 } });
  const { value } = finish(isLocked ? write(next, "pin-locked", String(lock)) : next);
  const left = isLocked ? 0 : TRIES - (wrong % TRIES);
  return { ok: false, error: { ...refuse("pin-wrong", { left }).error, change: value } };
}

function readCard(line: string, context: StationContext): Card | StationRule {
  const bytes = lineToNote("card", line.trim());
  if (bytes === null) return "card-form";
  const opened = openNote(bytes, context.findKey, context.verify);
  if (!opened.ok) return opened.error.code === "note-bad-signature" ? "card-signature" : "card-form";
  const card = CARD.parse(opened.value.note.text);
  if (!card.ok) return "card-form";
  const { election, scope } = card.value;
  if (election[0] !== context.definition.id || !equalBytes(election[1], context.digest))
    return "card-other-election";
  const isSigned = opened.value.verified.some(({ key }) => isAuthority(key.name, key.id, context));
  if (!isSigned) return "card-signature";
  return context.coversStation(scope) ? card.value : "card-scope";
}

const isAuthority = (name: string, id: number, { findKey }: StationContext): boolean =>
  findKey(name, id)?.holder.role === "authority";
