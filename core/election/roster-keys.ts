/**
 * A key book over the columns of a roster: from a name and id on a signature line to the key and who holds it.
 *
 * Nothing is kept per key but the id, worked out when a key is first asked for: a tally of a million stations asks for
 * each of its keys once or more, and who reads one note should not wait for four million hashes.
 * Spec: spec/election.md, section 12.
 * @module
 */
import { findText, keyText } from "../byte-index.ts";
import { type NoteKey, PUBLIC_KEY_BYTES, SIGNATURE_TYPE, type SignatureType } from "../note/key.ts";
import { type Sha256, sha256 } from "../sha256.ts";
import type { KeyBook, KeyHolder, RosterKey, Scope } from "./key-book.ts";
import { electionKeyName, KEY_ROLES, type KeyRole } from "./key-names.ts";
import type { Roster } from "./roster.ts";
import { NO_PARTY, SCOPE_KINDS } from "./roster-columns.ts";

const MACHINE = "machine/";
/** What follows a key's name in the bytes that its id is made of: newline, type, public key. */
const TAIL_BYTES = 2 + PUBLIC_KEY_BYTES;

/** `election` is the definition's id. */
export function createKeyBook(roster: Roster, election: string, sha: Sha256 = sha256): KeyBook {
  const { stations, holders, machineKeys } = roster;
  const prefix = `${election}/`;
  const stationCount = stations.size;
  // By station, then by holder; 0 until it is asked for.
  const ids = new Uint32Array(stationCount + holders.names.size);
  const ownNames = new Map<string, number>();
  for (const row of rowsOf(roster, "log", "cosigner")) ownNames.set(holderId(roster, row), row);
  const parties = Array.from({ length: holders.parties.size }, (_, i) => keyText(holders.parties, i));

  const holderKey = (row: number, name: string, keyId: number): RosterKey | undefined => {
    const role = KEY_ROLES[holders.role[row]!]!;
    const type = role === "cosigner" ? SIGNATURE_TYPE.cosignature : SIGNATURE_TYPE.ed25519;
    const publicKey = holders.publicKeys.slice(PUBLIC_KEY_BYTES * row, PUBLIC_KEY_BYTES * (row + 1));
    const slot = stationCount + row;
    ids[slot] ||= keyId32(name, type, publicKey, sha);
    if (ids[slot] !== keyId) return undefined;
    return { name, type, publicKey, id: keyId, holder: holderOf(roster, row, parties) };
  };

  const machineKey = (row: number, name: string, keyId: number): RosterKey | undefined => {
    const publicKey = machineKeys.slice(PUBLIC_KEY_BYTES * row, PUBLIC_KEY_BYTES * (row + 1));
    if (publicKey.length === 0 || publicKey.every((byte) => byte === 0)) return undefined;
    const type = SIGNATURE_TYPE.ed25519;
    ids[row] ||= keyId32(name, type, publicKey, sha);
    if (ids[row] !== keyId) return undefined;
    return { name, type, publicKey, id: keyId, holder: { role: "machine", station: row } };
  };

  return {
    find(name, keyId) {
      const own = ownNames.get(name);
      if (own !== undefined) return holderKey(own, name, keyId);
      if (!name.startsWith(prefix)) return undefined;
      const rest = name.slice(prefix.length);
      if (rest.startsWith(MACHINE)) {
        const row = findText(stations, rest.slice(MACHINE.length));
        return row < 0 ? undefined : machineKey(row, name, keyId);
      }
      // The log and its cosigners never sign under the election's name, unless that is the name they have.
      if (rest.startsWith("log/") || rest.startsWith("cosigner/")) return undefined;
      const row = findText(holders.names, rest);
      return row < 0 ? undefined : holderKey(row, name, keyId);
    },
    covers: (scope, station) => covers(roster, scope, station),
  };
}

const scratch = new Uint8Array(3 * 1024);
const encoder = new TextEncoder();

