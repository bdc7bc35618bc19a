/**
 * What lies in the screen printer's tray, as the screens ask for it: a demonstration's paper, in memory only.
 * @module
 */
import type { Paper } from "@triplicate/machine-screens/api.ts";

export type PaperTray = {
  papers(): readonly Paper[];
  /** An SVG by the last part of its address; null for one that is gone. */
  picture(name: string): string | null;
  /** A voucher into the box, anything else into somebody's hand: it is gone from here. False where there is none. */
  take(id: number): boolean;
};
