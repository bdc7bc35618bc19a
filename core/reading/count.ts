/**
 * A count: a named stream of readings, one row per station, for one contest, held as columns.
 *
 * Cells are 32-bit integers in one flat array, row-major, `width` per row: the contest's options in definition order,
 * then the fields of EXTRA_FIELDS. A value of zero or more is a number of votes or voters; below zero it is *unknown*
 * and the value says why. No per-station objects: a million stations are a handful of typed arrays.
 * @module
 */
import type { ByteIndex } from "../byte-index.ts";
import type { LocalizedText } from "../text.ts";

/** Fields that every contest has beside its options, in cell order. */
export const EXTRA_FIELDS = ["blank", "null", "valid", "ballots", "registered"] as const;
export type ExtraField = (typeof EXTRA_FIELDS)[number];

/** Why a cell holds no number. `absent`: the source has no such field at all, which is not a fault of the row. */
export const UNKNOWN = {
  absent: -1,
  missing: -2,
  illegible: -3,
  placeholder: -4,
  conflict: -5,
  refused: -6,
} as const;
export type UnknownReason = keyof typeof UNKNOWN;

/** The reason a cell below zero stands for. */
export function unknownReason(cell: number): UnknownReason {
  switch (cell) {
    case UNKNOWN.absent:
      return "absent";
    case UNKNOWN.missing:
      return "missing";
    case UNKNOWN.illegible:
      return "illegible";
    case UNKNOWN.placeholder:
      return "placeholder";
    case UNKNOWN.conflict:
      return "conflict";
    case UNKNOWN.refused:
      return "refused";
    default:
      throw new RangeError(`cell ${cell} is no unknown`);
  }
}

/** Where a count comes from and what vouches for it. */
export type Provenance = {
  readonly kind:
    | "signed-log"
    | "signed-actas"
    | "csv"
    | "json-lines"
    | "qr-text"
    | "qr-images"
    | "nist-1500-100";
  /** What was published, by whom, when, and how it was obtained, in the mapping author's words. */
  readonly statement: LocalizedText;
};

export type CountTable = {
  readonly contest: string;
  /** Option ids, in definition order. */
  readonly options: readonly string[];
  /** options.length + EXTRA_FIELDS.length */
  readonly width: number;
  readonly rows: number;
  /** At least rows × width; what follows is spare room. The same holds for every per-row array here. */
  readonly cells: Int32Array;
  /** Station ids; id i is row i. */
  readonly stations: ByteIndex;
  /** Line (CSV, JSON lines), position (NIST) or 1 (an image) of each row in its source; counted from 1. */
  readonly lines: Uint32Array;
  /** File names as the user gave them; `source[row]` indexes it, or is null when there is one source. */
  readonly sources: readonly string[];
  readonly source: Uint32Array | null;
  /** Polling place and region names or ids, and each row's index into them (-1: not given). */
  readonly places: ByteIndex;
  readonly place: Int32Array;
  readonly regions: ByteIndex;
  readonly region: Int32Array;
  /** Per row a hash of its votes (options, blank, null), 0 where they are not telling (vector-index.ts). */
  readonly vectorHashes: Uint32Array;
};

export type Count = {
  readonly name: string;
  readonly title: LocalizedText;
  readonly provenance: Provenance;
  /** One table per contest of the mapping. */
  readonly tables: readonly CountTable[];
};

/** Index of a field in a row of `options` options. */
export const fieldIndex = (options: number, field: ExtraField): number =>
  options + EXTRA_FIELDS.indexOf(field);
