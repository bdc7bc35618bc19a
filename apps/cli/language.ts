/**
 * Chooses the language: --lang first, then the locale as POSIX orders its variables, else English.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";

export const isLanguage = (text: string | undefined): text is Language => text === "es" || text === "en";

/** Looked up before the arguments are parsed, because the help itself is in that language. */
export function chooseLanguage(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language {
  for (const [i, arg] of args.entries()) {
    const value = arg === "--lang" ? args[i + 1] : arg.startsWith("--lang=") ? arg.slice(7) : undefined;
    if (isLanguage(value)) return value;
  }
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return locale.toLowerCase().startsWith("es") ? "es" : "en";
}
