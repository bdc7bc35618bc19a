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
import { type Decided, refuse, STATION_RULES, type StationRule } from "./station-refusal.ts";
import { printStationState, type StationState } from "./station-state.ts";
import { begin, finish, update } from "./station-steps.ts";

export const TRIES = 5;
export const FIRST_LOCK = 300;
const LONGEST_LOCK = 3600;

type Presented = Extract<StationCommand, { do: "present-card" }>;

export function presentCard(state: StationState, command: Presented, context: StationContext): Decided {
  const step = begin(state, context.now);
  const { tries, clock } = step.state;
  if (clock < tries.until) return refuse("pin-locked", { seconds: tries.until - clock });
  const read = readCard(command.card, context);
  if (typeof read === "string") return refuse(read);
  const [salt, check] = read.pin;
  // A PIN of another form is wrong without the cost of asking.
  const isRight = PIN_PATTERN.test(command.pin) && equalBytes(context.scrypt(command.pin, salt), check);
  if (!isRight) return wrongPin(step.state, context);
  const card: UnlockedCard = { id: read.card, name: read.name, scope: read.scope };
  return finish(update(step, { tries: { wrong: 0, until: 0 } }), {}, [{ effect: "unlock", card }]);
}

function wrongPin(state: StationState, { now }: StationContext): Decided {
  const wrong = state.tries.wrong + 1;
  const isLocked = wrong % TRIES === 0;
  const lock = Math.min(LONGEST_LOCK, FIRST_LOCK * 2 ** (wrong / TRIES - 1));
  const next = { ...state, tries: { wrong, until: isLocked ? Math.max(now, state.clock) + lock : 0 } };
  const left = TRIES - (wrong % TRIES);
  return {
    ok: false,
    error: {
      rule: "pin-wrong",
      clause: STATION_RULES["pin-wrong"],
      detail: { left: isLocked ? 0 : left },
      change: { state: next, change: { state: printStationState(next), journal: [] } },
    },
  };
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
