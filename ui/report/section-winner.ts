/**
 * "Does it change who wins?": the result by each count, what the lead's change is made of, and the announcements.
 * @module
 */
import type {
  AnnouncedAgainst,
  AnnouncedComparison,
  ContestComparison,
  Pair,
  Result,
} from "@triplicate/core/reconciliation/comparison.ts";
import { flipChart } from "../charts/flip.ts";
import { marginChart } from "../charts/margin.ts";
import type { Block } from "./block.ts";
import { candidateName, countTitle, quotedCount, resultText, ruleText } from "./names.ts";
import { chartFrame, contestHeading, pairHeading, type Section } from "./section.ts";
import { announcedLines, missingLine, percentageLine } from "./verdict.ts";
import { leadSentences, pointsSentence, resultSentences } from "./verdict-pair.ts";

export function winnerSection(section: Section): Block[] {
  const { input, t } = section;
  const blocks: Block[] = [{ kind: "heading", level: 2, id: "winner", text: t.t("report.winner.title") }];
  for (const contest of input.comparison.contests) {
    blocks.push(...contestHeading(section, contest, "winner"));
    blocks.push({
      kind: "paragraph",
      text: t.t("report.winner.rule", { rule: ruleText(contest.rule, t) }),
    });
    const [only] = contest.pairs;
    if (only !== undefined && contest.pairs.length === 1) blocks.push(pairAnswer(section, contest, only));
    blocks.push(resultsTable(section, contest));
    for (const pair of contest.pairs) blocks.push(...pairBlocks(section, contest, pair));
    blocks.push(...changeList(section, contest));
    for (const announced of contest.announced) {
      blocks.push(...announcedBlocks(section, contest, announced));
    }
  }
  return blocks;
}

function pairAnswer({ input, t }: Section, contest: ContestComparison, pair: Pair): Block {
  const sentences = [
    ...resultSentences(input.comparison, contest, pair, t),
    ...leadSentences(input.comparison, contest, pair, t),
  ];
  const isPoints = contest.rule.rule === "first-round" && !pair.flip.between;
  if (isPoints) sentences.push(...pointsSentence(pair, t));
  return { kind: "paragraph", text: sentences.join(" ") };
}

/** With several pairs each has its heading and answer; the answer of a single pair stands above the results. */
function pairBlocks(section: Section, contest: ContestComparison, pair: Pair): Block[] {
  const blocks: Block[] = pairHeading(section, contest, pair, "winner");
  if (contest.pairs.length > 1) blocks.push(pairAnswer(section, contest, pair));
  const frame = chartFrame(section, contest, pair);
  const margin = marginChart(contest, pair, frame);
  if (margin !== null) blocks.push(margin);
  const flip = flipChart(contest, pair, frame);
  if (flip !== null) blocks.push(flip);
  return blocks;
}

function resultsTable({ input, t }: Section, contest: ContestComparison): Block {
  const { comparison } = input;
  const row = (name: string, result: Result): string[] => [
    name,
    resultText(contest, result, t),
    result.lead === null
      ? t.t("report.notGiven")
      : `${candidateName(contest, result.lead.first)} ${t.signed(result.lead.votes)}`,
    result.lead === null ? t.t("report.notGiven") : t.points(result.lead.points100),
    t.number(result.valid),
  ];
  const corrected = contest.pairs
    .filter((pair) => pair.stations.differ > 0)
    .map((pair) =>
      row(
        t.t("report.winner.corrected", {
          a: countTitle(comparison, pair.a, t),
          b: countTitle(comparison, pair.b, t),
        }),
        pair.results.bCorrected,
      ),
    );
  return {
    kind: "table",
    caption: t.t("report.winner.results"),
    columns: [
      { text: t.t("report.winner.count"), kind: "text" },
      { text: t.t("report.winner.result"), kind: "text" },
      { text: t.t("report.winner.lead"), kind: "number" },
      { text: t.t("report.winner.leadPoints"), kind: "number" },
      { text: t.t("report.winner.valid"), kind: "number" },
    ],
    rows: [
      ...contest.counts.map((count) => row(countTitle(comparison, count.count, t), count.result)),
      ...corrected,
      ...contest.announced.map((announced) => row(t.localized(announced.title), announced.result)),
    ],
  };
}

