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

/** The newest checkpoint that was ever signed, and up to which size the files are known to be durable. */
export type StoredLog = {
  /** The note as the log signed it, without cosignatures. */
  readonly checkpoint: Uint8Array;
  readonly size: number;
  readonly written: number;
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
    written INTEGER NOT NULL
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
      const row = database.get("SELECT checkpoint, size, written FROM sequencer_log");
      if (row === undefined) return null;
      return {
        checkpoint: row.checkpoint as Uint8Array,
        size: row.size as number,
        written: row.written as number,
      };
    },
    staged: () =>
      database
        .all("SELECT first, entries FROM sequencer_staged ORDER BY first")
        .map(({ first, entries }) => ({
          first: first as number,
          entries: unpack(entries as Uint8Array),
        })),
    commit({ follows, checkpoint, size, written, batch }) {
      // A refusal leaves by an exception, so that the transaction takes everything back.
      const refused = new Error("another checkpoint is the newest");
      try {
        database.transaction(() => {
          if (exchange(database, follows, { checkpoint, size, written }) !== 1) throw refused;
          database.run("DELETE FROM sequencer_staged WHERE size <= ?", written);
          if (batch.entries.length > 0) {
            const insert = "INSERT INTO sequencer_staged (first, size, entries) VALUES (?, ?, ?)";
            database.run(insert, batch.first, size, pack(batch.entries));
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
  if (follows === null) {
    const insert =
      "INSERT INTO sequencer_log (one, checkpoint, size, written) VALUES (1, ?, ?, ?) ON CONFLICT DO NOTHING";
    return database.run(insert, checkpoint, size, written);
  }
  const update = "UPDATE sequencer_log SET checkpoint = ?, size = ?, written = ? WHERE checkpoint = ?";
  return database.run(update, checkpoint, size, written, follows);
}

/** As in an entry bundle: each entry after its length, two bytes big-endian. A batch is no bundle: it may be longer. */
function pack(entries: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(entries.reduce((sum, { length }) => sum + 2 + length, 0));
  const view = new DataView(whole.buffer);
  let at = 0;
  for (const entry of entries) {
    view.setUint16(at, entry.length);
    whole.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return whole;
}

function unpack(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = view.getUint16(at);
    entries.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}
