/**
 * Hashes and proofs of a log that is not trusted, read from its tiles.
 *
 *     checkpoint ──root──▶ partial tiles of the right edge ──hash──▶ full tile ──hash──▶ full tile …
 *
 * Nothing is returned that has not been held against the checkpoint's root: a full tile hashes to one hash of a tile
 * above it, and so on up to the right edge, whose tiles together hash to the root. A server that lies in one byte is
 * caught when that byte is used. Who signed the checkpoint is the caller's question.
 * Follows C2SP tlog-tiles v0.1.0. Spec: spec/log.md, sections 2 and 3.
 * @module
 */
import { equalBytes } from "../bytes.ts";
import {
  consistencyParts,
  type Hash,
  inclusionParts,
  type LeafSpan,
  lowestOne,
  nodeHash,
} from "../merkle-tree.ts";
import { err, ok, type Result } from "../result.ts";
import { type Sha256, sha256 } from "../sha256.ts";
import { partialTiles, TILE_HEIGHT, TILE_WIDTH, type TileId, tilePath } from "./tile.ts";
import { type ReadTile, readHashes, readTileEdge, type TileError, type TreeHead } from "./tile-tree.ts";

/** A tile's hashes, then those of every second row above them as far as pairs go. */
type Rows = readonly (readonly Hash[])[];

/**
 * Full tiles that were verified, by path, the least recently used forgotten first. One cache may serve several
 * checkpoints only if they are known to be of one history: what one root vouches for says nothing about another's.
 */
export type TileCache = { get(path: string): Rows | undefined; set(path: string, rows: Rows): void };

/** 256 tiles take some 16 MiB. */
export function createTileCache(capacity = 256): TileCache {
  const tiles = new Map<string, Rows>();
  return {
    get(path) {
      const rows = tiles.get(path);
      if (rows !== undefined) {
        tiles.delete(path);
        tiles.set(path, rows);
      }
      return rows;
    },
    set(path, rows) {
      tiles.set(path, rows);
      if (tiles.size <= capacity) return;
      for (const oldest of tiles.keys()) {
        tiles.delete(oldest);
        return;
      }
    },
  };
}

export type TileReader = {
  readonly size: number;
  /** The leaf hashes from `from` to before `to`. */
  leafHashes(from: number, to: number): Promise<Result<Hash[], TileError>>;
  proveInclusion(index: number): Promise<Result<Hash[], TileError>>;
  /** From the tree of the first `oldSize` entries to the checkpoint's. */
  proveConsistency(oldSize: number): Promise<Result<Hash[], TileError>>;
  /** The root over the first `size` entries. */
  rootAt(size: number): Promise<Result<Hash, TileError>>;
};

export type TileReaderOptions = { readonly sha?: Sha256; readonly cache?: TileCache };

/** Sizes and indices outside the tree throw: whoever takes them from outside asks first. */
export function createTileReader(
  head: TreeHead,
  read: ReadTile,
  { sha = sha256, cache = createTileCache() }: TileReaderOptions = {},
): TileReader {
  const tiles = createVerifiedTiles(head, read, sha, cache);
  const span = (part: LeafSpan) => hashOfSpan(part, tiles, sha);
  const inTree = (value: number, last: number): void => {
    if (!Number.isSafeInteger(value) || value < 0 || value > last)
      throw new RangeError(`${value} is outside the tree of ${head.size}`);
  };
  return {
    size: head.size,
    async leafHashes(from, to) {
      inTree(from, to);
      inTree(to, head.size);
      const hashes: Hash[] = [];
      for (let at = from; at < to; at = hashes.length + from) {
        const rows = await tiles.at(0, Math.floor(at / TILE_WIDTH));
        if (!rows.ok) return rows;
        const start = at % TILE_WIDTH;
        hashes.push(...rows.value[0]!.slice(start, start + to - at));
      }
      return ok(hashes);
    },
    async proveInclusion(index) {
      inTree(index, head.size - 1);
      return collect(inclusionParts(index, head.size).map(span));
    },
    async proveConsistency(oldSize) {
      inTree(oldSize, head.size);
      return collect(consistencyParts(oldSize, head.size).map(span));
    },
    async rootAt(size) {
      inTree(size, head.size);
      return hashOfSpan({ start: 0, end: size }, tiles, sha);
    },
  };
}

async function collect(
  results: readonly Promise<Result<Hash, TileError>>[],
): Promise<Result<Hash[], TileError>> {
  const hashes: Hash[] = [];
  for (const result of await Promise.all(results)) {
    if (!result.ok) return result;
    hashes.push(result.value);
  }
  return ok(hashes);
}

