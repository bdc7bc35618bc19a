/**
 * Is anybody still there? Any answer goes on as before; none ends the turn, which nothing was confirmed in.
 * @module
 */
import { announce } from "@triplicate/screen-parts/announcer.tsx";
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Dialog } from "@triplicate/screen-parts/dialog.tsx";
import { useLayoutEffect } from "preact/hooks";
import { useKiosk } from "./kiosk.ts";
import { useCountdown } from "./use-idle.ts";

const SECONDS = 60;
/** Said aloud then, not every second. */
const SAID = new Set([60, 30, 10]);

export function IdleWarning({ onStay }: { readonly onStay: () => void }) {
  const { words, act } = useKiosk();
  const left = useCountdown(SECONDS, () => void act({ do: "abandon" }));
  useLayoutEffect(() => {
    if (SAID.has(left)) announce(words.t("idle.left", { left }), "assertive");
  }, [left]);
  useLayoutEffect(() => {
    // Any key is an answer: whoever cannot find the button is still there.
    const stay = (event: KeyboardEvent) => {
      if (event.key !== "Tab") onStay();
    };
    window.addEventListener("keydown", stay);
    return () => window.removeEventListener("keydown", stay);
  }, [onStay]);
  return (
    <Dialog title={words.t("idle.title")} onEscape={onStay} isUrgent>
      <p class="lead">{words.t("idle.text")}</p>
      <p class="countdown" aria-hidden="true">
        {left}
      </p>
      <Button kind="main" icon="check" onPress={onStay}>
        {words.t("idle.stay")}
      </Button>
    </Dialog>
  );
}
