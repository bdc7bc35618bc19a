import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, equalBytes } from "../bytes.ts";
import {
  bundlePath,
  decodeBundle,
  decodeTile,
  encodeBundle,
  encodeTile,
  MAX_ENTRY_BYTES,
  parseTilePath,
  partialTiles,
  tilePath,
} from "./tile.ts";

describe("paths", () => {
  test.each([
    [{ level: 0, index: 0, width: 256 }, "tile/0/000"],
    [{ level: 0, index: 0, width: 1 }, "tile/0/000.p/1"],
    [{ level: 1, index: 999, width: 256 }, "tile/1/999"],
    [{ level: 1, index: 1000, width: 255 }, "tile/1/x001/000.p/255"],
    [{ level: 4, index: 1_234_067, width: 256 }, "tile/4/x001/x234/067"],
    [{ level: 63, index: 9_007_199_254_740_991, width: 7 }, "tile/63/x009/x007/x199/x254/x740/991.p/7"],
  ])("%j is %s", (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  test("of entries have no level", () => {
    expect(bundlePath({ index: 1_234_067, width: 256 })).toBe("tile/entries/x001/x234/067");
    expect(bundlePath({ index: 0, width: 12 })).toBe("tile/entries/000.p/12");
    expect(parseTilePath("tile/entries/000.p/12")).toEqual({ index: 0, width: 12 });
  });

  test.each(
    `tile/0 tile/0/ tile/0/0 tile/0/00 tile/0/0000 tile/0/x000/000 tile/00/000 tile/64/000 tile/-1/000 tile/0/000.p/0
    tile/0/000.p/256 tile/0/000.p/257 tile/0/000.p/999 tile/0/000.p/01 tile/0/000.p/ tile/0/000.p/1/ /tile/0/000 tile/0/001/002 tile/0/x001/x002
    tile/0/x1/000 tile/0/../000 tile/0/000?p=1 tile/data/000 tile/8/0/000 TILE/0/000 tile/0/x009/x007/x199/x254/x740/992
    tile/0/x999/x999/x999/x999/x999/x999/999 tile/0/٠٠٠ tile/entries/x000/001 tile/1e1/000 tile/0/000.p/1.5`.split(
      /\s+/,
    ),
  )("%s is none", (path) => expect(parseTilePath(path)).toBe(null));

  test("whatever is read is written again as it was", () => {
    fc.assert(
      fc.property(fc.string(), (text) => parseTilePath(text) === null),
      { numRuns: 300 },
    );
    const tile = fc.record({
      level: fc.integer({ min: 0, max: 63 }),
      index: fc.maxSafeNat(),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(tile, (one) => {
        expect(parseTilePath(tilePath(one))).toEqual(one);
        const { level, ...bundle } = one;
        expect(parseTilePath(bundlePath(bundle))).toEqual(bundle);
      }),
    );
  });
});

test("the partial tiles of a tree, by the standard's formula in integers of any size", () => {
  fc.assert(
    fc.property(fc.oneof(fc.nat(70_000), fc.maxSafeNat()), (size) => {
      const expected = [];
      for (let level = 0; level < 8; level += 1) {
        const count = BigInt(size) / 256n ** BigInt(level);
        const width = Number(count % 256n);
        if (width > 0) expected.push({ level, index: Number(count / 256n), width });
      }
      expect(partialTiles(size)).toEqual(expected);
    }),
  );
});

test("a tile is its hashes, end to end, and of no other length", () => {
  const hashes = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
  const bytes = encodeTile(hashes);
  expect(bytes.length).toBe(96);
  expect(decodeTile(bytes, 3)).toEqual(hashes);
  expect([decodeTile(bytes, 2), decodeTile(bytes, 4), decodeTile(bytes.slice(1), 3)]).toEqual([
    null,
    null,
    null,
  ]);
});

describe("bundles", () => {
  test("hold any entries up to the longest", () => {
    const longest = new Uint8Array(MAX_ENTRY_BYTES).fill(7);
    expect(decodeBundle(encodeBundle([longest, new Uint8Array()]), 2)).toEqual({
      ok: true,
      value: [longest, new Uint8Array()],
    });
    expect(() => encodeBundle([new Uint8Array(MAX_ENTRY_BYTES + 1)])).toThrow();
    expect([...encodeBundle([new Uint8Array(258).fill(1)]).slice(0, 2)]).toEqual([1, 2]);
  });

  const entries = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });

  test("what is read is what was written, and nothing shorter or longer is read", () => {
    fc.assert(
      fc.property(entries, (list) => {
        const bytes = encodeBundle(list);
        expect(decodeBundle(bytes, list.length)).toEqual({ ok: true, value: list });
        for (let cut = 0; cut < bytes.length; cut += 1)
          expect(decodeBundle(bytes.slice(0, cut), list.length).ok).toBe(false);
        expect(decodeBundle(concatBytes(bytes, Uint8Array.of(0)), list.length).ok).toBe(false);
        expect(decodeBundle(bytes, list.length + 1).ok).toBe(false);
        if (list.length > 0) expect(decodeBundle(bytes, list.length - 1).ok).toBe(false);
      }),
    );
  });

  test("any bytes are refused or are exactly what would be written", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(8), (bytes, width) => {
        const read = decodeBundle(bytes, width);
        if (read.ok) expect(equalBytes(encodeBundle(read.value), bytes)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
