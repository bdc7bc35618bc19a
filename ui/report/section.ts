/**
 * What every section of the report shares: its inputs, sub-headings that appear only when there is more than one
 * contest or pair, and the frame of its charts.
 * @module
 */
import type { ContestComparison, Pair } from "@triplicate/core/reconciliation/comparison.ts";
import type { ChartFrame } from "../charts/frame.ts";
import type { Translator } from "../messages.ts";
import type { Block } from "./block.ts";
import type { ReportInput } from "./input.ts";
import { countTitle } from "./names.ts";

export type Section = { readonly input: ReportInput; readonly t: Translator };

export function contestHeading({ input, t }: Section, contest: ContestComparison, part: string): Block[] {
  const { contests } = input.comparison;
  if (contests.length < 2) return [];
  const id = `${part}-${contests.indexOf(contest) + 1}`;
  return [{ kind: "heading", level: 3, id, text: t.localized(contest.name) }];
}

export function pairHeading(
  { input, t }: Section,
  contest: ContestComparison,
  pair: Pair,
  part: string,
): Block[] {
  if (contest.pairs.length < 2) return [];
  const { contests } = input.comparison;
  const text = t.t("report.agree.pairNames", {
    a: countTitle(input.comparison, pair.a, t),
    b: countTitle(input.comparison, pair.b, t),
  });
  const id = `${part}-${contests.indexOf(contest) + 1}-${contest.pairs.indexOf(pair) + 1}`;
  return [{ kind: "heading", level: contests.length < 2 ? 3 : 4, id, text }];
}

/** What a chart prints around its data: the counts' names, the contest, the standing remark, and ids to hang on. */
export function chartFrame({ input, t }: Section, contest: ContestComparison, pair: Pair | null): ChartFrame {
  const { comparison } = input;
  const title = (name: string): string => countTitle(comparison, name, t);
  const names = contest.counts.map((count) => title(count.count));
  const source =
    pair === null
      ? t.t("chart.sourceCounts", { names: t.list(names) })
      : t.t("chart.source", { a: title(pair.a), b: title(pair.b) });
  const { remark } = comparison.election;
  const pairNumber = pair === null ? 0 : contest.pairs.indexOf(pair) + 1;
  return {
    t,
    id: `${comparison.contests.indexOf(contest) + 1}-${pairNumber}`,
    context: [
      t.localized(comparison.election.name),
      ...(comparison.contests.length > 1 ? [t.localized(contest.name)] : []),
    ].join(" · "),
    source,
    remark: remark === undefined ? null : t.localized(remark),
    countTitle: title,
  };
}
