/**
 * Who wins under a contest's rule, by how much, and which changes of votes would change that.
 *
 * Every rule reduces its result to the same thing: a list of *breaks*. A break is a conjunction of linear conditions
 * over the candidates' votes; the result changes if and only if all conditions of at least one break hold.
 * Reconciliation needs nothing else to decide flips, minimal stations and missing-station bounds.
 *
 *     plurality, A 50  B 40  C 10      breaks: [B − A >= 0] , [C − A >= 0]     (a tie already changes the result)
 *
 * Exact integers throughout: votes are at most 2^32 and coefficients small, so every product is a safe integer.
 * Spec: spec/outcome.md.
 * @module
 */

/** Holds when the dot product of `coefficients` and the candidates' votes is at least `atLeast`. */
export type Condition = { readonly coefficients: readonly number[]; readonly atLeast: number };

export type Break = {
  /** What the change would be, for people: which candidate would gain or lose what. */
  readonly change:
    | { readonly kind: "overtakes"; readonly candidate: number; readonly over: number }
    | { readonly kind: "ties"; readonly candidate: number; readonly over: number }
    | { readonly kind: "wins-outright"; readonly candidate: number }
    | { readonly kind: "loses-outright"; readonly candidate: number }
    | { readonly kind: "takes-seat"; readonly candidate: number; readonly over: number };
  /** All must hold. One condition: greedy arguments over it are exact. Several: they give bounds. */
  readonly conditions: readonly Condition[];
};

export type Lead = {
  /** Indexes into the candidates, by votes: first and second (or, for seats, last seat holder and first loser). */
  readonly first: number;
  readonly second: number;
  /** Votes of `first` minus votes of `second`. */
  readonly votes: number;
};

export type Outcome = {
  readonly rule: "plurality" | "vote-for" | "threshold" | "first-round" | "d-hondt";
  /**
   * won: `winners` are elected. runoff: `winners` go to a second round. undecided: nobody meets the rule (threshold),
   * `winners` is empty. tie: the rule cannot decide among `winners` (or who of them takes the last places).
   */
  readonly status: "won" | "runoff" | "undecided" | "tie";
  /** Candidate indexes, in order of votes then index. */
  readonly winners: readonly number[];
  /** Seats per candidate (d-hondt only; otherwise omitted). */
  readonly seats?: readonly number[];
  /** Valid votes: the sum of all candidates' votes. */
  readonly valid: number;
  /** Absent when there are fewer than two candidates. */
  readonly lead?: Lead;
  readonly breaks: readonly Break[];
  /**
   * Fewest votes that change the result: `added` ballots cast for one candidate, or ballots `moved` from one candidate
   * to another. Exact when every minimising break has one condition, else a lower bound. Infinity is written null.
   */
  readonly toChange: {
    readonly added: number | null;
    readonly moved: number | null;
    readonly exact: boolean;
  };
};
