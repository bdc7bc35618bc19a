/**
 * What the page needs beside its blocks.
 * @module
 */
import type { LocalizedText } from "@triplicate/core/text.ts";

export type ReportMeta = {
  /** Name of the election, for the window's title. */
  readonly title: LocalizedText;
  readonly version: string;
};

/** What only an adapter can provide: files and hashes. */
export type PageAssets = {
  /** The two weights of the face as WOFF2, base64. */
  readonly fonts: { readonly regular: string; readonly semibold: string };
  /** Base64 of the SHA-256 of a text, for the content security policy. */
  readonly sha256: (text: string) => string;
};
