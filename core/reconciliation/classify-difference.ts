/**
 * What every class rule looks at: two rows of one station, and the cells that differ between them.
 *
 * A cell takes part only when it is a number in both counts: an unknown cell neither differs nor agrees
 * (spec/reconciliation.md, clause 2.3). A rule answers with its evidence, or null when its shape is not there.
 * @module
 */
export type ClassifyInput = {
  /** Option ids in definition order. */
  readonly options: readonly string[];
  /** Options, then blank, null: numbers, or UNKNOWN codes below zero (core/reading/count.ts). */
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** Below zero: unknown. */
  readonly registeredA: number;
  readonly registeredB: number;
  /** Id of another station whose row in count A (B) has exactly these cells; null when there is none. */
  readonly otherInA: (cells: readonly number[]) => string | null;
  readonly otherInB: (cells: readonly number[]) => string | null;
  /** Sums over the polling place's stations, options then blank, null; null: place unknown, or one station only. */
  readonly placeTotalA: () => readonly number[] | null;
  readonly placeTotalB: () => readonly number[] | null;
};

export type Evidence = Readonly<Record<string, string | number>>;

export type Difference = {
  readonly input: ClassifyInput;
  /** Indexes of the cells that are numbers in both counts and differ, ascending. */
  readonly changed: readonly number[];
  /** Every option is a number in a, in b: the row has a total (clause 4.0.2). */
  readonly wholeA: boolean;
  readonly wholeB: boolean;
};

export type Rule = (difference: Difference) => Evidence | null;

export function differenceOf(input: ClassifyInput): Difference {
  const { a, b, options } = input;
  const changed: number[] = [];
  let wholeA = true;
  let wholeB = true;
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (i < options.length && x < 0) wholeA = false;
    if (i < options.length && y < 0) wholeB = false;
    if (x >= 0 && y >= 0 && x !== y) changed.push(i);
  }
  return { input, changed, wholeA, wholeB };
}

/** The id of a line of the acta: an option's, or "blank", "null". */
export const lineId = (input: ClassifyInput, index: number): string =>
  input.options[index] ?? (index === input.options.length ? "blank" : "null");
