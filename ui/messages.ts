/**
 * Everything a person reads, in every language, as ICU MessageFormat catalogues with one translator per language.
 *
 * Lingui's compiler parses the catalogues; the values are put in here rather than by Lingui's runtime, for three
 * reasons: a missing value or an unknown id is our own fault and must throw, a number must look the same on every
 * machine, and text from a hostile file must come out as it went in (the runtime decodes escapes inside values).
 * A number given for `{n}` is written with grouped digits; `{n, plural, …}` uses it as it is.
 * @module
 */

import { type CompiledMessage, compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import type { Language, LocalizedText } from "@triplicate/core/text.ts";
import enAttack from "./messages/en/attack.json" with { type: "json" };
import enCentre from "./messages/en/centre.json" with { type: "json" };
import enCharts from "./messages/en/charts.json" with { type: "json" };
import enClasses from "./messages/en/classes.json" with { type: "json" };
import enCli from "./messages/en/cli.json" with { type: "json" };
import enDefinitions from "./messages/en/definitions.json" with { type: "json" };
import enPackage from "./messages/en/election-package.json" with { type: "json" };
import enFaults from "./messages/en/faults.json" with { type: "json" };
import enFindings from "./messages/en/findings.json" with { type: "json" };
import enHelp from "./messages/en/help.json" with { type: "json" };
import enKeys from "./messages/en/keys.json" with { type: "json" };
import enReport from "./messages/en/report.json" with { type: "json" };
import enScreening from "./messages/en/screening.json" with { type: "json" };
import enVerify from "./messages/en/verify.json" with { type: "json" };
import esAttack from "./messages/es/attack.json" with { type: "json" };
import esCentre from "./messages/es/centre.json" with { type: "json" };
import esCharts from "./messages/es/charts.json" with { type: "json" };
import esClasses from "./messages/es/classes.json" with { type: "json" };
import esCli from "./messages/es/cli.json" with { type: "json" };
import esDefinitions from "./messages/es/definitions.json" with { type: "json" };
import esPackage from "./messages/es/election-package.json" with { type: "json" };
import esFaults from "./messages/es/faults.json" with { type: "json" };
import esFindings from "./messages/es/findings.json" with { type: "json" };
import esHelp from "./messages/es/help.json" with { type: "json" };
import esKeys from "./messages/es/keys.json" with { type: "json" };
import esReport from "./messages/es/report.json" with { type: "json" };
import esScreening from "./messages/es/screening.json" with { type: "json" };
import esVerify from "./messages/es/verify.json" with { type: "json" };
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

const en = {
  ...enReport,
  ...enCharts,
  ...enClasses,
  ...enScreening,
  ...enFindings,
  ...enFaults,
  ...enCli,
  ...enDefinitions,
  ...enKeys,
  ...enPackage,
  ...enCentre,
  ...enVerify,
  ...enAttack,
  ...enHelp,
};
const es = {
  ...esReport,
  ...esCharts,
  ...esClasses,
  ...esScreening,
  ...esFindings,
  ...esFaults,
  ...esCli,
  ...esDefinitions,
  ...esKeys,
  ...esPackage,
  ...esCentre,
  ...esVerify,
  ...esAttack,
  ...esHelp,
};

/** An id that both catalogues have: one that only one has does not compile where it is used. */
export type MessageId = keyof typeof es & keyof typeof en;
export type MessageValues = Readonly<Record<string, string | number>>;

/** The catalogues as written, for tests and scripts that compare languages. */
export const CATALOGUES: Readonly<Record<Language, Readonly<Record<string, string>>>> = { es, en };

export const LANGUAGES = ["es", "en"] as const satisfies readonly Language[];

export type Translator = {
  readonly language: Language;
  /** The message with its values; throws on an unknown id or a missing value. */
  t(id: MessageId, values?: MessageValues): string;
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

const translators = new Map<Language, Translator>();

export function translator(language: Language): Translator {
  const known = translators.get(language);
  if (known !== undefined) return known;
  const created = createTranslator(language);
  translators.set(language, created);
  return created;
}

function createTranslator(language: Language): Translator {
  const compiled = new Map<string, CompiledMessage>();
  const plurals = new Intl.PluralRules(language);
  const messageOf = (id: MessageId): CompiledMessage => {
    const known = compiled.get(id);
    if (known !== undefined) return known;
    const source = Object.hasOwn(CATALOGUES[language], id) ? CATALOGUES[language][id] : undefined;
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
