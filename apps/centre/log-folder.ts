/**
 * The log as files: what a batch adds to them, and what proofs and readers take from them.
 *
 * It holds the right edge and the entries of the last bundle, never more: a log restarts by reading one small file a
 * level. Growing is pure; a growth that could not be written is forgotten, and the next one starts from the same edge.
 * Partial tiles that a full one has replaced are deleted one full tile later, as C2SP tlog-tiles allows: kept, they
 * would take more room than the log.
 * Spec: spec/log-operation.md, section 2.
 * @module
 */
import type { DurableFiles, NamedBytes } from "@triplicate/adapters/durable-files.ts";
import { equalBytes } from "@triplicate/core/bytes.ts";
import { type BundleId, bundlePath, decodeBundle, TILE_WIDTH, tilePath } from "@triplicate/core/log/tile.ts";
import { createTileCache, createTileReader, type TileReader } from "@triplicate/core/log/tile-reader.ts";
import {
  growBundles,
  growTiles,
  type ReadTile,
  readTileEdge,
  rootOfTiles,
  type TileEdge,
  type TreeHead,
} from "@triplicate/core/log/tile-tree.ts";
import { type Hash, leafHash } from "@triplicate/core/merkle-tree.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { Sha256 } from "@triplicate/core/sha256.ts";

/** What a batch makes of the log. */
export type LogGrowth = {
  readonly from: number;
  readonly edge: TileEdge;
  readonly root: Hash;
  readonly last: readonly Uint8Array[];
  readonly files: readonly NamedBytes[];
  /** Folders of partial tiles that nobody needs once this growth is published. */
  readonly spent: readonly string[];
};

export type EntryList = { readonly first: number; readonly entries: readonly Uint8Array[] };

export type LogFolder = {
  /** The tree whose files are all durable. */
  readonly head: TreeHead;
  /** Pure. `after` is a growth not yet written. */
  grow(entries: readonly Uint8Array[], after?: LogGrowth): LogGrowth;
  /** Returns when its files are durable, and takes it for the log's new end. */
  write(growths: readonly LogGrowth[]): Promise<void>;
  forget(growth: LogGrowth): Promise<void>;
  /** Proofs for a tree of this log; every tile is held against the root. */
  reader(head: TreeHead): TileReader;
  readEntries(from: number, to: number): AsyncGenerator<EntryList, void, void>;
};

export type LogFolderError = { readonly code: "log-files-damaged" };

/** The log as its files stand at `head`, the newest tree known to be written. */
export async function openLogFolder(
  files: DurableFiles,
  head: TreeHead,
  sha: Sha256,
): Promise<Result<LogFolder, LogFolderError>> {
  const damaged = err({ code: "log-files-damaged" } as const);
  const readTile: ReadTile = (tile) => files.read(tilePath(tile));
  const edge = await readTileEdge(head, readTile, sha);
  if (!edge.ok) return damaged;
  const width = head.size % TILE_WIDTH;
  const bundle = { index: Math.floor(head.size / TILE_WIDTH), width };
  const last = width === 0 ? [] : await readBundle(files, bundle);
  // The edge was held against the root; so are these, each entry by its hash.
  const hashes = edge.value.levels[0]?.hashes ?? [];
  if (last === null || !last.every((entry, i) => equalBytes(leafHash(entry, sha), hashes[i]!)))
    return damaged;
  return ok(createLogFolder(files, { edge: edge.value, last, readTile, sha }));
}

type Opened = {
  readonly edge: TileEdge;
  readonly last: readonly Uint8Array[];
  readonly readTile: ReadTile;
  readonly sha: Sha256;
};

function createLogFolder(files: DurableFiles, { readTile, sha, ...opened }: Opened): LogFolder {
  let { edge, last } = opened;
  let head: TreeHead = { size: edge.size, root: rootOfTiles(edge, sha) };
  const cache = createTileCache();
  return {
    get head() {
      return head;
    },
    grow(entries, after) {
      const start = after ?? { edge, last };
      const leaves = entries.map((entry) => leafHash(entry, sha));
      const tiles = growTiles(start.edge, leaves, sha);
      const bundles = growBundles(start.edge.size, start.last, entries);
      return {
        from: start.edge.size,
        edge: tiles.edge,
        root: tiles.root,
        last: bundles.last,
        files: [
          ...bundles.bundles.map((bundle) => ({ path: bundlePath(bundle), bytes: bundle.bytes })),
          ...tiles.tiles.map((tile) => ({ path: tilePath(tile), bytes: tile.bytes })),
        ],
        spent: [
          ...bundles.bundles.filter(isSpending).map(({ index }) => partialsOf(bundlePath, index - 1)),
          ...tiles.tiles
            .filter(isSpending)
            .map(({ level, index }) => partialsOf((id) => tilePath({ ...id, level }), index - 1)),
        ],
      };
    },
    async write(growths) {
      const newest = growths.at(-1);
      if (newest === undefined) return;
      await files.write(growths.flatMap((growth) => growth.files));
      ({ edge, last } = newest);
      head = { size: edge.size, root: newest.root };
    },
    async forget({ spent }) {
      for (const folder of spent) await files.remove(folder);
    },
    reader: (tree) => createTileReader(tree, readTile, { sha, cache }),
    async *readEntries(from, to) {
      for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < to; index += 1) {
        const first = index * TILE_WIDTH;
        const width = Math.min(TILE_WIDTH, head.size - first);
        const entries = await readBundle(files, { index, width });
        if (entries === null) throw new Error(`the entries from ${first} cannot be read`);
        const start = Math.max(from, first);
        yield { first: start, entries: entries.slice(start - first, to - first) };
      }
    },
  };
}

const isSpending = ({ index, width }: BundleId): boolean => width === TILE_WIDTH && index > 0;

const partialsOf = (path: (id: BundleId) => string, index: number): string =>
  `${path({ index, width: TILE_WIDTH })}.p`;

/** The entries of a bundle, from the full one if that has replaced it. */
async function readBundle(files: DurableFiles, bundle: BundleId): Promise<readonly Uint8Array[] | null> {
  for (const width of new Set([bundle.width, TILE_WIDTH])) {
    const bytes = await files.read(bundlePath({ ...bundle, width }));
    const entries = bytes === null ? null : decodeBundle(bytes, width);
    if (entries?.ok) return entries.value.slice(0, bundle.width);
  }
  return null;
}
