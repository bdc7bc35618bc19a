/**
 * The first half of a sequencer: entries wait, become a batch, and the batch becomes durable.
 *
 *     queue ──after 200 ms, or when full──▶ grow ──▶ sign ──▶ exchange checkpoint, with the entries ──▶ write files ──▶ on
 *
 * One batch at a time, each grown from the one before. From the exchange on, the entries are in the log whatever
 * happens; before it they are nowhere. An error anywhere ends the sequencer: what was half done is done again from the
 * database at the next start, never from what this process believes.
 * Spec: spec/log-operation.md, section 2.
 * @module
 */
import { MAX_ENTRY_BYTES } from "@triplicate/core/log/tile.ts";
import type { Signer } from "@triplicate/core/note/note.ts";
import { err, type Result } from "@triplicate/core/result.ts";
import type { Clock } from "./clock.ts";
import type { LogFolder, LogGrowth } from "./log-folder.ts";
import { type SignedCheckpoint, signCheckpoint } from "./sequencer-recovery.ts";
import type { SequencerStore } from "./sequencer-store.ts";
import type { Appended, SubmitError } from "./sequencer-types.ts";
import { createWorkLoop } from "./work-loop.ts";

export type BatchLimits = {
  /** How long the first entry of a batch waits for others. */
  readonly batchMilliseconds: number;
  readonly maxBatchEntries: number;
  readonly maxBatchBytes: number;
  /** Entries that have no answer yet; one more is refused. */
  readonly maxWaiting: number;
};

export const BATCH_LIMITS: BatchLimits = {
  batchMilliseconds: 200,
  maxBatchEntries: 4096,
  maxBatchBytes: 16 * 1024 * 1024,
  maxWaiting: 8192,
};

export type Answer = (result: Result<Appended, SubmitError>) => void;
type Waiting = { readonly entry: Uint8Array; readonly answer: Answer };

/** A batch whose files are durable. Its entries follow those of the batch before. */
export type WrittenBatch = {
  readonly checkpoint: SignedCheckpoint;
  readonly growth: LogGrowth;
  readonly entries: readonly Uint8Array[];
  readonly answers: readonly Answer[];
};

export type Batches = {
  /** Entries that have not left for `onWritten`. */
  readonly waiting: number;
  submit(entry: Uint8Array): Promise<Result<Appended, SubmitError>>;
  /** Refuses from now on, and resolves when what waited is written. */
  drain(): Promise<void>;
  /** Refuses from now on, answers whatever waits with sequencer-stopped, and resolves when nothing is being written. */
  end(): Promise<void>;
};

export type BatchParts = {
  readonly folder: LogFolder;
  readonly store: SequencerStore;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly limits: BatchLimits;
  readonly newest: SignedCheckpoint;
  /** Entries that left here and have no answer yet. */
  readonly unanswered: () => number;
  readonly onWritten: (batch: WrittenBatch) => void;
  readonly onFailure: (error: unknown) => void;
};

const STOPPED: Result<never, SubmitError> = err({ code: "sequencer-stopped" });

export function createBatches(parts: BatchParts): Batches {
  const { clock, limits, onFailure } = parts;
  const append = createAppender(parts);
  let queue: Waiting[] = [];
  let underway: readonly Waiting[] = [];
  let state: "open" | "draining" | "ended" = "open";
  /** Whether the first of the queue has waited long enough. */
  let isDue = false;
  let callOff: (() => void) | null = null;
  const waiting = (): number => queue.length + underway.length;

  const isReady = (): boolean =>
    state !== "ended" &&
    queue.length > 0 &&
    (isDue || state === "draining" || queue.length >= limits.maxBatchEntries);
  const step = async (): Promise<void> => {
    underway = takeBatch(queue, limits);
    queue = queue.slice(underway.length);
    // What did not fit has waited as long as what did.
    callOff?.();
    callOff = null;
    isDue = queue.length > 0;
    await append(underway);
    underway = [];
  };
  const loop = createWorkLoop({ isReady, step, onFailure });
  const due = (): void => {
    isDue = true;
    loop.wake();
  };

  return {
    get waiting() {
      return waiting();
    },
    submit(entry) {
      if (state !== "open") return Promise.resolve(STOPPED);
      if (entry.length > MAX_ENTRY_BYTES) return Promise.resolve(err({ code: "entry-too-large" }));
      if (waiting() + parts.unanswered() >= limits.maxWaiting)
        return Promise.resolve(err({ code: "sequencer-overloaded" }));
      return new Promise((answer) => {
        // A copy: what is hashed, stored and written must be one text, whatever the caller does with its buffer.
        queue.push({ entry: entry.slice(), answer });
        if (!isDue) callOff ??= clock.after(limits.batchMilliseconds, due);
        loop.wake();
      });
    },
    drain() {
      if (state === "open") state = "draining";
      loop.wake();
      return loop.idle();
    },
    end() {
      state = "ended";
      callOff?.();
      for (const { answer } of [...underway, ...queue]) answer(STOPPED);
      [queue, underway] = [[], []];
      return loop.idle();
    },
  };
}

/** The longest beginning of the queue that the limits allow, and at least one entry. */
function takeBatch(queue: readonly Waiting[], { maxBatchEntries, maxBatchBytes }: BatchLimits): Waiting[] {
  let [count, bytes] = [0, 0];
  for (const { entry } of queue) {
    bytes += entry.length;
    if (count === maxBatchEntries || (count > 0 && bytes > maxBatchBytes)) break;
    count += 1;
  }
  return queue.slice(0, count);
}

/** Makes a batch part of the log. The order of these lines is the whole point of this room. */
function createAppender({ folder, store, signer, newest, onWritten }: BatchParts) {
  let follows = newest;
  return async (batch: readonly Waiting[]): Promise<void> => {
    const entries = batch.map(({ entry }) => entry);
    const growth = folder.grow(entries);
    const head = { size: growth.edge.size, root: growth.root };
    const checkpoint = await signCheckpoint({ origin: follows.origin, ...head }, signer);
    const isOurs = store.commit({
      follows: follows.note,
      checkpoint: checkpoint.note,
      size: head.size,
      written: folder.head,
      batch: { first: growth.from, entries },
    });
    if (!isOurs) throw new Error("another process has written this log");
    follows = checkpoint;
    await folder.write([growth]);
    onWritten({ checkpoint, growth, entries, answers: batch.map(({ answer }) => answer) });
  };
}
