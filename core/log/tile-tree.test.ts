import { describe, expect, test } from "vitest";
import { encodeHex } from "../bytes.ts";
import { type Hash, leafHash, proveConsistency, proveInclusion, rootHash } from "../merkle-tree.ts";
import { createMemoryLog, entryOf, memoryLogOf } from "./log.test-helper.ts";
import { TILE_WIDTH, tilePath } from "./tile.ts";
import { createTileReader } from "./tile-reader.ts";
import { EMPTY_EDGE, growTiles, readTileEdge, rootOfTiles } from "./tile-tree.ts";

const hex = (hashes: readonly Hash[]): string[] => hashes.map(encodeHex);

/** The standard's definition, with nothing shared: hash i of tile n at level l is the root over 256^l leaves. */
function tileByDefinition(leaves: readonly Hash[], level: number, index: number, width: number): string {
  const span = TILE_WIDTH ** level;
  return Array.from({ length: width }, (_, i) => {
    const start = (index * TILE_WIDTH + i) * span;
    return encodeHex(rootHash(leaves.slice(start, start + span)));
  }).join("");
}

describe("growing", () => {
  test("every tile is what the standard defines, whatever the steps", () => {
    const log = createMemoryLog();
    let next = 0;
    for (const step of [1, 1, 253, 1, 1, 255, 256, 300, 2, 511, 1024, 66_000, 3]) {
      log.append(Array.from({ length: step }, () => entryOf(next++)));
      expect(encodeHex(rootOfTiles(log.edge))).toBe(encodeHex(log.head.root));
    }
    expect(log.edge.size).toBe(next);
    for (const [path, bytes] of log.files) {
      const match = /^tile\/(\d)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d+))?$/.exec(path);
      if (match === null) continue;
      const index = Number(match[2]!.replace(/[x/]/g, ""));
      const width = Number(match[3] ?? TILE_WIDTH);
      expect([path, encodeHex(bytes)]).toEqual([
        path,
        tileByDefinition(log.leaves, Number(match[1]), index, width),
      ]);
    }
  });

  test("the tiles of 70,000 entries are those of the standard's example", () => {
    const { tiles, root } = growTiles(
      EMPTY_EDGE,
      Array.from({ length: 70_000 }, (_, i) => leafHash(entryOf(i))),
    );
    const partial = tiles.filter(({ width }) => width < TILE_WIDTH).map(tilePath);
    const full = [0, 1, 2].map(
      (at) => tiles.filter(({ level, width }) => level === at && width === TILE_WIDTH).length,
    );
    expect(partial).toEqual(["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]);
    expect(full).toEqual([273, 1, 0]);
    expect(tiles.length).toBe(277);
    expect(encodeHex(root)).toBe(
      encodeHex(rootHash(Array.from({ length: 70_000 }, (_, i) => leafHash(entryOf(i))))),
    );
  });

  test("the edge read back from the tiles is the edge that grew", async () => {
    for (const size of [0, 1, 255, 256, 257, 512, 700, 65_535, 65_536, 65_537]) {
      const log = memoryLogOf(size);
      const edge = await readTileEdge(log.head, log.read);
      expect([size, edge]).toEqual([size, { ok: true, value: log.edge }]);
      expect(log.reads.length).toBeLessThanOrEqual(3);
    }
  });
});

describe("a reader of tiles", () => {
  test("proves what the whole tree proves", async () => {
    for (const size of [1, 2, 255, 256, 257, 300, 513, 1000]) {
      const log = memoryLogOf(size);
      const reader = createTileReader(log.head, log.read);
      for (let at = 0; at < size; at += size > 300 ? 37 : 1) {
        const inclusion = await reader.proveInclusion(at);
        expect(inclusion.ok && hex(inclusion.value)).toEqual(hex(proveInclusion(log.leaves, at)));
        const consistency = await reader.proveConsistency(at);
        expect(consistency.ok && hex(consistency.value)).toEqual(hex(proveConsistency(log.leaves, at)));
        const root = await reader.rootAt(at);
        expect(root.ok && encodeHex(root.value)).toBe(encodeHex(rootHash(log.leaves.slice(0, at))));
      }
      const leaves = await reader.leafHashes(0, size);
      expect(leaves.ok && hex(leaves.value)).toEqual(hex(log.leaves));
    }
  }, 60_000);
});
