/**
 * Everything the screens know, changed in one place: the daemon's last view, and what lives on the screen alone.
 *
 * A view and what it means for the voter's session are taken in together, so that no frame is ever drawn with one voter's session and
 * another's turn. Spec: spec/station.md, clause 9.8.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import { type Display, PLAIN_DISPLAY } from "@triplicate/screen-parts/themes.ts";
import type { MachineView, Refused } from "./api.ts";
import { followStep, newSession, type Preset, type Session } from "./session.ts";

export type KioskState = {
  readonly view: MachineView | null;
  readonly isLost: boolean;
  /** The poll workers' own; null: what the papers are printed in. */
  readonly language: Language | null;
  readonly display: Display;
  /** For the voter who is let in next. */
  readonly preset: Preset;
  readonly session: Session | null;
  readonly turns: number;
  /** Why the last action was not done. */
  readonly refused: Refused | null;
  /** A poll worker is showing a card, over whatever else is on the screen. */
  readonly isUnlocking: boolean;
  /** The card that began it, when a scanner read it before anybody was asked. */
  readonly shownCard: string | null;
  /** Poll workers have begun to close, and the second card comes in between. */
  readonly isClosing: boolean;
};

export const FIRST_STATE: KioskState = {
  ...{ view: null, isLost: false, language: null, display: PLAIN_DISPLAY, preset: "plain" },
  ...{ session: null, turns: 0, refused: null, isUnlocking: false },
  isClosing: false,
  shownCard: null,
};

export type KioskEvent =
  | { readonly is: "view"; readonly view: MachineView }
  | { readonly is: "lost" }
  | { readonly is: "language"; readonly language: Language }
  | { readonly is: "display"; readonly display: Display }
  | { readonly is: "preset"; readonly preset: Preset }
  | { readonly is: "session"; readonly turn: number; readonly change: (session: Session) => Session }
  /** The turn ended by an action of this screen, whatever view comes next. */
  | { readonly is: "turn-over" }
  | { readonly is: "refused"; readonly refused: Refused | null }
  | { readonly is: "unlocking"; readonly isUnlocking: boolean; readonly card?: string }
  | { readonly is: "closing"; readonly isClosing: boolean };

export function nextState(state: KioskState, event: KioskEvent): KioskState {
  switch (event.is) {
    case "view":
      return takeView(state, event.view);
    case "lost":
      // Nobody can say whose turn it will be when the daemon is back.
      return {
        ...state,
        view: null,
        isLost: true,
        session: null,
        refused: null,
        isUnlocking: false,
        isClosing: false,
      };
    case "language":
      return { ...state, language: event.language };
    case "display":
      return { ...state, display: event.display };
    case "preset":
      return { ...state, preset: event.preset };
    case "session":
      if (state.session === null || state.session.turn !== event.turn) return state;
      return { ...state, session: event.change(state.session) };
    case "turn-over":
      return { ...state, session: null };
    case "refused":
      return { ...state, refused: event.refused };
    case "closing":
      return { ...state, isClosing: event.isClosing, refused: null };
    case "unlocking":
      return { ...state, isUnlocking: event.isUnlocking, shownCard: event.card ?? null, refused: null };
  }
}

function takeView(state: KioskState, view: MachineView): KioskState {
  const known = state.view;
  // The answer to an action and the stream bring the same view, in either order.
  if (known !== null && view.revision <= known.revision) return state;
  const begin = (): Session => newSession(state.turns + 1, view.contests.length, state.preset);
  const session = followStep(state.session, known?.voter?.step ?? null, view.voter?.step ?? null, begin);
  const isBegun = session !== null && session.turn > state.turns;
  const isUnlocked = view.cards.length > (known?.cards.length ?? 0);
  return {
    ...state,
    ...{ view, isLost: false, session },
    isClosing: state.isClosing && view.cards.length > 0,
    ...(isBegun ? { turns: state.turns + 1, preset: "plain" as const, isUnlocking: false } : {}),
    ...(isUnlocked ? { isUnlocking: false, refused: null } : {}),
  };
}
