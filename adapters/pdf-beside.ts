/**
 * Renders a PDF on another thread, whose code loads as soon as it is started.
 * @module
 */
import { Worker } from "node:worker_threads";
import type { PdfRequest } from "./pdf.ts";

export type PdfBeside = {
  render(request: PdfRequest): Promise<Uint8Array>;
  close(): void;
};

export function startPdfBeside(): PdfBeside {
  const worker = new Worker(new URL("./pdf-worker.ts", import.meta.url));
  worker.unref();
  return {
    render: (request) =>
      new Promise((resolve, reject) => {
        worker.ref();
        worker.once("message", resolve).once("error", reject);
        worker.postMessage(request);
      }),
    close: () => {
      worker.terminate();
    },
  };
}
