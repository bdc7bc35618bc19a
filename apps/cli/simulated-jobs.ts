/**
 * A simulated election piece by piece: lines of the roster, signed days, sheets; on every core where it pays.
 *
 *     jobs (ranges of places or stations) ──▶ this thread, or one thread a core ──▶ bytes, in the order of the jobs
 *
 * A piece follows from the shape and its range alone, so threads share nothing and the bytes are the same with one
 * thread or ten. At most a few pieces wait for their turn: memory does not grow with the country.
 * @module
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { utf8 } from "@triplicate/core/bytes.ts";
import { encodeBundle } from "@triplicate/core/log/tile.ts";
import type { SimulatedElection } from "@triplicate/simulation/election/election.ts";
import { placeLines } from "@triplicate/simulation/election/roster-lines.ts";
import { type ElectionShape, isCountedByHand } from "@triplicate/simulation/election/shape.ts";

/** `roster` counts places, `days` and `sheets` count stations. */
export type SimulatedJob = {
  readonly kind: "roster" | "days" | "sheets";
  readonly from: number;
  readonly to: number;
};

/** A thread costs some 200 ms to start, a station's signatures half a millisecond. */
const STATIONS_WORTH_THREADS = 2000;
const PIECE = 512;
/** Garbage is collected before it is a gigabyte; what a thread holds is its piece and four bytes a station. */
const THREAD_LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 };
/** Pieces asked for ahead of the one that is next, by thread. */
const AHEAD = 3;

/** Everything of one kind, in pieces. */
export function* jobsOf(kind: SimulatedJob["kind"], total: number, size = PIECE): Generator<SimulatedJob> {
  for (let from = 0; from < total; from += size) yield { kind, from, to: Math.min(total, from + size) };
}

/**
 * A roster's lines with their newlines; of days and sheets a bundle: each note after its length in two bytes. A
 * station's day is its actas in order of contests, then its closing record.
 */
export function runJob(election: SimulatedElection, { kind, from, to }: SimulatedJob): Uint8Array {
  const { shape, geography, cast } = election;
  switch (kind) {
    case "roster":
      return utf8([...placeLines(shape, geography, cast, from, to)].map((line) => `${line}\n`).join(""));
    case "days":
      return encodeBundle(
        notesOf(from, to, (station) => {
          const { actas, closing } = election.signedDay(station);
          return [...actas, closing];
        }),
      );
    case "sheets":
      return encodeBundle(
        notesOf(from, to, (station) =>
          isCountedByHand(shape, station) ? election.signedDay(station).sheets : [],
        ),
      );
  }
}

function notesOf(from: number, to: number, of: (station: number) => readonly Uint8Array[]): Uint8Array[] {
  const notes: Uint8Array[] = [];
  for (let station = from; station < to; station += 1) notes.push(...of(station));
  return notes;
}

export type SimulatedPieces = {
  /** The bytes of each job, in order. */
  run(jobs: Iterable<SimulatedJob>): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
};

export function startPieces(
  election: SimulatedElection,
  threads = election.shape.stations >= STATIONS_WORTH_THREADS ? availableParallelism() : 0,
): SimulatedPieces {
  return threads < 2 ? onThisThread(election) : onThreads(election.shape, threads);
}

const onThisThread = (election: SimulatedElection): SimulatedPieces => ({
  async *run(jobs) {
    for (const job of jobs) yield runJob(election, job);
  },
  close: async () => {},
});

export type WorkerStart = { readonly shape: ElectionShape };

function onThreads(shape: ElectionShape, count: number): SimulatedPieces {
  const start: WorkerStart = { shape };
  const url = new URL("./simulated-worker.ts", import.meta.url);
  const threads = Array.from(
    { length: count },
    () => new Worker(url, { workerData: start, resourceLimits: THREAD_LIMITS }),
  );
  return {
    async *run(jobs) {
      const waiting: Promise<Uint8Array>[] = [];
      let next = 0;
      for (const job of jobs) {
        waiting.push(ask(threads[next % count]!, job));
        next += 1;
        if (waiting.length > AHEAD * count) yield await waiting.shift()!;
      }
      for (const piece of waiting) yield await piece;
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

/** A thread answers its jobs in the order they were asked. */
function ask(thread: Worker, job: SimulatedJob): Promise<Uint8Array> {
  const answer = new Promise<Uint8Array>((resolve, reject) => {
    const stop = () => thread.off("message", onMessage).off("error", reject).off("exit", onExit);
    const onMessage = (answered: { readonly job: SimulatedJob; readonly bytes: Uint8Array }) => {
      if (answered.job.kind !== job.kind || answered.job.from !== job.from) return;
      stop();
      resolve(answered.bytes);
    };
    const onExit = (code: number) => reject(new Error(`a simulating thread ended with code ${code}`));
    thread.on("message", onMessage).on("error", reject).on("exit", onExit);
    thread.postMessage(job);
  });
  // Awaited later, or never when an earlier piece failed.
  answer.catch(() => {});
  return answer;
}
