/**
 * A sequencer in a world that breaks, and an auditor who knows only what was published and promised.
 * @module
 */
import { createDurableFiles, type FileSystem } from "@triplicate/adapters/durable-files.ts";
import { createKeyPair, nodeSha256, signerOf, verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import {
  createMemoryFileSystem,
  type MemoryFileSystem,
} from "@triplicate/adapters/memory-file-system.test-helper.ts";
import { type Database, openDatabase } from "@triplicate/adapters/sqlite.ts";
import { encodeHex, equalBytes } from "@triplicate/core/bytes.ts";
import { parseCheckpoint } from "@triplicate/core/log/checkpoint.ts";
import { bundlePath, bundlesOf, decodeBundle, TILE_WIDTH, tilePath } from "@triplicate/core/log/tile.ts";
import { createTileReader } from "@triplicate/core/log/tile-reader.ts";
import { createTreeRange, leafHash } from "@triplicate/core/merkle-tree.ts";
import { createNoteKey, type NoteKey, type SignatureType } from "@triplicate/core/note/key.ts";
import { openNote, type Signer } from "@triplicate/core/note/note.ts";
import type { Result } from "@triplicate/core/result.ts";
import type { Clock } from "./clock.ts";
import type { Cosigning } from "./cosigning.ts";
import { startSequencer } from "./sequencer.ts";
import type { RecoveryError } from "./sequencer-recovery.ts";
import { openSequencerStore, type SequencerStore } from "./sequencer-store.ts";
import type { Sequencer } from "./sequencer-types.ts";

export function testSigner(name: string, type: SignatureType, seed: number): Signer {
  const pair = createKeyPair(new Uint8Array(32).fill(seed));
  return signerOf(createNoteKey(name, type, pair.publicKey), pair.seed);
}

export const LOG_SIGNER = testSigner("log.example/test", 0x01, 7);

/** Batches begin at once; what would happen after half a second never does. */
export const hastyClock: Clock = {
  now: () => 1_700_000_000_000,
  after(milliseconds, act) {
    if (milliseconds >= 500) return () => {};
    const immediate = setImmediate(act);
    return () => clearImmediate(immediate);
  },
};

export type StoreTrouble = "fail" | "fail-stored";

export type World = {
  readonly disk: MemoryFileSystem;
  /** Every checkpoint that stood in the folder at any time. */
  readonly served: Uint8Array[];
  /** Trouble at the exchange of that number, from 0. */
  commitTrouble: { readonly at: number; readonly kind: StoreTrouble } | null;
  readonly commits: number;
  start(cosigning?: Cosigning): Promise<Result<Sequencer, RecoveryError>>;
  close(): void;
};

export function createWorld(): World {
  const disk = createMemoryFileSystem();
  const served: Uint8Array[] = [];
  const database: Database = openDatabase(":memory:");
  let commits = 0;
  const system: FileSystem = {
    ...disk,
    async rename(from, to) {
      await disk.rename(from, to).finally(() => {
        if (to !== "log/checkpoint") return;
        const standing = disk.files().get("log/checkpoint");
        if (standing !== undefined) served.push(standing);
      });
    },
  };
  const world: World = {
    disk,
    served,
    commitTrouble: null,
    get commits() {
      return commits;
    },
    start(cosigning) {
      const store = openSequencerStore(database);
      const troubled: SequencerStore = {
        ...store,
        commit(commit) {
          const trouble = world.commitTrouble?.at === commits ? world.commitTrouble.kind : null;
          commits += 1;
          if (trouble === "fail") throw new Error("the database fails");
          const done = store.commit(commit);
          if (trouble === "fail-stored") throw new Error("the database fails after it is done");
          return done;
        },
      };
      const files = createDurableFiles("log", system);
      const options = { signer: LOG_SIGNER, clock: hastyClock, ...(cosigning && { cosigning }) };
      return startSequencer(options, { files, store: troubled, release: () => {} });
    },
    close: () => database.close(),
  };
  return world;
}

export type Promised = { readonly index: number; readonly entry: Uint8Array };
export type ReadFile = (path: string) => Uint8Array | null | Promise<Uint8Array | null>;

/** What is wrong with a log by its published files, held against all it ever served and promised. */
export async function auditLog(
  read: ReadFile,
  key: NoteKey,
  served: readonly Uint8Array[],
  promised: readonly Promised[],
): Promise<string[]> {
  const note = await read("checkpoint");
  if (note === null) return served.length + promised.length === 0 ? [] : ["there is no checkpoint"];
  const newest = opened(note, key);
  const faults: string[] = [];
  const byIndex = new Map(promised.map(({ index, entry }) => [index, entry]));
  const rootAt = new Map<number, Uint8Array>();
  const sizes = new Set(served.map((bytes) => opened(bytes, key).size)).add(newest.size);
  const range = createTreeRange(nodeSha256);
  const leaves: Uint8Array[] = [];
  const seen = new Set<string>();
  if (sizes.has(0)) rootAt.set(0, range.root());
  for (const bundle of bundlesOf(newest.size)) {
    const bytes =
      (await read(bundlePath(bundle))) ?? (await read(bundlePath({ ...bundle, width: TILE_WIDTH })));
    if (bytes === null) return [...faults, `${bundlePath(bundle)} is missing`];
    const isPartial = (await read(bundlePath(bundle))) !== null;
    const entries = decodeBundle(bytes, isPartial ? bundle.width : TILE_WIDTH);
    if (!entries.ok) return [...faults, `${bundlePath(bundle)}: ${entries.error.code}`];
    for (const entry of entries.value.slice(0, bundle.width)) {
      const expected = byIndex.get(range.size);
      if (expected !== undefined && !equalBytes(expected, entry))
        faults.push(`entry ${range.size} is another than promised`);
      const leaf = leafHash(entry, nodeSha256);
      if (seen.has(encodeHex(leaf))) faults.push(`entry ${range.size} stands twice`);
      seen.add(encodeHex(leaf));
      leaves.push(leaf);
      range.add(leaf);
      if (sizes.has(range.size)) rootAt.set(range.size, range.root());
    }
  }
  for (const { index } of promised) if (index >= newest.size) faults.push(`entry ${index} was promised`);
  for (const bytes of [...served, note]) {
    const { size, root } = opened(bytes, key);
    if (size > newest.size) faults.push(`the checkpoint of ${size} was served and is gone`);
    else if (!equalBytes(rootAt.get(size)!, root))
      faults.push(`the checkpoint of ${size} contradicts the log`);
  }
  const reader = createTileReader(newest, async (tile) => read(tilePath(tile)), { sha: nodeSha256 });
  const inTiles = await reader.leafHashes(0, newest.size);
  if (!inTiles.ok) faults.push(`the tiles: ${inTiles.error.code}`);
  else if (!inTiles.value.every((leaf, i) => equalBytes(leaf, leaves[i]!))) faults.push("the tiles differ");
  return faults;
}

export function opened(note: Uint8Array, key: NoteKey) {
  const find = (name: string, id: number) => (name === key.name && id === key.id ? key : undefined);
  const result = openNote(note, find, verifyEd25519);
  if (!result.ok) throw new Error(`a checkpoint is no note: ${result.error.code}`);
  const checkpoint = parseCheckpoint(result.value.note.text);
  if (!checkpoint.ok) throw new Error(`no checkpoint: ${checkpoint.error.code}`);
  return checkpoint.value;
}
