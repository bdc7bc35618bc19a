/**
 * What is wrong in a definition, roster, mapping or announced totals, as a sentence in the person's language.
 *
 * The types hold the catalogue to the codes: a new code does not compile until both languages have its sentence.
 * Values are other people's text: shown with every misleading character visible, and cut, because a field's name in
 * a hostile file may be a megabyte long.
 * @module
 */
import type { ElectionFault } from "@triplicate/core/election/faults.ts";
import type { RosterFault } from "@triplicate/core/election/roster.ts";
import type { AnnouncedFault } from "@triplicate/core/reading/announced-schema.ts";
import type { MappingFault } from "@triplicate/core/reading/mapping-schema.ts";
import type { MessageId, MessageValues, Translator } from "@triplicate/ui/messages.ts";
import { visibleText } from "@triplicate/ui/report/visible-text.ts";

export type ReadingFault = MappingFault | AnnouncedFault;

export function electionSentence({ code, detail }: ElectionFault, translator: Translator): string {
  const values = shownValues(detail);
  if (code === "fraction-out-of-range") values.bounds = boundsText(detail, translator);
  return translator.t(`definition.election.${code}` satisfies MessageId, values);
}

export function rosterSentence({ code, detail }: RosterFault, { t }: Translator): string {
  return t(`definition.roster.${code}` satisfies MessageId, shownValues(detail));
}

export function readingSentence(fault: ReadingFault, { t, published }: Translator): string {
  const values = shownValues(fault.detail);
  // A sum of many safe integers comes as decimal digits, because it may be too large for a number.
  if (fault.code === "sum-over-valid") values.sum = published(String(fault.detail.sum));
  return t(readingMessage(fault), values);
}

/** The same code says different things by what its detail holds. */
function readingMessage({ code, detail, pointer }: ReadingFault): MessageId {
  switch (code) {
    case "out-of-range":
      return `definition.reading.out-of-range.${"atLeast" in detail ? "low" : "high"}`;
    case "bad-text":
      if ("atLeast" in detail) return "definition.reading.bad-text.short";
      if ("atMost" in detail) return "definition.reading.bad-text.long";
      if (!("pattern" in detail)) return "definition.reading.bad-text.unicode";
      if (pointer === "/file/delimiter") return "definition.reading.bad-text.delimiter";
      if (pointer === "/stationsPercent") return "definition.reading.bad-text.percent";
      return "definition.reading.bad-text.pattern";
    case "wrong-type":
      // The only two-word type: a list that has an item twice.
      return String(detail.expected).includes(" ")
        ? "definition.reading.repeated-item"
        : "definition.reading.wrong-type";
    default:
      return `definition.reading.${code}`;
  }
}

const BOUNDS = ["atLeast", "moreThan", "atMost", "lessThan"] as const;

function boundsText(detail: ElectionFault["detail"], { t, list }: Translator): string {
  const bounds = BOUNDS.flatMap((name) => {
    const bound = detail[name];
    return bound === undefined ? [] : [t(`definition.bound.${name}`, { bound })];
  });
  return list(bounds);
}

/** The JSON parser's own names for what stopped it; another one is shown as it is. */
const JSON_NAMES = [
  "InvalidSymbol",
  "InvalidNumberFormat",
  "PropertyNameExpected",
  "ValueExpected",
  "ColonExpected",
  "CommaExpected",
  "CloseBraceExpected",
  "CloseBracketExpected",
  "EndOfFileExpected",
  "InvalidCommentToken",
  "UnexpectedEndOfComment",
  "UnexpectedEndOfString",
  "UnexpectedEndOfNumber",
  "InvalidUnicode",
  "InvalidEscapeCharacter",
  "InvalidCharacter",
  "TooDeep",
] as const;

export function jsonSentence(name: string, { t }: Translator): string {
  const known = JSON_NAMES.find((one) => one === name);
  if (known === undefined) return t("definition.json.other", { name: shownText(name) });
  return t(`definition.json.${known}` satisfies MessageId);
}

function shownValues(detail: ElectionFault["detail"]): Record<string, MessageValues[string]> {
  return Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, shownValue(value)]));
}

/** 1.5 and 1e300 are shown as the file's author would recognise them; only whole numbers are grouped. */
function shownValue(value: string | number): string | number {
  if (typeof value === "string") return shownText(value);
  return Number.isSafeInteger(value) ? value : String(value);
}

const MOST_SHOWN = 300;

export function shownText(text: string): string {
  // Cut in UTF-16 units first, so that a megabyte is not spread into an array; then whole characters.
  const characters = [...text.slice(0, 2 * MOST_SHOWN + 1)];
  const isCut = characters.length > MOST_SHOWN;
  return visibleText(isCut ? `${characters.slice(0, MOST_SHOWN).join("")}…` : characters.join(""));
}
