/**
 * A machine's folder for whoever only reads it: its notes for a carrier, one record for an auditor. No key is needed, and nothing is written.
 * Spec: spec/station.md, clauses 9.10 and 9.13.
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ElectionPackage, loadPackage } from "@triplicate/adapters/election-package.ts";
import { openMirroredStore } from "@triplicate/adapters/station-store-mirror.ts";
import { openRecord } from "@triplicate/core/count-machine/record-tree.ts";
import type { StationStore } from "@triplicate/core/count-machine/station-port.ts";
import {
  type Phase,
  parseStationState,
  type StationState,
} from "@triplicate/core/count-machine/station-state.ts";
import { unpackRecord, type VoteRecord } from "@triplicate/core/count-machine/vote-record.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { codesOf, FOLDER_FILES, identityOf, storeFolder } from "./machine-folder.ts";
import { type MachineNote, readMachineNote, signerNameOf } from "./machine-note.ts";
import type { MachineFault } from "./machine-options.ts";

export type ReadStation = {
  readonly note: MachineNote;
  readonly pack: ElectionPackage;
  readonly state: StationState;
  readonly store: StationStore;
};

const fault = (code: MachineFault["code"], detail: string) => err({ code, detail });

/** The caller closes the store. */
export async function readStation(folder: string): Promise<Result<ReadStation, MachineFault>> {
  const bytes = await readFile(join(folder, FOLDER_FILES.note)).catch(() => null);
  if (bytes === null) return fault("folder-unreadable", folder);
  const loaded = await loadPackage(folder);
  if (!loaded.ok) return fault("package-unusable", codesOf(loaded.error.faults));
  const pack = loaded.value;
  const by = signerNameOf(bytes);
  const key = by === null ? undefined : pack.book.find(by.name, by.keyId);
  const note = key === undefined ? null : readMachineNote(bytes, key, pack);
  if (note === null) return fault("folder-form", FOLDER_FILES.note);
  const opened = openMirroredStore(storeFolder(folder, note), null, { identity: identityOf(note) });
  if (!opened.ok) return opened;
  const { state: text } = opened.value.load();
  const state = text === null ? null : parseStationState(text);
  if (state !== null) return ok({ note, pack, state, store: opened.value });
  opened.value.close();
  return fault("store-unreadable", "state");
}

const SEALED: readonly Phase[] = ["sealed", "transmitted"];

/** What is carried or opened is final: before the seal neither is (clauses 4.9 and 9.13). */
export const isSealed = ({ state }: Pick<ReadStation, "state">): boolean => SEALED.includes(state.phase);

/** The record with its proof, or null: this machine has none under that code. */
export function openOne({ store, pack }: ReadStation, code: Uint8Array): string | null {
  const { contests } = pack.definition;
  const records: VoteRecord[] = [];
  for (const bytes of store.records()) {
    const record = unpackRecord(bytes, contests);
    // Those whose fate is open are no leaves (clause 6.2).
    if (record !== null && (record.state === "cast" || record.state === "void")) records.push(record);
  }
  return openRecord(records, code, contests);
}
