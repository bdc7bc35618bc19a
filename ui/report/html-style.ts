/**
 * The page's style: from 320 px to wide, 200 % zoom, and paper.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import { COLOURS as C, FONT_FALLBACK, FONT_FAMILY } from "../tokens.ts";

export function reportStyle(
  language: Language,
  fonts: { readonly regular: string; readonly semibold: string },
): string {
  return [fontFaces(fonts), languageRules(language), PAGE, FIRST_SCREEN, TABLES, CHARTS, SMALL, PAPER].join(
    "\n",
  );
}

const fontFaces = (fonts: { readonly regular: string; readonly semibold: string }): string =>
  (
    [
      [400, fonts.regular],
      [600, fonts.semibold],
    ] as const
  )
    .map(
      ([weight, data]) =>
        `@font-face{font-family:'${FONT_FAMILY}';font-style:normal;font-weight:${weight};src:url(data:font/woff2;base64,${data}) format('woff2')}`,
    )
    .join("\n");

/** Without script: the default language, unless the address points at or into another. */
function languageRules(language: Language): string {
  return `[hidden]{display:none!important}
html:not([data-shown]) .part:not([data-language=${language}]):not(:target):not(:has(:target)){display:none}
html:not([data-shown]) .part:is(:target,:has(:target))~.part{display:none}`;
}

const PAGE = `*{box-sizing:border-box}
html{font-size:100%;-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:${C.paper};color:${C.ink};font:400 1.0625rem/1.5 ${FONT_FALLBACK};font-variant-numeric:tabular-nums lining-nums}
.inner,article{max-width:62rem;margin:0 auto;padding:0 1.25rem}
.skip{position:absolute;left:-999rem;background:${C.paper};padding:.5rem 1rem;z-index:2}
.skip:focus{left:.5rem;top:.5rem}
a{color:${C.link};text-underline-offset:.15em}
:focus-visible{outline:3px solid ${C.link};outline-offset:2px}
main:focus{outline:none}
.top{border-bottom:1px solid ${C.line};padding:.5rem 0}
.top .inner{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.25rem 1rem}
.mark{font-weight:600}
.languages ul{display:flex;gap:.25rem;list-style:none;margin:0;padding:0}
.languages a{display:flex;align-items:center;padding:.3rem .9rem;min-height:2.75rem;border-radius:.25rem}
.languages a[aria-current]{background:${C.ink};color:${C.paper};text-decoration:none}
.end{margin-top:3rem;padding:1rem 0 2rem;border-top:1px solid ${C.line};color:${C.muted};font-size:.9375rem}
h1,h2,h3,h4{font-weight:600;line-height:1.2;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:clamp(1.75rem,1.2rem + 2.4vw,2.5rem);margin:0 0 .4rem}
h2{font-size:clamp(1.4rem,1.15rem + 1vw,1.75rem);margin:3.25rem 0 .75rem;padding-top:.75rem;border-top:3px solid ${C.ink}}
h3{font-size:1.25rem;margin:2.25rem 0 .5rem}
h4{font-size:1.0625rem;margin:1.75rem 0 .5rem}
p,ul.points{max-width:44rem;margin:0 0 1rem;overflow-wrap:anywhere}
ul.points li{margin:0 0 .5rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
pre{max-width:100%;overflow-x:auto;background:${C.band};border:1px solid ${C.faint};padding:.75rem 1rem;margin:0 0 1.25rem;font:.9375rem/1.5 ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}`;

