/**
 * The fast way to read an entry: actas and closing records as nearly all of them are, straight from their bytes.
 *
 *     bytes ──▶ scan ──▶ what counts, and the signatures to ask about
 *                 └────▶ null: read it the slow way (core/count-central/entry.ts), which alone says what is wrong
 *
 * A country's log is a million notes of two forms. Reading each with the general parsers costs as much as a fifth of
 * its signatures; this costs a tenth of that. It accepts nothing that the slow way would not, and then says the same:
 * entry-scan.test.ts holds the two together. Spec: spec/verification.md, section 6.
 * @module
 */
import { findKey, keyText } from "../byte-index.ts";
import { decodeUtf8, utf8 } from "../bytes.ts";
import type { EntryContext, JudgedEntry } from "../count-central/entry.ts";
import type { Contest } from "../election/definition.ts";
import { KEY_ROLES } from "../election/key-names.ts";
import { scopeHolds } from "../election/roster-scope.ts";
import { PUBLIC_KEY_BYTES, SIGNATURE_TYPE } from "../note/key.ts";
import { type Sha256, sha256 } from "../sha256.ts";
import { ACTA, type Acta } from "../statement/acta.ts";
import { CLOSING_RECORD, type ClosingRecord, type WitnessDecision } from "../statement/closing-record.ts";
import { type ElectionReference, electionReference } from "../statement/common.ts";
import { ByteScan } from "./byte-scan.ts";

export type ScanCheck = {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
};

/** What counting needs of an entry, once every check holds. */
export type ScannedEntry = Pick<JudgedEntry, "statement" | "station" | "contest" | "digest"> & {
  /** In order of lines, as the slow way asks them. They share the memory of the entry and the roster. */
  readonly checks: readonly ScanCheck[];
};

export type EntryScanner = (entry: Uint8Array) => ScannedEntry | null;

const SIGNATURE_BYTES = 64;
const KEY_ID_BYTES = 4;
/** Further lines are read the slow way. */
const MAX_LINES = 16;

const DASH = utf8("— ");
const MACHINE = utf8("machine/");
const NEWLINE = utf8("\n");
const SPACE = utf8(" ");
const WITNESS = KEY_ROLES.indexOf("witness");

export function createEntryScanner(context: EntryContext): EntryScanner {
  const { definition, definitionDigest, mode, roster } = context;
  const sha = context.sha256 ?? sha256;
  const election: ElectionReference = [definition.id, definitionDigest];
  const head = (form: string) =>
    utf8(`${form}\nelection ${electionReference.print(election)}\nmode ${mode}\nstation `);
  const [actaHead, closingHead] = [head(ACTA.form), head(CLOSING_RECORD.form)];
  const scan = new ByteScan();
  const readActa = createActaReader(scan, definition.contests);
  const readClosing = createClosingReader(scan, definition.contests);
  const readSigners = createSignerReader(scan, context, sha);

  return (entry) => {
    scan.start(entry);
    const isActa = scan.literal(actaHead);
    if (!isActa && !scan.literal(closingHead)) return null;
    const end = scan.wordEnd();
    const station = end < 0 ? -1 : findKey(roster.stations, entry, scan.at, end);
    if (station < 0) return null;
    scan.at = end;
    const common = { election, mode, station: keyText(roster.stations, station) };
    const acta = isActa ? readActa(common) : null;
    const closing = isActa ? null : readClosing(common);
    if (acta === null && closing === null) return null;
    const message = entry.subarray(0, scan.at);
    if (!scan.literal(NEWLINE)) return null;
    const checks = readSigners(station, message, isActa);
    if (checks === null) return null;
    const digest = sha(message);
    return acta !== null
      ? { statement: { kind: "acta", acta: acta.acta }, station, contest: acta.contest, digest, checks }
      : { statement: { kind: "closing", closing: closing! }, station, contest: -1, digest, checks };
  };
}

type Common = Pick<Acta, "election" | "mode" | "station">;

