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
import { createWorkLoop } from "./work-loop.ts";

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
  const { folder, cosigning, clock, onFailure } = parts;
  const board = createBoard(parts.files, parts.published);
  let added: WrittenBatch[] = [];
  /** The batches that the target covers and no answer has gone to. */
  let underway: WrittenBatch[] = [];
  let target = parts.newest;
  let round: CosignRound | null = null;
  let wish: "nothing" | "signatures" | "round" = "nothing";
  let isEnded = false;
  let callOffRetry = (): void => {};

  const startRound = async (): Promise<CosignRound> => {
    callOffRetry();
    underway = added;
    added = [];
    target = underway.at(-1)?.checkpoint ?? target;
    const known = board.standing?.text === target.text ? board.standing.signatures : [];
    const started = cosigning.ask(cosignTarget(target, known, folder), () => want("signatures"));
    await started.settled;
    return started;
  };
  const publish = async (asked: CosignRound): Promise<void> => {
    const signatures = [target.signature, ...asked.signatures()];
    const note = printNote({ text: target.text, signatures });
    const next = { ...target, note, signatures, quorum: asked.isQuorum() };
    await board.put(next);
    // Whoever waited was told that the sequencer has stopped; what stands on the disk is for the next one to find.
    if (isEnded) return;
    const done = underway;
    underway = [];
    board.tell(done.flatMap(({ entries }) => entries));
    for (const batch of done) answerAll(batch, next);
    for (const { growth } of done) await folder.forget(growth);
  };
  const loop = createWorkLoop({
    isReady: () => wish !== "nothing" && !isEnded,
    async step() {
      const isNewRound = wish === "round" || round === null;
      wish = "nothing";
      if (isNewRound) round = await startRound();
      if (!isEnded) await publish(round!);
    },
    onFailure,
    onRest() {
      if (isEnded || board.standing?.quorum !== false) return;
      callOffRetry = clock.after(parts.retryMilliseconds, () => want("round"));
    },
  });
  const want = (what: "round" | "signatures"): void => {
    if (wish !== "round") wish = what;
    loop.wake();
  };

  return {
    get standing() {
      return board.standing;
    },
    get cosigned() {
      return board.cosigned;
    },
    get unanswered() {
      return [...underway, ...added].reduce((sum, { answers }) => sum + answers.length, 0);
    },
    start: () => want("round"),
    add(batch) {
      added.push(batch);
      want("round");
    },
    onPublished: board.onPublished,
    idle: loop.idle,
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

type Board = {
  readonly standing: Standing | null;
  readonly cosigned: Standing | null;
  put(next: Standing): Promise<void>;
  /** What was put last, unless everybody knows; `entries` are new with it. */
  tell(entries: readonly Uint8Array[]): void;
  onPublished: Publishing["onPublished"];
};

/** The file `checkpoint`, and who is told when it changes. */
function createBoard(files: DurableFiles, published: PublishedCheckpoint | null): Board {
  const listeners = new Set<(published: Published) => void>();
  let standing: Standing | null = published && { ...published, quorum: false };
  let cosigned: Standing | null = null;
  let told = standing;
  return {
    get standing() {
      return standing;
    },
    get cosigned() {
      return cosigned;
    },
    async put(next) {
      const isSame = standing !== null && equalBytes(standing.note, next.note);
      if (isSame && standing?.quorum === next.quorum) return;
      if (!isSame) await files.write([{ path: CHECKPOINT_FILE, bytes: next.note }]);
      standing = next;
      if (next.quorum) cosigned = next;
    },
    tell(entries) {
      if (standing === null || standing === told) return;
      const { size, note: checkpoint, quorum } = standing;
      const from = told?.size ?? 0;
      told = standing;
      for (const listener of listeners) listener({ from, size, entries, checkpoint, quorum });
    },
    onPublished(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
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
