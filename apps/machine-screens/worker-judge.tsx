/**
 * What people must judge by looking at paper: one that the printer left half done, and a voucher of which nobody knows how far it came.
 * Spec: spec/station.md, clauses 3.8, 3.9 and 7.4.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Dialog } from "@triplicate/screen-parts/dialog.tsx";
import { Note } from "@triplicate/screen-parts/notes.tsx";
import { useState } from "preact/hooks";
import type { Action, MachineView, VoterStep } from "./api.ts";
import { useKiosk } from "./kiosk.ts";
import { Steps } from "./steps.tsx";
import { WorkerFrame } from "./worker-frame.tsx";

export function HalfPrintedScreen({ paper }: { readonly paper: NonNullable<MachineView["halfPrinted"]> }) {
  const { words, act } = useKiosk();
  const name = words.t(`paper.${paper}`);
  return (
    <WorkerFrame
      screen="half-printed"
      title={words.t("half.title", { paper: name })}
      foot={
        <>
          <Button kind="main" icon="print" onPress={() => void act({ do: "half-printed", paper: "again" })}>
            {words.t("half.again")}
          </Button>
          <Button icon="check" onPress={() => void act({ do: "half-printed", paper: "whole" })}>
            {words.t("half.whole")}
          </Button>
        </>
      }
    >
      <Steps items={[words.t("half.look"), words.t("half.paper"), words.t("half.cross")]} />
    </WorkerFrame>
  );
}

/** A poll worker opened the menu while a voter has the turn. What the voter chose is not shown. */
export function VoterAtScreen({ step }: { readonly step: VoterStep }) {
  const { words, act } = useKiosk();
  if (step.step === "interrupted" || step.step === "compare")
    return <JudgeVoucher isInterrupted={step.step === "interrupted"} />;
  return (
    <WorkerFrame
      screen={`voter-${step.step}`}
      title={words.t(`judge.${step.step === "printer" ? "printer" : "voter"}`)}
      foot={
        <>
          <Button kind="main" icon="back" onPress={() => void act({ do: "lock" })}>
            {words.t("judge.return")}
          </Button>
          {step.step === "choosing" && <TakeBack action={{ do: "abandon" }} />}
          {step.step === "printer" && <TakeBack action={{ do: "resolve", paper: "none" }} />}
        </>
      }
    >
      <p class="lead">{words.t(`judge.${step.step === "printer" ? "printer" : "voter"}.text`)}</p>
    </WorkerFrame>
  );
}

function TakeBack({ action }: { readonly action: Extract<Action, { do: "abandon" | "resolve" }> }) {
  const { words, act } = useKiosk();
  const [isAsking, setAsking] = useState(false);
  const id = action.do;
  return (
    <>
      <Button icon="cross" onPress={() => setAsking(true)}>
        {words.t(`judge.${id}`)}
      </Button>
      {isAsking && (
        <Dialog title={words.t(`judge.${id}.sure`)} onEscape={() => setAsking(false)}>
          <p>{words.t(`judge.${id}.text`)}</p>
          <div class="actions">
            <Button kind="danger" icon="cross" onPress={() => void act(action)}>
              {words.t(`judge.${id}`)}
            </Button>
            <Button icon="back" onPress={() => setAsking(false)}>
              {words.t("screen.back")}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

type Shown = Extract<Action, { do: "resolve" }>["paper"];
const SHOWN: readonly Shown[] = ["whole-and-matches", "whole-and-wrong", "torn", "none"];

function JudgeVoucher({ isInterrupted }: { readonly isInterrupted: boolean }) {
  const { words, act } = useKiosk();
  const [shown, setShown] = useState<Shown | null>(null);
  return (
    <WorkerFrame
      isInner
      screen="judge"
      title={words.t("judge.paper")}
      foot={
        <Button icon="back" onPress={() => void act({ do: "lock" })}>
          {words.t("judge.return")}
        </Button>
      }
    >
      <p class="lead">{words.t(isInterrupted ? "judge.paper.interrupted" : "judge.paper.left")}</p>
      <Note icon="eye">
        <p>{words.t("judge.paper.private")}</p>
      </Note>
      <div class="judge-choices">
        {SHOWN.map((paper) => (
          <Button
            key={paper}
            icon={paper === "whole-and-matches" ? "check" : "paper"}
            onPress={() => setShown(paper)}
          >
            {words.t(`judge.${paper}`)}
          </Button>
        ))}
      </div>
      {shown !== null && (
        <Dialog title={words.t(`judge.${shown}`)} onEscape={() => setShown(null)}>
          <p>{words.t(`judge.${shown}.then`)}</p>
          <div class="actions">
            <Button kind="main" icon="check" onPress={() => void act({ do: "resolve", paper: shown })}>
              {words.t("judge.so")}
            </Button>
            <Button icon="back" onPress={() => setShown(null)}>
              {words.t("screen.back")}
            </Button>
          </div>
        </Dialog>
      )}
    </WorkerFrame>
  );
}
