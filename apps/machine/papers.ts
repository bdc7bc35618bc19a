/**
 * Each paper of the station, made of what the store holds at this moment, and given to the printer.
 *
 * Nothing is printed from memory: a voucher is made of its record on the disk, an acta of its signed note. What was made of a voter's record is
 * dropped with the paper. Spec: spec/station.md, section 7; spec/printing.md.
 * @module
 */
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import type { Printer, PrintOutcome } from "@triplicate/adapters/printer.ts";
import type { PaperOutcome } from "@triplicate/core/count-machine/station-commands.ts";
import { DOCUMENTS } from "@triplicate/core/count-machine/station-documents.ts";
import { copiesNeeded } from "@triplicate/core/count-machine/station-papers.ts";
import type { PaperKind } from "@triplicate/core/count-machine/station-state.ts";
import { unpackRecord } from "@triplicate/core/count-machine/vote-record.ts";
import { type ProvenEntry, verifyLogProof } from "@triplicate/core/log/log-proof.ts";
import type { Policy } from "@triplicate/core/log/policy.ts";
import { leafHash } from "@triplicate/core/merkle-tree.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import type { Language } from "@triplicate/core/text.ts";
import { actaDocument } from "@triplicate/ui/print/acta-document.ts";
import { closingDocument } from "@triplicate/ui/print/closing-document.ts";
import type { PrintDocument } from "@triplicate/ui/print/print-document.ts";
import type { Signers, StationPaper } from "@triplicate/ui/print/print-parts.ts";
import { type PrintedReceipt, receiptDocument } from "@triplicate/ui/print/receipt-document.ts";
import { voucherDocument } from "@triplicate/ui/print/voucher-document.ts";
import { zeroTapeDocument } from "@triplicate/ui/print/zero-tape-document.ts";
import { actaNotes, asPrinted } from "./acta-numbers.ts";
import type { LiveStation } from "./live-station.ts";
import type { StationPapers } from "./printing.ts";
import { KEPT } from "./transmission.ts";

export type PaperFacts = {
  readonly language: Language;
  readonly policy: Policy;
  /** Where anybody may look a receipt up. */
  readonly centre: string | null;
};

export function createPapers(printer: Printer, facts: PaperFacts): StationPapers {
  return {
    status: () => printer.status(),
    async print(paper, station) {
      const document = documentOf(paper, station, { paper: printer.paper, ...facts });
      return OUTCOMES[(await printer.print(document)).kind];
    },
  };
}

/** Of what nobody can say whether it is on paper, people look. */
const OUTCOMES = {
  printed: "printed",
  nothing: "nothing",
  part: "part",
  unknown: "part",
} as const satisfies Record<PrintOutcome["kind"], PaperOutcome>;

type Wishes = PaperFacts & Pick<Printer, "paper">;

function documentOf(paper: PaperKind | "voucher", station: LiveStation, wishes: Wishes): PrintDocument {
  const { definition, place, station: id } = station.facts;
  const { language } = wishes;
  const on: StationPaper = {
    definition,
    language,
    paper: wishes.paper,
    station: { id, place: place.name, ...regionOf(place) },
  };
  switch (paper) {
    case "voucher":
      return voucher(on, station);
    case "zero-tape": {
      const note = noteNamed(station, DOCUMENTS.zeroTape);
      return zeroTapeDocument(on, { ...signersOf(station), note, machine: signerOf(note, station) });
    }
    case "acta": {
      const notes = actaNotes(station, definition);
      if (notes === null) throw new Error("a station that was counted has its actas");
      const copy = station.state().copies + 1;
      const copies = copiesNeeded(station.facts);
      const machine = signerOf(notes[0]!, station);
      return actaDocument(on, { ...signersOf(station), notes: notes.map(asPrinted), copy, copies, machine });
    }
    case "closing": {
      const note = noteNamed(station, DOCUMENTS.closing);
      return closingDocument(on, { ...signersOf(station), note, machine: signerOf(note, station) });
    }
    case "receipt":
      return receipt(on, station, wishes);
  }
}

const regionOf = ({ region }: { readonly region?: string }) => (region === undefined ? {} : { region });

function voucher(on: StationPaper, station: LiveStation): PrintDocument {
  const { facts } = station;
  const bytes = station.record();
  const record = bytes === null ? null : unpackRecord(bytes, facts.definition.contests);
  bytes?.fill(0);
  if (record === null) throw new Error("a voucher has its record");
  record.salt.fill(0);
  const { code, selections } = record;
  return voucherDocument(on, { mode: facts.mode, digest: facts.digest, code, selections });
}

function noteNamed(station: LiveStation, name: string): Uint8Array {
  const note = station.document(name);
  if (note === null) throw new Error(`the store has no ${name}`);
  return note;
}

/** The machine that signed: of an acta that a dead machine left, not this one. */
function signerOf(noteBytes: Uint8Array, { facts }: LiveStation): NoteKey {
  const note = parseNote(noteBytes);
  const [line] = note.ok ? note.value.signatures : [];
  const key = line === undefined ? undefined : facts.findKey(line.name, line.keyId);
  if (key === undefined) throw new Error("a note is signed by a machine of the roster");
  return key;
}

/** Poll workers by their cards, and every witness who has a line. */
function signersOf(station: LiveStation): Signers {
  const { facts } = station;
  const expected = new Set(facts.expected.map(({ id }) => id));
  const others = station
    .state()
    .witnesses.filter(({ id }) => !expected.has(id))
    .flatMap(({ id }) => facts.witness(id) ?? []);
  const witnesses = [...facts.expected, ...others].map(({ id, party }) => ({ id, party }));
  return { workers: station.cards().map(({ name }) => name), witnesses };
}

function receipt(on: StationPaper, station: LiveStation, { policy, centre }: Wishes): PrintDocument {
  const { definition, mode } = station.facts;
  const names = [
    ...definition.contests.map(({ id }) => [id, DOCUMENTS.acta(id)] as const),
    [null, DOCUMENTS.closing] as const,
  ];
  const receipts = names.map(([contest, name]) => printedReceipt(station, contest, name, policy));
  const log = originOf(station, policy);
  return receiptDocument(on, { mode, log, receipts, address: centre });
}

function printedReceipt(
  station: LiveStation,
  contest: string | null,
  name: string,
  policy: Policy,
): PrintedReceipt {
  const { index, checkpoint, cosigned, entry } = proven(station, name, policy);
  const cosigners = cosigned.map((one) => one.name);
  return { contest, index, size: checkpoint.size, entry: leafHash(entry), cosigners };
}

const originOf = (station: LiveStation, policy: Policy): string =>
  proven(station, DOCUMENTS.closing, policy).checkpoint.origin;

/** The receipt of a note, verified once more: it was on the disk meanwhile. */
function proven(
  station: LiveStation,
  name: string,
  policy: Policy,
): ProvenEntry & { readonly entry: Uint8Array } {
  const entry = station.document(KEPT.entry(name)) ?? noteNamed(station, name);
  const verdict = verifyLogProof(noteNamed(station, KEPT.receipt(name)), entry, policy, verifyEd25519);
  if (!verdict.ok) throw new Error("a receipt that is printed was verified");
  return { ...verdict.value, entry };
}
