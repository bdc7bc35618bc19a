/**
 * A browser for tests: the one CHROMIUM_PATH names, else the packed one (Linux), else the system's. None is no failure:
 * the tests say that they were skipped and why. And what a page under test needs beside its blocks.
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { PAGE_FONTS } from "../fonts.ts";
import type { PageAssets } from "./html-meta.ts";

/** The page's files and hash as an adapter gives them; ui itself touches no disk. */
export function pageAssets(): PageAssets {
  const base64Of = (address: string): string => readFileSync(fileURLToPath(address)).toString("base64");
  return {
    fonts: { regular: base64Of(PAGE_FONTS.regular), semibold: base64Of(PAGE_FONTS.semibold) },
    sha256: (text) => createHash("sha256").update(text, "utf8").digest("base64"),
  };
}

type Candidate = { readonly path: string; readonly args: readonly string[] };

async function packed(): Promise<Candidate[]> {
  if (process.platform !== "linux") return [];
  try {
    const { default: pack } = await import("@sparticuz/chromium");
    return [{ path: await pack.executablePath(), args: pack.args }];
  } catch {
    return [];
  }
}

const SANDBOXLESS = ["--no-sandbox", "--disable-gpu"];

/** A running browser, or why there is none. `more` are arguments that only one test needs, such as a camera of its own. */
export async function launchBrowser(
  more: readonly string[] = [],
): Promise<{ browser: Browser } | { reason: string }> {
  const named = process.env.CHROMIUM_PATH;
  const candidates: Candidate[] = [
    ...(named === undefined ? [] : [{ path: named, args: SANDBOXLESS }]),
    ...(await packed()),
    { path: "/usr/bin/chromium", args: SANDBOXLESS },
  ];
  const tried: string[] = [];
  for (const { path, args } of candidates) {
    if (!existsSync(path)) continue;
    try {
      // The packed browser's own arguments ask for one process, which cannot open a second page.
      const own = args.filter((arg) => arg !== "--single-process" && arg !== "--no-zygote");
      const all = [...own, ...more];
      return { browser: await chromium.launch({ executablePath: path, args: all, headless: true }) };
    } catch (error) {
      tried.push(`${path}: ${String(error).split("\n")[0]}`);
    }
  }
  return { reason: tried.length === 0 ? "no browser found; set CHROMIUM_PATH" : tried.join("; ") };
}
