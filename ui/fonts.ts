/**
 * Where the report's typeface lies: files of a package, as addresses; whoever may touch a disk reads them.
 * @module
 */
const file = (subset: string, weight: 400 | 600, extension: "woff" | "woff2"): string =>
  import.meta.resolve(
    `@fontsource/source-sans-3/files/source-sans-3-${subset}-${weight}-normal.${extension}`,
  );

/** For the page: Latin only, the rest falls back to the reader's own fonts. */
export const PAGE_FONTS = { regular: file("latin", 400, "woff2"), semibold: file("latin", 600, "woff2") };

/** For paper, in the order they are asked for a letter. */
export const PAPER_SUBSETS = ["latin", "latin-ext", "cyrillic", "greek"] as const;
export type PaperSubset = (typeof PAPER_SUBSETS)[number];

export const paperFont = (subset: PaperSubset, weight: 400 | 600): string => file(subset, weight, "woff");
