/**
 * What a station's machine knows of its election: its row of the roster, who is accredited, which keys may sign here.
 *
 * The package was judged when it was loaded; from here on the core asks by function, and nothing of the roster is copied.
 * @module
 */
import { scryptSync } from "node:crypto";
import { type NodeSigner, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import { findText, keyText } from "@triplicate/core/byte-index.ts";
import { equalBytes, utf8 } from "@triplicate/core/bytes.ts";
import type { StationContext, WitnessSeat } from "@triplicate/core/count-machine/station-commands.ts";
import type { Scope } from "@triplicate/core/election/key-book.ts";
import { electionKeyName } from "@triplicate/core/election/key-names.ts";
import type { Roster } from "@triplicate/core/election/roster.ts";
import { SCOPE_KINDS } from "@triplicate/core/election/roster-columns.ts";
import { rowsOf } from "@triplicate/core/election/roster-keys.ts";
import { createNoteKey, type NoteKey, PUBLIC_KEY_BYTES, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import { parseNote, printNote } from "@triplicate/core/note/note.ts";
import { PIN_CHECK_BYTES, PIN_SCRYPT } from "@triplicate/core/statement/card.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";

/** Twice what scrypt takes with these parameters. */
const SCRYPT_MEMORY = 2 * 128 * PIN_SCRYPT.N * PIN_SCRYPT.r;

export type StationFacts = Omit<StationContext, "now" | "cards"> & {
  readonly place: { readonly name: string; readonly region?: string };
  /** Row of the roster. */
  readonly row: number;
};

/** Row of a station; -1 for one that the roster lacks. */
export const stationRow = ({ roster }: ElectionPackage, station: string): number =>
  findText(roster.stations, station);

export type FactsWishes = {
  readonly station: string;
  readonly mode: Mode;
  readonly hours: { readonly opens: number; readonly closes: number };
  readonly signer: NodeSigner;
};

/** Throws for a station that the roster lacks. */
export function stationFacts(
  pack: ElectionPackage,
  { station, mode, hours, signer }: FactsWishes,
): StationFacts {
  const { definition, roster, book } = pack;
  const row = stationRow(pack, station);
  if (row < 0) throw new Error(`the roster has no station ${station}`);
  const place = roster.place[row]!;
  const region = roster.placeRegion[place]!;
  return {
    ...{ definition, digest: pack.definitionDigest, mode, station, hours, row },
    registered: roster.registered[row]!,
    machine: signer.key.name,
    expected: expectedWitnesses(pack, row),
    witness: (id) => witnessHere(pack, row, id),
    findKey: (name, keyId) => book.find(name, keyId),
    coversStation: (text) => {
      const scope = parseScope(text);
      return scope !== null && book.covers(scope, row);
    },
    verify: verifyEd25519,
    scrypt: (pin, salt) => scryptSync(pin, salt, PIN_CHECK_BYTES, { ...PIN_SCRYPT, maxmem: SCRYPT_MEMORY }),
    sign: (text) => signed(text, signer),
    place: {
      name: keyText(roster.names, roster.placeName[place]!),
      ...(region < 0 ? {} : { region: keyText(roster.regions, region) }),
    },
  };
}

/** A note of the text, signed by one key at once. */
export function signed(text: string, { key, sign }: NodeSigner): Uint8Array {
  const bytes = printNote({ text, signatures: [{ name: key.name, keyId: key.id, blob: sign(utf8(text)) }] });
  if (!parseNote(bytes).ok) throw new Error("the text cannot be a note's");
  return bytes;
}

function parseScope(text: string): Scope | null {
  if (text === "election") return { kind: "election" };
  const at = text.indexOf("/");
  const kind = SCOPE_KINDS.find((one) => one === text.slice(0, at));
  return at < 0 || kind === undefined || kind === "election" ? null : { kind, id: text.slice(at + 1) };
}

/** Those of the station and of its place, in the order of the roster's lines. */
function expectedWitnesses(pack: ElectionPackage, row: number): WitnessSeat[] {
  const { roster } = pack;
  const seats: WitnessSeat[] = [];
  for (const holder of rowsOf(roster, "witness")) {
    if (isExpectedAt(roster, holder, row)) seats.push(seatOf(pack, holder, true));
  }
  return seats;
}

function isExpectedAt({ holders, place }: Roster, holder: number, row: number): boolean {
  const named = holders.scopeRow[holder]!;
  const kind = SCOPE_KINDS[holders.scopeKind[holder]!];
  return (kind === "station" && named === row) || (kind === "place" && named === place[row]);
}

function witnessHere(pack: ElectionPackage, row: number, id: string): WitnessSeat | null {
  const { roster, book } = pack;
  const holder = findText(roster.holders.names, `witness/${id}`);
  if (holder < 0) return null;
  const seat = seatOf(pack, holder, isExpectedAt(roster, holder, row));
  const found = book.find(seat.key.name, seat.key.id)?.holder;
  return found?.role === "witness" && book.covers(found.scope, row) ? seat : null;
}

function seatOf(
  { definition, roster: { holders } }: ElectionPackage,
  row: number,
  isExpected: boolean,
): WitnessSeat {
  const id = keyText(holders.names, row).slice("witness/".length);
  const publicKey = holders.publicKeys.slice(PUBLIC_KEY_BYTES * row, PUBLIC_KEY_BYTES * (row + 1));
  const key = createNoteKey(electionKeyName(definition.id, "witness", id), SIGNATURE_TYPE.ed25519, publicKey);
  return { id, party: keyText(holders.parties, holders.party[row]!), isExpected, row, key };
}

/** Whether the roster lets this key sign for the station: its machine's own, or a spare whose scope holds it. */
export function machineKeyOf(
  pack: ElectionPackage,
  key: NoteKey,
  station: string,
): "machine" | "spare" | null {
  const row = stationRow(pack, station);
  const found = pack.book.find(key.name, key.id);
  if (found === undefined || row < 0 || !equalBytes(found.publicKey, key.publicKey)) return null;
  const { holder } = found;
  if (holder.role === "machine") return holder.station === row ? "machine" : null;
  if (holder.role === "spare") return pack.book.covers(holder.scope, row) ? "spare" : null;
  return null;
}
