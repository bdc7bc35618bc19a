/**
 * D'Hondt: seats go one by one to the highest quotient votes / (seats held + 1), among lists that have the threshold.
 *
 *     seats held = s   ⇔   every v_i / s_i  >  every v_j / (s_j + 1)      (i holds a seat, j may take one)
 *
 * All comparisons are cross-multiplied integers. A list without seats takes one only if it also has the threshold: two
 * conditions. A list with seats needs none: falling below the threshold is a break of its own.
 * Spec: spec/outcome.md, section 8.
 * @module
 */
import type { Fraction } from "../election/definition.ts";
import { compareFractions, sumOf } from "../rational.ts";
import { coefficients, conditionHolds, hasShare, not } from "./breaks.ts";
import type { Break, Condition, Lead, Verdict } from "./outcome.ts";
import { byVotes } from "./ranking.ts";

type Allocation = {
  readonly votes: readonly number[];
  readonly admitted: readonly boolean[];
  readonly seats: readonly number[];
  /** Lists level for the last seats, ascending; empty when the seats are decided. */
  readonly tied: readonly number[];
};

export function decideDHondt(votes: readonly number[], seats: number, threshold?: Fraction): Verdict {
  const allocation = allocate(votes, seats, threshold);
  if (!allocation.admitted.includes(true)) return nobodyAdmitted(votes.length, threshold!);
  const { tied, seats: held } = allocation;
  return {
    status: tied.length === 0 ? "won" : "tie",
    winners: byVotes(votes).filter((list) => held[list]! > 0 || tied.includes(list)),
    tied,
    seats: held,
    ...leadOf(allocation),
    breaks: seatBreaks(allocation, seats, threshold),
  };
}

function allocate(votes: readonly number[], total: number, threshold?: Fraction): Allocation {
  const size = votes.length;
  const admitted = votes.map(
    (_, list) => threshold === undefined || conditionHolds(hasShare(size, threshold, list), votes),
  );
  const seats = votes.map(() => 0);
  const lists = votes.map((_, list) => list).filter((list) => admitted[list]);
  let left = lists.length === 0 ? 0 : total;
  while (left > 0) {
    const best = highestNext(votes, seats, lists);
    // One list alone takes every seat even without a vote: there is nobody to be level with.
    if (best.length > left || (votes[best[0]!] === 0 && size > 1))
      return { votes, admitted, seats, tied: best };
    for (const list of best) seats[list] = seats[list]! + 1;
    left -= best.length;
  }
  return { votes, admitted, seats, tied: [] };
}

/** The lists whose next quotient is the highest. */
function highestNext(votes: readonly number[], seats: readonly number[], lists: readonly number[]): number[] {
  let best: number[] = [];
  for (const list of lists) {
    const [leader] = best;
    const order =
      leader === undefined
        ? 1
        : compareFractions(votes[list]!, seats[list]! + 1, votes[leader]!, seats[leader]! + 1);
    if (order > 0) best = [list];
    else if (order === 0) best.push(list);
  }
  return best;
}

const nobodyAdmitted = (size: number, threshold: Fraction): Verdict => ({
  status: "undecided",
  winners: [],
  tied: [],
  seats: new Array<number>(size).fill(0),
  breaks: Array.from({ length: size }, (_, candidate) => ({
    change: { kind: "reaches-threshold", candidate },
    conditions: [hasShare(size, threshold, candidate)],
  })),
});

/** The holder of the last seat and the list that was next for it (clause 8.6). */
function leadOf({ votes, admitted, seats, tied }: Allocation): { lead?: Lead } {
  const lead = (first: number, second: number) => ({
    lead: { first, second, votes: votes[first]! - votes[second]! },
  });
  if (tied.length > 0) return lead(tied[0]!, tied[1]!);
  const least = (a: number, b: number) =>
    compareFractions(votes[b]!, seats[b]!, votes[a]!, seats[a]!) < 0 ? b : a;
  const first = votes
    .map((_, list) => list)
    .filter((list) => seats[list]! > 0)
    .reduce(least);
  const others = votes.map((_, list) => list).filter((list) => list !== first && admitted[list]);
  const [second] = highestNext(votes, seats, others);
  return second === undefined ? {} : lead(first, second);
}

/** s_over × v_list − (s_list + 1) × v_over: the next quotient of `list` against the last one of `over`. */
const claim = (seats: readonly number[], list: number, over: number): Condition => ({
  coefficients: coefficients(seats.length, [
    [list, seats[over]!],
    [over, -(seats[list]! + 1)],
  ]),
  atLeast: 0,
});

/** The next quotient of `list` against the next one of `other`. */
const against = (seats: readonly number[], list: number, other: number, atLeast: number): Condition => ({
  coefficients: coefficients(seats.length, [
    [list, seats[other]! + 1],
    [other, -(seats[list]! + 1)],
  ]),
  atLeast,
});

type Lists = {
  readonly holders: readonly number[];
  readonly others: (list: number) => number[];
  readonly takes: Takes;
};
type Takes = (candidate: number, over: number, condition: Condition) => Break;

function seatBreaks(allocation: Allocation, total: number, threshold?: Fraction): Break[] {
  const { votes, seats, tied } = allocation;
  const size = votes.length;
  if (size === 1) return [];
  if (size <= total && sumOf(votes) === 0) return firstVote(size);
  const lists = votes.map((_, list) => list);
  const holders = lists.filter((list) => seats[list]! > 0);
  const takes: Takes = (candidate, over, condition) => ({
    change: { kind: "takes-seat", candidate, over },
    conditions:
      threshold !== undefined && seats[candidate] === 0 && !tied.includes(candidate)
        ? [hasShare(size, threshold, candidate), condition]
        : [condition],
  });
  const falls = lists
    .filter((list) => threshold !== undefined && (seats[list]! > 0 || tied.includes(list)))
    .map(
      (candidate): Break => ({
        change: { kind: "falls-below-threshold", candidate },
        conditions: [not(hasShare(size, threshold!, candidate))],
      }),
    );
  const others = (list: number) => lists.filter((other) => other !== list);
  const claims = tied.length === 0 ? decidedBreaks : tiedBreaks;
  return [...claims(allocation, { holders, others, takes }), ...falls];
}

/** Clause 8.3. */
const decidedBreaks = ({ seats }: Allocation, { holders, others, takes }: Lists): Break[] =>
  holders.flatMap((over) => others(over).map((list) => takes(list, over, claim(seats, list, over))));

/** Clause 8.4. The tied lists come apart, reach a certain seat, or are joined by another list. */
function tiedBreaks({ seats, tied }: Allocation, { holders, others, takes }: Lists): Break[] {
  const anchor = tied[0]!;
  const apart = tied.map((list, i) => {
    const next = tied[(i + 1) % tied.length]!;
    return takes(list, next, against(seats, list, next, 1));
  });
  const reach = holders.map((over) => takes(anchor, over, claim(seats, anchor, over)));
  const join = others(anchor)
    .filter((list) => !tied.includes(list))
    .map((list) => takes(list, anchor, against(seats, list, anchor, 0)));
  return [...apart, ...reach, ...join];
}

/** Nobody has a vote and there are seats for all: any vote decides something (clause 8.5). */
const firstVote = (size: number): Break[] =>
  Array.from({ length: size }, (_, candidate) => ({
    change: { kind: "takes-seat", candidate, over: (candidate + 1) % size },
    conditions: [{ coefficients: coefficients(size, [[candidate, 1]]), atLeast: 1 }],
  }));
