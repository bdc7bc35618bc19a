/**
 * A QR code as a picture that is sharp at any size: one SVG path, black on white with its quiet zone.
 *
 *     <Qr text="triplicate-answer:…" label="Answer of witness ana" />
 *
 * It stays black on white in every theme, since a reader expects that.
 * @module
 */

import { useMemo } from "preact/hooks";
import encodeQR from "qr";

export type QrProps = {
  readonly text: string;
  /** What a screen reader says in place of the picture. */
  readonly label: string;
  readonly class?: string;
  /**
   * A clean screen needs little error correction, and its modules are larger then; paper, which is folded and rained on, has M.
   */
  readonly correction?: "low" | "medium";
};

/** Light modules around a symbol (ISO/IEC 18004, 9.1). */
const QUIET_MODULES = 4;

/** Throws on a text that no QR code holds: 2,331 bytes with error correction M. */
export function Qr({ text, label, class: className = "qr", correction = "medium" }: QrProps) {
  const { size, path } = useMemo(() => qrPath(text, correction), [text, correction]);
  return (
    <svg
      class={className}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}

/** Runs of dark modules, row by row, with the side of the square. */
export function qrPath(
  text: string,
  correction: "low" | "medium" = "medium",
): { readonly size: number; readonly path: string } {
  const rows = encodeQR(text, "raw", { ecc: correction, border: QUIET_MODULES });
  let path = "";
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x += 1) {
      if (row[x] !== true) continue;
      const start = x;
      while (row[x + 1] === true) x += 1;
      path += `M${start} ${y}h${x - start + 1}v1h-${x - start + 1}z`;
    }
  }
  return { size: rows.length, path };
}
