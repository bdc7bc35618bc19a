/**
 * Single entries of a published log and their proofs, each held against the checkpoint's root before it is believed.
 * Spec: spec/verification.md, section 8.
 * @module
 */
import { equalBytes } from "@triplicate/core/bytes.ts";
import type { Checkpoint } from "@triplicate/core/log/checkpoint.ts";
import { printLogProof } from "@triplicate/core/log/log-proof.ts";
import {
  bundlePath,
  decodeBundle,
  MAX_BUNDLE_BYTES,
  TILE_WIDTH,
  tilePath,
} from "@triplicate/core/log/tile.ts";
import { createTileReader } from "@triplicate/core/log/tile-reader.ts";
import { HASH_BYTES, type Hash, leafHash } from "@triplicate/core/merkle-tree.ts";
import { nodeSha256 } from "./ed25519-node.ts";
import type { LogSource } from "./log-source.ts";

export type LogEntries = {
  /** The entry, if it is what the checkpoint's tree has there; null where that cannot be shown. */
  at(index: number): Promise<Uint8Array | null>;
  leafAt(index: number): Promise<Hash | null>;
  /** A C2SP tlog-proof of inclusion in the checkpoint's tree. */
  prove(index: number): Promise<Uint8Array | null>;
  /** The root of the tree's first `size` entries, and the proof of consistency from there. */
  consistency(size: number): Promise<{ readonly root: Hash; readonly hashes: readonly Hash[] } | null>;
};

export function openLogEntries(
  source: LogSource,
  { size, root }: Checkpoint,
  checkpointBytes: Uint8Array,
): LogEntries {
  const reader = createTileReader(
    { size, root },
    async (tile) => {
      const read = await source.read(tilePath(tile), TILE_WIDTH * HASH_BYTES);
      return read.ok ? read.value : null;
    },
    { sha: nodeSha256 },
  );
  const leafAt = async (index: number) => {
    const hashes = await reader.leafHashes(index, index + 1);
    return hashes.ok ? hashes.value[0]! : null;
  };
  return {
    leafAt,
    async at(index) {
      const bundle = Math.floor(index / TILE_WIDTH);
      const width = Math.min(TILE_WIDTH, size - bundle * TILE_WIDTH);
      const read = await source.read(bundlePath({ index: bundle, width }), MAX_BUNDLE_BYTES);
      const entries = read.ok ? decodeBundle(read.value, width) : null;
      const entry = entries?.ok === true ? entries.value[index % TILE_WIDTH] : undefined;
      const leaf = await leafAt(index);
      if (entry === undefined || leaf === null) return null;
      return equalBytes(leafHash(entry, nodeSha256), leaf) ? entry : null;
    },
    async prove(index) {
      const hashes = await reader.proveInclusion(index);
      return hashes.ok ? printLogProof({ index, hashes: hashes.value, checkpoint: checkpointBytes }) : null;
    },
    async consistency(early) {
      const [at, hashes] = await Promise.all([reader.rootAt(early), reader.proveConsistency(early)]);
      return at.ok && hashes.ok ? { root: at.value, hashes: hashes.value } : null;
    },
  };
}
