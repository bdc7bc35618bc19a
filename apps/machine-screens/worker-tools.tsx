/**
 * What is always at the top of a poll worker's screen: language, letters and colours, and locking.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Dialog } from "@triplicate/screen-parts/dialog.tsx";
import { DisplaySettings } from "@triplicate/screen-parts/display-settings.tsx";
import { LanguageSwitch } from "@triplicate/screen-parts/language-switch.tsx";
import { useState } from "preact/hooks";
import { useKiosk } from "./kiosk.ts";

export function WorkerTools() {
  const { words, view, state, change, act } = useKiosk();
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <LanguageSwitch t={words} onChoose={(language) => change({ is: "language", language })} />
      <Button icon="letters" onPress={() => setOpen(true)}>
        {words.t("worker.display")}
      </Button>
      {view.cards.length > 0 && (
        <Button icon="lock" onPress={() => void act({ do: "lock" })}>
          {words.t("worker.lock")}
        </Button>
      )}
      {isOpen && (
        <Dialog title={words.t("worker.display")} onEscape={close}>
          <DisplaySettings
            t={words}
            display={state.display}
            onChange={(display) => change({ is: "display", display })}
          />
          <Button kind="main" icon="check" onPress={close}>
            {words.t("screen.close")}
          </Button>
        </Dialog>
      )}
    </>
  );
}
