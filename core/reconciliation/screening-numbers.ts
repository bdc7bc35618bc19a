/**
 * The arithmetic that screening signals share: tails of distributions, a robust scale, the strongest few.
 *
 * Doubles, because these are chances and never votes. erfc is good to 1.2e-7 of its value; chances that are reported as
 * p-values are rounded up by more than that. Everything reported is cut to a few digits.
 * @module
 */

/** Complementary error function for x >= 0, relative error below 1.2e-7 (Numerical Recipes, erfcc). */
export function erfc(x: number): number {
  const t = 1 / (1 + x / 2);
  const series = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ].reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  return t * Math.exp(-x * x + series);
}

/** Chance that a normal deviate is `z` or more from its mean, on either side. */
export const twoSided = (z: number): number => erfc(z / Math.SQRT2);

/** Chance that χ² with nine degrees of freedom is `x` or more: a finite sum, as nine is odd. */
export function chiSquareTail9(x: number): number {
  if (x <= 0) return 1;
  const terms = 1 + x / 3 + (x * x) / 15 + (x * x * x) / 105;
  return erfc(Math.sqrt(x / 2)) + Math.sqrt((2 * x) / Math.PI) * Math.exp(-x / 2) * terms;
}

/** Cut to `digits` significant digits, to the nearest. */
export const significant = (value: number, digits: number): number => Number(value.toPrecision(digits));

/** A chance rounded up in its third digit, and by more than the error of erfc: never reported too small. */
export function roundUpChance(chance: number): number {
  if (chance <= 0) return 0;
  const safe = chance * (1 + 1e-6);
  const rounded = significant(safe, 3);
  return Math.min(1, rounded >= safe ? rounded : significant(safe * 1.01, 3));
}

const BINS_PER_UNIT = 200;
const BINS = 50 * BINS_PER_UNIT;

/** 1.4826 times the median of the sizes added, to 1/200: the standard deviation, were they those of normal deviates. */
export class RobustScale {
  readonly #bins = new Uint32Array(BINS + 1);
  #count = 0;

  /** `size` is not negative. */
  add(size: number): void {
    this.#bins[Math.min(BINS, Math.floor(size * BINS_PER_UNIT))]!++;
    this.#count++;
  }

  value(): number {
    let seen = 0;
    for (let bin = 0; bin <= BINS; bin++) {
      seen += this.#bins[bin]!;
      if (2 * seen >= this.#count) return (1.4826 * (bin + 0.5)) / BINS_PER_UNIT;
    }
    return 0;
  }
}

export const STRONGEST = 20;

export type Strong = {
  readonly row: number;
  readonly strength: number;
  /** What would be usual at the row; carried along for whoever lists it. */
  readonly expected: number;
};

/** Keeps the rows with the largest strengths; equal ones go by `compareRows`. */
export class Strongest {
  readonly #compareRows: (x: number, y: number) => number;
  readonly #kept: Strong[] = [];

  constructor(compareRows: (x: number, y: number) => number) {
    this.#compareRows = compareRows;
  }

  add(row: number, strength: number, expected: number): void {
    let at = this.#kept.length;
    while (at > 0 && this.#before(row, strength, this.#kept[at - 1]!)) at--;
    if (at === STRONGEST) return;
    this.#kept.splice(at, 0, { row, strength, expected });
    if (this.#kept.length > STRONGEST) this.#kept.pop();
  }

  #before(row: number, strength: number, other: Strong): boolean {
    return (
      strength > other.strength || (strength === other.strength && this.#compareRows(row, other.row) < 0)
    );
  }

  /** Strongest first. */
  list(): readonly Strong[] {
    return this.#kept;
  }
}
