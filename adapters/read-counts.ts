/**
 * Reads several counts at once, large ones on worker threads, one a core.
 *
 * Threads load their code while the caller still judges mappings: a pool is started with the sizes of the files and
 * used when the requests are ready. Tables come back by transfer, so nothing of a country is copied.
 * @module
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type ReadingFault, ReadingStopped } from "@triplicate/core/reading/finding.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { type ReadCount, type ReadProgress, type ReadRequest, readCountFile } from "./read-count.ts";
import { holdsImages, readImageCount } from "./read-images.ts";

export type WorkerMessage =
  | { readonly kind: "progress"; readonly progress: ReadProgress }
  | { readonly kind: "done"; readonly count: ReadCount }
  | { readonly kind: "fault"; readonly fault: ReadingFault };

type Reading = Result<ReadCount, ReadingFault>;
type OnProgress = (progress: ReadProgress) => void;

/** A thread costs some 100 ms to start: smaller files are read on the spot. */
const SMALL_FILE_BYTES = 4 * 1024 * 1024;

export class ReaderPool {
  readonly #idle: Worker[] = [];

  /** Starts as many threads as there are large files, and cores. */
  constructor(fileBytes: readonly number[]) {
    const large = fileBytes.filter((bytes) => bytes > SMALL_FILE_BYTES).length;
    for (let i = 0; i < Math.min(large, availableParallelism()); i += 1) {
      this.#idle.push(new Worker(new URL("./read-worker.ts", import.meta.url)));
    }
  }

  /** The counts in the order of the requests; otherwise the fault of the first request that has one. */
  async read(
    requests: readonly ReadRequest[],
    onProgress: (request: number, progress: ReadProgress) => void,
  ): Promise<Result<ReadCount[], ReadingFault>> {
    const results: Reading[] = [];
    let next = 0;
    const work = async () => {
      for (let i = next; i < requests.length; i = next) {
        next += 1;
        results[i] = await this.#readOne(requests[i]!, (progress) => onProgress(i, progress));
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
    for (const worker of this.#idle) void worker.terminate();
    this.#idle.length = 0;
  }

  async #readOne(request: ReadRequest, onProgress: OnProgress): Promise<Reading> {
    const worker = holdsImages(request) || request.size <= SMALL_FILE_BYTES ? undefined : this.#idle.pop();
    if (worker !== undefined) {
      const reading = await inWorker(worker, request, onProgress);
      this.#idle.push(worker);
      return reading;
    }
    try {
      return ok(
        holdsImages(request) ? await readImageCount(request, onProgress) : readCountFile(request, onProgress),
      );
    } catch (error) {
      if (error instanceof ReadingStopped) return err(error.fault);
      throw error;
    }
  }
}

function inWorker(worker: Worker, request: ReadRequest, onProgress: OnProgress): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number) =>
      reject(new Error(`the reader of ${request.source} ended with code ${code}`));
    const onMessage = (message: WorkerMessage) => {
      if (message.kind === "progress") return onProgress(message.progress);
      worker.off("message", onMessage).off("error", reject).off("exit", onExit);
      return resolve(message.kind === "done" ? ok(message.count) : err(message.fault));
    };
    worker.on("message", onMessage).on("error", reject).on("exit", onExit);
    worker.postMessage(request);
  });
}
