/**
 * While people vote: letting one in, pausing, closing.
 * Spec: spec/station.md, sections 3 and 4.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Dialog } from "@triplicate/screen-parts/dialog.tsx";
import { Note } from "@triplicate/screen-parts/notes.tsx";
import { useState } from "preact/hooks";
import { useKiosk } from "./kiosk.ts";
import type { Preset } from "./session.ts";
import { hasAnyVoice } from "./speaker.ts";
import { WorkerFrame } from "./worker-frame.tsx";

export function OpenScreen() {
  const { words, view, act, change } = useKiosk();
  const [isPausing, setPausing] = useState(false);
  const letIn = async (preset: Preset) => {
    change({ is: "preset", preset });
    // Refused: the next voter has not asked for it.
    if (!(await act({ do: "activate" }))) change({ is: "preset", preset: "plain" });
  };
  const hasVoice = hasAnyVoice(view.hasSpeech, globalThis.speechSynthesis as SpeechSynthesis | undefined);
  const isLate = view.now >= view.hours.closes;
  return (
    <WorkerFrame
      screen="open"
      title={words.t("voting.open")}
      foot={
        <>
          <Button kind={isLate ? "plain" : "main"} icon="person" onPress={() => void letIn("plain")}>
            {words.t("voting.let-in")}
          </Button>
          <Button icon="pause" onPress={() => setPausing(true)}>
            {words.t("voting.pause")}
          </Button>
          <Button
            kind={isLate ? "main" : "plain"}
            icon="lock"
            onPress={() => change({ is: "closing", isClosing: true })}
          >
            {words.t("voting.close")}
          </Button>
        </>
      }
    >
      {isLate && (
        <Note kind="warning" icon="wait">
          <p>{words.t("voting.late")}</p>
        </Note>
      )}
      <p class="lead">{words.t("voting.open.text")}</p>
      <Counts />
      <section aria-labelledby="let-in-with">
        <h2 id="let-in-with">{words.t("voting.with")}</h2>
        <div class="actions">
          <Button icon="speaker" isDisabled={!hasVoice} onPress={() => void letIn("audio")}>
            {words.t("voting.with.audio")}
          </Button>
          <Button icon="letters" onPress={() => void letIn("large")}>
            {words.t("voting.with.large")}
          </Button>
          <Button icon="switches" onPress={() => void letIn("switches")}>
            {words.t("voting.with.switches")}
          </Button>
        </div>
        {!hasVoice && <p class="quiet-text">{words.t("voting.with.no-voice")}</p>}
      </section>
      {isPausing && <PauseDialog onClose={() => setPausing(false)} />}
    </WorkerFrame>
  );
}

export function Counts() {
  const { words, view } = useKiosk();
  if (view.counts === null) return null;
  const { checkedIn, ballots, spoiled } = view.counts;
  return (
    <dl class="numbers">
      <div>
        <dt>{words.t("voting.checked-in")}</dt>
        <dd>{words.number(checkedIn)}</dd>
      </div>
      <div>
        <dt>{words.t("voting.ballots")}</dt>
        <dd>{words.number(ballots)}</dd>
      </div>
      <div>
        <dt>{words.t("voting.spoiled")}</dt>
        <dd>{words.number(spoiled)}</dd>
      </div>
    </dl>
  );
}

const REASONS = ["rest", "paper", "fault", "order", "other"] as const;

function PauseDialog({ onClose }: { readonly onClose: () => void }) {
  const { words, act } = useKiosk();
  return (
    <Dialog title={words.t("voting.pause.why")} onEscape={onClose}>
      <p>{words.t("voting.pause.text")}</p>
      <div class="actions">
        {REASONS.map((reason) => (
          <Button key={reason} onPress={() => void act({ do: "pause", reason })}>
            {words.t(`voting.pause.${reason}`)}
          </Button>
        ))}
      </div>
      <Button icon="back" onPress={onClose}>
        {words.t("screen.back")}
      </Button>
    </Dialog>
  );
}

export function PausedScreen() {
  const { words, act, change } = useKiosk();
  return (
    <WorkerFrame
      screen="paused"
      title={words.t("voting.paused")}
      foot={
        <>
          <Button kind="main" icon="next" onPress={() => void act({ do: "resume" })}>
            {words.t("voting.resume")}
          </Button>
          <Button icon="lock" onPress={() => change({ is: "closing", isClosing: true })}>
            {words.t("voting.close")}
          </Button>
        </>
      }
    >
      <p class="lead">{words.t("voting.paused.text")}</p>
      <Counts />
    </WorkerFrame>
  );
}
