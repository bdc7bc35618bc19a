/**
 * An election package: definition, roster and the note that k of n authority keys sign over both.
 *
 *     definition.json ─ judgeDefinition ─┐
 *     roster.jsonl ──── RosterReader ────┼─▶ judgePackage ─▶ the election, or every fault of every file
 *     election.note ─────────────────────┘
 *
 * The files come as bytes and the roster as what its reader made of it, since a country's is never held whole; whoever
 * reads the disk (adapters/election-package.ts) brings them here. The log's policy beside them follows from the roster.
 * Spec: spec/election.md, sections 11 to 13.
 * @module
 */
import canonicalize from "canonicalize";
import { decodeUtf8, equalBytes, utf8 } from "../bytes.ts";
import { MAX_NOTE_BYTES, type Note, parseNote, signatureChecks, type VerifyEd25519 } from "../note/note.ts";
import { err, ok, type Result } from "../result.ts";
import { type Sha256, sha256 } from "../sha256.ts";
import type { ElectionDefinition } from "./definition.ts";
import { ELECTION_NOTE, type ElectionNote } from "./election-note.ts";
import type { FaultDetail } from "./faults.ts";
import type { KeyBook } from "./key-book.ts";
import {
  definitionFault,
  noteFault,
  type PackageFault,
  rosterFaultsOf,
  wholeRosterFaults,
} from "./package-faults.ts";
import type { Roster, RosterFaults } from "./roster.ts";
import { createKeyBook } from "./roster-keys.ts";
import { validateElection } from "./validation.ts";

/** The names of a package's files, in its folder. */
export const PACKAGE_FILES = {
  definition: "definition.json",
  roster: "roster.jsonl",
  note: "election.note",
  policy: "log.policy",
} as const;

/** The bytes of a package's definition: the one form of RFC 8785. */
export function printDefinition(definition: ElectionDefinition): Uint8Array {
  const text = canonicalize(definition);
  if (text === undefined) throw new Error("a definition is JSON");
  return utf8(text);
}

export type JudgedDefinition = {
  /** Null where a fault forbids to use it. */
  readonly definition: ElectionDefinition | null;
  readonly faults: readonly PackageFault[];
};

