/**
 * The zero tape: what a machine prints and signs before it opens, so that everybody sees that it begins with nothing.
 *
 *     contest governor PSUV=0 MUD=0 UPP89=0
 *
 * Witnesses sign it and take it home like an acta. It is not for the log: the machine's journal names its digest, and the
 * journal's head stands in every acta. Spec: spec/station-notes.md, section 2.
 * @module
 */
import { hash, identifier, number, optionVotes, pair, time } from "../note/fields.ts";
import { defineRecord, many, one, type RecordOf } from "../note/record.ts";
import { electionReference, mode } from "./common.ts";

const FIELDS = {
  election: one(electionReference),
  mode: one(mode),
  station: one(identifier),
  printed: one(time),
  registered: one(number),
  ballots: one(number),
  /** In the order of the ballot: every total as the machine holds it. */
  contest: many(pair(identifier, optionVotes)),
  blank: one(number),
  null: one(number),
  spoiled: one(number),
  /** Head of the machine's journal when it was printed. */
  journal: one(hash),
} as const;

export const ZERO_TAPE = defineRecord("triplicate/zero-tape/v1", FIELDS);
export type ZeroTape = RecordOf<typeof FIELDS>;
