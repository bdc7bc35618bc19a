/**
 * The election package of a published log, held against its own note, against pinned keys and against memory.
 *
 * The note is where trust begins: whoever can replace it can replace everything. So its authority's keys are compared
 * with those the person was given, or with those of the first visit. Faults do not end the checks where the rest can
 * still be judged. Spec: spec/verification.md, section 3.
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { equalBytes } from "@triplicate/core/bytes.ts";
import { PACKAGE_FILES } from "@triplicate/core/election/election-package.ts";
import type { PackageFault } from "@triplicate/core/election/package-faults.ts";
import { holderKeys } from "@triplicate/core/election/roster-keys.ts";
import { type NoteKey, printVerifierKey } from "@triplicate/core/note/key.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import type { Breach, BreachCollector, VerificationRule } from "@triplicate/core/verification/rules.ts";
import { type ElectionPackage, loadPackage, saysTheSame } from "./election-package.ts";
import { openVerificationMemory, type Remembered, type VerificationMemory } from "./verification-memory.ts";

/** Codes whose rule is not told by their file alone. */
const RULES: Partial<Record<PackageFault["code"], VerificationRule>> = {
  "other-definition": "definition-digest",
  "other-election": "definition-digest",
  "other-lines": "roster-root",
  "other-roster": "roster-root",
  "too-few-signatures": "election-note",
  "bad-threshold": "election-note",
  "bad-quorum": "election-note",
  "other-policy": "policy-file",
};

const FILE_RULES = {
  definition: "package-fault",
  roster: "package-fault",
  note: "election-note",
  policy: "policy-file",
} as const satisfies Record<PackageFault["file"], VerificationRule>;

const packageBreach = ({ file, code, line, path, detail }: PackageFault): Breach => ({
  rule: RULES[code] ?? FILE_RULES[file],
  detail: {
    file,
    line,
    code,
    about: [path, ...Object.values(detail)].filter((value) => value !== "").join(" "),
  },
});

export type PackageRequest = {
  /** Holds the package's files. */
  readonly folder: string;
  /** Authority keys that the person was given; none to trust the first visit. */
  readonly authorities: readonly NoteKey[];
  /** Null to keep and recall nothing. */
  readonly state: string | null;
  readonly mode: Mode;
  readonly onProgress?: (done: number, total: number) => void;
};

export type CheckedPackage = {
  readonly election: ElectionPackage;
  readonly authorities: readonly NoteKey[];
  readonly memory: VerificationMemory | null;
  readonly remembered: Remembered;
  /** Where the authority's keys are believed from. */
  readonly trust: "pinned" | "remembered" | "first-visit";
  /** Whether enough keys that are trusted have signed this very note. */
  readonly isSound: boolean;
};

const NOTHING: Remembered = { authorities: null, electionNote: null, checkpoints: [] };

/** Null where the package cannot be used at all; the breaches say why. */
export async function checkPackage(
  { folder, authorities: pinned, state, mode, onProgress }: PackageRequest,
  breaches: BreachCollector,
): Promise<CheckedPackage | null> {
  const progress = onProgress === undefined ? {} : { onProgress };
  // What is missing of signatures or policy does not keep the rest from being checked.
  const lenient = { ...progress, unsigned: true, anyPolicy: true } as const;
  const loaded = await loadPackage(folder, lenient);
  if (!loaded.ok) {
    for (const fault of loaded.error.faults) breaches.add(packageBreach(fault));
    return null;
  }
  const election = loaded.value;
  const [needed] = election.electionNote.authorities;
  if (election.signers.length < needed) {
    const detail = { needed, got: election.signers.length };
    breaches.add(packageBreach({ file: "note", code: "too-few-signatures", path: "", line: 0, detail }));
  }
  const policy = await readFile(join(folder, PACKAGE_FILES.policy)).catch(() => null);
  if (policy === null || !saysTheSame(policy, election.policyText))
    breaches.add({
      rule: "policy-file",
      detail: { file: "policy", line: 0, code: "other-policy", about: "" },
    });
  const authorities = [...holderKeys(election.roster, election.definition.id, "authority")];
  const memory = state === null ? null : openVerificationMemory(state, election.definition.id, mode);
  const remembered = memory === null ? NOTHING : await memory.recall();
  if (pinned.length > 0) compareKeys(pinned, authorities, "pinned", breaches);
  else if (remembered.authorities !== null)
    compareKeys(remembered.authorities, authorities, "remembered", breaches);
  const isChanged = memory !== null && isNoteChanged(election, remembered, memory.folder, breaches);
  const trust = pinned.length > 0 ? "pinned" : remembered.authorities === null ? "first-visit" : "remembered";
  const { byRule } = breaches.breaches();
  const isSound =
    byRule["election-note"] === undefined && byRule["authority-key"] === undefined && !isChanged;
  return { election, authorities, memory, remembered, trust, isSound };
}

/** What this machine saw of an election on an earlier visit, and whether the package is still that election's. */
export async function recallElection(
  election: ElectionPackage,
  { state, mode }: { readonly state: string; readonly mode: Mode },
  breaches: BreachCollector,
): Promise<Remembered> {
  const memory = openVerificationMemory(state, election.definition.id, mode);
  const remembered = await memory.recall();
  const authorities = [...holderKeys(election.roster, election.definition.id, "authority")];
  if (remembered.authorities !== null)
    compareKeys(remembered.authorities, authorities, "remembered", breaches);
  isNoteChanged(election, remembered, memory.folder, breaches);
  return remembered;
}

function isNoteChanged(
  { definition, note }: ElectionPackage,
  { electionNote }: Remembered,
  kept: string,
  breaches: BreachCollector,
): boolean {
  const isChanged = electionNote !== null && !isSameText(electionNote, note.text);
  if (isChanged) breaches.add({ rule: "election-changed", detail: { election: definition.id, kept } });
  return isChanged;
}

/** Signature lines may come one by one; the text they sign may not change. */
function isSameText(kept: Uint8Array, text: string): boolean {
  const whole = new TextEncoder().encode(`${text}\n`);
  return kept.length > whole.length && equalBytes(kept.subarray(0, whole.length), whole);
}

/** The same keys, no fewer and no more: one more than were agreed on could make up for one that refuses. */
function compareKeys(
  trusted: readonly NoteKey[],
  found: readonly NoteKey[],
  source: "pinned" | "remembered",
  breaches: BreachCollector,
): void {
  const names = (keys: readonly NoteKey[]) => new Set(keys.map(printVerifierKey));
  const [wanted, there] = [names(trusted), names(found)];
  for (const key of wanted)
    if (!there.has(key)) breaches.add({ rule: "authority-key", detail: { key, fault: "missing", source } });
  for (const key of there)
    if (!wanted.has(key)) breaches.add({ rule: "authority-key", detail: { key, fault: "unknown", source } });
}
