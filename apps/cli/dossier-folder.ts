/**
 * Writes a folder all or nothing: into a hidden neighbour first, flushed to disk, then renamed into place.
 * A run that fails or is killed leaves the old folder, or none; never half of a new one.
 * @module
 */
import { existsSync, readdirSync } from "node:fs";
import { copyFile, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Translator } from "@triplicate/ui/messages.ts";
import { UsageError } from "./io.ts";

/** What marks a folder as a dossier that may be replaced. */
export const DOSSIER_FILE = "comparison.json";

/** `from`: a copy of a file too large to hold. */
export type FolderFile = { readonly name: string; readonly mode?: number } & (
  | { readonly content: string | Uint8Array }
  | { readonly from: string }
);

/** Checked before the work begins, so that nobody waits for a refusal. */
export function checkTarget(folder: string, t: Translator, replaceable: (files: string[]) => boolean): void {
  if (!existsSync(folder)) return;
  let files: string[];
  try {
    files = readdirSync(folder);
  } catch {
    throw new UsageError(t.t("cli.usage.outTaken", { dir: folder }), t.t("cli.usage.outTaken.remedy"));
  }
  if (files.length > 0 && !replaceable(files)) {
    throw new UsageError(t.t("cli.usage.outTaken", { dir: folder }), t.t("cli.usage.outTaken.remedy"));
  }
}

export const isDossier = (files: readonly string[]): boolean =>
  files.includes(DOSSIER_FILE) && files.includes("inputs.json");

export async function writeFolder(
  folder: string,
  files: readonly FolderFile[],
  t: Translator,
): Promise<void> {
  const target = resolve(folder);
  const parent = dirname(target);
  const partial = `${target}.partial-${process.pid}`;
  const old = `${target}.old-${process.pid}`;
  try {
    await makeFolder(parent);
    await recover(target);
    await mkdir(partial);
    for (const file of files) await writeDurable(partial, file);
    await flush(partial);
    if (existsSync(target)) await rename(target, old);
    await rename(partial, target);
    await rm(old, { recursive: true, force: true });
    await flush(parent);
  } catch (error) {
    // Clearing up may fail for the same reason; the first reason is the one to tell.
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    if (existsSync(old) && !existsSync(target)) await rename(old, target);
    throw unwritable(folder, error, t);
  }
}

/**
 * The folder and those above it. Not mkdir's own recursion: where a file system answers that the parent is missing though
 * it is there (/proc does), that one asks for ever.
 */
export async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path);
}

/** The system's refusal in the person's words; anything else is our own fault and stays as it is. */
export function unwritable(folder: string, error: unknown, t: Translator): unknown {
  const reason = (error as NodeJS.ErrnoException).code;
  return reason === undefined
    ? error
    : new UsageError(t.t("cli.usage.outUnwritable", { dir: folder, reason }));
}

/** What a killed run left: its unfinished folder goes; an old folder it had set aside comes back if nothing took its place. */
async function recover(target: string): Promise<void> {
  const parent = dirname(target);
  const prefix = `${basename(target)}.`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const [, kind, pid] = /^(partial|old)-([0-9]+)$/.exec(name.slice(prefix.length)) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const path = join(parent, name);
    if (kind === "old" && !existsSync(target)) await rename(path, target);
    else await rm(path, { recursive: true, force: true });
  }
}

/** Whether some other process has that number: then the folder may be at work. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function writeDurable(folder: string, file: FolderFile): Promise<void> {
  const path = join(folder, file.name);
  await mkdir(dirname(path), { recursive: true });
  if ("from" in file) await copyFile(file.from, path);
  else await writeFile(path, file.content, { mode: file.mode ?? 0o644, flush: true });
}

/** A rename is only as durable as the folder that holds it. Windows cannot open folders and needs no flush. */
async function flush(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
