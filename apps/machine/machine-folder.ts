/**
 * A machine's folder: what it was prepared for, the election it knows, its key under a passphrase, and its store.
 *
 *     machine.note   machine.key   election/   live/station.sqlite  (or test/)
 *
 * Spec: spec/station.md, clauses 9.14 and 9.2.
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { NodeSigner } from "@triplicate/adapters/ed25519-node.ts";
import { type ElectionPackage, loadPackage, packageFolder } from "@triplicate/adapters/election-package.ts";
import { readPictures } from "@triplicate/adapters/election-pictures.ts";
import type { StoreIdentity, StoreShape } from "@triplicate/adapters/station-store.ts";
import { type MirroredStore, openMirroredStore } from "@triplicate/adapters/station-store-mirror.ts";
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { readJournal } from "@triplicate/core/count-machine/journal.ts";
import { isJournalHead } from "@triplicate/core/count-machine/station.ts";
import { parseStationState, type StationState } from "@triplicate/core/count-machine/station-state.ts";
import { MOST_VOIDED } from "@triplicate/core/count-machine/station-voting.ts";
import { recordBytes } from "@triplicate/core/count-machine/vote-record.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { type MachineNote, readMachineNote } from "./machine-note.ts";
import type { MachineFault } from "./machine-options.ts";
import { machineKeyOf, type StationFacts, stationFacts } from "./station-facts.ts";

export const FOLDER_FILES = { note: "machine.note", key: "machine.key", election: "election" } as const;

/** What lies on a medium beside other stations' copies. */
export const copyName = (note: Pick<MachineNote, "election" | "station" | "mode">): string =>
  `triplicate-${note.election[0]}-${note.station}-${note.mode}`.replaceAll(/[^A-Za-z0-9._-]/g, "_");

export const storeFolder = (folder: string, { mode }: Pick<MachineNote, "mode">): string =>
  join(folder, mode);

/** A store of another election, mode or station is refused before it is read. */
export const storeIdentity = ({ election, mode, station }: MachineNote): StoreIdentity => ({
  ...{ election: election[0], definition: encodeBase64(election[1]), mode, station },
});

/** For vouchers that poll workers judged. */
const SPARE_SLOTS = 50;
const STATE_BYTES = 8192;
const OPTION_BYTES = 12;
/** Its receipt, under a name of its own, and what stands around its totals. */
const CONTEST_BYTES = 192;
const WITNESS_BYTES = 1024;
/** Witnesses who come although nobody expected them here. */
const OTHER_WITNESSES = 20;

/** Room for every voter of the register and for all that each may spoil alone; for a state with every witness's reason. */
export function storeShape({ definition, registered, expected }: StationFacts): StoreShape {
  const { contests } = definition;
  const options = contests.reduce((sum, contest) => sum + contest.options.length + 1, 0);
  const ofBallot = CONTEST_BYTES * contests.length + OPTION_BYTES * options;
  return {
    slots: registered * (1 + MOST_VOIDED) + SPARE_SLOTS,
    recordBytes: recordBytes(contests),
    stateBytes: STATE_BYTES + ofBallot + WITNESS_BYTES * (expected.length + OTHER_WITNESSES),
  };
}

export type OpenedFolder = {
  readonly note: MachineNote;
  readonly pack: ElectionPackage;
  readonly facts: StationFacts;
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  readonly store: MirroredStore;
  readonly state: StationState;
};

export type FolderWishes = {
  readonly folder: string;
  readonly signer: NodeSigner;
  readonly hours?: { readonly opens: number; readonly closes: number };
  readonly secondCopy?: string | null;
};

/** Everything that must hold before a machine goes on. The store is open when this is ok, and closed otherwise. */
export async function openMachineFolder(wishes: FolderWishes): Promise<Result<OpenedFolder, MachineFault>> {
  const { folder, signer } = wishes;
  const read = await readFolder(folder, signer);
  if (!read.ok) return read;
  const { note, pack, pictures } = read.value;
  const hours = wishes.hours ?? { opens: note.opens, closes: note.closes };
  const facts = stationFacts(pack, { station: note.station, mode: note.mode, hours, signer });
  const medium = wishes.secondCopy === undefined ? (note.copy ?? null) : wishes.secondCopy;
  const copy = medium === null ? null : join(medium, copyName(note));
  const opened = openMirroredStore(storeFolder(folder, note), copy, { identity: identityOf(note) });
  if (!opened.ok) return opened;
  const store = opened.value;
  const state = readState(store, facts);
  if (state.ok) return ok({ note, pack, facts, pictures, store, state: state.value });
  store.close();
  return state;
}

type ReadFolder = Pick<OpenedFolder, "note" | "pack" | "pictures">;

async function readFolder(folder: string, signer: NodeSigner): Promise<Result<ReadFolder, MachineFault>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(folder, FOLDER_FILES.note));
  } catch {
    return fault("folder-unreadable", folder);
  }
  const loaded = await loadPackage(folder);
  if (!loaded.ok) return fault("package-unusable", codesOf(loaded.error.faults));
  const pack = loaded.value;
  const note = readMachineNote(bytes, signer.key, pack);
  if (note === null) return fault("folder-form", FOLDER_FILES.note);
  if (machineKeyOf(pack, signer.key, note.station) === null) return fault("key-other", signer.key.name);
  const pictures = await readPictures(await packageFolder(folder), pack.definition);
  if (!pictures.ok) return fault("pictures-differ", pictures.error.map(({ file }) => file).join(", "));
  return ok({ note, pack, pictures: pictures.value });
}

export const codesOf = (faults: readonly { readonly code: string }[]): string =>
  [...new Set(faults.map(({ code }) => code))].join(", ");

const fault = (code: MachineFault["code"], detail: string) => err({ code, detail });

/** Whose store it is, as the store itself says. */
export const identityOf = ({ election: [election, digest], mode, station }: MachineNote): StoreIdentity => ({
  ...{ election, mode, station },
  definition: encodeBase64(digest),
});

/** The state, if it is this station's and this machine's, and the journal is the one that it names. */
function readState(store: MirroredStore, facts: StationFacts): Result<StationState, MachineFault> {
  const { state: text, journal } = store.load();
  const state = text === null ? null : parseStationState(text);
  if (state === null) return fault("store-unreadable", "state");
  if (state.machine !== facts.machine) return fault("machine-other", state.machine);
  const walked = readJournal(journal);
  if (walked.fault !== null || !isJournalHead(state, walked.head.head))
    return fault("store-unreadable", "journal");
  return ok(state);
}
