/**
 * A whole log read once, from its first entry to its last: the root of what was read, and of what there was before.
 *
 *     stream = createLogStream({ earlier: checkpoints seen on other days })
 *     stream.addBundle(bytes, width)      in order; gives the entries
 *     stream.faults(checkpoint)           what contradicts what, all of it
 *
 * An earlier checkpoint is held against the root as its size goes by, so no consistency proof is needed: a history that
 * was rewritten has another root at a size that somebody saw. Memory does not grow with the log.
 * Spec: spec/log.md, section 8.
 * @module
 */
import { equalBytes } from "../bytes.ts";
import { createTreeRange, type Hash, leafHash, type TreeEdge } from "../merkle-tree.ts";
import { ok, type Result } from "../result.ts";
import { type Sha256, sha256 } from "../sha256.ts";
import { type BundleError, decodeBundle } from "./tile.ts";
import type { TreeHead } from "./tile-tree.ts";

export type LogStreamFault = {
  readonly code: "log-size-differs" | "log-root-differs" | "log-history-differs" | "log-history-ahead";
  /** Of the checkpoint at fault. */
  readonly size: number;
};

export type LogStream = {
  /** Entries so far. */
  readonly size: number;
  root(): Hash;
  /** What to go on from another day. */
  edge(): TreeEdge;
  addEntry(entry: Uint8Array): void;
  /** For hashes computed elsewhere, by `leafHash`. */
  addLeafHash(leaf: Hash): void;
  /** The entries of the next bundle; a bundle that cannot be read adds nothing. */
  addBundle(bytes: Uint8Array, width: number): Result<readonly Uint8Array[], BundleError>;
  /** What has been read held against the checkpoint that promised it, and against the earlier ones. */
  faults(head: TreeHead): LogStreamFault[];
};

export type LogStreamOptions = {
  readonly sha?: Sha256;
  /** Checkpoints of the same log that were seen before, in any order. */
  readonly earlier?: readonly TreeHead[];
  /** The reader's own, from an earlier run over the same log; nothing before it is read again. */
  readonly edge?: TreeEdge;
};

export function createLogStream({ sha = sha256, earlier = [], edge }: LogStreamOptions = {}): LogStream {
  const range = createTreeRange(sha, edge);
  const start = range.size;
  const coming = [...earlier].sort((a, b) => a.size - b.size);
  const contradicted: LogStreamFault[] = [];
  let next = 0;
  const holdAgainst = (): void => {
    for (let head = coming[next]; head !== undefined && head.size <= range.size; head = coming[++next]) {
      // What ended before the edge was held against it in the run that made the edge.
      if (head.size < start) continue;
      if (!equalBytes(range.root(), head.root))
        contradicted.push({ code: "log-history-differs", size: head.size });
    }
  };
  holdAgainst();
  const addLeafHash = (leaf: Hash): void => {
    range.add(leaf);
    if (coming[next]?.size === range.size) holdAgainst();
  };
  return {
    get size() {
      return range.size;
    },
    root: range.root,
    edge: range.edge,
    addLeafHash,
    addEntry: (entry) => addLeafHash(leafHash(entry, sha)),
    addBundle(bytes, width) {
      const entries = decodeBundle(bytes, width);
      if (!entries.ok) return entries;
      for (const entry of entries.value) addLeafHash(leafHash(entry, sha));
      return ok(entries.value);
    },
    faults(head) {
      const faults = [...contradicted];
      for (const { size } of coming.slice(next)) faults.push({ code: "log-history-ahead", size });
      if (head.size !== range.size) faults.push({ code: "log-size-differs", size: head.size });
      else if (!equalBytes(range.root(), head.root))
        faults.push({ code: "log-root-differs", size: head.size });
      return faults;
    },
  };
}
