/**
 * One cell's text to one number of votes, exactly or not at all.
 *
 * A number of votes is ASCII digits. Leading zeros are accepted, because official files pad their columns; signs,
 * exponents, spaces around, and digits of other scripts are not. A group of three digits after a separator that the
 * mapping does not declare is its own fault: "2.746" may be 2746 or a ratio, and only a person can say which.
 * Spec: spec/reading.md, section 3.
 * @module
 */
import { UNKNOWN } from "./count.ts";
import type { Mapping } from "./mapping.ts";

/** The largest number a cell holds; no election has a station, or a country, with more voters. */
export const MAX_VOTES = 2 ** 31 - 1;

export type VotesFault = { readonly rule: "not-a-number" | "grouped-number" };

const NOT_A_NUMBER: VotesFault = { rule: "not-a-number" };
const GROUPED_NUMBER: VotesFault = { rule: "grouped-number" };

/** Separators people put between groups of three digits: point, comma, apostrophes, and four kinds of space. */
export const GROUP_SEPARATORS = ".,'’ \u00a0\u2009\u202f";

const ZERO = 0x30;
const NINE = 0x39;

/** The number in `text`, UNKNOWN.missing for an empty cell (clause 3.6), or what is wrong with it. */
export function readVotes(text: string, numbers: Mapping["numbers"]): number | VotesFault {
  if (text.length === 0) return numbers?.empty === "zero" ? 0 : UNKNOWN.missing;
  const plain = plainDigits(text);
  if (plain >= 0) return plain > MAX_VOTES ? NOT_A_NUMBER : plain;
  const thousands = numbers?.thousands;
  const whole = numbers?.zeroDecimals === true ? withoutZeroDecimals(text, thousands) : text;
  if (whole !== text) {
    const digits = plainDigits(whole);
    if (digits >= 0) return digits > MAX_VOTES ? NOT_A_NUMBER : digits;
  }
  return readGrouped(whole, thousands);
}

/**
 * The number in a JSON value. `raw` is the value as it stands in the file, because a parser turns 2.740 into 2.74.
 * A JSON number has one notation for whole and fractional numbers, so 258.0 needs no leave of the mapping.
 */
export function readJsonVotes(value: unknown, raw: string, numbers: Mapping["numbers"]): number | VotesFault {
  if (value === null || value === undefined) return readVotes("", numbers);
  if (typeof value === "string") return readVotes(value, numbers);
  if (typeof value !== "number") return NOT_A_NUMBER;
  const whole = plainDigits(raw.endsWith(".0") ? raw.slice(0, -2) : raw);
  if (whole >= 0 && whole <= MAX_VOTES) return whole;
  const read = readVotes(raw, { ...numbers, zeroDecimals: true });
  // A program that rewrote the file may have cut 2.740 to 2.74, so any short fraction is a suspect (clause 3.5).
  if (typeof read !== "number" && /^[1-9][0-9]{0,2}\.[0-9]{1,3}$/.test(raw)) return GROUPED_NUMBER;
  return read;
}

/** The value of all-digit text, Infinity when it has too many digits to matter, or -1 for any other text. */
function plainDigits(text: string): number {
  let value = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < ZERO || code > NINE) return -1;
    value = value * 10 + (code - ZERO);
  }
  return text.length === 0 ? -1 : value;
}

/** "258.0" as "258". Exactly three zeros after the point could be a group, unless another separator is declared. */
function withoutZeroDecimals(text: string, thousands: string | undefined): string {
  const match = /^(.*[0-9])\.(0+)$/.exec(text);
  if (match === null) return text;
  const [, whole = "", zeros = ""] = match;
  const couldBeGroup = zeros.length === 3 && (thousands === undefined || thousands === ".");
  return couldBeGroup ? text : whole;
}

function readGrouped(text: string, thousands: string | undefined): number | VotesFault {
  const match = /^([1-9][0-9]{0,2})([.,'’ \u00a0\u2009\u202f])[0-9]{3}/.exec(text);
  const separator = match?.[2];
  if (separator === undefined) return NOT_A_NUMBER;
  const groups = text.split(separator);
  const [first = "", ...rest] = groups;
  if (first.length > 3 || rest.some((group) => group.length !== 3 || plainDigits(group) < 0)) {
    return NOT_A_NUMBER;
  }
  if (separator !== thousands) return GROUPED_NUMBER;
  const value = plainDigits(groups.join(""));
  return value > MAX_VOTES ? NOT_A_NUMBER : value;
}
