/**
 * Reads several counts at once, each on a worker thread of its own while cores last.
 * Tables come back by transfer, so nothing of a country is copied.
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

/** A worker costs some 60 ms to start: small files are read on the spot. */
const SMALL_FILE_BYTES = 1024 * 1024;

/** In the order of the requests; the fault of the first request that has one, otherwise. */
export async function readCounts(
  requests: readonly ReadRequest[],
  onProgress: (request: number, progress: ReadProgress) => void,
): Promise<Result<ReadCount[], ReadingFault>> {
  const results: Result<ReadCount, ReadingFault>[] = [];
  let next = 0;
  const work = async () => {
    for (let i = next; i < requests.length; i = next) {
      next += 1;
      results[i] = await readOne(requests[i]!, (progress) => onProgress(i, progress));
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

async function readOne(
  request: ReadRequest,
  onProgress: (progress: ReadProgress) => void,
): Promise<Result<ReadCount, ReadingFault>> {
  const images = holdsImages(request);
  if (!images && request.size > SMALL_FILE_BYTES) return inWorker(request, onProgress);
  try {
    return ok(images ? await readImageCount(request, onProgress) : readCountFile(request, onProgress));
  } catch (error) {
    if (error instanceof ReadingStopped) return err(error.fault);
    throw error;
  }
}

function inWorker(
  request: ReadRequest,
  onProgress: (progress: ReadProgress) => void,
): Promise<Result<ReadCount, ReadingFault>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./read-worker.ts", import.meta.url), { workerData: request });
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "progress") onProgress(message.progress);
      else resolve(message.kind === "done" ? ok(message.count) : err(message.fault));
    });
    worker.on("error", reject);
    // After an answer this changes nothing; without one, the thread died.
    worker.on("exit", (code) => reject(new Error(`the reader of ${request.source} ended with code ${code}`)));
  });
}
