/**
 * A party's overview: how many stations are covered, region by region, what contradicts what, and what the centre publishes of them.
 * Spec: spec/collecting.md, section 4.
 * @module
 */
import { createHash } from "node:crypto";
import { keyText } from "@triplicate/core/byte-index.ts";
import type { EntryContext } from "@triplicate/core/count-central/entry.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { escapeHtml as e } from "@triplicate/ui/report/escape.ts";
import { COLOURS as C, FONT_FALLBACK } from "@triplicate/ui/tokens.ts";
import type { Coverage } from "./coverage.ts";

export type OverviewInput = {
  readonly context: EntryContext;
  readonly coverage: Coverage;
  readonly unread: number;
  readonly party: string | null;
  readonly hasCentre: boolean;
};

const MOST_NAMED = 50;

export function overviewPage(input: OverviewInput, t: Translator): string {
  const { context, coverage, party } = input;
  const { definition } = context;
  const title = t.t(party === null ? "collect.page.title" : "collect.page.titleOf", { party: party ?? "" });
  const all = coverage.totals();
  const body = [
    `<h1>${e(title)}</h1><p>${e(t.localized(definition.name))}. ${e(t.day(definition.date))}</p>`,
    definition.remark === undefined ? "" : `<p class="banner">${e(t.localized(definition.remark))}</p>`,
    context.mode === "test" ? `<p class="banner">${e(t.t("centre.page.test"))}</p>` : "",
    `<p class="big">${e(t.t("collect.page.covered", { n: all.covered, of: all.stations }))}</p>`,
    bar(all.covered, all.stations, t.t("collect.page.covered", { n: all.covered, of: all.stations })),
    alarms(input, t),
    input.hasCentre ? centrePart(coverage, t) : "",
    regionTable(coverage, t),
    input.unread === 0 ? "" : `<p>${e(t.t("collect.page.unread", { n: input.unread }))}</p>`,
  ];
  return frame(title, body.join("\n"), t);
}

/** As an image with words: a progress bar of the browser's own cannot be told apart in grey. */
const bar = (value: number, of: number, label: string): string => {
  const width = of === 0 ? 0 : Math.round((1000 * value) / of) / 10;
  return `<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="${e(label)}"><rect width="100" height="6" fill="${C.faint}"/><rect width="${width}" height="6" fill="${C.calm}"/></svg>`;
};

function alarms({ context, coverage }: OverviewInput, t: Translator): string {
  const names = (rows: readonly number[]): string =>
    t.list(rows.map((row) => keyText(context.roster.stations, row)));
  const conflicts = coverage.conflicts(MOST_NAMED);
  const differing = coverage.differing(MOST_NAMED);
  return [
    conflicts.length === 0
      ? ""
      : `<p class="alarm"><strong>${e(t.t("collect.page.conflicts"))}</strong> ${e(names(conflicts))}</p>`,
    differing.length === 0
      ? ""
      : `<p class="alarm"><strong>${e(t.t("collect.page.differing"))}</strong> ${e(names(differing))}</p>`,
  ].join("");
}

function centrePart(coverage: Coverage, t: Translator): string {
  const counts = coverage.counts();
  const items = (["same", "differs", "missing", "unknown"] as const).map(
    (kind) => `<li>${e(t.t(`collect.page.${kind}`, { n: counts[kind] }))}</li>`,
  );
  return `<h2>${e(t.t("collect.page.centre"))}</h2><ul>${items.join("")}</ul>`;
}

function regionTable(coverage: Coverage, t: Translator): string {
  const caption = t.t("collect.page.regions");
  const rows = coverage.regions().map(({ region, stations, covered, conflict }) => {
    const name = region ?? t.t("centre.page.noRegion");
    const label = t.t("collect.page.covered", { n: covered, of: stations });
    return `<tr><th scope="row">${e(name)}</th><td class="number">${t.number(stations)}</td><td class="number">${t.number(covered)}</td><td class="number">${t.number(conflict)}</td><td>${bar(covered, stations, label)}</td></tr>`;
  });
  const columns = ["region", "stations", "with", "conflict", "share"] as const;
  const heads = columns.map(
    (column) =>
      `<th scope="col"${column === "region" || column === "share" ? "" : ' class="number"'}>${e(t.t(`collect.page.column.${column}`))}</th>`,
  );
  return `<div class="scroll" role="region" tabindex="0" aria-label="${e(caption)}"><table><caption>${e(caption)}</caption><thead><tr>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

const STYLE = `*{box-sizing:border-box}
body{margin:0;background:${C.paper};color:${C.ink};font:400 1.0625rem/1.5 ${FONT_FALLBACK};font-variant-numeric:tabular-nums}
.inner{max-width:62rem;margin:0 auto;padding:0 1.25rem}
.skip{position:absolute;left:-999rem;background:${C.paper};padding:.5rem 1rem}
.skip:focus{left:.5rem;top:.5rem}
a{color:${C.link}}
:focus-visible{outline:3px solid ${C.link};outline-offset:2px}
header{border-bottom:1px solid ${C.line};padding:.5rem 0}
header .inner{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center}
nav ul{display:flex;gap:.25rem;list-style:none;margin:0;padding:0}
nav a{display:flex;align-items:center;padding:.3rem .9rem;min-height:2.75rem}
nav a[aria-current]{background:${C.ink};color:${C.paper};text-decoration:none}
h1,h2{line-height:1.2;overflow-wrap:anywhere}
h2{border-top:3px solid ${C.ink};padding-top:.75rem;margin-top:2rem}
.big{font-size:1.4rem;font-weight:600;margin:1rem 0 .4rem}
.banner{background:${C.notice};border:1px solid ${C.ink};padding:.6rem 1rem}
.alarm{border-left:.5rem solid ${C.alert};background:${C.band};padding:.6rem 1rem;overflow-wrap:anywhere}
.bar{display:block;width:100%;min-width:6rem;height:1rem}
.scroll{overflow-x:auto;margin:1.5rem 0}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:600;padding:0 0 .5rem}
th,td{padding:.4rem .75rem .4rem 0;text-align:left;border-bottom:1px solid ${C.faint}}
thead th{border-bottom:1.5px solid ${C.ink}}
.number{text-align:right}`;
const STYLE_HASH = createHash("sha256").update(STYLE, "utf8").digest("base64");

export const overviewPolicy = (): string =>
  `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src data:; base-uri 'none'; frame-ancestors 'none'`;

function frame(title: string, body: string, t: Translator): string {
  const links = (["es", "en"] as const)
    .map((language) => {
      const current = language === t.language ? ' aria-current="true"' : "";
      return `<li><a href="/overview?lang=${language}" lang="${language}" hreflang="${language}"${current}>${language === "es" ? "Español" : "English"}</a></li>`;
    })
    .join("");
  return `<!doctype html>
<html lang="${t.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${e(title)}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head><body>
<a class="skip" href="#main">${e(t.t("centre.page.skip"))}</a>
<header><div class="inner"><strong>Triplicate</strong><nav aria-label="${e(t.t("centre.page.languages"))}"><ul>${links}</ul></nav></div></header>
<main id="main" tabindex="-1" class="inner">${body}</main></body></html>`;
}
