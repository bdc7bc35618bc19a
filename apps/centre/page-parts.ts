/**
 * What all pages of the site share: the frame, the languages, tables. Everything a page shows is in it as it is sent; script only adds.
 * Spec: spec/transmission.md, clause 9.7.
 * @module
 */
import type { Option } from "@triplicate/core/election/definition.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { escapeHtml as e } from "@triplicate/ui/report/escape.ts";

/** The style stands in the policy by its hash; nothing else is inline. */
export const STYLE_MARK = "<!--style-->";
/** Where the script's address is put, which depends on its hash. */
export const SCRIPT_MARK = "<!--script-->";

export type PageDocument = {
  readonly title: string;
  /** Address of this page without its language, for the links that change it. */
  readonly path: string;
  readonly body: string;
};

export function document({ title, path, body }: PageDocument, t: Translator): string {
  const separator = path.includes("?") ? "&amp;" : "?";
  const links = (["es", "en"] as const)
    .map((language) => {
      const current = language === t.language ? ' aria-current="true"' : "";
      const name = language === "es" ? "Español" : "English";
      return `<li><a href="${e(path)}${separator}lang=${language}" lang="${language}" hreflang="${language}"${current}>${name}</a></li>`;
    })
    .join("");
  return `<!doctype html>
<html lang="${t.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(title)}</title><link rel="icon" href="data:,"><style>${STYLE_MARK}</style>${SCRIPT_MARK}</head><body>
<a class="skip" href="#main">${e(t.t("centre.page.skip"))}</a>
<header><div class="inner"><a class="home" href="/?lang=${t.language}">Triplicate</a><nav aria-label="${e(t.t("centre.page.languages"))}"><ul>
${links}
</ul></nav></div></header><main id="main" tabindex="-1" class="inner">${body}</main>
<footer class="inner"><p>Triplicate</p></footer></body></html>`;
}

export const cells = (t: Translator, values: readonly (number | null)[]): string =>
  values
    .map(
      (value) =>
        `<td class="number">${value === null ? e(t.t("centre.page.unknown")) : t.number(value)}</td>`,
    )
    .join("");

export const table = (caption: string, columns: readonly string[], rows: readonly string[]): string =>
  `<div class="scroll" role="region" tabindex="0" aria-label="${e(caption)}"><table><caption>${e(caption)}</caption><thead><tr>${columns
    .map((column, i) => `<th scope="col"${i === 0 ? "" : ' class="number"'}>${e(column)}</th>`)
    .join("")}</tr></thead><tbody>${rows.map((row) => `<tr>${row}</tr>`).join("")}</tbody></table></div>`;

export const rowHead = (text: string): string => `<th scope="row">${e(text)}</th>`;

export const optionName = ({ name, party }: Option): string =>
  party === undefined ? name : `${name} (${party})`;

export const stationLink = (id: string, t: Translator): string =>
  `<a href="/station?station=${encodeURIComponent(id)}&amp;lang=${t.language}">${e(id)}</a>`;
