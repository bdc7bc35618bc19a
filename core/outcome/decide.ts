/**
 * Decides an outcome under any rule. Spec: spec/outcome.md, section 2.
 * @module
 */
import type { OutcomeRule } from "../election/definition.ts";
import { ruleFaults } from "../election/rule-faults.ts";
import { sumOf } from "../rational.ts";
import { votesToChange } from "./breaks.ts";
import { decideDHondt } from "./d-hondt.ts";
import { decideFirstRound } from "./first-round.ts";
import type { Outcome, Verdict } from "./outcome.ts";
import { decidePlurality } from "./plurality.ts";
import { decideThreshold } from "./threshold.ts";
import { decideVoteFor } from "./vote-for.ts";

/** The outcome of `votes`, one number for each candidate. The rule is one that validateElection accepts. */
export function decideOutcome(rule: OutcomeRule, votes: readonly number[]): Outcome {
  if (votes.length === 0) throw new RangeError("no candidates");
  const bad = votes.find((number) => !Number.isSafeInteger(number) || number < 0);
  if (bad !== undefined) throw new RangeError(`not a number of votes: ${bad}`);
  const [fault] = ruleFaults(rule, votes.length);
  if (fault !== undefined) throw new RangeError(`rule ${rule.rule}: ${fault.code} at ${fault.path}`);
  const verdict = verdictOf(rule, votes);
  return { rule: rule.rule, ...verdict, valid: sumOf(votes), toChange: votesToChange(verdict.breaks, votes) };
}

function verdictOf(rule: OutcomeRule, votes: readonly number[]): Verdict {
  switch (rule.rule) {
    case "plurality":
      return decidePlurality(votes);
    case "vote-for":
      return decideVoteFor(votes, rule.seats);
    case "threshold":
      return decideThreshold(votes, rule.share);
    case "first-round":
      return decideFirstRound(votes, rule);
    case "d-hondt":
      return decideDHondt(votes, rule.seats, rule.threshold);
  }
}
