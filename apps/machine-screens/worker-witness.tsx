/**
 * One witness's answer: their telephone's code, their hand on the paper, a refusal with its reason, or nobody came.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Note } from "@triplicate/screen-parts/notes.tsx";
import { useState } from "preact/hooks";
import type { WitnessState } from "./api.ts";
import { CodeReader } from "./code-reader.tsx";
import { useKiosk } from "./kiosk.ts";
import { ReasonChooser } from "./reason.tsx";
import { WorkerFrame } from "./worker-frame.tsx";

export type OneWitnessProps = { readonly witness: WitnessState; readonly onBack: () => void };

export function OneWitness({ witness, onBack }: OneWitnessProps) {
  const { words, act } = useKiosk();
  const [part, setPart] = useState<"choose" | "scan" | "refuse">("choose");
  const { id, party } = witness;
  const done = (isDone: boolean) => {
    if (isDone) onBack();
  };
  const decide = (decision: "paper" | "refused" | "absent", reason?: string) =>
    void act({
      ...{ do: "witness-decision", witness: id, decision },
      ...(reason === undefined ? {} : { reason }),
    }).then(done);
  const back = (
    <Button icon="back" onPress={() => (part === "choose" ? onBack() : setPart("choose"))}>
      {words.t("screen.back")}
    </Button>
  );
  if (part === "scan")
    return (
      <WorkerFrame isInner screen="witness-scan" title={words.t("witness.scan.of", { party })} foot={back}>
        <p class="lead">{words.t("witness.scan.text")}</p>
        <CodeReader
          kind="answer"
          onCode={(answer) => void act({ do: "witness-answer", answer }).then(done)}
        />
      </WorkerFrame>
    );
  if (part === "refuse")
    return (
      <WorkerFrame
        isInner
        screen="witness-refuse"
        title={words.t("witness.refuse.why", { party })}
        foot={back}
      >
        <p class="lead">{words.t("witness.refuse.text")}</p>
        <ReasonChooser
          presets={[
            words.t("witness.refuse.numbers"),
            words.t("witness.refuse.watch"),
            words.t("witness.refuse.machine"),
          ]}
          onReason={(reason) => decide("refused", reason)}
        />
      </WorkerFrame>
    );
  return (
    <WorkerFrame isInner screen="witness" title={words.t("witness.ask", { party })} foot={back}>
      <p class="lead">{words.t("witness.ask.text", { id })}</p>
      <div class="judge-choices">
        <Button kind="main" icon="card" onPress={() => setPart("scan")}>
          {words.t("witness.by-phone")}
        </Button>
        <Button icon="change" onPress={() => decide("paper")}>
          {words.t("witness.by-hand")}
        </Button>
        <Button icon="cross" onPress={() => setPart("refuse")}>
          {words.t("witness.refuses")}
        </Button>
        <Button icon="person" onPress={() => decide("absent")}>
          {words.t("witness.absent")}
        </Button>
      </div>
      <Note icon="help">
        <p>{words.t("witness.no-pressure")}</p>
      </Note>
    </WorkerFrame>
  );
}
