/**
 * The signals, last and ranked below everything else: each with how many stations would show it by chance.
 * Wording rule: spec/reconciliation.md, section 8; a test guards every screening message.
 * @module
 */
import type { ScreeningSignal } from "@triplicate/core/reconciliation/screening.ts";
import type { Translator } from "../messages.ts";
import type { Block } from "./block.ts";
import { countTitle } from "./names.ts";
import { contestHeading, type Section } from "./section.ts";
import { fingerprintBlocks } from "./section-how.ts";

/** Stations named beside a signal. */
const MAX_NAMED = 5;

export function screeningSection(section: Section): Block[] {
  const { input, t } = section;
  const blocks: Block[] = [
    { kind: "heading", level: 2, id: "screening", text: t.t("screening.title") },
    { kind: "paragraph", text: t.t("screening.rank") },
  ];
  for (const contest of input.comparison.contests) {
    if (contest.screening.every((one) => one.signals.length === 0)) continue;
    blocks.push(...contestHeading(section, contest, "screening"));
    for (const { count, signals } of contest.screening) {
      if (signals.length === 0) continue;
      const title = countTitle(input.comparison, count, t);
      blocks.push(signalTable(t.t("screening.table", { count: title }), signals, t));
    }
  }
  if (blocks.length === 2) blocks.push({ kind: "paragraph", text: t.t("screening.none") });
  return [...blocks, ...fingerprintBlocks(section)];
}

function signalTable(caption: string, signals: readonly ScreeningSignal[], t: Translator): Block {
  return {
    kind: "table",
    caption,
    columns: [
      { text: t.t("screening.signal"), kind: "text" },
      { text: t.t("screening.looks"), kind: "text" },
      { text: t.t("screening.examined"), kind: "number" },
      { text: t.t("screening.shown"), kind: "number" },
      { text: t.t("screening.expected"), kind: "number" },
      { text: t.t("screening.stations"), kind: "text" },
    ],
    rows: signals.map((signal) => [
      t.t(`screening.${signal.kind}.name`),
      t.t(`screening.${signal.kind}.sentence`),
      t.number(signal.examined),
      t.number(signal.shown),
      t.decimal(signal.expectedByChance, 1),
      signal.stations.length === 0
        ? t.t("report.none")
        : signal.stations
            .slice(0, MAX_NAMED)
            .map((one) => one.station)
            .join(", "),
    ]),
  };
}
