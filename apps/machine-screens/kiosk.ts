/**
 * What every screen is given: the view, words in the language of whoever stands there, and the ways to act.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import type { MachineTranslator } from "@triplicate/ui/screen-messages.ts";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Action, MachineView, Refused } from "./api.ts";
import type { Machine } from "./connection.ts";
import type { KioskEvent, KioskState } from "./kiosk-state.ts";

export type Kiosk = {
  readonly view: MachineView;
  readonly state: KioskState;
  readonly machine: Machine;
  readonly words: MachineTranslator;
  readonly language: Language;
  /** One at a time: while one is under way, others are ignored. Whether it was done. */
  act(action: Action): Promise<boolean>;
  change(event: KioskEvent): void;
  readonly refused: Refused | null;
};

export const KioskContext = createContext<Kiosk | null>(null);

export function useKiosk(): Kiosk {
  const kiosk = useContext(KioskContext);
  if (kiosk === null) throw new Error("a screen stands inside the kiosk");
  return kiosk;
}
