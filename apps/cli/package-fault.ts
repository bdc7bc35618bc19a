/**
 * What is wrong with an election package, as lines in the person's language: file, place, sentence, code.
 * @module
 */
import type { PictureFault } from "@triplicate/adapters/election-pictures.ts";
import { PACKAGE_FILES, type PackageFaults } from "@triplicate/core/election/election-package.ts";
import {
  ELECTION_FAULTS,
  PACKAGE_FAULTS,
  type PackageFaultCode,
  ROSTER_FAULTS,
} from "@triplicate/core/election/faults.ts";
import type { PackageFault } from "@triplicate/core/election/package-faults.ts";
import type { NoteError } from "@triplicate/core/note/note.ts";
import type { RecordError } from "@triplicate/core/note/record.ts";
import type { MessageId, Translator } from "@triplicate/ui/messages.ts";
import { electionSentence, rosterSentence, shownText } from "./definition-fault.ts";
import { UsageError } from "./io.ts";

const MOST_LISTED = 50;

export function packageError({ faults, total }: PackageFaults, translator: Translator): UsageError {
  const { t } = translator;
  const lines = faults.slice(0, MOST_LISTED).map((fault) => {
    const file = PACKAGE_FILES[fault.file];
    const where = fault.line === 0 ? file : t("fault.where", { file, line: fault.line });
    const sentence = packageSentence(fault, translator);
    const path = shownText(fault.path);
    return path === ""
      ? `  ${t("definition.rosterLine", { where, sentence, code: fault.code })}`
      : `  ${t("definition.line", { where, path, sentence, code: fault.code })}`;
  });
  if (total > lines.length) lines.push(`  ${t("cli.fault.more", { n: total - lines.length })}`);
  return new UsageError(
    [t("package.faults", { n: total }), ...lines].join("\n"),
    t("cli.fault.remedy", { spec: "spec/election.md" }),
  );
}

export const pictureSentence = (fault: PictureFault, { t }: Translator): string =>
  t(`package.${fault.code}`, { ...fault });

const has = <T extends object>(table: T, code: string): code is keyof T & string =>
  Object.hasOwn(table, code);

export function packageSentence(fault: PackageFault, translator: Translator): string {
  const { file, code, path, line } = fault;
  if (has(PACKAGE_FAULTS, code)) return sentence(code, fault, translator);
  if (file === "definition" && has(ELECTION_FAULTS, code)) {
    return electionSentence({ code, path, detail: fault.detail }, translator);
  }
  if (file === "roster" && has(ROSTER_FAULTS, code)) {
    return rosterSentence({ code, line, detail: fault.detail }, translator);
  }
  return sentence(code as NoteError["code"] | RecordError["code"], fault, translator);
}

function sentence(
  code: PackageFaultCode | NoteError["code"] | RecordError["code"],
  { detail }: PackageFault,
  { t }: Translator,
): string {
  const values = Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      typeof value === "string" ? shownText(value) : value,
    ]),
  );
  return t(`package.fault.${code}` satisfies MessageId, { name: "", field: "none", ...values });
}
