/**
 * The sentences about one pair of counts: whether they agree, whether it changes the result, and the lead's change.
 * @module
 */
import type {
  Comparison,
  ContestComparison,
  LeadChange,
  Pair,
} from "@triplicate/core/reconciliation/comparison.ts";
import type { Translator } from "../messages.ts";
import { candidateName, commonStations, hasOneWinner, quotedCount, resultText } from "./names.ts";

/** Two paragraphs: do they agree; does it change the result. */
export function pairLines(
  comparison: Comparison,
  contest: ContestComparison,
  pair: Pair,
  t: Translator,
): string[] {
  const agreement = agreementSentences(comparison, pair, t).join(" ");
  return [agreement, resultSentences(comparison, contest, pair, t).join(" ")];
}

export function agreementSentences(comparison: Comparison, pair: Pair, t: Translator): string[] {
  const { agree, differ, unknown, onlyA, onlyB } = pair.stations;
  const common = commonStations(pair);
  const sentences: string[] = [];
  if (common === 0) sentences.push(t.t("report.line.noCommon"));
  else if (differ > 0) sentences.push(t.t("report.line.differ", { differ, common }));
  else if (unknown > 0) sentences.push(t.t("report.line.agreeKnown", { known: agree, common }));
  else sentences.push(t.t("report.line.agree", { common }));
  if (unknown > 0) sentences.push(t.t("report.line.unknown", { n: unknown }));
  if (onlyA > 0)
    sentences.push(t.t("report.line.only", { n: onlyA, count: quotedCount(comparison, pair.a, t) }));
  if (onlyB > 0)
    sentences.push(t.t("report.line.only", { n: onlyB, count: quotedCount(comparison, pair.b, t) }));
  return sentences;
}

export function resultSentences(
  comparison: Comparison,
  contest: ContestComparison,
  pair: Pair,
  t: Translator,
): string[] {
  const { flip, results } = pair;
  if (flip.byDiscrepancies) return [flipSentence(contest, pair, t), ...minimalSentences(pair, t)];
  if (flip.between) return coverageSentences(comparison, contest, pair, t);
  const sentences = [t.t("report.line.sameResult", { result: resultText(contest, results.b, t) })];
  if (flip.minimal !== null) {
    sentences.push(t.t("report.line.minimalOnly", { k: flip.minimal.stations.length }));
  }
  return sentences;
}

function coverageSentences(
  comparison: Comparison,
  contest: ContestComparison,
  pair: Pair,
  t: Translator,
): string[] {
  const { a, b } = pair.results;
  const id = pair.stations.unknown > 0 ? "report.line.coverageFlipUnknown" : "report.line.coverageFlip";
  const change = t.t(id, {
    a: quotedCount(comparison, pair.a, t),
    b: quotedCount(comparison, pair.b, t),
    from: resultText(contest, a, t),
    to: resultText(contest, b, t),
  });
  const leader = b.lead?.first;
  if (leader === undefined || a.lead?.first !== leader) return [change];
  const same = t.t("report.line.sameLeader", { leader: candidateName(contest, leader) });
  return [change, same, ...pointsSentence(pair, t)];
}

function flipSentence(contest: ContestComparison, pair: Pair, t: Translator): string {
  const { b, bCorrected } = pair.results;
  const n = pair.stations.differ;
  if (hasOneWinner(b) && hasOneWinner(bCorrected)) {
    const from = candidateName(contest, b.winners[0] ?? "");
    return t.t("report.line.flipWinner", {
      n,
      from,
      to: candidateName(contest, bCorrected.winners[0] ?? ""),
    });
  }
  const from = resultText(contest, b, t);
  return t.t("report.line.flipResult", { n, from, to: resultText(contest, bCorrected, t) });
}

function minimalSentences(pair: Pair, t: Translator): string[] {
  const minimal = pair.flip.minimal;
  // With one station that differs there is nothing to choose.
  if (minimal === null || pair.stations.differ === 1) return [];
  const k = minimal.stations.length;
  if (!minimal.exact) return [t.t("report.line.minimalBound", { k, atLeast: minimal.atLeast })];
  if (k === pair.stations.differ) return [t.t("report.line.minimalAll")];
  return [t.t("report.line.minimalExact", { k })];
}

export function pointsSentence(pair: Pair, t: Translator): string[] {
  const { a, b } = pair.results;
  if (a.lead === null || b.lead === null) return [];
  if (a.lead.first !== b.lead.first || a.lead.second !== b.lead.second) return [];
  return [
    t.t("report.line.points", {
      a: t.points(a.lead.points100),
      b: t.points(b.lead.points100),
    }),
  ];
}

/** How the lead goes from one count to the other. */
export function leadSentences(
  comparison: Comparison,
  contest: ContestComparison,
  pair: Pair,
  t: Translator,
): string[] {
  if (pair.lead === null) return [];
  const lead = pair.lead;
  const first = candidateName(contest, lead.first);
  const second = candidateName(contest, lead.second);
  const sentences: string[] = [];
  if (lead.a < 0 && lead.b > 0) {
    sentences.push(
      t.t("report.line.leadSwap", {
        first,
        second,
        a: -lead.a,
        b: lead.b,
        countA: quotedCount(comparison, pair.a, t),
        countB: quotedCount(comparison, pair.b, t),
      }),
    );
  }
  if (lead.a === lead.b && lead.sameStation === 0 && lead.coverage === 0 && lead.unknown === 0) {
    return [t.t("report.line.leadSame", { first, second, b: lead.b })];
  }
  sentences.push(leadChangeSentence(lead, first, second, t));
  return sentences;
}

function leadChangeSentence(lead: LeadChange, first: string, second: string, t: Translator): string {
  const values = {
    first,
    second,
    a: lead.a,
    b: lead.b,
    change: t.signed(lead.b - lead.a),
    same: t.signed(lead.sameStation),
    coverage: t.signed(lead.coverage),
  };
  if (lead.unknown === 0) return t.t("report.line.lead", values);
  return t.t("report.line.leadUnknown", { ...values, unknown: t.signed(lead.unknown) });
}
