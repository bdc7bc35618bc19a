/**
 * A complete public folder of a simulated election, written at once and without a server: package, tiles, checkpoint,
 * bulletins. For benchmarks, for tests, and for attackers who hold the keys of the log and the centre.
 *
 * What it writes is what a centre would have written, whoever the entries come from: nothing here asks whether they
 * are acceptable. Files are not flushed one by one; a folder that matters is written by a centre.
 * Spec: spec/log.md, section 3.
 * @module
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { loadPackage } from "@triplicate/adapters/election-package.ts";
import { composeBulletin, printBulletin } from "@triplicate/core/count-central/bulletin.ts";
import { createCentralCount } from "@triplicate/core/count-central/central-count.ts";
import { type EntryContext, judgeEntry, readEntry } from "@triplicate/core/count-central/entry.ts";
import { printCheckpoint } from "@triplicate/core/log/checkpoint.ts";
import { bundlePath, decodeBundle, encodeBundle, TILE_WIDTH, tilePath } from "@triplicate/core/log/tile.ts";
import { EMPTY_EDGE, growTiles, type TreeHead } from "@triplicate/core/log/tile-tree.ts";
import { EMPTY_ROOT, type Hash, leafHash } from "@triplicate/core/merkle-tree.ts";
import { cosignText, printNote, signNote } from "@triplicate/core/note/note.ts";
import type { Sha256 } from "@triplicate/core/sha256.ts";
import { MIDNIGHT } from "@triplicate/simulation/election/definition.ts";
import { type SimulatedElection, simulateElection } from "@triplicate/simulation/election/election.ts";
import type { ElectionShape } from "@triplicate/simulation/election/shape.ts";
import { signAs } from "@triplicate/simulation/election/signed-day.ts";
import { jobsOf, type SimulatedPieces, startPieces } from "./simulated-jobs.ts";
import { nodeSigningKit } from "./simulated-kit.ts";
import { type PackageOptions, writeSimulatedPackage } from "./simulated-package.ts";

export type SimulatedLogOptions = {
  /** Created if it is not there. */
  readonly folder: string;
  readonly shape: ElectionShape;
  /** What the log holds, in order; the honest day of every station when left out. */
  readonly entries?: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** After the entries, one bulletin a contest of what they add up to; default true. */
  readonly bulletins?: boolean;
  /** Which cosigners cosign the checkpoint; all when left out. */
  readonly cosigning?: readonly number[];
  readonly package?: PackageOptions;
};

export type SimulatedLog = {
  readonly folder: string;
  readonly election: SimulatedElection;
  readonly size: number;
  readonly root: Hash;
  /** The bytes of the file `checkpoint`. */
  readonly checkpoint: Uint8Array;
};

/** Noon after the day of the vote, when everything that is simulated is announced and cosigned. */
export const ANNOUNCED_AT = MIDNIGHT + 36 * 3600;

export async function writeSimulatedLog(options: SimulatedLogOptions): Promise<SimulatedLog> {
  const { folder, shape, bulletins = true, cosigning } = options;
  const election = simulateElection(shape, nodeSigningKit);
  const pieces = startPieces(election);
  try {
    await writeSimulatedPackage(folder, election, pieces, options.package);
    const tiles = createTileWriter(folder, election.kit.sha256);
    const fold = bulletins ? await createFold(folder) : null;
    for await (const entry of options.entries ?? honestEntries(election, pieces)) {
      await tiles.add(entry);
      fold?.add(entry);
    }
    if (fold !== null) {
      for (const text of fold.bulletins(tiles.head(), ANNOUNCED_AT))
        await tiles.add(signAs(text, [election.cast.centre], election.kit));
    }
    const head = await tiles.finish();
    const checkpoint = await signCheckpoint(election, head, cosigning);
    await writeFile(join(folder, "checkpoint"), checkpoint);
    return { folder, election, ...head, checkpoint };
  } finally {
    await pieces.close();
  }
}

/** Each station's actas, then its closing record, in order of stations; after all of them the sheets. */
export async function* honestEntries(
  { shape }: SimulatedElection,
  pieces: SimulatedPieces,
): AsyncGenerator<Uint8Array> {
  for (const kind of ["days", "sheets"] as const) {
    for await (const piece of pieces.run(jobsOf(kind, shape.stations))) yield* notesIn(piece);
  }
}

