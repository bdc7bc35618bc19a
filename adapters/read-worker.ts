/**
 * A worker thread that reads one count at a time and sends its tables back by transfer.
 * @module
 */
import { parentPort } from "node:worker_threads";
import type { CountTable } from "@triplicate/core/reading/count.ts";
import { ReadingStopped } from "@triplicate/core/reading/finding.ts";
import { type ReadRequest, readCountFile } from "./read-count.ts";
import type { WorkerMessage } from "./read-counts.ts";

const port = parentPort!;
const send = (message: WorkerMessage, transfer: readonly ArrayBuffer[] = []) =>
  port.postMessage(message, transfer);

port.on("message", (request: ReadRequest) => {
  try {
    const count = readCountFile(request, (progress) => send({ kind: "progress", progress }));
    send({ kind: "done", count }, [...new Set(count.input.tables.flatMap(({ table }) => buffersOf(table)))]);
  } catch (error) {
    if (!(error instanceof ReadingStopped)) throw error;
    send({ kind: "fault", fault: error.fault });
  }
});

function buffersOf(table: CountTable): ArrayBuffer[] {
  const names = [table.stations, table.places, table.regions];
  const arrays = [
    table.cells,
    table.lines,
    table.place,
    table.region,
    table.vectorHashes,
    ...(table.source === null ? [] : [table.source]),
    ...names.flatMap(({ bytes, ends, hashes, slots }) => [bytes, ends, hashes, slots]),
  ];
  return arrays.map((array) => array.buffer as ArrayBuffer);
}
