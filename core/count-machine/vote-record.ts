/**
 * What a machine keeps of one voucher: a random code, a salt, its choices, and what became of it.
 *
 *     code 16 │ salt 32 │ state 1 │ a bit for each option, contest after contest, each contest filled up to whole bytes
 *
 * Every record of an election has one length, so that a disk can keep it in a place that was there before it. Nothing in it says when it
 * was made. As a leaf of the tree it is a text (clause 4.2), whose salt keeps anybody from trying out what a voucher says.
 * Spec: spec/voucher.md, section 4.
 * @module
 */
import type { Contest } from "../election/definition.ts";
import { identifier, oneOf } from "../note/fields.ts";
import { defineRecord, type FieldCodec, many, one, type RecordOf } from "../note/record.ts";
import { marksOf } from "../statement/acta-rules.ts";
import { bytesOf } from "../statement/station-fields.ts";
import { parseCode, printCode } from "./voucher-code.ts";

export const CODE_BYTES = 16;
export const SALT_BYTES = 32;
const HEAD_BYTES = CODE_BYTES + SALT_BYTES + 1;

/** pending: on disk, nothing printed yet. interrupted: people must look at the paper. The last two are final. */
export const RECORD_STATES = ["pending", "printed", "interrupted", "cast", "void"] as const;
export type RecordState = (typeof RECORD_STATES)[number];

/** For each contest the numbers of its options that are marked, ascending; none is a blank vote. */
export type Selections = readonly (readonly number[])[];

export type VoteRecord = {
  readonly code: Uint8Array;
  readonly salt: Uint8Array;
  readonly state: RecordState;
  readonly selections: Selections;
};

const bytesFor = ({ options }: Contest): number => Math.ceil(options.length / 8);

/** Length of every packed record of an election with these contests. */
export const recordBytes = (contests: readonly Contest[]): number =>
  contests.reduce((sum, contest) => sum + bytesFor(contest), HEAD_BYTES);

/** Whether a ballot may say this: a list for each contest, ascending, each option once, no more than may be marked. */
export function areSelections(selections: unknown, contests: readonly Contest[]): selections is Selections {
  if (!Array.isArray(selections) || selections.length !== contests.length) return false;
  return contests.every((contest, i) => {
    const marked: unknown = selections[i];
    if (!Array.isArray(marked) || marked.length > marksOf(contest)) return false;
    return marked.every(
      (option, k) =>
        Number.isInteger(option) &&
        option >= 0 &&
        option < contest.options.length &&
        (k === 0 || option > marked[k - 1]),
    );
  });
}

export function packRecord(record: VoteRecord, contests: readonly Contest[]): Uint8Array {
  if (!areSelections(record.selections, contests)) throw new RangeError("no ballot says this");
  const bytes = new Uint8Array(recordBytes(contests));
  bytes.set(bytesOfLength(record.code, CODE_BYTES));
  bytes.set(bytesOfLength(record.salt, SALT_BYTES), CODE_BYTES);
  // From 1, so that a record is never all zeros: those are a place without one.
  bytes[HEAD_BYTES - 1] = RECORD_STATES.indexOf(record.state) + 1;
  let at = HEAD_BYTES;
  for (const [i, contest] of contests.entries()) {
    for (const option of record.selections[i]!) bytes[at + (option >> 3)]! |= 1 << (option & 7);
    at += bytesFor(contest);
  }
  return bytes;
}

/** null for bytes that packing would not give. */
export function unpackRecord(bytes: Uint8Array, contests: readonly Contest[]): VoteRecord | null {
  if (bytes.length !== recordBytes(contests)) return null;
  const state = RECORD_STATES[bytes[HEAD_BYTES - 1]! - 1];
  if (state === undefined) return null;
  const selections: number[][] = [];
  let at = HEAD_BYTES;
  for (const contest of contests) {
    const width = bytesFor(contest);
    const marked: number[] = [];
    for (let option = 0; option < width * 8; option += 1) {
      if ((bytes[at + (option >> 3)]! & (1 << (option & 7))) !== 0) marked.push(option);
    }
    selections.push(marked);
    at += width;
  }
  if (!areSelections(selections, contests)) return null;
  return {
    code: bytes.slice(0, CODE_BYTES),
    salt: bytes.slice(CODE_BYTES, HEAD_BYTES - 1),
    state,
    selections,
  };
}

export const codeOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, CODE_BYTES);

function bytesOfLength(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new RangeError(`${length} bytes, not ${bytes.length}`);
  return bytes;
}

const code: FieldCodec<Uint8Array> = { parse: parseCode, print: printCode };

/** A contest and what is marked in it: `blank`, which no option is called, or options in the order of the ballot. */
type MarkedContest = { readonly contest: string; readonly options: readonly string[] };
const marked: FieldCodec<MarkedContest> = {
  parse: (text) => {
    const [contest = "", ...options] = text.split(" ");
    if (identifier.parse(contest) === null || options.length === 0) return null;
    if (options.length === 1 && options[0] === BLANK) return { contest, options: [] };
    return options.every((option) => option !== BLANK && identifier.parse(option) !== null)
      ? { contest, options }
      : null;
  },
  print: ({ contest, options }) =>
    [identifier.print(contest), ...(options.length === 0 ? [BLANK] : options.map(identifier.print))].join(
      " ",
    ),
};
const BLANK = "blank";

const FIELDS = {
  code: one(code),
  salt: one(bytesOf(SALT_BYTES)),
  state: one(oneOf("cast", "void")),
  contest: many(marked),
} as const;

/** The text that is a leaf of the tree of records. */
export const RECORD_TEXT = defineRecord("triplicate/vote-record/v1", FIELDS);
export type RecordText = RecordOf<typeof FIELDS>;

/** Throws on a record whose fate is open: there is no such leaf. */
export function recordText(record: VoteRecord, contests: readonly Contest[]): string {
  const { state } = record;
  if (state !== "cast" && state !== "void") throw new Error(`a ${state} record is no leaf`);
  return RECORD_TEXT.print({
    code: record.code,
    salt: record.salt,
    state,
    contest: contests.map(({ id, options }, i) => ({
      contest: id,
      options: record.selections[i]!.map((option) => options[option]!.id),
    })),
  });
}
