import { describe, expect, test } from "vitest";
import { encodeHex } from "../bytes.ts";
import { leafHash, rootHash } from "../merkle-tree.ts";
import { entryOf, flip, type MemoryLog, memoryLogOf, sha } from "./log.test-helper.ts";
import { createLogStream, type LogStream } from "./log-stream.ts";
import { bundlePath, bundlesOf, encodeBundle } from "./tile.ts";
import type { TreeHead } from "./tile-tree.ts";

function feed(stream: LogStream, log: MemoryLog): LogStream {
  for (const bundle of bundlesOf(log.leaves.length)) {
    const read = stream.addBundle(log.files.get(bundlePath(bundle))!, bundle.width);
    if (!read.ok) throw new Error(read.error.code);
  }
  return stream;
}

const headAt = (log: MemoryLog, size: number): TreeHead => ({
  size,
  root: rootHash(log.leaves.slice(0, size), sha),
});

describe("a whole log read once", () => {
  test("has the checkpoint's root, and that of every checkpoint before it", () => {
    const log = memoryLogOf(700);
    // In any order, twice the same among them, the empty one too.
    const earlier = [0, 1, 2, 255, 256, 257, 256, 511, 512, 513, 699, 700]
      .reverse()
      .map((n) => headAt(log, n));
    const stream = feed(createLogStream({ sha, earlier }), log);
    expect(stream.size).toBe(700);
    expect(encodeHex(stream.root())).toBe(encodeHex(log.head.root));
    expect(stream.faults(log.head)).toEqual([]);
    expect(feed(createLogStream(), log).faults(log.head)).toEqual([]);
  });

  test("with one entry changed contradicts the checkpoint, and each earlier one that had the entry", () => {
    const log = memoryLogOf(40);
    const earlier = Array.from({ length: 41 }, (_, n) => headAt(log, n));
    for (let changed = 0; changed < 40; changed += 1) {
      const stream = createLogStream({ sha, earlier });
      for (let i = 0; i < 40; i += 1) stream.addEntry(i === changed ? flip(entryOf(i), 2) : entryOf(i));
      const faults = stream.faults(log.head);
      expect(faults.pop()).toEqual({ code: "log-root-differs", size: 40 });
      const sizes = Array.from({ length: 40 - changed }, (_, i) => changed + 1 + i);
      expect(faults).toEqual(sizes.map((size) => ({ code: "log-history-differs", size })));
    }
  });

  test("with two entries in each other's place, one left out or one put in is another log", () => {
    const log = memoryLogOf(6);
    const verdict = (order: readonly number[]): string[] => {
      const stream = createLogStream({ sha, earlier: [headAt(log, 3)] });
      for (const i of order) stream.addEntry(entryOf(i));
      return stream.faults(log.head).map(({ code, size }) => `${code} ${size}`);
    };
    expect(verdict([0, 1, 2, 3, 4, 5])).toEqual([]);
    expect(verdict([0, 1, 2, 4, 3, 5])).toEqual(["log-root-differs 6"]);
    expect(verdict([1, 0, 2, 3, 4, 5])).toEqual(["log-history-differs 3", "log-root-differs 6"]);
    expect(verdict([0, 1, 2, 3, 5])).toEqual(["log-size-differs 6"]);
    expect(verdict([0, 1, 2, 3, 4, 5, 6])).toEqual(["log-size-differs 6"]);
    expect(verdict([0, 1])).toEqual(["log-history-ahead 3", "log-size-differs 6"]);
  });

  test("a rewritten history with a good checkpoint of its own is caught by whoever kept an old one", () => {
    const old = memoryLogOf(300);
    const rewritten = memoryLogOf(0);
    rewritten.append(Array.from({ length: 400 }, (_, i) => (i === 17 ? entryOf(9999) : entryOf(i))));
    const stranger = feed(createLogStream({ sha }), rewritten);
    expect(stranger.faults(rewritten.head)).toEqual([]);
    const witness = feed(createLogStream({ sha, earlier: [old.head, headAt(old, 10)] }), rewritten);
    expect(witness.faults(rewritten.head)).toEqual([{ code: "log-history-differs", size: 300 }]);
  });

  test("goes on from its edge another day", () => {
    const log = memoryLogOf(1000);
    for (const stop of [0, 1, 256, 700, 999, 1000]) {
      const first = createLogStream({ sha });
      for (let i = 0; i < stop; i += 1) first.addEntry(entryOf(i));
      const earlier = [0, stop, 850].map((n) => headAt(log, n));
      const second = createLogStream({ sha, edge: first.edge(), earlier });
      for (let i = stop; i < 1000; i += 1) second.addLeafHash(leafHash(entryOf(i), sha));
      expect(second.faults(log.head)).toEqual([]);
    }
    const edge = createLogStream({ sha }).edge();
    const wrong = [{ size: 0, root: log.head.root }];
    expect(createLogStream({ sha, edge, earlier: wrong }).faults(headAt(log, 0))).toEqual([
      { code: "log-history-differs", size: 0 },
    ]);
  });

  test("a bundle that cannot be read adds nothing", () => {
    const stream = createLogStream({ sha });
    const bundle = encodeBundle([entryOf(0), entryOf(1)]);
    expect(stream.addBundle(bundle.slice(0, -1), 2)).toMatchObject({ error: { code: "bundle-too-short" } });
    expect(stream.addBundle(bundle, 1)).toMatchObject({ error: { code: "bundle-too-long" } });
    expect(stream.size).toBe(0);
    expect(stream.addBundle(bundle, 2)).toEqual({ ok: true, value: [entryOf(0), entryOf(1)] });
    expect(stream.faults(headAt(memoryLogOf(2), 2))).toEqual([]);
  });
});
