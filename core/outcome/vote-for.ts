/**
 * Vote for k: the `seats` candidates with most votes win. Votes are marks: a ballot may hold several, and every
 * number of votes this rule speaks of is a number of marks. Spec: spec/outcome.md, section 5.
 * @module
 */
import type { Verdict } from "./outcome.ts";
import { leadAtPlace, placeBreaks, rankForPlaces } from "./ranking.ts";

export function decideVoteFor(votes: readonly number[], seats: number): Verdict {
  const ranking = rankForPlaces(votes, seats);
  const { sure, tied } = ranking;
  return {
    status: tied.length === 0 ? "won" : "tie",
    winners: [...sure, ...tied],
    tied: [...tied],
    ...leadAtPlace(votes, ranking, seats),
    breaks: placeBreaks(ranking),
  };
}
