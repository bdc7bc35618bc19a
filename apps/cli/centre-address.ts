/**
 * The address of a centre as an option gives it.
 * @module
 */
import type { Translator } from "@triplicate/ui/messages.ts";
import { shownText } from "./definition-fault.ts";
import { UsageError } from "./io.ts";

/** http or https and nothing that would go along with every question. */
export function centreAddress(text: string, t: Translator): string {
  const url = /^https?:\/\//.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.username !== "" || url.search !== "" || url.hash !== "")
    throw new UsageError(t.t("collect.usage.centre", { text: shownText(text) }));
  return url.href;
}
