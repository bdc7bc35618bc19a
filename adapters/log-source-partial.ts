/**
 * Partial tiles and bundles of a log that has grown meanwhile: cut from the full one that replaced them.
 *
 * A log deletes a partial tile when the full one is there, so whoever reads a large log while it grows finds the end of
 * its checkpoint gone. The full one begins with the same bytes; if it does not, the checkpoint's root will not agree.
 * Follows C2SP tlog-tiles. Spec: spec/log.md, section 3.
 * @module
 */
import {
  type BundleId,
  bundlePath,
  parseTilePath,
  TILE_WIDTH,
  type TileId,
  tilePath,
} from "@triplicate/core/log/tile.ts";
import { HASH_BYTES } from "@triplicate/core/merkle-tree.ts";
import { ok } from "@triplicate/core/result.ts";
import type { LogSource } from "./log-source.ts";

/** `atMost` of a read must leave room for the full tile or bundle. */
export function withCutPartials(source: LogSource): LogSource {
  return {
    ...source,
    async read(asked, atMost) {
      const read = await source.read(asked, atMost);
      const id = read.ok || read.error.code !== "source-missing" ? null : parseTilePath(asked);
      if (id === null || id.width === TILE_WIDTH) return read;
      const { level, index, width }: Partial<TileId> & BundleId = id;
      const whole = { index, width: TILE_WIDTH };
      const name = level === undefined ? bundlePath(whole) : tilePath({ level, ...whole });
      const full = await source.read(name, atMost);
      if (!full.ok) return read;
      const end = level === undefined ? endOfEntries(full.value, width) : width * HASH_BYTES;
      // Where there is no full one either, it is the partial one that is missing.
      return end !== null && end <= full.value.length ? ok(full.value.subarray(0, end)) : read;
    },
  };
}

/** Where the first `count` entries of a bundle end; null if there are not so many. */
function endOfEntries(bytes: Uint8Array, count: number): number | null {
  let end = 0;
  for (let i = 0; i < count; i += 1) {
    if (end + 2 > bytes.length) return null;
    end += 2 + ((bytes[end]! << 8) | bytes[end + 1]!);
  }
  return end;
}
