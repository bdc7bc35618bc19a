/**
 * Threshold: a candidate wins with strictly more than a share, at least half, of the valid votes; otherwise nobody
 * does. With half or more, two cannot. Spec: spec/outcome.md, section 6.
 * @module
 */
import type { Fraction } from "../election/definition.ts";
import { conditionHolds, hasShare, not } from "./breaks.ts";
import type { Break, Verdict } from "./outcome.ts";
import { leadAtPlace, rankForPlaces } from "./ranking.ts";

export function decideThreshold(votes: readonly number[], share: Fraction): Verdict {
  const size = votes.length;
  const ranking = rankForPlaces(votes, 1);
  const lead = leadAtPlace(votes, ranking, 1);
  const exceeds = (candidate: number) => hasShare(size, share, candidate, { strictly: true });
  const winner = ranking.order.find((candidate) => conditionHolds(exceeds(candidate), votes));
  if (winner === undefined) {
    const breaks = votes.map(
      (_, candidate): Break => ({
        change: { kind: "wins-outright", candidate },
        conditions: [exceeds(candidate)],
      }),
    );
    return { status: "undecided", winners: [], tied: [], ...lead, breaks };
  }
  const change = { kind: "loses-outright", candidate: winner } as const;
  return {
    status: "won",
    winners: [winner],
    tied: [],
    ...lead,
    breaks: [{ change, conditions: [not(exceeds(winner))] }],
  };
}
