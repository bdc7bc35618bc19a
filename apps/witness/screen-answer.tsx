/**
 * The answer as a code for the machine's camera, as large and as bright as the telephone can. Spec: spec/witness-app.md, section 6.
 * @module
 */
import { Qr } from "@triplicate/screen-parts/qr.tsx";
import { useEffect, useState } from "preact/hooks";
import { handToMachine } from "./actions-acta.ts";
import { currentKit, ownWitness } from "./app.ts";
import { CopyButton, Fact, Heading, type ScreenProps } from "./parts.tsx";

export function AnswerScreen({ app, state, t }: ScreenProps) {
  const loaded = currentKit(state);
  const [kept] = state.kept.filter(
    ({ station, answer }) => station === loaded?.kit.station.id && answer !== null,
  );
  useAwake();
  if (kept === undefined || kept.answer === null || kept.decision === null) {
    return (
      <>
        <Heading>{t.t("witness.decide.heading")}</Heading>
        <p>{t.t("witness.acta.none")}</p>
      </>
    );
  }
  const witness = ownWitness(state, loaded)?.id ?? "";
  const { answer } = kept;
  return (
    <>
      <Heading>{t.t(`witness.answer.heading.${kept.decision.decision}`)}</Heading>
      <p class="lead">{t.t("witness.answer.show")}</p>
      <Qr class="qr qr-large" correction="low" text={answer} label={t.t("witness.answer.qr", { witness })} />
      <p class="hint">{t.t("witness.answer.bright")}</p>
      <div class="buttons">
        {loaded?.demoMachine !== null && <HandOver app={app} t={t} answer={answer} />}
        <CopyButton t={t} text={answer} label={t.t("witness.answer.copy")} />
      </div>
      <Fact sign="good">{t.t("witness.answer.kept")}</Fact>
      <a class="button main wide" href={`#/kept/${kept.id}`}>
        {t.t("witness.answer.done")}
      </a>
    </>
  );
}

function HandOver({ app, t, answer }: Pick<ScreenProps, "app" | "t"> & { readonly answer: string }) {
  const [state, setState] = useState<"idle" | "handed" | "notHanded">("idle");
  const hand = () =>
    void handToMachine(app, answer).then((isTaken) => setState(isTaken ? "handed" : "notHanded"));
  return (
    <>
      <button type="button" class="main" onClick={hand}>
        {t.t("witness.answer.hand")}
      </button>
      <div role="status">
        {state !== "idle" && (
          <Fact sign={state === "handed" ? "good" : "bad"}>{t.t(`witness.answer.${state}`)}</Fact>
        )}
      </div>
    </>
  );
}

/** A screen that goes dark while it is held before a camera is held there for nothing. */
function useAwake(): void {
  useEffect(() => {
    let isOver = false;
    let lock: WakeLockSentinel | null = null;
    // Refused or unknown: the hint about brightness is all there is.
    const asked = navigator.wakeLock?.request("screen").then(
      (given) => {
        lock = given;
        if (isOver) void given.release();
      },
      () => {},
    );
    return () => {
      isOver = true;
      void asked?.then(() => lock?.release());
    };
  }, []);
}
