/**
 * Who wins under a contest's rule, by how much, and which changes of votes would change that.
 *
 * Every rule reduces its result to the same thing: a list of *breaks*. A break is a conjunction of linear conditions
 * over the candidates' votes; the result changes if and only if all conditions of at least one break hold.
 * Reconciliation needs nothing else to decide flips, minimal stations and missing-station bounds.
 *
 *     plurality, A 50  B 40  C 10      breaks: [B − A >= 0] , [C − A >= 0]     (a tie already changes the result)
 *
 * The *result* is status, the set of winners, the set of those tied, and the seats: what `sameResult` compares. The
 * order of the winners is not part of it. "If and only if" holds for every rule and for all votes of zero or more.
 *
 * Exact integers throughout: votes are at most 2^32 and coefficients small, so every product is a safe integer.
 * Spec: spec/outcome.md.
 * @module
 */

/** Holds when the dot product of `coefficients` and the candidates' votes is at least `atLeast`. */
export type Condition = { readonly coefficients: readonly number[]; readonly atLeast: number };

export type Break = {
  /** What the change would be, for people: which candidate would gain or lose what. */
  readonly change: /** `candidate` reaches or passes `over` in votes; being level is already another result. */
    | { readonly kind: "overtakes"; readonly candidate: number; readonly over: number }
    /** `candidate` draws level with `over`, and so joins or widens a tie there already is. */
    | { readonly kind: "ties"; readonly candidate: number; readonly over: number }
    | { readonly kind: "wins-outright"; readonly candidate: number }
    | { readonly kind: "loses-outright"; readonly candidate: number }
    /** `candidate` has a claim at least as good to a seat (or to a tie for it) that is now `over`'s. */
    | { readonly kind: "takes-seat"; readonly candidate: number; readonly over: number }
    /** d-hondt: the list crosses the threshold for having seats at all. */
    | { readonly kind: "reaches-threshold"; readonly candidate: number }
    | { readonly kind: "falls-below-threshold"; readonly candidate: number };
  /** All must hold. One condition: greedy arguments over it are exact. Several: they give bounds. */
  readonly conditions: readonly Condition[];
};

export type Lead = {
  /** Indexes into the candidates, by votes: first and second (or, for seats, last seat holder and first loser). */
  readonly first: number;
  readonly second: number;
  /** Votes of `first` minus votes of `second`. Negative is possible for d-hondt only: seats are not won by votes alone. */
  readonly votes: number;
};

export type Outcome = {
  readonly rule: "plurality" | "vote-for" | "threshold" | "first-round" | "d-hondt";
  /**
   * won: `winners` are elected. runoff: `winners` go to a second round. undecided: nobody meets the rule (threshold),
   * `winners` is empty. tie: the rule cannot decide among `winners` (or who of them takes the last places).
   */
  readonly status: "won" | "runoff" | "undecided" | "tie";
  /** Candidate indexes, in order of votes then index. In a tie: those who are certain and those who are tied. */
  readonly winners: readonly number[];
  /** The part of `winners` that the rule cannot decide among, ascending; empty unless the status is tie. */
  readonly tied: readonly number[];
  /** Seats per candidate (d-hondt only; otherwise omitted). In a tie: the seats that are certain. */
  readonly seats?: readonly number[];
  /** Valid votes: the sum of all candidates' votes. */
  readonly valid: number;
  /** Absent when there are fewer than two candidates, or no loser at all (as many places as candidates). */
  readonly lead?: Lead;
  readonly breaks: readonly Break[];
  /**
   * Fewest votes that change the result: `added` ballots, each cast for any one candidate, or ballots `moved`, each
   * from one candidate to another. A lower bound unless `exact`. Infinity is written null.
   */
  readonly toChange: {
    readonly added: number | null;
    readonly moved: number | null;
    readonly exact: boolean;
  };
};

/** What each rule finds; decide.ts makes an Outcome of it. */
export type Verdict = Omit<Outcome, "rule" | "valid" | "toChange">;

/** Are two outcomes over the same candidates the same result (clause 2.4)? */
export const sameResult = (a: Outcome, b: Outcome): boolean =>
  a.status === b.status &&
  sameMembers(a.winners, b.winners) &&
  sameMembers(a.tied, b.tied) &&
  String(a.seats) === String(b.seats);

const sameMembers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((member) => b.includes(member));
