/**
 * A folder of an office printer: each paper as a PDF of A4, whole or not there.
 *
 * Files are named by what is in them, so that neither names nor numbers tell an order; of vouchers only the last one is there, under one
 * name, with a time that says nothing. Spec: spec/printing.md, section 6.
 * @module
 */
import { createHash } from "node:crypto";
import { access, constants, mkdir, open, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { PrintDocument, PrinterState } from "@triplicate/ui/print/print-document.ts";
import { renderPrintPdf } from "./pdf-print.ts";
import type { Printer, PrintOutcome } from "./printer.ts";

export function createPdfPrinter(folder: string): Printer {
  let isClosed = false;
  const status = async (): Promise<PrinterState> => {
    if (isClosed) return "offline";
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
      return "ready";
    } catch {
      return "offline";
    }
  };
  return {
    paper: "a4",
    status,
    async print(document): Promise<PrintOutcome> {
      const state = await status();
      if (state !== "ready") return { kind: "nothing", state };
      const bytes = await renderPrintPdf(document);
      return (await write(join(folder, fileName(document, bytes)), bytes))
        ? { kind: "printed" }
        : { kind: "nothing", state: "error" };
    },
    async close() {
      isClosed = true;
      await rm(join(folder, VOUCHER), { force: true }).catch(() => undefined);
    },
  };
}

const VOUCHER = "voucher.pdf";

const fileName = ({ kind }: PrintDocument, bytes: Uint8Array): string =>
  kind === "voucher"
    ? VOUCHER
    : `${kind}-${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}.pdf`;

async function write(path: string, bytes: Uint8Array): Promise<boolean> {
  const beside = `${path}.part`;
  try {
    await using file = await open(beside, "w", 0o600);
    await file.writeFile(bytes);
    await file.sync();
    await rename(beside, path);
    // When the last voter voted is nobody's business.
    await utimes(path, 0, 0);
    return true;
  } catch {
    await rm(beside, { force: true }).catch(() => undefined);
    return false;
  }
}
