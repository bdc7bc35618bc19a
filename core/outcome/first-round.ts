/**
 * First round: the first candidate wins outright with strictly more than `majority` of the valid votes, or with at
 * least `floor` of them and a lead of at least `lead` of them over the second; otherwise the first two go to a runoff.
 *
 *     wins outright  =  ahead of everybody  and  ( majority  or  ( floor and lead ) )
 *
 * A majority of less than half can be exceeded by two candidates, so being ahead is a condition of its own.
 * Spec: spec/outcome.md, section 7.
 * @module
 */
import type { Fraction } from "../election/definition.ts";
import { coefficients, conditionHolds, hasShare, isAhead, not } from "./breaks.ts";
import type { Break, Condition, Verdict } from "./outcome.ts";
import { leadAtPlace, placeBreaks, type Ranking, rankForPlaces } from "./ranking.ts";

type Shares = { readonly majority: Fraction; readonly floor: Fraction; readonly lead: Fraction };

export function decideFirstRound(votes: readonly number[], shares: Shares): Verdict {
  const lead = leadAtPlace(votes, rankForPlaces(votes, 1), 1);
  const outright = outrightWinner(votes, shares);
  if (outright !== undefined) {
    const breaks = losesOutright(votes.length, outright, shares);
    return { status: "won", winners: [outright], tied: [], ...lead, breaks };
  }
  const pair = rankForPlaces(votes, 2);
  if (votes.length === 1) return alone(lead);
  return {
    status: pair.tied.length === 0 ? "runoff" : "tie",
    winners: [...pair.sure, ...pair.tied],
    tied: [...pair.tied],
    ...lead,
    breaks: [...placeBreaks(pair), ...winsOutright(pair, shares)],
  };
}

function outrightWinner(votes: readonly number[], shares: Shares): number | undefined {
  const size = votes.length;
  const { order, sure } = rankForPlaces(votes, 1);
  const [first] = sure;
  if (first === undefined || votes[first] === 0) return undefined;
  const { majority, floorHeld, leadOver } = terms(size, first, shares);
  const second = order[1];
  const leads = second === undefined || conditionHolds(leadOver(second), votes);
  const wins = conditionHolds(majority, votes) || (conditionHolds(floorHeld, votes) && leads);
  return wins ? first : undefined;
}

const terms = (size: number, candidate: number, shares: Shares) => ({
  majority: hasShare(size, shares.majority, candidate, { strictly: true }),
  floorHeld: hasShare(size, shares.floor, candidate),
  leadOver: (minus: number) => hasShare(size, shares.lead, candidate, { minus }),
});

/** One candidate without a vote: nothing to run off against, and any vote wins (clause 7.5). */
const alone = (lead: Pick<Verdict, "lead">): Verdict => ({
  status: "undecided",
  winners: [],
  tied: [],
  ...lead,
  breaks: [
    { change: { kind: "wins-outright", candidate: 0 }, conditions: [{ coefficients: [1], atLeast: 1 }] },
  ],
});

/** Clause 7.3. Below the floor is also below the majority, since the floor is not above it: one condition. */
function losesOutright(size: number, winner: number, shares: Shares): Break[] {
  const { majority, floorHeld, leadOver } = terms(size, winner, shares);
  const change = { kind: "loses-outright", candidate: winner } as const;
  if (size === 1) return [{ change, conditions: [{ coefficients: [-1], atLeast: 0 }] }];
  const others = Array.from({ length: size }, (_, other) => other).filter((other) => other !== winner);
  return [
    { change, conditions: [not(floorHeld)] },
    ...others.map((other): Break => ({ change, conditions: [not(majority), not(leadOver(other))] })),
    ...others.map(
      (other): Break => ({
        change: { kind: "overtakes", candidate: other, over: winner },
        conditions: [isAhead(size, other, winner, 0)],
      }),
    ),
  ];
}

/**
 * Clause 7.4. Only those certain of the runoff need a break of their own: anybody else who wins outright has first
 * passed one of them or left a tie, and placeBreaks says that. For the same reason a lead over the rival at the last
 * place stands for a lead over all.
 */
function winsOutright({ order, sure, tied }: Ranking, shares: Shares): Break[] {
  const size = order.length;
  return sure.flatMap((candidate) => {
    const rival = tied[0] ?? sure.find((other) => other !== candidate)!;
    const { majority, floorHeld, leadOver } = terms(size, candidate, shares);
    const isHalf = 2 * shares.majority.numerator >= shares.majority.denominator;
    const byMajority = isHalf ? [majority] : [majority, isAhead(size, candidate, rival, 1)];
    // Of two candidates without a vote both have every share of nothing.
    const hasVotes: Condition = { coefficients: coefficients(size, [[candidate, 1]]), atLeast: 1 };
    const byLead = [floorHeld, leadOver(rival), ...(size === 2 ? [hasVotes] : [])];
    const change = { kind: "wins-outright", candidate } as const;
    return [
      { change, conditions: byMajority },
      { change, conditions: byLead },
    ];
  });
}
