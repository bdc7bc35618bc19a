/**
 * A browser for tests: the one CHROMIUM_PATH names, else the packed one (Linux), else the system's. None is no failure:
 * the tests say that they were skipped and why.
 * @module
 */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

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

/** A running browser, or why there is none. */
export async function launchBrowser(): Promise<{ browser: Browser } | { reason: string }> {
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
      return { browser: await chromium.launch({ executablePath: path, args: own, headless: true }) };
    } catch (error) {
      tried.push(`${path}: ${String(error).split("\n")[0]}`);
    }
  }
  return { reason: tried.length === 0 ? "no browser found; set CHROMIUM_PATH" : tried.join("; ") };
}
