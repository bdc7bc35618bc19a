/**
 * A witness's request to stand in the roster: the public key that their telephone made, signed with that key.
 *
 * The signature says that whoever asks holds the key, so nobody can be given another's. Who the person is and whether they
 * may be a witness, the party and the authority decide. Spec: spec/station-notes.md, section 5.
 * @module
 */
import { hash, identifier } from "../note/fields.ts";
import { defineRecord, one, type RecordOf } from "../note/record.ts";
import { personName, scopeText } from "./station-fields.ts";

const FIELDS = {
  /** The id of the election; its definition may not be fixed yet. */
  election: one(identifier),
  /** The id that is asked for, as `MUD/080101001.01`. */
  witness: one(identifier),
  party: one(identifier),
  scope: one(scopeText),
  /** Ed25519 public key. */
  key: one(hash),
  /** For the party's list only: it does not enter the roster. */
  name: one(personName),
} as const;

export const ACCREDITATION = defineRecord("triplicate/accreditation/v1", FIELDS);
export type Accreditation = RecordOf<typeof FIELDS>;
