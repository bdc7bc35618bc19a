/**
 * The report as a neutral document, in the order a reader with one minute asks: do the counts agree; does it change
 * who wins; which stations; how do we know; what could be wrong with this; how to check it yourself. Signals come
 * last, below the arithmetic.
 * @module
 */
import type { Pair } from "@triplicate/core/reconciliation/comparison.ts";
import type { Translator } from "../messages.ts";
import type { Block } from "./block.ts";
import type { ReportInput } from "./input.ts";
import { candidateName, commonStations, countTitle } from "./names.ts";
import type { Section } from "./section.ts";
import { agreeSection } from "./section-agree.ts";
import { checkSection } from "./section-check.ts";
import { howSection } from "./section-how.ts";
import { screeningSection } from "./section-screening.ts";
import { whichSection } from "./section-which.ts";
import { winnerSection } from "./section-winner.ts";
import { wrongSection } from "./section-wrong.ts";
import { type Subject, verdictOf } from "./verdict.ts";

export type { Block } from "./block.ts";
export type { InputFile, ReportInput } from "./input.ts";

export function reportDocument(input: ReportInput, t: Translator): Block[] {
  const section: Section = { input, t };
  return [
    ...firstScreen(section),
    ...agreeSection(section),
    ...winnerSection(section),
    ...whichSection(section),
    ...howSection(section),
    ...wrongSection(section),
    ...checkSection(section),
    ...screeningSection(section),
  ];
}

function firstScreen({ input, t }: Section): Block[] {
  const { election, counts } = input.comparison;
  const blocks: Block[] = [
    {
      kind: "title",
      kicker: t.t("report.kind"),
      text: t.localized(election.name),
      subtitle: t.t("report.subtitle", {
        date: t.day(election.date),
        counts: counts.length,
        names: t.list(counts.map((count) => t.localized(count.title))),
      }),
    },
  ];
  if (election.remark !== undefined) {
    blocks.push({ kind: "banner", label: t.t("report.remark"), text: t.localized(election.remark) });
  }
  const verdict = verdictOf(input, t);
  blocks.push({
    kind: "verdict",
    tone: verdict.tone,
    label: t.t("report.verdict.label"),
    headline: verdict.headline,
    lines: verdict.lines,
  });
  const items = verdict.subject === null ? [] : keyFigures({ input, t }, verdict.subject);
  if (items.length > 0) blocks.push({ kind: "figures", items });
  return blocks;
}

type Figure = { readonly value: string; readonly label: string };

function keyFigures(section: Section, subject: Subject): Figure[] {
  switch (subject.kind) {
    case "pair":
      return pairFigures(section, subject);
    case "announced":
      return announcedFigures(section, subject);
    case "alone":
      return subject.contest.counts.map((count) => ({
        value: section.t.number(count.stations),
        label: section.t.t("report.figure.stations", {
          n: count.stations,
          count: countTitle(section.input.comparison, count.count, section.t),
        }),
      }));
  }
}

function pairFigures(section: Section, subject: Extract<Subject, { kind: "pair" }>): Figure[] {
  const { t } = section;
  const { pair } = subject;
  const common = commonStations(pair);
  const items: Figure[] = [
    { value: t.number(common), label: t.t("report.figure.common", { n: common }) },
    {
      value: t.number(pair.stations.differ),
      label: t.t("report.figure.differ", { n: pair.stations.differ }),
    },
    ...leadFigures(section, subject),
  ];
  const minimal = pair.flip.byDiscrepancies ? pair.flip.minimal : null;
  if (minimal !== null) {
    const n = minimal.stations.length;
    items.push({ value: t.number(n), label: t.t("report.figure.minimal", { n }) });
  }
  return items;
}

/** The lead in each count: in points where the rule is about points, in votes elsewhere. */
function leadFigures(
  { input, t }: Section,
  { contest, pair }: { readonly contest: Subject["contest"]; readonly pair: Pair },
): Figure[] {
  const title = (name: string): string => countTitle(input.comparison, name, t);
  if (contest.rule.rule === "d-hondt") return [];
  return (["a", "b"] as const).flatMap((side) => {
    const lead = pair.results[side].lead;
    if (lead === null) return [];
    if (contest.rule.rule === "first-round") {
      const label = t.t("report.figure.points", { count: title(pair[side]) });
      return [{ value: t.points(lead.points100), label }];
    }
    const first = candidateName(contest, lead.first);
    return [
      { value: t.number(lead.votes), label: t.t("report.figure.lead", { first, count: title(pair[side]) }) },
    ];
  });
}

function announcedFigures(
  { input, t }: Section,
  { contest, against }: Extract<Subject, { kind: "announced" }>,
): Figure[] {
  const title = countTitle(input.comparison, against.count, t);
  const stations = contest.counts.find((count) => count.count === against.count)?.stations ?? 0;
  const items: Figure[] = [
    { value: t.number(stations), label: t.t("report.figure.stations", { n: stations, count: title }) },
  ];
  const broken = against.options.find((option) => option.contradiction);
  if (broken === undefined) return items;
  const candidate = candidateName(contest, broken.candidate);
  items.push(
    { value: t.number(broken.kept), label: t.t("report.figure.kept", { candidate, count: title }) },
    { value: t.number(broken.announced), label: t.t("report.figure.announced", { candidate }) },
  );
  if (broken.leftOut !== null && broken.leftOut > 0) {
    items.push({
      value: t.number(broken.remaining),
      label: t.t("report.figure.remaining", { leftOut: broken.leftOut }),
    });
  }
  return items;
}
