/**
 * Reads several counts at once, large ones on worker threads, one a core.
 *
 * Threads load their code while the caller still judges mappings: a pool is started with the sizes of the files and
 * used when the requests are ready. Tables come back first and their digests, which pairs do not need, later.
 * @module
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type ReadingFault, ReadingStopped } from "@triplicate/core/reading/finding.ts";
import type { TableDigest } from "@triplicate/core/reconciliation/compare.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import {
  type ReadCount,
  type ReadProgress,
  type ReadRequest,
  type ReadTables,
  readCountFile,
} from "./read-count.ts";
import { holdsImages, readImageCount } from "./read-images.ts";

export type WorkerMessage =
  | { readonly kind: "progress"; readonly progress: ReadProgress }
  | { readonly kind: "read"; readonly read: ReadTables }
  | { readonly kind: "digests"; readonly digests: TableDigest[] }
  | { readonly kind: "fault"; readonly fault: ReadingFault };

type Outcome = Result<ReadCount, ReadingFault>;
type OnProgress = (progress: ReadProgress) => void;

/** A thread costs some 100 ms to start: smaller files are read on the spot. */
const SMALL_FILE_BYTES = 4 * 1024 * 1024;

export class ReaderPool {
  readonly #threads: readonly Worker[];
  readonly #idle: Worker[];

  /** Starts as many threads as there are large files, and cores. */
  constructor(fileBytes: readonly number[]) {
    const large = fileBytes.filter((bytes) => bytes > SMALL_FILE_BYTES).length;
    const length = Math.min(large, availableParallelism());
    this.#threads = Array.from({ length }, () => new Worker(new URL("./read-worker.ts", import.meta.url)));
    this.#idle = [...this.#threads];
  }

  /** The counts in the order of the requests; otherwise the fault of the first request that has one. */
  async read(
    requests: readonly ReadRequest[],
    onProgress: (request: number, progress: ReadProgress) => void,
  ): Promise<Result<ReadCount[], ReadingFault>> {
    const results: Outcome[] = [];
    let next = 0;
    const work = async () => {
      for (let i = next; i < requests.length; i = next) {
        next += 1;
        const outcome = await this.#readOne(requests[i]!, (progress) => onProgress(i, progress));
        results[i] = outcome;
        // The thread takes another file only when it is done with this one.
        if (next < requests.length && outcome.ok) await outcome.value.digests;
      }
    };
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), requests.length) }, work));
    const counts: ReadCount[] = [];
    for (const result of results) {
      if (!result.ok) return result;
      counts.push(result.value);
    }
    return ok(counts);
  }

  /** Ends every thread; the pool is of no use afterwards. */
  close(): void {
    for (const thread of this.#threads) void thread.terminate();
  }

  async #readOne(request: ReadRequest, onProgress: OnProgress): Promise<Outcome> {
    const isSmall = holdsImages(request) || request.size <= SMALL_FILE_BYTES;
    const thread = isSmall ? undefined : this.#idle.pop();
    if (thread !== undefined) return onThread(thread, request, onProgress, () => this.#idle.push(thread));
    try {
      const { finish, ...read } = holdsImages(request)
        ? await readImageCount(request, onProgress)
        : readCountFile(request, onProgress);
      return ok({ ...read, digests: Promise.resolve(finish()) });
    } catch (error) {
      if (error instanceof ReadingStopped) return err(error.fault);
      throw error;
    }
  }
}

function onThread(
  thread: Worker,
  request: ReadRequest,
  onProgress: OnProgress,
  onIdle: () => void,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const digests = Promise.withResolvers<TableDigest[]>();
    // Awaited later, or never when another count has a fault.
    digests.promise.catch(() => {});
    const fail = (error: Error) => {
      reject(error);
      digests.reject(error);
    };
    const onExit = (code: number) =>
      fail(new Error(`the reader of ${request.source} ended with code ${code}`));
    const stop = () => {
      thread.off("message", onMessage).off("error", fail).off("exit", onExit);
      onIdle();
    };
    const onMessage = (message: WorkerMessage) => {
      switch (message.kind) {
        case "progress":
          return onProgress(message.progress);
        case "read":
          return resolve(ok({ ...message.read, digests: digests.promise }));
        case "digests":
          stop();
          return digests.resolve(message.digests);
        case "fault":
          stop();
          return resolve(err(message.fault));
      }
    };
    thread.on("message", onMessage).on("error", fail).on("exit", onExit);
    thread.postMessage(request);
  });
}
