/**
 * Codecs of the values that our records are made of. Each prints one form; a record's reader refuses any other.
 * Spec: spec/note.md, section 6.
 * @module
 */
import { decodeBase64, encodeBase64 } from "../bytes.ts";
import { SHA256_BYTES } from "../sha256.ts";
import type { FieldCodec } from "./record.ts";

/** Largest number in a record: votes of a country are at most 2^32, and every sum stays an exact double. */
export const MAX_NUMBER = Number.MAX_SAFE_INTEGER;

export const number: FieldCodec<number> = {
  parse: (text) => {
    if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return null;
    const value = Number(text);
    return value <= MAX_NUMBER ? value : null;
  },
  print: (value) => {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no count`);
    return String(value);
  },
};

/** An identifier of the election definition (spec/election.md, clause 3.1). */
export const identifier: FieldCodec<string> = {
  parse: (text) => (/^[A-Za-z0-9][A-Za-z0-9._/:+-]{0,63}$/.test(text) ? text : null),
  // What is printed is signed: a newline inside would be a line of its own.
  print: (text) => {
    if (identifier.parse(text) === null)
      throw new Error("an identifier has 1 to 64 of the allowed characters");
    return text;
  },
};

export const oneOf = <const T extends string>(...values: readonly T[]): FieldCodec<T> => ({
  parse: (text) => values.find((value) => value === text) ?? null,
  print: (value) => {
    if (!values.includes(value)) throw new Error(`${value} is none of ${values.join(", ")}`);
    return value;
  },
});

/** 32 bytes in base64: a SHA-256, or the root of a tree. */
export const hash: FieldCodec<Uint8Array> = {
  parse: (text) => {
    const bytes = decodeBase64(text);
    return bytes?.length === SHA256_BYTES ? bytes : null;
  },
  print: (bytes) => {
    if (bytes.length !== SHA256_BYTES) throw new RangeError(`a hash has ${SHA256_BYTES} bytes`);
    return encodeBase64(bytes);
  },
};

const TIME =
  /^(?:19[7-9][0-9]|2[01][0-9]{2})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/;

/** A moment of the years 1970 to 2199 in whole seconds of UTC, as `2017-10-15T10:02:00Z`; seconds since 1970. */
export const time: FieldCodec<number> = {
  parse: (text) => {
    if (!TIME.test(text)) return null;
    const two = (at: number) => Number(text.slice(at, at + 2));
    const [year, month, day] = [Number(text.slice(0, 4)), two(5), two(8)];
    if (day > daysOfMonth(year, month)) return null;
    return daysFromCivil(year, month, day) * 86_400 + two(11) * 3600 + two(14) * 60 + two(17);
  },
  print: printTime,
};

const daysOfMonth = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** The first second of the year 2200. */
const END_OF_TIME = 7_258_118_400;

function printTime(seconds: number): string {
  if (!Number.isSafeInteger(seconds) || seconds < 0 || seconds >= END_OF_TIME)
    throw new RangeError(`${seconds} is no time of a record`);
  const days = Math.floor(seconds / 86_400);
  const rest = seconds - days * 86_400;
  const [year, month, day] = civilFromDays(days);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${clock}Z`;
}

// The Gregorian calendar by arithmetic (Hinnant, "chrono-compatible low-level date algorithms"): a Date would read a clock's rules.
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  );
}

function civilFromDays(days: number): [year: number, month: number, day: number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}

/** Votes by option in the order of the ballot, `PSUV=212 MUD=198`: parallel lists, so a reader makes no map per acta. */
export type OptionVotes = { readonly options: readonly string[]; readonly votes: readonly number[] };

export const optionVotes: FieldCodec<OptionVotes> = {
  parse: (text) => {
    const options: string[] = [];
    const votes: number[] = [];
    for (const part of text.split(" ")) {
      const at = part.lastIndexOf("=");
      const value = at < 0 ? null : number.parse(part.slice(at + 1));
      if (value === null || identifier.parse(part.slice(0, at)) === null) return null;
      options.push(part.slice(0, at));
      votes.push(value);
    }
    return { options, votes };
  },
  print: ({ options, votes }) => {
    if (options.length !== votes.length || options.length === 0)
      throw new Error("as many votes as options, and one");
    return options.map((option, i) => `${option}=${number.print(votes[i]!)}`).join(" ");
  },
};

/** Two values separated by one space, neither with a space of its own but the last. */
export const pair = <A, B>(first: FieldCodec<A>, second: FieldCodec<B>): FieldCodec<readonly [A, B]> => ({
  parse: (text) => {
    const at = text.indexOf(" ");
    const a = at < 0 ? null : first.parse(text.slice(0, at));
    const b = a === null ? null : second.parse(text.slice(at + 1));
    return a === null || b === null ? null : [a, b];
  },
  print: ([a, b]) => `${first.print(a)} ${second.print(b)}`,
});
