/**
 * The first screen of a turn: the language, each in its own words, and before anything is to be read the way to larger letters and sound.
 * @module
 */
import { LANGUAGES } from "@triplicate/screen-parts/language-switch.tsx";
import { machineTranslator } from "@triplicate/ui/screen-messages.ts";
import { useKiosk } from "./kiosk.ts";
import { useTurn } from "./turn.ts";
import { VoterFrame } from "./voter-frame.tsx";

export function LanguageScreen() {
  const { view } = useKiosk();
  const { session, set } = useTurn();
  const choose = (language: "es" | "en") =>
    set((now) => ({ ...now, language, place: { at: "contest", contest: 0, isChange: false } }));
  return (
    <VoterFrame
      screen="language"
      class="language-first"
      title={LANGUAGES.map(({ language }) => (
        <span key={language} lang={language} class="both">
          {machineTranslator(language).t("language.title")}
        </span>
      ))}
    >
      <div class="languages">
        {LANGUAGES.map(({ language, name }) => (
          <button
            key={language}
            type="button"
            lang={language}
            class="button language"
            aria-pressed={session.language === language}
            onClick={() => choose(language)}
          >
            <span class="language-name">{name}</span>
            <span>{machineTranslator(language).t("language.choose")}</span>
          </button>
        ))}
      </div>
      <p class="quiet-text">
        {LANGUAGES.map(({ language }) => (
          <span key={language} lang={language} class="both">
            {machineTranslator(language).localized(view.election.name)}
          </span>
        ))}
      </p>
    </VoterFrame>
  );
}
