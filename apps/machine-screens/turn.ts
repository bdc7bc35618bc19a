/**
 * What the screens of a voter's turn are given beside the kiosk: their session, and the voice.
 * @module
 */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Place, Session } from "./session.ts";
import type { VoiceState } from "./use-speech.ts";

export type Turn = {
  readonly session: Session;
  set(change: (session: Session) => Session): void;
  go(place: Place): void;
};

export const TurnContext = createContext<(Turn & { readonly voice: VoiceState }) | null>(null);

export function useTurn(): Turn & { readonly voice: VoiceState } {
  const turn = useContext(TurnContext);
  if (turn === null) throw new Error("a voter's screen stands inside a turn");
  return turn;
}
