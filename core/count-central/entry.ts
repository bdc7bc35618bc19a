/**
 * Whether a note may stand in the election's log: what it says, of whom, and who must have signed it.
 *
 *     bytes ──readEntry──▶ statement, station, contest, signatures to verify ──any verifier──▶ judgeEntry ──▶ accepted
 *                 └──▶ refused: a rule                                              └──▶ refused: a rule
 *
 * One judgement for a submission that arrives and for an entry that a stranger finds in the log. Verifying is the
 * caller's, between the two steps, so that a pool of threads can answer for many notes at once. Whether the numbers
 * hold together is never asked here: what was validly signed is logged, and flagged where it is counted.
 * Spec: spec/transmission.md, section 3.
 * @module
 */
import { findText } from "../byte-index.ts";
import { equalBytes, utf8 } from "../bytes.ts";
import type { ElectionDefinition } from "../election/definition.ts";
import type { KeyBook, KeyHolder, RosterKey } from "../election/key-book.ts";
import type { Roster } from "../election/roster.ts";
import {
  type Note,
  type NoteSignature,
  parseNote,
  printNote,
  SIGNATURE_BYTES,
  type SignatureCheck,
  signatureChecks,
} from "../note/note.ts";
import { err, ok, type Result } from "../result.ts";
import { sha256 as portableSha256, type Sha256 } from "../sha256.ts";
import type { ElectionReference, Mode } from "../statement/common.ts";
import { parseStatement, type Statement } from "../statement/statement.ts";

/** Rule -> clause of spec/transmission.md. */
export const TRANSMISSION_RULES = {
  "note-form": "3.1",
  "statement-form": "3.2",
  "wrong-election": "3.3",
  "wrong-mode": "3.4",
  "unknown-station": "3.5",
  "unknown-contest": "3.6",
  "no-known-key": "3.7",
  "bad-signature": "3.8",
  "foreign-signer": "3.9",
  "not-the-machine": "3.10",
  "witness-scope": "3.11",
  "rival-counters": "3.12",
  "counter-scope": "3.13",
  "not-the-centre": "3.14",
  "too-many-texts": "4.4",
} as const;
export type TransmissionRule = keyof typeof TRANSMISSION_RULES;

/** `detail` has what a message needs: a line, a field, a key's name; never a number that was voted. */
export type EntryRefusal = {
  readonly rule: TransmissionRule;
  readonly detail: Readonly<Record<string, string | number>>;
};

export type EntryContext = {
  readonly definition: ElectionDefinition;
  /** SHA-256 of the definition's bytes. */
  readonly definitionDigest: Uint8Array;
  readonly roster: Roster;
  readonly book: KeyBook;
  readonly mode: Mode;
  readonly sha256?: Sha256;
};

/** What stands in a note that may be accepted, if its signatures hold. */
export type ReadEntry = {
  readonly note: Note;
  readonly statement: Statement;
  /** Row of the roster; -1 for a bulletin. */
  readonly station: number;
  /** Number of the contest in the definition; -1 for a closing record. */
  readonly contest: number;
  /** SHA-256 of the note's text: two notes with one digest say the same thing. */
  readonly digest: Uint8Array;
  /** One for each known key, in order of lines; all must hold. */
  readonly checks: readonly SignatureCheck[];
  readonly signers: readonly RosterKey[];
};

/** A `ReadEntry` whose every check held. */
export type JudgedEntry = ReadEntry & { readonly judged: true };

const refuse = (rule: TransmissionRule, detail: EntryRefusal["detail"] = {}): Result<never, EntryRefusal> =>
  err({ rule, detail });

/** Everything that can be judged without verifying a signature. */
export function readEntry(bytes: Uint8Array, context: EntryContext): Result<ReadEntry, EntryRefusal> {
  const parsed = parseNote(bytes);
  if (!parsed.ok) return refuse("note-form", { ...parsed.error });
  const note = parsed.value;
  const record = parseStatement(note.text);
  if (!record.ok) return refuse("statement-form", { ...record.error });
  const subject = readSubject(record.value, context);
  if (!subject.ok) return subject;
  const text = utf8(note.text);
  const checks = signatureChecks(note, (name, id) => context.book.find(name, id), text);
  if (!checks.ok) {
    const rule = checks.error.code === "note-unknown-keys" ? "no-known-key" : "bad-signature";
    return refuse(rule, checks.error.name === undefined ? {} : { name: checks.error.name });
  }
  // `signatureChecks` hands back the very keys that the book found.
  const signers = checks.value.map(({ key }) => key as RosterKey);
  const fault = signerFault(record.value, subject.value.station, signers, context.book);
  if (fault !== null) return err(fault);
  const digest = (context.sha256 ?? portableSha256)(text);
  return ok({ note, statement: record.value, ...subject.value, digest, checks: checks.value, signers });
}

/** `verdicts[i]` answers `read.checks[i]`: 1 or true if it holds. */
export function judgeEntry(
  read: ReadEntry,
  verdicts: ArrayLike<number | boolean>,
): Result<JudgedEntry, EntryRefusal> {
  if (verdicts.length !== read.checks.length) throw new RangeError("as many verdicts as checks");
  for (const [i, { line }] of read.checks.entries()) {
    if (!verdicts[i]) return refuse("bad-signature", { name: line.name });
  }
  return ok({ ...read, judged: true });
}

