/**
 * The first screen: what the comparison says, in one headline and a few plain sentences.
 *
 * Every pair of counts and every announcement gives a finding of its own with a weight; the headline is that of the
 * heaviest. What is impossible by arithmetic weighs more than what differs, and a changed result more than a changed
 * number. Nothing here says why counts differ or which of them is right.
 * @module
 */
import type {
  AnnouncedAgainst,
  AnnouncedComparison,
  ContestComparison,
  Pair,
} from "@triplicate/core/reconciliation/comparison.ts";
import type { MessageId, Translator } from "../messages.ts";
import type { Tone } from "./block.ts";
import type { ReportInput } from "./input.ts";
import { candidateName, commonStations, hasOneWinner, quoted, quotedCount, resultText } from "./names.ts";
import { pairLines } from "./verdict-pair.ts";

/** What one headline is about: a pair of counts, or a count against an announcement, or a count alone. */
export type Subject =
  | { readonly kind: "pair"; readonly contest: ContestComparison; readonly pair: Pair }
  | {
      readonly kind: "announced";
      readonly contest: ContestComparison;
      readonly announced: AnnouncedComparison;
      readonly against: AnnouncedAgainst;
    }
  | { readonly kind: "alone"; readonly contest: ContestComparison };

type Headline = Extract<MessageId, `report.verdict.${string}`>;
type Weighed = {
  readonly subject: Subject;
  readonly headline: Headline;
  readonly weight: number;
  readonly tone: Tone;
  readonly lines: readonly string[];
  /** Said after every other line. */
  readonly after: readonly string[];
};

export type Verdict = {
  readonly headline: string;
  readonly tone: Tone;
  readonly lines: readonly string[];
  readonly subject: Subject | null;
};

const WEIGHTS = {
  "report.verdict.differWinner": [9, "alert"],
  "report.verdict.differResult": [8, "alert"],
  "report.verdict.impossible": [7, "alert"],
  "report.verdict.differCoverage": [6, "notice"],
  "report.verdict.agreeWhereFlip": [6, "notice"],
  "report.verdict.announcedOther": [5, "notice"],
  "report.verdict.noCommon": [4, "notice"],
  "report.verdict.nothingComparable": [4, "notice"],
  "report.verdict.differSame": [3, "notice"],
  "report.verdict.agreeWhere": [2, "calm"],
  "report.verdict.announcedOpen": [2, "notice"],
  "report.verdict.announcedSame": [1, "calm"],
  "report.verdict.agree": [1, "calm"],
  "report.verdict.alone": [0, "notice"],
} as const satisfies Partial<Record<Headline, readonly [number, Tone]>>;

/** Lines of the pairs and announcements that the first screen has room for; the sections below have them all. */
const MAX_LINES = 8;

export function verdictOf(input: ReportInput, t: Translator): Verdict {
  const { comparison } = input;
  const weighed = comparison.contests.flatMap((contest) => weighContest(input, contest, t));
  const heaviest = weighed.reduce<Weighed | null>(
    (best, one) => (best === null || isHeavier(one, best) ? one : best),
    null,
  );
  if (heaviest === null) {
    return { headline: t.t("report.verdict.alone"), tone: "notice", lines: [], subject: null };
  }
  const many = comparison.contests.length > 1;
  const ordered = many ? [...weighed].sort((x, y) => y.weight - x.weight) : weighed;
  const labelled = (one: Weighed, text: string): string =>
    many ? t.t("report.verdict.contest", { contest: t.localized(one.subject.contest.name), text }) : text;
  const lines = [
    ...ordered.flatMap((one) => one.lines.map((text) => labelled(one, text))),
    ...ordered.flatMap((one) => one.after.map((text) => labelled(one, text))),
  ];
  return {
    headline: t.t(heaviest.headline),
    tone: heaviest.tone,
    lines: lines.slice(0, MAX_LINES),
    subject: heaviest.subject,
  };
}

/** Of equals the first pair is told, but the last announcement. */
const isHeavier = (one: Weighed, best: Weighed): boolean =>
  one.weight > best.weight || (one.weight === best.weight && one.subject.kind === "announced");

function weighContest(input: ReportInput, contest: ContestComparison, t: Translator): Weighed[] {
  const together = contest.pairs.length > 1 ? weighAgreement(contest, t) : null;
  const pairs = together ?? contest.pairs.map((pair) => weighPair(input, contest, pair, t));
  const announced = contest.announced.flatMap((one) =>
    one.against.map((against) => weighAnnounced(input, contest, one, against, t)),
  );
  const all = [...pairs, ...announced];
  return all.length > 0 ? all : [weighAlone(input, contest, t)];
}

/** Three counts make three pairs; when all agree that is one thing to say, not three. */
function weighAgreement(contest: ContestComparison, t: Translator): Weighed[] | null {
  const [pair] = contest.pairs;
  if (pair === undefined || contest.pairs.some((one) => pairHeadline(one) !== "report.verdict.agree"))
    return null;
  const line = t.t("report.line.allPairsAgree", {
    counts: contest.counts.length,
    stations: commonStations(pair),
    result: resultText(contest, pair.results.b, t),
  });
  return [weigh({ kind: "pair", contest, pair }, "report.verdict.agree", [line])];
}

const weigh = (
  subject: Subject,
  headline: keyof typeof WEIGHTS,
  lines: readonly string[],
  after: readonly string[] = [],
): Weighed => ({
  subject,
  headline,
  weight: WEIGHTS[headline][0],
  tone: WEIGHTS[headline][1],
  lines,
  after,
});

