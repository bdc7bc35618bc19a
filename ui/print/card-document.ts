/**
 * A poll worker's card: the name, where it opens, and the signed note as a symbol. The PIN is on no paper.
 * Spec: spec/printing.md, section 3.
 * @module
 */

import { CARD } from "@triplicate/core/statement/card.ts";
import { lineToNote } from "@triplicate/core/statement/one-line.ts";
import { type Translator, translator } from "../messages.ts";
import type { PrintDocument } from "./print-document.ts";
import { document, electionLines, type StationPaper, statementOf, THICK, textBlock } from "./print-parts.ts";

/** `line` is the card's note in one line, as the symbol holds it (spec/station-notes.md, section 6). */
export function cardDocument(paper: Omit<StationPaper, "station">, line: string): PrintDocument {
  const { language } = paper;
  const t = translator(language);
  const note = lineToNote("card", line);
  if (note === null) throw new Error("no card's line");
  const { value: card } = statementOf(note, CARD);
  const title = t.t("print.kind.card");
  return document("card", { language, mode: "live", title: `${title}: ${card.name}` }, [
    textBlock(title, { size: "tall", isBold: true, align: "centre" }),
    ...electionLines(paper),
    THICK,
    textBlock(card.name, { size: "large", isBold: true }),
    textBlock(scopeWords(t, card.scope), { isBold: true }),
    textBlock(t.t("print.card.number", { card: card.card })),
    { kind: "symbol", isLargest: false, text: line, caption: t.t("print.card.what") },
  ]);
}

function scopeWords(t: Translator, scope: string): string {
  const [kind = "", ...rest] = scope.split("/");
  const name = rest.join("/");
  switch (kind) {
    case "region":
      return t.t("print.card.scope.region", { name });
    case "place":
      return t.t("print.card.scope.place", { name });
    case "station":
      return t.t("print.card.scope.station", { name });
    default:
      return t.t("print.card.scope.election");
  }
}
