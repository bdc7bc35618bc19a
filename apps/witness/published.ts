/**
 * What a centre publishes of one station, read from JSON that nobody signed, and held against a signed acta number by number.
 *
 * Unknown is not zero: a number that is missing there is shown as missing. Spec: spec/transmission.md, clause 9.5;
 * spec/witness-app.md, section 8.
 * @module
 */
import { decodeUtf8 } from "@triplicate/core/bytes.ts";
import type { Contest } from "@triplicate/core/election/definition.ts";
import { isRecord } from "@triplicate/core/json-schema.ts";
import type { Acta } from "@triplicate/core/statement/acta.ts";

export const MAX_STATION_BYTES = 1024 * 1024;
const MAX_ENTRIES = 50;

export const PUBLISHED_STATUSES = ["missing", "counted", "conflict", "paper"] as const;
export type PublishedStatus = (typeof PUBLISHED_STATUSES)[number];

export type PublishedNumbers = {
  readonly votes: Readonly<Record<string, number | null>>;
  readonly blank: number | null;
  readonly null: number | null;
};

export type PublishedContest = {
  readonly status: PublishedStatus;
  /** Entries of the log that this is of. */
  readonly tree: number;
  readonly signed: PublishedNumbers | null;
  readonly withPaper: PublishedNumbers | null;
  /** Log indexes of actas and of signatures added to them. */
  readonly actas: readonly number[];
  /** Log indexes of hand-count sheets. */
  readonly sheets: readonly number[];
};

/** Null where what came is no such thing, or is about another station. */
export function parsePublished(
  bytes: Uint8Array,
  station: string,
  contest: Contest,
): PublishedContest | null {
  const value = parseJson(bytes);
  if (!isRecord(value) || value.station !== station || !Array.isArray(value.contests)) return null;
  const own: unknown = value.contests.find((one: unknown) => isRecord(one) && one.contest === contest.id);
  if (!isRecord(own)) return null;
  const status = PUBLISHED_STATUSES.find((name) => name === own.status);
  const tree = count(value.tree);
  if (status === undefined || tree === null) return null;
  return {
    ...{ status, tree, actas: entriesOf(own.actas), sheets: entriesOf(own.sheets) },
    signed: numbersOf(own.signed, contest),
    withPaper: numbersOf(own.withPaper, contest),
  };
}

function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const count = (value: unknown): number | null =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;

const entriesOf = (value: unknown): number[] =>
  (Array.isArray(value) ? value : [])
    .map(count)
    .filter((index) => index !== null)
    .slice(0, MAX_ENTRIES);

function numbersOf(value: unknown, { options }: Contest): PublishedNumbers | null {
  if (!isRecord(value)) return null;
  const votes = isRecord(value.votes) ? value.votes : {};
  return {
    votes: Object.fromEntries(
      options.map(({ id }) => [id, count(Object.hasOwn(votes, id) ? votes[id] : undefined)]),
    ),
    blank: count(value.blank),
    null: count(value.null),
  };
}

/** One line of both: an option's id, `blank` or `null`. */
export type NumberRow = {
  readonly line: string;
  readonly acta: number;
  readonly published: number | null;
};

/** Every line, in the order of the acta; those that differ are for the reader to see among the others. */
export function numberRows(
  { votes, blank, null: spoilt }: Pick<Acta, "votes" | "blank" | "null">,
  published: PublishedNumbers,
): NumberRow[] {
  return [
    ...votes.options.map((line, i) => ({
      line,
      acta: votes.votes[i]!,
      published: published.votes[line] ?? null,
    })),
    { line: "blank", acta: blank, published: published.blank },
    { line: "null", acta: spoilt, published: published.null },
  ];
}

export const isSameNumbers = (rows: readonly NumberRow[]): boolean =>
  rows.every(({ acta, published }) => acta === published);
