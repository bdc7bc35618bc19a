/**
 * A scene as SVG that stands on its own: an image with a title and a description, no script, no reference outside.
 * @module
 */
import { escapeHtml } from "../report/escape.ts";
import { FONT_FALLBACK } from "../tokens.ts";
import { type Item, px, type Scene } from "./scene.ts";

/** `prefix` keeps ids apart when a page holds the same scene in two languages. */
export function sceneSvg(scene: Scene, prefix: string, className: string): string {
  const id = `${prefix}-${scene.id}`;
  const attributes = [
    `class="${className}"`,
    `viewBox="0 0 ${px(scene.width)} ${px(scene.height)}"`,
    `width="${px(scene.width)}" height="${px(scene.height)}"`,
    `role="img" aria-labelledby="${id}-t ${id}-d"`,
    `font-family="${FONT_FALLBACK}"`,
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${attributes.join(" ")}>`,
    `<title id="${id}-t">${escapeHtml(scene.title)}</title>`,
    `<desc id="${id}-d">${escapeHtml(scene.alt)}</desc>`,
    ...scene.items.map(itemSvg),
    "</svg>",
  ].join("");
}

function itemSvg(item: Item): string {
  switch (item.kind) {
    case "rect":
      return `<rect x="${px(item.x)}" y="${px(item.y)}" width="${px(item.width)}" height="${px(item.height)}"${paint(item)}/>`;
    case "path":
      return `<path d="${item.d}"${paint(item)}/>`;
    case "circle":
      return `<circle cx="${px(item.cx)}" cy="${px(item.cy)}" r="${px(item.r)}"${paint(item)}/>`;
    case "text":
      return textSvg(item);
  }
}

function paint(item: {
  readonly fill?: string;
  readonly stroke?: string;
  readonly strokeWidth?: number;
  readonly dash?: number;
}): string {
  const parts = [` fill="${item.fill ?? "none"}"`];
  if (item.stroke !== undefined) parts.push(` stroke="${item.stroke}"`);
  if (item.strokeWidth !== undefined) parts.push(` stroke-width="${px(item.strokeWidth)}"`);
  if (item.dash !== undefined) parts.push(` stroke-dasharray="${px(item.dash)}"`);
  return parts.join("");
}

function textSvg(item: Extract<Item, { kind: "text" }>): string {
  const anchor = item.anchor === "start" ? "" : ` text-anchor="${item.anchor}"`;
  const weight = item.weight === 400 ? "" : ` font-weight="${item.weight}"`;
  const turn = item.turned === true ? ` transform="rotate(-90 ${px(item.x)} ${px(item.y)})"` : "";
  return `<text x="${px(item.x)}" y="${px(item.y)}" font-size="${px(item.size)}" fill="${item.fill}"${anchor}${weight}${turn}>${escapeHtml(item.text)}</text>`;
}