function weighPair(input: ReportInput, contest: ContestComparison, pair: Pair, t: Translator): Weighed {
  const lines = pairLines(input.comparison, contest, pair, t);
  const labelled = contest.pairs.length > 1;
  const names = { a: quotedCount(input.comparison, pair.a, t), b: quotedCount(input.comparison, pair.b, t) };
  const shown = labelled ? [t.t("report.verdict.pair", { ...names, text: lines.join(" ") })] : lines;
  return weigh({ kind: "pair", contest, pair }, pairHeadline(pair), shown);
}

function pairHeadline(pair: Pair): keyof typeof WEIGHTS {
  const { stations, flip, results } = pair;
  const common = commonStations(pair);
  if (flip.byDiscrepancies) {
    const winners = hasOneWinner(results.b) && hasOneWinner(results.bCorrected);
    return winners ? "report.verdict.differWinner" : "report.verdict.differResult";
  }
  if (common === 0) return "report.verdict.noCommon";
  if (flip.between)
    return stations.differ > 0 ? "report.verdict.differCoverage" : "report.verdict.agreeWhereFlip";
  if (stations.differ > 0) return "report.verdict.differSame";
  if (stations.agree === 0) return "report.verdict.nothingComparable";
  const whole = stations.unknown === 0 && stations.onlyA === 0 && stations.onlyB === 0;
  return whole ? "report.verdict.agree" : "report.verdict.agreeWhere";
}

function weighAnnounced(
  input: ReportInput,
  contest: ContestComparison,
  announced: AnnouncedComparison,
  against: AnnouncedAgainst,
  t: Translator,
): Weighed {
  const subject = { kind: "announced", contest, announced, against } as const;
  const impossible = against.options.some((option) => option.contradiction);
  // The first screen has room for one announcement, the last; the others are told in their own section.
  const isLast = contest.announced[contest.announced.length - 1] === announced;
  // Beside pairs of counts, an announcement that contradicts nothing is no news.
  const isNews = contest.pairs.length === 0 || impossible || against.flip;
  const lines = isLast && isNews ? [announcedLines(input, subject, t).join(" ")] : [];
  // A missing-station bound belongs to the count, so it is said once.
  const missing = missingLine(input, contest, against.count, t);
  if (isLast && missing !== null && contest.pairs.length === 0) lines.push(missing);
  const percentages = percentageLine(announced, t);
  const after = percentages !== null && against === announced.against[0] ? [percentages] : [];
  if (impossible) return weigh(subject, "report.verdict.impossible", lines, after);
  const isKnown = announced.result.status !== "not-known";
  const agreeing = isKnown ? "report.verdict.announcedSame" : "report.verdict.announcedOpen";
  const headline = against.flip ? "report.verdict.announcedOther" : agreeing;
  return weigh(subject, headline, lines, after);
}

type AnnouncedSubject = Extract<Subject, { kind: "announced" }>;

/** Contradictions first; without one, whether the results differ. */
export function announcedLines(input: ReportInput, subject: AnnouncedSubject, t: Translator): string[] {
  const { contest, announced, against } = subject;
  const count = quotedCount(input.comparison, against.count, t);
  const title = quoted(t.localized(announced.title), t);
  const lines: string[] = [];
  const broken = against.options.filter((option) => option.contradiction);
  for (const option of broken.slice(0, 2)) {
    const candidate = candidateName(contest, option.candidate);
    lines.push(
      t.t("report.line.exceeds", { count, candidate, title, kept: option.kept, announced: option.announced }),
    );
    const leftOut = option.leftOut ?? 0;
    lines.push(
      leftOut > 0
        ? t.t("report.line.leftOut", { leftOut, remaining: option.remaining })
        : t.t("report.line.leftOutNone"),
    );
    lines.push(t.t("report.line.cannot"));
  }
  const countResult = contest.counts.find((one) => one.count === against.count)?.result;
  if (against.flip && countResult !== undefined) {
    const from = resultText(contest, countResult, t);
    lines.push(
      t.t("report.line.announcedFlip", { count, title, from, to: resultText(contest, announced.result, t) }),
    );
  } else if (announced.result.status === "not-known") {
    lines.push(t.t("report.line.announcedOpen", { title }));
  } else if (broken.length === 0) {
    const result = resultText(contest, announced.result, t);
    lines.push(t.t("report.line.announcedSame", { count, title, result }));
  }
  return lines;
}

export function percentageLine(announced: AnnouncedComparison, t: Translator): string | null {
  const test = announced.percentages;
  if (test === null || test.decimals === null || test.probability === null) return null;
  return t.t("report.line.percent", {
    title: quoted(t.localized(announced.title), t),
    decimals: test.decimals,
    oneIn: t.published(test.probability.oneIn),
  });
}

/** Whether the stations a count lacks could still change its result. */
export function missingLine(
  input: ReportInput,
  contest: ContestComparison,
  name: string,
  t: Translator,
): string | null {
  const missing = contest.counts.find((count) => count.count === name)?.missing ?? null;
  if (missing === null) return null;
  const count = quotedCount(input.comparison, name, t);
  const { registered, needed, verdict } = missing;
  if (verdict === "nothing-missing") return t.t("report.line.missingNone", { count });
  if (verdict === "not-known" || registered === null || needed === null) {
    return t.t("report.line.missingNotKnown", { count });
  }
  const id = verdict === "cannot-change" ? "report.line.missingCannot" : "report.line.missingCould";
  return t.t(id, { count, registered, needed });
}

function weighAlone(input: ReportInput, contest: ContestComparison, t: Translator): Weighed {
  const lines = contest.counts.flatMap((count) => {
    const title = quotedCount(input.comparison, count.count, t);
    const result = resultText(contest, count.result, t);
    const missing = missingLine(input, contest, count.count, t);
    const own = t.t("report.line.onlyCount", { count: title, result });
    return missing === null ? [own] : [own, missing];
  });
  return weigh({ kind: "alone", contest }, "report.verdict.alone", lines);
}
