/**
 * One button for every language, each named in its own language, the current one told by a sign and a state.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import type { ScreenTranslator } from "@triplicate/ui/screen-messages.ts";
import { Icon } from "./icons.tsx";

export const LANGUAGES: readonly { readonly language: Language; readonly name: string }[] = [
  { language: "es", name: "Español" },
  { language: "en", name: "English" },
];

export type LanguageSwitchProps = {
  readonly t: ScreenTranslator;
  readonly onChoose: (language: Language) => void;
};

export function LanguageSwitch({ t, onChoose }: LanguageSwitchProps) {
  return (
    <fieldset class="bare language-switch" aria-label={t.t("screen.language")}>
      {LANGUAGES.map(({ language, name }) => (
        <button
          key={language}
          type="button"
          lang={language}
          class="button quiet"
          aria-pressed={t.language === language}
          onClick={() => onChoose(language)}
        >
          {t.language === language && <Icon name="check" />}
          <span>{name}</span>
        </button>
      ))}
    </fieldset>
  );
}
