/**
 * The printer of the demonstration: its papers lie in a tray as pictures, in memory only, until somebody takes them.
 *
 * A voucher that is dropped into the box is gone from here, as from a voter's hand. Spec: spec/printing.md, section 7.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import { layOut, plainLines } from "@triplicate/ui/print/layout.ts";
import type { PaperKind, PrintDocument, PrinterState } from "@triplicate/ui/print/print-document.ts";
import type { RollWidth } from "./escpos-document.ts";
import { paperSvg } from "./paper-svg.ts";
import type { Printer, PrintOutcome } from "./printer.ts";

export type ScreenPaper = {
  readonly id: number;
  readonly kind: PaperKind;
  readonly language: Language;
  readonly title: string;
  /** The whole text of the paper, for whoever does not see the picture. */
  readonly alternative: string;
};

export type ScreenPrinter = Printer & {
  /** What lies in the tray, the newest last. */
  papers(): readonly ScreenPaper[];
  /** SVG; null for a paper that is gone. */
  picture(id: number): string | null;
  /** Into the box, or a pocket. False where there is none. */
  drop(id: number): boolean;
  clear(): void;
  /** What a demonstration may let happen to it: no paper, an open cover. */
  setState(state: PrinterState): void;
};

/** A tray that nobody empties does not grow for ever. */
const MAX_PAPERS = 200;

export function createScreenPrinter({ paper }: { readonly paper: RollWidth }): ScreenPrinter {
  let state: PrinterState = "ready";
  let next = 1;
  const tray = new Map<number, { readonly paper: ScreenPaper; readonly picture: string }>();
  const print = async (document: PrintDocument): Promise<PrintOutcome> => {
    if (state !== "ready" && state !== "paper-low") return { kind: "nothing", state };
    const { kind, language, title, blocks } = document;
    const laid = layOut(blocks, paper);
    const alternative = plainLines(laid)
      .map((line) => line.trim())
      .join("\n");
    const id = next++;
    tray.set(id, { paper: { id, kind, language, title, alternative }, picture: paperSvg(laid, paper) });
    const [oldest] = tray.keys();
    if (tray.size > MAX_PAPERS && oldest !== undefined) tray.delete(oldest);
    return { kind: "printed" };
  };
  return {
    paper,
    print,
    status: async () => state,
    close: async () => tray.clear(),
    papers: () => [...tray.values()].map((one) => one.paper),
    picture: (id) => tray.get(id)?.picture ?? null,
    drop: (id) => tray.delete(id),
    clear: () => tray.clear(),
    setState: (given) => {
      state = given;
    },
  };
}
