/**
 * What every tidy rule reads: the repository as a map from path to text, and what a rule answers: breaches.
 *
 * Rules never touch the disk, so a test hands them three lines of text and sees what they say.
 * @module
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseSource, type Source } from "./source.ts";

export type Breach = {
  readonly file: string;
  /** From 1; 1 also when the breach is about the whole file. */
  readonly line: number;
  readonly message: string;
  readonly remedy: string;
};

export type Repository = {
  /** Path from the root with forward slashes -> text. */
  readonly files: ReadonlyMap<string, string>;
  /** The parsed file; parsed once however many rules ask. */
  source(path: string): Source;
};

export type PackageManifest = {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
};

const TEXT =
  /\.(ts|tsx|mts|mjs|cjs|js|json|md|yml|yaml|html|css|svg|sh|csv|txt)$|(^|\/)(LICENSE|run|\.gitignore)$/;
const PICTURE = /^docs\/.+\.png$/;
/** Folders that hold no source of ours. */
const SKIPPED = new Set(["node_modules", "coverage", "out", "dist"]);
/** Folders that begin with a dot belong to tools, but for these. */
const OURS = new Set([".github", ".ci"]);
/** Larger files are data, not text that somebody wrote. */
const MAX_BYTES = 2_000_000;

export function createRepository(files: ReadonlyMap<string, string>): Repository {
  const parsed = new Map<string, Source>();
  return {
    files,
    source(path) {
      const known = parsed.get(path);
      if (known !== undefined) return known;
      const text = files.get(path);
      if (text === undefined) throw new Error(`no file ${path}`);
      const source = parseSource(path, text);
      parsed.set(path, source);
      return source;
    },
  };
}

export function loadRepository(root: string): Repository {
  const files = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const ours = !entry.name.startsWith(".") || OURS.has(entry.name);
      if (entry.isDirectory() && ours && !SKIPPED.has(entry.name)) visit(path);
      if (!entry.isFile()) continue;
      // A picture has no text, but links lead to it.
      if (PICTURE.test(path)) files.set(path, "");
      if (!TEXT.test(path)) continue;
      const absolute = join(root, path);
      if (statSync(absolute).size <= MAX_BYTES) files.set(path, readFileSync(absolute, "utf8"));
    }
  };
  visit("");
  return createRepository(new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))));
}

export const isCode = (path: string): boolean => /\.(ts|tsx|mts|mjs)$/.test(path);
/** Tests and what only they use: named so that nobody ships them by accident. */
export const isTest = (path: string): boolean => /\.(test|test-data|test-helper)\.ts$/.test(path);

/** Every package.json by its folder; the root's is "". */
export function manifests(repository: Repository): Map<string, PackageManifest> {
  const found = new Map<string, PackageManifest>();
  for (const [path, text] of repository.files) {
    if (path !== "package.json" && !path.endsWith("/package.json")) continue;
    found.set(path.slice(0, -"package.json".length).replace(/\/$/, ""), JSON.parse(text));
  }
  return found;
}

/** The package a file belongs to: the deepest folder with a package.json, "" for the root. */
export function packageOf(path: string, folders: Iterable<string>): string {
  let best = "";
  for (const folder of folders)
    if (path.startsWith(`${folder}/`) && folder.length > best.length) best = folder;
  return best;
}

/** The line, from 1, on which `index` of `text` stands. */
export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let i = text.indexOf("\n"); i !== -1 && i < index; i = text.indexOf("\n", i + 1)) line += 1;
  return line;
}

/** The line of the first occurrence of `needle`, or 1. */
export const lineOf = (text: string, needle: string): number =>
  lineAt(text, Math.max(0, text.indexOf(needle)));
