/**
 * One line of a roster into the columns.
 *
 * Station lines, nearly all of a large roster, are scanned byte by byte: ids have no escapes and numbers one form, so a
 * line that the scan accepts is canonical. Everything else is parsed, printed again and compared, which also finds out
 * what is wrong with it. Spec: spec/election.md, clauses 8.3 to 8.6.
 * @module
 */
import { addKey, addText, type ByteIndex, createByteIndex, findKey, findText } from "../byte-index.ts";
import { isRecord } from "../json-schema.ts";
import type { FaultDetail, RosterFaultCode } from "./faults.ts";
import { ID_PATTERN, LIMITS, NAME_PATTERN } from "./limits.ts";

export type Columns = {
  readonly stations: ByteIndex;
  registered: Uint32Array;
  place: Uint32Array;
  readonly places: ByteIndex;
  placeName: Uint32Array;
  readonly names: ByteIndex;
  placeRegion: Int32Array;
  readonly regions: ByteIndex;
};

type Report = (code: RosterFaultCode, detail?: FaultDetail) => void;

export const createColumns = (stations = 1024, places = 1024): Columns => ({
  stations: createByteIndex(Math.max(1, stations)),
  registered: new Uint32Array(stations),
  place: new Uint32Array(stations),
  places: createByteIndex(Math.max(1, places)),
  placeName: new Uint32Array(places),
  names: createByteIndex(),
  placeRegion: new Int32Array(places),
  regions: createByteIndex(64),
});

export function readLine(
  columns: Columns,
  bytes: Uint8Array,
  start: number,
  end: number,
  report: Report,
): void {
  if (scanStation(bytes, start, end)) addStation(columns, bytes, report);
  else readSlowly(columns, bytes.subarray(start, end), report);
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const STATION = ascii('{"station":"');
const PLACE = ascii('","place":"');
const REGISTERED = ascii('","registered":');
const CLOSE = 0x7d;
const ZERO = 0x30;

/** What the last successful scan found; one object for all lines, so that a line allocates nothing. */
const scanned = { station: 0, stationEnd: 0, place: 0, placeEnd: 0, registered: 0 };

function scanStation(bytes: Uint8Array, start: number, end: number): boolean {
  scanned.station = after(bytes, start, end, STATION);
  scanned.stationEnd = endOfId(bytes, scanned.station, end);
  scanned.place = after(bytes, scanned.stationEnd, end, PLACE);
  scanned.placeEnd = endOfId(bytes, scanned.place, end);
  const number = after(bytes, scanned.placeEnd, end, REGISTERED);
  return number >= 0 && bytes[end - 1] === CLOSE && scanNumber(bytes, number, end - 1);
}

/** The position after `token` at `start`, or -1; -1 stays -1. */
function after(bytes: Uint8Array, start: number, end: number, token: Uint8Array): number {
  if (start < 0 || start + token.length > end) return -1;
  for (let i = 0; i < token.length; i += 1) if (bytes[start + i] !== token[i]) return -1;
  return start + token.length;
}

/** 1 where a byte may stand in an id, 2 where it may also begin one. */
const ID_BYTES = new Uint8Array(256).map((_, byte) => {
  const character = String.fromCharCode(byte);
  if (new RegExp(ID_PATTERN).test(character)) return 2;
  return new RegExp(ID_PATTERN).test(`a${character}`) ? 1 : 0;
});

function endOfId(bytes: Uint8Array, start: number, end: number): number {
  if (start < 0 || start >= end || ID_BYTES[bytes[start]!] !== 2) return -1;
  let at = start + 1;
  while (at < end && ID_BYTES[bytes[at]!] !== 0) at += 1;
  return at - start <= LIMITS.idLength ? at : -1;
}

function scanNumber(bytes: Uint8Array, start: number, end: number): boolean {
  const digits = end - start;
  if (digits < 1 || digits > 10 || (digits > 1 && bytes[start] === ZERO)) return false;
  let value = 0;
  for (let i = start; i < end; i += 1) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return false;
    value = value * 10 + digit;
  }
  scanned.registered = value;
  return value <= LIMITS.registered;
}