/** Literal texts between the values of an acta. */
const ACTA_TEXT = {
  closed: utf8("\nclosed "),
  registered: utf8("\nregistered "),
  checkedIn: utf8("\nchecked-in "),
  ballots: utf8("\nballots "),
  blank: utf8("\nblank "),
  null: utf8("\nnull "),
  spoiled: utf8("\nspoiled "),
  records: utf8("\nrecords "),
  journal: utf8("\njournal "),
} as const;

function createActaReader(scan: ByteScan, contests: readonly Contest[]) {
  const forms = contests.map(({ id, options }) => ({
    id,
    opened: utf8(`\ncontest ${id}\nopened `),
    options: options.map((option) => option.id),
    votes: options.map((option, i) => utf8(`${i === 0 ? "\nvotes " : " "}${option.id}=`)),
  }));
  const numberAfter = (text: Uint8Array): number => (scan.literal(text) ? scan.number() : -1);

  return (common: Common): { readonly acta: Acta; readonly contest: number } | null => {
    const contest = forms.findIndex((form) => scan.literal(form.opened));
    const form = forms[contest];
    if (form === undefined) return null;
    const opened = scan.time();
    const closed = opened >= 0 && scan.literal(ACTA_TEXT.closed) ? scan.time() : -1;
    if (closed < 0) return null;
    const registered = numberAfter(ACTA_TEXT.registered);
    const checkedIn = numberAfter(ACTA_TEXT.checkedIn);
    const ballots = numberAfter(ACTA_TEXT.ballots);
    const votes: number[] = [];
    for (const text of form.votes) votes.push(numberAfter(text));
    const blank = numberAfter(ACTA_TEXT.blank);
    const nulls = numberAfter(ACTA_TEXT.null);
    const spoiled = numberAfter(ACTA_TEXT.spoiled);
    if (registered < 0 || checkedIn < 0 || ballots < 0 || blank < 0 || nulls < 0 || spoiled < 0) return null;
    if (votes.some((value) => value < 0)) return null;
    const records = scan.literal(ACTA_TEXT.records) ? scan.hash() : null;
    const journal = records !== null && scan.literal(ACTA_TEXT.journal) ? scan.hash() : null;
    if (records === null || journal === null || !scan.literal(NEWLINE)) return null;
    return {
      contest,
      acta: {
        ...common,
        contest: form.id,
        opened,
        closed,
        registered,
        "checked-in": checkedIn,
        ballots,
        votes: { options: form.options, votes },
        blank,
        null: nulls,
        spoiled,
        records,
        journal,
      },
    };
  };
}

const CLOSING_TEXT = { closed: utf8("\nclosed "), copies: utf8("\ncopies "), witness: utf8("\nwitness ") };
/** A refusal has a reason, which people wrote: that is read the slow way. */
const DECISIONS = (["signed", "paper", "absent"] as const).map((decision) => ({
  decision,
  text: utf8(` ${decision}`),
}));

function createClosingReader(scan: ByteScan, contests: readonly Contest[]) {
  const actas = contests.map(({ id }) => ({ id, text: utf8(`\nacta ${id} `) }));

  return (common: Common): ClosingRecord | null => {
    const closed = scan.literal(CLOSING_TEXT.closed) ? scan.time() : -1;
    if (closed < 0) return null;
    const acta: [string, Uint8Array][] = [];
    for (const { id, text } of actas) {
      const hash = scan.literal(text) ? scan.hash() : null;
      if (hash === null) return null;
      acta.push([id, hash]);
    }
    const copies = scan.literal(CLOSING_TEXT.copies) ? scan.number() : -1;
    if (copies < 0) return null;
    const witness: WitnessDecision[] = [];
    while (scan.literal(CLOSING_TEXT.witness)) {
      const decision = readDecision(scan);
      if (decision === null) return null;
      witness.push(decision);
    }
    return scan.literal(NEWLINE) ? { ...common, closed, acta, copies, witness } : null;
  };
}

/** An identifier of the slow way: its own pattern, on a text that is mostly ASCII. */
const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._/:+-]{0,63}$/;

