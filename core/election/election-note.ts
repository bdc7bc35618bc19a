/**
 * The election note: k of n authority keys fix the bytes of the definition and the roster, and what the log needs.
 * Spec: spec/election.md, section 11.
 * @module
 */
import { hash, identifier, number, pair } from "../note/fields.ts";
import { defineRecord, one, type RecordOf } from "../note/record.ts";

const FIELDS = {
  election: one(identifier),
  /** SHA-256 of the bytes of definition.json. */
  definition: one(hash),
  /** Lines of roster.jsonl, and the root of the Merkle tree over them. */
  roster: one(pair(number, hash)),
  stations: one(number),
  registered: one(number),
  /** Authority keys that must sign, and how many the roster has. */
  authorities: one(pair(number, number)),
  /** Cosigners that must cosign a checkpoint, and how many the roster has. */
  cosigners: one(pair(number, number)),
} as const;

export const ELECTION_NOTE = defineRecord("triplicate/election-note/v1", FIELDS);
export type ElectionNote = RecordOf<typeof FIELDS>;
