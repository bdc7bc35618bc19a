/**
 * The neutral document: a flat list of blocks that the page and the PDF both render, so that they say the same.
 *
 * Text is plain and unescaped, as it came; each renderer escapes for its own medium and makes control characters
 * visible (visible-text.ts). Headings carry their level, and nothing else nests.
 * @module
 */
import type { Scene } from "../charts/scene.ts";

/** How grave the answer is; always said in words as well. */
export type Tone = "alert" | "notice" | "calm";

/** Lines of one cell; a single string is one line. */
export type TableCell = string | readonly string[];

export type TableColumn = {
  readonly text: string;
  /** Numbers are right-aligned, codes are set in a fixed-width face and may break anywhere. */
  readonly kind: "text" | "number" | "code";
};

export type TableData = {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  /** The first cell of each row is its header. */
  readonly rows: readonly (readonly TableCell[])[];
  readonly note?: string;
};

export type Block =
  | {
      readonly kind: "title";
      readonly text: string;
      readonly subtitle: string;
      readonly kicker: string;
    }
  | { readonly kind: "banner"; readonly label: string; readonly text: string }
  | {
      readonly kind: "verdict";
      readonly tone: Tone;
      readonly label: string;
      readonly headline: string;
      readonly lines: readonly string[];
    }
  | {
      readonly kind: "figures";
      readonly items: readonly { readonly value: string; readonly label: string }[];
    }
  | { readonly kind: "heading"; readonly level: 2 | 3 | 4; readonly id: string; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string; readonly tone?: "lead" | "small" }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "code"; readonly label: string; readonly text: string }
  | ({ readonly kind: "table" } & TableData)
  | {
      readonly kind: "chart";
      readonly id: string;
      /** The same chart for a wide and for a narrow screen; paper takes the wide one. */
      readonly wide: Scene;
      readonly narrow: Scene;
      readonly data: TableData;
    };
