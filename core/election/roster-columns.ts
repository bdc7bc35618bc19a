/**
 * The columns a roster is read into, and how a place, a station or the holder of a key is added to them.
 *
 * A country has millions of keys: 32 bytes each in one array, no object for any. A station's key lies by the station's
 * row; all other holders of keys (spare machines, witnesses, counters, authority, centre, log, cosigners) have rows of their own, named
 * `witness/MUD/080101001.01`: the role, a slash, and what the roster calls them.
 * Spec: spec/election.md, sections 8 and 12.
 * @module
 */
import { addKey, addText, type ByteIndex, createByteIndex, findKey, keyText } from "../byte-index.ts";
import { PUBLIC_KEY_BYTES } from "../note/key.ts";
import type { PublicKeyFault } from "../note/public-key.ts";
import type { FaultDetail, RosterFaultCode } from "./faults.ts";
import { KEY_ROLES, type KeyRole } from "./key-names.ts";
import { createKeySet, type KeySet, keyOfHolder, keyOfStation, putKey } from "./key-set.ts";
import { LIMITS } from "./limits.ts";

/** The kinds of scope, by the number that stands for them in `Holders.scopeKind`. */
export const SCOPE_KINDS = ["election", "region", "place", "station"] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];
/** In `Holders.party` and `scopeKind`: this holder has none. */
export const NO_PARTY = 0xffff;
export const NO_SCOPE = 0xff;

/** Row i is a holder of a key that is no station's own machine. */
export type Holders = {
  /** `role/id`. */
  readonly names: ByteIndex;
  /** Position in KEY_ROLES. */
  role: Uint8Array;
  /** 32 bytes a row. */
  publicKeys: Uint8Array;
  /** Number in `parties`, or NO_PARTY. */
  party: Uint16Array;
  readonly parties: ByteIndex;
  /** Position in SCOPE_KINDS, or NO_SCOPE; and the row of the region, place or station it names. */
  scopeKind: Uint8Array;
  scopeRow: Int32Array;
  /** By row: where a cosigner answers. */
  readonly urls: Map<number, string>;
};

export type Columns = {
  readonly stations: ByteIndex;
  registered: Uint32Array;
  place: Uint32Array;
  /** 32 bytes a station; empty until a station has a key. All zeros, which is no key, where it has none. */
  machineKeys: Uint8Array;
  readonly places: ByteIndex;
  placeName: Uint32Array;
  readonly names: ByteIndex;
  placeRegion: Int32Array;
  readonly regions: ByteIndex;
  readonly holders: Holders;
  /** How many holders each role has, and how far the order of lines has come (clause 12.3). */
  readonly held: Record<KeyRole, number>;
  stage: number;
  readonly keys: KeySet;
};

/** What is wrong with the 32 bytes of a public key, if anything; they are used again for the next line. */
export type CheckKey = (publicKey: Uint8Array) => PublicKeyFault | null;

/** What a line is read with. */
export type LineContext = {
  readonly columns: Columns;
  readonly report: (code: RosterFaultCode, detail?: FaultDetail) => void;
  /** Every station must have a key (clause 13.3). */
  readonly needsKeys: boolean;
  readonly checkKey: CheckKey;
};

export function createColumns(stations = 1024, places = 1024): Columns {
  const columns: Columns = {
    stations: createByteIndex(Math.max(1, stations)),
    registered: new Uint32Array(stations),
    place: new Uint32Array(stations),
    machineKeys: new Uint8Array(),
    places: createByteIndex(Math.max(1, places)),
    placeName: new Uint32Array(places),
    names: createByteIndex(),
    placeRegion: new Int32Array(places),
    regions: createByteIndex(64),
    holders: {
      names: createByteIndex(16),
      role: new Uint8Array(),
      publicKeys: new Uint8Array(),
      party: new Uint16Array(),
      parties: createByteIndex(16),
      scopeKind: new Uint8Array(),
      scopeRow: new Int32Array(),
      urls: new Map(),
    },
    held: { authority: 0, machine: 0, spare: 0, witness: 0, counter: 0, centre: 0, log: 0, cosigner: 0 },
    stage: 0,
    keys: createKeySet(),
  };
  return columns;
}

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array;

