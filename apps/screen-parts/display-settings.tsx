/**
 * Text size and contrast: each choice shows what it does, and takes effect at once.
 * @module
 */
import type { ScreenTranslator } from "@triplicate/ui/screen-messages.ts";
import type { ComponentChildren } from "preact";
import { moveByArrows } from "./focus.ts";
import { Icon } from "./icons.tsx";
import { CONTRASTS, type Display, TEXT_SIZES } from "./themes.ts";

export type DisplaySettingsProps = {
  readonly t: ScreenTranslator;
  readonly display: Display;
  readonly onChange: (display: Display) => void;
};

export function DisplaySettings({ t, display, onChange }: DisplaySettingsProps) {
  return (
    <>
      <Choices label={t.t("screen.size")}>
        {TEXT_SIZES.map((size) => (
          <Choice
            key={size}
            class={`size-${size}`}
            isChosen={display.size === size}
            label={t.t(`screen.size.${size}`)}
            onChoose={() => onChange({ ...display, size })}
          >
            <span class="size-sample" aria-hidden="true">
              A
            </span>
          </Choice>
        ))}
      </Choices>
      <Choices label={t.t("screen.contrast")}>
        {CONTRASTS.map((contrast) => (
          <Choice
            key={contrast}
            class={`contrast-${contrast}`}
            isChosen={display.contrast === contrast}
            label={t.t(`screen.contrast.${contrast}`)}
            onChoose={() => onChange({ ...display, contrast })}
          />
        ))}
      </Choices>
    </>
  );
}

type ChoicesProps = { readonly label: string; readonly children: ComponentChildren };

/** A named row of choices: arrows move among them, and so does Tab. */
export function Choices({ label, children }: ChoicesProps) {
  return (
    <fieldset class="bare choices" onKeyDown={moveByArrows}>
      <legend class="choices-name">{label}</legend>
      <div class="choices-row">{children}</div>
    </fieldset>
  );
}

type ChoiceProps = {
  readonly label: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly class?: string;
  readonly children?: ComponentChildren;
};

export function Choice({ label, isChosen, onChoose, class: className = "", children }: ChoiceProps) {
  return (
    <button type="button" class={`button choice ${className}`} aria-pressed={isChosen} onClick={onChoose}>
      {isChosen && <Icon name="check" />}
      {children}
      <span>{label}</span>
    </button>
  );
}
