/**
 * Walks the entries of a published log: read, judged, verified on every core, folded in order.
 *
 *     bundles ──a few ahead──▶ leaf hash, form, keys ──batches──▶ threads verify ──in order──▶ fold ──▶ tiles as served?
 *
 * A batch is all that is held, whatever the log's size. A first, quick walk looks only for bulletins: their sizes are
 * where the fold must stop and compare. A bundle that is not served leaves a gap: where its tile is, the tree goes on
 * over the hashes, and no bulletin after the gap is recounted, since nobody knows what the gap held.
 * Spec: spec/verification.md, sections 5 to 7.
 * @module
 */
import { equalBytes } from "@triplicate/core/bytes.ts";
import type { CountedEntry } from "@triplicate/core/count-central/central-count.ts";
import {
  type EntryContext,
  type EntryRefusal,
  judgeEntry,
  type ReadEntry,
  readEntry,
} from "@triplicate/core/count-central/entry.ts";
import {
  type BundleId,
  bundlePath,
  bundlesOf,
  decodeBundle,
  decodeTile,
  MAX_BUNDLE_BYTES,
  TILE_WIDTH,
  tilePath,
} from "@triplicate/core/log/tile.ts";
import { HASH_BYTES, type Hash } from "@triplicate/core/merkle-tree.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { BULLETIN } from "@triplicate/core/statement/bulletin.ts";
import {
  createEntryScanner,
  type EntryScanner,
  type ScannedEntry,
} from "@triplicate/core/verification/entry-scan.ts";
import type { AnnouncedBulletin, LogFold } from "@triplicate/core/verification/log-fold.ts";
import type { BreachCollector } from "@triplicate/core/verification/rules.ts";
import type { ComputedTile } from "@triplicate/core/verification/tree-check.ts";
import { nodeSha256 } from "./ed25519-node.ts";
import { isSilence, type LogSource, readAhead, type SourceFault } from "./log-source.ts";
import type { PoolCheck, SignaturePool } from "./signature-pool.ts";

const TILE_BYTES = TILE_WIDTH * HASH_BYTES;
/** A far server answers so many questions at once. */
const AHEAD = 8;
/** Signatures in a batch. As many batches as threads are under way, and one: each core then has work while the next is read. */
const BATCH_CHECKS = 512;

/** More bulletins than anybody prints in an election; each that is kept takes a few thousand bytes. */
export const MAX_BULLETINS = 10_000;
const BULLETIN_START = Buffer.from(`${BULLETIN.form}\n`);

export type WalkProgress = (entries: number) => void;

/** Every bulletin with its index, as far as bundles are served and well formed. */
export async function findBulletins(
  source: LogSource,
  size: number,
  onProgress: WalkProgress,
): Promise<Result<AnnouncedBulletin[], SourceFault>> {
  const found: AnnouncedBulletin[] = [];
  // One after another: whoever signs a checkpoint may say any size, and a list of its bundles would fill the memory.
  const bundles = idsOf(size);
  for await (const read of readAhead(source, pathsOf(size), MAX_BUNDLE_BYTES, AHEAD)) {
    const { index, width } = bundles.next().value!;
    if (!read.ok && isSilence(read.error)) return read;
    // No bulletin after a gap is recounted.
    if (!read.ok) break;
    // Nearly no bundle has one, and looking for the words is a hundred times faster than taking a bundle apart.
    const entries = mentions(read.value) ? decodeBundle(read.value, width) : null;
    if (entries?.ok !== true) continue;
    for (const [i, entry] of entries.value.entries()) {
      if (!startsWith(entry, BULLETIN_START) || found.length >= MAX_BULLETINS) continue;
      const note = parseNote(entry);
      const bulletin = note.ok ? BULLETIN.parse(note.value.text) : null;
      if (bulletin?.ok === true) found.push({ entry: index * TILE_WIDTH + i, bulletin: bulletin.value });
    }
    onProgress(index * TILE_WIDTH + width);
  }
  return ok(found);
}

