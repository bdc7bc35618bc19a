/**
 * The roster: every place and station of an election too large to hold in its definition, one to a line.
 *
 *     {"place":"080101001","name":"Escuela Básica El Casabe","region":"Bolívar"}
 *     {"station":"080101001.01","place":"080101001","registered":612}
 *
 * A push parser: bytes in chunks of any size, columns out; a million stations are a few typed arrays and no objects.
 * Lines have one form only (clause 8.3), so one station line is scanned once and has one hash in everybody's files.
 * A faulty line never stops the run: all faults are counted, the first MAX_ROSTER_FAULTS are listed.
 * Spec: spec/election.md, section 8.
 * @module
 */

import { addText, type ByteIndex, CrowdedIndex } from "../byte-index.ts";
import { PUBLIC_KEY_BYTES } from "../note/key.ts";
import { err, ok, type Result } from "../result.ts";
import type { ElectionDefinition } from "./definition.ts";
import type { FaultDetail, RosterFaultCode } from "./faults.ts";
import type { KeyRole } from "./key-names.ts";
import { LIMITS } from "./limits.ts";
import {
  type CheckKey,
  type Columns,
  createColumns,
  type Holders,
  type LineContext,
} from "./roster-columns.ts";
import { readLine } from "./roster-line.ts";

export { ROSTER_FAULTS, type RosterFaultCode } from "./faults.ts";
export * from "./roster-print.ts";

/** `line` counts from 1; 0 is the whole file. */
export type RosterFault = {
  readonly code: RosterFaultCode;
  readonly line: number;
  readonly detail: FaultDetail;
};

/** The first faults in order of lines, and how many there are in all. */
export type RosterFaults = { readonly faults: readonly RosterFault[]; readonly total: number };

export const MAX_ROSTER_FAULTS = 1000;

/** Row i is station i of `stations`; `place[i]` is a number of `places`; names and regions are pools of texts. */
export type Roster = {
  readonly stations: ByteIndex;
  readonly registered: Uint32Array;
  readonly place: Uint32Array;
  readonly places: ByteIndex;
  /** By place: its name's number in `names`, and its region's in `regions` or -1. */
  readonly placeName: Uint32Array;
  readonly names: ByteIndex;
  readonly placeRegion: Int32Array;
  readonly regions: ByteIndex;
  readonly registeredInAll: number;
  /** By station 32 bytes, all zeros (no key of anybody's) where it has none; empty when no station has one. */
  readonly machineKeys: Uint8Array;
  readonly holders: Readonly<Holders>;
  /** How many keys each role has. */
  readonly held: Readonly<Record<KeyRole, number>>;
};

export type RosterOptions = {
  /** Every station must have a key (clause 13.3). */
  readonly needsKeys?: boolean;
  /** Asked about every public key as its line is read. */
  readonly checkKey?: CheckKey;
  /** Told of every line that ends, at fault or not: its bytes without the newline, which are used again. */
  readonly onLine?: (bytes: Uint8Array, start: number, end: number) => void;
  /** Told of every fault at once, also of those beyond the list. */
  readonly onFault?: (fault: RosterFault) => void;
};

export type RosterReader = {
  push(chunk: Uint8Array): void;
  finish(): Result<Roster, RosterFaults>;
  /** Lines ended so far, for progress. */
  lines(): number;
};

const NEWLINE = 0x0a;

