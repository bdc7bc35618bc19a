/**
 * Reads codes out of pictures that arrive one by one, on a thread of its own, so that a server goes on answering meanwhile.
 *
 * What waits is bounded: a picture takes up to seconds, and thousands may come at once. A thread that dies fails its picture and is
 * replaced.
 * @module
 */
import { Worker } from "node:worker_threads";
import type { QrImageFile, QrImageRequest } from "./qr-images.ts";
import type { QrKind } from "./qr-images-kinds.ts";

export type PictureReader = {
  /** null when too many wait already. */
  read(file: string, kind: QrKind): Promise<QrImageFile> | null;
  close(): Promise<void>;
};

type Waiting = QrImageRequest & {
  readonly done: (image: QrImageFile) => void;
  readonly fail: (error: unknown) => void;
};

export function createPictureReader(atMost: number): PictureReader {
  const queue: Waiting[] = [];
  let thread: Worker | null = null;
  let current: Waiting | null = null;
  const next = (): void => {
    if (current !== null) return;
    current = queue.shift() ?? null;
    if (current === null) return;
    thread ??= start();
    thread.postMessage({ file: current.file, kind: current.kind } satisfies QrImageRequest);
  };
  const start = (): Worker => {
    const worker = new Worker(new URL("./qr-images-worker.ts", import.meta.url));
    worker.on("message", (image: QrImageFile) => {
      const asked = current;
      current = null;
      asked?.done(image);
      next();
    });
    worker.on("error", (error) => {
      const asked = current;
      current = null;
      thread = null;
      asked?.fail(error);
      next();
    });
    return worker;
  };
  return {
    read(file, kind) {
      if (queue.length >= atMost) return null;
      return new Promise((done, fail) => {
        queue.push({ file, kind, done, fail });
        next();
      });
    },
    async close() {
      for (const one of queue.splice(0)) one.fail(new Error("closed"));
      await thread?.terminate();
    },
  };
}
