/**
 * Numbers as people read them, written by hand so that a report has the same bytes whatever locale data a machine has.
 *
 * Spanish groups with a point and groups every number (Intl leaves 1471 alone, which makes a column of votes ragged);
 * English groups with a comma. A negative sign is U+2212, which is as wide as the plus.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";

const MINUS = "\u2212";
const NO_BREAK_SPACE = "\u00a0";

const SEPARATORS = {
  es: { group: ".", decimal: "," },
  en: { group: ",", decimal: "." },
} as const satisfies Record<Language, { group: string; decimal: string }>;

/** An integer with its digits grouped in threes. */
export function formatInteger(language: Language, value: number | bigint): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`${value} is no number`);
  if (typeof value === "number" && !Number.isInteger(value)) return formatDecimal(language, value, 1);
  const digits = groupDigits(language, String(value).replace("-", ""));
  return value < 0 ? MINUS + digits : digits;
}

/** Groups a string of decimal digits, for integers too long for a number. */
export function groupDigits(language: Language, digits: string): string {
  if (!/^\d+$/.test(digits)) throw new RangeError(`${digits} is no integer`);
  return digits.replace(/\B(?=(\d{3})+$)/g, SEPARATORS[language].group);
}

/** An integer with its sign always shown; zero has none. */
export function formatSigned(language: Language, value: number): string {
  return value > 0 ? `+${formatInteger(language, value)}` : formatInteger(language, value);
}

/** A number with exactly `digits` decimals, rounded half away from zero in its decimal form. */
export function formatDecimal(language: Language, value: number, digits: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no number`);
  const [whole = "0", fraction] = Math.abs(value).toFixed(digits).split(".");
  const text = groupDigits(language, whole) + (fraction ? SEPARATORS[language].decimal + fraction : "");
  return value < 0 && Number(text.replace(/\D/g, "")) !== 0 ? MINUS + text : text;
}

export function formatPercent(language: Language, value: number, digits: number): string {
  const text = formatDecimal(language, value, digits);
  return language === "es" ? `${text}${NO_BREAK_SPACE}%` : `${text}%`;
}

/** Hundredths of a percentage point, exactly: 1056 is 10.56. */
export function formatPoints(language: Language, points100: number): string {
  if (!Number.isSafeInteger(points100)) throw new RangeError(`${points100} is no integer`);
  const size = Math.abs(points100);
  const text = `${formatInteger(language, Math.floor(size / 100))}${SEPARATORS[language].decimal}${String(size % 100).padStart(2, "0")}`;
  return points100 < 0 ? MINUS + text : text;
}

/** A published decimal string ("96.87") with the language's own separator and its digits untouched. */
export function formatPublished(language: Language, text: string): string {
  const [whole = "", fraction] = text.split(".");
  if (!/^\d+(\.\d+)?$/.test(text)) return text;
  return (
    groupDigits(language, whole) + (fraction === undefined ? "" : SEPARATORS[language].decimal + fraction)
  );
}

/** "a, b and c"; Spanish writes "e" before the sound i. */
export function formatList(language: Language, items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? "";
  const last = items[items.length - 1]!;
  const spanishAnd = /^(?:i|í|hi(?!e)|hí)/i.test(last) ? "e" : "y";
  const and = language === "es" ? spanishAnd : "and";
  return `${items.slice(0, -1).join(", ")} ${and} ${last}`;
}

const MONTHS = {
  es: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(" "),
  en: "January February March April May June July August September October November December".split(" "),
} as const satisfies Record<Language, readonly string[]>;

/** A day as YYYY-MM-DD in words; anything else as it is. */
export function formatDay(language: Language, day: string): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  const name = MONTHS[language][Number(month) - 1];
  if (name === undefined) return day;
  const of = language === "es" ? " de " : " ";
  return [String(Number(date)), name, year].join(of);
}
