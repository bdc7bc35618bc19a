/**
 * A log's tree as it grows: from the right edge and new leaf hashes to the tiles that have to be written.
 *
 *     size 70,000:  level 0  273 full tiles, 112 hashes in the last
 *                   level 1    1 full tile,   17
 *                   level 2                    1
 *
 * The edge is the partial tile of each level. It is all that growing needs, so a log restarts by reading one small
 * file a level, whatever its size. Growing changes no edge: after a write that failed one grows again from the old one.
 * Follows C2SP tlog-tiles v0.1.0. Spec: spec/log.md, section 3.
 * @module
 */
import { equalBytes } from "../bytes.ts";
import { createTreeRange, type Hash, type TreeEdge, type TreeRange } from "../merkle-tree.ts";
import { err, ok, type Result } from "../result.ts";
import { type Sha256, sha256 } from "../sha256.ts";
import {
  type BundleId,
  decodeTile,
  encodeBundle,
  encodeTile,
  partialTiles,
  TILE_WIDTH,
  type TileId,
} from "./tile.ts";

/** The bytes of a tile, or null where there is none. Whoever cannot tell rejects the promise. */
export type ReadTile = (tile: TileId) => Promise<Uint8Array | null>;

type Level = {
  /** The partial tile: fewer than 256 hashes. */
  readonly hashes: readonly Hash[];
  /** The same as a tree of its own, so that no node is hashed twice. */
  readonly tree: TreeEdge;
};

export type TileEdge = { readonly size: number; readonly levels: readonly Level[] };

export const EMPTY_EDGE: TileEdge = { size: 0, levels: [] };

export type WrittenTile = TileId & { readonly bytes: Uint8Array };

export type Growth = {
  readonly edge: TileEdge;
  readonly root: Hash;
  /** What the tree of the new size has and that of the old size had not, lower levels first. */
  readonly tiles: readonly WrittenTile[];
};

/** The tree with `leaves` after those it has. */
export function growTiles(edge: TileEdge, leaves: readonly Hash[], sha: Sha256 = sha256): Growth {
  const tiles: WrittenTile[] = [];
  const levels: Level[] = [];
  let rising = leaves;
  for (let level = 0; rising.length > 0 || level < edge.levels.length; level += 1) {
    const old = edge.levels[level] ?? { hashes: [], tree: { size: 0, hashes: [] } };
    const from = Math.floor(edge.size / TILE_WIDTH ** (level + 1));
    const grown = growLevel(old, rising, sha);
    for (const [i, hashes] of grown.full.entries()) tiles.push(written(level, from + i, hashes));
    const isNew = rising.length > 0 && grown.last.hashes.length > 0;
    if (isNew) tiles.push(written(level, from + grown.full.length, grown.last.hashes));
    levels.push(grown.last);
    rising = grown.roots;
  }
  const next = { size: edge.size + leaves.length, levels };
  return { edge: next, root: rootOfTiles(next, sha), tiles };
}

const written = (level: number, index: number, hashes: readonly Hash[]): WrittenTile => ({
  level,
  index,
  width: hashes.length,
  bytes: encodeTile(hashes),
});

function growLevel(old: Level, rising: readonly Hash[], sha: Sha256) {
  const [full, roots]: [Hash[][], Hash[]] = [[], []];
  let hashes = [...old.hashes];
  let range: TreeRange = createTreeRange(sha, old.tree);
  for (const hash of rising) {
    hashes.push(hash);
    range.add(hash);
    if (hashes.length < TILE_WIDTH) continue;
    full.push(hashes);
    roots.push(range.root());
    hashes = [];
    range = createTreeRange(sha);
  }
  const last: Level = { hashes, tree: range.edge() };
  return { full, roots, last };
}

/** The tree's own right edge: what `createTreeRange` goes on from. */
export function treeEdge({ size, levels }: TileEdge): TreeEdge {
  return { size, hashes: [...levels].reverse().flatMap(({ tree }) => tree.hashes) };
}

export const rootOfTiles = (edge: TileEdge, sha: Sha256 = sha256): Hash =>
  createTreeRange(sha, treeEdge(edge)).root();

export type TileError = {
  readonly code: "tile-missing" | "tile-bad-length" | "tile-contradicts-root";
  /** The tile at fault, where one is known to be. */
  readonly tile?: TileId;
};

/** A tree's size and root, from one checkpoint. */
export type TreeHead = { readonly size: number; readonly root: Hash };

/** The right edge of the tree that a checkpoint names, read from its partial tiles and held against its root. */
export async function readTileEdge(
  { size, root }: TreeHead,
  read: ReadTile,
  sha: Sha256 = sha256,
): Promise<Result<TileEdge, TileError>> {
  const tiles = partialTiles(size);
  const found = await Promise.all(tiles.map((tile) => readHashes(tile, read)));
  const levels: Level[] = [];
  for (const [i, tile] of tiles.entries()) {
    const hashes = found[i]!;
    if (!hashes.ok) return hashes;
    const range = createTreeRange(sha);
    for (const hash of hashes.value) range.add(hash);
    while (levels.length < tile.level) levels.push({ hashes: [], tree: { size: 0, hashes: [] } });
    levels.push({ hashes: hashes.value, tree: range.edge() });
  }
  const edge = { size, levels };
  return equalBytes(rootOfTiles(edge, sha), root) ? ok(edge) : err({ code: "tile-contradicts-root" });
}

/** The hashes of one tile, unverified. A log may delete a partial tile once the full one exists: then that is read. */
export async function readHashes(tile: TileId, read: ReadTile): Promise<Result<Hash[], TileError>> {
  let { width } = tile;
  let bytes = await read(tile);
  if (bytes === null && width < TILE_WIDTH) {
    width = TILE_WIDTH;
    bytes = await read({ ...tile, width });
  }
  if (bytes === null) return err({ code: "tile-missing", tile });
  const hashes = decodeTile(bytes, width);
  return hashes === null ? err({ code: "tile-bad-length", tile }) : ok(hashes.slice(0, tile.width));
}

export type WrittenBundle = BundleId & { readonly bytes: Uint8Array };

/**
 * The bundles to write when `entries` follow the `size` entries there are; `last` are those of the partial bundle that
 * the log ends with, none where it ends with a full one. The last of the result may be partial in turn.
 */
export function growBundles(
  size: number,
  last: readonly Uint8Array[],
  entries: readonly Uint8Array[],
): { readonly bundles: readonly WrittenBundle[]; readonly last: readonly Uint8Array[] } {
  if (last.length !== size % TILE_WIDTH) throw new RangeError("the last bundle is not of that size");
  if (entries.length === 0) return { bundles: [], last };
  const all = [...last, ...entries];
  const first = Math.floor(size / TILE_WIDTH);
  const bundles: WrittenBundle[] = [];
  for (let at = 0; at < all.length; at += TILE_WIDTH) {
    const part = all.slice(at, at + TILE_WIDTH);
    bundles.push({ index: first + at / TILE_WIDTH, width: part.length, bytes: encodeBundle(part) });
  }
  return { bundles, last: all.slice(all.length - (all.length % TILE_WIDTH)) };
}
