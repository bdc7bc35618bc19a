import { hash as nodeHashOf } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeHex, encodeHex, equalBytes, utf8 } from "./bytes.ts";
import {
  consistencyParts,
  createTreeRange,
  EMPTY_ROOT,
  type Hash,
  inclusionParts,
  isConsistent,
  isIncluded,
  leafHash,
  nodeHash,
  proveConsistency,
  proveInclusion,
  rootFromInclusion,
  rootHash,
} from "./merkle-tree.ts";
import { type Sha256, sha256 } from "./sha256.ts";

type Vectors = {
  readonly emptyRoot: string;
  readonly entries: readonly string[];
  readonly roots: readonly string[];
  readonly inclusion: readonly { index: number; size: number; proof: string[] }[];
  readonly consistency: readonly { oldSize: number; newSize: number; proof: string[] }[];
};
const merkle = JSON.parse(
  readFileSync(new URL("../vectors/log/merkle.json", import.meta.url), "utf8"),
) as Vectors;

// The portable one answers the same and takes three times as long over millions of nodes.
const sha: Sha256 = (bytes) => nodeHashOf("sha256", bytes, "buffer");

const bytesOf = (hex: string): Uint8Array => decodeHex(hex)!;
const hex = (hashes: readonly Hash[]): string[] => hashes.map(encodeHex);
const flip = (bytes: Uint8Array, at: number, bit = 1): Uint8Array =>
  bytes.map((byte, i) => (i === at ? byte ^ bit : byte));

const ENTRIES = Array.from({ length: 300 }, (_, i) => utf8(`entry ${i}`));
const LEAVES = ENTRIES.map((bytes) => leafHash(bytes, sha));

