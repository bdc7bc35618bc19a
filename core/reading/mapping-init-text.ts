/**
 * Writes JSON with comments: a value tree in which any member may be preceded by a question, asked in Spanish and
 * in English. The result is meant to be edited by hand.
 * @module
 */
import type { LocalizedText } from "../text.ts";

/** A member of an object, with the questions that stand before it. */
export type Member = {
  readonly name: string;
  readonly value: Draft;
  readonly questions?: readonly LocalizedText[];
};
export type Draft = string | number | boolean | readonly Draft[] | { readonly members: readonly Member[] };

export const member = (name: string, value: Draft, ...questions: readonly LocalizedText[]): Member => ({
  name,
  value,
  questions,
});
export const members = (...all: readonly (Member | null)[]): Draft => ({
  members: all.filter((one) => one !== null),
});

const LINE = 100;

/** The draft with `head` before it and `tail` after it, both as comments. */
export function writeDraft(draft: Draft, head: readonly LocalizedText[], tail: readonly string[]): string {
  const top = head.flatMap((text) => comment(text, ""));
  const bottom = tail.map((line) => `// ${oneLine(line)}`.trimEnd());
  return `${[...top, write(draft, ""), ...bottom].join("\n")}\n`;
}

function write(draft: Draft, indent: string): string {
  if (typeof draft !== "object") return JSON.stringify(draft);
  const inner = `${indent}  `;
  if (isList(draft)) {
    const items = draft.map((item) => write(item, inner));
    const flat = `[${items.join(", ")}]`;
    if (!flat.includes("\n") && flat.length + indent.length <= LINE) return flat;
    return `[\n${items.map((item) => inner + item).join(",\n")}\n${indent}]`;
  }
  const all = draft.members;
  const lines = all.map(({ name, value }) => `${JSON.stringify(name)}: ${write(value, inner)}`);
  const flat = `{ ${lines.join(", ")} }`;
  const asked = all.some(({ questions = [] }) => questions.length > 0);
  if (all.length === 0) return "{}";
  if (!asked && !flat.includes("\n") && flat.length + indent.length <= LINE) return flat;
  const body = all.flatMap(({ questions = [] }, i) => [
    ...questions.flatMap((question) => comment(question, inner)),
    `${inner}${lines[i]}${i < all.length - 1 ? "," : ""}`,
  ]);
  return `{\n${body.join("\n")}\n${indent}}`;
}

const isList = (draft: Draft): draft is readonly Draft[] => Array.isArray(draft);

function comment({ es, en }: LocalizedText, indent: string): string[] {
  return [`${indent}// ES: ${oneLine(es)}`, `${indent}// EN: ${oneLine(en)}`];
}

/** Text of a foreign file must not end its comment. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
