/**
 * The closing record on paper: which actas the station made, in how many copies, and what every witness decided, with the reason.
 * Spec: spec/printing.md, section 3.
 * @module
 */
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { actaFingerprint } from "@triplicate/core/count-machine/fingerprint.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import { CLOSING_RECORD, type WitnessDecision } from "@triplicate/core/statement/closing-record.ts";
import { type Translator, translator } from "../messages.ts";
import type { PrintBlock, PrintDocument } from "./print-document.ts";
import {
  contestOf,
  document,
  heading,
  machineLines,
  moment,
  rowBlock,
  type Signers,
  SPACE,
  type StationPaper,
  signatureLines,
  statementOf,
  THICK,
  THIN,
  textBlock,
} from "./print-parts.ts";

export type ClosingContent = Signers & { readonly note: Uint8Array; readonly machine: NoteKey };

export function closingDocument(paper: StationPaper, content: ClosingContent): PrintDocument {
  const { definition, language } = paper;
  const t = translator(language);
  const { text, value: closing } = statementOf(content.note, CLOSING_RECORD);
  const title = t.t("print.kind.closing");
  return document("closing", { language, mode: closing.mode, title }, [
    ...heading(paper, title),
    rowBlock(t.t("print.time.closed"), moment(closing.closed)),
    textBlock(t.t("print.closing.statement")),
    THIN,
    rowBlock(t.t("print.closing.copies"), t.number(closing.copies), "large", true),
    ...closing.acta.flatMap(([id, digest]) => [
      textBlock(t.t("print.closing.acta", { contest: t.localized(contestOf(definition, id).name) }), {
        isBold: true,
      }),
      textBlock(`SHA-256 ${encodeBase64(digest)}`),
    ]),
    THICK,
    textBlock(t.t("print.closing.witnesses"), { size: "tall", isBold: true }),
    ...(closing.witness.length === 0 ? [textBlock(t.t("print.closing.none"))] : []),
    ...closing.witness.flatMap((one) => decisionBlocks(t, one, content)),
    THIN,
    textBlock(t.t("print.fingerprint")),
    textBlock(actaFingerprint(text), { size: "large", isBold: true, align: "centre" }),
    ...signatureLines(t, { workers: content.workers, witnesses: [] }),
    THICK,
    ...machineLines(t, content.machine),
  ]);
}

function decisionBlocks(t: Translator, decided: WitnessDecision, { witnesses }: Signers): PrintBlock[] {
  const party = witnesses.find(({ id }) => id === decided.witness)?.party;
  const who =
    party === undefined ? decided.witness : `${t.t("print.sign.witness", { party })} (${decided.witness})`;
  const words =
    decided.decision === "refused"
      ? t.t("print.decision.refused", { reason: decided.reason })
      : t.t(`print.decision.${decided.decision}`);
  return [textBlock(who), textBlock(words, { size: "tall", isBold: true }), SPACE];
}
