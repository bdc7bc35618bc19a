/**
 * The screen of a machine that nobody has unlocked and where no voter stands: what it waits for, and the poll workers' way in.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Note } from "@triplicate/screen-parts/notes.tsx";
import type { Phase } from "./api.ts";
import { clockTime } from "./clock-time.ts";
import { Frame } from "./frame.tsx";
import { useKiosk } from "./kiosk.ts";
import { BoxPicture } from "./pictures.tsx";
import { WorkerTools } from "./worker-tools.tsx";

/** Voters may stand before it: the way in for poll workers is small. */
const IS_VOTING: readonly Phase[] = ["open", "paused"];

export function Locked() {
  const { view, words, change } = useKiosk();
  const { election, hours, phase, station } = view;
  const isVoting = IS_VOTING.includes(phase);
  const unlock = () => change({ is: "unlocking", isUnlocking: true });
  return (
    <Frame
      screen={`locked-${phase}`}
      class="locked"
      title={words.t(`locked.${phase}`)}
      tools={<WorkerTools />}
      foot={
        <Button kind={isVoting ? "plain" : "main"} icon="card" onPress={unlock}>
          {words.t("locked.unlock")}
        </Button>
      }
      above={<p class="over-title">{words.localized(election.name)}</p>}
    >
      <p class="lead">{words.t(`locked.${phase}.text`)}</p>
      {phase === "open" && <BoxPicture />}
      <dl class="facts">
        <dt>{words.t("locked.hours")}</dt>
        <dd>
          {words.t("locked.hours.text", { opens: clockTime(hours.opens), closes: clockTime(hours.closes) })}
        </dd>
        <dt>{words.t("locked.registered")}</dt>
        <dd>{words.number(station.registered)}</dd>
      </dl>
      {view.remark !== undefined && (
        <Note>
          <p>{words.localized(view.remark)}</p>
        </Note>
      )}
      {view.isReplacement && (
        <Note kind="warning">
          <p>{words.t("worker.replacement")}</p>
        </Note>
      )}
    </Frame>
  );
}