function lengthened<T extends Column>(column: T, length: number): T {
  const Same = column.constructor as new (length: number) => T;
  const larger = new Same(length);
  larger.set(column);
  return larger;
}

export function keepPlace(columns: Columns, place: string, name: string, region: string | undefined): void {
  columns.stage = LAST_STAGE;
  const row = addText(columns.places, place);
  if (row === columns.placeName.length) {
    const length = Math.max(1024, 2 * row);
    columns.placeName = lengthened(columns.placeName, length);
    columns.placeRegion = lengthened(columns.placeRegion, length);
  }
  columns.placeName[row] = addText(columns.names, name);
  columns.placeRegion[row] = region === undefined ? -1 : addText(columns.regions, region);
}

/** Where the parts of a station's line lie in `bytes`; `key` is 32 bytes or null. */
export type StationParts = {
  readonly station: number;
  readonly stationEnd: number;
  readonly place: number;
  readonly placeEnd: number;
  readonly registered: number;
  readonly key: Uint8Array | null;
};

export function addStation(context: LineContext, bytes: Uint8Array, parts: StationParts): void {
  const { columns, report } = context;
  const { station, stationEnd, place, placeEnd, registered, key } = parts;
  columns.stage = LAST_STAGE;
  const placeRow = findKey(columns.places, bytes, place, placeEnd);
  if (placeRow < 0) report("unknown-place", { place: decode(bytes.subarray(place, placeEnd)) });
  const { stations } = columns;
  if (stations.size >= LIMITS.rosterStations) {
    report("too-many-stations", { atMost: LIMITS.rosterStations });
    return;
  }
  const row = stations.size;
  const known = addKey(stations, bytes, station, stationEnd);
  if (known !== row) {
    report("duplicate-station", { station: decode(bytes.subarray(station, stationEnd)), first: known + 1 });
    return;
  }
  if (row === columns.registered.length) {
    const length = Math.max(1024, 2 * row);
    columns.registered = lengthened(columns.registered, length);
    columns.place = lengthened(columns.place, length);
    if (columns.machineKeys.length > 0) {
      columns.machineKeys = lengthened(columns.machineKeys, PUBLIC_KEY_BYTES * length);
    }
  }
  columns.registered[row] = registered;
  columns.place[row] = Math.max(0, placeRow);
  if (key !== null) keepMachineKey(context, row, key);
  else if (context.needsKeys) report("missing-key", { station: keyText(stations, row) });
}

function keepMachineKey(context: LineContext, row: number, key: Uint8Array): void {
  const { columns } = context;
  if (columns.machineKeys.length === 0) {
    columns.machineKeys = new Uint8Array(PUBLIC_KEY_BYTES * columns.registered.length);
  }
  columns.machineKeys.set(key, PUBLIC_KEY_BYTES * row);
  columns.held.machine += 1;
  if (hasPlus(columns.stations, row)) refusePlus(context, "station", keyText(columns.stations, row));
  judgeKey(context, keyOfStation(row), key);
}

/** What a witness or counter is accredited for, or a spare stands by for: a row of stations, places or regions, or -1 for one not there. */
export type Scoped = { readonly kind: ScopeKind; readonly row: number };

export type HolderParts = {
  readonly role: Exclude<KeyRole, "machine">;
  /** `role/id` in UTF-8; copied. */
  readonly name: Uint8Array;
  readonly key: Uint8Array;
  /** Of witnesses, counters and cosigners. */
  readonly party?: Uint8Array;
  readonly scope?: Scoped;
  readonly url?: string;
};

/** Lines of one stage do not come after lines of a later one (clause 12.2). */
const STAGES: Readonly<Record<KeyRole, number>> = {
  log: 0,
  centre: 1,
  cosigner: 2,
  authority: 3,
  machine: 4,
  spare: 4,
  witness: 4,
  counter: 4,
};
export const LAST_STAGE = 4;

const MOST: Partial<Readonly<Record<KeyRole, number>>> = {
  centre: LIMITS.rosterAuthorities,
  authority: LIMITS.rosterAuthorities,
  cosigner: LIMITS.rosterCosigners,
};

