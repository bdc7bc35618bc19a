/**
 * Verifies a whole published log: its election, its checkpoint, its tree and every entry, by rule, all of them.
 *
 *     package ─▶ checkpoint ─▶ bulletins found ─▶ entries walked ─▶ root, history ─▶ what is remembered
 *
 * What the server says now is what counts: if anything does not hold that came from a kept copy, all copies are dropped
 * and everything is asked for again. Spec: spec/verification.md.
 * @module
 */
import { encodeBase64, equalBytes } from "@triplicate/core/bytes.ts";
import type { CentralCount } from "@triplicate/core/count-central/central-count.ts";
import type { GroupTotals } from "@triplicate/core/count-central/totals.ts";
import type { RosterKey } from "@triplicate/core/election/key-book.ts";
import { holderKeys } from "@triplicate/core/election/roster-keys.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import { MAX_NOTE_BYTES, printNote } from "@triplicate/core/note/note.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import {
  type CheckedCheckpoint,
  type CheckpointContext,
  checkCheckpoint,
  type SignedCheckpoint,
} from "@triplicate/core/verification/checkpoint-check.ts";
import {
  type AnnouncedBulletin,
  createLogFold,
  type EntryKinds,
  type KnownCheckpoint,
  type LogFold,
} from "@triplicate/core/verification/log-fold.ts";
import {
  MAX_RESULTS_BYTES,
  type PublishedResults,
  parseResults,
  RESULTS_FILE,
} from "@triplicate/core/verification/published-results.ts";
import {
  type BreachCollector,
  type Breaches,
  collectBreaches,
  type VerificationRule,
} from "@triplicate/core/verification/rules.ts";
import { nodeSha256, verifyEd25519 } from "./ed25519-node.ts";
import { isSilence, type LogSource, type SourceFault } from "./log-source.ts";
import type { SignaturePool } from "./signature-pool.ts";
import { findBulletins, type Walked, walkEntries } from "./verify-entries.ts";
import { type CheckedPackage, checkPackage } from "./verify-package.ts";
import { type ForeignBulletin, type GivenFile, judgeShown } from "./verify-shown.ts";
import { keepYoungHeapSmall } from "./young-heap.ts";

export type VerifyStage = "package" | "fetch" | "entries";

export type VerifyRequest = {
  readonly source: LogSource;
  readonly pool: SignaturePool;
  readonly mode: Mode;
  readonly authorities: readonly NoteKey[];
  /** Checkpoints that other people saw, with the names of their files. */
  readonly others: readonly GivenFile[];
  /** Bulletins that people were shown. */
  readonly shown?: readonly GivenFile[];
  readonly state: string | null;
  readonly onProgress?: (stage: VerifyStage, done: number, total: number) => void;
};

export type Verification = {
  readonly breaches: Breaches;
  /** Null where the package cannot be used. */
  readonly checked: CheckedPackage | null;
  /** Null where there is no checkpoint that the log signed. */
  readonly signed: SignedCheckpoint | null;
  readonly cosigners: CheckedCheckpoint["cosigners"];
  readonly entries: EntryKinds | null;
  readonly signatures: number;
  /** By contest, in order of the definition; null where an entry was not there to be read. */
  readonly totals: readonly GroupTotals[] | null;
  /** What counts of every station; null where an entry was not there to be read. */
  readonly count: CentralCount | null;
  readonly bulletins: readonly AnnouncedBulletin[];
  readonly parted: ReturnType<LogFold["parted"]>;
};

/** Something is wrong with what was asked, not with the election: exit code 2. */
export type VerifyFault =
  | SourceFault
  /** A checkpoint given by a person is not one of this log. */
  | { readonly code: "verify-foreign-checkpoint"; readonly name: string; readonly detail: string }
  | ForeignBulletin;

/**
 * What a spoilt copy can break. Where the root agrees, every entry is what was signed wherever it came from, and a
 * roster or a tile that agrees needs no second look either.
 */
const OF_COPIES: readonly VerificationRule[] = [
  "definition-digest",
  "roster-root",
  "package-fault",
  "tree-missing",
  "tree-bundle",
  "tree-root",
  "tree-tile",
];

