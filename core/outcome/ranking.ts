/**
 * Places by votes: who certainly has one, who is level at the last place, who has none; and what would change that.
 *
 *     3 places    90  80 │ 60  60  60 │ 20        votes level with the last place and the first lost one are tied
 *                 sure     tied         rest
 *
 * Shared by plurality, vote-for and the pair of a runoff. Spec: spec/outcome.md, section 5.
 * @module
 */
import { isAhead } from "./breaks.ts";
import type { Break, Lead } from "./outcome.ts";

export type Ranking = {
  /** All candidates by descending votes, then index. */
  readonly order: readonly number[];
  readonly sure: readonly number[];
  readonly tied: readonly number[];
  readonly rest: readonly number[];
};

export const byVotes = (votes: readonly number[]): number[] =>
  votes.map((_, candidate) => candidate).sort((a, b) => votes[b]! - votes[a]! || a - b);

export function rankForPlaces(votes: readonly number[], places: number): Ranking {
  const order = byVotes(votes);
  const lastIn = votes[order[places - 1] ?? -1];
  const firstOut = votes[order[places] ?? -1];
  if (lastIn === undefined || firstOut === undefined || lastIn > firstOut) {
    return { order, sure: order.slice(0, places), tied: [], rest: order.slice(places) };
  }
  return {
    order,
    sure: order.filter((candidate) => votes[candidate]! > lastIn),
    tied: order.filter((candidate) => votes[candidate] === lastIn),
    rest: order.filter((candidate) => votes[candidate]! < lastIn),
  };
}

/** The margin at the last place (clause 5.4). */
export function leadAtPlace(votes: readonly number[], { order }: Ranking, places: number): { lead?: Lead } {
  const first = order[places - 1];
  const second = order[places];
  if (first === undefined || second === undefined) return {};
  return { lead: { first, second, votes: votes[first]! - votes[second]! } };
}

/** Breaks of `sure` and `tied` (clauses 5.2 and 5.3). */
export function placeBreaks({ order, sure, tied, rest }: Ranking): Break[] {
  const size = order.length;
  const anchor = tied[0];
  if (anchor === undefined) {
    return rest.flatMap((loser) => sure.map((winner) => overtakes(size, loser, winner, 0)));
  }
  // Numbers that are not all equal fall somewhere on the way round, so one break for each neighbour is enough.
  const apart = tied.map((a, i) => overtakes(size, a, tied[(i + 1) % tied.length]!, 1));
  const joined = [
    ...rest.map((loser) => [loser, anchor] as const),
    ...sure.map((winner) => [anchor, winner] as const),
  ].map(
    ([candidate, over]): Break => ({
      change: { kind: "ties", candidate, over },
      conditions: [isAhead(size, candidate, over, 0)],
    }),
  );
  return [...apart, ...joined];
}

const overtakes = (size: number, candidate: number, over: number, by: number): Break => ({
  change: { kind: "overtakes", candidate, over },
  conditions: [isAhead(size, candidate, over, by)],
});
