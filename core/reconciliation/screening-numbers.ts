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

/** 1.4826 times the median of |values| (NaN: left out), to 1/200: the standard deviation, were they normal. */
export function robustScale(values: Float64Array): number {
  const bins = new Uint32Array(BINS + 1);
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    bins[Math.min(BINS, Math.floor(Math.abs(value) * BINS_PER_UNIT))]!++;
    count++;
  }
  let seen = 0;
  for (let bin = 0; bin <= BINS; bin++) {
    seen += bins[bin]!;
    if (2 * seen >= count) return (1.4826 * (bin + 0.5)) / BINS_PER_UNIT;
  }
  return 0;
}

export const STRONGEST = 20;

/** Keeps the rows with the largest strengths; of equal ones, those that came first. */
export class Strongest {
  readonly #rows: number[] = [];
  readonly #strengths: number[] = [];

  add(row: number, strength: number): void {
    const full = this.#rows.length === STRONGEST;
    if (full && strength <= this.#strengths[STRONGEST - 1]!) return;
    let at = this.#rows.length;
    while (at > 0 && this.#strengths[at - 1]! < strength) at--;
    this.#rows.splice(at, 0, row);
    this.#strengths.splice(at, 0, strength);
    if (full) {
      this.#rows.pop();
      this.#strengths.pop();
    }
  }

  /** Strongest first. */
  rows(): readonly number[] {
    return this.#rows;
  }
}
