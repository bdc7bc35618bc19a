/**
 * Steps of a station that any process can name by their number, and what a store must hold after each.
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import type { StationChange, StationStore } from "@triplicate/core/count-machine/station-port.ts";
import type { Result } from "@triplicate/core/result.ts";
import type { Random, StoreIdentity, StoreShape } from "./station-store.ts";

export const SHAPE: StoreShape = { slots: 200, recordBytes: 64, stateBytes: 6000 };
export const IDENTITY: StoreIdentity = { election: "e", definition: "d", mode: "live", station: "s" };

export type Folders = { make(): string; remove(): void };
/** A disk in memory where there is one, for what needs no flushing. */
export const MEMORY = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

export function temporaryFolders(place = tmpdir()): Folders {
  const made: string[] = [];
  return {
    make() {
      const folder = mkdtempSync(join(place, "triplicate-station-"));
      made.push(folder);
      return folder;
    },
    remove() {
      for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function opened<T, E extends { readonly code: string }>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}
export const codeOf = (result: Result<unknown, { readonly code: string }>): string =>
  result.ok ? "ok" : result.error.code;

/** Bytes that follow from a seed. */
export function randomFrom(seed: string): Random {
  let block = 0;
  let left = Buffer.alloc(0);
  return (count) => {
    while (left.length < count) {
      left = Buffer.concat([left, createHash("sha512").update(`${seed} ${block}`).digest()]);
      block += 1;
    }
    const taken = Uint8Array.from(left.subarray(0, count));
    left = left.subarray(count);
    return taken;
  };
}

const VOTERS_AT_MOST = 150;
/** Steps that a store of `SHAPE` has room for. */
export const STEPS_AT_MOST = VOTERS_AT_MOST * 4;

/** The record of the nth voter at a step of theirs. */
function recordOf(voter: number, state: number): Uint8Array {
  const record = createHash("sha512").update(`voter ${voter}`).digest();
  record[48] = state;
  return new Uint8Array(record);
}

/** Every seventh record is erased, as one of which no paper came out; a line and a document now and then. */
export function changeOf(step: number): StationChange {
  const [voter, part] = [Math.floor(step / 4), step % 4];
  const last = voter % 7 === 3 ? { erase: recordOf(voter, 0).subarray(0, 16) } : { put: recordOf(voter, 4) };
  const records = [{ put: recordOf(voter, 1) }, { put: recordOf(voter, 2) }, last];
  const record = records[part];
  const name = `note-${step % 3}`;
  return {
    state: `step ${step}\n${createHash("sha512")
      .update(`state ${step}`)
      .digest("hex")
      .repeat(step % 9)}`,
    journal: step % 10 === 9 ? [`half hour ${step}`] : [],
    ...(record === undefined ? {} : { record }),
    ...(step % 25 === 24
      ? { documents: [{ name, bytes: utf8(`note of ${step} `.repeat(step % 200)) }] }
      : {}),
  };
}

/** As text, so that two contents are compared with one look. */
export type Content = string;

/** What a store holds after so many steps. */
export function contentAfter(steps: number): Content {
  const records = new Map<string, string>();
  const documents = new Map<string, string>();
  const journal: string[] = [];
  let state: string | null = null;
  for (let step = 0; step < steps; step += 1) {
    const change = changeOf(step);
    state = change.state;
    journal.push(...change.journal);
    for (const { name, bytes } of change.documents ?? []) documents.set(name, encodeHex(bytes));
    const { record } = change;
    if (record === undefined) continue;
    if ("put" in record) records.set(encodeHex(record.put.subarray(0, 16)), encodeHex(record.put));
    else records.delete(encodeHex(record.erase));
  }
  const byKey = (map: Map<string, string>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([state, journal, byKey(records).map(([, bytes]) => bytes), byKey(documents)]);
}

export function contentOf(store: StationStore): Content {
  const { state, journal } = store.load();
  const documents = store.documents().map((name) => [name, encodeHex(store.document(name)!)]);
  return JSON.stringify([state, journal, [...store.records()].map(encodeHex), documents]);
}

/** How many steps a store has taken, by its state. */
export function stepsOf(store: StationStore): number {
  const { state } = store.load();
  return state === null ? 0 : Number(/^step (\d+)\n/.exec(state)![1]) + 1;
}
