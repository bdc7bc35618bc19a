/**
 * Whether the numbers of a signed acta hold together, by rule, all of them at once.
 *
 * A breach refuses nothing: what was signed is logged and flagged (rule 4), and the flag is itself public evidence.
 * Spec: spec/acta.md, section 3.
 * @module
 */
import type { Contest } from "../election/definition.ts";
import type { Acta } from "./acta.ts";

export const ACTA_RULES = [
  "acta-options",
  "acta-sum",
  "acta-checked-in",
  "acta-register",
  "acta-times",
] as const;
export type ActaRule = (typeof ACTA_RULES)[number];

export type ActaBreach = {
  readonly rule: ActaRule;
  readonly detail: Readonly<Record<string, number>>;
};

/** Most options one voter may mark in a contest. */
export const marksOf = ({ outcome }: Contest): number =>
  outcome.rule === "vote-for" ? (outcome.marks ?? outcome.seats) : 1;

/**
 * `registered` is what the roster says of the station.
 *
 * Sums are exact where it matters: an acta that breaks none of the other rules has at most as many ballots as the roster
 * has voters, and then no product here leaves the whole numbers of a double. One that does not is flagged anyway.
 */
export function actaBreaches(acta: Acta, contest: Contest, registered: number): ActaBreach[] {
  const breaches: ActaBreach[] = [];
  const add = (rule: ActaRule, detail: ActaBreach["detail"]) => breaches.push({ rule, detail });
  const { options, votes } = acta.votes;
  const isBallot =
    options.length === contest.options.length && contest.options.every(({ id }, i) => id === options[i]);
  if (!isBallot) add("acta-options", { options: options.length, expected: contest.options.length });
  const sum = votes.reduce((total, value) => total + value, 0);
  const valid = acta.ballots - acta.blank - acta.null;
  // With one mark a ballot the first two bounds are one number; nobody marks one option twice.
  if (sum < valid || sum > valid * marksOf(contest) || votes.some((value) => value > Math.max(valid, 0))) {
    add("acta-sum", {
      votes: sum,
      blank: acta.blank,
      null: acta.null,
      ballots: acta.ballots,
      marks: marksOf(contest),
    });
  }
  if (acta.ballots > acta["checked-in"]) {
    add("acta-checked-in", { ballots: acta.ballots, checkedIn: acta["checked-in"] });
  }
  if (acta.registered !== registered || acta["checked-in"] > acta.registered) {
    add("acta-register", { registered: acta.registered, roster: registered, checkedIn: acta["checked-in"] });
  }
  if (acta.closed <= acta.opened) add("acta-times", { opened: acta.opened, closed: acta.closed });
  return breaches;
}