const mentions = ({ buffer, byteOffset, length }: Uint8Array): boolean =>
  Buffer.from(buffer, byteOffset, length).includes(BULLETIN_START);

const idsOf = (size: number): Generator<BundleId, undefined> => bundlesOf(size);

function* pathsOf(size: number): Generator<string> {
  for (const id of idsOf(size)) yield bundlePath(id);
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  if (bytes.length < start.length) return false;
  for (let i = 0; i < start.length; i += 1) if (bytes[i] !== start[i]) return false;
  return true;
}

export type WalkParts = {
  readonly source: LogSource;
  readonly size: number;
  readonly context: EntryContext;
  readonly fold: LogFold;
  readonly pool: SignaturePool;
  readonly breaches: BreachCollector;
  readonly onProgress: WalkProgress;
};

export type Walked = {
  /** Whether every entry was there to be read. */
  readonly isWhole: boolean;
  /** Whether the tree was recomputed to its end, over a gap's hashes if need be. */
  readonly isTree: boolean;
  readonly signatures: number;
};

type Waiting =
  | { readonly leaf: Hash; readonly entry: Uint8Array; readonly scanned: ScannedEntry }
  | { readonly leaf: Hash; readonly entry: Uint8Array; readonly read: Result<ReadEntry, EntryRefusal> };

type Batch = { readonly waiting: Waiting[]; readonly checks: PoolCheck[] };

/** A fault where the source fell silent: what was kept so far serves the next run. */
export async function walkEntries(parts: WalkParts): Promise<Result<Walked, SourceFault>> {
  const { source, size, context, fold, pool, breaches, onProgress } = parts;
  const tiles = createTileComparison(source, breaches);
  const scan = createEntryScanner(context);
  const open: { readonly batch: Batch; readonly verdicts: Promise<Uint8Array> }[] = [];
  let signatures = 0;
  const settleFirst = async () => {
    const { batch, verdicts } = open.shift()!;
    await tiles.compare(foldBatch(fold, batch, await verdicts, context));
    onProgress(fold.size);
  };
  const settleAll = async () => {
    while (open.length > 0) await settleFirst();
  };
  const send = async (batch: Batch) => {
    signatures += batch.checks.length;
    const verdicts = pool.verify(batch.checks);
    // Awaited in its turn; until then a thread that dies is no unhandled rejection.
    verdicts.catch(() => {});
    open.push({ batch, verdicts });
    if (open.length > pool.threads) await settleFirst();
  };
  const bundles = idsOf(size);
  let isWhole = true;
  let batch = emptyBatch();
  for await (const read of readAhead(source, pathsOf(size), MAX_BUNDLE_BYTES, AHEAD)) {
    const id = bundles.next().value!;
    if (!read.ok && isSilence(read.error)) return read;
    const entries = read.ok ? decodeBundle(read.value, id.width) : null;
    if (entries?.ok === true) {
      for (const entry of entries.value) addEntry(batch, entry, context, scan);
    } else {
      isWhole = false;
      const detail = { name: bundlePath(id), code: read.ok ? "bundle-form" : read.error.code };
      breaches.add({ rule: read.ok ? "tree-bundle" : "tree-missing", entry: id.index * TILE_WIDTH, detail });
      await send(batch);
      batch = emptyBatch();
      await settleAll();
      const hashes = await servedHashes(source, id);
      if (hashes === null) return ok({ isWhole, isTree: false, signatures });
      await tiles.compare(hashes.flatMap((hash) => fold.gap(hash)));
    }
    if (batch.checks.length < BATCH_CHECKS) continue;
    await send(batch);
    batch = emptyBatch();
  }
  await send(batch);
  await settleAll();
  await tiles.compare(fold.finish());
  await tiles.done();
  const silence = tiles.silence();
  return silence === null ? ok({ isWhole, isTree: true, signatures }) : err(silence);
}

const emptyBatch = (): Batch => ({ waiting: [], checks: [] });

/**
 * Of an entry inside a bundle of ours alone: the length that stood before it has been read, so its last byte becomes the
 * zero that RFC 6962 hashes before a leaf, and no entry is copied.
 */
