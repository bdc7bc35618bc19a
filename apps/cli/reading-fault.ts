/**
 * A file that cannot be read, in the person's words: where, what, and what to do.
 * @module
 */
import type { ReadingFault } from "@triplicate/core/reading/finding.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { visibleText } from "@triplicate/ui/report/visible-text.ts";
import { UsageError } from "./io.ts";

export function faultToUsage(fault: ReadingFault, { t }: Translator): UsageError {
  const { code, source: file, line, column, text, detail } = fault;
  let where = file;
  if (line !== undefined && column !== undefined) where = t("fault.whereColumn", { file, line, column });
  else if (line !== undefined) where = t("fault.where", { file, line });
  const details = Object.entries(detail ?? {}).map(
    ([key, value]) => `\n  ${key}: ${visibleText(String(value))}`,
  );
  const quoted = text === undefined || text === "" ? "" : `\n  > ${visibleText(text)}`;
  return new UsageError(
    `${where}: ${t(`fault.${code}.message`)}${quoted}${details.join("")}`,
    t(`fault.${code}.remedy`),
  );
}
