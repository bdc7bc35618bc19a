/**
 * Renders a PDF on another thread, whose code loads as soon as it is started.
 * @module
 */
import { Worker } from "node:worker_threads";
import type { PdfRequest } from "./pdf.ts";
import type { PaperBlock } from "./pdf-blocks.ts";

export type PdfBeside = {
  render(request: PdfRequest): Promise<Uint8Array>;
  close(): void;
};

/** What is sent is copied: only what paper shows. */
const forPaper = (block: PaperBlock): PaperBlock =>
  block.kind === "chart" ? { kind: "chart", wide: block.wide } : block;

export function startPdfBeside(): PdfBeside {
  const worker = new Worker(new URL("./pdf-worker.ts", import.meta.url));
  worker.unref();
  return {
    render: (request) =>
      new Promise((resolve, reject) => {
        worker.ref();
        worker.once("message", resolve).once("error", reject);
        worker.postMessage({ ...request, blocks: request.blocks.map(forPaper) });
      }),
    close: () => {
      worker.terminate();
    },
  };
}
