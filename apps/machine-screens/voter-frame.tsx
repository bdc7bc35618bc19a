/**
 * The frame of every voter's screen: letters, colours and sound, and help, are never further away than one touch.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { Frame } from "./frame.tsx";
import { useKiosk } from "./kiosk.ts";
import { useTurn } from "./turn.ts";
import { HelpDialog } from "./voter-help.tsx";
import { SettingsDialog } from "./voter-settings.tsx";

export type VoterFrameProps = {
  readonly screen: string;
  readonly title: ComponentChildren;
  readonly children: ComponentChildren;
  readonly foot?: ComponentChildren;
  readonly above?: ComponentChildren;
  readonly class?: string;
};

export function VoterFrame({ screen, title, children, foot, above, class: className = "" }: VoterFrameProps) {
  return (
    <>
      <Frame
        screen={`voter-${screen}`}
        class={`voter ${className}`}
        title={title}
        tools={<VoterTools />}
        foot={foot}
        above={above}
      >
        {children}
      </Frame>
      <DarkScreen />
    </>
  );
}

function VoterTools() {
  const { words } = useKiosk();
  const { session, voice } = useTurn();
  const [open, setOpen] = useState<null | "settings" | "help">(null);
  const close = () => setOpen(null);
  return (
    <>
      {session.assist.audio && voice.source !== "none" && (
        <Button icon="speaker" onPress={voice.again}>
          {words.t("voter.say-again")}
        </Button>
      )}
      <Button icon="letters" onPress={() => setOpen("settings")}>
        {words.t("voter.settings")}
      </Button>
      <Button icon="help" onPress={() => setOpen("help")}>
        {words.t("voter.help")}
      </Button>
      {open === "settings" && <SettingsDialog onClose={close} />}
      {open === "help" && <HelpDialog onClose={close} />}
    </>
  );
}

/** The lowest part of a dark screen, where a touch brings the picture back. */
const WAKE_PART = 0.8;

/** Nothing to be seen while audio goes on; no touch does anything but at the foot, where it says so. */
function DarkScreen() {
  const { words } = useKiosk();
  const { session, set, voice } = useTurn();
  // Dark and silent would be nothing at all.
  const isDark = session.assist.isDark && voice.source !== "none";
  useLayoutEffect(() => {
    if (!isDark) return;
    document.documentElement.dataset.dark = "true";
    const onTouch = (event: PointerEvent) => {
      event.preventDefault();
      event.stopPropagation();
      if (event.type === "pointerdown" && event.clientY > window.innerHeight * WAKE_PART)
        set((now) => ({ ...now, assist: { ...now.assist, isDark: false } }));
    };
    const kinds = ["pointerdown", "pointerup", "click"] as const;
    // A key's click has no place on the screen; a finger's has.
    const onAny = (event: Event) => {
      if (event instanceof PointerEvent && event.pointerType !== "" && event.detail !== 0) onTouch(event);
      else if (event.type === "pointerdown") onTouch(event as PointerEvent);
    };
    for (const kind of kinds) document.addEventListener(kind, onAny, true);
    return () => {
      delete document.documentElement.dataset.dark;
      for (const kind of kinds) document.removeEventListener(kind, onAny, true);
    };
  }, [isDark]);
  if (!isDark) return null;
  return (
    <p class="dark-note" aria-hidden="true">
      {words.t("voter.dark")}
    </p>
  );
}
