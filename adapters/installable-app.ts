/**
 * The files of a browser program that installs itself on a telephone and works without a network, ready to be served.
 *
 *     main.tsx, service-worker.ts, styles, icons ──▶ index.html  program  styles  fonts  icons  manifest  worker
 *
 * The worker is told every other file's path and one name for all their bytes: a new byte anywhere is a new version. Each file
 * brings its headers, so that whoever serves it needs to know nothing: what is named by its hash never changes, the rest is
 * asked for each time.
 * @module
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { PAGE_FONTS } from "@triplicate/ui/fonts.ts";
import { COLOURS, FONT_FAMILY } from "@triplicate/ui/tokens.ts";
import { bundleForBrowser, type WebFile, webFile } from "./web-bundle.ts";

export type AppFile = WebFile & { readonly headers: Readonly<Record<string, string>> };

export type AppSources = {
  readonly main: URL;
  readonly worker: URL;
  /** In their order. */
  readonly styles: readonly URL[];
  /** PNG and SVG, named `icon-192.png` and so on: `maskable` in the name says that it may be cut to any shape. */
  readonly icons: readonly URL[];
  readonly name: string;
  readonly shortName: string;
  readonly description: string;
  /** What a reader without script is told, in each language. */
  readonly noScript: readonly { readonly language: string; readonly text: string }[];
};

export type AppOptions = {
  /** Origins beside its own that the program may ask, as a content security policy writes them. */
  readonly connect?: readonly string[];
};

/** By path; "/" is the page. Throws when the sources do not bundle. */
export async function installableApp(
  sources: AppSources,
  { connect = [] }: AppOptions = {},
): Promise<ReadonlyMap<string, AppFile>> {
  const program = await bundleForBrowser(sources.main);
  const files = new Map<string, WebFile>(program.files);
  const add = (file: WebFile): string => {
    files.set(file.path, file);
    return file.path;
  };
  const style = add(await styleFile(sources.styles, add));
  const icons: string[] = [];
  for (const icon of sources.icons)
    icons.push(add(webFile(`/${basename(fileURLToPath(icon))}`, await readFile(icon))));
  add(webFile("/manifest.webmanifest", manifest(sources, icons)));
  add(webFile("/index.html", page(sources, { script: program.script, style, icons })));
  const paths = [...files.keys()].sort();
  const version = createHash("sha256");
  for (const path of paths) version.update(`${path} ${files.get(path)!.sha256}\n`);
  const worker = await bundleForBrowser(sources.worker, {
    plainName: true,
    define: {
      __FILES__: JSON.stringify(paths),
      __VERSION__: JSON.stringify(version.digest("hex").slice(0, 16)),
    },
  });
  for (const file of worker.files.values()) add(file);
  const served = new Map<string, AppFile>();
  for (const [path, file] of files) served.set(path, { ...file, headers: headersOf(file, connect) });
  served.set("/", served.get("/index.html")!);
  return served;
}

/** Fonts by their hash beside it, and the colours of the house as variables before it. */
async function styleFile(styles: readonly URL[], add: (file: WebFile) => string): Promise<WebFile> {
  const faces: string[] = [];
  for (const [name, weight] of [
    ["regular", 400],
    ["semibold", 600],
  ] as const) {
    const bytes = await readFile(fileURLToPath(PAGE_FONTS[name]));
    const path = add(webFile(`/font-${weight}-${digestName(bytes)}.woff2`, bytes));
    faces.push(
      `@font-face{font-family:"${FONT_FAMILY}";font-weight:${weight};font-display:swap;src:url("${path}") format("woff2")}`,
    );
  }
  const variables = Object.entries(COLOURS).map(([name, value]) => `--${name}:${value}`);
  const texts = await Promise.all(styles.map((url) => readFile(url, "utf8")));
  const bytes = Buffer.from([...faces, `:root{${variables.join(";")}}`, ...texts].join("\n"));
  return webFile(`/style-${digestName(bytes)}.css`, bytes);
}

const digestName = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex").slice(0, 10);

function manifest({ name, shortName, description }: AppSources, icons: readonly string[]): Uint8Array {
  const value = {
    ...{ id: "/", start_url: "/", scope: "/", display: "standalone", orientation: "any" },
    ...{ name, short_name: shortName, description, lang: "es", dir: "ltr" },
    ...{ background_color: COLOURS.paper, theme_color: COLOURS.link },
    icons: icons.map((src) => ({
      src,
      sizes: /-(\d+)\.png$/.test(src) ? src.replace(/^.*-(\d+)\.png$/, "$1x$1") : "any",
      type: src.endsWith(".svg") ? "image/svg+xml" : "image/png",
      purpose: src.includes("maskable") ? "maskable" : "any",
    })),
  };
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

type PageParts = { readonly script: string; readonly style: string; readonly icons: readonly string[] };

function page({ name, noScript }: AppSources, { script, style, icons }: PageParts): Uint8Array {
  const vector = icons.find((path) => path.endsWith(".svg"));
  const touch = icons.find((path) => path.endsWith("-180.png"));
  const lines = [
    "<!doctype html>",
    '<html lang="es">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
    `<meta name="theme-color" content="${COLOURS.link}">`,
    `<title>${escaped(name)}</title>`,
    '<link rel="manifest" href="/manifest.webmanifest">',
    ...(vector === undefined ? [] : [`<link rel="icon" type="image/svg+xml" href="${vector}">`]),
    ...(touch === undefined ? [] : [`<link rel="apple-touch-icon" href="${touch}">`]),
    `<link rel="stylesheet" href="${style}">`,
    `<script type="module" src="${script}"></script>`,
    "</head>",
    "<body>",
    '<div id="app"></div>',
    "<noscript>",
    ...noScript.map(({ language, text }) => `<p lang="${language}">${escaped(text)}</p>`),
    "</noscript>",
    "</body>",
    "</html>",
  ];
  return Buffer.from(`${lines.join("\n")}\n`);
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const NAMED_BY_HASH = /-[0-9A-Za-z]{8,10}\.\w+$/;

function headersOf({ path, type }: WebFile, connect: readonly string[]): Record<string, string> {
  const isFixed = NAMED_BY_HASH.test(path) && !path.startsWith("/icon");
  const headers: Record<string, string> = {
    "content-type": type,
    "cache-control": isFixed ? "public, max-age=31536000, immutable" : "no-cache",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
  };
  const own = ["'self'", ...connect].join(" ");
  const policy = [
    "default-src 'none'",
    // The reader of QR codes is WebAssembly.
    "script-src 'self' 'wasm-unsafe-eval'",
    ...["style-src 'self'", "font-src 'self'", "img-src 'self' blob: data:", "manifest-src 'self'"],
    ...["worker-src 'self'", `connect-src ${own}`, "base-uri 'none'", "form-action 'none'"],
    "frame-ancestors 'none'",
  ];
  // A worker has the policy that its own script came with.
  if (path.endsWith(".html") || path.endsWith(".js")) headers["content-security-policy"] = policy.join("; ");
  if (path.endsWith(".html")) headers["permissions-policy"] = "camera=(self), geolocation=(), microphone=()";
  return headers;
}
