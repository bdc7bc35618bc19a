/**
 * Turns `--count NAME=MAPPING:FILE` and its kin into checked paths.
 * @module
 */
import { existsSync } from "node:fs";
import { isUrl } from "@triplicate/adapters/log-source.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { UsageError } from "./io.ts";

export type CompareOptions = {
  readonly election: string;
  readonly count: readonly string[];
  readonly announced: readonly string[];
  readonly out: string;
  readonly json: boolean;
  readonly failOn: "discrepancy" | "flip" | "never";
};

/** What carries its own proof needs no mapping: a published log, or actas that people kept. */
export const SIGNED_KINDS = ["log", "actas"] as const;
export type SignedKind = (typeof SIGNED_KINDS)[number];

export type CountArgument =
  | { readonly name: string; readonly kind: "mapped"; readonly mapping: string; readonly file: string }
  | { readonly name: string; readonly kind: SignedKind; readonly file: string };

/** Pairs grow with the square of the counts, and nobody has more than a handful of independent ones. */
export const MAX_COUNTS = 6;

/** Names stand in files, columns and headings, so they are kept plain. */
const COUNT_NAME = /^[A-Za-z0-9_-]{1,40}$/;

export function parseCounts(options: CompareOptions, { t }: Translator): CountArgument[] {
  const counts = options.count.map((text) => parseCount(text, t));
  const names = new Set<string>();
  for (const { name } of counts) {
    if (names.has(name)) throw new UsageError(t("cli.usage.countTwice", { name }));
    names.add(name);
  }
  const fewest = options.announced.length > 0 ? 1 : 2;
  if (counts.length < fewest) throw new UsageError(t("cli.usage.countFew"));
  if (counts.length > MAX_COUNTS) throw new UsageError(t("cli.usage.countMany", { limit: MAX_COUNTS }));
  return counts;
}

function parseCount(text: string, t: Translator["t"]): CountArgument {
  const equals = text.indexOf("=");
  const name = text.slice(0, Math.max(equals, 0));
  const rest = text.slice(equals + 1);
  const signed = SIGNED_KINDS.find((kind) => rest.startsWith(`${kind}:`) && !existsSync(kind));
  if (equals > 0 && signed !== undefined) {
    if (!COUNT_NAME.test(name)) throw new UsageError(t("cli.usage.countName", { name }));
    const file = rest.slice(signed.length + 1);
    if (!isUrl(file) && !existsSync(file)) throw new UsageError(t("cli.usage.noFile", { file }));
    return { name, kind: signed, file };
  }
  const colon = splitAt(rest);
  if (equals < 1 || colon < 1 || colon === rest.length - 1) {
    throw new UsageError(t("cli.usage.countForm", { text }));
  }
  if (!COUNT_NAME.test(name)) throw new UsageError(t("cli.usage.countName", { name }));
  const count = { name, kind: "mapped", mapping: rest.slice(0, colon), file: rest.slice(colon + 1) } as const;
  for (const file of [count.mapping, count.file]) {
    if (!existsSync(file)) throw new UsageError(t("cli.usage.noFile", { file }));
  }
  return count;
}

/** The first colon with an existing file before it (C:\ has one inside), else the first colon. */
function splitAt(text: string): number {
  for (let colon = text.indexOf(":"); colon !== -1; colon = text.indexOf(":", colon + 1)) {
    if (existsSync(text.slice(0, colon))) return colon;
  }
  return text.indexOf(":");
}