function addStation(columns: Columns, bytes: Uint8Array, report: Report): void {
  const { station, stationEnd, place, placeEnd, registered } = scanned;
  const placeRow = findKey(columns.places, bytes, place, placeEnd);
  if (placeRow < 0) report("unknown-place", { place: decode(bytes.subarray(place, placeEnd)) });
  const { stations } = columns;
  if (stations.size >= LIMITS.rosterStations) {
    report("too-many-stations", { atMost: LIMITS.rosterStations });
    return;
  }
  const row = stations.size;
  const key = addKey(stations, bytes, station, stationEnd);
  if (key !== row) {
    report("duplicate-station", { station: decode(bytes.subarray(station, stationEnd)), first: key + 1 });
    return;
  }
  if (row === columns.registered.length) {
    columns.registered = doubled(columns.registered, Uint32Array);
    columns.place = doubled(columns.place, Uint32Array);
  }
  columns.registered[row] = registered;
  columns.place[row] = Math.max(0, placeRow);
}

function doubled<T extends Uint32Array | Int32Array>(column: T, Column: new (length: number) => T): T {
  const larger = new Column(Math.max(1024, column.length * 2));
  larger.set(column);
  return larger;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const decode = (bytes: Uint8Array): string => decoder.decode(bytes);

/** A place, or a line with something wrong. */
function readSlowly(columns: Columns, line: Uint8Array, report: Report): void {
  let text: string;
  try {
    text = decode(line);
  } catch {
    report("bad-utf8");
    return;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    report("bad-json", { text: text.slice(0, 64) });
    return;
  }
  const isCanonical = JSON.stringify(value) === text;
  if (!isCanonical) report("not-canonical", { text: text.slice(0, 64) });
  if (!isRecord(value)) {
    if (isCanonical) report("bad-line", { expected: "station, place, registered" });
  } else if (!Object.hasOwn(value, "station")) {
    // A place that is only badly written is kept, or every one of its stations would be a fault too.
    addPlace(columns, value, report);
  } else if (isCanonical) {
    stationFaults(value, report);
  }
}

/** The scan has refused this station, so something is wrong with it. */
function stationFaults(value: Readonly<Record<string, unknown>>, report: Report): void {
  const { station, place, registered } = value;
  if (Object.keys(value).join() !== "station,place,registered" || typeof registered !== "number") {
    report("bad-line", { expected: "station, place, registered" });
    return;
  }
  const isInRange = Number.isInteger(registered) && registered >= 0 && registered <= LIMITS.registered;
  if (!isId(station)) report("bad-id", { field: "station", id: String(station).slice(0, 64) });
  if (!isId(place)) report("bad-id", { field: "place", id: String(place).slice(0, 64) });
  if (!isInRange) report("out-of-range", { atLeast: 0, atMost: LIMITS.registered, got: registered });
  // A station that is refused without a fault would vanish.
  if (isId(station) && isId(place) && isInRange)
    throw new Error("the scan refuses a station the parser accepts");
}

function addPlace(columns: Columns, value: Readonly<Record<string, unknown>>, report: Report): void {
  const { place, name, region } = value;
  const fields = Object.keys(value).join();
  if (fields !== "place,name" && fields !== "place,name,region") {
    report("bad-line", { expected: "place, name, region" });
    return;
  }
  if (!isId(place)) {
    report("bad-id", { field: "place", id: String(place).slice(0, 64) });
    return;
  }
  if (!isName(name)) report("bad-name", { field: "name" });
  if (region !== undefined && !isName(region)) report("bad-name", { field: "region" });
  const { places } = columns;
  if (findText(places, place) >= 0) report("duplicate-place", { place });
  else if (places.size >= LIMITS.rosterPlaces) report("too-many-places", { atMost: LIMITS.rosterPlaces });
  else keepPlace(columns, place, String(name), typeof region === "string" ? region : undefined);
}

function keepPlace(columns: Columns, place: string, name: string, region: string | undefined): void {
  const row = addText(columns.places, place);
  if (row === columns.placeName.length) {
    columns.placeName = doubled(columns.placeName, Uint32Array);
    columns.placeRegion = doubled(columns.placeRegion, Int32Array);
  }
  columns.placeName[row] = addText(columns.names, name);
  columns.placeRegion[row] = region === undefined ? -1 : addText(columns.regions, region);
}

const idPattern = new RegExp(ID_PATTERN);
const namePattern = new RegExp(NAME_PATTERN, "u");
const isId = (value: unknown): value is string =>
  typeof value === "string" && value.length <= LIMITS.idLength && idPattern.test(value);
const isName = (value: unknown): value is string =>
  typeof value === "string" &&
  value.isWellFormed() &&
  namePattern.test(value) &&
  (value.length <= LIMITS.nameLength || [...value].length <= LIMITS.nameLength);