/** Adds the holder unless another has its name. */
export function addHolder(context: LineContext, parts: HolderParts): void {
  const { columns, report } = context;
  const { holders, held } = columns;
  const { name, role, scope } = parts;
  const atMost = MOST[role] ?? LIMITS.rosterHolders;
  if (held[role] >= atMost || holders.names.size >= LIMITS.rosterHolders) {
    report("too-many-keys", { field: role, atMost });
    return;
  }
  if (STAGES[role] < columns.stage) report("out-of-order", { field: role });
  columns.stage = Math.max(columns.stage, STAGES[role]);
  if (scope !== undefined && scope.row < 0) report("unknown-scope", { field: scope.kind });
  const row = holders.names.size;
  if (addKey(holders.names, name, 0, name.length) !== row) {
    report("duplicate-holder", { field: role, id: decode(name.subarray(role.length + 1)) });
    return;
  }
  if (row === holders.role.length) lengthenHolders(holders, Math.max(16, 2 * row));
  holders.role[row] = KEY_ROLES.indexOf(role);
  holders.publicKeys.set(parts.key, PUBLIC_KEY_BYTES * row);
  holders.party[row] = parts.party === undefined ? NO_PARTY : partyNumber(holders, parts.party, report);
  holders.scopeKind[row] = scope === undefined ? NO_SCOPE : SCOPE_KINDS.indexOf(scope.kind);
  holders.scopeRow[row] = scope === undefined ? -1 : scope.row;
  if (parts.url !== undefined) holders.urls.set(row, parts.url);
  held[role] += 1;
  const hasOwnName = role === "log" || role === "cosigner";
  if (!hasOwnName && hasPlus(holders.names, row)) {
    refusePlus(context, role, keyText(holders.names, row).slice(role.length + 1));
  }
  judgeKey(context, keyOfHolder(row), parts.key);
}

function lengthenHolders(holders: Holders, length: number): void {
  holders.role = lengthened(holders.role, length);
  holders.publicKeys = lengthened(holders.publicKeys, PUBLIC_KEY_BYTES * length);
  holders.party = lengthened(holders.party, length);
  holders.scopeKind = lengthened(holders.scopeKind, length);
  holders.scopeRow = lengthened(holders.scopeRow, length);
}

function partyNumber({ parties }: Holders, party: Uint8Array, report: LineContext["report"]): number {
  const known = findKey(parties, party, 0, party.length);
  if (known >= 0) return known;
  if (parties.size >= LIMITS.rosterParties) {
    report("too-many-parties", { atMost: LIMITS.rosterParties });
    return NO_PARTY;
  }
  return addKey(parties, party, 0, party.length);
}

const PLUS = 0x2b;

function hasPlus(index: ByteIndex, key: number): boolean {
  const { bytes, ends } = index;
  for (let i = key === 0 ? 0 : ends[key - 1]!; i < ends[key]!; i += 1) if (bytes[i] === PLUS) return true;
  return false;
}

/** A plus sign separates a key's name from what follows it (C2SP signed-note), so no name may hold one. */
const refusePlus = ({ report }: LineContext, field: string, id: string): void =>
  report("id-with-plus", { field, id });

/** The key is one, and nobody else's (clause 12.4: one key signs under one name). */
function judgeKey({ columns, report, checkKey }: LineContext, key: number, publicKey: Uint8Array): void {
  const fault = checkKey(publicKey);
  if (fault === "key-length") throw new Error("a public key of a roster has 32 bytes");
  if (fault !== null) report(fault, { name: keyLabel(columns, key) });
  const { machineKeys, holders } = columns;
  const same = putKey(columns.keys, key, { machineKeys, holderKeys: holders.publicKeys });
  if (same === null) report("crowded-keys");
  else if (same !== 0)
    report("duplicate-key", { name: keyLabel(columns, key), first: keyLabel(columns, same) });
}

const keyLabel = ({ stations, holders }: Columns, key: number): string =>
  key > 0 ? `machine/${keyText(stations, key - 1)}` : keyText(holders.names, -key - 1);

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const decode = (bytes: Uint8Array): string => decoder.decode(bytes);
