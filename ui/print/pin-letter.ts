/**
 * The letter that brings a poll worker their PIN, apart from the card it belongs to.
 * Spec: spec/collecting.md, clause 10.3.
 * @module
 */
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import type { Language } from "@triplicate/core/text.ts";
import { translator } from "../messages.ts";
import type { PrintDocument } from "./print-document.ts";
import { document, electionLines, SPACE, THICK, textBlock } from "./print-parts.ts";

export function pinLetter(
  definition: ElectionDefinition,
  language: Language,
  { card, name, pin }: { readonly card: string; readonly name: string; readonly pin: string },
): PrintDocument {
  const { t } = translator(language);
  // The title stands at the foot of every page of a file of many letters: it names nobody.
  return document("card", { language, mode: "live", title: t("card.letter.title") }, [
    textBlock(t("card.letter.title"), { size: "large", isBold: true, align: "centre" }),
    ...electionLines({ definition, language }),
    THICK,
    textBlock(t("card.letter.name", { name }), { size: "tall", isBold: true }),
    textBlock(t("card.letter.card", { card })),
    SPACE,
    textBlock(inTwo(pin), { size: "huge", isBold: true, align: "centre" }),
    SPACE,
    textBlock(t("card.letter.what"), { size: "tall" }),
    textBlock(t("card.letter.tries")),
  ]);
}

/** 123 456, 123 4567, 1234 5678: as people say them. */
const inTwo = (pin: string): string => {
  const half = Math.floor(pin.length / 2);
  return `${pin.slice(0, half)} ${pin.slice(half)}`;
};
