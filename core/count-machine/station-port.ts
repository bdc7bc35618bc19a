/**
 * What a station needs of a disk: one commit at a time, all of it or nothing, and nothing that tells in which order people voted.
 *
 * The core decides, the store keeps, the printer prints, in that order. A record is bytes of one length for an election and is known by
 * its code, the first 16 of them; the state is one canonical text. Spec: spec/station-storage.md.
 * @module
 */

/** A vote record, packed (vote-record.ts): of one length for an election. */
export type RecordBytes = Uint8Array;

export type StationDocument = { readonly name: string; readonly bytes: Uint8Array };

export type StationChange = {
  /** The whole state, as station-state.ts prints it. */
  readonly state: string;
  /** Lines to append to the journal. */
  readonly journal: readonly string[];
  /** One record put in place or erased. The code that an erasure names is the record's first 16 bytes. */
  readonly record?: { readonly put: RecordBytes } | { readonly erase: Uint8Array };
  /** Signed notes and receipts; a later one of a name replaces it. */
  readonly documents?: readonly StationDocument[];
};

export type StationStore = {
  load(): { readonly state: string | null; readonly journal: readonly string[] };
  /** Ascending by code. */
  records(): Iterable<RecordBytes>;
  record(code: Uint8Array): RecordBytes | null;
  document(name: string): Uint8Array | null;
  documents(): readonly string[];
  /** On the disk when it returns; throws when it could not be put there, and then nothing of it is. */
  commit(change: StationChange): void;
  close(): void;
};
