/**
 * Reads codes out of pictures that arrive one by one, on threads of their own, so that a server goes on answering meanwhile.
 *
 * What waits is bounded: a picture takes up to seconds, and thousands may come at once. A picture that keeps its thread busy beyond the
 * time it is given is no picture that people took: its thread is ended, and so is one that dies of it. The next picture gets a new one.
 * @module
 */
import { Worker } from "node:worker_threads";
import type { QrImageFile, QrImageRequest } from "./qr-images.ts";
import type { QrKind } from "./qr-images-kinds.ts";

/** `slow`: the time was up. `died`: the thread ended over it, of memory as a rule. */
export type PictureRead =
  | { readonly is: "read"; readonly image: QrImageFile }
  | { readonly is: "slow" | "died" };

export type PictureReader = {
  /** Null when too many wait already. Rejects only when the reader is closed. */
  read(file: string, kind: QrKind): Promise<PictureRead> | null;
  readonly waiting: number;
  close(): Promise<void>;
};

export type PictureReaderOptions = {
  readonly atMost: number;
  readonly threads?: number;
  readonly milliseconds?: number;
};

type Job = QrImageRequest & {
  readonly done: (read: PictureRead) => void;
  readonly fail: (error: Error) => void;
};
type Thread = { readonly worker: Worker; job: Job | null; timer: NodeJS.Timeout | null };

const GIVEN_MILLISECONDS = 30_000;

export function createPictureReader(options: PictureReaderOptions): PictureReader {
  const { atMost, threads: most = 1, milliseconds = GIVEN_MILLISECONDS } = options;
  const queue: Job[] = [];
  const threads = new Set<Thread>();
  let isClosed = false;

  const feed = (): void => {
    while (queue.length > 0) {
      const thread = [...threads].find(({ job }) => job === null) ?? (threads.size < most ? start() : null);
      if (thread === null) return;
      const job = queue.shift()!;
      thread.job = job;
      thread.worker.ref();
      thread.timer = setTimeout(() => lose(thread, "slow"), milliseconds);
      thread.worker.postMessage({ file: job.file, kind: job.kind } satisfies QrImageRequest);
    }
  };
  const free = (thread: Thread): Job | null => {
    const { job } = thread;
    if (thread.timer !== null) clearTimeout(thread.timer);
    thread.timer = null;
    thread.job = null;
    return job;
  };
  const lose = (thread: Thread, why: "slow" | "died"): void => {
    if (!threads.delete(thread)) return;
    const job = free(thread);
    void thread.worker.terminate();
    job?.done({ is: why });
    if (!isClosed) feed();
  };
  const start = (): Thread => {
    const worker = new Worker(new URL("./qr-images-worker.ts", import.meta.url));
    const thread: Thread = { worker, job: null, timer: null };
    threads.add(thread);
    worker.on("message", (image: QrImageFile) => {
      const job = free(thread);
      worker.unref();
      job?.done({ is: "read", image });
      feed();
    });
    worker.on("error", () => lose(thread, "died"));
    worker.on("exit", () => lose(thread, "died"));
    worker.unref();
    return thread;
  };
  return {
    get waiting() {
      return queue.length;
    },
    read(file, kind) {
      if (isClosed) return Promise.reject(new Error("the reader of pictures is closed"));
      if (queue.length >= atMost) return null;
      return new Promise((done, fail) => {
        queue.push({ file, kind, done, fail });
        feed();
      });
    },
    async close() {
      isClosed = true;
      const closed = new Error("the reader of pictures is closed");
      const running = [...threads];
      threads.clear();
      for (const { fail } of [...queue.splice(0), ...running.flatMap((thread) => free(thread) ?? [])])
        fail(closed);
      await Promise.all(running.map(({ worker }) => worker.terminate()));
    },
  };
}
