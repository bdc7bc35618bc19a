/**
 * Before the vote: the zero tape, and opening by two people.
 * Spec: spec/station.md, clauses 4.1 and 4.2.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { useKiosk } from "./kiosk.ts";
import { Steps } from "./steps.tsx";
import { WorkerFrame } from "./worker-frame.tsx";

export function BeforeOpening() {
  const { words, act } = useKiosk();
  return (
    <WorkerFrame
      screen="provisioned"
      title={words.t("opening.tape")}
      foot={
        <Button kind="main" icon="print" onPress={() => void act({ do: "print-zero-tape" })}>
          {words.t("opening.tape.print")}
        </Button>
      }
    >
      <Steps
        items={[
          words.t("opening.tape.box"),
          words.t("opening.tape.print.text"),
          words.t("opening.tape.sign"),
        ]}
      />
    </WorkerFrame>
  );
}

export function ReadyToOpen() {
  const { words, act, view } = useKiosk();
  const isTwo = view.cards.length >= 2;
  return (
    <WorkerFrame
      screen="zero-printed"
      title={words.t(isTwo ? "opening.open" : "opening.check")}
      foot={
        <>
          {isTwo ? (
            <Button kind="main" icon="people" onPress={() => void act({ do: "open" })}>
              {words.t("opening.open.now")}
            </Button>
          ) : (
            <SecondCardButton />
          )}
          <Button icon="print" onPress={() => void act({ do: "print-zero-tape" })}>
            {words.t("opening.tape.again")}
          </Button>
        </>
      }
    >
      <Steps
        items={[words.t("opening.check.zeros"), words.t("opening.tape.sign"), words.t("opening.check.two")]}
      />
    </WorkerFrame>
  );
}

/** The next step where two people are needed and one is there. */
export function SecondCardButton() {
  const { words, change } = useKiosk();
  return (
    <Button kind="main" icon="card" onPress={() => change({ is: "unlocking", isUnlocking: true })}>
      {words.t("worker.second")}
    </Button>
  );
}
