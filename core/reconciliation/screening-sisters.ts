/**
 * Signals that set a station beside the other stations of its own polling place: the leading option's share, and turnout.
 *
 * Voters of one place are divided among its stations by a list, so the stations differ by little more than chance. Each
 * is measured against the median of the others, so that one odd station neither hides itself nor marks its neighbours;
 * what "little" means is read off the data, not assumed.
 * Spec: spec/reconciliation.md, clauses 8.2 and 8.3.
 * @module
 */
import { type ScreeningSignal, SIGNAL_CLAUSES } from "./screening.ts";
import { type Columns, percent100 } from "./screening-columns.ts";
import { robustScale, Strongest, significant, twoSided } from "./screening-numbers.ts";

/** Robust standard deviations beyond which a station shows the signal. */
const THRESHOLD = 5;
/** Below these the median of the others, and the normal approximation, mean nothing. */
const FEWEST_SISTERS = 3;
const SMALLEST_WHOLE = 50;

/** A part and a whole for every row; a whole below SMALLEST_WHOLE keeps the row out. */
type Ratio = { readonly part: Int32Array; readonly whole: Int32Array };

type Scores = {
  /** Standardised distance from the median of the others; NaN: not examined. */
  readonly z: Float64Array;
  readonly median: Float64Array;
  readonly examined: number;
};

export function sisterSignal(columns: Columns): ScreeningSignal | null {
  const { first, leading, valid } = columns;
  return signal("sister-stations", columns, { part: leading, whole: valid }, { option: first });
}

export function turnoutSignal(columns: Columns): ScreeningSignal | null {
  const { ballots, registered } = columns;
  // More ballots than voters is arithmetic, and a finding of its own (spec/reading.md, clause 4.10).
  const whole = registered.map((voters, row) => (ballots[row]! > voters ? 0 : voters));
  return signal("turnout", columns, { part: ballots, whole }, {});
}

function signal(
  kind: "sister-stations" | "turnout",
  columns: Columns,
  ratio: Ratio,
  detail: Readonly<Record<string, number>>,
): ScreeningSignal | null {
  const scores = score(columns, ratio);
  if (scores.examined === 0) return null;
  // Never below 1: no list divides voters more evenly than chance, so a smaller scale is an accident of the data.
  const scale = Math.max(1, robustScale(scores.z));
  const strongest = new Strongest();
  let shown = 0;
  for (let row = 0; row < scores.z.length; row++) {
    const size = Math.abs(scores.z[row]!);
    if (!(size > THRESHOLD * scale)) continue;
    shown++;
    strongest.add(row, size);
  }
  return {
    kind,
    clause: SIGNAL_CLAUSES[kind],
    examined: scores.examined,
    shown,
    expectedByChance: significant(scores.examined * twoSided(THRESHOLD), 3),
    detail: { threshold: THRESHOLD, scale: significant(scale, 3), ...detail },
    stations: strongest.rows().map((row) => ({
      station: columns.table.stationId(row),
      value: percent100(ratio.part[row]!, ratio.whole[row]!),
      expected: Math.round(scores.median[row]! * 10_000) / 100,
    })),
  };
}

function score({ table, order, starts }: Columns, { part, whole }: Ratio): Scores {
  const z = new Float64Array(table.rows).fill(Number.NaN);
  const median = new Float64Array(table.rows);
  let widest = 0;
  for (let p = 0; p < table.places; p++) widest = Math.max(widest, starts[p + 1]! - starts[p]!);
  const rows = new Uint32Array(widest);
  const shares = new Float64Array(widest);
  const sorted = new Float64Array(widest);
  let examined = 0;
  for (let p = 0; p < table.places; p++) {
    let count = 0;
    let everybody = 0;
    for (let at = starts[p]!; at < starts[p + 1]!; at++) {
      const row = order[at]!;
      if (whole[row]! < SMALLEST_WHOLE || part[row]! < 0) continue;
      rows[count] = row;
      shares[count] = part[row]! / whole[row]!;
      insert(sorted, count, shares[count]!);
      everybody += whole[row]!;
      count++;
    }
    if (count < FEWEST_SISTERS) continue;
    if (count > INSERTED) sorted.set(shares.subarray(0, count).toSorted());
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      const middle = medianOfOthers(sorted, count, shares[i]!);
      z[row] = (shares[i]! - middle) / deviation(middle, whole[row]!, everybody - whole[row]!);
      median[row] = middle;
    }
    examined += count;
  }
  return { z, median, examined };
}

/** Places are small, so their shares are sorted as they come; past this many, all at once afterwards. */
const INSERTED = 32;

function insert(sorted: Float64Array, count: number, value: number): void {
  if (count >= INSERTED) return;
  let at = count;
  while (at > 0 && sorted[at - 1]! > value) {
    sorted[at] = sorted[at - 1]!;
    at--;
  }
  sorted[at] = value;
}

/** Median of `sorted` without one `value`, which need not be found: only its neighbours' places depend on it. */
function medianOfOthers(sorted: Float64Array, count: number, value: number): number {
  const others = count - 1;
  const upper = other(sorted, others >> 1, value);
  return others % 2 === 1 ? upper : (other(sorted, (others >> 1) - 1, value) + upper) / 2;
}

const other = (sorted: Float64Array, k: number, value: number): number =>
  sorted[k]! < value ? sorted[k]! : sorted[k + 1]!;

/**
 * Standard deviation of a share about the median of the others if every voter chose alike: the station's own sampling
 * and the median's, which is π/2 times that of a mean. One vote each way keeps a share of 0 or 1 from having none.
 */
function deviation(share: number, own: number, others: number): number {
  const p = (share * others + 1) / (others + 2);
  return Math.sqrt((p * (1 - p) * (others + (Math.PI / 2) * own)) / (own * others));
}
