/**
 * What is printed at the end of a paper that was left half done, before it is cut off.
 * Spec: spec/printing.md, clause 5.7.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import { translator } from "../messages.ts";
import type { PrintBlock } from "./print-document.ts";
import { THICK, textBlock } from "./print-parts.ts";

/** `unknown`: it may be whole and cut already; then this slip stands alone and does not condemn it. */
export function tornBlocks(language: Language, kind: "part" | "unknown"): readonly PrintBlock[] {
  const t = translator(language);
  const title =
    kind === "part"
      ? [textBlock(t.t("print.torn.title"), { size: "huge", isBold: true, isInverse: true, align: "centre" })]
      : [];
  return [THICK, ...title, textBlock(t.t(`print.torn.${kind}`), { isBold: true })];
}
