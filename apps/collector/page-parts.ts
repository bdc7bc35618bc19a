/**
 * What the party's pages share: the frame, the languages, the style. No script, nothing loaded, readable without colours.
 * Spec: spec/collecting.md, clause 5.4.
 * @module
 */
import { createHash } from "node:crypto";
import type { Translator } from "@triplicate/ui/messages.ts";
import { escapeHtml as e } from "@triplicate/ui/report/escape.ts";
import { COLOURS as C, FONT_FALLBACK } from "@triplicate/ui/tokens.ts";

const STYLE = `*{box-sizing:border-box}
body{margin:0;background:${C.paper};color:${C.ink};font:400 1.0625rem/1.5 ${FONT_FALLBACK};font-variant-numeric:tabular-nums lining-nums}
.inner{max-width:64rem;margin:0 auto;padding:0 1.25rem}
.skip{position:absolute;left:-999rem;background:${C.paper};padding:.5rem 1rem}
.skip:focus{left:.5rem;top:.5rem}
a{color:${C.link};text-underline-offset:.15em}
:focus-visible{outline:3px solid ${C.link};outline-offset:2px}
header{border-bottom:1px solid ${C.line};padding:.5rem 0}
header .inner{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.25rem 1rem}
.home{font-weight:600;color:${C.ink};text-decoration:none;display:inline-flex;align-items:center;min-height:2.75rem}
nav ul{display:flex;gap:.25rem;list-style:none;margin:0;padding:0}
nav a{display:flex;align-items:center;padding:.3rem .9rem;min-height:2.75rem}
nav a[aria-current]{background:${C.ink};color:${C.paper};text-decoration:none}
h1,h2,h3{line-height:1.2;overflow-wrap:anywhere;text-wrap:balance}
h1{font-size:clamp(1.75rem,1.2rem + 2.4vw,2.5rem);margin:1.5rem 0 .4rem}
h2{font-size:1.5rem;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:3px solid ${C.ink}}
h3{font-size:1.2rem;margin:1.75rem 0 .5rem}
p,li{max-width:46rem;overflow-wrap:anywhere}
.banner{background:${C.notice};border:1px solid ${C.ink};padding:.6rem 1rem;max-width:none}
.alarm{border-left:.5rem solid ${C.alert};background:${C.band};padding:.75rem 1rem;max-width:none;margin:1rem 0}
.alarm h2{border:0;padding:0;margin:0 0 .3rem;font-size:1.2rem}
.alarm p{margin:.3rem 0;max-width:none}
.muted{color:${C.muted}}
.lead{font-size:clamp(1.5rem,1.1rem + 1.6vw,2rem);font-weight:600;margin:1.25rem 0 .5rem;max-width:none}
.bar{display:block;width:100%;min-width:7rem;height:1.25rem;border:1px solid ${C.ink};background:${C.paper}}
.lead+.bar{height:2rem}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;list-style:none;padding:0;margin:.6rem 0 1.5rem}
.key li{display:flex;align-items:center;gap:.5rem}
.key svg{width:1.4rem;height:1.1rem;border:1px solid ${C.ink};flex:none}
.scroll{overflow-x:auto;border-bottom:1px solid ${C.ink};margin:1rem 0 1.5rem}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:600;padding:0 0 .5rem}
th,td{padding:.45rem .9rem .45rem 0;text-align:left;vertical-align:middle;border-bottom:1px solid ${C.faint};overflow-wrap:break-word}
thead th{border-bottom:1.5px solid ${C.ink};vertical-align:bottom}
.number{text-align:right;white-space:nowrap}
thead .number{white-space:normal}
td.wide{width:34%;min-width:8rem}
th a,td a{display:inline-block;min-height:1.5rem;padding:.15rem 0}
.differs{background:${C.notice};font-weight:600}
code{font:.9375rem/1.5 ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;overflow-wrap:anywhere}
a.big{display:inline-flex;align-items:center;min-height:2.75rem;padding:.3rem 1rem;border:1px solid ${C.link};text-decoration:none;margin:0 .5rem .5rem 0}
footer{margin:3rem 0 2rem;padding-top:.5rem;color:${C.muted}}
footer p{border-top:1px solid ${C.line};padding-top:.75rem;max-width:none}
@media print{nav,.skip{display:none}.scroll{overflow:visible}}`;

const STYLE_HASH = createHash("sha256").update(STYLE, "utf8").digest("base64");

export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`;

export type PageDocument = {
  readonly title: string;
  /** Address of this page without its language, for the links that change it. */
  readonly path: string;
  readonly body: string;
};

/** `path` with the language that the reader has. */
export const linkTo = (path: string, t: Translator): string =>
  e(`${path}${path.includes("?") ? "&" : "?"}lang=${t.language}`);

export function document({ title, path, body }: PageDocument, t: Translator): string {
  const separator = path.includes("?") ? "&" : "?";
  const links = (["es", "en"] as const)
    .map((language) => {
      const current = language === t.language ? ' aria-current="true"' : "";
      const name = language === "es" ? "Español" : "English";
      return `<li><a href="${e(`${path}${separator}lang=${language}`)}" lang="${language}" hreflang="${language}"${current}>${name}</a></li>`;
    })
    .join("");
  return `<!doctype html>
<html lang="${t.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(title)}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head><body>
<a class="skip" href="#main">${e(t.t("centre.page.skip"))}</a>
<header><div class="inner"><a class="home" href="${linkTo("/overview", t)}">Triplicate</a><nav aria-label="${e(t.t("centre.page.languages"))}"><ul>
${links}
</ul></nav></div></header><main id="main" tabindex="-1" class="inner">${body}</main>
<footer class="inner"><p>${e(t.t("collect.page.kept"))}</p></footer></body></html>`;
}

export const table = (caption: string, heads: readonly string[], rows: readonly string[]): string =>
  `<div class="scroll" role="region" tabindex="0" aria-label="${e(caption)}"><table><caption>${e(caption)}</caption><thead><tr>${heads.join("")}</tr></thead><tbody>${rows.map((row) => `<tr>${row}</tr>`).join("")}</tbody></table></div>`;

export const head = (text: string, isNumber = false): string =>
  `<th scope="col"${isNumber ? ' class="number"' : ""}>${e(text)}</th>`;

export const stationLink = (id: string, t: Translator): string =>
  `<a href="${linkTo(`/overview/station?id=${encodeURIComponent(id)}`, t)}">${e(id)}</a>`;