function bundledLeafHash(entry: Uint8Array): Hash {
  const prefixed = new Uint8Array(entry.buffer, entry.byteOffset - 1, entry.length + 1);
  prefixed[0] = 0x00;
  return nodeSha256(prefixed);
}

function addEntry(
  { waiting, checks }: Batch,
  entry: Uint8Array,
  context: EntryContext,
  scan: EntryScanner,
): void {
  const leaf = bundledLeafHash(entry);
  const scanned = scan(entry);
  if (scanned !== null) {
    waiting.push({ leaf, entry, scanned });
    for (const check of scanned.checks) checks.push(check);
    return;
  }
  const read = readEntry(entry, context);
  waiting.push({ leaf, entry, read });
  if (!read.ok) return;
  for (const { key, message, signature } of read.value.checks) {
    checks.push({ publicKey: key.publicKey, message, signature });
  }
}

function foldBatch(
  fold: LogFold,
  { waiting }: Batch,
  verdicts: Uint8Array,
  context: EntryContext,
): ComputedTile[] {
  const tiles: ComputedTile[] = [];
  let from = 0;
  for (const one of waiting) {
    const count =
      "scanned" in one ? one.scanned.checks.length : one.read.ok ? one.read.value.checks.length : 0;
    const answers = verdicts.subarray(from, from + count);
    from += count;
    const completed = fold.add(one.leaf, judged(one, answers, context));
    if (completed.length > 0) tiles.push(...completed);
  }
  return tiles;
}

function judged(
  one: Waiting,
  answers: Uint8Array,
  context: EntryContext,
): Result<CountedEntry, EntryRefusal> {
  if ("scanned" in one && !answers.includes(0)) return ok(one.scanned);
  // Only the slow way says what is wrong; it asks the same lines in the same order.
  const read = "scanned" in one ? readEntry(one.entry, context) : one.read;
  return read.ok ? judgeEntry(read.value, answers) : read;
}

/** The leaf hashes of a bundle as the log's own tile has them; null where that is not served either. */
async function servedHashes(source: LogSource, { index, width }: BundleId): Promise<Hash[] | null> {
  const read = await source.read(tilePath({ level: 0, index, width }), TILE_BYTES);
  return read.ok ? decodeTile(read.value, width) : null;
}

/** Holds computed tiles against served ones, a few requests at a time. */
function createTileComparison(source: LogSource, breaches: BreachCollector) {
  const open: Promise<void>[] = [];
  let silence: SourceFault | null = null;
  const compareOne = async (tile: ComputedTile): Promise<void> => {
    const name = tilePath(tile);
    let served = await source.read(name, TILE_BYTES);
    // A log may delete a partial tile once the full one exists (C2SP tlog-tiles).
    if (!served.ok && tile.width < TILE_WIDTH) {
      const full = await source.read(tilePath({ ...tile, width: TILE_WIDTH }), TILE_BYTES);
      if (full.ok) served = { ok: true, value: full.value.subarray(0, tile.bytes.length) };
    }
    const { level, index } = tile;
    if (!served.ok && isSilence(served.error)) silence = served.error;
    else if (!served.ok) breaches.add({ rule: "tree-missing", detail: { name, code: served.error.code } });
    else if (!equalBytes(served.value, tile.bytes)) {
      const first = firstDifference(served.value, tile.bytes);
      const place = level === 0 ? { entry: index * TILE_WIDTH + first } : {};
      breaches.add({ rule: "tree-tile", ...place, detail: { name, hash: first } });
    }
  };
  const done = async () => {
    await Promise.all(open.splice(0));
  };
  return {
    done,
    silence: (): SourceFault | null => silence,
    async compare(tiles: readonly ComputedTile[]) {
      for (const tile of tiles) {
        open.push(compareOne(tile));
        if (open.length >= AHEAD) await done();
      }
    },
  };
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  let at = 0;
  while (at < b.length && a[at] === b[at]) at += 1;
  return Math.floor(at / HASH_BYTES);
}
