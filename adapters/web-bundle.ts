/**
 * A browser program from its sources, as the files that a server hands out: bundled, minified, named by their hash.
 *
 *     main.tsx ──esbuild──▶ /app-5Q2F….js  /zxing_reader-….wasm …   each with its media type and SHA-256
 *
 * Made when the server starts, in about a third of a second: what is served is what the checkout says, and no built file
 * can lie beside it. The same sources give the same bytes, so two machines can be compared by one digest.
 * @module
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export type WebFile = {
  /** From the root of the site, with its slash. */
  readonly path: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Base64 of its SHA-256, as a policy or an integrity attribute writes it. */
  readonly sha256: string;
};

export type WebBundle = {
  /** Path of the script that the page loads as a module. */
  readonly script: string;
  readonly files: ReadonlyMap<string, WebFile>;
};

export type WebBundleOptions = {
  /** Below which path the files are served: "/" or "/app/". */
  readonly base?: string;
  /** Files that the program asks for by a name it knows: name -> where they lie. */
  readonly assets?: Readonly<Record<string, URL>>;
  /** The script keeps its plain name: a service worker's address must not change. */
  readonly plainName?: boolean;
  /** Constants that stand in the program: name -> JSON text. */
  readonly define?: Readonly<Record<string, string>>;
};

const MEDIA: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".woff2": "font/woff2",
};

export const mediaType = (path: string): string => MEDIA[extname(path)] ?? "application/octet-stream";

/** Bytes with their hash, as a server hands them out. */
export const webFile = (path: string, bytes: Uint8Array): WebFile => ({
  path,
  type: mediaType(path),
  bytes,
  sha256: createHash("sha256").update(bytes).digest("base64"),
});

/** Throws when the sources do not bundle: a module of node among them, or a mistake. */
export async function bundleForBrowser(entry: URL, options: WebBundleOptions = {}): Promise<WebBundle> {
  const base = options.base ?? "/";
  const result = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "silent",
    entryNames: options.plainName === true ? "[name]" : "[name]-[hash]",
    assetNames: "[name]-[hash]",
    outdir: "/",
    publicPath: base,
    loader: { ".css": "text", ".svg": "file", ".wasm": "file", ".woff2": "file" },
    define: { ...options.define },
  });
  const files = new Map<string, WebFile>();
  const add = (path: string, bytes: Uint8Array) => files.set(path, webFile(path, bytes));
  for (const { path, contents } of result.outputFiles) add(`${base}${basename(path)}`, contents);
  for (const [name, url] of Object.entries(options.assets ?? {})) add(`${base}${name}`, await readFile(url));
  const script = [...files.keys()].find((path) => path.endsWith(".js"));
  if (script === undefined) throw new Error("a bundle has a script");
  return { script, files };
}
