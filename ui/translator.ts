/**
 * A translator over one catalogue: ICU MessageFormat with our own values, the same on a server, a terminal and a telephone.
 *
 * Lingui's compiler parses the catalogues; the values are put in here rather than by Lingui's runtime, for three
 * reasons: a missing value or an unknown id is our own fault and must throw, a number must look the same on every
 * machine, and text from a hostile file must come out as it went in (the runtime decodes escapes inside values).
 * A number given for `{n}` is written with grouped digits; `{n, plural, …}` uses it as it is.
 * @module
 */
import { type CompiledMessage, compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import type { Language, LocalizedText } from "@triplicate/core/text.ts";
import {
  formatDay,
  formatDecimal,
  formatInteger,
  formatList,
  formatPercent,
  formatPoints,
  formatPublished,
  formatSigned,
} from "./numbers.ts";

export type MessageValues = Readonly<Record<string, string | number>>;

/** `Id` are the ids of a catalogue: one that it lacks does not compile where it is used. */
export type TranslatorOf<Id extends string> = {
  readonly language: Language;
  /** The message with its values; throws on an unknown id or a missing value. */
  t(id: Id, values?: MessageValues): string;
  number(value: number): string;
  signed(value: number): string;
  decimal(value: number, digits: number): string;
  percent(value: number, digits: number): string;
  /** Hundredths of a percentage point, 1056 as 10.56, without a unit. */
  points(points100: number): string;
  /** A published decimal string with its digits untouched. */
  published(text: string): string;
  list(items: readonly string[]): string;
  /** A day as YYYY-MM-DD in words. */
  day(day: string): string;
  localized(text: LocalizedText): string;
};

/** The catalogue of one language, as written. */
export function createTranslator<Id extends string>(
  language: Language,
  catalogue: Readonly<Record<Id, string>>,
): TranslatorOf<Id> {
  const compiled = new Map<string, CompiledMessage>();
  const plurals = new Intl.PluralRules(language);
  const messageOf = (id: Id): CompiledMessage => {
    const known = compiled.get(id);
    if (known !== undefined) return known;
    const source = Object.hasOwn(catalogue, id) ? catalogue[id] : undefined;
    if (source === undefined) throw new Error(`no message ${id} in ${language}`);
    const message = compileMessage(source);
    compiled.set(id, message);
    return message;
  };
  return {
    language,
    t: (id, values = {}) => fill(messageOf(id), { id, values, language, plurals }),
    number: (value) => formatInteger(language, value),
    signed: (value) => formatSigned(language, value),
    decimal: (value, digits) => formatDecimal(language, value, digits),
    percent: (value, digits) => formatPercent(language, value, digits),
    points: (points100) => formatPoints(language, points100),
    published: (text) => formatPublished(language, text),
    list: (items) => formatList(language, items),
    day: (day) => formatDay(language, day),
    localized: (text) => text[language],
  };
}

/** Nothing but text and plain arguments, with no quoting: most messages, and no parser is needed for them. */
const PLAIN = /^(?:[^{}'#]|\{\w+\})*$/;

export function compileMessage(source: string): CompiledMessage {
  if (!PLAIN.test(source)) return compileMessageOrThrow(source);
  return source
    .split(/(\{\w+\})/)
    .filter((token) => token !== "")
    .map((token) => (token.startsWith("{") ? [token.slice(1, -1)] : token));
}

type Filling = {
  readonly id: string;
  readonly values: MessageValues;
  readonly language: Language;
  readonly plurals: Intl.PluralRules;
};

function fill(message: CompiledMessage, filling: Filling): string {
  let text = "";
  for (const token of message) {
    if (typeof token === "string") text += token;
    else text += fillArgument(token[0], token[1], token[2], filling);
  }
  return text;
}

function fillArgument(name: string, type: string | undefined, cases: unknown, filling: Filling): string {
  const value = Object.hasOwn(filling.values, name) ? filling.values[name] : undefined;
  if (value === undefined) throw new Error(`message ${filling.id} needs ${name}`);
  if (type === undefined) return typeof value === "number" ? formatInteger(filling.language, value) : value;
  if (type !== "plural" && type !== "select") throw new Error(`message ${filling.id}: no type ${type}`);
  const branches = cases as Readonly<Record<string, CompiledMessage>>;
  const branch = branches[caseOf(type, value, branches, filling)] ?? branches.other;
  if (branch === undefined) throw new Error(`message ${filling.id}: no case for ${value}`);
  return fill(branch, filling);
}

function caseOf(
  type: "plural" | "select",
  value: string | number,
  branches: Readonly<Record<string, unknown>>,
  filling: Filling,
): string {
  const exact = String(value);
  if (Object.hasOwn(branches, exact) && exact !== "offset") return exact;
  if (type === "select") return "other";
  if (typeof value !== "number") throw new Error(`message ${filling.id}: plural of text`);
  return filling.plurals.select(value);
}
