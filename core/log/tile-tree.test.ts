import { describe, expect, test } from "vitest";
import { decodeUtf8, encodeHex } from "../bytes.ts";
import { createTreeRange, type Hash, leafHash, rootHash } from "../merkle-tree.ts";
import { createMemoryLog, entryOf, flip, memoryLogOf, sha } from "./log.test-helper.ts";
import { bundlePath, bundlesOf, decodeBundle, partialTiles, TILE_WIDTH, tilePath } from "./tile.ts";
import { EMPTY_EDGE, growBundles, growTiles, readTileEdge, rootOfTiles, treeEdge } from "./tile-tree.ts";

/** The standard's definition, with nothing shared: hash i of tile n at level l is the root over 256^l leaves. */
function tileByDefinition(leaves: readonly Hash[], level: number, index: number, width: number): string {
  const span = TILE_WIDTH ** level;
  return Array.from({ length: width }, (_, i) => {
    const start = (index * TILE_WIDTH + i) * span;
    return encodeHex(rootHash(leaves.slice(start, start + span), sha));
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
    const leaves = Array.from({ length: 70_000 }, (_, i) => leafHash(entryOf(i), sha));
    const { tiles, root } = growTiles(EMPTY_EDGE, leaves, sha);
    const partial = tiles.filter(({ width }) => width < TILE_WIDTH).map(tilePath);
    const full = [0, 1, 2].map(
      (at) => tiles.filter(({ level, width }) => level === at && width === TILE_WIDTH).length,
    );
    expect(partial).toEqual(["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]);
    expect(full).toEqual([273, 1, 0]);
    expect(tiles.length).toBe(277);
    expect(encodeHex(root)).toBe(encodeHex(rootHash(leaves, sha)));
  });

  test("the edge read back from the tiles is the edge that grew", async () => {
    for (const size of [0, 1, 255, 256, 257, 512, 700, 65_536, 65_537]) {
      const log = memoryLogOf(size);
      const edge = await readTileEdge(log.head, log.read);
      expect([size, edge]).toEqual([size, { ok: true, value: log.edge }]);
      expect(log.reads.length).toBeLessThanOrEqual(3);
    }
  });
});

describe("growing a tree of any size", () => {
  test("from a right edge of 2^40 entries and more writes the tiles that integers of any size name", () => {
    const start = 2n ** 40n + 256n ** 2n * 255n + 256n * 255n + 250n;
    const levels = [0, 1, 2, 3, 4, 5].map((level) => {
      const width = Number((start >> BigInt(8 * level)) % 256n);
      const hashes = Array.from({ length: width }, (_, i) => leafHash(entryOf(level * 1000 + i), sha));
      const tree = createTreeRange(sha);
      for (const hash of hashes) tree.add(hash);
      return { hashes, tree: tree.edge() };
    });
    const leaves = Array.from({ length: 20 }, (_, i) => leafHash(entryOf(i), sha));
    const growth = growTiles({ size: Number(start), levels }, leaves, sha);
    const path = (level: bigint, end: bigint): string => {
      const digits = String((end - 1n) >> (8n * (level + 1n))).padStart(15, "0");
      const groups = digits.match(/.../g)!;
      while (groups.length > 1 && groups[0] === "000") groups.shift();
      return `tile/${level}/${groups.map((three, i) => (i < groups.length - 1 ? `x${three}` : three)).join("/")}`;
    };
    // Six entries fill the tiles of three levels at once; fourteen more start the next.
    const full = start + 6n;
    const end = start + 20n;
    expect(growth.edge.size).toBe(Number(end));
    expect(growth.tiles.map(tilePath)).toEqual([
      path(0n, full),
      `${path(0n, end)}.p/14`,
      path(1n, full),
      path(2n, full),
      "tile/3/256.p/1",
    ]);
    const range = createTreeRange(sha, treeEdge({ size: Number(start), levels }));
    for (const leaf of leaves) range.add(leaf);
    expect(encodeHex(growth.root)).toBe(encodeHex(range.root()));
    expect(treeEdge(growth.edge)).toEqual(range.edge());
  });

  test("leaves the edge it grew from as it was", () => {
    const log = memoryLogOf(300);
    const before = structuredClone(log.edge);
    growTiles(log.edge, [leafHash(entryOf(1))]);
    expect(log.edge).toEqual(before);
    expect(growTiles(log.edge, [])).toEqual({ edge: log.edge, root: log.head.root, tiles: [] });
  });
});

describe("the right edge read back", () => {
  test("is refused when a byte of a tile differs, a tile is missing, or is not as long as it should be", async () => {
    const log = memoryLogOf(256 * 3 + 5);
    const { head } = log;
    const partial = partialTiles(head.size).map(tilePath);
    expect(partial).toEqual(["tile/0/003.p/5", "tile/1/000.p/3"]);
    for (const path of partial) {
      const good = log.files.get(path)!;
      for (let at = 0; at < good.length; at += 1) {
        log.files.set(path, flip(good, at));
        expect(await readTileEdge(head, log.read, sha)).toEqual({
          ok: false,
          error: { code: "tile-contradicts-root" },
        });
      }
      for (const bytes of [good.slice(1), new Uint8Array([...good, 0]), new Uint8Array()]) {
        log.files.set(path, bytes);
        expect(await readTileEdge(head, log.read, sha)).toMatchObject({
          error: { code: "tile-bad-length" },
        });
      }
      log.files.delete(path);
      expect(await readTileEdge(head, log.read, sha)).toMatchObject({ error: { code: "tile-missing" } });
      log.files.set(path, good);
    }
    const other = { ...head, root: flip(head.root, 31) };
    expect(await readTileEdge(other, log.read, sha)).toMatchObject({
      error: { code: "tile-contradicts-root" },
    });
    const empty = { size: 0, root: head.root };
    expect(await readTileEdge(empty, log.read)).toMatchObject({ error: { code: "tile-contradicts-root" } });
  });

  test("is taken from a full tile where the partial one is gone", async () => {
    const log = memoryLogOf(200);
    const { head, edge } = log;
    log.append(Array.from({ length: 60 }, (_, i) => entryOf(200 + i)));
    log.files.delete("tile/0/000.p/200");
    expect(await readTileEdge(head, log.read)).toEqual({ ok: true, value: edge });
  });
});

describe("bundles", () => {
  test("hold the entries in order, whatever the steps, and the last may be partial", () => {
    const log = createMemoryLog();
    let next = 0;
    for (const step of [1, 254, 1, 0, 1, 255, 600, 3]) {
      log.append(Array.from({ length: step }, () => entryOf(next++)));
      let at = 0;
      for (const bundle of bundlesOf(next)) {
        const entries = decodeBundle(log.files.get(bundlePath(bundle))!, bundle.width);
        if (!entries.ok) throw new Error(entries.error.code);
        for (const entry of entries.value) expect(decodeUtf8(entry)).toBe(`entry ${at++}`);
      }
      expect(at).toBe(next);
    }
    expect(() => growBundles(5, [], [entryOf(0)])).toThrow();
  });
});
