/**
 * The page that the screens run in, as whoever serves it hands it out: its markup, its policy, and the files it asks for by name.
 *
 * Nothing stands in it but the script: no inline style and no inline script, so the policy allows neither. Pictures of papers and the
 * machine's voice are fetched with the token and shown from memory, which is what `blob:` is for.
 * @module
 */
import { PAGE_FONTS } from "@triplicate/ui/fonts.ts";

/** Names below the root -> addresses of the files. */
export const PAGE_FILES = {
  "font-400.woff2": PAGE_FONTS.regular,
  "font-600.woff2": PAGE_FONTS.semibold,
} as const;

export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** `script`: path of the bundle of main.tsx. */
export const machinePage = (script: string): string => `<!doctype html>
<html lang="es">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Triplicate</title>
<link rel="icon" href="/favicon.ico">
<link rel="preload" href="/font-400.woff2" as="font" type="font/woff2" crossorigin>
<link rel="preload" href="/font-600.woff2" as="font" type="font/woff2" crossorigin>
<script type="module" src="${script}"></script>
</head>
<body>
<div id="screen"></div>
<noscript>Esta máquina necesita JavaScript. This machine needs JavaScript.</noscript>
</body>
</html>
`;
