import { describe, expect, test } from "vitest";
import { encodeHex, utf8 } from "./bytes.ts";
import {
  EMPTY_ROOT,
  type Hash,
  isConsistent,
  isIncluded,
  leafHash,
  nodeHash,
  proveConsistency,
  proveInclusion,
  rootHash,
} from "./merkle-tree.ts";

/** RFC 9162 section 2.1, word for word: slow, recursive, nothing shared with what it checks. */
function mth(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leaves[0]!;
  const k = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

function path(m: number, leaves: readonly Hash[]): Hash[] {
  if (leaves.length === 1) return [];
  const k = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return m < k
    ? [...path(m, leaves.slice(0, k)), mth(leaves.slice(k))]
    : [...path(m - k, leaves.slice(k)), mth(leaves.slice(0, k))];
}

function subproof(m: number, leaves: readonly Hash[], b: boolean): Hash[] {
  if (m === leaves.length) return b ? [] : [mth(leaves)];
  const k = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), b), mth(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), mth(leaves.slice(0, k))];
}

const entry = (i: number): Uint8Array => utf8(`entry ${i}`);
const ENTRIES = Array.from({ length: 70 }, (_, i) => entry(i));
const LEAVES = ENTRIES.map((bytes) => leafHash(bytes));
const hex = (hashes: readonly Hash[]): string[] => hashes.map(encodeHex);

describe("trees up to 70 leaves agree with the RFC's recursive definition", () => {
  test("roots, proofs of inclusion, proofs of consistency", () => {
    for (let size = 0; size <= 70; size += 1) {
      const leaves = LEAVES.slice(0, size);
      const root = mth(leaves);
      expect(encodeHex(rootHash(leaves))).toBe(encodeHex(root));
      for (let index = 0; index < size; index += 1) {
        const proof = proveInclusion(leaves, index);
        expect(hex(proof)).toEqual(hex(path(index, leaves)));
        expect(isIncluded({ entry: ENTRIES[index]!, index, size, root }, proof)).toBe(true);
      }
      for (let oldSize = 0; oldSize <= size; oldSize += 1) {
        const proof = proveConsistency(leaves, oldSize);
        if (oldSize > 0) expect(hex(proof)).toEqual(hex(subproof(oldSize, leaves, true)));
        const oldRoot = mth(leaves.slice(0, oldSize));
        expect(isConsistent({ oldSize, oldRoot, newSize: size, newRoot: root }, proof)).toBe(true);
      }
    }
  });
});