function readDecision(scan: ByteScan): WitnessDecision | null {
  const end = scan.wordEnd();
  const witness = end < 0 || end - scan.at > 64 ? null : decodeUtf8(scan.bytes.subarray(scan.at, end));
  if (witness === null || !IDENTIFIER.test(witness)) return null;
  scan.at = end;
  const found = DECISIONS.find(({ text }) => scan.literal(text));
  return found === undefined ? null : { witness, decision: found.decision };
}

/** Signature lines of the station's machine and, where they may, of its witnesses; any other line ends the scan. */
function createSignerReader(scan: ByteScan, { definition, roster }: EntryContext, sha: Sha256) {
  const { stations, machineKeys, holders } = roster;
  const own = utf8(`${definition.id}/`);
  // Key ids are worked out when they are first asked for, as in the key book; 0 until then.
  const ids = new Uint32Array(stations.size + holders.names.size);
  const scratch = new Uint8Array(1024);
  const line = new Uint8Array(KEY_ID_BYTES + SIGNATURE_BYTES);
  const suffix = Uint8Array.of(0x0a, SIGNATURE_TYPE.ed25519);

  const idOf = (slot: number, nameStart: number, nameEnd: number, key: Uint8Array): number => {
    const known = ids[slot]!;
    if (known !== 0) return known;
    const length = nameEnd - nameStart;
    scratch.set(scan.bytes.subarray(nameStart, nameEnd));
    scratch.set(suffix, length);
    scratch.set(key, length + suffix.length);
    const hash = sha(scratch.subarray(0, length + suffix.length + PUBLIC_KEY_BYTES));
    ids[slot] = bigEndian(hash);
    return ids[slot]!;
  };

  /** Row of the station, or of the holder after all stations; -1 for anybody who may not sign here. */
  const slotOf = (station: number, nameEnd: number, mayWitness: boolean): number => {
    const start = scan.at;
    if (scan.literal(MACHINE))
      return findKey(stations, scan.bytes, scan.at, nameEnd) === station ? station : -1;
    const row = mayWitness ? findKey(holders.names, scan.bytes, start, nameEnd) : -1;
    if (row < 0 || holders.role[row] !== WITNESS || !scopeHolds(roster, row, station)) return -1;
    return stations.size + row;
  };

  /** Into `line`, key id and signature; the slot of its key, or -1. */
  const readLine = (station: number, mayWitness: boolean): number => {
    const nameStart = scan.at;
    const nameEnd = scan.wordEnd();
    if (nameEnd < 0 || nameEnd - nameStart > 512 || !scan.literal(own)) return -1;
    const slot = slotOf(station, nameEnd, mayWitness);
    if (slot < 0) return -1;
    scan.at = nameEnd;
    if (!scan.literal(SPACE) || !scan.base64(line) || !scan.literal(NEWLINE)) return -1;
    return bigEndian(line) === idOf(slot, nameStart, nameEnd, keyOf(slot)) ? slot : -1;
  };

  const keyOf = (slot: number): Uint8Array => {
    const row = slot < stations.size ? slot : slot - stations.size;
    const keys = slot < stations.size ? machineKeys : holders.publicKeys;
    return keys.subarray(PUBLIC_KEY_BYTES * row, PUBLIC_KEY_BYTES * (row + 1));
  };

  return (station: number, message: Uint8Array, mayWitness: boolean): ScanCheck[] | null => {
    if (machineKeys.length === 0) return null;
    const slots: number[] = [];
    const checks: ScanCheck[] = [];
    while (!scan.isAtEnd) {
      if (slots.length === MAX_LINES || !scan.literal(DASH)) return null;
      const slot = readLine(station, mayWitness);
      if (slot < 0 || slots.includes(slot)) return null;
      slots.push(slot);
      checks.push({ publicKey: keyOf(slot), message, signature: line.slice(KEY_ID_BYTES) });
    }
    return slots.includes(station) ? checks : null;
  };
}

const bigEndian = (bytes: Uint8Array): number =>
  ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0;
