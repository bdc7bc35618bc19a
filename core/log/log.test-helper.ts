/**
 * A log in memory for tests: entries in, tiles and bundles out, read back as from a server.
 * @module
 */
import { createPublicKey, type KeyObject, hash as nodeHash, verify } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import { encodeHex, utf8 } from "../bytes.ts";
import { type Hash, leafHash, rootHash } from "../merkle-tree.ts";
import { createNoteKey, type NoteKey, SIGNATURE_TYPE } from "../note/key.ts";
import {
  cosignText,
  type NoteSignature,
  printNote,
  type Signer,
  signText,
  type VerifyEd25519,
} from "../note/note.ts";
import type { Sha256 } from "../sha256.ts";
import { printCheckpoint } from "./checkpoint.ts";
import { bundlePath, type TileId, tilePath } from "./tile.ts";
import {
  EMPTY_EDGE,
  growBundles,
  growTiles,
  type ReadTile,
  type TileEdge,
  type TreeHead,
} from "./tile-tree.ts";

export const entryOf = (index: number): Uint8Array => utf8(`entry ${index}`);

/** The portable one answers the same and takes three times as long over millions of nodes. */
export const sha: Sha256 = (bytes) => new Uint8Array(nodeHash("sha256", bytes, "buffer"));

const keys = new Map<string, KeyObject>();

export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  const hex = encodeHex(publicKey);
  let key = keys.get(hex);
  if (key === undefined) {
    const x = Buffer.from(publicKey).toString("base64url");
    key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    keys.set(hex, key);
  }
  return verify(null, message, key, signature);
};

/** The same bytes with one bit other. */
export const flip = (bytes: Uint8Array, at: number, bit = 1): Uint8Array =>
  bytes.map((byte, i) => (i === at ? byte ^ bit : byte));

export const LOG_ORIGIN = "log.example/union-2026";

export function signerOf(name: string, type: NoteKey["type"], seed: number): Signer {
  const secret = new Uint8Array(32).fill(seed);
  const key = createNoteKey(name, type, ed25519.getPublicKey(secret));
  return { key, sign: (message) => ed25519.sign(message, secret) };
}

export const logSigner = signerOf(LOG_ORIGIN, SIGNATURE_TYPE.ed25519, 1);
export const cosignerOf = (name: string, seed: number): Signer =>
  signerOf(name, SIGNATURE_TYPE.cosignature, seed);

export async function signCheckpoint(
  head: TreeHead,
  cosigners: readonly Signer[] = [],
  log: Signer = logSigner,
): Promise<Uint8Array> {
  const text = printCheckpoint({ origin: log.key.name, ...head });
  const signatures: NoteSignature[] = [await signText(text, log)];
  for (const [i, cosigner] of cosigners.entries())
    signatures.push(await cosignText(text, 1_700_000_000 + i, cosigner));
  return printNote({ text, signatures });
}

export type MemoryLog = {
  readonly files: Map<string, Uint8Array>;
  readonly leaves: Hash[];
  readonly edge: TileEdge;
  readonly head: TreeHead;
  append(entries: readonly Uint8Array[]): void;
  /** Tiles asked for so far. */
  readonly reads: TileId[];
  readonly read: ReadTile;
};

export function createMemoryLog(): MemoryLog {
  const files = new Map<string, Uint8Array>();
  const leaves: Hash[] = [];
  const reads: TileId[] = [];
  let edge = EMPTY_EDGE;
  let last: readonly Uint8Array[] = [];
  return {
    files,
    leaves,
    reads,
    get edge() {
      return edge;
    },
    get head() {
      return { size: leaves.length, root: rootHash(leaves, sha) };
    },
    append(entries) {
      const hashes = entries.map((entry) => leafHash(entry, sha));
      const growth = growTiles(edge, hashes, sha);
      const bundles = growBundles(edge.size, last, entries);
      for (const tile of growth.tiles) files.set(tilePath(tile), tile.bytes);
      for (const bundle of bundles.bundles) files.set(bundlePath(bundle), bundle.bytes);
      leaves.push(...hashes);
      ({ edge } = growth);
      ({ last } = bundles);
    },
    async read(tile) {
      reads.push(tile);
      return files.get(tilePath(tile)) ?? null;
    },
  };
}

export function memoryLogOf(size: number): MemoryLog {
  const log = createMemoryLog();
  log.append(Array.from({ length: size }, (_, i) => entryOf(i)));
  return log;
}
