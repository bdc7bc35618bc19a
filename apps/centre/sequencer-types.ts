/**
 * The sequencer as its callers see it: entries go in, and come back as a place in a published checkpoint.
 *
 * `sequencer.ts` is the one that writes the log; whoever takes submissions over HTTP needs no more than this.
 * Spec: spec/log-operation.md, sections 2 and 3.
 * @module
 */
import type { Result } from "@triplicate/core/result.ts";

/** Where an entry stands. It is durable, and in a checkpoint that everybody can fetch. */
export type Appended = {
  readonly index: number;
  /** Size of the published checkpoint that holds it. */
  readonly size: number;
  /** Whether that checkpoint carries the cosignatures that the policy asks for. */
  readonly quorum: boolean;
};

export type SubmitError = {
  readonly code:
    | "sequencer-overloaded" // Refused at once: the queue is full. The entry is not in the log; submit again later.
    | "entry-too-large"
    | "sequencer-stopped"; // Unknown whether the entry is in the log: read it after the restart.
};

/** A checkpoint that has just been published; called before the submitters of its entries learn of it. */
export type Published = {
  /** Size of the checkpoint published before: `entries` are those from here to `size`. */
  readonly from: number;
  readonly size: number;
  /** Empty if only cosignatures were added. */
  readonly entries: readonly Uint8Array[];
  /** The note with its cosignatures, as it stands in the file `checkpoint`. */
  readonly checkpoint: Uint8Array;
  readonly quorum: boolean;
};

/** An inclusion proof with the checkpoint that it leads to: the newest with a quorum that holds the entry, or the newest. */
export type EntryProof = {
  readonly index: number;
  readonly size: number;
  /** Siblings from the leaf upwards. */
  readonly hashes: readonly Uint8Array[];
  readonly checkpoint: Uint8Array;
  readonly quorum: boolean;
};

export type Sequencer = {
  /** Answers when the entry is in a published checkpoint, or at once when it cannot be taken. Does not look for duplicates. */
  submit(entry: Uint8Array): Promise<Result<Appended, SubmitError>>;
  /** Entries of the published checkpoint. */
  readonly size: number;
  /** Entries waiting for their checkpoint. */
  readonly waiting: number;
  /** The published checkpoint note with its cosignatures. */
  checkpointNote(): Uint8Array;
  readonly quorum: boolean;
  /** Published entries of `from` ≤ index < `to` in order, as lists of up to 256, each with the index of its first. */
  readEntries(
    from: number,
    to: number,
  ): AsyncIterable<{ readonly first: number; readonly entries: readonly Uint8Array[] }>;
  /** Throws on an index that is not published. */
  proof(index: number): Promise<EntryProof>;
  /** Returns what ends the subscription. A listener must not throw. */
  onPublished(listener: (published: Published) => void): () => void;
  /** Rejects when the sequencer cannot go on (a write failed, or somebody else wrote the log); resolves after `stop`. */
  readonly ended: Promise<void>;
  /** Takes no more, publishes what waits, and lets go of the folder. */
  stop(): Promise<void>;
};
