/**
 * Names and phrases for the things a comparison refers to by id. An id with no name is shown as it is.
 * @module
 */
import type { Fraction, OutcomeRule } from "@triplicate/core/election/definition.ts";
import type {
  Cell,
  Comparison,
  ContestComparison,
  Pair,
  Result,
  Sum,
} from "@triplicate/core/reconciliation/comparison.ts";
import type { Translator } from "../messages.ts";

export function candidateName(contest: ContestComparison, id: string): string {
  return contest.candidates.find((candidate) => candidate.id === id)?.name ?? id;
}

/** The name of a line of a comparison: an option, or the field blank or null. */
export function lineName(contest: ContestComparison, id: string, t: Translator): string {
  const option = contest.options.find((candidate) => candidate.id === id);
  if (option !== undefined) return option.name;
  return id === "blank" || id === "null" ? t.t(`report.${id}`) : id;
}

export function countTitle(comparison: Comparison, name: string, t: Translator): string {
  const count = comparison.counts.find((candidate) => candidate.name === name);
  return count === undefined ? name : t.localized(count.title);
}

/** A count's title in quotes, so that a sentence can carry any title. */
export const quotedCount = (comparison: Comparison, name: string, t: Translator): string =>
  quoted(countTitle(comparison, name, t), t);

export const quoted = (text: string, t: Translator): string => t.t("report.quoted", { text });

/** A sum that carries unknown through is a lower bound and says so (rule 6). */
export function sumText(sum: Sum, t: Translator): string {
  if (sum.unknown === 0) return t.number(sum.known);
  return t.t("report.atLeast", { n: sum.known, unknown: sum.unknown });
}

export const cellText = (cell: Cell, t: Translator): string =>
  typeof cell === "number" ? t.number(cell) : t.t(`report.unknown.${cell}`);

export const orNotGiven = (value: number | null, t: Translator): string =>
  value === null ? t.t("report.notGiven") : t.number(value);

/** The result as a clause: "X wins", "runoff between X and Y". */
export function resultText(contest: ContestComparison, result: Result, t: Translator): string {
  const winners = t.list(result.winners.map((id) => candidateName(contest, id)));
  if (result.status === "not-known") return t.t("report.result.notKnown");
  if (result.status === "undecided") return t.t("report.result.undecided");
  if (result.status === "tie") return t.t("report.result.tie", { winners });
  if (result.status === "runoff") return t.t("report.result.runoff", { winners });
  if (result.seats !== null) {
    const seats = result.seats.filter((seat) => seat.seats > 0);
    const items = seats.map((seat) =>
      t.t("report.result.seat", { candidate: candidateName(contest, seat.candidate), n: seat.seats }),
    );
    return items.length === 0 ? t.t("report.result.undecided") : items.join("; ");
  }
  if (contest.rule.rule === "first-round") return t.t("report.result.wonFirst", { winners });
  return t.t("report.result.won", { n: result.winners.length, winners });
}

export function sameResult(a: Result, b: Result): boolean {
  const seats = (result: Result): string => JSON.stringify(result.seats);
  return (
    a.status === b.status &&
    [...a.winners].sort().join("\n") === [...b.winners].sort().join("\n") &&
    seats(a) === seats(b)
  );
}

/** Both results name exactly one elected candidate, so that a change of result is a change of winner. */
export const hasOneWinner = (result: Result): boolean =>
  result.status === "won" && result.winners.length === 1 && result.seats === null;

export function ruleText(rule: OutcomeRule, t: Translator): string {
  switch (rule.rule) {
    case "plurality":
      return t.t("report.rule.plurality");
    case "vote-for":
      return t.t("report.rule.vote-for", { seats: rule.seats });
    case "threshold":
      return t.t("report.rule.threshold", { share: fractionText(rule.share, t) });
    case "first-round":
      return t.t("report.rule.first-round", {
        majority: fractionText(rule.majority, t),
        floor: fractionText(rule.floor, t),
        lead: percentNumber(rule.lead, t),
      });
    case "d-hondt":
      return rule.threshold === undefined
        ? t.t("report.rule.d-hondt", { seats: rule.seats })
        : t.t("report.rule.d-hondtThreshold", {
            seats: rule.seats,
            share: fractionText(rule.threshold, t),
          });
  }
}

const percentDigits = (fraction: Fraction): number =>
  (fraction.numerator * 100) % fraction.denominator === 0 ? 0 : 2;

const fractionText = (fraction: Fraction, t: Translator): string =>
  t.percent((fraction.numerator * 100) / fraction.denominator, percentDigits(fraction));

const percentNumber = (fraction: Fraction, t: Translator): string =>
  t.decimal((fraction.numerator * 100) / fraction.denominator, percentDigits(fraction));

/** Stations that both counts of a pair have. */
export const commonStations = (pair: Pair): number =>
  pair.stations.agree + pair.stations.differ + pair.stations.unknown;