/** Clause 13.2, on top of what every definition must be. */
export function judgeDefinition(bytes: Uint8Array): JudgedDefinition {
  const text = decodeUtf8(bytes);
  const value = text === null ? undefined : parseJson(text);
  if (text === null || value === undefined) {
    return { definition: null, faults: [definitionFault("not-canonical-json", "")] };
  }
  const faults: PackageFault[] = [];
  if (canonicalOf(value) !== text) faults.push(definitionFault("not-canonical-json", ""));
  const judged = validateElection(value);
  if (!judged.ok) {
    faults.push(...judged.error.map(({ code, path, detail }) => definitionFault(code, path, detail)));
    return { definition: null, faults };
  }
  const definition = judged.value;
  if (definition.paper !== "prevails") faults.push(definitionFault("paper-not-prevailing", "/paper"));
  if (definition.roster?.file !== PACKAGE_FILES.roster) {
    faults.push(definitionFault("roster-elsewhere", "/roster", { file: PACKAGE_FILES.roster }));
  }
  if (definition.id.includes("+")) {
    faults.push(definitionFault("election-with-plus", "/id", { id: definition.id }));
  }
  return { definition, faults };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Null for what has no canonical form: a lone surrogate, or nesting that ends the stack. */
function canonicalOf(value: unknown): string | null {
  try {
    return canonicalize(value) ?? null;
  } catch {
    return null;
  }
}

/** What the reading of a roster gave: the number of lines, and the root of the Merkle tree over them. */
export type ReadRosterFile = {
  readonly result: Result<Roster, RosterFaults>;
  readonly lines: number;
  readonly root: Uint8Array;
};

export type PackageParts = {
  readonly definition: JudgedDefinition;
  readonly definitionBytes: Uint8Array;
  readonly roster: ReadRosterFile;
  readonly noteBytes: Uint8Array;
};

export type JudgedPackage = {
  readonly definition: ElectionDefinition;
  readonly definitionBytes: Uint8Array;
  /** SHA-256 of those bytes: what every statement of the election names. */
  readonly definitionDigest: Uint8Array;
  readonly roster: Roster;
  readonly book: KeyBook;
  readonly note: Note;
  readonly electionNote: ElectionNote;
  /** Names of the authority keys whose signatures hold, in order of lines. */
  readonly signers: readonly string[];
};

/** The first faults of each file, and how many there are in all. */
export type PackageFaults = { readonly faults: readonly PackageFault[]; readonly total: number };

export type JudgeOptions = {
  readonly verify: VerifyEd25519;
  readonly sha?: Sha256;
  /** A package that waits for its signatures is judged without clause 11.7. */
  readonly unsigned?: boolean;
};

/** The election, if every clause of sections 11 to 13 holds that these files can show. */
export function judgePackage(
  parts: PackageParts,
  { verify, sha = sha256, unsigned = false }: JudgeOptions,
): Result<JudgedPackage, PackageFaults> {
  const { definition } = parts.definition;
  const { result } = parts.roster;
  const faults: PackageFault[] = [...parts.definition.faults];
  let total = faults.length;
  if (!result.ok) {
    faults.push(...rosterFaultsOf(result.error));
    total += result.error.total;
  }
  const roster = result.ok ? result.value : null;
  const book = roster === null || definition === null ? null : createKeyBook(roster, definition.id, sha);
  const more = roster === null ? [] : wholeRosterFaults(roster, definition?.id ?? null);
  const definitionDigest = sha(parts.definitionBytes);
  const read = readElectionNote(parts.noteBytes);
  if (!read.ok) more.push(read.error);
  else {
    const { note, electionNote } = read.value;
    more.push(...noteFaults(electionNote, { definition, definitionDigest, roster, file: parts.roster }));
    if (book !== null) {
      const signed = authoritySigners(note, book, verify);
      more.push(...signed.faults);
      if (!unsigned && signed.signers.length < electionNote.authorities[0]) {
        const detail = { needed: electionNote.authorities[0], got: signed.signers.length };
        more.push(noteFault("too-few-signatures", detail));
      }
      if (total + more.length === 0 && definition !== null && roster !== null) {
        const { definitionBytes } = parts;
        const { signers } = signed;
        return ok({
          definition,
          definitionBytes,
          definitionDigest,
          roster,
          book,
          note,
          electionNote,
          signers,
        });
      }
    }
  }
  return err({ faults: [...faults, ...more], total: total + more.length });
}

export type ReadElectionNote = { readonly note: Note; readonly electionNote: ElectionNote };

/** Also one that nobody has signed yet, which ends with the blank line that separates signatures. */
export function readElectionNote(bytes: Uint8Array): Result<ReadElectionNote, PackageFault> {
  const parsed = parseNote(bytes);
  const note = parsed.ok ? parsed.value : unsignedNote(bytes);
  if (note === null) {
    const { code, line, name } = parsed.ok ? { code: "note-no-signatures" as const } : parsed.error;
    return err(noteFault(code, name === undefined ? {} : { name }, line));
  }
  const record = ELECTION_NOTE.parse(note.text);
  if (record.ok) return ok({ note, electionNote: record.value });
  const { code, line, field } = record.error;
  return err(noteFault(code, field === undefined ? {} : { field }, line));
}

function unsignedNote(bytes: Uint8Array): Note | null {
  const whole = bytes.length > MAX_NOTE_BYTES ? null : decodeUtf8(bytes);
  if (whole === null || whole.indexOf("\n\n") !== whole.length - 2) return null;
  return { text: whole.slice(0, -1), signatures: [] };
}

type Facts = {
  readonly definition: ElectionDefinition | null;
  readonly definitionDigest: Uint8Array;
  readonly roster: Roster | null;
  readonly file: ReadRosterFile;
};

/** What the note must say about the files beside it (clauses 11.2 to 11.6), compared with what it says. */
function noteFaults(
  note: ElectionNote,
  { definition, definitionDigest, roster, file }: Facts,
): PackageFault[] {
  const faults: PackageFault[] = [];
  const compare = (code: PackageFault["code"], expected: string | number, got: string | number) => {
    if (expected !== got) faults.push(noteFault(code, { expected, got }));
  };
  if (definition !== null) compare("other-election", definition.id, note.election);
  if (!equalBytes(note.definition, definitionDigest)) faults.push(noteFault("other-definition"));
  const [lines, root] = note.roster;
  compare("other-lines", file.lines, lines);
  if (lines === file.lines && !equalBytes(root, file.root)) faults.push(noteFault("other-roster"));
  const [threshold, authorities] = note.authorities;
  const [quorum, cosigners] = note.cosigners;
  if (!isThreshold(threshold, authorities))
    faults.push(noteFault("bad-threshold", { threshold, authorities }));
  if (!isQuorumSize(quorum, cosigners)) faults.push(noteFault("bad-quorum", { quorum, cosigners }));
  if (roster === null) return faults;
  compare("other-stations", roster.stations.size, note.stations);
  compare("other-registered", roster.registeredInAll, note.registered);
  compare("other-authorities", roster.held.authority, authorities);
  compare("other-cosigners", roster.held.cosigner, cosigners);
  return faults;
}

/** More than half: two notes of one election then have a signer in common, who signed both (clause 11.5). */
export const isThreshold = (threshold: number, authorities: number): boolean =>
  threshold <= authorities && 2 * threshold > authorities;

/** At least one where there are cosigners, none where there are none (clause 11.6). */
export const isQuorumSize = (quorum: number, cosigners: number): boolean =>
  quorum <= cosigners && quorum >= 1 === cosigners >= 1;

type Signed = { readonly signers: readonly string[]; readonly faults: readonly PackageFault[] };

/** Clause 11.7: only authority keys of this roster count, each once. A bad signature of one spoils the note. */
export function authoritySigners(note: Note, book: KeyBook, verify: VerifyEd25519): Signed {
  const checks = signatureChecks(note, (name, keyId) => {
    const key = book.find(name, keyId);
    return key?.holder.role === "authority" ? key : undefined;
  });
  if (!checks.ok) {
    const { code, name } = checks.error;
    if (code === "note-unknown-keys") return { signers: [], faults: [] };
    return { signers: [], faults: [noteFault(code, name === undefined ? {} : { name })] };
  }
  const signers: string[] = [];
  const faults: PackageFault[] = [];
  for (const { key, message, signature } of checks.value) {
    if (verify(key.publicKey, message, signature)) signers.push(key.name);
    else faults.push(noteFault("note-bad-signature", { name: key.name }));
  }
  return { signers, faults };
}

export type NoteWishes = {
  /** Authority signatures that must stand, and cosignatures that a checkpoint needs. */
  readonly threshold: number;
  readonly quorum: number;
};

/** What the authority signs: the digests and sizes of these files. */
export function electionNoteOf(
  definition: ElectionDefinition,
  definitionDigest: Uint8Array,
  roster: Roster,
  { lines, root }: Pick<ReadRosterFile, "lines" | "root">,
  { threshold, quorum }: NoteWishes,
): ElectionNote {
  return {
    election: definition.id,
    definition: definitionDigest,
    roster: [lines, root],
    stations: roster.stations.size,
    registered: roster.registeredInAll,
    authorities: [threshold, roster.held.authority],
    cosigners: [quorum, roster.held.cosigner],
  };
}

export type { FaultDetail, PackageFault };
