/**
 * The screens of a turn on which there is nothing to choose: printing, waiting for the printer, an interrupted voucher, again, thanks, a pause.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { useLayoutEffect } from "preact/hooks";
import type { PrinterState } from "./api.ts";
import { useKiosk } from "./kiosk.ts";
import { BoxPicture, FoldPicture, HandPicture, PrinterPicture } from "./pictures.tsx";
import { useTurn } from "./turn.ts";
import { VoterFrame } from "./voter-frame.tsx";

export function Printing() {
  const { words } = useKiosk();
  return (
    <VoterFrame screen="printing" class="notice" title={words.t("printing.title")}>
      <PrinterPicture />
      <p class="lead" data-say="">
        {words.t("printing.text")}
      </p>
    </VoterFrame>
  );
}

/** Unlocking, for the poll worker whom the screen asks to be called. */
function WorkerButton() {
  const { words, change } = useKiosk();
  return (
    <Button icon="card" onPress={() => change({ is: "unlocking", isUnlocking: true })}>
      {words.t("help.worker")}
    </Button>
  );
}

export function PrinterWaits({ problem }: { readonly problem: PrinterState }) {
  const { words } = useKiosk();
  return (
    <VoterFrame screen="printer" class="notice" title={words.t("printer.waits")} foot={<WorkerButton />}>
      <HandPicture />
      <p class="lead" data-say="">
        {words.t("printer.waits.text")}
      </p>
      <p>
        <strong>{words.t(`printer.${problem}`)}</strong> {words.t(`printer.${problem}.text`)}
      </p>
    </VoterFrame>
  );
}

export function Interrupted() {
  const { words } = useKiosk();
  return (
    <VoterFrame
      screen="interrupted"
      class="notice"
      title={words.t("interrupted.title")}
      foot={<WorkerButton />}
    >
      <HandPicture />
      <p class="lead" data-say="">
        {words.t("interrupted.text")}
      </p>
      <p data-say="">{words.t("interrupted.keep")}</p>
    </VoterFrame>
  );
}

export function Paused() {
  const { words } = useKiosk();
  return (
    <VoterFrame screen="paused" class="notice" title={words.t("voter.paused")} foot={<WorkerButton />}>
      <HandPicture />
      <p class="lead" data-say="">
        {words.t("voter.paused.text")}
      </p>
    </VoterFrame>
  );
}

/** The voucher before this one does not count: it must not go into the box. */
export function Again() {
  const { words } = useKiosk();
  const { session, go } = useTurn();
  const begin = () =>
    go(session.language === null ? { at: "language" } : { at: "contest", contest: 0, isChange: false });
  return (
    <VoterFrame
      screen="again"
      class="notice"
      title={words.t("again.title")}
      foot={
        <Button kind="main" icon="next" iconAfter onPress={begin}>
          {words.t("again.begin")}
        </Button>
      }
    >
      <HandPicture />
      <p class="lead" data-say="">
        {words.t("again.text")}
      </p>
    </VoterFrame>
  );
}

/** Long enough to hear it all, and nobody's choice is on it. */
const THANKS_SECONDS = 20;
const THANKS_SECONDS_AUDIO = 45;

export function Thanks() {
  const { words, act } = useKiosk();
  const { session } = useTurn();
  const dismiss = () => void act({ do: "dismiss" });
  const seconds = session.assist.audio ? THANKS_SECONDS_AUDIO : THANKS_SECONDS;
  useLayoutEffect(() => {
    const timer = setTimeout(dismiss, seconds * 1000);
    return () => clearTimeout(timer);
  }, [seconds]);
  return (
    <VoterFrame
      screen="thanks"
      class="notice thanks"
      title={words.t("thanks.title")}
      foot={
        <Button kind="main" icon="check" onPress={dismiss}>
          {words.t("thanks.done")}
        </Button>
      }
    >
      <ol class="thanks-steps">
        <li data-say="">
          <FoldPicture />
          <span>{words.t("thanks.fold")}</span>
        </li>
        <li data-say="">
          <BoxPicture />
          <span>{words.t("thanks.box")}</span>
        </li>
      </ol>
      <p class="lead" data-say="">
        {words.t("thanks.text")}
      </p>
    </VoterFrame>
  );
}