/** The root over a span that is a node of some tree: full subtrees, each half as wide as what is before it or less. */
async function hashOfSpan(
  { start, end }: LeafSpan,
  tiles: VerifiedTiles,
  sha: Sha256,
): Promise<Result<Hash, TileError>> {
  const subtrees: Promise<Result<Hash, TileError>>[] = [];
  for (let at = end; at > start; ) {
    const width = lowestOne(at - start);
    subtrees.unshift(subtreeHash(at - width, width, tiles));
    at -= width;
  }
  const hashes = await collect(subtrees);
  if (!hashes.ok) return hashes;
  const [last, ...lefts] = hashes.value.reverse();
  return ok(lefts.reduce((hash, left) => nodeHash(left, hash, sha), last ?? sha(new Uint8Array())));
}

/** The hash of the full subtree of `width` leaves, a power of two, from `start`, a multiple of it. */
async function subtreeHash(
  start: number,
  width: number,
  tiles: VerifiedTiles,
): Promise<Result<Hash, TileError>> {
  const height = Math.log2(width);
  const level = Math.floor(height / TILE_HEIGHT);
  const row = height % TILE_HEIGHT;
  const number = start / width;
  const perTile = TILE_WIDTH / 2 ** row;
  const rows = await tiles.at(level, Math.floor(number / perTile));
  return rows.ok ? ok(rows.value[row]![number % perTile]!) : rows;
}

type VerifiedTiles = { at(level: number, index: number): Promise<Result<Rows, TileError>> };

function createVerifiedTiles(head: TreeHead, read: ReadTile, sha: Sha256, cache: TileCache): VerifiedTiles {
  let edge: Promise<Result<Map<string, Rows>, TileError>> | undefined;
  const openEdge = async (): Promise<Result<Map<string, Rows>, TileError>> => {
    const found = await readTileEdge(head, read, sha);
    if (!found.ok) return found;
    return ok(
      new Map(
        partialTiles(head.size).map((tile) => [
          tilePath({ ...tile, width: TILE_WIDTH }),
          rowsOf(found.value.levels[tile.level]!.hashes, sha),
        ]),
      ),
    );
  };
  // Several proofs at once share what is being read; a failure is forgotten, so that a later try reads again.
  const underway = new Map<string, Promise<Result<Rows, TileError>>>();

  const verify = async (tile: TileId): Promise<Result<Rows, TileError>> => {
    const parent = { level: tile.level + 1, index: Math.floor(tile.index / TILE_WIDTH), width: TILE_WIDTH };
    const [hashes, above] = await Promise.all([readHashes(tile, read), rowsAt(parent)]);
    if (!above.ok) return above;
    if (!hashes.ok) return hashes;
    const rows = rowsOf(hashes.value, sha);
    const own = rows[TILE_HEIGHT]![0]!;
    const known = above.value[0]![tile.index % TILE_WIDTH];
    if (known === undefined || !equalBytes(own, known)) return err({ code: "tile-contradicts-root", tile });
    cache.set(tilePath(tile), rows);
    return ok(rows);
  };

  const rowsAt = async (tile: TileId): Promise<Result<Rows, TileError>> => {
    edge ??= openEdge().then(
      (result) => {
        if (!result.ok) edge = undefined;
        return result;
      },
      (error: unknown) => {
        edge = undefined;
        throw error;
      },
    );
    const opened = await edge;
    if (!opened.ok) return opened;
    const path = tilePath(tile);
    const known = opened.value.get(path) ?? cache.get(path);
    if (known !== undefined) return ok(known);
    const running = underway.get(path);
    if (running !== undefined) return running;
    const started = verify(tile).finally(() => underway.delete(path));
    underway.set(path, started);
    return started;
  };

  return { at: (level, index) => rowsAt({ level, index, width: TILE_WIDTH }) };
}

/** Row by row the roots of 1, 2, 4 … hashes: of a full tile nine rows, the last with the tile's own hash. */
function rowsOf(hashes: readonly Hash[], sha: Sha256): Rows {
  const rows: Hash[][] = [[...hashes]];
  for (let below = rows[0]!; rows.length <= TILE_HEIGHT; below = rows.at(-1)!) {
    const pairs = Math.floor(below.length / 2);
    rows.push(Array.from({ length: pairs }, (_, i) => nodeHash(below[2 * i]!, below[2 * i + 1]!, sha)));
  }
  return rows;
}
