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
import { RobustScale, Strongest, significant, twoSided } from "./screening-numbers.ts";

/** Robust standard deviations beyond which a station shows the signal. */
const THRESHOLD = 5;
/** Below these the median of the others, and the normal approximation, mean nothing. */
const FEWEST_SISTERS = 3;
const SMALLEST_WHOLE = 50;

/** A part and a whole for every row; a whole below SMALLEST_WHOLE, or more of the part than of it, keeps the row out. */
type Ratio = { readonly part: Int32Array; readonly whole: Int32Array };

type Scores = {
  readonly examined: number;
  readonly scale: RobustScale;
  /** Standardised distances beyond THRESHOLD; the scale is at least 1, so no other station can show the signal. */
  readonly far: readonly number[];
  readonly strongest: Strongest;
};

export function sisterSignal(columns: Columns): ScreeningSignal | null {
  const { first, leading, valid } = columns;
  return signal("sister-stations", columns, { part: leading, whole: valid }, { option: first });
}

// More ballots than voters is arithmetic, and a finding of its own (spec/reading.md, clause 4.10).
export function turnoutSignal(columns: Columns): ScreeningSignal | null {
  const { ballots, registered } = columns;
  return signal("turnout", columns, { part: ballots, whole: registered }, {});
}

function signal(
  kind: "sister-stations" | "turnout",
  columns: Columns,
  ratio: Ratio,
  detail: Readonly<Record<string, number>>,
): ScreeningSignal | null {
  const { examined, far, ...scores } = score(columns, ratio);
  if (examined === 0) return null;
  // Never below 1: no list divides voters more evenly than chance, so a smaller scale is an accident of the data.
  const scale = Math.max(1, scores.scale.value());
  const strongest = scores.strongest.list().filter(({ strength }) => strength > THRESHOLD * scale);
  return {
    kind,
    clause: SIGNAL_CLAUSES[kind],
    examined,
    shown: far.filter((distance) => distance > THRESHOLD * scale).length,
    expectedByChance: significant(examined * twoSided(THRESHOLD), 3),
    detail: { threshold: THRESHOLD, scale: significant(scale, 3), ...detail },
    stations: strongest.map(({ row, expected }) => ({
      station: columns.table.stationId(row),
      value: percent100(ratio.part[row]!, ratio.whole[row]!),
      expected: Math.round(expected * 10_000) / 100,
    })),
  };
}

function score({ table, order, starts }: Columns, { part, whole }: Ratio): Scores {
  let widest = 0;
  for (let p = 0; p < table.places; p++) widest = Math.max(widest, starts[p + 1]! - starts[p]!);
  const rows = new Uint32Array(widest);
  const shares = new Float64Array(widest);
  const sorted = new Float64Array(widest);
  const scale = new RobustScale();
  const far: number[] = [];
  const strongest = new Strongest(table.compareStations);
  let examined = 0;
  for (let p = 0; p < table.places; p++) {
    let count = 0;
    let everybody = 0;
    for (let at = starts[p]!; at < starts[p + 1]!; at++) {
      const row = order === null ? at : order[at]!;
      const all = whole[row]!;
      if (all < SMALLEST_WHOLE || part[row]! < 0 || part[row]! > all) continue;
      const share = part[row]! / all;
      rows[count] = row;
      shares[count] = share;
      insert(sorted, count, share);
      everybody += all;
      count++;
    }
    if (count < FEWEST_SISTERS) continue;
    if (count > INSERTED) sorted.set(shares.subarray(0, count).toSorted());
    for (let i = 0; i < count; i++) {
      const all = whole[rows[i]!]!;
      const middle = medianOfOthers(sorted, count, shares[i]!);
      const distance = Math.abs(shares[i]! - middle) / deviation(middle, all, everybody - all);
      scale.add(distance);
      if (distance <= THRESHOLD) continue;
      far.push(distance);
      strongest.add(rows[i]!, distance, middle);
    }
    examined += count;
  }
  return { examined, scale, far, strongest };
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
