/**
 * Merkle trees: roots, and proofs that an entry is in a tree or that a tree only grew (the trees of RFC 6962).
 *
 *     range = createTreeRange()      one leaf after another, in memory that grows with the logarithm of their number
 *     proveInclusion(leaves, index)  for leaves at hand; a log's proofs are read from its tiles (core/log)
 *
 * Sizes and indices are exact integers up to 2^53 - 1: they are halved, never shifted, as shifts cut them to 32 bits.
 * A proof alone binds no tree size: size and root are taken from one signed text, always together.
 * Follows RFC 9162 section 2.1, whose section numbers stand in parentheses. Spec: spec/log.md, section 2.
 * @module
 */
import { equalBytes } from "./bytes.ts";
import { SHA256_BYTES, type Sha256, sha256 } from "./sha256.ts";

/** 32 bytes. */
export type Hash = Uint8Array;

export const HASH_BYTES = SHA256_BYTES;

/** The root of a tree without leaves: the hash of nothing (2.1.1). */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array());

// Distinct prefixes keep a leaf from ever passing for an inner node (2.1.1).
const LEAF = 0x00;
const NODE = 0x01;

export function leafHash(entry: Uint8Array, sha: Sha256 = sha256): Hash {
  const bytes = new Uint8Array(1 + entry.length);
  bytes[0] = LEAF;
  bytes.set(entry, 1);
  return sha(bytes);
}

export function nodeHash(left: Hash, right: Hash, sha: Sha256 = sha256): Hash {
  const bytes = new Uint8Array(1 + 2 * HASH_BYTES);
  bytes[0] = NODE;
  bytes.set(left, 1);
  bytes.set(right, 1 + HASH_BYTES);
  return sha(bytes);
}

/**
 * A tree's right edge: the roots of its full subtrees, largest first, one for every 1 in the size written in binary.
 * Size and edge are all that growing needs.
 */
export type TreeEdge = { readonly size: number; readonly hashes: readonly Hash[] };

export type TreeRange = {
  readonly size: number;
  add(leaf: Hash): void;
  /** The root over the leaves so far; asking does not end anything. */
  root(): Hash;
  edge(): TreeEdge;
};

/** Told of every two subtrees as they are joined: the leaves from `left` to `middle`, and from there to `right`. */
type OnJoin = (left: number, middle: number, right: number, leftHash: Hash, rightHash: Hash) => void;

/** Goes on from `edge`, which must be the caller's own: what it says is not checked. */
export function createTreeRange(
  sha: Sha256 = sha256,
  edge: TreeEdge = { size: 0, hashes: [] },
  onJoin?: OnJoin,
): TreeRange {
  if (edge.hashes.length !== countOnes(edge.size)) throw new RangeError("the edge is not of that size");
  const stack = [...edge.hashes];
  let { size } = edge;
  return {
    get size() {
      return size;
    },
    add(leaf) {
      if (leaf.length !== HASH_BYTES) throw new RangeError(`a hash has ${HASH_BYTES} bytes`);
      if (size >= Number.MAX_SAFE_INTEGER) throw new RangeError("a tree of this size cannot be counted");
      let hash = leaf;
      // Every 1 at the low end of the old size is a full subtree that the new leaf completes to one twice as large.
      for (let rest = size, width = 1; rest % 2 === 1; rest = Math.floor(rest / 2), width *= 2) {
        const left = stack.pop()!;
        onJoin?.(size + 1 - 2 * width, size + 1 - width, size + 1, left, hash);
        hash = nodeHash(left, hash, sha);
      }
      stack.push(hash);
      size += 1;
    },
    root: () => rootOfEdge({ size, hashes: stack }, sha, onJoin),
    edge: () => ({ size, hashes: [...stack] }),
  };
}

function rootOfEdge({ size, hashes }: TreeEdge, sha: Sha256, onJoin?: OnJoin): Hash {
  const last = hashes.at(-1);
  if (last === undefined) return EMPTY_ROOT;
  let hash = last;
  let middle = size - lowestOne(size);
  for (const left of hashes.slice(0, -1).reverse()) {
    const start = middle - lowestOne(middle);
    onJoin?.(start, middle, size, left, hash);
    hash = nodeHash(left, hash, sha);
    middle = start;
  }
  return hash;
}

export function rootHash(leaves: Iterable<Hash>, sha: Sha256 = sha256): Hash {
  const range = createTreeRange(sha);
  for (const leaf of leaves) range.add(leaf);
  return range.root();
}

/** The siblings of leaf `index`, from the bottom up (2.1.3.1). The leaves may stream: memory stays small. */
export function proveInclusion(leaves: Iterable<Hash>, index: number, sha: Sha256 = sha256): Hash[] {
  const proof: Hash[] = [];
  const range = createTreeRange(sha, undefined, (left, middle, right, leftHash, rightHash) => {
    if (left <= index && index < right) proof.push(index < middle ? rightHash : leftHash);
  });
  for (const leaf of leaves) range.add(leaf);
  if (!Number.isSafeInteger(index) || index < 0 || index >= range.size)
    throw new RangeError(`no leaf ${index} in ${range.size}`);
  range.root();
  return proof;
}