/** No signature at all: what it takes to have a thread started. */
const NOTHING = { publicKey: new Uint8Array(32), message: new Uint8Array(), signature: new Uint8Array(64) };
const CHECKS_A_THREAD = 128;

/** Threads load their code while the package is read; a log is then never waited for by them. */
function startThreads(pool: SignaturePool): void {
  const checks = Array.from({ length: pool.threads * CHECKS_A_THREAD }, () => NOTHING);
  pool.verify(checks).catch(() => {});
}

export async function verifyLog(request: VerifyRequest): Promise<Result<Verification, VerifyFault>> {
  keepYoungHeapSmall();
  startThreads(request.pool);
  const first = await verifyOnce(request);
  if (!first.ok || !request.source.usedKept()) return first;
  const { byRule } = first.value.breaches;
  if (!OF_COPIES.some((rule) => byRule[rule] !== undefined)) return first;
  await request.source.forget();
  return verifyOnce(request);
}

async function verifyOnce(request: VerifyRequest): Promise<Result<Verification, VerifyFault>> {
  const { source, authorities, state, mode, onProgress } = request;
  const breaches = collectBreaches();
  const folder = await source.packageFolder();
  if (!folder.ok) return folder;
  const checked = await checkPackage(
    {
      folder: folder.value,
      authorities,
      state,
      mode,
      onProgress: (done, total) => onProgress?.("package", done, total),
    },
    breaches,
  );
  if (checked === null) return ok(nothingMore(breaches, null));
  const context = checkpointContext(checked);
  // Asked for before the checkpoint: then they cannot be of more entries than it has.
  const published = await source.read(RESULTS_FILE, MAX_RESULTS_BYTES);
  const results = published.ok ? parseResults(published.value) : null;
  const read = await readCheckpoint(source, context, results);
  if (!read.ok && isSilence(read.error)) return read;
  if (!read.ok) {
    const { code, name } = read.error;
    breaches.add({ rule: "checkpoint-form", detail: { code, name } });
    return ok(nothingMore(breaches, checked));
  }
  const checkpoint = checkCheckpoint(read.value, context);
  for (const breach of checkpoint.breaches) breaches.add(breach);
  if (checkpoint.signed === null) return ok(nothingMore(breaches, checked));
  const known = knownCheckpoints(request, checked, context);
  if (!known.ok) return known;
  const claims = { ...checkpoint, signed: checkpoint.signed, known: known.value, results };
  return verifyTree(request, checked, claims, breaches);
}

/** Of a log that grows, a cache on the way may have an older checkpoint than the results: asked again, it has none. */
async function readCheckpoint(
  source: LogSource,
  context: CheckpointContext,
  results: PublishedResults | null,
): Promise<Result<Uint8Array, SourceFault>> {
  const read = await source.read("checkpoint", MAX_NOTE_BYTES);
  const signed = read.ok ? checkCheckpoint(read.value, context).signed : null;
  if (signed === null || results === null || results.tree <= signed.checkpoint.size) return read;
  await source.outwaitCaches();
  return source.read("checkpoint", MAX_NOTE_BYTES);
}

const nothingMore = (breaches: BreachCollector, checked: CheckedPackage | null): Verification => ({
  breaches: breaches.breaches(),
  checked,
  signed: null,
  cosigners: [],
  entries: null,
  signatures: 0,
  totals: null,
  count: null,
  bulletins: [],
  parted: [],
});

export function checkpointContext({ election }: Pick<CheckedPackage, "election">): CheckpointContext {
  const { roster, book, electionNote } = election;
  const [log] = holderKeys(roster, election.definition.id, "log") as Generator<RosterKey>;
  if (log === undefined) throw new Error("a package has a log");
  return { book, origin: log.name, quorum: electionNote.cosigners[0], verify: verifyEd25519 };
}

type Known = KnownCheckpoint & { readonly file: string | null };

