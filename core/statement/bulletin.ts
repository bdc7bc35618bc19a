/**
 * The bulletin: what the centre announces of one contest, computed from the first `tree` entries of the log.
 *
 * Every number of it is a function of those entries and the election package, so anybody computes it again.
 * Spec: spec/bulletin.md, section 2.
 * @module
 */
import { hash, identifier, number, optionVotes, pair, time } from "../note/fields.ts";
import { defineRecord, one, type RecordOf } from "../note/record.ts";
import { electionReference, mode } from "./common.ts";

const FIELDS = {
  election: one(electionReference),
  mode: one(mode),
  contest: one(identifier),
  /** 1, 2, 3 … by contest. */
  number: one(number),
  time: one(time),
  /** Size and root of the log it was computed from. */
  tree: one(pair(number, hash)),
  stations: one(number),
  /** Stations whose machine's acta counts. */
  counted: one(number),
  missing: one(number),
  conflict: one(number),
  /** Stations with paper alone: no acta that counts, a sheet that does. */
  paper: one(number),
  /** Stations whose sheet differs from their acta: paper prevails there. */
  corrected: one(number),
  /** Totals as the machines signed them, of `counted` stations. */
  signed: one(optionVotes),
  "signed-blank": one(number),
  "signed-null": one(number),
  /** Totals with paper where paper was counted. */
  votes: one(optionVotes),
  blank: one(number),
  null: one(number),
} as const;

export const BULLETIN = defineRecord("triplicate/bulletin/v1", FIELDS);
export type Bulletin = RecordOf<typeof FIELDS>;
