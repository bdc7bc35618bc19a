/**
 * A voice for what the screen says: one that the browser has on this machine, else the daemon's, else none.
 *
 * A browser's voices that live on a server are not used: what a voter chose would be sent there. Whatever is being said is cut off by what
 * comes after it, or waits its turn, as the caller says. Nothing is kept once it is silent.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";

export type VoiceSource = "browser" | "machine" | "none";

export type Speech = {
  readonly text: string;
  readonly language: Language;
  /** Times the usual speed. */
  readonly rate: number;
  /** 0 to 1. */
  readonly volume: number;
};

export type Speaker = {
  source(language: Language): VoiceSource;
  /** Now, in place of whatever is being said. */
  say(speech: Speech): void;
  /** After it. */
  add(speech: Speech): void;
  /** Silence, and an empty queue. */
  stop(): void;
};

export type SpeakerParts = {
  readonly hasMachineVoice: (language: Language) => boolean;
  /** A sound file; null where there is none after all. */
  readonly fetchSpeech: (text: string, language: Language, rate: number) => Promise<Blob | null>;
  /** The browser's; absent in browsers without. */
  readonly synthesis: SpeechSynthesis | undefined;
};

/** Whether anybody could be let in who only listens. */
export const hasAnyVoice = (
  machine: Readonly<Record<Language, boolean>>,
  synthesis: SpeechSynthesis | undefined,
): boolean =>
  machine.es ||
  machine.en ||
  synthesis?.getVoices().some(({ localService, lang }) => localService && /^(es|en)/i.test(lang)) === true;

export function createSpeaker({ hasMachineVoice, fetchSpeech, synthesis }: SpeakerParts): Speaker {
  let queue: Speech[] = [];
  let isSpeaking = false;
  /** Grows with every silence: what began before it must not go on. */
  let turn = 0;
  let cut = () => {};

  const voiceOf = (language: Language): SpeechSynthesisVoice | undefined =>
    synthesis
      ?.getVoices()
      .find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language));
  const source = (language: Language): VoiceSource => {
    if (voiceOf(language) !== undefined) return "browser";
    return hasMachineVoice(language) ? "machine" : "none";
  };
  const sayNext = async (): Promise<void> => {
    const speech = queue.shift();
    if (speech === undefined) return;
    isSpeaking = true;
    const mine = turn;
    const from = source(speech.language);
    const onCut = (stop: () => void) => {
      cut = stop;
    };
    const isCurrent = () => mine === turn;
    if (from === "browser") await sayByBrowser(synthesis!, voiceOf(speech.language)!, speech, onCut);
    if (from === "machine") await sayByMachine(fetchSpeech, speech, { onCut, isCurrent });
    if (mine !== turn) return;
    isSpeaking = false;
    void sayNext();
  };
  const stop = () => {
    turn += 1;
    queue = [];
    isSpeaking = false;
    cut();
    cut = () => {};
  };
  return {
    source,
    stop,
    say(speech) {
      stop();
      queue = [speech];
      void sayNext();
    },
    add(speech) {
      queue.push(speech);
      if (!isSpeaking) void sayNext();
    },
  };
}

type OnCut = (stop: () => void) => void;

function sayByBrowser(
  synthesis: SpeechSynthesis,
  voice: SpeechSynthesisVoice,
  { text, language, rate, volume }: Speech,
  onCut: OnCut,
): Promise<void> {
  return new Promise((done) => {
    const utterance = new SpeechSynthesisUtterance(text);
    Object.assign(utterance, { voice, lang: language, rate, volume });
    utterance.onend = () => done();
    utterance.onerror = () => done();
    onCut(() => {
      synthesis.cancel();
      done();
    });
    synthesis.speak(utterance);
  });
}

type Turn = { readonly onCut: OnCut; readonly isCurrent: () => boolean };

async function sayByMachine(
  fetchSpeech: SpeakerParts["fetchSpeech"],
  { text, language, rate, volume }: Speech,
  { onCut, isCurrent }: Turn,
): Promise<void> {
  const blob = await fetchSpeech(text, language, rate);
  if (blob === null || !isCurrent()) return;
  const address = URL.createObjectURL(blob);
  const audio = new Audio(address);
  audio.volume = volume;
  await new Promise<void>((done) => {
    audio.onended = () => done();
    audio.onerror = () => done();
    onCut(() => {
      audio.pause();
      done();
    });
    audio.play().catch(() => done());
  });
  URL.revokeObjectURL(address);
}
