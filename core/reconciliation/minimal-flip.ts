/**
 * The fewest differing stations whose correction changes who wins.
 *
 * Correcting station i adds delta[i] to the candidates' votes, so a break's condition becomes: choose stations whose
 * contributions add up to at least what is missing. With one condition the largest contributions are the fewest
 * stations, exactly. With several conditions at once the problem is a knapsack: any non-negative combination of the
 * conditions is a single condition that must hold too, which gives a lower bound, and the order it puts the stations in
 * gives a set to try, which gives an upper bound. Few stations are searched exhaustively instead, and are exact again.
 * Spec: spec/reconciliation.md, clauses 5.5 to 5.8.
 * @module
 */
import type { Break } from "../outcome/outcome.ts";
import { conjunctionByBounds, conjunctionBySearch, MAX_SEARCHED } from "./minimal-flip-conjunction.ts";
import { contributions, cutAt, largestFirst, type Need, needsOf } from "./minimal-flip-greedy.ts";

export type MinimalFlip = {
  /** Indexes of stations, by what they contribute (most first), then index. */
  readonly indexes: readonly number[];
  /** `indexes.length` is the minimum; otherwise the minimum is between `atLeast` and it. */
  readonly exact: boolean;
  readonly atLeast: number;
  /** What changes when exactly these stations are corrected. */
  readonly break: Break;
};

/** What is known of one break: a set that brings it about (null: none was found, or none better) and the fewest it takes. */
export type BreakBounds = { readonly indexes: readonly number[] | null; readonly atLeast: number };

/**
 * `votes`: b's totals by candidate. `delta[i * candidates + c]`: a minus b at differing station i.
 * Null when no set of stations was found; none exists unless several conditions had to hold at once (clause 5.8).
 */
export function minimalFlip(
  breaks: readonly Break[],
  votes: readonly number[],
  delta: Int32Array,
  candidates: number,
): MinimalFlip | null {
  if (candidates !== votes.length || delta.length % candidates !== 0) {
    throw new RangeError("delta must have one number per station and candidate");
  }
  let best: { indexes: readonly number[]; break: Break } | null = null;
  let atLeast = Infinity;
  for (const change of breaks) {
    const bounds = boundsOf(needsOf(change, votes), delta, candidates, best?.indexes.length ?? Infinity);
    if (bounds === null) continue;
    atLeast = Math.min(atLeast, bounds.atLeast);
    const { indexes } = bounds;
    // Between breaks that take equally many stations, the first in the rule's own order stands.
    if (indexes !== null && (best === null || indexes.length < best.indexes.length))
      best = { indexes, break: change };
  }
  if (best === null) return null;
  return { ...best, exact: atLeast === best.indexes.length, atLeast };
}

/** Null when certainly no set of stations brings the break about. A set is not worked out unless it is below `fewest`. */
function boundsOf(
  needs: readonly Need[],
  delta: Int32Array,
  candidates: number,
  fewest: number,
): BreakBounds | null {
  if (needs.every((need) => need.missing <= 0)) return { indexes: [], atLeast: 0 };
  const columns = needs.map((need) => contributions(need, delta, candidates));
  const [need, column] = [needs[0]!, columns[0]!];
  if (needs.length === 1) {
    const cut = cutAt(column, need.missing);
    if (cut === null) return null;
    return { indexes: cut.count < fewest ? largestFirst(column, cut) : null, atLeast: cut.count };
  }
  const stations = delta.length / candidates;
  return stations <= MAX_SEARCHED ? conjunctionBySearch(needs, columns) : conjunctionByBounds(needs, columns);
}