const FIRST_SCREEN = `.kicker{margin:1.75rem 0 .25rem;color:${C.muted};font-size:1rem}
.subtitle{color:${C.muted};margin-bottom:1.25rem}
.banner{max-width:none;background:${C.notice};border:1px solid ${C.ink};padding:.6rem 1rem}
.verdict{border-left:.5rem solid ${C.ink};background:${C.band};padding:1.1rem 1.25rem .6rem;margin:0 0 1.5rem}
.verdict.alert{border-color:${C.alert}}
.verdict.calm{border-color:${C.calm}}
.verdict .label{margin:0 0 .15rem;font-size:1rem;color:${C.muted}}
.verdict .headline{max-width:none;font-size:clamp(1.4rem,1.1rem + 1.7vw,2.05rem);line-height:1.2;font-weight:600;margin:0 0 .75rem;text-wrap:balance}
.verdict p{max-width:50rem;font-size:1.1875rem;line-height:1.45;margin:0 0 .7rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:1.25rem 1.5rem;margin:0 0 2rem}
.figures div{display:flex;flex-direction:column-reverse;justify-content:flex-end;border-top:1px solid ${C.ink};padding-top:.4rem}
.figures dd{margin:0;font-size:2rem;line-height:1.15;font-weight:600}
.figures dt{color:${C.muted};line-height:1.3;overflow-wrap:anywhere}
.contents{margin:0;padding:1rem 0 0;border-top:1px solid ${C.line}}
.contents ol{columns:18rem 2;column-gap:2.5rem;margin:0;padding-left:1.4rem}
.contents li{padding:.15rem 0;break-inside:avoid}`;

const TABLES = `.table{margin:1.25rem 0 1.75rem}
.scroll{overflow-x:auto;border-bottom:1px solid ${C.ink}}
.long{overflow-y:auto;max-height:min(44rem,85vh)}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:1rem;line-height:1.35}
caption{text-align:left;font-weight:600;padding:0 0 .5rem}
caption span{position:sticky;left:0;display:inline-block;max-width:min(59.5rem,100vw - 2.5rem);overflow-wrap:anywhere}
th,td{padding:.45rem .75rem .45rem 0;text-align:left;vertical-align:top;border-bottom:1px solid ${C.faint};min-width:4rem;max-width:24rem;overflow-wrap:break-word}
th:last-child,td:last-child{padding-right:.25rem}
thead th{position:sticky;top:0;background:${C.paper};border-bottom:1.5px solid ${C.ink};font-weight:600;vertical-align:bottom}
tbody th{font-weight:600;min-width:7rem}
td:not(.number){min-width:7.5rem}
.number+:not(.number){padding-left:1rem}
.number{text-align:right;white-space:nowrap}
thead .number{white-space:normal}
td.code{font:.8125rem/1.5 ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;overflow-wrap:anywhere;min-width:12rem;max-width:34rem}
.note{color:${C.muted};margin:.5rem 0 0;font-size:.9375rem}`;

const CHARTS = `.chart{margin:2rem 0 2.25rem}
.chart svg{display:block;width:100%;height:auto;max-width:52rem}
.chart svg.narrow{display:none}
.chart details{margin-top:.5rem}
.chart summary{color:${C.link};cursor:pointer;padding:.3rem 0;width:fit-content}`;

const SMALL = `@media (max-width:40rem){
.inner,article{padding:0 1rem}
.chart svg.wide{display:none}
.chart svg.narrow{display:block;max-width:26rem}
.verdict{padding:.9rem .9rem .4rem;border-left-width:.375rem}
.verdict p{font-size:1.0625rem}
.figures{grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:1rem}
.figures dd{font-size:1.65rem}
.contents ol{columns:1}
th,td{padding-right:.6rem;font-size:.9375rem}
}`;

const PAPER = `@media print{
@page{margin:18mm 16mm}
html{font-size:12.5px}
body{font-size:10.5pt}
.top,.skip,.contents,.chart details{display:none}
article,.inner{max-width:none;padding:0}
h2{margin-top:1.6rem}
h2,h3,h4,caption{break-after:avoid}
.scroll,.long{overflow:visible;max-height:none}
caption span{position:static;max-width:none}
table{font-size:9pt}
thead th{position:static}
tr,.chart,.verdict,.figures div{break-inside:avoid}
.chart svg.wide{display:block}
.chart svg.narrow{display:none}
.verdict{background:none;border:1.5pt solid ${C.ink}}
}`;
