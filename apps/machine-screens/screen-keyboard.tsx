/**
 * Letters on the screen, for machines that have no keyboard.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { moveByArrows } from "@triplicate/screen-parts/focus.ts";
import { useKiosk } from "./kiosk.ts";

const ROWS = ["1234567890", "qwertyuiop", "asdfghjklñ", "zxcvbnm", "áéíóúü,.-"] as const;

export type ScreenKeyboardProps = {
  readonly onType: (letter: string) => void;
  readonly onErase: () => void;
};

export function ScreenKeyboard({ onType, onErase }: ScreenKeyboardProps) {
  const { words } = useKiosk();
  return (
    <fieldset class="bare keyboard" aria-label={words.t("keyboard.name")} onKeyDown={moveByArrows}>
      {ROWS.map((row) => (
        <div key={row} class="keyboard-row">
          {[...row].map((letter) => (
            <Button key={letter} onPress={() => onType(letter)}>
              {letter}
            </Button>
          ))}
        </div>
      ))}
      <div class="keyboard-row">
        <Button class="keyboard-space" onPress={() => onType(" ")}>
          {words.t("keyboard.space")}
        </Button>
        <Button icon="back" onPress={onErase}>
          {words.t("kiosk.pad.erase")}
        </Button>
      </div>
    </fieldset>
  );
}
