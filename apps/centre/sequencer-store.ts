/**
 * The one place that decides which history is ours: the newest signed checkpoint, exchanged only for its successor.
 *
 * The entries of a batch and the checkpoint that covers them go into one transaction, so a checkpoint without its
 * entries cannot exist, nor can a second one be signed over the first: the exchange names the checkpoint it follows, and
 * fails if another process was here. Entries stay until their files are known to be on the disk.
 * Spec: spec/log-operation.md, section 2.
 * @module
 */
import type { Database } from "@triplicate/adapters/sqlite.ts";
import { decodeBundle, encodeBundle } from "@triplicate/core/log/tile.ts";
import type { TreeHead } from "@triplicate/core/log/tile-tree.ts";

/** The newest checkpoint that was ever signed, and up to which size the files are known to be durable. */
export type StoredLog = {
  /** The note as the log signed it, without cosignatures. */
  readonly checkpoint: Uint8Array;
  readonly size: number;
  readonly written: TreeHead;
};

export type StagedBatch = { readonly first: number; readonly entries: readonly Uint8Array[] };

export type Commit = StoredLog & {
  /** The checkpoint that this one follows; null for a log's first. */
  readonly follows: Uint8Array | null;
  readonly batch: StagedBatch;
};

/** Every method may throw: then nobody knows whether it was done, and the log is read again before anything else. */
export type SequencerStore = {
  load(): StoredLog | null;
  /** The batches that hold entries from `written` on, in order. */
  staged(): readonly StagedBatch[];
  /** False if the newest checkpoint is not the one that it follows; nothing is changed then. Durable when it returns. */
  commit(commit: Commit): boolean;
};

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sequencer_log (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    checkpoint BLOB NOT NULL,
    size INTEGER NOT NULL,
    written_size INTEGER NOT NULL,
    written_root BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS sequencer_staged (
    first INTEGER PRIMARY KEY,
    size INTEGER NOT NULL,
    entries BLOB NOT NULL
  ) STRICT;
`;

export function openSequencerStore(database: Database): SequencerStore {
  database.exec(SCHEMA);
  return {
    load() {
      const row = database.get("SELECT * FROM sequencer_log");
      if (row === undefined) return null;
      return {
        checkpoint: row.checkpoint as Uint8Array,
        size: row.size as number,
        written: { size: row.written_size as number, root: row.written_root as Uint8Array },
      };
    },
    staged() {
      const rows = database.all("SELECT first, size, entries FROM sequencer_staged ORDER BY first");
      return rows.map((row) => unpack(row.first as number, row.size as number, row.entries as Uint8Array));
    },
    commit({ follows, checkpoint, size, written, batch }) {
      // A refusal leaves by an exception, so that the transaction takes everything back.
      const refused = new Error("another checkpoint is the newest");
      try {
        database.transaction(() => {
          if (exchange(database, follows, { checkpoint, size, written }) !== 1) throw refused;
          database.run("DELETE FROM sequencer_staged WHERE size <= ?", written.size);
          if (batch.entries.length > 0) {
            const insert = "INSERT INTO sequencer_staged (first, size, entries) VALUES (?, ?, ?)";
            database.run(insert, batch.first, size, encodeBundle(batch.entries));
          }
        });
        return true;
      } catch (error) {
        if (error === refused) return false;
        throw error;
      }
    },
  };
}

function exchange(database: Database, follows: Uint8Array | null, next: StoredLog): number {
  const { checkpoint, size, written } = next;
  const values = [checkpoint, size, written.size, written.root] as const;
  if (follows === null)
    return database.run("INSERT INTO sequencer_log VALUES (1, ?, ?, ?, ?) ON CONFLICT DO NOTHING", ...values);
  const update =
    "UPDATE sequencer_log SET checkpoint = ?, size = ?, written_size = ?, written_root = ? WHERE checkpoint = ?";
  return database.run(update, ...values, follows);
}

/** A batch is stored as an entry bundle is, but may be longer. */
function unpack(first: number, size: number, bytes: Uint8Array): StagedBatch {
  const entries = decodeBundle(bytes, size - first);
  if (!entries.ok) throw new Error(`the staged batch from ${first} is damaged: ${entries.error.code}`);
  return { first, entries: entries.value };
}
