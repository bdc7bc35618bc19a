/**
 * The sequencer: the only writer of a log.
 *
 *     submit ─▶ batch ─▶ stage entries and exchange the signed checkpoint (one transaction, flushed)
 *                    ─▶ write bundles and tiles (flushed) ─▶ ask cosigners ─▶ publish `checkpoint` (flushed) ─▶ answer
 *
 * The order is Sunlight's, and each step is durable before the next begins: whatever instant a process is killed at, the
 * next one finds in the database which history is ours and writes the same files again. Nobody is answered before
 * everybody can read the checkpoint that holds the entry; nothing is signed that is not kept.
 * Spec: spec/log-operation.md, section 2.
 * @module
 */
import { join } from "node:path";
import { createDurableFiles, type DurableFiles } from "@triplicate/adapters/durable-files.ts";
import { nodeSha256, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { type Database, lockFile } from "@triplicate/adapters/sqlite.ts";
import type { TileReader } from "@triplicate/core/log/tile-reader.ts";
import type { Signer, VerifyEd25519 } from "@triplicate/core/note/note.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { Sha256 } from "@triplicate/core/sha256.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Cosigning, noCosigning } from "./cosigning.ts";
import { BATCH_LIMITS, type BatchLimits, createBatches } from "./sequencer-batches.ts";
import { createPublishing, type Publishing, type Standing } from "./sequencer-publishing.ts";
import { type RecoveredLog, type RecoveryError, recoverLog } from "./sequencer-recovery.ts";
import { openSequencerStore, type SequencerStore } from "./sequencer-store.ts";
import type { EntryProof, Sequencer } from "./sequencer-types.ts";

export type SequencerOptions = Partial<BatchLimits> & {
  /** The log's key; its name is the log's origin. */
  readonly signer: Signer;
  /** Without, nobody is asked and every checkpoint has its quorum. */
  readonly cosigning?: Cosigning;
  readonly clock?: Clock;
  /** How long after a round without a quorum the cosigners are asked again. */
  readonly retryMilliseconds?: number;
  readonly verify?: VerifyEd25519;
  readonly sha?: Sha256;
};

export type SequencerPlace = {
  /** What a web server serves; it is there. */
  readonly folder: string;
  /** Stays the caller's, who closes it after `stop`. */
  readonly database: Database;
};

/** Next to `checkpoint`: empty, and locked by whoever writes the log. */
export const LOCK_FILE = ".sequencer.lock";

/** Recovers the log, publishes its newest checkpoint and takes entries. Throws where a disk or database fails. */
export async function openSequencer(
  options: SequencerOptions & SequencerPlace,
): Promise<Result<Sequencer, RecoveryError>> {
  const lock = lockFile(join(options.folder, LOCK_FILE));
  if (lock === null) return err({ code: "log-in-use" });
  try {
    const files = createDurableFiles(options.folder);
    const store = openSequencerStore(options.database);
    const sequencer = await startSequencer(options, { files, store, release: lock.release });
    if (!sequencer.ok) lock.release();
    return sequencer;
  } catch (error) {
    lock.release();
    throw error;
  }
}

export type SequencerStorage = {
  readonly files: DurableFiles;
  readonly store: SequencerStore;
  readonly release: () => void;
};

/** The same over any storage. */
export async function startSequencer(
  options: SequencerOptions,
  storage: SequencerStorage,
): Promise<Result<Sequencer, RecoveryError>> {
  const { signer, verify = verifyEd25519, sha = nodeSha256 } = options;
  const log = await recoverLog({ ...storage, signer, verify, sha });
  if (!log.ok) return log;
  const sequencer = createSequencer(options, storage, log.value);
  await sequencer.opened;
  return ok(sequencer);
}

function createSequencer(
  options: SequencerOptions,
  { files, store, release }: SequencerStorage,
  { folder, newest, published }: RecoveredLog,
): Sequencer & { readonly opened: Promise<void> } {
  const { signer, cosigning = noCosigning, clock = systemClock, retryMilliseconds = 1000 } = options;
  const { promise: ended, resolve: onEnd, reject: onFailed } = Promise.withResolvers<void>();
  // Whoever does not look at `ended` learns of a failure from every submission.
  ended.catch(() => {});
  let ending: Promise<void> | null = null;
  const onFailure = (error: unknown): void => {
    ending ??= close().then(() => onFailed(error));
  };
  const limits: BatchLimits = { ...BATCH_LIMITS, ...options };
  const publishing = createPublishing({
    ...{ files, folder, cosigning, clock, retryMilliseconds, newest, published, onFailure },
  });
  const batches = createBatches({
    ...{ folder, store, signer, clock, limits, newest, onFailure, onWritten: publishing.add },
    unanswered: () => publishing.unanswered,
  });
  const close = async (): Promise<void> => {
    publishing.end();
    cosigning.stop();
    // Whatever is still being written must be written before somebody else may begin.
    await Promise.allSettled([batches.end(), publishing.idle()]);
    release();
  };
  const stop = async (): Promise<void> => {
    await batches.drain();
    await publishing.idle();
    ending ??= close().then(onEnd);
    await ending;
  };
  publishing.start();
  const opened = Promise.race([publishing.idle(), ended]).then(() => (ending === null ? undefined : ended));
  return {
    opened,
    submit: batches.submit,
    get size() {
      return standingOf(publishing).size;
    },
    get waiting() {
      return batches.waiting + publishing.unanswered;
    },
    checkpointNote: () => standingOf(publishing).note,
    get quorum() {
      return standingOf(publishing).quorum;
    },
    readEntries: (from, to) => folder.readEntries(from, Math.min(to, standingOf(publishing).size)),
    proof: createProver(publishing, (standing) => folder.reader(standing)),
    onPublished: publishing.board.onPublished,
    ended,
    stop,
  };
}

/** There is one from the moment that `openSequencer` has answered. */
function standingOf({ board: { standing } }: Publishing): Standing {
  if (standing === null) throw new Error("nothing is published yet");
  return standing;
}

function createProver(
  publishing: Publishing,
  readerOf: (standing: Standing) => TileReader,
): (index: number) => Promise<EntryProof> {
  const readers = new WeakMap<Standing, TileReader>();
  return async (index) => {
    const { standing, cosigned } = publishing.board;
    const under = cosigned !== null && index < cosigned.size ? cosigned : standing;
    if (under === null || !Number.isSafeInteger(index) || index < 0 || index >= under.size)
      throw new RangeError(`entry ${index} is not published`);
    const reader = readers.get(under) ?? readerOf(under);
    readers.set(under, reader);
    const hashes = await reader.proveInclusion(index);
    if (!hashes.ok) throw new Error(`the log cannot be read: ${hashes.error.code}`);
    return { index, size: under.size, hashes: hashes.value, checkpoint: under.note, quorum: under.quorum };
  };
}