/** How near each count's own result is to another, and whether what it lacks could change it. */
function changeList({ input, t }: Section, contest: ContestComparison): Block[] {
  const items = contest.counts.flatMap(({ count, result }) => {
    const { moved, exact } = result.toChange;
    const title = quotedCount(input.comparison, count, t);
    const missing = missingLine(input, contest, count, t);
    const id = exact ? "report.winner.toChange" : "report.winner.toChangeBound";
    return [
      ...(moved === null ? [] : [t.t(id, { count: title, moved })]),
      ...(missing === null ? [] : [missing]),
    ];
  });
  return items.length === 0 ? [] : [{ kind: "list", items }];
}

function announcedBlocks(
  section: Section,
  contest: ContestComparison,
  announced: AnnouncedComparison,
): Block[] {
  const { input, t } = section;
  const { contests } = input.comparison;
  const id = `announced-${contests.indexOf(contest) + 1}-${contest.announced.indexOf(announced) + 1}`;
  const title = t.localized(announced.title);
  const blocks: Block[] = [
    {
      kind: "heading",
      level: contests.length < 2 ? 3 : 4,
      id,
      text: t.t("report.winner.announced", { title }),
    },
  ];
  for (const against of announced.against) {
    const lines = announcedLines(input, { kind: "announced", contest, announced, against }, t);
    blocks.push({ kind: "paragraph", text: lines.join(" ") });
    if (!against.options.some((option) => option.contradiction) && against.options.length > 0) {
      const count = quotedCount(input.comparison, against.count, t);
      blocks.push({ kind: "paragraph", text: t.t("report.line.noContradiction", { count }) });
    }
    blocks.push(exceedTable(section, contest, announced, against));
  }
  const percentages = percentageLine(announced, t);
  if (percentages !== null) blocks.push({ kind: "paragraph", text: percentages });
  return blocks;
}

function exceedTable(
  { input, t }: Section,
  contest: ContestComparison,
  announced: AnnouncedComparison,
  against: AnnouncedAgainst,
): Block {
  const notes = against.options
    .filter((option) => option.holdsUpTo !== null && option.holdsUpTo > 0)
    .map((option) =>
      t.t("report.winner.holdsUpTo", {
        n: option.holdsUpTo ?? 0,
        candidate: candidateName(contest, option.candidate),
      }),
    );
  const leftOut = against.options.find((option) => option.leftOut !== null)?.leftOut ?? null;
  if (announced.stationsPercent !== null && leftOut !== null) {
    notes.unshift(
      t.t("report.winner.leftOutWhy", { percent: t.published(announced.stationsPercent), leftOut }),
    );
  }
  return {
    kind: "table",
    caption: t.t("report.winner.announcedTable", {
      count: countTitle(input.comparison, against.count, t),
      title: t.localized(announced.title),
    }),
    columns: [
      { text: t.t("report.winner.candidate"), kind: "text" },
      { text: t.t("report.winner.kept"), kind: "number" },
      { text: t.t("report.winner.remaining"), kind: "number" },
      { text: t.t("report.winner.announcedVotes"), kind: "number" },
      { text: t.t("report.winner.contradiction"), kind: "text" },
    ],
    rows: against.options.map((option) => [
      candidateName(contest, option.candidate),
      t.number(option.kept),
      t.number(option.remaining),
      t.number(option.announced),
      option.contradiction ? t.t("report.winner.no") : t.t("report.winner.yes"),
    ]),
    ...(notes.length === 0 ? {} : { note: notes.join(" ") }),
  };
}
