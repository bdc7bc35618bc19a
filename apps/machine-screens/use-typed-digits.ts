/**
 * Digits from a keyboard, wherever the focus is: who has read "enter your PIN" types, and looks for no field first.
 *
 * A scanner types too, and a card held up once more is no PIN: what comes in one burst with letters is left alone to its Enter.
 * @module
 */
import { useEffect, useRef } from "preact/hooks";

/** Nobody's fingers are as fast as this, and no scanner as slow. Milliseconds. */
const BURST = 100;

export type TypedDigits = {
  readonly onDigit: (digit: string) => void;
  readonly onErase: () => void;
  readonly onEnter: () => void;
};

type Key = Pick<KeyboardEvent, "key" | "timeStamp">;

/** Tells a person from a scanner: the digits that are meant, and nothing of a burst in which there was a letter. */
export function createDigitReader(digits: TypedDigits): (event: Key) => void {
  let letterAt = Number.NEGATIVE_INFINITY;
  return ({ key, timeStamp }) => {
    const isBurst = timeStamp - letterAt < BURST;
    if (isBurst || (key.length === 1 && !/[0-9]/.test(key))) {
      if (key === "Enter") letterAt = Number.NEGATIVE_INFINITY;
      else letterAt = timeStamp;
      return;
    }
    if (key.length === 1) digits.onDigit(key);
    if (key === "Backspace") digits.onErase();
    if (key === "Enter") digits.onEnter();
  };
}

export function useTypedDigits(digits: TypedDigits): void {
  const latest = useRef(digits);
  latest.current = digits;
  useEffect(() => {
    const read = createDigitReader({
      onDigit: (digit) => latest.current.onDigit(digit),
      onErase: () => latest.current.onErase(),
      onEnter: () => latest.current.onEnter(),
    });
    const onKey = (event: KeyboardEvent) => {
      const { target, key, ctrlKey, altKey, metaKey } = event;
      if (ctrlKey || altKey || metaKey || document.querySelector("dialog[open]") !== null) return;
      // A field takes its own keys, and a button its Enter.
      if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
      if (key === "Enter" && target instanceof HTMLButtonElement) return;
      read(event);
    };
    // As wedge.ts listens: the Enter of a line that it takes ends the burst here too.
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, []);
}
