/**
 * The report as one self-contained page with both languages inside.
 *
 * It opens from a disk with no network: font, style and script are inside, and a content security policy names the
 * hash of each and allows nothing else, so text from a hostile file could not run even if escaping failed. Without
 * script the default language shows, and the switch is a link to the other language's part, shown by :target.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import { LANGUAGES, translator } from "../messages.ts";
import type { Block } from "./block.ts";
import { escapeHtml } from "./escape.ts";
import { blocksHtml } from "./html-blocks.ts";
import type { PageAssets, ReportMeta } from "./html-meta.ts";
import { reportStyle } from "./html-style.ts";

export type { PageAssets, ReportMeta } from "./html-meta.ts";

/** Shows the language of the address (#es, #en, or any place inside them) and keeps the window's language true. */
const SCRIPT = `(function(){
var d=document,parts=d.querySelectorAll("[data-language]");
function pick(){
var id=decodeURIComponent(location.hash.slice(1)),target=id&&d.getElementById(id);
var part=target&&target.closest("[data-language]");
if(part)show(part.dataset.language);
if(part&&target!==part)target.scrollIntoView();
}
function show(language){
d.documentElement.lang=language;
d.documentElement.dataset.shown=language;
parts.forEach(function(p){p.hidden=p.dataset.language!==language;if(!p.hidden)d.title=p.dataset.title;});
}
show(d.documentElement.lang);pick();
addEventListener("hashchange",pick);
})();`;

export function renderReportHtml(
  documents: Readonly<Record<Language, readonly Block[]>>,
  language: Language,
  meta: ReportMeta,
  assets: PageAssets,
): string {
  const style = reportStyle(language, assets.fonts);
  const policy = [
    "default-src 'none'",
    "img-src data:",
    "font-src data:",
    `style-src 'sha256-${assets.sha256(style)}'`,
    `script-src 'sha256-${assets.sha256(SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  // The default language comes last, so that a :target before it can hide it with a sibling selector.
  const order = [...LANGUAGES].sort((one) => (one === language ? 1 : -1));
  return [
    "<!doctype html>",
    `<html lang="${language}">`,
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<meta name="generator" content="Triplicate ${escapeHtml(meta.version)}">`,
    `<title>${escapeHtml(pageTitle(language, meta))}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    ...order.map((one) => languagePart(documents[one], one, meta)),
    `<script>${SCRIPT}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

const pageTitle = (language: Language, meta: ReportMeta): string =>
  translator(language).t("report.title", { election: meta.title[language] });

function languagePart(blocks: readonly Block[], language: Language, meta: ReportMeta): string {
  const t = translator(language);
  const main = `${language}-main`;
  return [
    `<div class="part" id="${language}" lang="${language}" data-language="${language}" data-title="${escapeHtml(pageTitle(language, meta))}">`,
    `<a class="skip" href="#${main}">${escapeHtml(t.t("report.skip"))}</a>`,
    `<header class="top"><div class="inner"><span class="mark">Triplicate</span>${languageSwitch(language)}</div></header>`,
    `<main id="${main}" tabindex="-1"><article>`,
    blocksHtml(blocks, language),
    "</article></main>",
    `<footer class="end"><div class="inner">${escapeHtml(t.t("report.made", { version: meta.version }))}</div></footer>`,
    "</div>",
  ].join("\n");
}

function languageSwitch(shown: Language): string {
  const label = translator(shown).t("report.language.switch");
  const links = LANGUAGES.map((language) => {
    const name = escapeHtml(translator(language).t("report.language"));
    const current = language === shown ? ' aria-current="true"' : "";
    return `<li><a href="#${language}" lang="${language}" hreflang="${language}"${current}>${name}</a></li>`;
  });
  return `<nav class="languages" aria-label="${escapeHtml(label)}"><ul>${links.join("")}</ul></nav>`;
}