/** A reader that checks the totals the definition expects, where it expects any. */
export function createRosterReader(
  expected: ElectionDefinition["expected"] = {},
  { needsKeys = false, checkKey = () => null, onLine, onFault }: RosterOptions = {},
): RosterReader {
  const columns = createColumns();
  const listed: RosterFault[] = [];
  let total = 0;
  let line = 0;
  // Every further line would take as long as the one that was given up: they are counted, and not read (clause 12.9).
  let isCrowded = false;
  // A line that crosses chunks is gathered here; longer than the limit, only its length goes on counting.
  const part = new Uint8Array(LIMITS.rosterLineBytes);
  let partLength = 0;

  const report = (code: RosterFaultCode, at: number, detail: FaultDetail = {}) => {
    total += 1;
    if (code === "crowded-ids" || code === "crowded-keys") isCrowded = true;
    const fault = { code, line: at, detail };
    onFault?.(fault);
    if (listed.length < MAX_ROSTER_FAULTS) listed.push(fault);
  };
  const atLine = (code: RosterFaultCode, detail?: FaultDetail) => report(code, line, detail);
  const context: LineContext = { columns, report: atLine, needsKeys, checkKey };
  const keep = (chunk: Uint8Array, start: number, end: number) => {
    if (partLength + end - start <= part.length) part.set(chunk.subarray(start, end), partLength);
    partLength += end - start;
  };
  const readOrGiveUp = (bytes: Uint8Array, start: number, end: number) => {
    try {
      readLine(context, bytes, start, end);
    } catch (error) {
      if (!(error instanceof CrowdedIndex)) throw error;
      atLine("crowded-ids");
    }
  };
  const endLine = (bytes: Uint8Array, start: number, end: number) => {
    line += 1;
    if (end - start > LIMITS.rosterLineBytes)
      atLine("line-too-long", { atMost: LIMITS.rosterLineBytes, got: end - start });
    else if (!isCrowded) readOrGiveUp(bytes, start, end);
    onLine?.(bytes, start, end);
  };

  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        if (partLength === 0) endLine(chunk, start, end);
        else {
          keep(chunk, start, end);
          endLine(part, 0, partLength);
          partLength = 0;
        }
        start = end + 1;
      }
      if (start < chunk.length) keep(chunk, start, chunk.length);
    },
    finish() {
      if (partLength > 0) report("unterminated-line", line + 1, { bytes: partLength });
      const roster = rosterOf(columns);
      // Totals of a roster with lines left out would only repeat that they are (clause 8.7).
      const wholeFile = total === 0 ? totalFaults(roster, expected) : [];
      for (const { code, line: at, detail } of wholeFile) report(code, at, detail);
      return total === 0 ? ok(roster) : err({ faults: listed, total });
    },
    lines: () => line,
  };
}

function rosterOf(columns: Columns): Roster {
  const { stations, places, names, regions, machineKeys, holders, held } = columns;
  const registered = columns.registered.slice(0, stations.size);
  return {
    stations,
    registered,
    place: columns.place.slice(0, stations.size),
    places,
    placeName: columns.placeName.slice(0, places.size),
    names,
    placeRegion: columns.placeRegion.slice(0, places.size),
    regions,
    registeredInAll: registered.reduce((sum, voters) => sum + voters, 0),
    // Cut in place, not copied: at a million stations these are the largest columns.
    machineKeys: machineKeys.subarray(0, PUBLIC_KEY_BYTES * stations.size),
    holders,
    held,
  };
}

function totalFaults(roster: Roster, expected: NonNullable<ElectionDefinition["expected"]>): RosterFault[] {
  const faults: RosterFault[] = [];
  const add = (code: RosterFaultCode, detail: FaultDetail) => faults.push({ code, line: 0, detail });
  const { stations, registeredInAll } = roster;
  if (stations.size === 0) add("empty-roster", {});
  if (registeredInAll > LIMITS.registeredInAll) {
    add("too-many-registered", { atMost: LIMITS.registeredInAll, got: registeredInAll });
  }
  if (expected.stations !== undefined && expected.stations !== stations.size) {
    add("expected-stations", { expected: expected.stations, got: stations.size });
  }
  if (expected.registered !== undefined && expected.registered !== registeredInAll) {
    add("expected-registered", { expected: expected.registered, got: registeredInAll });
  }
  return faults;
}

/** The places and stations inside a valid definition, in the same columns; null when it has none. */
export function inlineRoster(definition: ElectionDefinition): Roster | null {
  if (definition.stations === undefined) return null;
  const { places = [], stations } = definition;
  const columns = createColumns(stations.length, places.length);
  for (const { id, name, region } of places) {
    const row = addText(columns.places, id);
    columns.placeName[row] = addText(columns.names, name);
    columns.placeRegion[row] = region === undefined ? -1 : addText(columns.regions, region);
  }
  const placeRow = new Map(places.map(({ id }, row) => [id, row]));
  for (const { id, place, registered } of stations) {
    const row = addText(columns.stations, id);
    columns.place[row] = placeRow.get(place)!;
    columns.registered[row] = registered;
  }
  return rosterOf(columns);
}
