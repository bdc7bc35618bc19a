/**
 * Signals about numbers as such: last digits, and percentages that come out whole.
 * They are about all stations together and name none.
 * Spec: spec/reconciliation.md, clauses 8.5 and 8.6.
 * @module
 */
import { type ScreeningSignal, SIGNAL_CLAUSES } from "./screening.ts";
import { type Columns, FREQUENCIES } from "./screening-columns.ts";
import { chiSquareTail9, roundUpChance, significant } from "./screening-numbers.ts";

/** Shorter numbers have no reason to end evenly. */
const SMALLEST_NUMBER = 100;
const FEWEST_NUMBERS = 100;
/** Mean of the largest of ten independent standard normal deviates. */
const LARGEST_OF_TEN = 1.538753;

export function lastDigitSignal({ frequency }: Columns): ScreeningSignal | null {
  const digits = new Int32Array(10);
  let threshold = 0;
  for (let votes = SMALLEST_NUMBER - 10; votes < FREQUENCIES; votes++) {
    if (votes < SMALLEST_NUMBER + 10) threshold += frequency[votes]!;
    if (votes >= SMALLEST_NUMBER) digits[votes % 10]! += frequency[votes]!;
  }
  const examined = digits.reduce((sum, count) => sum + count, 0);
  if (examined < FEWEST_NUMBERS) return null;
  const usual = usualDigits(examined, threshold);
  const excess = usual.map((count, digit) => (digits[digit]! - count) / Math.sqrt(count));
  const chiSquare = excess.reduce((sum, each) => sum + each * each, 0);
  const digit = excess.indexOf(Math.max(...excess));
  return {
    kind: "last-digit",
    clause: SIGNAL_CLAUSES["last-digit"],
    examined,
    shown: digits[digit]!,
    expectedByChance: significant(usual[digit]! + Math.sqrt(examined / 10) * LARGEST_OF_TEN, 6),
    detail: {
      digit,
      digits: [...digits],
      usual: usual.map((count) => significant(count, 6)),
      chiSquare: significant(chiSquare, 4),
      degrees: 9,
      probability: roundUpChance(chiSquareTail9(chiSquare)),
    },
    stations: [],
  };
}

/**
 * Large numbers of votes are rarer than small ones, so within every ten the low digits are a little more frequent. With
 * the slope of each ten read off its two neighbours, the sum over all tens leaves only those about the threshold.
 */
function usualDigits(examined: number, threshold: number): number[] {
  return Array.from({ length: 10 }, (_, digit) => examined / 10 + ((4.5 - digit) * threshold) / 200);
}

/** Below this every second number or more is the nearest to some whole percentage. */
const SMALLEST_WHOLE = 200;

export const integerTurnoutSignal = ({ ballots, registered }: Columns): ScreeningSignal | null =>
  integerSignal("turnout", ballots, registered);

export const integerShareSignal = ({ leading, valid }: Columns): ScreeningSignal | null =>
  integerSignal("share", leading, valid);

function integerSignal(
  measure: "turnout" | "share",
  parts: Int32Array,
  wholes: Int32Array,
): ScreeningSignal | null {
  let [examined, shown, expected, variance] = [0, 0, 0, 0];
  for (let row = 0; row < parts.length; row++) {
    const part = parts[row]!;
    const whole = wholes[row]!;
    // Nobody and everybody are whole percentages by nature.
    if (whole < SMALLEST_WHOLE || part <= 0 || part >= whole) continue;
    const chance = 99 / (whole - 1);
    examined++;
    expected += chance;
    variance += chance * (1 - chance);
    if (isNearestToWhole(part, whole)) shown++;
  }
  if (examined === 0) return null;
  return {
    kind: "integer-percentages",
    clause: SIGNAL_CLAUSES["integer-percentages"],
    examined,
    shown,
    expectedByChance: significant(expected, 6),
    detail: { measure, deviations: significant((shown - expected) / Math.sqrt(variance), 3) },
    stations: [],
  };
}

/** Is `part` what a whole percentage from 1 to 99 of `whole` rounds to, halves up? */
export function isNearestToWhole(part: number, whole: number): boolean {
  const percent = Math.floor((200 * part + whole) / (2 * whole));
  if (percent < 1 || percent > 99) return false;
  // Hundredths of a vote from -50 to 49; as one comparison, since two that go either way cost more than all the rest.
  return Math.abs(percent * whole - 100 * part + 0.5) <= 50;
}
