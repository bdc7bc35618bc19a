/**
 * A log as small as a cosigner's test needs: its checkpoints and proofs, and a second history beside it.
 * @module
 */
import { nodeSha256 } from "@triplicate/adapters/ed25519-node.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { printAddCheckpoint } from "@triplicate/core/log/add-checkpoint.ts";
import { printCheckpoint } from "@triplicate/core/log/checkpoint.ts";
import { type Hash, leafHash, proveConsistency, rootHash } from "@triplicate/core/merkle-tree.ts";
import { printNote, type Signer, signNote } from "@triplicate/core/note/note.ts";
import type { CosignTarget } from "./cosigning.ts";
import { LOG_SIGNER } from "./sequencer.test-helper.ts";

export type SmallLog = {
  checkpoint(size: number): Promise<Uint8Array>;
  root(size: number): Hash;
  prove(from: number, to: number): Hash[];
  /** The body of a request. */
  request(oldSize: number, size: number, proof?: readonly Hash[]): Promise<Uint8Array>;
  target(size: number): Promise<CosignTarget>;
};

/** Entries are those of `history` from `fork` on, and of everybody's before. */
export function smallLog(history = "", fork = 0, signer: Signer = LOG_SIGNER, origin?: string): SmallLog {
  const leaf = (i: number) => leafHash(utf8(i < fork ? `entry ${i}` : `entry ${history}${i}`));
  const leaves = Array.from({ length: 400 }, (_, i) => leaf(i));
  const name = origin ?? signer.key.name;
  const root = (size: number) => rootHash(leaves.slice(0, size), nodeSha256);
  const text = (size: number) => printCheckpoint({ origin: name, size, root: root(size) });
  const checkpoint = async (size: number) => printNote(await signNote(text(size), [signer]));
  const prove = (from: number, to: number) => proveConsistency(leaves.slice(0, to), from, nodeSha256);
  return {
    checkpoint,
    root,
    prove,
    async request(oldSize, size, proof = prove(oldSize, size)) {
      return printAddCheckpoint({ oldSize, proof, note: await checkpoint(size) });
    },
    async target(size) {
      const head = { size, root: root(size) };
      const parts = { text: text(size), note: await checkpoint(size), known: [] };
      return { head, ...parts, prove: async (oldSize) => prove(oldSize, size) };
    },
  };
}
