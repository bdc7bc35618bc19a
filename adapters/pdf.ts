/**
 * The report as a PDF for printing and for archives: tagged, with its language, its fonts inside, and the same bytes
 * for the same input.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import { translator } from "@triplicate/ui/messages.ts";
import type { ReportMeta } from "@triplicate/ui/report/html-meta.ts";
import { visibleText } from "@triplicate/ui/report/visible-text.ts";
import { COLOURS } from "@triplicate/ui/tokens.ts";
import PDFDocument from "pdfkit";
import { drawBlock, type PaperBlock } from "./pdf-blocks.ts";
import { createTypesetter } from "./pdf-fonts.ts";
import { artifact, CONTENT_WIDTH, drawText, PAGE, type Page } from "./pdf-page.ts";

/** A report is known by its inputs' hashes, not by when it was printed; a clock would change its bytes. */
const CREATED = new Date(Date.UTC(2000, 0, 1));

/** What a thread is sent to render. */
export type PdfRequest = {
  readonly blocks: readonly PaperBlock[];
  readonly meta: ReportMeta;
  readonly language: Language;
};

export async function renderReportPdf(
  blocks: readonly PaperBlock[],
  meta: ReportMeta,
  language: Language,
): Promise<Uint8Array> {
  const t = translator(language);
  const title = visibleText(t.t("report.title", { election: t.localized(meta.title) }));
  const doc = new PDFDocument({
    size: "A4",
    margin: 0,
    pdfVersion: "1.7",
    tagged: true,
    displayTitle: true,
    lang: language,
    bufferPages: true,
    info: {
      Title: title,
      Producer: "Triplicate",
      Creator: `Triplicate ${meta.version}`,
      CreationDate: CREATED,
    },
  });
  const bytes = collectPdf(doc);
  const root = doc.struct("Document");
  doc.addStructure(root);
  const page: Page = { doc, type: createTypesetter(doc), root, y: PAGE.top };
  for (const block of blocks) drawBlock(page, block);
  root.end();
  numberPages(page, language, title);
  doc.end();
  return bytes;
}

export function collectPdf(doc: PDFKit.PDFDocument): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", () => resolve(new Uint8Array(Buffer.concat(chunks))));
    doc.on("error", reject);
  });
}

function numberPages(page: Page, language: Language, title: string): void {
  const { doc, type } = page;
  const t = translator(language);
  const { start, count } = doc.bufferedPageRange();
  const style = { size: 8.5, weight: 400, colour: COLOURS.muted } as const;
  const baseline = PAGE.height - 34;
  for (let i = 0; i < count; i += 1) {
    doc.switchToPage(start + i);
    const number = t.t("report.page", { page: i + 1, pages: count });
    const width = type.width(number, style.size, style.weight);
    const [name = ""] = type.lines(title, CONTENT_WIDTH - width - 20, style.size, style.weight);
    artifact(page, () => {
      drawText(page, name, PAGE.left, baseline, style);
      drawText(page, number, PAGE.left + CONTENT_WIDTH - width, baseline, style);
    });
  }
}
