/**
 * A worker thread that reads one count at a time: sends its tables as soon as they are read, their digests after.
 *
 * The cells are in memory that both threads see, since both go on reading them; nothing writes them any more. What
 * only the caller needs is moved there, the small rest is copied.
 * @module
 */
import { parentPort } from "node:worker_threads";
import { ReadingStopped } from "@triplicate/core/reading/finding.ts";
import { type ReadProgress, type ReadRequest, readCountFile } from "./read-count.ts";
import type { WorkerMessage } from "./read-counts.ts";

const port = parentPort!;
const send = (message: WorkerMessage, transfer: readonly ArrayBuffer[] = []) =>
  port.postMessage(message, transfer);
const onProgress = (progress: ReadProgress) => send({ kind: "progress", progress });
const allocate = (bytes: number) => new SharedArrayBuffer(bytes);

port.on("message", (request: ReadRequest) => {
  try {
    const { finish, ...read } = readCountFile(request, onProgress, allocate);
    const moved = read.tables.flatMap(({ table }) => [table.lines.buffer, table.vectorHashes.buffer]);
    send({ kind: "read", read }, moved as ArrayBuffer[]);
    send({ kind: "digests", digests: finish() });
  } catch (error) {
    if (!(error instanceof ReadingStopped)) throw error;
    send({ kind: "fault", fault: error.fault });
  }
});