/** What a proof of inclusion claims. Size and root come from one checkpoint or one signed text. */
export type InclusionClaim = {
  /** The entry itself, not its hash: nobody then passes an inner node for a leaf. */
  readonly entry: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Hash;
};

/** Whether the proof shows the entry at that index (2.1.3.2). */
export function isIncluded(claim: InclusionClaim, proof: readonly Hash[], hash: Sha256 = sha256): boolean {
  const { entry, index, size, root } = claim;
  const shown = rootFromInclusion(leafHash(entry, hash), index, size, proof, hash);
  return shown !== null && equalBytes(shown, root);
}

/** The root that the proof leads to; null where a proof of that length cannot belong to that index and size. */
export function rootFromInclusion(
  leaf: Hash,
  index: number,
  size: number,
  proof: readonly Hash[],
  sha: Sha256 = sha256,
): Hash | null {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return null;
  if (!areHashes([leaf, ...proof])) return null;
  // The RFC's fn and sn.
  let [node, last] = [index, size - 1];
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return null;
    const isRight = node % 2 === 1 || node === last;
    hash = isRight ? nodeHash(sibling, hash, sha) : nodeHash(hash, sibling, sha);
    // At the right end a lone node moves up without a sibling until it is somebody's right.
    while (isRight && node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? hash : null;
}

/**
 * Proof that the tree of the first `oldSize` leaves is the beginning of this one (2.1.4.1); empty for no leaves and
 * for all of them.
 */
export function proveConsistency(leaves: readonly Hash[], oldSize: number, sha: Sha256 = sha256): Hash[] {
  if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > leaves.length)
    throw new RangeError(`no tree of ${oldSize} in ${leaves.length}`);
  return consistencyParts(oldSize, leaves.length).map(({ start, end }) =>
    rootHash(leaves.slice(start, end), sha),
  );
}

/** The leaves from `start` to before `end`. */
export type LeafSpan = { readonly start: number; readonly end: number };

/** The subtrees whose roots are the proof of consistency between two sizes, in the proof's order (2.1.4.1). */
export function consistencyParts(oldSize: number, newSize: number): LeafSpan[] {
  if (oldSize === 0 || oldSize === newSize) return [];
  const parts: LeafSpan[] = [];
  let [start, end] = [0, newSize];
  // As long as the old tree is a subtree seen from its own root, the verifier has that root already (the RFC's b).
  while (end !== oldSize) {
    const middle = start + splitSize(end - start);
    if (oldSize <= middle) {
      parts.push({ start: middle, end });
      end = middle;
    } else {
      parts.push({ start, end: middle });
      start = middle;
    }
  }
  if (start !== 0) parts.push({ start, end });
  return parts.reverse();
}

/** The subtrees whose roots are the proof of inclusion of a leaf, in the proof's order (2.1.3.1). */
export function inclusionParts(index: number, size: number): LeafSpan[] {
  const parts: LeafSpan[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitSize(end - start);
    parts.push(index < middle ? { start: middle, end } : { start, end: middle });
    [start, end] = index < middle ? [start, middle] : [middle, end];
  }
  return parts.reverse();
}

/** Two trees of one log, each from its own checkpoint. */
export type ConsistencyClaim = {
  readonly oldSize: number;
  readonly oldRoot: Hash;
  readonly newSize: number;
  readonly newRoot: Hash;
};

/** Whether the proof shows that the old tree is the beginning of the new one (2.1.4.2). */
export function isConsistent(claim: ConsistencyClaim, proof: readonly Hash[], sha: Sha256 = sha256): boolean {
  const { oldSize, oldRoot, newSize, newRoot } = claim;
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize)) return false;
  if (oldSize < 0 || oldSize > newSize || !areHashes([oldRoot, newRoot, ...proof])) return false;
  if (oldSize === newSize) {
    if (oldSize === 0 && !equalBytes(oldRoot, EMPTY_ROOT)) return false;
    return proof.length === 0 && equalBytes(oldRoot, newRoot);
  }
  // Any tree grows out of the empty one; there is nothing to prove, and only one empty root.
  if (oldSize === 0) return proof.length === 0 && equalBytes(oldRoot, EMPTY_ROOT);
  const path = lowestOne(oldSize) === oldSize ? [oldRoot, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let [node, last] = [oldSize - 1, newSize - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let [oldHash, newHash] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [oldHash, newHash] = [nodeHash(sibling, oldHash, sha), nodeHash(sibling, newHash, sha)];
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else newHash = nodeHash(newHash, sibling, sha);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, newRoot);
}

const half = (value: number): number => Math.floor(value / 2);
const areHashes = (hashes: readonly Uint8Array[]): boolean =>
  hashes.every(({ length }) => length === HASH_BYTES);

/** The largest power of two below `size` (2.1.1). */
export function splitSize(size: number): number {
  let width = 1;
  while (width * 2 < size) width *= 2;
  return width;
}

/** The value of the last 1 of a positive integer in binary; the width of a tree's last full subtree. */
export function lowestOne(size: number): number {
  let width = 1;
  for (let rest = size; rest % 2 === 0 && rest > 0; rest /= 2) width *= 2;
  return width;
}

function countOnes(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = half(rest)) ones += rest % 2;
  return ones;
}