/** What this machine saw before, and what other people did. */
function knownCheckpoints(
  { others }: VerifyRequest,
  { remembered }: CheckedPackage,
  context: CheckpointContext,
): Result<Known[], VerifyFault> {
  const known: Known[] = [];
  for (const { bytes, file } of remembered.checkpoints) {
    // Kept under a log key that the roster no longer has: the change of the note has been told.
    const { signed } = checkCheckpoint(bytes, context);
    if (signed === null) continue;
    known.push({ checkpoint: signed.checkpoint, rule: "history-rewritten", source: file, bytes, file });
  }
  for (const { bytes, name } of others) {
    const { signed, breaches } = checkCheckpoint(bytes, context);
    if (signed === null) {
      const detail = breaches.map(({ rule }) => rule).join(" ");
      return err({ code: "verify-foreign-checkpoint", name, detail });
    }
    known.push({ checkpoint: signed.checkpoint, rule: "history-split", source: name, bytes, file: null });
  }
  return ok(known);
}

type Claims = CheckedCheckpoint & {
  readonly signed: SignedCheckpoint;
  readonly known: readonly Known[];
  readonly results: PublishedResults | null;
};

async function verifyTree(
  request: VerifyRequest,
  checked: CheckedPackage,
  { signed, cosigners, known, results }: Claims,
  breaches: BreachCollector,
): Promise<Result<Verification, VerifyFault>> {
  const { source, pool, mode, onProgress } = request;
  const { election, memory, authorities } = checked;
  const { size, root } = signed.checkpoint;
  if (results !== null && results.tree > size)
    breaches.add({ rule: "results-published", detail: { field: "tree", said: results.tree, is: size } });
  const context = { ...election, mode, sha256: nodeSha256 };
  for (const { checkpoint, source: place } of known) {
    if (checkpoint.size > size)
      breaches.add({ rule: "history-behind", detail: { size, seen: checkpoint.size, source: place } });
  }
  const shown = judgeShown(request.shown ?? [], context);
  if (!shown.ok) return shown;
  const found = await findBulletins(source, size, (done) => onProgress?.("fetch", done, size));
  if (!found.ok) return found;
  const bulletins = found.value;
  const fold = createLogFold({ context, known, bulletins, shown: shown.value, results, breaches });
  const walk = await walkEntries({
    ...{ source, size, context, fold, pool, breaches },
    onProgress: (done) => onProgress?.("entries", done, size),
  });
  if (!walk.ok) return walk;
  const walked = walk.value;
  const isTree = walked.isTree && equalBytes(fold.root(), root);
  if (walked.isTree && !isTree)
    breaches.add({
      rule: "tree-root",
      detail: { size, signed: encodeBase64(root), computed: encodeBase64(fold.root()) },
    });
  if (memory !== null) {
    // What too few have signed, or what contradicts what was known, is nothing to trust next time.
    if (checked.isSound) await memory.keepPackage(authorities, printNote(election.note));
    await memory.keepCheckpoint(signed.bytes, signed.checkpoint);
    if (isTree) await forgetBeginnings(known, fold, signed, memory);
  }
  return ok({
    ...{ breaches: breaches.breaches(), checked, signed, cosigners },
    ...{ entries: fold.kinds(), signatures: walked.signatures, bulletins, parted: fold.parted() },
    totals: totalsOf(fold, walked, checked),
    count: walked.isWhole ? fold.count : null,
  });
}

const totalsOf = (fold: LogFold, { isWhole }: Walked, { election }: CheckedPackage): GroupTotals[] | null =>
  isWhole ? election.definition.contests.map((_, contest) => fold.count.totals(contest)) : null;

/** A checkpoint that this tree begins with is implied by this one's: only what contradicts is kept for ever. */
async function forgetBeginnings(
  known: readonly Known[],
  fold: LogFold,
  { checkpoint }: SignedCheckpoint,
  memory: NonNullable<CheckedPackage["memory"]>,
): Promise<void> {
  const contradicted = new Set(fold.parted().map(({ known: one }) => one));
  for (const one of known) {
    const isBeginning = one.checkpoint.size < checkpoint.size && !contradicted.has(one);
    if (one.file !== null && isBeginning) await memory.dropCheckpoint(one.file);
  }
}
