/**
 * PINs of poll workers' cards: which are too weak to be one, and how one is drawn.
 *
 * Who finds a card tries what people choose first. A machine lets nobody try often; a card that is copied can be tried at home
 * (spec/station-notes.md, clause 4.3), where only the number of PINs that are left helps.
 * Spec: spec/collecting.md, clause 10.2.
 * @module
 */
import { PIN_PATTERN } from "@triplicate/core/statement/card.ts";

export const PIN_FAULTS = ["form", "alike", "row", "common"] as const;
export type PinFault = (typeof PIN_FAULTS)[number];

/** Patterns of a keypad, and what lists of stolen PINs begin with, that no rule below finds. */
const COMMON = new Set([
  ...["159753", "753951", "357951", "951753", "147258", "258147", "369258", "258369", "147369", "963852"],
  ...["741852", "852741", "852963", "147852", "789456", "456789", "123789", "987321", "159357", "357159"],
  ...["112233", "332211", "445566", "778899", "121314", "102030", "010203", "203040", "123321", "654456"],
  ...["789987", "520131", "131420", "007007", "314159", "271828", "11223344", "12344321", "10203040"],
  ...["01020304", "14725836", "25836914", "98741236", "12369874", "31415926"],
]);
/** Blocks of up to four digits again and again: 123123, 12341234. */
const LONGEST_BLOCK = 4;

/** What makes the PIN too easy to guess, or null. */
export function pinFault(pin: string): PinFault | null {
  if (!PIN_PATTERN.test(pin)) return "form";
  if (new Set(pin).size <= 2 || isRepeated(pin)) return "alike";
  if (isRow(pin)) return "row";
  return COMMON.has(pin) ? "common" : null;
}

function isRepeated(pin: string): boolean {
  for (let block = 1; block <= LONGEST_BLOCK; block += 1)
    if (
      pin.length > block &&
      pin ===
        pin
          .slice(0, block)
          .repeat(Math.ceil(pin.length / block))
          .slice(0, pin.length)
    )
      return true;
  return false;
}

/** Each digit as far from the one before, also across 9 and 0: 123456, 890123, 246802, 987654. */
function isRow(pin: string): boolean {
  const digits = Array.from(pin, Number);
  const steps = digits.slice(1).map((digit, i) => (digit - digits[i]! + 10) % 10);
  return steps.every((step) => step === steps[0]);
}

const DRAWN_DIGITS = 6;

/** `below(n)`: a whole number from 0 to below n, by chance. */
export function drawPin(below: (n: number) => number): string {
  for (;;) {
    const pin = String(below(10 ** DRAWN_DIGITS)).padStart(DRAWN_DIGITS, "0");
    if (pinFault(pin) === null) return pin;
  }
}
