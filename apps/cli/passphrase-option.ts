/**
 * The passphrase of a key file: the first line of a file, `-` for standard input, or typed unseen at a terminal. Never
 * an argument, which every user of the machine can read.
 * @module
 */
import { readFileSync } from "node:fs";
import type { Translator } from "@triplicate/ui/messages.ts";
import type { Ask } from "./ask.ts";
import { UsageError } from "./io.ts";

const STANDARD_INPUT = 0;

export async function passphraseFrom(
  file: string | undefined,
  ask: Ask | null,
  { t }: Translator,
): Promise<string> {
  if (file === undefined) {
    if (ask === null) throw new UsageError(t("package.passphrase.missing"));
    return ask.secret(t("package.passphrase.ask"));
  }
  try {
    return readFileSync(file === "-" ? STANDARD_INPUT : file, "utf8").split(/\r?\n/)[0]!;
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? "UNKNOWN";
    throw new UsageError(t("cli.json.unreadable", { file, detail }), t("cli.json.unreadable.remedy"));
  }
}
