/**
 * The poll workers' menu: whatever must be settled first, else the one next step of the phase.
 *
 *     half a paper ─▶ a voter at the screen ─▶ the phase
 *
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Dialog } from "@triplicate/screen-parts/dialog.tsx";
import type { ComponentType } from "preact";
import type { Phase } from "./api.ts";
import { useKiosk } from "./kiosk.ts";
import { useCountdown, useIdle } from "./use-idle.ts";
import { CloseFlow } from "./worker-closing.tsx";
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

/** While people vote an open menu is a danger; once they do not, witnesses talk and nobody hurries them. */
const IDLE_SECONDS = 180;
const IDLE_SECONDS_AFTER = 900;
const IS_VOTING: readonly Phase[] = ["open", "paused"];

export function WorkerScreens() {
  const { view } = useKiosk();
  const idle = useIdle(true, IS_VOTING.includes(view.phase) ? IDLE_SECONDS : IDLE_SECONDS_AFTER);
  return (
    <>
      <CurrentStep />
      {idle.isWarning && <LockWarning onStay={idle.stay} />}
    </>
  );
}

const LOCK_SECONDS = 30;

function LockWarning({ onStay }: { readonly onStay: () => void }) {
  const { words, act } = useKiosk();
  const left = useCountdown(LOCK_SECONDS, () => void act({ do: "lock" }));
  return (
    <Dialog title={words.t("worker.idle.title")} onEscape={onStay} isUrgent>
      <p class="lead">{words.t("worker.idle.text")}</p>
      <p class="countdown" aria-hidden="true">
        {left}
      </p>
      <Button kind="main" icon="check" onPress={onStay}>
        {words.t("worker.idle.stay")}
      </Button>
    </Dialog>
  );
}

function CurrentStep() {
  const { view, state } = useKiosk();
  if (view.halfPrinted !== null) return <HalfPrintedScreen paper={view.halfPrinted} />;
  if (view.voter !== null && view.voter.step !== "thanks") return <VoterAtScreen step={view.voter} />;
  if (state.isClosing && IS_VOTING.includes(view.phase)) return <CloseFlow />;
  const Screen = SCREENS[view.phase];
  return <Screen />;
}
