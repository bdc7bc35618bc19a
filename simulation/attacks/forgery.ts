/**
 * How statements are forged: a note's text changed, with the old signatures kept or with new ones of whoever signs.
 * @module
 */
import { equalBytes, utf8 } from "@triplicate/core/bytes.ts";
import { type Note, parseNote, printNote } from "@triplicate/core/note/note.ts";
import { ACTA, type Acta } from "@triplicate/core/statement/acta.ts";
import { CLOSING_RECORD } from "@triplicate/core/statement/closing-record.ts";
import { SHEET, type Sheet } from "@triplicate/core/statement/sheet.ts";
import type { Player } from "../election/cast.ts";
import type { SimulatedElection } from "../election/election.ts";
import { signAs } from "../election/signed-day.ts";

export function noteOf(bytes: Uint8Array): Note {
  const note = parseNote(bytes);
  if (!note.ok) throw new Error(`a simulated note is one: ${note.error.code}`);
  return note.value;
}

export function actaOf(bytes: Uint8Array): Acta {
  const acta = ACTA.parse(noteOf(bytes).text);
  if (!acta.ok) throw new Error(`a simulated acta is one: ${acta.error.code}`);
  return acta.value;
}

export function sheetOf(bytes: Uint8Array): Sheet {
  const sheet = SHEET.parse(noteOf(bytes).text);
  if (!sheet.ok) throw new Error(`a simulated sheet is one: ${sheet.error.code}`);
  return sheet.value;
}

/** Votes from one option to another: every sum stays what it was. */
export function moveVotes<T extends Pick<Acta, "votes">>(
  record: T,
  from: number,
  to: number,
  most: number,
): T {
  const votes = [...record.votes.votes];
  const moved = Math.min(most, votes[from]!);
  votes[from]! -= moved;
  votes[to]! += moved;
  return { ...record, votes: { ...record.votes, votes } };
}

/** Another text under the signatures of the old one: what somebody can do who holds none of their keys. */
export const underOldSignatures = (bytes: Uint8Array, text: string): Uint8Array =>
  printNote({ text, signatures: noteOf(bytes).signatures });

/** The same acta with numbers of the forger's choice, signed by whoever the forger can sign for. */
export const forgeActa = (
  bytes: Uint8Array,
  change: (acta: Acta) => Acta,
  signing: readonly Player[],
  { kit }: SimulatedElection,
): Uint8Array => signAs(ACTA.print(change(actaOf(bytes))), signing, kit);

/** The closing record that goes with a forged acta: it names another digest, and whoever holds the machine's key signs. */
export function forgeClosing(
  closing: Uint8Array,
  forged: Uint8Array,
  signing: readonly Player[],
  { kit }: SimulatedElection,
): Uint8Array {
  const record = CLOSING_RECORD.parse(noteOf(closing).text);
  if (!record.ok) throw new Error(`a simulated closing record is one: ${record.error.code}`);
  const [[contest], ...rest] = record.value.acta as [readonly [string, Uint8Array]];
  const digest = kit.sha256(utf8(noteOf(forged).text));
  return signAs(CLOSING_RECORD.print({ ...record.value, acta: [[contest, digest], ...rest] }), signing, kit);
}

/** The closing record without its first witness, signed by whoever holds the machine's key. */
export function hideWitness(
  closing: Uint8Array,
  signing: readonly Player[],
  { kit }: SimulatedElection,
): Uint8Array {
  const record = CLOSING_RECORD.parse(noteOf(closing).text);
  if (!record.ok) throw new Error(`a simulated closing record is one: ${record.error.code}`);
  const [, ...witness] = record.value.witness;
  return signAs(CLOSING_RECORD.print({ ...record.value, witness }), signing, kit);
}

export const forgeSheet = (
  bytes: Uint8Array,
  change: (sheet: Sheet) => Sheet,
  signing: readonly Player[],
  { kit }: SimulatedElection,
): Uint8Array => signAs(SHEET.print(change(sheetOf(bytes))), signing, kit);

/** The list with one item replaced. Throws if it is not there: a scenario that changes nothing is no attack. */
export function replaced(
  entries: readonly Uint8Array[],
  old: Uint8Array,
  by: readonly Uint8Array[],
): Uint8Array[] {
  const at = entries.findIndex((entry) => equalBytes(entry, old));
  if (at < 0) throw new Error("the entry to replace is not in the log");
  return [...entries.slice(0, at), ...by, ...entries.slice(at + 1)];
}

export const without = (entries: readonly Uint8Array[], gone: readonly Uint8Array[]): Uint8Array[] =>
  gone.reduce<Uint8Array[]>((left, entry) => replaced(left, entry, []), [...entries]);

export function flipBit(bytes: Uint8Array, at: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[at]! ^= 1;
  return flipped;
}

export const edited = (bytes: Uint8Array, edit: (text: string) => string): Uint8Array => {
  const text = new TextDecoder().decode(bytes);
  const after = edit(text);
  if (after === text) throw new Error("the edit changes nothing");
  return utf8(after);
};
