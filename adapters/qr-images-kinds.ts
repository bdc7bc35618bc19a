/**
 * When the search for QR codes in an image has found what it was for.
 *
 * One image may show one symbol, several that belong together, or some of several whose rest is on another image. So
 * where parts are missing the search goes on for as long as it finds more.
 * @module
 */
import { gatherActas } from "@triplicate/core/count-machine/acta-symbol.ts";
import { parseBuSymbol } from "@triplicate/core/reading/bu-br-symbol.ts";
import { parseQr2024 } from "@triplicate/core/reading/qr-2024.ts";
import { lineToNote } from "@triplicate/core/statement/one-line.ts";

export type QrKind = "qr-2024" | "bu-br-2024" | "acta" | "accreditation";

/** `texts` is all that was found in the image, `isMore` whether the last attempt found any that were not. */
export function isEnough(kind: QrKind, texts: readonly string[], isMore: boolean): boolean {
  switch (kind) {
    case "qr-2024":
      return texts.some((text) => parseQr2024(text).ok);
    case "bu-br-2024": {
      const parts = texts.flatMap((text) => parseBuSymbol(text) ?? []);
      const isWhole = parts.length > 0 && parts.every(({ parts: of }) => of === parts.length);
      return isWhole || (parts.length > 0 && !isMore);
    }
    case "accreditation":
      return texts.some((text) => lineToNote("accredit", text) !== null);
    case "acta": {
      const { actas, faults } = gatherActas(texts);
      const parts = faults.filter(({ code }) => code !== "symbol-not-acta");
      return parts.length === 0 ? actas.length > 0 : !isMore;
    }
  }
}
