/**
 * Going on with another machine's records: the second copy of the one that died, and a spare key of the roster.
 *
 *     medium: machine.note (signed by the dead machine) + store ─▶ new folder, new key, the core's `go-on` ─▶ run as any other
 *
 * Station, mode, hours and languages are those of the dead machine's note; what is of this machine (printer, centre) may be said anew. The
 * medium goes on as the second copy. Spec: spec/station.md, section 12 and clause 9.15.
 * @module
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { writeDurably } from "@triplicate/adapters/durable-files.ts";
import { signerOf } from "@triplicate/adapters/ed25519-node.ts";
import { loadPackage } from "@triplicate/adapters/election-package.ts";
import { readKeyFile } from "@triplicate/adapters/key-file.ts";
import { type MirroredStore, resumeFromCopy } from "@triplicate/adapters/station-store-mirror.ts";
import { decide } from "@triplicate/core/count-machine/station.ts";
import { parseStationState } from "@triplicate/core/count-machine/station-state.ts";
import { voterCode } from "@triplicate/core/count-machine/station-voting.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { codesOf, copyName, FOLDER_FILES, identityOf, storeFolder } from "./machine-folder.ts";
import { type MachineNote, paperOf, readMachineNote, signerNameOf } from "./machine-note.ts";
import {
  faultOfPlaces,
  inNeighbour,
  type Provisioned,
  type ProvisionFault,
  type Provisioning,
  prepare,
} from "./provision.ts";
import { machineKeyOf, stationFacts } from "./station-facts.ts";

export type Replacing = Pick<Provisioning, "election" | "keyFile" | "passphrase" | "folder" | "now"> & {
  /** The medium, or the station's folder on it. */
  readonly from: string;
} & { readonly [K in "paper" | "printer" | "centre"]?: Provisioning[K] };

type Failed = { readonly ok: false; readonly error: ProvisionFault };
const fault = (code: ProvisionFault["code"], detail: string): Failed => err({ code, detail }) as Failed;

export async function replaceMachine(wishes: Replacing): Promise<Result<Provisioned, ProvisionFault>> {
  const found = await findCopy(wishes.from);
  if (found === null) return fault("copy-missing", wishes.from);
  const before = await readNote(found, wishes.election);
  if (!before.ok) return before;
  const opened = await readKeyFile(wishes.keyFile, wishes.passphrase);
  if (!opened.ok) return fault("key-unreadable", opened.error.code);
  const signer = signerOf(opened.value.key, opened.value.seed);
  opened.value.seed.fill(0);
  const provisioning = provisioningOf(before.value, found, wishes);
  const wrong = await faultOfPlaces(provisioning);
  if (wrong !== null) return wrong;
  const made = await inNeighbour(wishes.folder, async (partial) => {
    const prepared = await prepare(partial, provisioning, signer);
    if (!prepared.ok) return prepared;
    const { note, pack, isSpare } = prepared.value;
    if (!isSpare) return fault("key-not-spare", signer.key.name);
    const store = resumeFromCopy(found, storeFolder(partial, note), { identity: identityOf(note) });
    if (!store.ok) return fault("copy-unusable", store.error.code);
    const { opens, closes } = note;
    const facts = stationFacts(pack, {
      station: note.station,
      mode: note.mode,
      hours: { opens, closes },
      signer,
    });
    const gone = goOn(store.value, { ...facts, now: wishes.now, cards: [] });
    store.value.close();
    return gone ?? ok({ folder: wishes.folder, key: signer.key.name, isSpare });
  });
  // With the dead machine's note, which says the same of the station, the medium would do as well.
  if (made.ok) {
    const note = await readFile(join(wishes.folder, FOLDER_FILES.note));
    await writeDurably(join(found, FOLDER_FILES.note), note).catch(() => {});
  }
  return made;
}

/** The core's step: the state names this machine, and what was under way is for people to judge. */
function goOn(store: MirroredStore, context: Parameters<typeof decide>[0]): Failed | null {
  const { state: text } = store.load();
  const state = text === null ? null : parseStationState(text);
  if (state === null) return fault("copy-unusable", "state");
  // Taken over before, by a run that was cut short.
  if (state.machine === context.machine) return null;
  const code = voterCode(state);
  const record = code === null ? null : store.record(code);
  const decided = decide(context, state, { do: "go-on", record });
  if (!decided.ok) return fault("copy-unusable", decided.error.rule);
  store.commit(decided.value.change);
  return null;
}

/** The folder itself, or the one folder of a station on the medium. */
async function findCopy(from: string): Promise<string | null> {
  const hasNote = (folder: string): Promise<boolean> =>
    stat(join(folder, FOLDER_FILES.note)).then(
      () => true,
      () => false,
    );
  if (await hasNote(from)) return resolve(from);
  const names = await readdir(from).catch(() => []);
  const folders: string[] = [];
  for (const name of names.filter((one) => one.startsWith("triplicate-"))) {
    if (await hasNote(join(from, name))) folders.push(resolve(from, name));
  }
  return folders.length === 1 ? folders[0]! : null;
}

/** The dead machine's note, by a key that the roster gives a machine of that station. */
async function readNote(copy: string, election: string): Promise<Result<MachineNote, ProvisionFault>> {
  const loaded = await loadPackage(election);
  if (!loaded.ok) return fault("package-unusable", codesOf(loaded.error.faults));
  const pack = loaded.value;
  const bytes = await readFile(join(copy, FOLDER_FILES.note));
  const signed = signerNameOf(bytes);
  const key = signed === null ? undefined : pack.book.find(signed.name, signed.keyId);
  const note = key === undefined ? null : readMachineNote(bytes, key, pack);
  const isMachines = note !== null && key !== undefined && machineKeyOf(pack, key, note.station) !== null;
  return isMachines ? ok(note) : fault("copy-unusable", FOLDER_FILES.note);
}

function provisioningOf(note: MachineNote, copy: string, wishes: Replacing): Provisioning {
  const isOwnName = basename(copy) === copyName(note);
  return {
    ...{ election: wishes.election, keyFile: wishes.keyFile, passphrase: wishes.passphrase },
    ...{ folder: wishes.folder, now: wishes.now, station: note.station, mode: note.mode },
    ...{ hours: { opens: note.opens, closes: note.closes }, language: note.language },
    paper: wishes.paper ?? paperOf(note),
    printer: wishes.printer ?? note.printer,
    secondCopy: isOwnName ? dirname(copy) : null,
    centre: wishes.centre === undefined ? (note.centre ?? null) : wishes.centre,
  };
}
