import { describe, expect, test } from "vitest";
import { encodeHex } from "../bytes.ts";
import {
  createTreeRange,
  type Hash,
  isConsistent,
  isIncluded,
  leafHash,
  nodeHash,
  proveConsistency,
  proveInclusion,
  rootHash,
} from "../merkle-tree.ts";
import { entryOf, flip, type MemoryLog, memoryLogOf, sha } from "./log.test-helper.ts";
import { encodeTile, type TileId, tilePath } from "./tile.ts";
import { createTileCache, createTileReader } from "./tile-reader.ts";

const hex = (hashes: readonly Hash[]): string[] => hashes.map(encodeHex);
const readerOf = (log: MemoryLog, head = log.head) => createTileReader(head, log.read, { sha });

/** Of a log of 300 entries, whatever size was published: a server that kept every partial tile. */
function readAnySize(log: MemoryLog) {
  return async (tile: TileId): Promise<Uint8Array | null> => {
    if (tile.level > 1) return null;
    const rows = tile.level === 0 ? log.leaves : [rootHash(log.leaves.slice(0, 256), sha)];
    const start = tile.index * 256;
    return encodeTile(rows.slice(start, start + tile.width));
  };
}

describe("a reader of tiles", () => {
  test("proves every leaf of every tree up to 300", async () => {
    const log = memoryLogOf(300);
    const read = readAnySize(log);
    const refused: string[] = [];
    for (let size = 1; size <= 300; size += 1) {
      const root = rootHash(log.leaves.slice(0, size), sha);
      const reader = createTileReader({ size, root }, read, { sha });
      for (let index = 0; index < size; index += 1) {
        const proof = await reader.proveInclusion(index);
        const claim = { entry: entryOf(index), index, size, root };
        if (!proof.ok || !isIncluded(claim, proof.value, sha)) refused.push(`${index} of ${size}`);
      }
    }
    expect(refused).toEqual([]);
  });

  test("proves that each of them grew out of the smaller ones", async () => {
    const log = memoryLogOf(300);
    const read = readAnySize(log);
    const roots = Array.from({ length: 301 }, (_, n) => rootHash(log.leaves.slice(0, n), sha));
    const refused: string[] = [];
    for (let newSize = 1; newSize <= 300; newSize += 7) {
      const newRoot = roots[newSize]!;
      const reader = createTileReader({ size: newSize, root: newRoot }, read, { sha });
      for (let oldSize = 0; oldSize <= newSize; oldSize += 1) {
        const proof = await reader.proveConsistency(oldSize);
        const claim = { oldSize, oldRoot: roots[oldSize]!, newSize, newRoot };
        if (!proof.ok || !isConsistent(claim, proof.value, sha)) refused.push(`${oldSize} to ${newSize}`);
      }
    }
    expect(refused).toEqual([]);
  });

  test("gives what the whole tree gives: proofs, leaf hashes, roots of the past", async () => {
    for (const size of [256, 257, 513, 1000]) {
      const log = memoryLogOf(size);
      const reader = readerOf(log);
      for (let at = 0; at < size; at += 61) {
        const inclusion = await reader.proveInclusion(at);
        expect(inclusion.ok && hex(inclusion.value)).toEqual(hex(proveInclusion(log.leaves, at, sha)));
        const consistency = await reader.proveConsistency(at);
        expect(consistency.ok && hex(consistency.value)).toEqual(hex(proveConsistency(log.leaves, at, sha)));
        const root = await reader.rootAt(at);
        expect(root.ok && encodeHex(root.value)).toBe(encodeHex(rootHash(log.leaves.slice(0, at), sha)));
        const leaves = await reader.leafHashes(at, Math.min(size, at + 300));
        expect(leaves.ok && hex(leaves.value)).toEqual(hex(log.leaves.slice(at, at + 300)));
      }
    }
  });

  test("reads no more than the tiles above the entry and the right edge, and each once", async () => {
    const log = memoryLogOf(66_000);
    const reader = readerOf(log);
    await reader.proveInclusion(70);
    const paths = log.reads.map(tilePath).sort();
    expect(paths).toEqual([
      "tile/0/000",
      "tile/0/257.p/208",
      "tile/1/000",
      "tile/1/001.p/1",
      "tile/2/000.p/1",
    ]);
    await Promise.all([reader.proveInclusion(71), reader.proveInclusion(300), reader.proveInclusion(301)]);
    expect(log.reads.slice(5).map(tilePath)).toEqual(["tile/0/001"]);
  });

  test("refuses to answer outside the tree", async () => {
    const reader = readerOf(memoryLogOf(10));
    for (const bad of [-1, 10, 0.5, Number.NaN])
      await expect(reader.proveInclusion(bad)).rejects.toThrow(RangeError);
    for (const bad of [-1, 11, 0.5]) {
      await expect(reader.proveConsistency(bad)).rejects.toThrow(RangeError);
      await expect(reader.rootAt(bad)).rejects.toThrow(RangeError);
      await expect(reader.leafHashes(0, bad)).rejects.toThrow(RangeError);
    }
  });
});