/** Notes end to end, each after its length in two bytes: the form of the files that a simulation writes. */
export function* notesIn(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const end = at + 2 + ((bytes[at]! << 8) | bytes[at + 1]!);
    const note = decodeBundle(bytes.subarray(at, end), 1);
    if (!note.ok) throw new Error("the bundle ends within a note");
    yield note.value[0]!;
    at = end;
  }
}

export type EntryFold = {
  add(entry: Uint8Array): void;
  /** A bulletin's text for each contest, of the entries so far. */
  bulletins(head: TreeHead, time: number): string[];
};

/** Folds entries as a centre does that believes every signature: whoever wrote them has just made these. */
export async function createFold(folder: string): Promise<EntryFold> {
  const loaded = await loadPackage(folder);
  if (!loaded.ok) throw new Error(`the package is not in order: ${JSON.stringify(loaded.error)}`);
  const context: EntryContext = { ...loaded.value, mode: "live", sha256: nodeSigningKit.sha256 };
  const count = createCentralCount(context);
  return {
    add(entry) {
      const read = readEntry(entry, context);
      const judged = read.ok
        ? judgeEntry(read.value, new Uint8Array(read.value.checks.length).fill(1))
        : read;
      if (judged.ok) count.add(count.size, judged.value);
      else count.skip(count.size);
    },
    bulletins: ({ root }, time) =>
      context.definition.contests.map((_, contest) => {
        const number = count.bulletins(contest).entries.length + 1;
        return printBulletin(composeBulletin({ context, count, contest, number, time, root }));
      }),
  };
}

export type TileWriter = {
  add(entry: Uint8Array): Promise<void>;
  /** Size and root so far. */
  head(): TreeHead;
  /** Writes what is not on disk yet: the tiles and the bundle at the right edge, as of a log that publishes this size. */
  finish(): Promise<TreeHead>;
};

/** Hashes gathered before the tree grows: each growth writes the partial tiles of its moment. */
const GROWTH = TILE_WIDTH * TILE_WIDTH;

/** Entries as bundles and tiles below `folder`. */
export function createTileWriter(folder: string, sha256: Sha256): TileWriter {
  const put = createWriter(folder);
  let [edge, root] = [EMPTY_EDGE, EMPTY_ROOT];
  let bundle: Uint8Array[] = [];
  let hashes: Hash[] = [];
  let bundles = 0;
  const putBundle = () => put(bundlePath({ index: bundles, width: bundle.length }), encodeBundle(bundle));
  const grow = async () => {
    const growth = growTiles(edge, hashes, sha256);
    for (const tile of growth.tiles) await put(tilePath(tile), tile.bytes);
    ({ edge, root } = growth);
    hashes = [];
  };
  return {
    async add(entry) {
      bundle.push(entry);
      hashes.push(leafHash(entry, sha256));
      if (bundle.length === TILE_WIDTH) {
        await putBundle();
        bundles += 1;
        bundle = [];
      }
      if (hashes.length === GROWTH) await grow();
    },
    head: () => ({ size: edge.size + hashes.length, root: growTiles(edge, hashes, sha256).root }),
    async finish() {
      if (bundle.length > 0) await putBundle();
      if (hashes.length > 0) await grow();
      return { size: edge.size, root };
    },
  };
}

/** Makes each folder once. */
function createWriter(folder: string): (name: string, bytes: Uint8Array) => Promise<void> {
  const made = new Set<string>();
  return async (name, bytes) => {
    const path = join(folder, name);
    const parent = dirname(path);
    if (!made.has(parent)) await mkdir(parent, { recursive: true });
    made.add(parent);
    await writeFile(path, bytes);
  };
}

/** The log's checkpoint of that tree, cosigned by those cosigners without a question. */
export async function signCheckpoint(
  { cast, shape, kit }: SimulatedElection,
  { size, root }: TreeHead,
  cosigning: readonly number[] = Array.from({ length: shape.cosigners }, (_, index) => index),
): Promise<Uint8Array> {
  const signerOf = (player: (typeof cast)["log"]) => ({
    key: player.key,
    sign: (message: Uint8Array) => kit.sign(player.seed, message),
  });
  const note = await signNote(printCheckpoint({ origin: cast.log.id, size, root }), [signerOf(cast.log)]);
  const signatures = [...note.signatures];
  for (const index of cosigning) {
    signatures.push(await cosignText(note.text, ANNOUNCED_AT, signerOf(cast.cosigners[index]!)));
  }
  return printNote({ text: note.text, signatures });
}
