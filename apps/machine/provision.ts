/**
 * Making a station's machine: everything is checked, then its folder appears as a whole or not at all.
 *
 *     neighbour folder (package, key, note, store, each flushed) ─▶ judged where it lies ─▶ the medium's copy ─▶ renamed
 *
 * What is judged is the copy, not what it was made of: a file that changes meanwhile is seen. Spec: spec/station.md, clause 9.14.
 * @module
 */
import { randomBytes } from "node:crypto";
import { copyFile, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { writeDurably } from "@triplicate/adapters/durable-files.ts";
import { type NodeSigner, signerOf } from "@triplicate/adapters/ed25519-node.ts";
import { type ElectionPackage, loadPackage, packageFolder } from "@triplicate/adapters/election-package.ts";
import { picturesOf, readPictures } from "@triplicate/adapters/election-pictures.ts";
import { readKeyFile } from "@triplicate/adapters/key-file.ts";
import { checkPrinter } from "@triplicate/adapters/printer.ts";
import { createMirroredStore } from "@triplicate/adapters/station-store-mirror.ts";
import { provision } from "@triplicate/core/count-machine/station.ts";
import { PACKAGE_FILES } from "@triplicate/core/election/election-package.ts";
import { time } from "@triplicate/core/note/fields.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import type { Language } from "@triplicate/core/text.ts";
import { codesOf, copyName, FOLDER_FILES, identityOf, storeFolder, storeShape } from "./machine-folder.ts";
import { isAddress, MACHINE_NOTE, type MachineNote } from "./machine-note.ts";
import { machineKeyOf, signed, stationFacts, stationRow } from "./station-facts.ts";

export type Provisioning = {
  /** The election package, or the folder that holds it. */
  readonly election: string;
  readonly station: string;
  /** The age file of the machine's key, and what opens it. */
  readonly keyFile: string;
  readonly passphrase: string;
  /** Must not be there yet. */
  readonly folder: string;
  /** Voting hours, seconds since 1970. */
  readonly hours: { readonly opens: number; readonly closes: number };
  readonly mode: Mode;
  readonly paper: 58 | 80 | "a4";
  /** `tcp:host:9100`, `usb:/dev/usb/lp0`, `serial:/dev/ttyUSB0`, `pdf:FOLDER`, `screen`. */
  readonly printer: string;
  readonly language: Language;
  readonly secondCopy: string | null;
  /** Where the actas are sent once they are sealed. */
  readonly centre: string | null;
  /** Seconds since 1970. */
  readonly now: number;
};

export const PROVISION_FAULTS = [
  "folder-exists",
  "folder-unwritable",
  "package-unusable",
  "pictures-differ",
  "station-unknown",
  "key-unreadable",
  "key-not-of-station",
  "hours-order",
  "hours-other-day",
  "hours-over",
  "clock-insane",
  "printer-unknown",
  "second-copy-missing",
  "second-copy-used",
  "centre-address",
  "copy-missing",
  "copy-unusable",
  "key-not-spare",
] as const;

export type ProvisionFault = {
  readonly code: (typeof PROVISION_FAULTS)[number];
  readonly detail: string;
};

export type Provisioned = { readonly folder: string; readonly key: string; readonly isSpare: boolean };

type Failed = { readonly ok: false; readonly error: ProvisionFault };
const fault = (code: ProvisionFault["code"], detail: string): Failed => err({ code, detail }) as Failed;

export async function provisionMachine(wishes: Provisioning): Promise<Result<Provisioned, ProvisionFault>> {
  const wrong = faultOfWishes(wishes) ?? (await faultOfPlaces(wishes));
  if (wrong !== null) return wrong;
  const opened = await readKeyFile(wishes.keyFile, wishes.passphrase);
  if (!opened.ok) return fault("key-unreadable", opened.error.code);
  const signer = signerOf(opened.value.key, opened.value.seed);
  opened.value.seed.fill(0);
  let copy: string | null = null;
  const made = await inNeighbour(wishes.folder, async (partial) => {
    const prepared = await prepare(partial, wishes, signer);
    if (!prepared.ok) return prepared;
    const { isSpare, ...rest } = prepared.value;
    if (wishes.secondCopy !== null) {
      copy = await makeCopyFolder(wishes.secondCopy, rest.note);
      if (copy === null) return fault("second-copy-used", wishes.secondCopy);
      // A machine that goes on from the medium learns there which station it is.
      await copyDurably(join(partial, FOLDER_FILES.note), join(copy, FOLDER_FILES.note), 0o644);
    }
    const failed = await createStore(partial, wishes, { ...rest, signer, copy });
    return failed ?? ok({ folder: wishes.folder, key: signer.key.name, isSpare });
  });
  if (!made.ok && copy !== null) await rm(copy, { recursive: true, force: true });
  return made;
}

/** Runs `make` in a folder beside the one that is wanted, which takes its name when all is well; otherwise nothing is left. */
export async function inNeighbour<T>(
  folder: string,
  make: (partial: string) => Promise<Result<T, ProvisionFault>>,
): Promise<Result<T, ProvisionFault>> {
  const target = resolve(folder);
  const partial = join(dirname(target), `.${basename(target)}.partial-${randomBytes(6).toString("hex")}`);
  try {
    await mkdir(dirname(target), { recursive: true });
    await mkdir(partial, { mode: 0o700 });
    const made = await make(partial);
    if (!made.ok) return made;
    await flush(partial);
    // A rename replaces an empty folder, and no other.
    await rename(partial, target);
    await flush(dirname(target));
    return made;
  } catch (error) {
    return fault("folder-unwritable", systemCode(error));
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

type Prepared = { readonly note: MachineNote; readonly pack: ElectionPackage; readonly isSpare: boolean };

/** Package, key and note in the folder, judged where they lie. */
export async function prepare(
  partial: string,
  wishes: Provisioning,
  signer: NodeSigner,
): Promise<Result<Prepared, ProvisionFault>> {
  const copied = await copyPackage(wishes.election, partial);
  if (!copied.ok) return copied;
  const pack = copied.value;
  if (stationRow(pack, wishes.station) < 0) return fault("station-unknown", wishes.station);
  const role = machineKeyOf(pack, signer.key, wishes.station);
  if (role === null) return fault("key-not-of-station", signer.key.name);
  const day = faultOfDay(wishes, pack.definition.date);
  if (day !== null) return day;
  const note: MachineNote = {
    election: [pack.definition.id, pack.definitionDigest],
    mode: wishes.mode,
    station: wishes.station,
    opens: wishes.hours.opens,
    closes: wishes.hours.closes,
    paper: wishes.paper === "a4" ? "a4" : wishes.paper === 58 ? "58" : "80",
    language: wishes.language,
    printer: wishes.printer,
    ...(wishes.secondCopy === null ? {} : { copy: resolve(wishes.secondCopy) }),
    ...(wishes.centre === null ? {} : { centre: wishes.centre }),
  };
  await copyDurably(wishes.keyFile, join(partial, FOLDER_FILES.key), 0o600);
  await writeDurably(join(partial, FOLDER_FILES.note), signed(MACHINE_NOTE.print(note), signer));
  return ok({ note, pack, isSpare: role === "spare" });
}

/** The pictures are judged before the package: a definition whose pictures are missing is no ballot. */
async function copyPackage(from: string, partial: string): Promise<Result<ElectionPackage, ProvisionFault>> {
  const source = await packageFolder(from);
  const loaded = await loadPackage(source);
  if (!loaded.ok) return fault("package-unusable", codesOf(loaded.error.faults));
  const target = join(partial, FOLDER_FILES.election);
  await mkdir(target);
  const pictures = picturesOf(loaded.value.definition).map(({ file }) => file);
  const folders = new Set(pictures.map((file) => dirname(file)).filter((folder) => folder !== "."));
  for (const folder of folders) await mkdir(join(target, folder), { recursive: true });
  try {
    for (const file of [...Object.values(PACKAGE_FILES), ...pictures])
      await copyDurably(join(source, file), join(target, file), 0o644);
  } catch (error) {
    return fault("package-unusable", systemCode(error));
  }
  for (const folder of folders) await flush(join(target, folder));
  await flush(target);
  const read = await readPictures(target, loaded.value.definition);
  if (!read.ok) return fault("pictures-differ", read.error.map(({ file }) => file).join(", "));
  const judged = await loadPackage(target);
  return judged.ok ? judged : fault("package-unusable", codesOf(judged.error.faults));
}

type StoreWishes = Pick<Prepared, "note" | "pack"> & {
  readonly signer: NodeSigner;
  readonly copy: string | null;
};

/** The store with its first state, on the machine's disk and on the medium. */
async function createStore(
  partial: string,
  { now }: Provisioning,
  { note, pack, signer, copy }: StoreWishes,
): Promise<Failed | null> {
  const hours = { opens: note.opens, closes: note.closes };
  const facts = stationFacts(pack, { station: note.station, mode: note.mode, hours, signer });
  const folder = storeFolder(partial, note);
  const identity = identityOf(note);
  const made = createMirroredStore(folder, copy, { identity, shape: storeShape(facts) });
  if (!made.ok) return fault("folder-unwritable", made.error.code);
  const store = made.value;
  try {
    store.commit(provision({ ...facts, now, cards: [] }).change);
    if (copy !== null && store.secondCopy() !== "fine") return fault("second-copy-missing", copy);
  } finally {
    store.close();
  }
  await flush(folder);
  return null;
}

/** The folder for this station on the medium; null where there is one already. */
async function makeCopyFolder(medium: string, note: MachineNote): Promise<string | null> {
  const copy = join(medium, copyName(note));
  try {
    await mkdir(copy, { mode: 0o700 });
    await flush(medium);
    return copy;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return null;
    throw error;
  }
}

/** A clock before this program was written has lost its battery. */
const EARLIEST_NOW = 1_764_028_800;
const DAY = 86_400;
/** A machine is prepared at most this long before its election. */
const LONGEST_AHEAD = 400 * DAY;

function faultOfWishes(wishes: Provisioning): Failed | null {
  const { hours, now, mode } = wishes;
  if (hours.opens >= hours.closes) return fault("hours-order", time.print(hours.closes));
  if (now < EARLIEST_NOW || hours.opens - now > LONGEST_AHEAD) return fault("clock-insane", time.print(now));
  if (mode === "live" && now >= hours.closes) return fault("hours-over", time.print(hours.closes));
  if (wishes.centre !== null && !isCentreAddress(wishes.centre))
    return fault("centre-address", wishes.centre);
  const printer = checkPrinter(wishes.printer, { paper: wishes.paper });
  return printer.ok && isAddress(wishes.printer) ? null : fault("printer-unknown", wishes.printer);
}

/** The hours of a vote begin on the election's day, wherever in the world that is; a rehearsal may be at any time. */
function faultOfDay({ hours, mode }: Provisioning, date: string): Failed | null {
  if (mode === "test") return null;
  const midnight = time.parse(`${date}T00:00:00Z`);
  if (midnight === null) throw new Error("a definition's date is a day");
  const isOfDay = hours.opens >= midnight - DAY / 2 && hours.opens < midnight + DAY + DAY / 2;
  const isShort = hours.closes - hours.opens <= 2 * DAY;
  return isOfDay && isShort ? null : fault("hours-other-day", date);
}

/** Over TLS, or on this machine: what is sent is public, but an answer that is held back should be noticed. */
export function isCentreAddress(text: string): boolean {
  if (!isAddress(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  const isLocal = ["127.0.0.1", "[::1]", "localhost"].includes(hostname);
  const isPlain = username === "" && password === "" && search === "" && hash === "";
  return isPlain && (protocol === "https:" || (protocol === "http:" && isLocal));
}

export async function faultOfPlaces({ folder, secondCopy }: Provisioning): Promise<Failed | null> {
  if (!(await isFree(folder))) return fault("folder-exists", folder);
  if (secondCopy === null) return null;
  const isThere = await stat(secondCopy).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isThere ? null : fault("second-copy-missing", secondCopy);
}

async function isFree(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    return systemCode(error) === "ENOENT";
  }
}

async function copyDurably(from: string, to: string, mode: number): Promise<void> {
  await copyFile(from, to);
  await using handle = await open(to, "r+");
  await handle.chmod(mode);
  await handle.sync();
}

async function flush(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  await using handle = await open(folder, "r");
  await handle.sync();
}

const systemCode = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
