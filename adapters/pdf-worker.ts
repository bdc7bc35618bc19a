/**
 * A worker thread that renders one PDF, so that a large dossier's other files are written meanwhile.
 * @module
 */
import { parentPort } from "node:worker_threads";
import { type PdfRequest, renderReportPdf } from "./pdf.ts";

const port = parentPort!;

port.on("message", async ({ blocks, meta, language }: PdfRequest) => {
  const pdf = await renderReportPdf(blocks, meta, language);
  port.postMessage(pdf, [pdf.buffer as ArrayBuffer]);
});
