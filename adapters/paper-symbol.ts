/**
 * A symbol on a roll of paper: its modules, quiet zone included, and how many dots each is wide.
 *
 * An acta's modules are the largest that fit (spec/acta.md, clause 6.6); other symbols hold little and stay at most as large as modules
 * were measured to be read well. Spec: spec/printing.md, clause 4.7.
 * @module
 */
import encodeQR from "qr";
import { QUIET_MODULES } from "./acta-symbols.ts";

/** Six dots of 203 an inch are three quarters of a millimetre. */
const MODEST_DOTS = 6;

export type Modules = { readonly rows: readonly (readonly boolean[])[]; readonly dots: number };

/** Throws where the symbol does not fit with one dot a module: no text of ours is that long. */
export function drawModules(
  text: string,
  { dots, isLargest }: { readonly dots: number; readonly isLargest: boolean },
): Modules {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET_MODULES });
  const largest = Math.floor(dots / rows.length);
  if (largest < 1) throw new RangeError(`${rows.length} modules do not fit ${dots} dots`);
  return { rows, dots: isLargest ? largest : Math.min(largest, MODEST_DOTS) };
}
