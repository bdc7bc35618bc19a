/**
 * "What could be wrong with this?": the limits of any comparison of files, and everything reading noticed.
 * @module
 */
import type { Finding } from "@triplicate/core/reading/finding.ts";
import type { DiscrepancyClass } from "@triplicate/core/reconciliation/classes.ts";
import type { Translator } from "../messages.ts";
import type { Block } from "./block.ts";
import { MAX_REPORT_FINDINGS } from "./input.ts";
import { quotedCount } from "./names.ts";
import type { Section } from "./section.ts";

export function wrongSection(section: Section): Block[] {
  const { t } = section;
  return [
    { kind: "heading", level: 2, id: "wrong", text: t.t("report.wrong.title") },
    { kind: "list", items: [...standingLimits(t), ...ownLimits(section)] },
    ...classBlocks(section),
    ...findingBlocks(section),
  ];
}

const standingLimits = (t: Translator): string[] => [
  t.t("report.wrong.files"),
  t.t("report.wrong.transcription"),
  t.t("report.wrong.mapping"),
  t.t("report.wrong.source"),
];

/** What this comparison, rather than any, cannot say. */
function ownLimits({ input, t }: Section): string[] {
  const { comparison } = input;
  const items: string[] = [];
  if (comparison.election.remark !== undefined) items.push(t.localized(comparison.election.remark));
  for (const contest of comparison.contests) {
    for (const one of contest.counts) {
      const count = quotedCount(comparison, one.count, t);
      if (one.stationsUnknown > 0) items.push(t.t("report.wrong.unknown", { count, n: one.stationsUnknown }));
      if (one.missing?.verdict === "could-change") items.push(t.t("report.wrong.uncertain", { count }));
    }
    for (const pair of contest.pairs) {
      if (pair.flip.minimal === null || pair.flip.minimal.exact) continue;
      const a = quotedCount(comparison, pair.a, t);
      items.push(t.t("report.wrong.bound", { a, b: quotedCount(comparison, pair.b, t) }));
    }
  }
  return [...new Set(items)];
}

function classBlocks({ input, t }: Section): Block[] {
  const seen = new Set<DiscrepancyClass>();
  for (const contest of input.comparison.contests) {
    for (const pair of contest.pairs)
      for (const one of pair.classes) if (one.stations > 0) seen.add(one.class);
  }
  if (seen.size === 0) return [];
  return [
    { kind: "heading", level: 3, id: "classes", text: t.t("report.wrong.classesTitle") },
    {
      kind: "table",
      caption: t.t("report.wrong.classesTable"),
      columns: [
        { text: t.t("report.which.class"), kind: "text" },
        { text: t.t("chart.classes.class"), kind: "text" },
        { text: t.t("report.wrong.also"), kind: "text" },
      ],
      rows: [...seen].map((name) => [
        t.t(`class.${name}.name`),
        t.t(`class.${name}.sentence`),
        t.t(`class.${name}.else`),
      ]),
    },
  ];
}

function findingBlocks({ input, t }: Section): Block[] {
  const { comparison, findings, findingsTotal } = input;
  const heading: Block = {
    kind: "heading",
    level: 3,
    id: "findings",
    text: t.t("report.wrong.findingsTitle"),
  };
  if (findingsTotal === 0) {
    return [heading, { kind: "paragraph", text: t.t("report.wrong.findingsNone") }];
  }
  const summary: Block = {
    kind: "table",
    caption: t.t("report.wrong.findingsSummary"),
    columns: [
      { text: t.t("report.winner.count"), kind: "text" },
      { text: t.t("report.wrong.rule"), kind: "text" },
      { text: t.t("report.wrong.also"), kind: "text" },
      { text: t.t("report.wrong.action"), kind: "text" },
      { text: t.t("report.wrong.times"), kind: "number" },
    ],
    rows: comparison.counts.flatMap((count) =>
      count.findings.map((one) => [
        t.localized(count.title),
        t.t(`finding.${one.rule}.sentence`),
        t.t(`finding.${one.rule}.else`),
        t.t(`finding.action.${one.action}`),
        t.number(one.times),
      ]),
    ),
  };
  return [
    heading,
    ...(summary.rows.length === 0 ? [] : [summary]),
    findingsTable(findings.slice(0, MAX_REPORT_FINDINGS), findingsTotal, t),
  ];
}

function findingsTable(findings: readonly Finding[], total: number, t: Translator): Block {
  const shown = findings.length;
  return {
    kind: "table",
    caption: t.t("report.wrong.findingsTable"),
    columns: [
      { text: t.t("report.wrong.where"), kind: "code" },
      { text: t.t("report.wrong.rule"), kind: "text" },
      { text: t.t("report.wrong.text"), kind: "code" },
      { text: t.t("report.wrong.action"), kind: "text" },
    ],
    rows: findings.map((finding) => [
      whereText(finding, t),
      t.t(`finding.${finding.rule}.name`),
      finding.text,
      t.t(`finding.action.${finding.action}`),
    ]),
    ...(shown < total
      ? { note: t.t("report.wrong.findingsMore", { shown, total, file: "findings.csv" }) }
      : {}),
  };
}

/** File, line and column as an editor takes them: ungrouped. */
function whereText(finding: Finding, t: Translator): string {
  const values = { file: finding.source, line: String(finding.line), column: String(finding.column) };
  return finding.column === 0 ? t.t("finding.whereRow", values) : t.t("finding.where", values);
}
