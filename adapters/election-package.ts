/**
 * Election packages on disk: read and judged, or made from lines, with the roster passing through in chunks.
 *
 *     election/definition.json   roster.jsonl   election.note   log.policy
 *
 * Reading judges everything that section 13 of the specification asks. That every public key is a point of prime order
 * takes a curve operation a key, so it is asked for by name (`keys: "full"`), by who makes, checks or signs a package.
 * Spec: spec/election.md, section 13.
 * @module
 */
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { keyText } from "@triplicate/core/byte-index.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import {
  isQuorumSize,
  type JudgedPackage,
  judgeDefinition,
  judgePackage,
  PACKAGE_FILES,
  type PackageFaults,
  type PackageParts,
  type ReadRosterFile,
  readElectionNote,
} from "@triplicate/core/election/election-package.ts";
import {
  type PackageFault,
  type PackageFile,
  rosterFault,
  wholeRosterFaults,
} from "@triplicate/core/election/package-faults.ts";
import { createRosterReader, type Roster } from "@triplicate/core/election/roster.ts";

import { holderKeys } from "@triplicate/core/election/roster-keys.ts";
import { createPolicy, parsePolicy, printPolicy } from "@triplicate/core/log/policy.ts";
import { createTreeRange, leafHash } from "@triplicate/core/merkle-tree.ts";
import { PUBLIC_KEY_BYTES } from "@triplicate/core/note/key.ts";
import { MAX_NOTE_BYTES } from "@triplicate/core/note/note.ts";
import { publicKeyFault, publicKeyFaultOfForm } from "@triplicate/core/note/public-key.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { nodeSha256, verifyEd25519 } from "./ed25519-node.ts";
import { MAX_JSON_BYTES } from "./json-file.ts";
import { createSignaturePool } from "./signature-pool.ts";

/** Policies name at most some dozens of keys. */
const MAX_POLICY_FILE_BYTES = 262_144;
const CHUNK_BYTES = 1024 * 1024;

export type ElectionPackage = JudgedPackage & { readonly policyText: string };

export type LoadOptions = {
  /** `form`: what a key's bytes show. `full`: that each is a point of prime order, some tens of microseconds a key. */
  readonly keys?: "form" | "full";
  /** Without asking whether enough of the authority have signed. */
  readonly unsigned?: boolean;
  /** Whatever `log.policy` says, or without one: for who compares it with `policyText` alone. */
  readonly anyPolicy?: boolean;
  /** Bytes of the roster read so far, and of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Keys that were asked about in full, and of how many. */
  readonly onKeys?: (done: number, total: number) => void;
};

/** `folder` holds the files, or a folder `election` that does. */
export async function loadPackage(
  folder: string,
  options: LoadOptions = {},
): Promise<Result<ElectionPackage, PackageFaults>> {
  const place = await packageFolder(folder);
  const missing: PackageFault[] = [];
  const [definitionBytes, noteBytes, policyBytes] = await Promise.all([
    readCapped(place, "definition", MAX_JSON_BYTES, missing),
    readCapped(place, "note", MAX_NOTE_BYTES, missing),
    options.anyPolicy ? new Uint8Array() : readCapped(place, "policy", MAX_POLICY_FILE_BYTES, missing),
  ]);
  const definition = judgeDefinition(definitionBytes ?? new Uint8Array());
  const roster = await readRosterFile(
    join(place, PACKAGE_FILES.roster),
    definition.definition,
    options,
    missing,
  );
  if (definitionBytes === null || noteBytes === null || policyBytes === null || roster === null) {
    return err(withMissing(missing, definitionBytes === null ? [] : definition.faults, roster));
  }
  const parts = { definition, definitionBytes, roster, noteBytes };
  const { unsigned = false } = options;
  const judged = judgePackage(parts, { verify: verifyEd25519, sha: nodeSha256, unsigned });
  const more: PackageFault[] = [];
  if (roster.result.ok && options.keys === "full")
    more.push(...(await keyFaults(roster.result.value, options.onKeys)));
  const policyText = policyOfParts(parts);
  if (policyText !== null && !options.anyPolicy && !saysTheSame(policyBytes, policyText)) {
    more.push(packageFault("policy", "other-policy"));
  }
  if (judged.ok && more.length === 0 && policyText !== null) return ok({ ...judged.value, policyText });
  const before = judged.ok ? { faults: [], total: 0 } : judged.error;
  return err({ faults: [...before.faults, ...more], total: before.total + more.length });
}

/** Null where roster or note are such that no policy follows from them, which is then a fault of theirs. */
function policyOfParts({ definition, roster, noteBytes }: PackageParts): string | null {
  const note = readElectionNote(noteBytes);
  if (!roster.result.ok || !note.ok) return null;
  const [quorum, cosigners] = note.value.electionNote.cosigners;
  const { value } = roster.result;
  if (wholeRosterFaults(value, definition.definition?.id ?? null).length > 0) return null;
  return cosigners === value.held.cosigner && isQuorumSize(quorum, cosigners)
    ? policyOf(value, quorum)
    : null;
}

