/**
 * The actas as the screen shows them: read back from the notes that were signed, never from the counters.
 * @module
 */
import { actaToSymbols } from "@triplicate/core/count-machine/acta-symbol.ts";
import { actaFingerprint } from "@triplicate/core/count-machine/fingerprint.ts";
import { DOCUMENTS } from "@triplicate/core/count-machine/station-documents.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import { parseNote, printNote } from "@triplicate/core/note/note.ts";
import { ACTA } from "@triplicate/core/statement/acta.ts";
import type { ContestNumbers } from "@triplicate/machine-screens/api.ts";

type Documents = { document(name: string): Uint8Array | null };

/** The actas' notes in the order of the ballot; null before the count. */
export function actaNotes(station: Documents, { contests }: ElectionDefinition): Uint8Array[] | null {
  const notes = contests.map(({ id }) => station.document(DOCUMENTS.acta(id)));
  return notes.every((note) => note !== null) ? notes : null;
}

/** With the machine's line alone, which every printed copy has: one copy is like another, whoever signed since. */
export function asPrinted(noteBytes: Uint8Array): Uint8Array {
  const note = parseNote(noteBytes);
  if (!note.ok) throw new Error("the store holds what is no note");
  return printNote({ ...note.value, signatures: note.value.signatures.slice(0, 1) });
}

/** `characters` of one symbol, as the printer prints them. */
export function contestNumbers(noteBytes: Uint8Array, characters: number): ContestNumbers {
  const note = parseNote(noteBytes);
  const acta = note.ok ? ACTA.parse(note.value.text) : note;
  if (!note.ok || !acta.ok) throw new Error("the store holds what is no acta");
  const { contest, votes, blank, null: none, running } = acta.value;
  return {
    ...{ contest, votes: votes.votes, blank, null: none },
    ...(running === undefined
      ? {}
      : { running: { votes: running.votes, blank: running.blank, null: running.null } }),
    symbols: actaToSymbols(asPrinted(noteBytes), characters),
    fingerprint: actaFingerprint(note.value.text),
  };
}
