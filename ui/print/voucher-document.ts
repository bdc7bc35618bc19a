/**
 * The voucher: what a voter checks and what people count, in the largest letters that fit, and below it what auditors need.
 *
 * No time, number or language of its own: two vouchers of the same choices differ in the code alone (spec/voucher.md, clause 1.2).
 * Spec: spec/printing.md, section 3.
 * @module
 */

import { areSelections, type Selections } from "@triplicate/core/count-machine/vote-record.ts";
import { namedSelections, printVoucher } from "@triplicate/core/count-machine/voucher.ts";
import { printCode } from "@triplicate/core/count-machine/voucher-code.ts";
import type { Contest } from "@triplicate/core/election/definition.ts";
import { marksOf } from "@triplicate/core/statement/acta-rules.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import { type Translator, translator } from "../messages.ts";
import type { PrintBlock, PrintDocument } from "./print-document.ts";
import { document, optionWords, SPACE, type StationPaper, THICK, THIN, textBlock } from "./print-parts.ts";

export type VoucherContent = {
  readonly mode: Mode;
  /** SHA-256 of the definition. */
  readonly digest: Uint8Array;
  readonly code: Uint8Array;
  /** One entry a contest, in their order: numbers of the options marked, ascending; none is blank. */
  readonly selections: Selections;
};

export function voucherDocument(
  paper: StationPaper,
  { mode, digest, code, selections }: VoucherContent,
): PrintDocument {
  const { definition, language, station } = paper;
  const t = translator(language);
  if (!areSelections(selections, definition.contests)) throw new Error("no ballot says this");
  const contests = namedSelections(selections, definition.contests);
  const text = printVoucher({
    ...{ mode, election: definition.id, definition: digest, station: station.id, code, contests },
  });
  const title = t.t("print.kind.voucher");
  return document("voucher", { language, mode, title }, [
    textBlock(t.localized(definition.name), { align: "centre" }),
    THICK,
    ...definition.contests.flatMap((contest, i) => contestBlocks(t, contest, selections[i]!)),
    textBlock(t.t("print.voucher.check"), { isBold: true }),
    THIN,
    textBlock(station.place),
    textBlock(t.t("print.station", { station: station.id }), { isBold: true }),
    textBlock(`${t.t("print.voucher.code")}:`),
    textBlock(printCode(code), { size: "tall", isBold: true }),
    { kind: "symbol", isLargest: false, text, caption: t.t("print.voucher.symbol") },
  ]);
}

function contestBlocks(t: Translator, contest: Contest, marked: readonly number[]): PrintBlock[] {
  const marks = marksOf(contest);
  const chosen = marked.map((option) => optionWords(contest, option));
  return [
    textBlock(t.localized(contest.name)),
    ...chosen.flatMap(({ name, about }, i) => [
      ...(i === 0 ? [] : [SPACE]),
      textBlock(name, { size: "large", isBold: true }),
      ...(about === "" ? [] : [textBlock(about, { isBold: true })]),
    ]),
    ...(marked.length === 0 ? [textBlock(t.t("print.voucher.blank"), { size: "large", isBold: true })] : []),
    // An auditor sees that none was lost under the fold.
    ...(marks > 1 && marked.length > 0
      ? [textBlock(t.t("print.voucher.marks", { marked: marked.length, marks }))]
      : []),
    THICK,
  ];
}
