/**
 * Class rules about a whole row: it is empty, it belongs to the polling place, it belongs to another station.
 * Spec: spec/reconciliation.md, clauses 4.1 to 4.3.
 * @module
 */
import type { ClassifyInput, Difference, Evidence } from "./classify-difference.ts";

type Side = "a" | "b";
const SIDES: readonly Side[] = ["a", "b"];

/** Clause 4.1: one row is all zero although there are voters, and the other is not. */
export function allZero({ input, wholeA, wholeB, changed }: Difference): Evidence | null {
  if (changed.length === 0) return null;
  // A station with a register of 0 in every count that has one may well be empty: that is no shape.
  const registered = Math.max(input.registeredA, input.registeredB);
  if (registered === 0) return null;
  for (const side of SIDES) {
    const whole = side === "a" ? wholeA : wholeB;
    if (whole && input[side].every((cell) => cell <= 0)) {
      return registered > 0 ? { side, registered } : { side };
    }
  }
  return null;
}

/** Clause 4.2: one row is the sum of the polling place's stations in the other count. */
export function placeTotal({ input, wholeA, wholeB, changed }: Difference): Evidence | null {
  if (changed.length === 0 || !wholeA || !wholeB) return null;
  for (const side of SIDES) {
    const row = input[side];
    const own = side === "a" ? input.b : input.a;
    // The place's total contains the station itself, so no line of it can be smaller.
    if (!covers(row, own, input.options.length)) continue;
    const total = side === "a" ? input.placeTotalB() : input.placeTotalA();
    if (total !== null && equalsTotal(row, total, input.options.length)) {
      return { side, votes: sumOptions(row, input.options.length) };
    }
  }
  return null;
}

function covers(row: readonly number[], own: readonly number[], options: number): boolean {
  let larger = false;
  for (let i = 0; i < options; i++) {
    if (row[i]! < own[i]!) return false;
    if (row[i]! > own[i]!) larger = true;
  }
  return larger;
}

function equalsTotal(row: readonly number[], total: readonly number[], options: number): boolean {
  for (let i = 0; i < row.length; i++) {
    const [x, y] = [row[i]!, total[i]!];
    // Blank and null count only where both have them; an option must be known to be equal.
    if (x !== y && (i < options || (x >= 0 && y >= 0))) return false;
  }
  return true;
}

function sumOptions(row: readonly number[], options: number): number {
  let sum = 0;
  for (let i = 0; i < options; i++) sum += row[i]!;
  return sum;
}

/**
 * What a row needs before its equality with another station's means anything: rows with fewer numbers coincide by
 * chance (clause 4.3 gives the measurement behind these two).
 */
const FEWEST_NONZERO = 3;
const FEWEST_DIGITS = 6;

/** Clause 4.3: one row is the row of another station, first sought in the other count, then in its own. */
export function otherStation({ input, wholeA, wholeB, changed }: Difference): Evidence | null {
  // One changed line is better explained by that line (4.6 to 4.10) than by a neighbour that happens to be equal.
  if (changed.length < 2) return null;
  const found = (side: Side, count: Side): Evidence | null => {
    const whole = side === "a" ? wholeA : wholeB;
    if (!whole || !isTelling(input[side])) return null;
    const station = lookup(input, count)(input[side]);
    return station === null ? null : { side, count, station };
  };
  return found("b", "a") ?? found("a", "b") ?? found("b", "b") ?? found("a", "a");
}

const lookup = (input: ClassifyInput, count: Side) => (count === "a" ? input.otherInA : input.otherInB);

function isTelling(row: readonly number[]): boolean {
  let nonzero = 0;
  let digits = 0;
  for (const cell of row) {
    if (cell <= 0) continue;
    nonzero++;
    digits += cell < 10 ? 1 : cell < 100 ? 2 : cell < 1000 ? 3 : 4;
  }
  return nonzero >= FEWEST_NONZERO && digits >= FEWEST_DIGITS;
}