/**
 * What is left of a note without the lines that did not hold, to be judged again; null where no line is left, or none
 * goes. Anybody can write a line under a known name beside the machine's, and must not keep a true acta out by it.
 */
export function withoutBadLines(bytes: Uint8Array, bad: readonly NoteSignature[]): Uint8Array | null {
  const note = parseNote(bytes);
  if (!note.ok) return null;
  const { text, signatures } = note.value;
  const isBad = (line: NoteSignature) =>
    line.blob.length !== SIGNATURE_BYTES ||
    bad.some(
      ({ name, keyId, blob }) => name === line.name && keyId === line.keyId && equalBytes(blob, line.blob),
    );
  const left = signatures.filter((line) => !isBad(line));
  return left.length === 0 || left.length === signatures.length
    ? null
    : printNote({ text, signatures: left });
}

type Subject = { readonly station: number; readonly contest: number };

function readSubject(statement: Statement, context: EntryContext): Result<Subject, EntryRefusal> {
  const { election, mode, station, contest } = commonFields(statement);
  const { definition, definitionDigest, roster } = context;
  if (election[0] !== definition.id || !equalBytes(election[1], definitionDigest))
    return refuse("wrong-election", { election: election[0] });
  if (mode !== context.mode) return refuse("wrong-mode", { mode, expected: context.mode });
  const row = station === null ? -1 : findText(roster.stations, station);
  if (station !== null && row < 0) return refuse("unknown-station", { station });
  const number = contest === null ? -1 : definition.contests.findIndex(({ id }) => id === contest);
  if (contest !== null && number < 0) return refuse("unknown-contest", { contest });
  return ok({ station: row, contest: number });
}

type Common = {
  readonly election: ElectionReference;
  readonly mode: Mode;
  readonly station: string | null;
  readonly contest: string | null;
};

function commonFields(statement: Statement): Common {
  switch (statement.kind) {
    case "acta":
      return statement.acta;
    case "sheet":
      return statement.sheet;
    case "closing":
      return { ...statement.closing, contest: null };
    case "bulletin":
      return { ...statement.bulletin, station: null };
  }
}

/** Who must have signed, and who may not have (clauses 3.9 to 3.14); each is an account of who would have to lie. */
function signerFault(
  { kind }: Statement,
  station: number,
  signers: readonly RosterKey[],
  book: KeyBook,
): EntryRefusal | null {
  switch (kind) {
    case "acta":
    case "closing":
      return machineFault(station, signers, book);
    case "sheet":
      return counterFault(station, signers, book);
    case "bulletin": {
      const foreign = signers.find(({ holder }) => holder.role !== "centre");
      return foreign === undefined ? null : { rule: "not-the-centre", detail: { name: foreign.name } };
    }
  }
}

/** Whether the key is that of the station's machine, or of a spare that may stand in for it (clause 3.10). */
export const isMachineOf = (holder: KeyHolder, station: number, book: KeyBook): boolean =>
  holder.role === "machine"
    ? holder.station === station
    : holder.role === "spare" && book.covers(holder.scope, station);

function machineFault(station: number, signers: readonly RosterKey[], book: KeyBook): EntryRefusal | null {
  let isMachine = false;
  for (const { holder, name } of signers) {
    if (holder.role === "machine" || holder.role === "spare") {
      if (!isMachineOf(holder, station, book)) return { rule: "not-the-machine", detail: { name } };
      isMachine = true;
    } else if (holder.role !== "witness") return { rule: "foreign-signer", detail: { name } };
    else if (!book.covers(holder.scope, station)) return { rule: "witness-scope", detail: { name } };
  }
  return isMachine ? null : { rule: "not-the-machine", detail: {} };
}

function counterFault(station: number, signers: readonly RosterKey[], book: KeyBook): EntryRefusal | null {
  const parties = new Set<string>();
  for (const { holder, name } of signers) {
    if (holder.role !== "counter") return { rule: "foreign-signer", detail: { name } };
    if (!book.covers(holder.scope, station)) return { rule: "counter-scope", detail: { name } };
    parties.add(holder.party);
  }
  return parties.size >= 2 ? null : { rule: "rival-counters", detail: { parties: parties.size } };
}

/** The note as it is logged: its text, and the lines that count, one a key (clause 4.2). */
export function printAccepted({ note, checks }: JudgedEntry): Uint8Array {
  return printNote({ text: note.text, signatures: checks.map(({ line }) => line) });
}

/**
 * The addition to a text that is logged: lines of keys that `known` lacks, beside the lines that an entry needs to be
 * valid by itself. Null where every line is known.
 */
export function printAddition(entry: JudgedEntry, known: readonly NoteSignature[]): Uint8Array | null {
  const isKnown = (line: NoteSignature) =>
    known.some(({ name, keyId }) => keyId === line.keyId && name === line.name);
  const added = entry.checks.filter(({ line }) => !isKnown(line));
  if (added.length === 0) return null;
  const needed = entry.signers.map(({ holder }) => holder.role !== "witness");
  const lines = entry.checks.filter((check, i) => needed[i] || added.includes(check));
  return printNote({ text: entry.note.text, signatures: lines.map(({ line }) => line) });
}
