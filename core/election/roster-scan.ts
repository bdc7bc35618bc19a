/**
 * The lines that nearly all of a large roster is made of, station and witness, scanned byte by byte.
 *
 * Ids have no escapes, numbers and keys one form: a line that a scan accepts is canonical. What it finds lies in one
 * object for all lines, so that a line allocates nothing; whoever wants it longer copies it.
 * Spec: spec/election.md, clauses 8.3 and 12.3.
 * @module
 */
import { ID_PATTERN, LIMITS } from "./limits.ts";

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const STATION = ascii('{"station":"');
const PLACE = ascii('","place":"');
const REGISTERED = ascii('","registered":');
const KEY = ascii(',"key":"');
const KEY_AFTER_TEXT = ascii('","key":"');
const END = ascii('"}');
const WITNESS = ascii('{"witness":"');
const COUNTER = ascii('{"counter":"');
const PARTY = ascii('","party":"');
const SCOPE = ascii('","scope":"');
const CLOSE = 0x7d;
const ZERO = 0x30;
const NINE = 0x39;
const EQUALS = 0x3d;
/** 32 bytes in base64: 43 digits, the last of which has two bits unused, and one equals sign. */
const KEY_DIGITS = 43;

/** What the last successful scan of a station found. */
export const scannedStation = {
  station: 0,
  stationEnd: 0,
  place: 0,
  placeEnd: 0,
  registered: 0,
  key: null as Uint8Array | null,
};

/** What the last successful scan of a witness or counter found. */
export const scannedPerson = {
  start: 0,
  id: 0,
  idEnd: 0,
  party: 0,
  partyEnd: 0,
  scope: 0,
  scopeEnd: 0,
  end: 0,
};

/** The key of the last line whose scan got that far. */
export const scannedKey = new Uint8Array(32);

export function scanStation(bytes: Uint8Array, start: number, end: number): boolean {
  const scanned = scannedStation;
  scanned.station = after(bytes, start, end, STATION);
  scanned.stationEnd = endOfId(bytes, scanned.station, end, LIMITS.idLength);
  scanned.place = after(bytes, scanned.stationEnd, end, PLACE);
  scanned.placeEnd = endOfId(bytes, scanned.place, end, LIMITS.idLength);
  const number = after(bytes, scanned.placeEnd, end, REGISTERED);
  if (number < 0) return false;
  let numberEnd = number;
  while (numberEnd < end && bytes[numberEnd]! >= ZERO && bytes[numberEnd]! <= NINE) numberEnd += 1;
  if (!scanNumber(bytes, number, numberEnd)) return false;
  scanned.key = null;
  if (numberEnd === end - 1) return bytes[numberEnd] === CLOSE;
  scanned.key = scannedKey;
  return scanKey(bytes, after(bytes, numberEnd, end, KEY), end);
}

/** `isWitness` or else a counter: the two have the same fields. */
export function scanPerson(bytes: Uint8Array, start: number, end: number, isWitness: boolean): boolean {
  const scanned = scannedPerson;
  scanned.start = start;
  scanned.end = end;
  scanned.id = after(bytes, start, end, isWitness ? WITNESS : COUNTER);
  scanned.idEnd = endOfId(bytes, scanned.id, end, LIMITS.idLength);
  scanned.party = after(bytes, scanned.idEnd, end, PARTY);
  scanned.partyEnd = endOfId(bytes, scanned.party, end, LIMITS.idLength);
  scanned.scope = after(bytes, scanned.partyEnd, end, SCOPE);
  // "station/" and "place/" are made of an id's characters too.
  scanned.scopeEnd = endOfId(bytes, scanned.scope, end, LIMITS.idLength + "station/".length);
  return scanKey(bytes, after(bytes, scanned.scopeEnd, end, KEY_AFTER_TEXT), end);
}

/** The position after `token` at `start`, or -1; -1 stays -1. */
export function after(bytes: Uint8Array, start: number, end: number, token: Uint8Array): number {
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

function endOfId(bytes: Uint8Array, start: number, end: number, most: number): number {
  if (start < 0 || start >= end || ID_BYTES[bytes[start]!] !== 2) return -1;
  let at = start + 1;
  while (at < end && ID_BYTES[bytes[at]!] !== 0) at += 1;
  return at - start <= most ? at : -1;
}

function scanNumber(bytes: Uint8Array, start: number, end: number): boolean {
  const digits = end - start;
  if (digits < 1 || digits > 10 || (digits > 1 && bytes[start] === ZERO)) return false;
  let value = 0;
  for (let i = start; i < end; i += 1) value = value * 10 + (bytes[i]! - ZERO);
  scannedStation.registered = value;
  return value <= LIMITS.registered;
}

const NO_DIGIT = 64;
const DIGITS = new Uint8Array(256).fill(NO_DIGIT);
for (const [value, code] of ascii(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
).entries())
  DIGITS[code] = value;

/** The base64 of 32 bytes at `start`, and the end of the line after it. */
function scanKey(bytes: Uint8Array, start: number, end: number): boolean {
  if (start < 0 || start + KEY_DIGITS + 1 + END.length !== end) return false;
  if (bytes[start + KEY_DIGITS] !== EQUALS || after(bytes, end - END.length, end, END) < 0) return false;
  let bits = 0;
  let group = 0;
  let at = 0;
  for (let i = start; i < start + KEY_DIGITS; i += 1) {
    const digit = DIGITS[bytes[i]!]!;
    if (digit === NO_DIGIT) return false;
    group = (group << 6) | digit;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      scannedKey[at] = (group >> bits) & 0xff;
      at += 1;
    }
  }
  // Bits that no byte uses are zero, or one key would have four texts.
  return (group & ((1 << bits) - 1)) === 0;
}
