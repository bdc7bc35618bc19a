/**
 * How the screen looks, sounds and is worked, for this voter only.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Dialog } from "@triplicate/screen-parts/dialog.tsx";
import { Choice, Choices, DisplaySettings } from "@triplicate/screen-parts/display-settings.tsx";
import { LanguageSwitch } from "@triplicate/screen-parts/language-switch.tsx";
import { Note } from "@triplicate/screen-parts/notes.tsx";
import { useKiosk } from "./kiosk.ts";
import { type Assist, PACES, RATES, VOLUMES } from "./session.ts";
import { useTurn } from "./turn.ts";

export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const { words } = useKiosk();
  const { session, set } = useTurn();
  return (
    <Dialog title={words.t("settings.title")} class="settings" onEscape={onClose}>
      <div class="settings-body">
        {session.language !== null && (
          <LanguageSwitch t={words} onChoose={(language) => set((now) => ({ ...now, language }))} />
        )}
        <DisplaySettings
          t={words}
          display={session.display}
          onChange={(display) => set((now) => ({ ...now, display }))}
        />
        <SoundSettings />
        <SwitchSettings />
      </div>
      <Button kind="main" icon="check" onPress={onClose}>
        {words.t("settings.done")}
      </Button>
    </Dialog>
  );
}

function useAssist(): [Assist, (part: Partial<Assist>) => void] {
  const { session, set } = useTurn();
  return [session.assist, (part) => set((now) => ({ ...now, assist: { ...now.assist, ...part } }))];
}

/** The neighbour in a list of steps, or the same at its end. */
function stepIn<T extends number>(all: readonly T[], value: number, by: 1 | -1): T {
  const at = all.indexOf(value as T);
  return all[Math.min(all.length - 1, Math.max(0, at + by))]!;
}

function SoundSettings() {
  const { words } = useKiosk();
  const { voice } = useTurn();
  const [assist, change] = useAssist();
  if (voice.source === "none")
    return (
      <Note icon="speaker">
        <p data-say="">{words.t("settings.no-voice")}</p>
      </Note>
    );
  return (
    <>
      <Choices label={words.t("settings.audio")}>
        <Choice
          label={words.t("settings.audio.off")}
          isChosen={!assist.audio}
          onChoose={() => change({ audio: false, isDark: false })}
        />
        <Choice
          label={words.t("settings.audio.on")}
          isChosen={assist.audio}
          onChoose={() => change({ audio: true })}
        />
      </Choices>
      {assist.audio && (
        <>
          <Stepper
            name={words.t("settings.rate")}
            value={words.percent(assist.rate * 100, 0)}
            less={words.t("settings.slower")}
            more={words.t("settings.faster")}
            onStep={(by) => change({ rate: stepIn(RATES, assist.rate, by) })}
          />
          <Stepper
            name={words.t("settings.volume")}
            value={words.percent(assist.volume * 100, 0)}
            less={words.t("settings.quieter")}
            more={words.t("settings.louder")}
            onStep={(by) => change({ volume: stepIn(VOLUMES, assist.volume, by) })}
          />
          <Choices label={words.t("settings.dark")}>
            <Choice
              label={words.t("settings.dark.off")}
              isChosen={!assist.isDark}
              onChoose={() => change({ isDark: false })}
            />
            <Choice
              label={words.t("settings.dark.on")}
              isChosen={assist.isDark}
              onChoose={() => change({ isDark: true })}
            />
          </Choices>
        </>
      )}
    </>
  );
}

type StepperProps = {
  readonly name: string;
  readonly value: string;
  readonly less: string;
  readonly more: string;
  readonly onStep: (by: 1 | -1) => void;
};

function Stepper({ name, value, less, more, onStep }: StepperProps) {
  return (
    <Choices label={name}>
      <Button onPress={() => onStep(-1)}>{less}</Button>
      <output class="stepper-value">{value}</output>
      <Button onPress={() => onStep(1)}>{more}</Button>
    </Choices>
  );
}

function SwitchSettings() {
  const { words } = useKiosk();
  const [assist, change] = useAssist();
  return (
    <>
      <Choices label={words.t("settings.switches")}>
        {(["off", "two", "auto"] as const).map((switches) => (
          <Choice
            key={switches}
            label={words.t(`settings.switches.${switches}`)}
            isChosen={assist.switches === switches}
            onChoose={() => change({ switches })}
          />
        ))}
      </Choices>
      {assist.switches !== "off" && <p>{words.t(`settings.switches.${assist.switches}.text`)}</p>}
      {assist.switches === "auto" && (
        <Stepper
          name={words.t("settings.pace")}
          value={words.t("settings.seconds", { seconds: assist.pace })}
          less={words.t("settings.slower")}
          more={words.t("settings.faster")}
          onStep={(by) => change({ pace: stepIn(PACES, assist.pace, by === 1 ? -1 : 1) })}
        />
      )}
    </>
  );
}
