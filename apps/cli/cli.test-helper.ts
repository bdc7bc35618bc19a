/**
 * Runs the command inside the test's process, with words caught instead of printed.
 * @module
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Language } from "@triplicate/core/text.ts";
import type { Io } from "./io.ts";
import { runCli } from "./program.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Real elections, as published; beside the repository where somebody put them. */
export const DATA = fileURLToPath(new URL("../../../shared/data", import.meta.url));
export const hasData = existsSync(DATA);

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

export async function run(
  args: readonly string[],
  language: Language = "en",
  isTerminal = false,
  untilStopped: Io["untilStopped"] = () => Promise.resolve(),
  onOut: (text: string) => void = () => {},
): Promise<Ran> {
  let out = "";
  let err = "";
  let clock = 0;
  // Each run is a first visit, and none of them writes where the developer's own visits are remembered.
  const home = mkdtempSync(join(tmpdir(), "triplicate-home-"));
  const io: Io = {
    out: (text) => {
      out += text;
      onOut(text);
    },
    data: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    isTerminal,
    language,
    untilStopped,
    environment: { XDG_STATE_HOME: join(home, "state"), XDG_CACHE_HOME: join(home, "cache") },
    now: () => {
      clock += 10;
      return clock;
    },
  };
  try {
    const code = await runCli(args, io);
    return { code, out, err };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** A folder that `use` gets and that is gone afterwards. */
export async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "triplicate-test-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every file below a folder with its bytes, by relative name. */
export function filesBelow(folder: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(folder, name);
    if (statSync(path).isFile()) files.set(name, readFileSync(path));
  }
  return files;
}
