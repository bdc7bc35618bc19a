/**
 * Digits from a keyboard, wherever the focus is: who has read "enter your PIN" types, and looks for no field first.
 *
 * A scanner types too, and a card held up once more is no PIN: what comes in one burst with letters is left alone to its Enter.
 * @module
 */

/** Nobody's fingers are as fast as this, and no scanner as slow. Milliseconds. */
const BURST = 100;

export type TypedDigits = {
  readonly onDigit: (digit: string) => void;
  readonly onErase: () => void;
  readonly onEnter: () => void;
};

type Key = { readonly key: string; readonly timeStamp: number };

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
