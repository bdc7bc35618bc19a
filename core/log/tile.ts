/**
 * Tiles: the static files in which a log keeps its tree and its entries.
 *
 *     tile/0/x001/x234/067          256 leaf hashes
 *     tile/1/x004/820.p/168         the tree's right edge: 168 hashes, each over a full tile below
 *     tile/entries/x001/x234/067    256 entries, each after its length in two bytes
 *
 * Follows C2SP tlog-tiles v0.1.0. Spec: spec/log.md, section 3.
 * @module
 */
import { HASH_BYTES, type Hash } from "../merkle-tree.ts";
import { err, ok, type Result } from "../result.ts";

/** Hashes of a full tile, and entries of a full bundle. */
export const TILE_WIDTH = 256;
export const TILE_HEIGHT = 8;
export const MAX_TILE_LEVEL = 63;
/** What two bytes can say. */
export const MAX_ENTRY_BYTES = 65_535;
export const MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + MAX_ENTRY_BYTES);

export type TileId = {
  /** 0 holds leaf hashes; each hash of level n + 1 stands for a full tile of level n. */
  readonly level: number;
  /** From 0, within the level. */
  readonly index: number;
  /** Hashes in it: 256 when full, fewer at the tree's right edge. */
  readonly width: number;
};

export type BundleId = Omit<TileId, "level">;

/** What a server has to be asked for, below the log's prefix. */
export const tilePath = ({ level, index, width }: TileId): string =>
  `tile/${level}/${indexPath(index)}${widthPath(width)}`;

export const bundlePath = ({ index, width }: BundleId): string =>
  `tile/entries/${indexPath(index)}${widthPath(width)}`;

/** Groups of three digits, all but the last after an x, so that no folder holds more than some thousand names. */
function indexPath(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  return padded.replace(/...(?=.)/g, "x$&/");
}

const widthPath = (width: number): string => (width === TILE_WIDTH ? "" : `.p/${width}`);

const PATH = /^tile\/(0|[1-9][0-9]?|entries)\/((?:x[0-9]{3}\/)*)([0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;
const MAX_PATH_LENGTH = 64;

/** The tile or bundle of a path; null for a path that we would not write. A bundle has no level. */
export function parseTilePath(path: string): TileId | BundleId | null {
  const match = path.length > MAX_PATH_LENGTH ? null : PATH.exec(path);
  if (match === null) return null;
  const [, level = "", groups = "", last = "", partial] = match;
  const index = Number(groups.replace(/[x/]/g, "") + last);
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  if (!Number.isSafeInteger(index) || (partial !== undefined && width >= TILE_WIDTH)) return null;
  if (level === "entries") return bundlePath({ index, width }) === path ? { index, width } : null;
  const tile = { level: Number(level), index, width };
  return tile.level <= MAX_TILE_LEVEL && tilePath(tile) === path ? tile : null;
}

/** The partial tiles of a tree: at most one a level, none where the width would be 0. */
export function partialTiles(size: number): TileId[] {
  const tiles: TileId[] = [];
  for (let level = 0, rest = size; rest > 0; level += 1, rest = Math.floor(rest / TILE_WIDTH)) {
    const width = rest % TILE_WIDTH;
    if (width > 0) tiles.push({ level, index: Math.floor(rest / TILE_WIDTH), width });
  }
  return tiles;
}

/** The bundles of a log, in order; from the one that holds entry `from`. */
export function* bundlesOf(size: number, from = 0): Generator<BundleId> {
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < size; index += 1) {
    yield { index, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) };
  }
}

export function encodeTile(hashes: readonly Hash[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES);
  for (const [i, hash] of hashes.entries()) bytes.set(hash, i * HASH_BYTES);
  return bytes;
}

/** The hashes of a tile; null if the bytes are not that many hashes. They share the memory of `bytes`. */
export function decodeTile(bytes: Uint8Array, width: number): Hash[] | null {
  if (bytes.length !== width * HASH_BYTES) return null;
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
}

/** Throws on an entry that no bundle can hold: whoever takes entries from outside asks first. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, { length }) => sum + 2 + length, 0));
  let at = 0;
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES) throw new RangeError(`an entry has at most ${MAX_ENTRY_BYTES} bytes`);
    bytes[at] = entry.length >> 8;
    bytes[at + 1] = entry.length & 255;
    bytes.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bytes;
}

export type BundleError = { readonly code: "bundle-too-short" | "bundle-too-long" };

/** Exactly `width` entries, end to end. They share the memory of `bytes`. */
export function decodeBundle(bytes: Uint8Array, width: number): Result<Uint8Array[], BundleError> {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < width) {
    if (at + 2 > bytes.length) return err({ code: "bundle-too-short" });
    const end = at + 2 + ((bytes[at]! << 8) | bytes[at + 1]!);
    if (end > bytes.length) return err({ code: "bundle-too-short" });
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return at === bytes.length ? ok(entries) : err({ code: "bundle-too-long" });
}
