/**
 * What the report's page takes from the machine: its typeface's files and a hash function.
 * @module
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PAGE_FONTS } from "@triplicate/ui/fonts.ts";
import type { PageAssets } from "@triplicate/ui/report/html-meta.ts";

let fonts: PageAssets["fonts"] | null = null;

export function reportAssets(): PageAssets {
  fonts ??= { regular: base64Of(PAGE_FONTS.regular), semibold: base64Of(PAGE_FONTS.semibold) };
  return { fonts, sha256: (text) => createHash("sha256").update(text, "utf8").digest("base64") };
}

const base64Of = (address: string): string => readFileSync(fileURLToPath(address)).toString("base64");
