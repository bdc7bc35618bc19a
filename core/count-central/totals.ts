/**
 * Running sums of the election and of each region: one contest's votes as signed and with paper, and its stations.
 *
 * Group 0 is the whole election, group 1 + r is region r, and the last one holds stations of places without a region.
 * Every sum is an exact integer: no addend is above MAX_COUNTED, and there are at most five million of them.
 * Spec: spec/bulletin.md, section 3.
 * @module
 */
export const STATION_STATUSES = ["missing", "counted", "conflict", "paper"] as const;
export type StationStatus = (typeof STATION_STATUSES)[number];

/** What one station adds to the sums of its groups. Numbers are options in order of the ballot, then blank, then null. */
export type Contribution = {
  readonly status: StationStatus;
  readonly isCorrected: boolean;
  readonly isFlagged: boolean;
  readonly signed: Uint32Array | null;
  readonly withPaper: Uint32Array | null;
};

export type GroupTotals = {
  readonly stations: number;
  readonly counted: number;
  readonly missing: number;
  readonly conflict: number;
  readonly paper: number;
  readonly corrected: number;
  readonly flagged: number;
  /** Votes by option in order of the ballot. */
  readonly signed: { readonly votes: readonly number[]; readonly blank: number; readonly null: number };
  readonly withPaper: { readonly votes: readonly number[]; readonly blank: number; readonly null: number };
};

const TALLIES = ["counted", "conflict", "paper", "corrected", "flagged"] as const;

export type Totals = {
  /** Takes a station's contribution in (1) or out again (-1). */
  apply(group: number, contribution: Contribution, sign: 1 | -1): void;
  read(group: number): GroupTotals;
};

/** `stations[g]` is how many stations group g has; each also belongs to group 0. */
export function createTotals(options: number, stations: ArrayLike<number>): Totals {
  const width = options + 2;
  const groups = stations.length;
  const signed = new Float64Array(groups * width);
  const withPaper = new Float64Array(groups * width);
  const tallies = new Float64Array(groups * TALLIES.length);

  const add = (group: number, { status, ...rest }: Contribution, sign: 1 | -1) => {
    const at = group * TALLIES.length;
    if (status !== "missing") tallies[at + TALLIES.indexOf(status)]! += sign;
    if (rest.isCorrected) tallies[at + TALLIES.indexOf("corrected")]! += sign;
    if (rest.isFlagged) tallies[at + TALLIES.indexOf("flagged")]! += sign;
    sum(signed, group, rest.signed, sign);
    sum(withPaper, group, rest.withPaper, sign);
  };
  const sum = (sums: Float64Array, group: number, numbers: Uint32Array | null, sign: 1 | -1) => {
    if (numbers === null) return;
    for (let i = 0; i < width; i += 1) sums[group * width + i]! += sign * numbers[i]!;
  };
  const numbersOf = (sums: Float64Array, group: number) => {
    const part = sums.subarray(group * width, (group + 1) * width);
    return { votes: [...part.subarray(0, options)], blank: part[options]!, null: part[options + 1]! };
  };
  return {
    apply(group, contribution, sign) {
      add(0, contribution, sign);
      add(group, contribution, sign);
    },
    read(group) {
      const at = group * TALLIES.length;
      const [counted, conflict, paper, corrected, flagged] = tallies.subarray(
        at,
        at + TALLIES.length,
      ) as unknown as [number, number, number, number, number];
      const missing = stations[group]! - counted - conflict - paper;
      return {
        stations: stations[group]!,
        counted,
        missing,
        conflict,
        paper,
        corrected,
        flagged,
        signed: numbersOf(signed, group),
        withPaper: numbersOf(withPaper, group),
      };
    },
  };
}
