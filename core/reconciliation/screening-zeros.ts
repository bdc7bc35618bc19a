/**
 * Stations where every minor option has exactly zero votes.
 *
 * Few votes make that ordinary, many make it rare, and minor options are stronger in some places than in others: the
 * chance is that of a beta-binomial whose spread is read off the data and whose mean is drawn to the votes of the other
 * stations at the same place.
 * Spec: spec/reconciliation.md, clause 8.4.
 * @module
 */
import { type ScreeningSignal, SIGNAL_CLAUSES } from "./screening.ts";
import type { Columns } from "./screening-columns.ts";
import { Strongest, significant } from "./screening-numbers.ts";

type Prior = { readonly share: number; readonly weight: number };
/** Above this a chance is below e^-40 and adds nothing to the sum. */
const NEGLIGIBLE = 40;

export function zeroMinorSignal(columns: Columns): ScreeningSignal | null {
  const { table, valid, minor } = columns;
  if (table.options < 3) return null;
  const sums = sumsOf(columns);
  const prior = priorOf(sums);
  if (prior === null) return null;
  const strongest = new Strongest(table.compareStations);
  let [shown, expected] = [0, 0];
  for (let row = 0; row < table.rows; row++) {
    const votes = valid[row]!;
    if (votes <= 0) continue;
    const place = table.place[row]!;
    const otherMinor = place < 0 ? 0 : sums.minorAt[place]! - minor[row]!;
    const otherValid = place < 0 ? 0 : sums.votesAt[place]! - votes;
    const alpha = prior.share * prior.weight + otherMinor;
    const whole = prior.weight + otherValid;
    expected += chanceOfNone(alpha, whole, votes);
    if (minor[row] !== 0) continue;
    shown++;
    const usual = (votes * alpha) / whole;
    strongest.add(row, usual, usual);
  }
  return {
    kind: "zero-minor-options",
    clause: SIGNAL_CLAUSES["zero-minor-options"],
    examined: sums.stations,
    shown,
    expectedByChance: significant(expected, 3),
    detail: {
      options: table.options - 2,
      sharePercent: significant(100 * prior.share, 3),
      weight: significant(prior.weight, 3),
    },
    stations: strongest.list().map((strong) => ({
      station: table.stationId(strong.row),
      value: 0,
      expected: significant(strong.expected, 3),
    })),
  };
}

type Sums = {
  /** Complete rows with votes, their votes and minor votes, and the sum of minor² / valid. */
  readonly stations: number;
  readonly votes: number;
  readonly minor: number;
  readonly squares: number;
  readonly votesAt: Float64Array;
  readonly minorAt: Float64Array;
};

function sumsOf({ table, valid, minor: minors }: Columns): Sums {
  const votesAt = new Float64Array(table.places);
  const minorAt = new Float64Array(table.places);
  let [stations, votes, minor, squares] = [0, 0, 0, 0];
  for (let row = 0; row < valid.length; row++) {
    const here = valid[row]!;
    if (here <= 0) continue;
    const minorHere = minors[row]!;
    stations++;
    votes += here;
    minor += minorHere;
    squares += (minorHere * minorHere) / here;
    const place = table.place[row]!;
    if (place < 0) continue;
    votesAt[place]! += here;
    minorAt[place]! += minorHere;
  }
  return { stations, votes, minor, squares, votesAt, minorAt };
}

/** Mean by all votes; weight (votes the mean is worth) by the spread of the stations' shares beyond chance. */
function priorOf({ stations, votes, minor, squares }: Sums): Prior | null {
  // Without a minor vote anywhere, zero is the only number there is.
  if (minor === 0 || minor === votes) return null;
  const share = minor / votes;
  // Σ (x − qv)² / v without a second walk, as Σ x = q Σ v. What cancels costs digits that three reported ones do not need.
  const spread = squares - share * minor;
  const beyond = spread / (share * (1 - share)) - stations;
  const correlation = Math.min(0.5, Math.max(1e-5, beyond / Math.max(1, votes - stations)));
  return { share, weight: 1 / correlation - 1 };
}

/** Chance of no minor vote among `votes`: Π (β + t) / (α + β + t), with α + β = `whole`. */
export function chanceOfNone(alpha: number, whole: number, votes: number): number {
  if (alpha * votes > NEGLIGIBLE * (whole + votes)) return 0;
  const beta = whole - alpha;
  // Stirling's series needs arguments of some size: the first factors are multiplied out.
  const direct = Math.min(votes, beta < LARGE ? LARGE : 0);
  let chance = 1;
  for (let t = 0; t < direct; t++) chance *= (beta + t) / (whole + t);
  if (direct === votes) return chance;
  return chance * Math.exp(logarithmOfRatio(beta + direct, whole + direct, votes - direct));
}

/** ln of Γ(b + v) Γ(w) / (Γ(b) Γ(w + v)) by Stirling's series to its 1/12z term; the next is below 1e-7 from here on. */
const LARGE = 32;

function logarithmOfRatio(b: number, w: number, v: number): number {
  const main =
    (b - 0.5) * Math.log(1 + v / b) - (w - 0.5) * Math.log(1 + v / w) + v * Math.log((b + v) / (w + v));
  return main - v / (12 * b * (b + v)) + v / (12 * w * (w + v));
}
