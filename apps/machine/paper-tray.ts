/**
 * What lies in the screen printer's tray, as the screens ask for it: a demonstration's paper, in memory only.
 * @module
 */
import type { Printer } from "@triplicate/adapters/printer.ts";
import type { ScreenPrinter } from "@triplicate/adapters/printer-screen.ts";
import type { Paper } from "@triplicate/machine-screens/api.ts";

export type PaperTray = {
  /** The newest first: a voter has theirs beside the question whether it matches. */
  papers(): readonly Paper[];
  /** An SVG by the last part of its address; null for one that is gone. */
  picture(name: string): string | null;
  /** A voucher into the box, anything else into somebody's hand: it is gone from here. False where there is none. */
  take(id: number): boolean;
  /** Another voter is let in: vouchers that nobody took are theirs who left, and nothing for the next one to read. */
  clearVouchers(): void;
};

const isScreen = (printer: Printer): printer is ScreenPrinter => "papers" in printer && "picture" in printer;

/** Null for a printer whose paper is paper. */
export function trayOf(printer: Printer): PaperTray | null {
  if (!isScreen(printer)) return null;
  return {
    papers: () => printer.papers().toReversed().flatMap(paperOf),
    picture(name) {
      const match = /^([1-9][0-9]{0,8})\.svg$/.exec(name);
      return match === null ? null : printer.picture(Number(match[1]));
    },
    take: (id) => printer.drop(id),
    clearVouchers() {
      for (const { id, kind } of printer.papers()) if (kind === "voucher") printer.drop(id);
    },
  };
}

function paperOf({ id, kind, title, alternative }: ReturnType<ScreenPrinter["papers"]>[number]): Paper[] {
  // Cards and test pages are printed by other programs.
  if (kind === "card" || kind === "test-page") return [];
  return [{ id, kind, title, picture: `/api/papers/${id}.svg`, alternative }];
}
