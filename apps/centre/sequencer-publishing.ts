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
import type { Cosigning, CosignRound } from "./cosigning.ts";
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
  readonly board: Pick<Board, "standing" | "cosigned" | "onPublished">;
  /** Entries that were added and have no answer. */
  readonly unanswered: number;
  /** Publishes what is newest now. */
  start(): void;
  add(batch: WrittenBatch): void;
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
  const board = createBoard(parts.files, parts.published);
  let added: WrittenBatch[] = [];
  /** The batches that the round covers and no answer has gone to. */
  let underway: WrittenBatch[] = [];
  let round: Round | null = null;
  let wish: "nothing" | "signatures" | "round" = "nothing";
  let isEnded = false;
  let callOffRetry = (): void => {};

  const startRound = async (): Promise<Round> => {
    callOffRetry();
    underway = added;
    added = [];
    const target = underway.at(-1)?.checkpoint ?? round?.target ?? parts.newest;
    const started = askAbout(target, parts, board, () => want("signatures"));
    await started.settled;
    return started;
  };
  const publish = async (settled: Round): Promise<void> => {
    const next = withSignatures(settled);
    await board.put(next);
    // Whoever waited was told that the sequencer has stopped; what stands on the disk is for the next one to find.
    if (isEnded) return;
    const done = underway;
    underway = [];
    tellAll(board, done, next);
    for (const { growth } of done) await parts.folder.forget(growth);
  };
  const loop = createWorkLoop({
    isReady: () => wish !== "nothing" && !isEnded,
    async step() {
      const isNewRound = wish === "round" || round === null;
      wish = "nothing";
      if (isNewRound) round = await startRound();
      if (!isEnded) await publish(round!);
    },
    onFailure: parts.onFailure,
    onRest() {
      if (isEnded || board.standing?.quorum !== false) return;
      callOffRetry = parts.clock.after(parts.retryMilliseconds, () => want("round"));
    },
  });
  const want = (what: "round" | "signatures"): void => {
    if (wish !== "round") wish = what;
    loop.wake();
  };

  return {
    board,
    get unanswered() {
      return countOf(underway) + countOf(added);
    },
    start: () => want("round"),
    add(batch) {
      added.push(batch);
      want("round");
    },
    idle: loop.idle,
    end() {
      isEnded = true;
      callOffRetry();
      for (const answer of [...underway, ...added].flatMap(({ answers }) => answers)) answer(STOPPED);
      [underway, added] = [[], []];
    },
  };
}

const STOPPED = err({ code: "sequencer-stopped" } as const);

type Board = {
  /** Null before the first. */
  readonly standing: Standing | null;
  /** The newest with a quorum since the start. */
  readonly cosigned: Standing | null;
  put(next: Standing): Promise<void>;
  /** What was put last, unless everybody knows; `entries` are new with it. */
  tell(entries: readonly Uint8Array[]): void;
  onPublished(listener: (published: Published) => void): () => void;
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

const countOf = (batches: readonly WrittenBatch[]): number =>
  batches.reduce((sum, { answers }) => sum + answers.length, 0);

/** A listener that throws ends the sequencer; but what is published is published, and nobody waits for ever. */
function tellAll(board: Board, done: readonly WrittenBatch[], next: Standing): void {
  try {
    board.tell(done.flatMap(({ entries }) => entries));
  } finally {
    for (const batch of done) answerAll(batch, next);
  }
}

function answerAll({ growth, answers }: WrittenBatch, { size, quorum }: Standing): void {
  for (const [i, answer] of answers.entries()) answer(ok({ index: growth.from + i, size, quorum }));
}

type Round = CosignRound & { readonly target: SignedCheckpoint };

function withSignatures({ target, ...round }: Round): Standing {
  const signatures = [target.signature, ...round.signatures()];
  const note = printNote({ text: target.text, signatures });
  return { ...target, note, signatures, quorum: round.isQuorum() };
}

/** A checkpoint that stands already begins with the cosignatures it has. */
function askAbout(
  target: SignedCheckpoint,
  { folder, cosigning }: PublishingParts,
  { standing }: Board,
  onMore: () => void,
): Round {
  const { size, root, text, note } = target;
  const known = standing?.text === text ? standing.signatures : [];
  const reader = folder.reader(target);
  const prove = async (oldSize: number) => {
    const proof = await reader.proveConsistency(oldSize);
    if (!proof.ok) throw new Error(`the log cannot be read: ${proof.error.code}`);
    return proof.value;
  };
  return { ...cosigning.ask({ head: { size, root }, text, note, known, prove }, onMore), target };
}
