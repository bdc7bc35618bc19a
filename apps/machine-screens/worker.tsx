/**
 * The poll workers' menu: whatever must be settled first, else the one next step of the phase.
 *
 *     half a paper ─▶ a voter at the screen ─▶ the phase
 *
 * @module
 */
import type { ComponentType } from "preact";
import type { Phase } from "./api.ts";
import { useKiosk } from "./kiosk.ts";
import { ClosedScreen, CopiesScreen } from "./worker-count.tsx";
import { HalfPrintedScreen, VoterAtScreen } from "./worker-judge.tsx";
import { BeforeOpening, ReadyToOpen } from "./worker-opening.tsx";
import { SealScreen, SendScreen, SentScreen } from "./worker-sending.tsx";
import { OpenScreen, PausedScreen } from "./worker-voting.tsx";
import { WitnessScreen } from "./worker-witnesses.tsx";

const SCREENS: Readonly<Record<Phase, ComponentType>> = {
  provisioned: BeforeOpening,
  "zero-printed": ReadyToOpen,
  open: OpenScreen,
  paused: PausedScreen,
  closed: ClosedScreen,
  counted: CopiesScreen,
  printed: WitnessScreen,
  decided: SealScreen,
  sealed: SendScreen,
  transmitted: SentScreen,
};

export function WorkerScreens() {
  const { view } = useKiosk();
  if (view.halfPrinted !== null) return <HalfPrintedScreen paper={view.halfPrinted} />;
  if (view.voter !== null && view.voter.step !== "thanks") return <VoterAtScreen step={view.voter} />;
  const Screen = SCREENS[view.phase];
  return <Screen />;
}
