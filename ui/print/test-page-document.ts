/**
 * A page that shows on the eve whether a printer is fit for a station: every letter, the whole width, a symbol.
 * Spec: spec/printing.md, clause 3.8.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import { translator } from "../messages.ts";
import { COLUMNS } from "./layout.ts";
import type { PaperSize, PrintDocument } from "./print-document.ts";
import { document, rowBlock, THICK, textBlock } from "./print-parts.ts";

export function testPageDocument(language: Language, paper: PaperSize): PrintDocument {
  const t = translator(language);
  const title = t.t("print.kind.test-page");
  const ruler = Array.from({ length: COLUMNS[paper] }, (_, i) => (i + 1) % 10).join("");
  const text = "TRIPLICATE/1 0123456789";
  return document("test-page", { language, mode: "test", title }, [
    textBlock(title, { size: "large", isBold: true, align: "centre" }),
    textBlock(t.t("print.page.letters"), { size: "tall" }),
    textBlock(t.t("print.page.width")),
    textBlock(ruler),
    THICK,
    rowBlock(t.t("print.number.total"), t.number(1_234_567), "tall", true),
    { kind: "symbol", isLargest: false, text, caption: t.t("print.page.symbol", { text }) },
    textBlock(t.t("print.page.check")),
  ]);
}
