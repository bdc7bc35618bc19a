/**
 * The hand-count sheet: what people of rival parties counted in one box, from paper and nothing else.
 * Spec: spec/hand-count.md, section 2.
 * @module
 */
import { identifier, number, optionVotes, time } from "../note/fields.ts";
import { defineRecord, one, type RecordOf } from "../note/record.ts";
import { electionReference, mode } from "./common.ts";

const FIELDS = {
  election: one(electionReference),
  mode: one(mode),
  station: one(identifier),
  contest: one(identifier),
  counted: one(time),
  /** Vouchers found in the box. */
  papers: one(number),
  votes: one(optionVotes),
  blank: one(number),
  null: one(number),
} as const;

export const SHEET = defineRecord("triplicate/hand-count/v1", FIELDS);
export type Sheet = RecordOf<typeof FIELDS>;
