/**
 * The buttons of every screen: one look for the next step, one for the others, one for what cannot be taken back.
 * @module
 */
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icons.tsx";

export type ButtonProps = {
  readonly children: ComponentChildren;
  readonly onPress: () => void;
  /** `main`: the one obvious next step of a screen. `danger`: cannot be taken back. `plain`: everything else. */
  readonly kind?: "main" | "plain" | "danger" | "quiet";
  readonly icon?: IconName;
  /** The sign stands after the words: forwards. */
  readonly iconAfter?: boolean;
  readonly isDisabled?: boolean;
  /** Where the words alone would not say what it does. */
  readonly label?: string;
  readonly pressed?: boolean;
  readonly id?: string;
  readonly class?: string;
};

export function Button({ children, onPress, kind = "plain", icon, iconAfter = false, ...rest }: ButtonProps) {
  const sign = icon === undefined ? null : <Icon name={icon} />;
  return (
    <button
      type="button"
      class={`button ${kind} ${rest.class ?? ""}`}
      id={rest.id}
      aria-label={rest.label}
      aria-pressed={rest.pressed}
      aria-disabled={rest.isDisabled === true ? "true" : undefined}
      onClick={() => {
        // Not `disabled`: whoever cannot see it should still come across it and be told.
        if (rest.isDisabled !== true) onPress();
      }}
    >
      {!iconAfter && sign}
      <span>{children}</span>
      {iconAfter && sign}
    </button>
  );
}