/** The folder that holds the definition: the one given, or `election` in it. */
export async function packageFolder(folder: string): Promise<string> {
  const inside = join(folder, "election");
  const isInside = await stat(join(inside, PACKAGE_FILES.definition)).then(
    () => true,
    () => false,
  );
  return isInside ? inside : folder;
}

const packageFault = (
  file: PackageFile,
  code: PackageFault["code"],
  detail: PackageFault["detail"] = {},
): PackageFault => ({ file, code, path: "", line: 0, detail });

/** What can be said of the files that are there. */
function withMissing(
  missing: readonly PackageFault[],
  definition: readonly PackageFault[],
  roster: ReadRosterFile | null,
): PackageFaults {
  const listed =
    roster === null || roster.result.ok
      ? []
      : roster.result.error.faults.map(({ code, line, detail }) => rosterFault(code, line, detail));
  const total = roster === null || roster.result.ok ? 0 : roster.result.error.total;
  return {
    faults: [...missing, ...definition, ...listed],
    total: missing.length + definition.length + total,
  };
}

async function readCapped(
  folder: string,
  file: Exclude<PackageFile, "roster">,
  most: number,
  missing: PackageFault[],
): Promise<Uint8Array | null> {
  const name = PACKAGE_FILES[file];
  try {
    await using handle = await open(join(folder, name), "r");
    const { size } = await handle.stat();
    if (size > most) {
      missing.push(packageFault(file, "file-too-large", { name, atMost: most, got: size }));
      return null;
    }
    return await handle.readFile();
  } catch (error) {
    missing.push(packageFault(file, "file-unreadable", { name, detail: systemCode(error) }));
    return null;
  }
}

const systemCode = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";

async function readRosterFile(
  path: string,
  definition: ElectionDefinition | null,
  options: LoadOptions,
  missing: PackageFault[],
): Promise<ReadRosterFile | null> {
  const tree = createTreeRange(nodeSha256);
  const reader = createRosterReader(definition?.expected, {
    needsKeys: true,
    checkKey: publicKeyFaultOfForm,
    onLine: (bytes, start, end) => tree.add(leafHash(bytes.subarray(start, end), nodeSha256)),
  });
  try {
    const { size } = await stat(path);
    let done = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
      reader.push(chunk);
      done += chunk.length;
      options.onProgress?.(done, size);
    }
  } catch (error) {
    const name = PACKAGE_FILES.roster;
    missing.push(packageFault("roster", "file-unreadable", { name, detail: systemCode(error) }));
    return null;
  }
  return { result: reader.finish(), lines: tree.size, root: tree.root() };
}

/** The C2SP tlog-policy of the roster's log and cosigners. */
export function policyOf(roster: Roster, quorum: number): string {
  const [log] = holderKeys(roster, "", "log");
  if (log === undefined) throw new Error("a package has a log");
  const cosigners = [...holderKeys(roster, "", "cosigner")].map(({ holder, ...key }) => ({
    key,
    ...(holder.role === "cosigner" && holder.url !== undefined ? { url: holder.url } : {}),
  }));
  return printPolicy(createPolicy({ key: log }, cosigners, quorum));
}

/** Policies may be written by hand, so it is their meaning that must be the roster's (clause 13.4). */
export function saysTheSame(bytes: Uint8Array, text: string): boolean {
  const parsed = parsePolicy(bytes);
  return parsed.ok && printPolicy(parsed.value) === text;
}

/** Keys crossing to the threads at once; and so few that starting threads would take longer than asking. */
const KEYS_AT_ONCE = 16_384;
const FEW_KEYS = 200;

/** Every key that is no point of prime order (clause 12.4), on every core. */
export async function keyFaults(
  { stations, machineKeys, holders }: Roster,
  onKeys: LoadOptions["onKeys"] = () => {},
): Promise<PackageFault[]> {
  const faults: PackageFault[] = [];
  const total = stations.size + holders.names.size;
  const isFew = total <= FEW_KEYS;
  let done = 0;
  const pool = isFew ? null : createSignaturePool();
  const ask = async (keys: readonly Uint8Array[]) => pool?.checkKeys(keys) ?? keys.map(publicKeyFault);
  const check = async (keys: Uint8Array, count: number, nameOf: (row: number) => string) => {
    for (let from = 0; from < count; from += KEYS_AT_ONCE) {
      const rows = Math.min(KEYS_AT_ONCE, count - from);
      const some = Array.from({ length: rows }, (_, i) =>
        keys.subarray(PUBLIC_KEY_BYTES * (from + i), PUBLIC_KEY_BYTES * (from + i + 1)),
      );
      for (const [i, code] of (await ask(some)).entries()) {
        if (code === null || code === "key-length") continue;
        faults.push(packageFault("roster", code, { name: nameOf(from + i) }));
      }
      done += rows;
      onKeys(done, total);
    }
  };
  try {
    await check(machineKeys, stations.size, (row) => `machine/${keyText(stations, row)}`);
    await check(holders.publicKeys, holders.names.size, (row) => keyText(holders.names, row));
  } finally {
    await pool?.close();
  }
  return faults;
}
