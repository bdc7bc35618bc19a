/**
 * Listens for digits on a screen that wants some; who typed them, typed-digits.ts tells.
 * @module
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import { createDigitReader, type TypedDigits } from "./typed-digits.ts";

export function useTypedDigits(digits: TypedDigits): void {
  const latest = useRef(digits);
  latest.current = digits;
  useLayoutEffect(() => {
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
