/**
 * "How do we know?": the method, the sources in their suppliers' words, and the test of announced percentages.
 * @module
 */
import type { AnnouncedComparison, ContestComparison } from "@triplicate/core/reconciliation/comparison.ts";
import { fingerprintChart } from "../charts/fingerprint.ts";
import type { Translator } from "../messages.ts";
import type { Block } from "./block.ts";
import { chartFrame, contestHeading, type Section } from "./section.ts";
import { percentageLine } from "./verdict.ts";

export function howSection(section: Section): Block[] {
  const { input, t } = section;
  const { comparison } = input;
  const hasPair = comparison.contests.some((contest) => contest.pairs.length > 0);
  const blocks: Block[] = [
    { kind: "heading", level: 2, id: "how", text: t.t("report.how.title") },
    {
      kind: "paragraph",
      text: t.t(hasPair ? "report.how.method" : "report.how.methodSingle"),
    },
    {
      kind: "table",
      caption: t.t("report.how.sources"),
      columns: [
        { text: t.t("report.winner.count"), kind: "text" },
        { text: t.t("report.how.source"), kind: "text" },
        { text: t.t("report.how.rows"), kind: "number" },
        { text: t.t("report.how.stations"), kind: "number" },
      ],
      rows: comparison.counts.map((count) => [
        t.localized(count.title),
        t.localized(count.provenance.statement),
        t.number(count.rows),
        t.number(count.stations),
      ]),
    },
  ];
  const announced = comparison.contests.flatMap((contest) => contest.announced);
  if (announced.length > 0) blocks.push(announcementsTable(announced, t));
  if (announced.some((one) => one.percentages !== null)) {
    blocks.push({ kind: "heading", level: 3, id: "percentages", text: t.t("report.how.percentTitle") });
    blocks.push(...announced.flatMap((one) => percentageBlocks(one, t)));
  }
  return blocks;
}

/** The fingerprint belongs to the signals, not to the arithmetic. */
export function fingerprintBlocks(section: Section): Block[] {
  return section.input.comparison.contests.flatMap((contest: ContestComparison) => {
    const chart = fingerprintChart(contest, chartFrame(section, contest, null));
    if (chart === null) return [];
    return [...contestHeading(section, contest, "fingerprint"), chart];
  });
}

function announcementsTable(announced: readonly AnnouncedComparison[], t: Translator): Block {
  return {
    kind: "table",
    caption: t.t("report.how.announced"),
    columns: [
      { text: t.t("report.how.announcement"), kind: "text" },
      { text: t.t("report.how.source"), kind: "text" },
    ],
    rows: announced.map((one) => [t.localized(one.title), t.localized(one.statement)]),
  };
}

function percentageBlocks(announced: AnnouncedComparison, t: Translator): Block[] {
  const test = announced.percentages;
  if (test === null) return [];
  const title = t.localized(announced.title);
  const line = percentageLine(announced, t);
  if (line === null) {
    return [{ kind: "paragraph", text: t.t("report.how.percentNone", { title }) }];
  }
  return [
    { kind: "paragraph", text: line },
    {
      kind: "table",
      caption: t.t("report.how.percentTable", { title }),
      columns: [
        { text: t.t("report.winner.candidate"), kind: "text" },
        { text: t.t("report.winner.announcedVotes"), kind: "number" },
        { text: t.t("report.how.percent"), kind: "number" },
        { text: t.t("report.how.reproduced"), kind: "number" },
        { text: t.t("report.how.matches"), kind: "text" },
      ],
      rows: test.shares.map((share) => [
        announcedName(announced, share.id, t),
        t.number(share.votes),
        `${t.published(share.percent)}${t.language === "es" ? "\u00a0%" : "%"}`,
        t.number(share.reproduced),
        share.matches ? t.t("report.winner.yes") : t.t("report.how.notEqual"),
      ]),
    },
  ];
}

/** A remainder that the announcement names only as others has no name of its own. */
function announcedName(announced: AnnouncedComparison, id: string, t: Translator): string {
  const name = announced.votes.find((vote) => vote.id === id)?.name ?? id;
  return name === "others" ? t.t("report.others") : name;
}
