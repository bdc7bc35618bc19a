/**
 * The built-in voice during a turn: it says what gets the focus, every new screen, and whatever is announced.
 * @module
 */
import { onAnnounce } from "@triplicate/screen-parts/announcer.tsx";
import { machineTranslator } from "@triplicate/ui/screen-messages.ts";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useKiosk } from "./kiosk.ts";
import type { Session } from "./session.ts";
import { createSpeaker, type Speaker, type VoiceSource } from "./speaker.ts";
import { spokenOf, spokenOfScreen } from "./spoken.ts";

export type VoiceState = { readonly source: VoiceSource; again(): void };

export function useSpeech({ assist, language: chosen }: Session): VoiceState {
  const { view, machine, language } = useKiosk();
  const { es, en } = view.hasSpeech;
  const synthesis = globalThis.speechSynthesis as SpeechSynthesis | undefined;
  const speaker = useMemo(
    () =>
      createSpeaker({
        hasMachineVoice: (one) => (one === "es" ? es : en),
        fetchSpeech: machine.speech,
        synthesis,
      }),
    [machine, es, en],
  );
  useVoicesLoaded(synthesis);
  // The turn ends in silence.
  useLayoutEffect(() => speaker.stop, [speaker]);
  const settings = useRef({ ...assist, language });
  settings.current = { ...assist, language };
  useLayoutEffect(() => {
    if (!assist.audio) return speaker.stop();
    return listen(speaker, () => settings.current);
  }, [assist.audio, speaker]);
  // Another language: the screen is said anew in it.
  useLayoutEffect(() => {
    if (assist.audio && chosen !== null) sayScreen(speaker, settings.current);
  }, [chosen]);
  return { source: speaker.source(language), again: () => sayScreen(speaker, settings.current) };
}

type Settings = Session["assist"] & { readonly language: "es" | "en" };

/** Voices come late in some browsers: then it is drawn again, and there is one. */
function useVoicesLoaded(synthesis: SpeechSynthesis | undefined): void {
  const [, again] = useState(0);
  useLayoutEffect(() => {
    const onVoices = () => again((before) => before + 1);
    synthesis?.addEventListener?.("voiceschanged", onVoices);
    return () => synthesis?.removeEventListener?.("voiceschanged", onVoices);
  }, [synthesis]);
}

function listen(speaker: Speaker, settings: () => Settings): () => void {
  const speech = (text: string) => {
    const { language, rate, volume } = settings();
    return { text, language, rate, volume };
  };
  const onFocus = (event: FocusEvent) => {
    const element = event.target;
    if (!(element instanceof Element)) return;
    const words = machineTranslator(settings().language);
    const text = /^H[12]$/.test(element.tagName) ? spokenOfScreen(element) : spokenOf(element, words);
    if (text !== "") speaker.say(speech(text));
  };
  document.addEventListener("focusin", onFocus);
  const end = onAnnounce(({ text, urgency }) => {
    if (text === "") return;
    if (urgency === "assertive") speaker.say(speech(text));
    else speaker.add(speech(text));
  });
  sayScreen(speaker, settings());
  return () => {
    document.removeEventListener("focusin", onFocus);
    end();
    speaker.stop();
  };
}

function sayScreen(speaker: Speaker, { language, rate, volume }: Settings): void {
  const heading = document.querySelector("dialog[open] h2") ?? document.querySelector(".frame h1");
  if (heading !== null) speaker.say({ text: spokenOfScreen(heading), language, rate, volume });
}
