import { hash as nodeHashOf } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equalBytes, utf8 } from "./bytes.ts";
import {
  consistencyParts,
  type Hash,
  inclusionParts,
  isConsistent,
  leafHash,
  nodeHash,
  rootFromInclusion,
} from "./merkle-tree.ts";
import type { Sha256 } from "./sha256.ts";

const sha: Sha256 = (bytes) => new Uint8Array(nodeHashOf("sha256", bytes, "buffer"));
const LEAF = leafHash(utf8("entry"), sha);

/** The RFC's verifiers in integers of any size, shifting as the RFC does. */
function bigInclusion(leaf: Hash, index: bigint, size: bigint, proof: readonly Hash[]): Hash | null {
  let [fn, sn, r] = [index, size - 1n, leaf];
  for (const p of proof) {
    if (sn === 0n) return null;
    if ((fn & 1n) === 1n || fn === sn) {
      r = nodeHash(p, r, sha);
      while ((fn & 1n) === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else r = nodeHash(r, p, sha);
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n ? r : null;
}

function bigConsistency(first: bigint, second: bigint, start: Hash, proof: readonly Hash[]): Hash[] | null {
  let [fn, sn, fr, sr] = [first - 1n, second - 1n, start, start];
  while ((fn & 1n) === 1n) [fn, sn] = [fn >> 1n, sn >> 1n];
  for (const c of proof) {
    if (sn === 0n) return null;
    if ((fn & 1n) === 1n || fn === sn) {
      [fr, sr] = [nodeHash(c, fr, sha), nodeHash(c, sr, sha)];
      while ((fn & 1n) === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else sr = nodeHash(sr, c, sha);
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n ? [fr, sr] : null;
}

describe("trees larger than 32 bits can count", () => {
  const size = fc.oneof(
    fc.maxSafeNat().filter((n) => n > 0),
    fc
      .integer({ min: 0, max: 52 })
      .chain((bit) => fc.constantFrom(2 ** bit, 2 ** bit + 1, 2 ** bit - 1 || 1)),
  );
  const random = (seed: number): Hash => sha(utf8(`hash ${seed}`));

  test("inclusion is judged as in integers of any size", () => {
    fc.assert(
      fc.property(
        size,
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        fc.nat(),
        (n, part, seed) => {
          const index = Math.min(n - 1, Math.floor(part * n));
          const proof = inclusionParts(index, n).map((_, i) => random(seed + i));
          const expected = bigInclusion(LEAF, BigInt(index), BigInt(n), proof);
          expect(expected).not.toBe(null);
          expect(rootFromInclusion(LEAF, index, n, proof, sha)).toEqual(expected);
          expect(rootFromInclusion(LEAF, index, n, [...proof, random(seed)], sha)).toBe(null);
          if (proof.length > 0) expect(rootFromInclusion(LEAF, index, n, proof.slice(1), sha)).toBe(null);
        },
      ),
      { numRuns: 400 },
    );
  });

  test("consistency is judged as in integers of any size", () => {
    fc.assert(
      fc.property(size, size, fc.nat(), (a, b, seed) => {
        fc.pre(a !== b);
        const [oldSize, newSize] = [Math.min(a, b), Math.max(a, b)];
        const proof = consistencyParts(oldSize, newSize).map((_, i) => random(seed + i));
        const isPower = Number.isInteger(Math.log2(oldSize)) && 2 ** Math.log2(oldSize) === oldSize;
        const start = isPower ? random(seed - 1) : proof[0]!;
        const roots = bigConsistency(
          BigInt(oldSize),
          BigInt(newSize),
          start,
          isPower ? proof : proof.slice(1),
        );
        expect(roots).not.toBe(null);
        const claim = { oldSize, oldRoot: roots![0]!, newSize, newRoot: roots![1]! };
        expect(isConsistent(claim, proof, sha)).toBe(true);
        expect(isConsistent({ ...claim, newRoot: roots![0]! }, proof, sha)).toBe(
          equalBytes(roots![0]!, roots![1]!),
        );
        expect(isConsistent(claim, proof.slice(1), sha)).toBe(false);
      }),
      { numRuns: 400 },
    );
  });
});
