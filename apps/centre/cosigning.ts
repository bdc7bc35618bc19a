/**
 * Asking for cosignatures, as the sequencer sees it: it names a checkpoint, and takes what comes.
 *
 * `cosign-round.ts` asks the cosigners of a policy; a log without cosigners has a policy that asks for none.
 * Spec: spec/log-operation.md, section 3.
 * @module
 */
import type { TreeHead } from "@triplicate/core/log/tile-tree.ts";
import type { Hash } from "@triplicate/core/merkle-tree.ts";
import type { NoteSignature } from "@triplicate/core/note/note.ts";

export type CosignTarget = {
  readonly head: TreeHead;
  /** The checkpoint's text, which cosignatures cover. */
  readonly text: string;
  /** The note as the log signed it. */
  readonly note: Uint8Array;
  /** Signatures that were published with it before; of use if they hold. */
  readonly known: readonly NoteSignature[];
  /** That the tree of `oldSize` entries is the beginning of this one. */
  prove(oldSize: number): Promise<readonly Hash[]>;
};

export type CosignRound = {
  /** Resolves when the policy is satisfied, or nobody is left to wait for. */
  readonly settled: Promise<void>;
  /** Verified, one a cosigner of the policy, in the policy's order. */
  signatures(): readonly NoteSignature[];
  isQuorum(): boolean;
};

export type Cosigning = {
  /** `onMore` is called for a signature that comes after the round has settled. A new round replaces the one before. */
  ask(target: CosignTarget, onMore: () => void): CosignRound;
  /** Waits for no answer any more. */
  stop(): void;
};

/** For a policy whose quorum is none. */
export const noCosigning: Cosigning = {
  ask: () => ({ settled: Promise.resolve(), signatures: () => [], isQuorum: () => true }),
  stop: () => {},
};
