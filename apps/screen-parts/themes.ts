/**
 * How a screen looks: three contrasts and four text sizes, as custom properties that every style sheet of the screens uses.
 *
 *     light       dark ink on white, the colours of the report (ui/tokens.ts)
 *     dark        white on near black
 *     yellow      yellow on black, for eyes that need it strongest
 *
 * Every pair of text and ground has at least 7:1 here, borders and marks at least 3:1 (themes.test.ts computes it). No state is told by
 * colour alone: what is marked, wrong or done has a sign and a word too.
 * @module
 */
import { COLOURS, FONT_FALLBACK } from "@triplicate/ui/tokens.ts";

export const CONTRASTS = ["light", "dark", "yellow"] as const;
export type Contrast = (typeof CONTRASTS)[number];

export const TEXT_SIZES = [1, 2, 3, 4] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

export type Display = { readonly contrast: Contrast; readonly size: TextSize };
export const PLAIN_DISPLAY: Display = { contrast: "light", size: 1 };

/** What each size multiplies the letters by. */
export const SIZE_FACTORS: Readonly<Record<TextSize, number>> = { 1: 1, 2: 1.3, 3: 1.65, 4: 2 };

export type Palette = {
  /** Behind everything. */
  readonly ground: string;
  /** Behind cards and buttons. */
  readonly raised: string;
  readonly ink: string;
  /** Second thoughts: still 7:1. */
  readonly quiet: string;
  readonly line: string;
  /** The one next step. */
  readonly accent: string;
  readonly onAccent: string;
  readonly alert: string;
  readonly onAlert: string;
  readonly notice: string;
  readonly onNotice: string;
  readonly calm: string;
  readonly onCalm: string;
  readonly focus: string;
};

export const PALETTES: Readonly<Record<Contrast, Palette>> = {
  light: {
    ground: COLOURS.paper,
    raised: COLOURS.band,
    ink: COLOURS.ink,
    quiet: "#454545",
    line: "#767676",
    accent: COLOURS.link,
    onAccent: COLOURS.paper,
    alert: "#8c1515",
    onAlert: COLOURS.paper,
    notice: COLOURS.notice,
    onNotice: COLOURS.ink,
    calm: "#17503e",
    onCalm: COLOURS.paper,
    focus: "#b3006b",
  },
  dark: {
    ground: "#101418",
    raised: "#1e252b",
    ink: "#ffffff",
    quiet: "#d2d8dd",
    line: "#8b98a3",
    accent: "#9fd0ff",
    onAccent: "#08131d",
    alert: "#ffb3ab",
    onAlert: "#2b0502",
    notice: "#ffe08a",
    onNotice: "#1f1700",
    calm: "#9fe3c4",
    onCalm: "#03150d",
    focus: "#ffb0e0",
  },
  yellow: {
    ground: "#000000",
    raised: "#000000",
    ink: "#ffee00",
    quiet: "#ffee00",
    line: "#ffee00",
    accent: "#ffee00",
    onAccent: "#000000",
    alert: "#ffffff",
    onAlert: "#000000",
    notice: "#ffffff",
    onNotice: "#000000",
    calm: "#ffee00",
    onCalm: "#000000",
    focus: "#ffffff",
  },
};

/** Text colours and the grounds they are used on. */
export const TEXT_PAIRS = [
  ["ink", "ground"],
  ["ink", "raised"],
  ["quiet", "ground"],
  ["quiet", "raised"],
  ["accent", "ground"],
  ["onAccent", "accent"],
  ["alert", "ground"],
  ["onAlert", "alert"],
  ["onNotice", "notice"],
  ["calm", "ground"],
  ["onCalm", "calm"],
] as const satisfies readonly (readonly [keyof Palette, keyof Palette])[];

/** Borders, marks and the ring around what has the focus. */
export const SHAPE_PAIRS = [
  ["line", "ground"],
  ["line", "raised"],
  ["accent", "ground"],
  ["accent", "raised"],
  ["focus", "ground"],
  ["focus", "raised"],
] as const satisfies readonly (readonly [keyof Palette, keyof Palette])[];

const property = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The custom properties of every contrast and size, for `data-contrast` and `data-size` of the root element. */
export function themesCss(): string {
  const contrasts = CONTRASTS.map((contrast) => {
    const lines = Object.entries(PALETTES[contrast]).map(([name, value]) => `${property(name)}:${value}`);
    const scheme = contrast === "light" ? "light" : "dark";
    const plain = contrast === "light" ? ":root," : "";
    return `${plain}:root[data-contrast="${contrast}"]{color-scheme:${scheme};${lines.join(";")}}`;
  });
  const sizes = TEXT_SIZES.map((size) => `:root[data-size="${size}"]{--size:${SIZE_FACTORS[size]}}`);
  return [`:root{--size:1;--font:${FONT_FALLBACK}}`, ...contrasts, ...sizes].join("\n");
}

/** Makes the whole page look so; `root` is its root element. */
export function showDisplay(
  { contrast, size }: Display,
  root: { readonly dataset: Record<string, string | undefined> },
): void {
  root.dataset.contrast = contrast;
  root.dataset.size = String(size);
}
