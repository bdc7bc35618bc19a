/**
 * The recomputed tree against the proofs' own module, and its tiles against their definition.
 * @module
 */
import { describe, expect, it } from "vitest";
import { concatBytes, utf8 } from "../bytes.ts";
import { TILE_WIDTH } from "../log/tile.ts";
import { type Hash, leafHash, rootHash } from "../merkle-tree.ts";
import { type ComputedTile, createTreeCheck } from "./tree-check.ts";

const leaves = (count: number): Hash[] =>
  Array.from({ length: count }, (_, i) => leafHash(utf8(`entry ${i}`)));

describe("a recomputed tree", () => {
  it("has the root of its leaves at every size", () => {
    const check = createTreeCheck();
    expect(check.root()).toEqual(rootHash([]));
    const all = leaves(600);
    for (const [i, leaf] of all.entries()) {
      check.add(leaf);
      if (i < 70 || i % 17 === 0 || (i > 250 && i < 260) || (i > 508 && i < 516)) {
        expect(check.root(), `size ${i + 1}`).toEqual(rootHash(all.slice(0, i + 1)));
      }
    }
  });

  it("gives every tile once, full ones as they fill and the partial ones at the end", () => {
    const size = 2 * TILE_WIDTH * TILE_WIDTH + 3 * TILE_WIDTH + 7;
    const row = leaves(64);
    const check = createTreeCheck();
    const tiles: ComputedTile[] = [];
    for (let i = 0; i < size; i += 1) tiles.push(...check.add(row[i % row.length]!));
    tiles.push(...check.partialTiles());
    const names = new Map<string, number>();
    for (const { level, index, width, bytes } of tiles) {
      expect(bytes.length).toBe(width * 32);
      names.set(`${level}/${index}`, width);
    }
    expect(names.size).toBe(tiles.length);
    for (let level = 0; level < 3; level += 1) {
      const hashes = Math.floor(size / TILE_WIDTH ** level);
      for (let index = 0; index * TILE_WIDTH < hashes; index += 1) {
        expect(names.get(`${level}/${index}`)).toBe(Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
      }
    }
    const second = tiles.find(({ level, index }) => level === 1 && index === 0)!;
    const first = concatBytes(...Array.from({ length: TILE_WIDTH }, (_, i) => row[i % row.length]!));
    expect(tiles.find(({ level, index }) => level === 0 && index === 0)!.bytes).toEqual(first);
    expect(second.bytes.subarray(0, 32)).toEqual(
      rootHash(Array.from({ length: TILE_WIDTH }, (_, i) => row[i % row.length]!)),
    );
  });
});