/** The id of C2SP signed-note, without an object in between. */
function keyId32(name: string, type: SignatureType, publicKey: Uint8Array, sha: Sha256): number {
  const { written } = encoder.encodeInto(name, scratch);
  scratch[written] = 0x0a;
  scratch[written + 1] = type;
  scratch.set(publicKey, written + 2);
  const hash = sha(scratch.subarray(0, written + TAIL_BYTES));
  return ((hash[0]! << 24) | (hash[1]! << 16) | (hash[2]! << 8) | hash[3]!) >>> 0;
}

/** Rows of the holders of a role, in order of lines. */
export function* rowsOf({ holders }: Roster, ...roles: readonly KeyRole[]): Generator<number> {
  const wanted = roles.map((role) => KEY_ROLES.indexOf(role));
  for (let row = 0; row < holders.names.size; row += 1) if (wanted.includes(holders.role[row]!)) yield row;
}

const holderRole = ({ holders }: Roster, row: number): KeyRole => KEY_ROLES[holders.role[row]!]!;

/** What the roster calls the holder: an id, or the whole name of a log or cosigner. */
export const holderId = (roster: Roster, row: number): string =>
  keyText(roster.holders.names, row).slice(holderRole(roster, row).length + 1);

function holderOf(roster: Roster, row: number, parties: readonly string[]): KeyHolder {
  const { holders } = roster;
  const role = holderRole(roster, row);
  switch (role) {
    case "authority":
    case "centre":
    case "log":
      return { role };
    case "machine":
      throw new Error("a machine's key lies by its station");
  }
  const number = holders.party[row]!;
  if (number === NO_PARTY) throw new Error(`a ${role} has a party`);
  const party = parties[number]!;
  if (role === "cosigner") {
    const url = holders.urls.get(row);
    return url === undefined ? { role, party } : { role, party, url };
  }
  return { role, id: holderId(roster, row), party, scope: scopeOf(roster, row) };
}

function scopeOf({ stations, places, regions, holders }: Roster, row: number): Scope {
  const kind = SCOPE_KINDS[holders.scopeKind[row]!];
  if (kind === undefined) throw new Error("a witness or counter has a scope");
  if (kind === "election") return { kind };
  const index = { station: stations, place: places, region: regions }[kind];
  return { kind, id: keyText(index, holders.scopeRow[row]!) };
}

function covers(roster: Roster, scope: Scope, station: number): boolean {
  if (station < 0 || station >= roster.stations.size) return false;
  const place = roster.place[station]!;
  switch (scope.kind) {
    case "election":
      return true;
    case "region":
      return (
        findText(roster.regions, scope.id) === roster.placeRegion[place]! && roster.placeRegion[place]! >= 0
      );
    case "place":
      return findText(roster.places, scope.id) === place;
    case "station":
      return findText(roster.stations, scope.id) === station;
  }
}

/** Every key but the machines', with its holder, in order of lines: for lists that people read. */
export function* holderKeys(
  roster: Roster,
  election: string,
  ...roles: readonly KeyRole[]
): Generator<RosterKey> {
  const { holders } = roster;
  const parties = Array.from({ length: holders.parties.size }, (_, i) => keyText(holders.parties, i));
  for (const row of rowsOf(roster, ...roles)) {
    const role = holderRole(roster, row);
    const id = holderId(roster, row);
    const name =
      role === "log" || role === "cosigner" || role === "machine" ? id : electionKeyName(election, role, id);
    const type = role === "cosigner" ? SIGNATURE_TYPE.cosignature : SIGNATURE_TYPE.ed25519;
    const publicKey = holders.publicKeys.slice(PUBLIC_KEY_BYTES * row, PUBLIC_KEY_BYTES * (row + 1));
    const key: NoteKey = { name, type, publicKey, id: keyId32(name, type, publicKey, sha256) };
    yield { ...key, holder: holderOf(roster, row, parties) };
  }
}