describe("a server that lies", () => {
  const contradicts = { ok: false, error: { code: "tile-contradicts-root" } };

  test("is caught in one bit of any hash of any tile", async () => {
    const log = memoryLogOf(600);
    const { head } = log;
    for (const [path, good] of [...log.files].filter(([name]) => !name.includes("entries"))) {
      for (let at = 0; at < good.length; at += path.includes(".p/") ? 3 : 31) {
        log.files.set(path, flip(good, at, 1 << (at % 8)));
        const index = path === "tile/0/000" ? 3 : path === "tile/0/001" ? 300 : 599;
        expect(await readerOf(log, head).proveInclusion(index)).toMatchObject(contradicts);
        expect(await readerOf(log, head).leafHashes(0, 600)).toMatchObject(contradicts);
      }
      log.files.set(path, good);
    }
  });

  test("is caught when it swaps tiles, answers with others, with none, or with another log's", async () => {
    const log = memoryLogOf(600);
    const [first, second] = [log.files.get("tile/0/000")!, log.files.get("tile/0/001")!];
    log.files.set("tile/0/000", second);
    expect(await readerOf(log).proveInclusion(0)).toMatchObject(contradicts);
    log.files.set("tile/0/000", first.slice(0, -32));
    expect(await readerOf(log).proveInclusion(0)).toMatchObject({ error: { code: "tile-bad-length" } });
    log.files.delete("tile/0/000");
    expect(await readerOf(log).proveInclusion(0)).toMatchObject({
      error: { code: "tile-missing", tile: { level: 0, index: 0, width: 256 } },
    });
    const other = memoryLogOf(599);
    other.append([entryOf(7)]);
    expect(await createTileReader(log.head, other.read).proveInclusion(0)).toMatchObject(contradicts);
    expect(await createTileReader({ ...log.head, size: 599 }, other.read).rootAt(3)).toMatchObject({
      ok: false,
    });
  });

  test("is believed again when it tells the truth: no lie and no failure is kept", async () => {
    const log = memoryLogOf(600);
    const [edge, tile] = ["tile/0/002.p/88", "tile/0/000"];
    const reader = readerOf(log);
    for (const path of [edge, tile]) {
      const good = log.files.get(path)!;
      log.files.set(path, flip(good, 0));
      expect(await reader.proveInclusion(0)).toMatchObject(contradicts);
      log.files.delete(path);
      expect(await reader.proveInclusion(0)).toMatchObject({ error: { code: "tile-missing" } });
      log.files.set(path, good);
    }
    expect((await reader.proveInclusion(0)).ok).toBe(true);
  });

  test("a read that fails rejects, and the next one may succeed", async () => {
    const log = memoryLogOf(300);
    let fail = true;
    const reader = createTileReader(log.head, (tile) =>
      fail ? Promise.reject(new Error("no network")) : log.read(tile),
    );
    await expect(reader.proveInclusion(0)).rejects.toThrow("no network");
    fail = false;
    expect((await reader.proveInclusion(0)).ok).toBe(true);
  });
});

describe("a cache", () => {
  test("forgets the least recently used", () => {
    const cache = createTileCache(2);
    cache.set("a", []);
    cache.set("b", []);
    cache.get("a");
    cache.set("c", []);
    expect(["a", "b", "c"].map((path) => cache.get(path) !== undefined)).toEqual([true, false, true]);
  });

  test("serves the next checkpoint of one history", async () => {
    const log = memoryLogOf(600);
    const cache = createTileCache();
    await createTileReader(log.head, log.read, { cache }).proveInclusion(3);
    log.append([entryOf(600)]);
    log.reads.length = 0;
    await createTileReader(log.head, log.read, { cache }).proveInclusion(3);
    expect(log.reads.map(tilePath)).toEqual(["tile/0/002.p/89", "tile/1/000.p/2"]);
  });
});

test("trees larger than 32 bits can count are read and proved", async () => {
  // All entries are the same, so every full subtree of one height has one hash.
  const full = [leafHash(entryOf(0))];
  for (let height = 1; height <= 53; height += 1) full.push(nodeHash(full.at(-1)!, full.at(-1)!));
  const read = async ({ level, width }: TileId): Promise<Uint8Array> =>
    encodeTile(Array.from({ length: width }, () => full[8 * level]!));
  const rootOf = (size: number): Hash => {
    const hashes = full.filter((_, height) => (BigInt(size) >> BigInt(height)) % 2n === 1n).reverse();
    return createTreeRange(sha, { size, hashes }).root();
  };
  const size = 2 ** 45 + 2 ** 33 + 12_345;
  const root = rootOf(size);
  const reader = createTileReader({ size, root }, read, { sha });
  for (const index of [0, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 45 - 1, 2 ** 45, 2 ** 45 + 2 ** 33, size - 1]) {
    const proof = await reader.proveInclusion(index);
    expect(proof.ok && isIncluded({ entry: entryOf(0), index, size, root }, proof.value)).toBe(true);
    const consistency = await reader.proveConsistency(index);
    const claim = { oldSize: index, oldRoot: rootOf(index), newSize: size, newRoot: root };
    expect(consistency.ok && isConsistent(claim, consistency.value)).toBe(true);
  }
});
