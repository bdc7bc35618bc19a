/**
 * What a machine was prepared for, as a note that its own key signs: another station, other hours or another centre need the key.
 * Spec: spec/station.md, clause 9.14.
 * @module
 */

import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import { equalBytes } from "@triplicate/core/bytes.ts";
import { identifier, oneOf, time } from "@triplicate/core/note/fields.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import { isNoteText, openNote, parseNote } from "@triplicate/core/note/note.ts";
import { defineRecord, type FieldCodec, one, optional, type RecordOf } from "@triplicate/core/note/record.ts";
import { electionReference, mode } from "@triplicate/core/statement/common.ts";
import type { PaperSize } from "@triplicate/ui/print/print-document.ts";

export const MAX_ADDRESS_LENGTH = 500;

/** A folder, a device or an address: one line. */
export const isAddress = (text: string): boolean =>
  text.length > 0 &&
  text.length <= MAX_ADDRESS_LENGTH &&
  text.trim() === text &&
  isNoteText(`${text}\n`) &&
  !text.includes("\n");

const address: FieldCodec<string> = {
  parse: (text) => (isAddress(text) ? text : null),
  print: (text) => {
    if (!isAddress(text)) throw new Error("an address is one line");
    return text;
  },
};

const FIELDS = {
  election: one(electionReference),
  mode: one(mode),
  station: one(identifier),
  opens: one(time),
  closes: one(time),
  paper: one(oneOf("58", "80", "a4")),
  language: one(oneOf("es", "en")),
  printer: one(address),
  /** The folder on a removable medium that has the second copy. */
  copy: optional(address),
  centre: optional(address),
} as const;

export const MACHINE_NOTE = defineRecord("triplicate/machine/v1", FIELDS);
export type MachineNote = RecordOf<typeof FIELDS>;

export const paperOf = ({ paper }: Pick<MachineNote, "paper">): PaperSize =>
  paper === "a4" ? "a4" : paper === "58" ? 58 : 80;

/** Null for what is no such note, is signed by another key than `key`, or belongs to another election. */
export function readMachineNote(bytes: Uint8Array, key: NoteKey, pack: ElectionPackage): MachineNote | null {
  const isKey = (name: string, id: number): boolean => name === key.name && id === key.id;
  const opened = openNote(bytes, (name, id) => (isKey(name, id) ? key : undefined), verifyEd25519);
  const text = opened.ok ? opened.value.note.text : null;
  const read = text === null ? null : MACHINE_NOTE.parse(text);
  if (read === null || !read.ok) return null;
  const [id, digest] = read.value.election;
  return id === pack.definition.id && equalBytes(digest, pack.definitionDigest) ? read.value : null;
}

/** The key that a machine's note says it is signed with. */
export function signerNameOf(bytes: Uint8Array): { readonly name: string; readonly keyId: number } | null {
  const note = parseNote(bytes);
  return note.ok ? (note.value.signatures[0] ?? null) : null;
}
