/**
 * Digits by touch, by keyboard or by both: a field and twelve keys. A secret shows dots, and is none that a browser offers to remember.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import type { ComponentChildren, TargetedInputEvent } from "preact";
import { useId, useState } from "preact/hooks";
import { useKiosk } from "./kiosk.ts";
import { useTypedDigits } from "./use-typed-digits.ts";

export type NumberPadProps = {
  readonly label: string;
  /** What the number must be like. */
  readonly hint: ComponentChildren;
  readonly done: string;
  readonly most: number;
  readonly isSecret?: boolean;
  readonly isEnough: (digits: string) => boolean;
  readonly onDone: (digits: string) => void;
};

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

export function NumberPad({ label, hint, done, most, isSecret = false, isEnough, onDone }: NumberPadProps) {
  const { words } = useKiosk();
  const [digits, setDigits] = useState("");
  const id = useId();
  const add = (digit: string) => setDigits((before) => (before + digit).slice(0, most));
  const erase = () => setDigits((before) => before.slice(0, -1));
  const finish = () => {
    if (!isEnough(digits)) return;
    setDigits("");
    onDone(digits);
  };
  useTypedDigits({ onDigit: add, onErase: erase, onEnter: finish });
  const field = {
    ...{ id, class: "pad-field", value: digits, "aria-describedby": `${id}-hint` },
    ...{ inputMode: "numeric", autoComplete: isSecret ? "one-time-code" : "off" },
    onInput: ({ currentTarget }: TargetedInputEvent<HTMLInputElement>) => {
      currentTarget.value = currentTarget.value.replace(/[^0-9]/g, "").slice(0, most);
      setDigits(currentTarget.value);
    },
    onKeyDown: ({ key }: KeyboardEvent) => {
      if (key === "Enter") finish();
    },
  } as const;
  return (
    <div class="pad">
      <label for={id}>{label}</label>
      <p class="pad-hint" id={`${id}-hint`}>
        {hint}
      </p>
      {isSecret ? <input {...field} type="password" /> : <input {...field} type="text" />}
      <div class="pad-keys">
        {KEYS.map((digit) => (
          <Button key={digit} onPress={() => add(digit)}>
            {digit}
          </Button>
        ))}
        <Button class="pad-word" onPress={() => setDigits("")}>
          {words.t("kiosk.pad.clear")}
        </Button>
        <Button onPress={() => add("0")}>0</Button>
        <Button class="pad-word" icon="back" onPress={erase}>
          {words.t("kiosk.pad.erase")}
        </Button>
      </div>
      <Button kind="main" icon="check" isDisabled={!isEnough(digits)} onPress={finish}>
        {done}
      </Button>
    </div>
  );
}
