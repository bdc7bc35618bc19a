/**
 * A poll worker's card: a note of the authority that names who may unlock which machines, with a check of their PIN.
 *
 * The PIN's check travels with the card, so that a card made on the eve works on a machine that was packed a week ago. Who
 * finds a card has 10^6 PINs to try at the cost of scrypt each, days of one computer; who has none of the two cards that
 * opening takes has nothing. Spec: spec/station-notes.md, section 4.
 * @module
 */
import { identifier, pair } from "../note/fields.ts";
import { defineRecord, one, type RecordOf } from "../note/record.ts";
import { electionReference } from "./common.ts";
import { bytesOf, personName, scopeText } from "./station-fields.ts";

export const PIN_SALT_BYTES = 16;
export const PIN_CHECK_BYTES = 32;
/** scrypt of RFC 7914 over the PIN's digits. */
export const PIN_SCRYPT = { N: 32_768, r: 8, p: 1 } as const;
export const PIN_PATTERN = /^[0-9]{6,8}$/;

const FIELDS = {
  election: one(electionReference),
  card: one(identifier),
  name: one(personName),
  scope: one(scopeText),
  /** Salt, and scrypt of the PIN with it. */
  pin: one(pair(bytesOf(PIN_SALT_BYTES), bytesOf(PIN_CHECK_BYTES))),
} as const;

export const CARD = defineRecord("triplicate/card/v1", FIELDS);
export type Card = RecordOf<typeof FIELDS>;
