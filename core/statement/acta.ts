/**
 * The acta: what one station's machine counted in one contest, as the text of a note.
 *
 * The bytes that are printed are the bytes that are signed, carried in the QR code, transmitted and logged (rule 2).
 * Whether the numbers hold together is another question than whether they were signed: acta-rules.ts.
 * Spec: spec/acta.md, section 2.
 * @module
 */
import { hash, identifier, number, optionVotes, time } from "../note/fields.ts";
import { defineRecord, one, optional, type RecordOf } from "../note/record.ts";
import { earlierLives, runningTotals } from "./acta-lines.ts";
import { electionReference, mode } from "./common.ts";

const FIELDS = {
  election: one(electionReference),
  mode: one(mode),
  station: one(identifier),
  contest: one(identifier),
  opened: one(time),
  closed: one(time),
  registered: one(number),
  "checked-in": one(number),
  ballots: one(number),
  votes: one(optionVotes),
  blank: one(number),
  null: one(number),
  spoiled: one(number),
  /** Merkle root over the machine's vote records. */
  records: one(hash),
  /** Head of the machine's event journal. */
  journal: one(hash),
  /** The running totals, where they are not what the records add up to: both are printed, and paper decides. */
  running: optional(runningTotals),
  /** Machines of this station that died before this one went on with their records, the first one first. */
  lives: optional(earlierLives),
} as const;

export const ACTA = defineRecord("triplicate/acta/v1", FIELDS);
export type Acta = RecordOf<typeof FIELDS>;