/** RFC 9162 section 2.1 word for word, over leaves from `start` to `end`: recursive, nothing shared with the code. */
const known = new Map<string, Hash>();
function mth(start: number, end: number): Hash {
  if (end - start === 0) return EMPTY_ROOT;
  if (end - start === 1) return LEAVES[start]!;
  const key = `${start} ${end}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const k = largestBelow(end - start);
  const root = nodeHash(mth(start, start + k), mth(start + k, end), sha);
  known.set(key, root);
  return root;
}

const largestBelow = (n: number): number => 2 ** (Math.ceil(Math.log2(n)) - 1);

function path(m: number, start: number, end: number): Hash[] {
  if (end - start === 1) return [];
  const k = largestBelow(end - start);
  return m < k
    ? [...path(m, start, start + k), mth(start + k, end)]
    : [...path(m - k, start + k, end), mth(start, start + k)];
}

function subproof(m: number, start: number, end: number, b: boolean): Hash[] {
  if (m === end - start) return b ? [] : [mth(start, end)];
  const k = largestBelow(end - start);
  return m <= k
    ? [...subproof(m, start, start + k, b), mth(start + k, end)]
    : [...subproof(m - k, start + k, end, false), mth(start, start + k)];
}

const rootsUpTo = (size: number): Hash[] => Array.from({ length: size + 1 }, (_, n) => mth(0, n));

describe("the reference trees of Certificate Transparency", () => {
  const entries = merkle.entries.map(bytesOf);
  const leaves = entries.map((entry) => leafHash(entry));
  const rootOf = (size: number): Hash => (size === 0 ? EMPTY_ROOT : bytesOf(merkle.roots[size - 1]!));

  test("eight roots and the root of nothing", () => {
    expect(encodeHex(EMPTY_ROOT)).toBe(merkle.emptyRoot);
    expect(merkle.roots).toEqual(leaves.map((_, i) => encodeHex(rootHash(leaves.slice(0, i + 1)))));
  });

  test("proofs of inclusion", () => {
    for (const { index, size, proof } of merkle.inclusion) {
      expect(hex(proveInclusion(leaves.slice(0, size), index))).toEqual(proof);
      const claim = { entry: entries[index]!, index, size, root: rootOf(size) };
      expect(isIncluded(claim, proof.map(bytesOf))).toBe(true);
    }
  });

  test("proofs of consistency", () => {
    for (const { oldSize, newSize, proof } of merkle.consistency) {
      expect(hex(proveConsistency(leaves.slice(0, newSize), oldSize))).toEqual(proof);
      const claim = { oldSize, oldRoot: rootOf(oldSize), newSize, newRoot: rootOf(newSize) };
      expect(isConsistent(claim, proof.map(bytesOf))).toBe(true);
    }
  });

  test("what their verifiers refuse is refused: garbage, roots and hashes before, after and in place of a proof", () => {
    const garbage = new Uint8Array();
    for (const { index, size, proof } of merkle.inclusion) {
      const [entry, root, hashes] = [entries[index]!, rootOf(size), proof.map(bytesOf)];
      const claim = { entry, index, size, root };
      const wrong: [typeof claim, Hash[]][] = [
        [{ ...claim, index: index - 1 }, hashes],
        [{ ...claim, index: index + 1 }, hashes],
        [{ ...claim, index: index ^ 2 }, hashes],
        [{ ...claim, size: size * 2 }, hashes],
        [{ ...claim, size: Math.floor(size / 2) }, hashes],
        [{ ...claim, entry: utf8("WrongLeaf") }, hashes],
        [{ ...claim, root: EMPTY_ROOT }, hashes],
        [{ ...claim, root: garbage }, hashes],
        ...[garbage, root].flatMap((extra): [typeof claim, Hash[]][] => [
          [claim, [...hashes, extra]],
          [claim, [extra, ...hashes]],
        ]),
        ...(hashes.length > 0 ? [[claim, hashes.slice(0, -1)] as [typeof claim, Hash[]]] : []),
      ];
      for (const [other, bad] of wrong) expect(isIncluded(other, bad)).toBe(false);
    }
    for (const { oldSize, newSize, proof } of merkle.consistency) {
      if (oldSize === newSize) continue;
      const hashes = proof.map(bytesOf);
      const [oldRoot, newRoot] = [rootOf(oldSize), rootOf(newSize)];
      const claim = { oldSize, oldRoot, newSize, newRoot };
      const wrong: [typeof claim, Hash[]][] = [
        [{ ...claim, oldSize: oldSize - 1 }, hashes],
        [{ ...claim, oldSize: oldSize + 1 }, hashes],
        [{ ...claim, oldSize: oldSize ^ 2 }, hashes],
        [{ ...claim, newSize: newSize * 2 }, hashes],
        [{ ...claim, newSize: Math.floor(newSize / 2) }, hashes],
        [{ ...claim, oldRoot: utf8("WrongRoot") }, hashes],
        [{ ...claim, newRoot: utf8("WrongRoot") }, hashes],
        [{ ...claim, oldRoot: newRoot, newRoot: oldRoot }, hashes],
        [claim, []],
        [claim, hashes.slice(0, -1)],
        ...[garbage, oldRoot, newRoot, hashes[0]!].flatMap((extra): [typeof claim, Hash[]][] => [
          [claim, [...hashes, extra]],
          [claim, [extra, ...hashes]],
        ]),
      ];
      for (const [other, bad] of wrong) expect(isConsistent(other, bad)).toBe(false);
    }
  });
});

describe("every tree up to 300 leaves", () => {
  test("has the RFC's root, and its right edge goes on as one tree", () => {
    const roots = rootsUpTo(300);
    const range = createTreeRange(sha);
    for (let size = 0; size <= 300; size += 1) {
      expect(encodeHex(range.root())).toBe(encodeHex(roots[size]!));
      if (size % 29 === 0) {
        const resumed = createTreeRange(sha, range.edge());
        for (const leaf of LEAVES.slice(size)) resumed.add(leaf);
        expect(encodeHex(resumed.root())).toBe(encodeHex(roots[300]!));
      }
      if (size < 300) range.add(LEAVES[size]!);
    }
  });

  test("proves every leaf", () => {
    const refused: string[] = [];
    for (let size = 1; size <= 300; size += 1) {
      const root = mth(0, size);
      for (let index = 0; index < size; index += 1) {
        const proof = path(index, 0, size);
        const parts = inclusionParts(index, size).map(({ start, end }) => mth(start, end));
        const isSame = proof.length === parts.length && proof.every((one, i) => equalBytes(one, parts[i]!));
        if (!isSame || !isIncluded({ entry: ENTRIES[index]!, index, size, root }, proof, sha))
          refused.push(`${index} of ${size}`);
      }
    }
    expect(refused).toEqual([]);
  });

  test("proves that it grew out of every smaller one", () => {
    const refused: string[] = [];
    const roots = rootsUpTo(300);
    for (let newSize = 1; newSize <= 300; newSize += 1) {
      for (let oldSize = 1; oldSize <= newSize; oldSize += 1) {
        const proof = subproof(oldSize, 0, newSize, true);
        const parts = consistencyParts(oldSize, newSize).map(({ start, end }) => mth(start, end));
        const isSame = proof.length === parts.length && proof.every((one, i) => equalBytes(one, parts[i]!));
        const claim = { oldSize, oldRoot: roots[oldSize]!, newSize, newRoot: roots[newSize]! };
        if (!isSame || !isConsistent(claim, proof, sha)) refused.push(`${oldSize} to ${newSize}`);
      }
    }
    expect(refused).toEqual([]);
  });

  test("is proved from a stream of leaves as from the tree, up to 70", () => {
    for (let size = 1; size <= 70; size += 1) {
      const leaves = LEAVES.slice(0, size);
      for (let at = 0; at < size; at += 1) {
        expect(hex(proveInclusion(leaves.values(), at, sha))).toEqual(hex(path(at, 0, size)));
        expect(hex(proveConsistency(leaves, at + 1, sha))).toEqual(hex(subproof(at + 1, 0, size, true)));
      }
    }
  });
});

describe("forgeries", () => {
  test("a byte changed anywhere in proof, entry or root is refused, in every tree up to 20", () => {
    let accepted = 0;
    for (let size = 1; size <= 20; size += 1) {
      const root = mth(0, size);
      for (let index = 0; index < size; index += 1) {
        const claim = { entry: ENTRIES[index]!, index, size, root };
        const proof = path(index, 0, size);
        for (let at = 0; at < 32; at += 1) {
          for (const [i, one] of proof.entries()) {
            if (isIncluded(claim, proof.with(i, flip(one, at)), sha)) accepted += 1;
          }
          if (isIncluded({ ...claim, root: flip(root, at, 0x80) }, proof, sha)) accepted += 1;
        }
        for (let at = 0; at < claim.entry.length; at += 1) {
          if (isIncluded({ ...claim, entry: flip(claim.entry, at) }, proof, sha)) accepted += 1;
        }
      }
      for (let oldSize = 1; oldSize < size; oldSize += 1) {
        const claim = { oldSize, oldRoot: mth(0, oldSize), newSize: size, newRoot: root };
        const proof = subproof(oldSize, 0, size, true);
        for (let at = 0; at < 32; at += 1) {
          for (const [i, one] of proof.entries()) {
            if (isConsistent(claim, proof.with(i, flip(one, at)), sha)) accepted += 1;
          }
          if (isConsistent({ ...claim, oldRoot: flip(claim.oldRoot, at) }, proof, sha)) accepted += 1;
          if (isConsistent({ ...claim, newRoot: flip(root, at) }, proof, sha)) accepted += 1;
        }
      }
    }
    expect(accepted).toBe(0);
  });

  test("a proof holds for no other index of its tree, and for no other tree, up to 24", () => {
    const accepted: string[] = [];
    for (let size = 1; size <= 24; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = path(index, 0, size);
        for (let otherSize = 1; otherSize <= 24; otherSize += 1) {
          for (let other = 0; other < otherSize; other += 1) {
            if (other === index && otherSize === size) continue;
            const claim = { entry: ENTRIES[index]!, index: other, size: otherSize, root: mth(0, otherSize) };
            if (isIncluded(claim, proof, sha)) accepted.push(`${index}/${size} as ${other}/${otherSize}`);
          }
        }
      }
    }
    expect(accepted).toEqual([]);
  });

  test("a proof of consistency holds for no other pair of trees, up to 16", () => {
    const accepted: string[] = [];
    const pairs = [...Array(17).keys()].flatMap((a) =>
      [...Array(17).keys()].filter((b) => b >= a).map((b) => [a, b] as const),
    );
    const one = ([a, b]: readonly [number, number]) => (a === 0 ? [] : subproof(a, 0, b, true));
    for (const pair of pairs) {
      for (const [oldSize, newSize] of pairs) {
        const claim = { oldSize, oldRoot: mth(0, oldSize), newSize, newRoot: mth(0, newSize) };
        // Nothing has to be proved between equal trees, nor from the empty one: their proof is empty.
        const expected = hex(one([oldSize, newSize])).join() === hex(one(pair)).join();
        if (isConsistent(claim, one(pair), sha) !== expected)
          accepted.push(`${pair} as ${oldSize},${newSize}`);
      }
    }
    expect(accepted).toEqual([]);
  });

  test("an inner node does not pass for an entry", () => {
    const size = 4;
    const node = new Uint8Array([...LEAVES[0]!, ...LEAVES[1]!]);
    const claim = { entry: node, index: 0, size: 2, root: mth(0, size) };
    expect(isIncluded(claim, [mth(2, 4)], sha)).toBe(false);
  });

  test("a hash that is cut short or has more after it is none, whatever it would be padded to", () => {
    // One in 256 hashes ends with the byte that padding would put there.
    const entry = utf8(
      `entry ${Array.from({ length: 9999 }, (_, i) => i).find((i) => leafHash(utf8(`entry ${i}`), sha)[31] === 0)}`,
    );
    const leaf = leafHash(entry, sha);
    expect(leaf[31]).toBe(0);
    const claim = { entry: ENTRIES[0]!, index: 0, size: 2, root: nodeHash(LEAVES[0]!, leaf, sha) };
    expect(isIncluded(claim, [leaf], sha)).toBe(true);
    const others = [leaf.slice(0, 31), new Uint8Array([...leaf, 0]), new Uint8Array(64), new Uint8Array()];
    for (const other of others) expect(isIncluded(claim, [other], sha)).toBe(false);
    const grown = { oldSize: 1, oldRoot: LEAVES[0]!, newSize: 2, newRoot: claim.root };
    expect(isConsistent(grown, [leaf], sha)).toBe(true);
    for (const other of others) expect(isConsistent(grown, [other], sha)).toBe(false);
  });

  test("sizes and indices that are no counts are refused, not computed with", () => {
    const root = mth(0, 8);
    for (const bad of [-1, 0.5, Number.NaN, Infinity, 2 ** 53, -0.1]) {
      const proof = path(3, 0, 8);
      expect(rootFromInclusion(LEAVES[3]!, bad, 8, proof)).toBe(null);
      expect(rootFromInclusion(LEAVES[3]!, 3, bad, proof)).toBe(null);
      const claim = { oldSize: 3, oldRoot: mth(0, 3), newSize: 8, newRoot: root };
      expect(isConsistent({ ...claim, oldSize: bad }, subproof(3, 0, 8, true))).toBe(false);
      expect(isConsistent({ ...claim, newSize: bad }, subproof(3, 0, 8, true))).toBe(false);
      expect(() => proveInclusion(LEAVES.slice(0, 8), bad)).toThrow();
      expect(() => proveConsistency(LEAVES.slice(0, 8), bad)).toThrow();
    }
    expect(() => createTreeRange().add(new Uint8Array(31))).toThrow();
    expect(() => createTreeRange(sha256, { size: 3, hashes: [root] })).toThrow();
    expect(() =>
      createTreeRange(sha256, { size: Number.MAX_SAFE_INTEGER, hashes: Array(53).fill(root) }).add(root),
    ).toThrow();
  });

  test("the empty tree is the beginning of every tree, and has one root", () => {
    const claim = { oldSize: 0, oldRoot: EMPTY_ROOT, newSize: 5, newRoot: mth(0, 5) };
    expect(isConsistent(claim, [])).toBe(true);
    expect(isConsistent({ ...claim, oldRoot: mth(0, 1) }, [])).toBe(false);
    expect(isConsistent(claim, [EMPTY_ROOT])).toBe(false);
    expect(isConsistent({ oldSize: 0, oldRoot: EMPTY_ROOT, newSize: 0, newRoot: EMPTY_ROOT }, [])).toBe(true);
    const forged = { oldSize: 0, oldRoot: mth(0, 1), newSize: 0, newRoot: mth(0, 1) };
    expect(isConsistent(forged, [])).toBe(false);
  });
});
