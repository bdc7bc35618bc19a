/**
 * An outcome as the comparison writes it: by candidate id, with the lead in exact hundredths of a point.
 * @module
 */
import type { Outcome } from "../outcome/outcome.ts";
import type { Result } from "./comparison.ts";

export function toResult(outcome: Outcome, ids: readonly string[]): Result {
  const id = (candidate: number) => ids[candidate]!;
  const { lead, seats } = outcome;
  return {
    status: outcome.status,
    winners: outcome.winners.map(id),
    seats: seats === undefined ? null : seats.map((count, i) => ({ candidate: id(i), seats: count })),
    valid: outcome.valid,
    lead:
      lead === undefined
        ? null
        : {
            first: id(lead.first),
            second: id(lead.second),
            votes: lead.votes,
            points100: points100(lead.votes, outcome.valid),
          },
    toChange: outcome.toChange,
  };
}

/** votes / valid in hundredths of a percentage point, rounded half up; 0 of nothing. */
export function points100(votes: number, valid: number): number {
  if (valid === 0) return 0;
  // BigInt: 20,000 × a billion votes is safe, but this must not depend on it. Its division cuts towards zero, and a
  // lead below zero (the last seat of d'Hondt) must go down.
  const [whole, step] = [BigInt(votes) * 20_000n + BigInt(valid), 2n * BigInt(valid)];
  const rest = ((whole % step) + step) % step;
  return Number((whole - rest) / step);
}

/** Whether two results name different winners, or the same ones in another way (a runoff is not a win). */
export function differs(a: Result, b: Result): boolean {
  if (a.status !== b.status) return true;
  const seats = (r: Result) => JSON.stringify(r.seats);
  if (seats(a) !== seats(b)) return true;
  const winners = (r: Result) => [...r.winners].sort().join("\n");
  return winners(a) !== winners(b);
}
