/**
 * A symbol as a drawing that a page, a sign or a badge takes at any size.
 * @module
 */
import { escapeHtml } from "@triplicate/ui/report/escape.ts";
import encodeQR from "qr";
import { QUIET_MODULES } from "./acta-symbols.ts";

/** Error correction M, quiet zone included; one unit a module. Throws on more than a symbol holds. */
export function symbolSvg(text: string, title: string): string {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET_MODULES });
  const parts: string[] = [];
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      let end = x;
      while (row[end + 1]) end += 1;
      parts.push(`M${x} ${y}h${end - x + 1}v1h-${end - x + 1}z`);
      x = end;
    }
  }
  const size = rows.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size * 4}" height="${size * 4}" role="img" shape-rendering="crispEdges"><title>${escapeHtml(title)}</title><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${parts.join("")}"/></svg>\n`;
}
