/**
 * The zero tape: every total of the machine before it opens, for everybody in the room to see.
 * Spec: spec/printing.md, section 3.
 * @module
 */
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { actaFingerprint } from "@triplicate/core/count-machine/fingerprint.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import { ZERO_TAPE } from "@triplicate/core/statement/zero-tape.ts";
import { translator } from "../messages.ts";
import type { PrintBlock, PrintDocument } from "./print-document.ts";
import {
  contestOf,
  document,
  heading,
  machineLines,
  moment,
  optionRows,
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

export type ZeroTapeContent = Signers & { readonly note: Uint8Array; readonly machine: NoteKey };

export function zeroTapeDocument(paper: StationPaper, content: ZeroTapeContent): PrintDocument {
  const { definition, language } = paper;
  const t = translator(language);
  const { text, value: tape } = statementOf(content.note, ZERO_TAPE);
  const title = t.t("print.kind.zero-tape");
  const counts = ["ballots", "blank", "null", "spoiled"] as const;
  const isZero =
    counts.every((name) => tape[name] === 0) &&
    tape.contest.every(([, { votes }]) => votes.every((value) => value === 0));
  const statement: PrintBlock = isZero
    ? textBlock(t.t("print.zero.statement"), { isBold: true })
    : textBlock(t.t("print.zero.warning"), { size: "large", isBold: true, isInverse: true, align: "centre" });
  return document("zero-tape", { language, mode: tape.mode, title }, [
    ...heading(paper, title),
    rowBlock(t.t("print.time.printed"), moment(tape.printed)),
    SPACE,
    statement,
    THIN,
    rowBlock(t.t("print.number.registered"), t.number(tape.registered), "large", true),
    ...counts.map((name) => rowBlock(t.t(`print.number.${name}`), t.number(tape[name]), "large", true)),
    ...tape.contest.flatMap(([id, { options, votes }]) => {
      const contest = contestOf(definition, id);
      return [
        SPACE,
        textBlock(t.localized(contest.name), { size: "tall", isBold: true, isInverse: true }),
        ...contest.options.flatMap((option, i) => {
          const at = options.indexOf(option.id);
          if (at < 0) throw new Error(`the zero tape has no option ${option.id}`);
          return optionRows(contest, i, t.number(votes[at]!));
        }),
      ];
    }),
    THIN,
    textBlock(t.t("print.fingerprint")),
    textBlock(actaFingerprint(text), { size: "large", isBold: true, align: "centre" }),
    ...signatureLines(t, content),
    THICK,
    ...machineLines(t, content.machine),
    textBlock(`${t.t("print.machine.journal")}: ${encodeBase64(tape.journal)}`),
  ]);
}
