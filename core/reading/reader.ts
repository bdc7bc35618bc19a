/**
 * What every reader of a foreign format is: a push parser from bytes to count tables.
 *
 * `push` takes the file in chunks of any size, in order; `finish` gives one table per contest of the mapping. What
 * is wrong with a row goes to `onFinding` and the run goes on; what makes the file unreadable throws ReadingStopped.
 * @module
 */
import type { Contest } from "../election/definition.ts";
import type { VerifyEd25519 } from "../note/note.ts";
import type { CountTable } from "./count.ts";
import type { Finding } from "./finding.ts";
import type { Mapping } from "./mapping.ts";

export type Reader = {
  /** The chunk's memory is the caller's again when this returns. */
  push(chunk: Uint8Array): void;
  finish(): CountTable[];
  /** Rows read so far, for progress. */
  rows(): number;
};

export type ReaderContext = {
  readonly mapping: Mapping;
  /** The contests the mapping names, in the definition's order. */
  readonly contests: readonly Contest[];
  /** File name as the user gave it, for findings. */
  readonly source: string;
  readonly onFinding: (finding: Finding) => void;
  /** Size of the whole file, when known, to make room at once. */
  readonly bytes?: number;
  /** Whether bytes that end at a line end are UTF-8; a machine's own check is faster than decoding. */
  readonly isUtf8?: (bytes: Uint8Array) => boolean;
  /** A machine's own check of signatures, faster than the portable one. */
  readonly verifyEd25519?: VerifyEd25519;
  /** Memory for the cells of the tables, when they are to be read by several threads; else the usual one. */
  readonly allocate?: (bytes: number) => ArrayBufferLike;
};

/** The longest line any reader accepts, bytes: an acta is under 4 KiB, and a missing newline must not fill memory. */
export const MAX_LINE_BYTES = 1 << 20;

/** One row for CountBuilder.add: what a reader understood of one station. */
export type RowInput = {
  readonly station: string;
  /** Empty when the mapping names none. */
  readonly place: string;
  readonly region: string;
  readonly line: number;
  /** Index into the builder's sources. */
  readonly source: number;
  /** Options in definition order then EXTRA_FIELDS: numbers >= 0 or UNKNOWN codes. Copied. */
  readonly cells: ArrayLike<number>;
  /** More than 1: the source says this row is the total of that many stations (clause 4.4). */
  readonly stationsInRow: number;
  /** The row as it stands in the file, for findings about all of it. Called only when there is one. */
  readonly text: () => string;
};
