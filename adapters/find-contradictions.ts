/**
 * Turns what a verification found into contradiction files, where signed words alone can prove it.
 *
 * Not everything can be carried away: that a bulletin's total is not the sum of its entries is shown by the entries, all
 * of them, so there the log itself is the evidence. Each file is checked before it is handed out: what its reader would
 * refuse proves nothing. Spec: spec/verification.md, section 9.
 * @module
 */
import { encodeBase64, utf8 } from "@triplicate/core/bytes.ts";
import type { Hash } from "@triplicate/core/merkle-tree.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import type { ElectionReference } from "@triplicate/core/statement/common.ts";
import {
  type ContradictionContext,
  checkContradiction,
} from "@triplicate/core/verification/contradiction.ts";
import type { Contradiction, ContradictionKind } from "@triplicate/core/verification/contradiction-file.ts";
import type { Breach } from "@triplicate/core/verification/rules.ts";
import { nodeSha256, verifyEd25519 } from "./ed25519-node.ts";
import { type LogEntries, openLogEntries } from "./log-entries.ts";
import type { LogSource } from "./log-source.ts";
import { checkpointContext, type Verification, type VerifyRequest } from "./verify-log.ts";
import type { CheckedPackage } from "./verify-package.ts";

/** One file proves as much as a thousand of its kind. */
export const MAX_OF_A_KIND = 10;

export function contradictionContext(
  checked: Pick<CheckedPackage, "election">,
  mode: VerifyRequest["mode"],
): ContradictionContext {
  const { origin } = checkpointContext(checked);
  return { ...checked.election, mode, sha256: nodeSha256, origin, verify: verifyEd25519 };
}

export async function findContradictions(
  source: LogSource,
  { checked, signed, breaches, bulletins, parted }: Verification,
  mode: VerifyRequest["mode"],
): Promise<Contradiction[]> {
  if (checked === null || signed === null) return [];
  const context = contradictionContext(checked, mode);
  const entries = openLogEntries(source, signed.checkpoint, signed.bytes);
  const found = createFound(context);
  for (const { known } of parted) {
    const proof = await consistencyPart(entries, known.checkpoint.size, signed.checkpoint.size);
    if (proof !== null) found.add("split-view", [known.bytes, signed.bytes, ...proof]);
  }
  for (const breach of breaches.list) await addOfBreach(breach, entries, signed, found);
  for (const [first, second] of sameNumber(bulletins)) {
    const [a, b] = [await entries.at(first), await entries.at(second)];
    if (a !== null && b !== null) found.add("two-bulletins", [a, b]);
  }
  return found.all();
}

function createFound(context: ContradictionContext) {
  const { definition, definitionDigest } = context;
  const election: ElectionReference = [definition.id, definitionDigest];
  const all: Contradiction[] = [];
  return {
    hasRoom: (kind: ContradictionKind) => all.filter((one) => one.kind === kind).length < MAX_OF_A_KIND,
    add(kind: ContradictionKind, parts: readonly Uint8Array[]) {
      const contradiction = { kind, election, parts };
      if (this.hasRoom(kind) && checkContradiction(contradiction, context).ok) all.push(contradiction);
    },
    all: () => all,
  };
}

async function addOfBreach(
  { rule, entry, detail }: Breach,
  entries: LogEntries,
  { checkpoint, bytes }: NonNullable<Verification["signed"]>,
  found: ReturnType<typeof createFound>,
): Promise<void> {
  switch (rule) {
    case "entry-form":
    case "entry-signature":
    case "entry-refused": {
      if (entry === undefined || !found.hasRoom("unsigned-entry")) return;
      const [logged, proof] = [await entries.at(entry), await entries.prove(entry)];
      if (logged !== null && proof !== null) found.add("unsigned-entry", [logged, proof]);
      return;
    }
    case "station-conflict": {
      if (!found.hasRoom("two-actas")) return;
      const pair = await differentTexts(entries, String(detail.entries).split(" ").map(Number));
      if (pair !== null) found.add("two-actas", pair);
      return;
    }
    case "bulletin-tree": {
      if (entry === undefined || !found.hasRoom("bulletin-tree")) return;
      const note = await entries.at(entry);
      const proof = await consistencyPart(entries, Number(detail.size), checkpoint.size);
      if (note !== null && proof !== null) found.add("bulletin-tree", [note, bytes, ...proof]);
      return;
    }
    default:
  }
}

/** The part that proves what the larger tree has at the smaller size; no part where they are one size. */
export async function consistencyPart(
  entries: LogEntries,
  early: number,
  late: number,
): Promise<readonly Uint8Array[] | null> {
  if (early === late) return [];
  if (early > late) return null;
  const proof = await entries.consistency(early);
  return proof === null ? null : [hashLines([proof.root, ...proof.hashes])];
}

export const hashLines = (hashes: readonly Hash[]): Uint8Array =>
  utf8(hashes.map((hash) => `${encodeBase64(hash)}\n`).join(""));

async function differentTexts(entries: LogEntries, indexes: readonly number[]): Promise<Uint8Array[] | null> {
  let first: { readonly bytes: Uint8Array; readonly text: string } | null = null;
  for (const index of indexes) {
    const bytes = await entries.at(index);
    const note = bytes === null ? null : parseNote(bytes);
    if (bytes === null || note?.ok !== true) continue;
    const { text } = note.value;
    if (first === null) first = { bytes, text };
    else if (first.text !== text) return [first.bytes, bytes];
  }
  return null;
}

/** Indexes of bulletins that have contest and number in common. */
function* sameNumber(bulletins: Verification["bulletins"]): Generator<readonly [number, number]> {
  const seen = new Map<string, number>();
  for (const { entry, bulletin } of bulletins) {
    const key = `${bulletin.number} ${bulletin.contest}`;
    const before = seen.get(key);
    if (before !== undefined) yield [before, entry];
    else seen.set(key, entry);
  }
}
