/**
 * The count that follows the log: folded from the first entry at the start, and after that with every checkpoint.
 *
 * At the start the entries are hashed again and held against the checkpoint, so a log whose entries were altered on the
 * disk does not open. Their signatures were verified when they came in and are not verified again: whoever doubts runs
 * `triplicate verify`.
 * Spec: spec/transmission.md, section 5.
 * @module
 */
import { equalBytes } from "@triplicate/core/bytes.ts";
import {
  type CellChange,
  type CentralCount,
  createCentralCount,
} from "@triplicate/core/count-central/central-count.ts";
import {
  type EntryContext,
  type JudgedEntry,
  judgeEntry,
  readEntry,
} from "@triplicate/core/count-central/entry.ts";
import { parseCheckpoint } from "@triplicate/core/log/checkpoint.ts";
import { createTreeRange, leafHash } from "@triplicate/core/merkle-tree.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { Published, Sequencer } from "./sequencer-types.ts";

export type LiveCount = {
  readonly count: CentralCount;
  /** Root of the tree that the count is of. */
  readonly root: Uint8Array;
  /** Remembers the judgement of an entry that is about to be logged, so that it is not made twice; gives what forgets it. */
  expect(bytes: Uint8Array, entry: JudgedEntry): () => void;
  /** Resolves when the entries that were there at the start are folded; until then the count is of fewer. */
  readonly caughtUp: Promise<Result<void, LiveCountError>>;
  /** Called after each checkpoint that brought entries, with what changed. Returns what ends it. */
  onChange(listener: (changes: readonly CellChange[]) => void): () => void;
};

export type LiveCountError = { readonly code: "log-entries-damaged" };

/** Entries between two looks at other work while a long log is folded: readers are served meanwhile. */
const ENTRIES_A_TURN = 256;

/** Nothing may be submitted before `caughtUp`. */
export function followLog(sequencer: Sequencer, context: EntryContext): LiveCount {
  const count = createCentralCount(context);
  const expected = new Map<string, JudgedEntry>();
  const listeners = new Set<(changes: readonly CellChange[]) => void>();
  const range = createTreeRange(context.sha256);
  let root: Uint8Array = range.root();

  const take = (index: number, bytes: Uint8Array): readonly CellChange[] => {
    const leaf = leafHash(bytes, context.sha256);
    range.add(leaf);
    const entry = expected.get(nameOf(leaf)) ?? believe(bytes, context);
    if (entry === null) count.skip(index);
    return entry === null ? [] : count.add(index, entry);
  };
  const follow = ({ from, entries }: Published) => {
    if (entries.length === 0) return;
    const changes = entries.flatMap((bytes, i) => take(from + i, bytes));
    root = range.root();
    for (const listener of listeners) listener(changes);
  };
  const fold = async (): Promise<void> => {
    let sinceTurn = 0;
    for await (const { first, entries } of sequencer.readEntries(0, sequencer.size)) {
      for (const [i, bytes] of entries.entries()) take(first + i, bytes);
      sinceTurn += entries.length;
      if (sinceTurn < ENTRIES_A_TURN) continue;
      sinceTurn = 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
    root = range.root();
  };
  const catchUp = async (): Promise<Result<void, LiveCountError>> => {
    try {
      await fold();
    } catch {
      // A bundle that is gone or cannot be read is as bad as one that was altered.
      return err({ code: "log-entries-damaged" });
    }
    const checkpoint = rootOf(sequencer.checkpointNote());
    if (checkpoint === null || range.size !== checkpoint.size || !equalBytes(root, checkpoint.root))
      return err({ code: "log-entries-damaged" });
    sequencer.onPublished(follow);
    return ok(undefined);
  };
  return {
    count,
    get root() {
      return root;
    },
    caughtUp: catchUp(),
    expect(bytes, entry) {
      const name = nameOf(leafHash(bytes, context.sha256));
      expected.set(name, entry);
      return () => expected.delete(name);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** One character a byte: short, and as different as the bytes. */
const nameOf = (hash: Uint8Array): string => String.fromCharCode(...hash);

/** An entry of our own log: judged as if its signatures held, since they did. */
function believe(bytes: Uint8Array, context: EntryContext): JudgedEntry | null {
  const read = readEntry(bytes, context);
  if (!read.ok) return null;
  const judged = judgeEntry(read.value, new Uint8Array(read.value.checks.length).fill(1));
  return judged.ok ? judged.value : null;
}

function rootOf(note: Uint8Array): { size: number; root: Uint8Array } | null {
  const parsed = parseNote(note);
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
  return checkpoint.ok ? checkpoint.value : null;
}
