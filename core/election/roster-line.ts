/**
 * One line of a roster into the columns.
 *
 * Station and witness lines, nearly all of a large roster, are scanned byte by byte (roster-scan.ts). Everything else is
 * parsed, printed again and compared, which also finds out what is wrong with it.
 * Spec: spec/election.md, clauses 8.3 to 8.6 and section 12.
 * @module
 */
import { findKey, findText } from "../byte-index.ts";
import { isRecord } from "../json-schema.ts";
import { LIMITS } from "./limits.ts";
import { addHolder, addStation, type Columns, keepPlace, type LineContext } from "./roster-columns.ts";
import { isHolderLine, readHolder } from "./roster-holder-line.ts";
import { scannedKey, scannedPerson, scannedStation, scanPerson, scanStation } from "./roster-scan.ts";
import { isId, isName, keyOfText, shown } from "./roster-values.ts";

export function readLine(context: LineContext, bytes: Uint8Array, start: number, end: number): void {
  if (scanStation(bytes, start, end)) addStation(context, bytes, scannedStation);
  else if (scanPerson(bytes, start, end, true)) takePerson(context, bytes, "witness");
  else if (scanPerson(bytes, start, end, false)) takePerson(context, bytes, "counter");
  else readSlowly(context, bytes.subarray(start, end));
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const PREFIX = { witness: ascii("witness/"), counter: ascii("counter/") };
const STATION_SCOPE = ascii("station/");
const PLACE_SCOPE = ascii("place/");
const ELECTION_SCOPE = ascii("election");
const nameBuffer = new Uint8Array(PREFIX.witness.length + LIMITS.idLength);

function takePerson(context: LineContext, bytes: Uint8Array, role: "witness" | "counter"): void {
  const { id, idEnd, party, partyEnd, scope, scopeEnd } = scannedPerson;
  const prefix = PREFIX[role];
  nameBuffer.set(prefix);
  for (let i = id, at = prefix.length; i < idEnd; i += 1, at += 1) nameBuffer[at] = bytes[i]!;
  const found = scopeOf(context.columns, bytes, scope, scopeEnd);
  // A region may be named in plain letters too; the parser knows all scopes.
  if (found === null) readSlowly(context, bytes.subarray(scannedPerson.start, scannedPerson.end));
  else {
    const name = nameBuffer.subarray(0, prefix.length + idEnd - id);
    addHolder(context, { role, name, key: scannedKey, party: bytes.subarray(party, partyEnd), scope: found });
  }
}

function scopeOf(
  columns: Columns,
  bytes: Uint8Array,
  start: number,
  end: number,
): { kind: "election" | "station" | "place"; row: number } | null {
  if (startsWith(bytes, start, end, STATION_SCOPE)) {
    return { kind: "station", row: findKey(columns.stations, bytes, start + STATION_SCOPE.length, end) };
  }
  if (startsWith(bytes, start, end, PLACE_SCOPE)) {
    return { kind: "place", row: findKey(columns.places, bytes, start + PLACE_SCOPE.length, end) };
  }
  const isElection = end - start === ELECTION_SCOPE.length && startsWith(bytes, start, end, ELECTION_SCOPE);
  return isElection ? { kind: "election", row: 0 } : null;
}

function startsWith(bytes: Uint8Array, start: number, end: number, token: Uint8Array): boolean {
  if (start + token.length > end) return false;
  for (let i = 0; i < token.length; i += 1) if (bytes[start + i] !== token[i]) return false;
  return true;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A place, a holder of a key, or a line with something wrong. */
function readSlowly(context: LineContext, line: Uint8Array): void {
  const { report } = context;
  let text: string;
  try {
    text = decoder.decode(line);
  } catch {
    report("bad-utf8");
    return;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    report("bad-json", { text: shown(text) });
    return;
  }
  const isCanonical = JSON.stringify(value) === text;
  if (!isCanonical) report("not-canonical", { text: shown(text) });
  if (!isRecord(value)) {
    if (isCanonical) report("bad-line", { expected: "station, place, registered" });
  } else if (Object.hasOwn(value, "station")) {
    if (isCanonical) stationFaults(value, context);
  } else if (isHolderLine(value)) {
    if (isCanonical) readHolder(context, value);
  } else {
    // A place that is only badly written is kept, or every one of its stations would be a fault too.
    addPlace(context, value);
  }
}

/** The scan has refused this station, so something is wrong with it. */
function stationFaults(value: Readonly<Record<string, unknown>>, { report }: LineContext): void {
  const { station, place, registered, key } = value;
  const fields = Object.keys(value).join();
  const isShaped = fields === "station,place,registered" || fields === "station,place,registered,key";
  if (!isShaped || typeof registered !== "number") {
    report("bad-line", { expected: "station, place, registered" });
    return;
  }
  const isInRange = Number.isInteger(registered) && registered >= 0 && registered <= LIMITS.registered;
  if (!isId(station)) report("bad-id", { field: "station", id: shown(station) });
  if (!isId(place)) report("bad-id", { field: "place", id: shown(place) });
  if (!isInRange) report("out-of-range", { atLeast: 0, atMost: LIMITS.registered, got: registered });
  const isKey = key === undefined || keyOfText(key) !== null;
  if (!isKey) report("bad-key", { text: shown(key) });
  // A station that is refused without a fault would vanish.
  if (isId(station) && isId(place) && isInRange && isKey)
    throw new Error("the scan refuses a station the parser accepts");
}

function addPlace({ columns, report }: LineContext, value: Readonly<Record<string, unknown>>): void {
  const { place, name, region } = value;
  const fields = Object.keys(value).join();
  if (fields !== "place,name" && fields !== "place,name,region") {
    report("bad-line", { expected: "place, name, region" });
    return;
  }
  if (!isId(place)) {
    report("bad-id", { field: "place", id: shown(place) });
    return;
  }
  if (!isName(name)) report("bad-name", { field: "name" });
  if (region !== undefined && !isName(region)) report("bad-name", { field: "region" });
  const { places } = columns;
  if (findText(places, place) >= 0) report("duplicate-place", { place });
  else if (places.size >= LIMITS.rosterPlaces) report("too-many-places", { atMost: LIMITS.rosterPlaces });
  else keepPlace(columns, place, String(name), typeof region === "string" ? region : undefined);
}
