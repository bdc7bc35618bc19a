/**
 * Recomputes a log's tree from its entries alone, tile by tile, in memory that grows with its height.
 *
 *     leaf hashes ──256──▶ tile of level 0 ──root──▶ tile of level 1 ──root──▶ …
 *
 * Nothing served is an input: the tiles a log serves are compared with those that come out here. At every size
 * somebody signed a root for (an earlier checkpoint, a bulletin) the root of the tree so far is at hand.
 * Follows C2SP tlog-tiles and RFC 6962. Spec: spec/verification.md, section 5.
 * @module
 */
import { concatBytes } from "../bytes.ts";
import { TILE_WIDTH, type TileId } from "../log/tile.ts";
import { EMPTY_ROOT, HASH_BYTES, type Hash, lowestOne } from "../merkle-tree.ts";
import { type Sha256, sha256 } from "../sha256.ts";

/** A tile as it must be served: `width` hashes end to end. */
export type ComputedTile = TileId & { readonly bytes: Uint8Array };

export type TreeCheck = {
  readonly size: number;
  /** The tiles that this leaf completes, lowest first. */
  add(leaf: Hash): readonly ComputedTile[];
  /** The tiles at the right edge that are not full, lowest first. */
  partialTiles(): ComputedTile[];
  /** The root over the leaves so far. */
  root(): Hash;
};

const NO_TILES: readonly ComputedTile[] = [];

/** RFC 6962 section 2.1, with one buffer for all nodes: a country's tree has millions. */
function nodeHasher(sha: Sha256): NodeHash {
  const bytes = new Uint8Array(1 + 2 * HASH_BYTES);
  bytes[0] = 0x01;
  return (left, right) => {
    bytes.set(left, 1);
    bytes.set(right, 1 + HASH_BYTES);
    return sha(bytes);
  };
}

export function createTreeCheck(sha: Sha256 = sha256): TreeCheck {
  const nodeHash = nodeHasher(sha);
  /** By level: the hashes of the tile that is not full yet, and how many full ones came before. */
  const levels: { hashes: Hash[]; full: number }[] = [];
  let size = 0;
  const tileAt = (level: number): ComputedTile => {
    const { hashes, full } = levels[level]!;
    return { level, index: full, width: hashes.length, bytes: concatBytes(...hashes) };
  };
  return {
    get size() {
      return size;
    },
    add(leaf) {
      size += 1;
      let tiles = NO_TILES;
      let hash = leaf;
      for (let level = 0; ; level += 1) {
        levels[level] ??= { hashes: [], full: 0 };
        const at = levels[level]!;
        at.hashes.push(hash);
        if (at.hashes.length < TILE_WIDTH) return tiles;
        tiles = [...tiles, tileAt(level)];
        hash = subtreeRoot(at.hashes, nodeHash);
        at.hashes = [];
        at.full += 1;
      }
    },
    partialTiles: () => levels.flatMap(({ hashes }, level) => (hashes.length === 0 ? [] : [tileAt(level)])),
    root() {
      // The full subtrees along the right edge, largest first; the root joins them from the right.
      const peaks = levels
        .map(({ hashes }) => peaksOf(hashes, nodeHash))
        .reverse()
        .flat();
      return peaks.reduceRight((right, left) => nodeHash(left, right), peaks.pop() ?? EMPTY_ROOT);
    },
  };
}

type NodeHash = (left: Hash, right: Hash) => Hash;

/** The root over 2^k hashes. */
function subtreeRoot(hashes: readonly Hash[], nodeHash: NodeHash): Hash {
  let row = hashes;
  while (row.length > 1) {
    const above: Hash[] = [];
    for (let i = 0; i < row.length; i += 2) above.push(nodeHash(row[i]!, row[i + 1]!));
    row = above;
  }
  return row[0]!;
}

function peaksOf(hashes: readonly Hash[], nodeHash: NodeHash): Hash[] {
  const peaks: Hash[] = [];
  for (let end = hashes.length; end > 0; ) {
    const width = lowestOne(end);
    peaks.unshift(subtreeRoot(hashes.slice(end - width, end), nodeHash));
    end -= width;
  }
  return peaks;
}
