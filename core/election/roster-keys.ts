/**
 * A key book over the columns of a roster: from a name and id on a signature line to the key and who holds it.
 *
 * Nothing is kept per key but the id, worked out when a key is first asked for: a tally of a million stations asks for
 * each of its keys once or more, and who reads one note should not wait for four million hashes.
 * Spec: spec/election.md, section 12.
 * @module
 */
import { type ByteIndex, compareKey, findKey, hashKeys, keyText } from "../byte-index.ts";
import {
  MAX_KEY_NAME_LENGTH,
  type NoteKey,
  PUBLIC_KEY_BYTES,
  SIGNATURE_TYPE,
  type SignatureType,
} from "../note/key.ts";
import { type Sha256, sha256 } from "../sha256.ts";
import type { KeyBook, KeyHolder, RosterKey, Scope } from "./key-book.ts";
import { electionKeyName, KEY_ROLES, type KeyRole } from "./key-names.ts";
import type { Roster } from "./roster.ts";
import { NO_PARTY, SCOPE_KINDS } from "./roster-columns.ts";

/** What follows a key's name in the bytes that its id is made of: newline, type, public key. */
const TAIL_BYTES = 2 + PUBLIC_KEY_BYTES;

/** `election` is the definition's id. */
export function createKeyBook(roster: Roster, election: string, sha: Sha256 = sha256): KeyBook {
  const { stations, holders, machineKeys } = roster;
  // Signatures come in no order, and a search by halves over a million ids waits for memory twenty times.
  hashKeys(stations);
  const prefix = `${election}/`;
  const stationCount = stations.size;
  // By station, then by holder; 0 until it is asked for.
  const ids = new Uint32Array(stationCount + holders.names.size);
  const ownNames = new Map<string, number>();
  for (const row of rowsOf(roster, "log", "cosigner")) ownNames.set(holderId(roster, row), row);
  const parties = Array.from({ length: holders.parties.size }, (_, i) => keyText(holders.parties, i));

  const holderKey = (row: number, name: string, id: string, keyId: number): RosterKey | undefined => {
    const role = KEY_ROLES[holders.role[row]!]!;
    const type = role === "cosigner" ? SIGNATURE_TYPE.cosignature : SIGNATURE_TYPE.ed25519;
    const publicKey = holders.publicKeys.slice(PUBLIC_KEY_BYTES * row, PUBLIC_KEY_BYTES * (row + 1));
    const slot = stationCount + row;
    ids[slot] ||= keyId32(name, type, publicKey, sha);
    if (ids[slot] !== keyId) return undefined;
    return { name, type, publicKey, id: keyId, holder: holderOf(roster, row, id, parties) };
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
      const role = name.startsWith(prefix) ? roleIn(name, prefix.length) : undefined;
      // No log or cosigner has a name of this form (clause 12.5).
      if (role === undefined) {
        const own = ownNames.get(name);
        return own === undefined ? undefined : holderKey(own, name, name, keyId);
      }
      const idStart = prefix.length + role.length + 1;
      if (role === "machine") {
        const row = findName(stations, name, idStart);
        return row < 0 ? undefined : machineKey(row, name, keyId);
      }
      const row = findName(holders.names, name, prefix.length);
      return row < 0 ? undefined : holderKey(row, name, name.slice(idStart), keyId);
    },
    covers: (scope, station) => covers(roster, scope, station),
  };
}

/** Roles whose keys are named after the election. */
const ELECTION_ROLES = KEY_ROLES.filter((role) => role !== "log" && role !== "cosigner");

const roleIn = (name: string, at: number): KeyRole | undefined =>
  ELECTION_ROLES.find((role) => name.startsWith(role, at) && name[at + role.length] === "/");

const encoder = new TextEncoder();
const scratch = new Uint8Array(3 * 1024);

/** The row of what stands in `name` from `start` on; -1 also for a name longer than any may be. */
function findName(index: ByteIndex, name: string, start: number): number {
  if (name.length > MAX_KEY_NAME_LENGTH) return -1;
  const { written } = encoder.encodeInto(name.slice(start), scratch);
  return findKey(index, scratch, 0, written);
}

/** Whether the key of that number is this text. */
function isKeyText(index: ByteIndex, key: number, text: string): boolean {
  if (text.length > MAX_KEY_NAME_LENGTH) return false;
  const { written } = encoder.encodeInto(text, scratch);
  return compareKey(index, key, scratch, 0, written) === 0;
}

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

function holderOf(roster: Roster, row: number, id: string, parties: readonly string[]): KeyHolder {
  const { holders } = roster;
  const role = holderRole(roster, row);
  switch (role) {
    case "authority":
    case "centre":
    case "log":
      return { role };
    case "spare":
      return { role, id, scope: scopeOf(roster, row) };
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
  return { role, id, party, scope: scopeOf(roster, row) };
}

function scopeOf({ stations, places, regions, holders }: Roster, row: number): Scope {
  const kind = SCOPE_KINDS[holders.scopeKind[row]!];
  if (kind === undefined) throw new Error("a spare, witness or counter has a scope");
  const named = holders.scopeRow[row]!;
  switch (kind) {
    case "election":
      return { kind };
    case "region":
      return { kind, id: keyText(regions, named) };
    case "place":
      return { kind, id: idText(places, named) };
    case "station":
      return { kind, id: idText(stations, named) };
  }
}

/** The text of a key that is ASCII, as ids are: in a tenth of a decoder's time, and asked for every witness line. */
function idText({ bytes, ends }: ByteIndex, key: number): string {
  let text = "";
  for (let i = key === 0 ? 0 : ends[key - 1]!; i < ends[key]!; i += 1) text += String.fromCharCode(bytes[i]!);
  return text;
}

function covers(roster: Roster, scope: Scope, station: number): boolean {
  if (station < 0 || station >= roster.stations.size) return false;
  const place = roster.place[station]!;
  const region = roster.placeRegion[place]!;
  switch (scope.kind) {
    case "election":
      return true;
    case "region":
      return region >= 0 && isKeyText(roster.regions, region, scope.id);
    case "place":
      return isKeyText(roster.places, place, scope.id);
    case "station":
      return isKeyText(roster.stations, station, scope.id);
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
    yield { ...key, holder: holderOf(roster, row, id, parties) };
  }
}
