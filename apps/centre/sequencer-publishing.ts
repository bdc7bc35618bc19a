/**
 * The second half of a sequencer: what is written is cosigned, published, and only then answered.
 *
 *     written ──newest only──▶ ask the cosigners ──quorum, or time is up──▶ file `checkpoint` ──▶ listeners ──▶ answers
 *
 * It always takes the newest written checkpoint, so slow cosigners make rounds longer and never hold up writing. What
 * is published without a quorum is marked so, and the cosigners are asked again until they have caught up.
 * Spec: spec/log-operation.md, sections 2 and 3.
 * @module
 */
import type { DurableFiles } from "@triplicate/adapters/durable-files.ts";
import { equalBytes } from "@triplicate/core/bytes.ts";
import { type NoteSignature, printNote } from "@triplicate/core/note/note.ts";
import { err, ok } from "@triplicate/core/result.ts";
import type { Clock } from "./clock.ts";
import type { Cosigning, CosignRound, CosignTarget } from "./cosigning.ts";
import type { LogFolder } from "./log-folder.ts";
import type { WrittenBatch } from "./sequencer-batches.ts";
import { CHECKPOINT_FILE, type PublishedCheckpoint, type SignedCheckpoint } from "./sequencer-recovery.ts";
import type { Published } from "./sequencer-types.ts";

export type Standing = SignedCheckpoint & {
  /** The log's signature, then cosignatures. */
  readonly signatures: readonly NoteSignature[];
  readonly quorum: boolean;
};

export type Publishing = {
  /** Null before the first. */
  readonly standing: Standing | null;
  /** The newest with a quorum since the start. */
  readonly cosigned: Standing | null;
  /** Entries that were added and have no answer. */
  readonly unanswered: number;
  /** Publishes what is newest now. */
  start(): void;
  add(batch: WrittenBatch): void;
  onPublished(listener: (published: Published) => void): () => void;
  /** Resolves when nothing is being written or asked. */
  idle(): Promise<void>;
  /** Asks no more, and answers whatever waits with sequencer-stopped. */
  end(): void;
};

export type PublishingParts = {
  readonly files: DurableFiles;
  readonly folder: LogFolder;
  readonly cosigning: Cosigning;
  readonly clock: Clock;
  readonly retryMilliseconds: number;
  /** Newest written, and what is published, at the start. */
  readonly newest: SignedCheckpoint;
  readonly published: PublishedCheckpoint | null;
  readonly onFailure: (error: unknown) => void;
};

export function createPublishing(parts: PublishingParts): Publishing {
  const { files, folder, cosigning, clock } = parts;
  const listeners = new Set<(published: Published) => void>();
  let standing: Standing | null = parts.published && { ...parts.published, quorum: false };
  let cosigned: Standing | null = null;
  let added: WrittenBatch[] = [];
  let target = parts.newest;
  /** The batches that the target covers and no answer has gone to. */
  let underway: WrittenBatch[] = [];
  let round: CosignRound | null = null;
  let wish: "nothing" | "signatures" | "round" = "nothing";
  let work: Promise<void> | null = null;
  let isEnded = false;
  let callOffRetry = (): void => {};

  const want = (what: "round" | "signatures"): void => {
    if (isEnded) return;
    if (wish !== "round") wish = what;
    work ??= run();
  };
  const run = async (): Promise<void> => {
    callOffRetry();
    try {
      while (wish !== "nothing" && !isEnded) {
        if (wish === "round" || round === null) await startRound();
        else wish = "nothing";
        if (!isEnded) await publish(round!);
      }
    } catch (error) {
      parts.onFailure(error);
    }
    work = null;
    if (standing?.quorum === false && !isEnded)
      callOffRetry = clock.after(parts.retryMilliseconds, () => want("round"));
  };
  const startRound = async (): Promise<void> => {
    wish = "nothing";
    underway = added;
    added = [];
    target = underway.at(-1)?.checkpoint ?? target;
    const known = standing?.text === target.text ? standing.signatures : [];
    round = cosigning.ask(cosignTarget(target, known, folder), () => want("signatures"));
    await round.settled;
  };
  const publish = async (asked: CosignRound): Promise<void> => {
    const from = standing?.size ?? 0;
    const signatures = [target.signature, ...asked.signatures()];
    const note = printNote({ text: target.text, signatures });
    const next = { ...target, note, signatures, quorum: asked.isQuorum() };
    if (standing !== null && standing.quorum === next.quorum && equalBytes(standing.note, note)) return;
    await files.write([{ path: CHECKPOINT_FILE, bytes: note }]);
    if (isEnded) return;
    standing = next;
    if (next.quorum) cosigned = next;
    const done = underway;
    underway = [];
    tell(
      from,
      done.flatMap(({ entries }) => entries),
      next,
    );
    for (const batch of done) answerAll(batch, next);
    for (const { growth } of done) await folder.forget(growth);
  };
  const tell = (from: number, entries: readonly Uint8Array[], { size, note, quorum }: Standing): void => {
    for (const listener of listeners) listener({ from, size, entries, checkpoint: note, quorum });
  };

  return {
    get standing() {
      return standing;
    },
    get cosigned() {
      return cosigned;
    },
    get unanswered() {
      return [...underway, ...added].reduce((sum, { answers }) => sum + answers.length, 0);
    },
    start: () => want("round"),
    add(batch) {
      added.push(batch);
      want("round");
    },
    onPublished(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async idle() {
      while (work !== null) await work;
    },
    end() {
      isEnded = true;
      callOffRetry();
      for (const { answers } of [...underway, ...added]) {
        for (const answer of answers) answer(err({ code: "sequencer-stopped" }));
      }
      [underway, added] = [[], []];
    },
  };
}

function answerAll({ growth, answers }: WrittenBatch, { size, quorum }: Standing): void {
  for (const [i, answer] of answers.entries()) answer(ok({ index: growth.from + i, size, quorum }));
}

function cosignTarget(
  target: SignedCheckpoint,
  known: readonly NoteSignature[],
  folder: LogFolder,
): CosignTarget {
  const { size, root, text, note } = target;
  const reader = folder.reader(target);
  return {
    head: { size, root },
    text,
    note,
    known,
    async prove(oldSize) {
      const proof = await reader.proveConsistency(oldSize);
      if (!proof.ok) throw new Error(`the log cannot be read: ${proof.error.code}`);
      return proof.value;
    },
  };
}
