/**
 * Closing the polls, one question a screen: two people, the register's number, the reason if it is early, and a last look before it is done.
 * Spec: spec/station.md, clauses 4.4 and 4.5.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Note } from "@triplicate/screen-parts/notes.tsx";
import { useState } from "preact/hooks";
import { clockTime } from "./clock-time.ts";
import { useKiosk } from "./kiosk.ts";
import { NumberPad } from "./number-pad.tsx";
import { ReasonChooser } from "./reason.tsx";
import { WorkerFrame } from "./worker-frame.tsx";
import { SecondCardButton } from "./worker-opening.tsx";

export function CloseFlow() {
  const { words, view, change } = useKiosk();
  const [checkedIn, setCheckedIn] = useState<number | null>(null);
  const [early, setEarly] = useState<string | null>(null);
  const isEarly = view.now < view.hours.closes;
  const back = (
    <Button icon="back" onPress={() => change({ is: "closing", isClosing: false })}>
      {words.t("closing.not-yet")}
    </Button>
  );
  if (view.cards.length < 2)
    return (
      <WorkerFrame
        screen="close-two"
        title={words.t("closing.two")}
        foot={
          <>
            <SecondCardButton />
            {back}
          </>
        }
      >
        <p class="lead">{words.t("closing.two.text")}</p>
      </WorkerFrame>
    );
  if (checkedIn === null) return <RegisterNumber onDone={setCheckedIn} back={back} />;
  if (isEarly && early === null)
    return (
      <WorkerFrame isInner screen="close-early" title={words.t("closing.early")} foot={back}>
        <p class="lead">{words.t("closing.early.text", { closes: clockTime(view.hours.closes) })}</p>
        <ReasonChooser
          presets={["all", "order", "danger", "machine"].map((one) =>
            words.t(`closing.early.${one as "all" | "order" | "danger" | "machine"}`),
          )}
          onReason={setEarly}
        />
      </WorkerFrame>
    );
  return <LastLook checkedIn={checkedIn} early={early} back={back} onAgain={() => setCheckedIn(null)} />;
}

type RegisterProps = { readonly onDone: (value: number) => void; readonly back: preact.JSX.Element };

function RegisterNumber({ onDone, back }: RegisterProps) {
  const { words, view } = useKiosk();
  const least = view.counts?.ballots ?? 0;
  const most = view.station.registered;
  return (
    <WorkerFrame isInner screen="close-register" title={words.t("closing.register")} foot={back}>
      <p class="lead">{words.t("closing.register.text")}</p>
      <NumberPad
        label={words.t("closing.register.label")}
        hint={words.t("closing.register.hint", { least, most })}
        done={words.t("screen.next")}
        most={6}
        isEnough={(digits) => digits !== "" && Number(digits) >= least && Number(digits) <= most}
        onDone={(digits) => onDone(Number(digits))}
      />
    </WorkerFrame>
  );
}

type LastLookProps = {
  readonly checkedIn: number;
  readonly early: string | null;
  readonly back: preact.JSX.Element;
  readonly onAgain: () => void;
};

function LastLook({ checkedIn, early, back, onAgain }: LastLookProps) {
  const { words, view, act } = useKiosk();
  const ballots = view.counts?.ballots ?? 0;
  const difference = checkedIn - ballots;
  return (
    <WorkerFrame
      screen="close-confirm"
      title={words.t("closing.sure")}
      foot={
        <>
          <Button
            kind="main"
            icon="lock"
            onPress={() => void act({ do: "close", checkedIn, ...(early === null ? {} : { early }) })}
          >
            {words.t("closing.now")}
          </Button>
          {back}
        </>
      }
    >
      <p class="lead">{words.t("closing.sure.text")}</p>
      <dl class="numbers">
        <div>
          <dt>{words.t("closing.register.label")}</dt>
          <dd>{words.number(checkedIn)}</dd>
        </div>
        <div>
          <dt>{words.t("voting.ballots")}</dt>
          <dd>{words.number(ballots)}</dd>
        </div>
      </dl>
      {difference > 0 && (
        <Note kind="warning">
          <p>{words.t("closing.difference", { difference })}</p>
        </Note>
      )}
      {early !== null && (
        <Note icon="wait">
          <p>{words.t("closing.early.said", { reason: early })}</p>
        </Note>
      )}
      <Button icon="change" onPress={onAgain}>
        {words.t("closing.register.change")}
      </Button>
    </WorkerFrame>
  );
}
