/**
 * "Do the counts agree?": stations compared, and where the change of every total comes from.
 * @module
 */
import type { Comparison, ContestComparison, Pair } from "@triplicate/core/reconciliation/comparison.ts";
import { coverageChart } from "../charts/coverage.ts";
import type { Translator } from "../messages.ts";
import type { Block, TableCell } from "./block.ts";
import { countTitle, lineName, sumText } from "./names.ts";
import { chartFrame, contestHeading, pairHeading, type Section } from "./section.ts";
import { agreementSentences } from "./verdict-pair.ts";

export function agreeSection({ input, t }: Section): Block[] {
  const { comparison } = input;
  const blocks: Block[] = [{ kind: "heading", level: 2, id: "agree", text: t.t("report.agree.title") }];
  for (const contest of comparison.contests) {
    blocks.push(...contestHeading({ input, t }, contest, "agree"));
    if (contest.pairs.length === 0) {
      blocks.push({ kind: "paragraph", text: t.t("report.agree.noPair") });
      blocks.push(...contest.counts.map((count) => totalsTable(comparison, contest, count.count, t)));
      continue;
    }
    const answers = contest.pairs.map(
      (pair): Block => ({ kind: "paragraph", text: agreementSentences(comparison, pair, t).join(" ") }),
    );
    const [only] = answers;
    if (only !== undefined && answers.length === 1) blocks.push(only);
    blocks.push(stationsTable(comparison, contest, t));
    for (const [i, pair] of contest.pairs.entries()) {
      blocks.push(...pairHeading({ input, t }, contest, pair, "agree"));
      const answer = answers[i];
      if (answer !== undefined && answers.length > 1) blocks.push(answer);
      blocks.push(changesTable(comparison, contest, pair, t));
      const chart = coverageChart(contest, pair, chartFrame({ input, t }, contest, pair));
      if (chart !== null) blocks.push(chart);
    }
  }
  return blocks;
}

function stationsTable(comparison: Comparison, contest: ContestComparison, t: Translator): Block {
  const number = (text: string) => ({ text, kind: "number" }) as const;
  return {
    kind: "table",
    caption: t.t("report.agree.pairs"),
    columns: [
      { text: t.t("report.agree.pair"), kind: "text" },
      number(t.t("report.agree.same")),
      number(t.t("report.agree.differ")),
      number(t.t("report.agree.unknown")),
      number(t.t("report.agree.onlyA")),
      number(t.t("report.agree.onlyB")),
    ],
    rows: contest.pairs.map((pair) => [
      t.t("report.agree.pairNames", {
        a: countTitle(comparison, pair.a, t),
        b: countTitle(comparison, pair.b, t),
      }),
      ...(["agree", "differ", "unknown", "onlyA", "onlyB"] as const).map((key) =>
        t.number(pair.stations[key]),
      ),
    ]),
  };
}

function changesTable(comparison: Comparison, contest: ContestComparison, pair: Pair, t: Translator): Block {
  const hasUnknown = pair.changes.some((change) => change.unknown !== 0);
  const columns = ["a", "b", "change", "sameStation", "onlyA", "onlyB"] as const;
  const number = (text: string) => ({ text, kind: "number" }) as const;
  return {
    kind: "table",
    caption: t.t("report.agree.totals", {
      a: countTitle(comparison, pair.a, t),
      b: countTitle(comparison, pair.b, t),
    }),
    columns: [
      { text: t.t("report.agree.option"), kind: "text" },
      ...columns.map((id) => number(t.t(`report.agree.${id}`))),
      ...(hasUnknown ? [number(t.t("report.agree.fromUnknown"))] : []),
    ],
    rows: pair.changes.map((change) => [
      lineName(contest, change.id, t),
      t.number(change.a),
      t.number(change.b),
      t.signed(change.b - change.a),
      t.signed(change.sameStation),
      t.signed(change.onlyA),
      t.signed(change.onlyB),
      ...(hasUnknown ? [t.signed(change.unknown)] : []),
    ]),
    note: t.t("report.agree.totalsNote"),
  };
}

function totalsTable(comparison: Comparison, contest: ContestComparison, name: string, t: Translator): Block {
  const count = contest.counts.find((one) => one.count === name);
  if (count === undefined) throw new Error(`contest ${contest.contest} has no count ${name}`);
  const rows: TableCell[][] = count.options.map((option) => [
    lineName(contest, option.option, t),
    sumText(option.votes, t),
  ]);
  for (const field of ["blank", "null", "registered"] as const) {
    const sum = count[field];
    if (sum !== null) rows.push([t.t(`report.${field}`), sumText(sum, t)]);
  }
  return {
    kind: "table",
    caption: t.t("report.agree.single", { count: countTitle(comparison, name, t) }),
    columns: [
      { text: t.t("report.agree.option"), kind: "text" },
      { text: t.t("report.agree.votes"), kind: "number" },
    ],
    rows,
  };
}
