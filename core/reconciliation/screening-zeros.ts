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
  const prior = priorOf(valid, minor);
  if (prior === null) return null;
  const elsewhere = placeSums(columns);
  const strongest = new Strongest();
  const expectations = new Map<number, number>();
  let [examined, shown, expected] = [0, 0, 0];
  for (let row = 0; row < table.rows; row++) {
    const votes = valid[row]!;
    if (votes <= 0) continue;
    examined++;
    const place = table.place[row]!;
    const otherMinor = place < 0 ? 0 : elsewhere.minor[place]! - minor[row]!;
    const otherValid = place < 0 ? 0 : elsewhere.valid[place]! - votes;
    const alpha = prior.share * prior.weight + otherMinor;
    const whole = prior.weight + otherValid;
    expected += chanceOfNone(alpha, whole, votes);
    if (minor[row] !== 0) continue;
    shown++;
    const usual = (votes * alpha) / whole;
    expectations.set(row, usual);
    strongest.add(row, usual);
  }
  return {
    kind: "zero-minor-options",
    clause: SIGNAL_CLAUSES["zero-minor-options"],
    examined,
    shown,
    expectedByChance: significant(expected, 3),
    detail: {
      options: table.options - 2,
      sharePercent: significant(100 * prior.share, 3),
      weight: significant(prior.weight, 3),
    },
    stations: strongest.rows().map((row) => ({
      station: table.stationId(row),
      value: 0,
      expected: significant(expectations.get(row)!, 3),
    })),
  };
}

/** Mean by all votes; weight (votes the mean is worth) by the spread of the stations' shares beyond chance. */
function priorOf(valid: Int32Array, minor: Int32Array): Prior | null {
  let [votes, minorVotes, stations] = [0, 0, 0];
  for (let row = 0; row < valid.length; row++) {
    if (valid[row]! <= 0) continue;
    votes += valid[row]!;
    minorVotes += minor[row]!;
    stations++;
  }
  // Without a minor vote anywhere, zero is the only number there is.
  if (minorVotes === 0 || minorVotes === votes) return null;
  const share = minorVotes / votes;
  let spread = 0;
  for (let row = 0; row < valid.length; row++) {
    if (valid[row]! > 0) spread += (minor[row]! - share * valid[row]!) ** 2 / valid[row]!;
  }
  const beyond = spread / (share * (1 - share)) - stations;
  const correlation = Math.min(0.5, Math.max(1e-5, beyond / Math.max(1, votes - stations)));
  return { share, weight: 1 / correlation - 1 };
}

function placeSums({ table, valid, minor }: Columns): { valid: Float64Array; minor: Float64Array } {
  const sums = { valid: new Float64Array(table.places), minor: new Float64Array(table.places) };
  for (let row = 0; row < table.rows; row++) {
    const place = table.place[row]!;
    if (place < 0 || valid[row]! <= 0) continue;
    sums.valid[place]! += valid[row]!;
    sums.minor[place]! += minor[row]!;
  }
  return sums;
}

/** Chance of no minor vote among `votes`: Π (β + t) / (α + β + t), with α + β = `whole`. */
export function chanceOfNone(alpha: number, whole: number, votes: number): number {
  if ((alpha * votes) / (whole + votes) > NEGLIGIBLE) return 0;
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
