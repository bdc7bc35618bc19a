/**
 * A party's overview at ten at night: one number, a bar a region, and what contradicts what.
 *
 * Bars are told apart by pattern as well as by colour, and every number in them stands beside them.
 * Spec: spec/collecting.md, section 5.
 * @module
 */
import { keyText } from "@triplicate/core/byte-index.ts";
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import type { Roster } from "@triplicate/core/election/roster.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { escapeHtml as e } from "@triplicate/ui/report/escape.ts";
import { COLOURS as C } from "@triplicate/ui/tokens.ts";
import type { Compared, Coverage, CoverageCounts } from "./coverage.ts";
import { document, head, linkTo, stationLink, table } from "./page-parts.ts";

export type PageContext = {
  readonly definition: ElectionDefinition;
  readonly roster: Roster;
  readonly mode: Mode;
  readonly coverage: Coverage;
  readonly party: string | null;
  /** The centre's address, and whether it answered last time; null where none was given. */
  readonly centre: { readonly address: string; readonly isAnswering: boolean } | null;
  readonly kept: {
    readonly actas: number;
    readonly photographs: number;
    readonly unread: number;
    readonly refused: number;
  };
};

/** Named on the page; the list of stations has them all. */
const MOST_NAMED = 30;

export function overviewPage(input: PageContext, t: Translator): string {
  const { definition, coverage, party, mode } = input;
  const title = party === null ? t.t("collect.page.title") : t.t("collect.page.titleOf", { party });
  const totals = coverage.totals();
  const body = [
    `<h1>${e(title)}</h1><p>${e(t.localized(definition.name))}. ${e(t.day(definition.date))}</p>`,
    definition.remark === undefined ? "" : `<p class="banner">${e(t.localized(definition.remark))}</p>`,
    mode === "test" ? `<p class="banner">${e(t.t("centre.page.test"))}</p>` : "",
    alarms(input, t),
    PATTERNS,
    `<p class="lead">${e(t.t("collect.page.covered", { n: totals.covered, of: totals.stations, share: shareOf(totals, t) }))}</p>`,
    bar(totals, t),
    legend(totals, t),
    `<p><a class="big" href="${linkTo("/overview/stations?show=nothing", t)}">${e(t.t("collect.page.seeMissing"))}</a><a class="big" href="${linkTo("/overview/stations", t)}">${e(t.t("collect.page.seeAll"))}</a></p>`,
    input.centre === null ? "" : centrePart(input, t),
    regionPart(coverage, t),
    keptPart(input, t),
  ];
  return document({ title, path: "/overview", body: body.join("\n") }, t);
}

function shareOf({ covered, stations }: CoverageCounts, t: Translator): string {
  // Rounded down: 100 % is said of nothing but all of them.
  const tenths = stations === 0 ? 0 : Math.floor((1000 * covered) / stations);
  return t.decimal(tenths / 10, 1);
}

const PARTS = ["covered", "part", "conflict", "nothing"] as const;
type Part = (typeof PARTS)[number];

const FILL: Readonly<Record<Part, string>> = {
  covered: C.calm,
  part: "url(#half)",
  conflict: "url(#cross)",
  nothing: C.paper,
};

/** Once a page; every bar refers to them. */
const PATTERNS = `<svg width="0" height="0" aria-hidden="true" focusable="false"><defs><pattern id="half" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="${C.paper}"/><path d="M0 6L6 0" stroke="${C.calm}" stroke-width="2"/></pattern><pattern id="cross" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="${C.alert}"/><path d="M0 0L6 6M0 6L6 0" stroke="${C.paper}" stroke-width="1"/></pattern></defs></svg>`;

const BAR_WIDTH = 400;

function bar(counts: CoverageCounts, t: Translator): string {
  const { covered: n, stations: of } = counts;
  const label = t.t("collect.page.bar", { n, of, part: counts.part, conflict: counts.conflict });
  let at = 0;
  const rects = PARTS.map((part) => {
    const width = of === 0 ? 0 : (BAR_WIDTH * counts[part]) / of;
    const x = at;
    at += width;
    // One station of thousands is still to be seen.
    const seen = counts[part] > 0 ? Math.max(width, 1.5) : 0;
    return `<rect x="${x.toFixed(2)}" width="${seen.toFixed(2)}" height="20" fill="${FILL[part]}"/>`;
  });
  return `<svg class="bar" viewBox="0 0 ${BAR_WIDTH} 20" preserveAspectRatio="none" role="img" aria-label="${e(label)}">${rects.join("")}</svg>`;
}

function legend(totals: CoverageCounts, t: Translator): string {
  const items = PARTS.map(
    (part) =>
      `<li><svg viewBox="0 0 24 18" aria-hidden="true"><rect width="24" height="18" fill="${FILL[part]}"/></svg>${e(t.t(`collect.page.state.${part}`, { n: totals[part] }))}</li>`,
  );
  return `<ul class="key">${items.join("")}</ul>`;
}

function alarms(input: PageContext, t: Translator): string {
  const { coverage } = input;
  const isKept = (row: number) => coverage.stateOf(row) !== "nothing";
  const kinds = [
    ["conflict", (row: number) => coverage.stateOf(row) === "conflict"],
    ["differs", (row: number) => isKept(row) && coverage.comparedOf(row) === "differs"],
  ] as const;
  return kinds
    .map(([kind, holds]) => {
      const { rows, total } = coverage.find(holds, MOST_NAMED);
      if (total === 0) return "";
      const links = rows.map((row) => stationLink(keyText(input.roster.stations, row), t));
      const more =
        total > rows.length
          ? ` <a href="${linkTo(`/overview/stations?show=${kind}`, t)}">${e(t.t("collect.page.more", { n: total - rows.length }))}</a>`
          : "";
      return `<section class="alarm"><h2>${e(t.t(`collect.page.alarm.${kind}`, { n: total }))}</h2><p>${links.join(", ")}${more}</p><p>${e(t.t(`collect.page.alarm.${kind}.what`))}</p></section>`;
    })
    .join("");
}

const COMPARED_ROWS: readonly Compared[] = ["same", "differs", "missing", "conflict", "unknown"];

function centrePart({ coverage, centre }: PageContext, t: Translator): string {
  const counts = coverage.compared();
  const rows = COMPARED_ROWS.map((kind) => {
    const text = e(t.t(`collect.page.compared.${kind}`));
    const name =
      counts[kind] === 0 ? text : `<a href="${linkTo(`/overview/stations?compared=${kind}`, t)}">${text}</a>`;
    return `<th scope="row">${name}</th><td class="number">${t.number(counts[kind])}</td>`;
  });
  const caption = t.t("collect.page.centre.caption");
  const silent = centre!.isAnswering
    ? ""
    : `<p class="banner">${e(t.t("collect.page.centre.silent", { url: centre!.address }))}</p>`;
  return `<section><h2>${e(t.t("collect.page.centre"))}</h2><p>${e(t.t("collect.page.centre.what", { url: centre!.address }))}</p>${silent}${table(
    caption,
    [head(t.t("collect.page.column.result")), head(t.t("collect.page.column.stations"), true)],
    rows,
  )}</section>`;
}

function regionPart(coverage: Coverage, t: Translator): string {
  // As a reader looks for them; what has no region comes last.
  const { compare } = new Intl.Collator(t.language, { numeric: true });
  const regions = coverage
    .regions()
    .toSorted((a, b) => (a.region === null ? 1 : b.region === null ? -1 : compare(a.region, b.region)));
  const rows = regions.map((region) => {
    const name = region.region ?? t.t("centre.page.noRegion");
    const query = region.region === null ? "none=1" : `region=${encodeURIComponent(region.region)}`;
    const numbers = [region.stations, region.covered, region.part, region.conflict, region.nothing]
      .map((n) => `<td class="number">${t.number(n)}</td>`)
      .join("");
    return `<th scope="row"><a href="${linkTo(`/overview/stations?${query}`, t)}">${e(name)}</a></th><td class="wide">${bar(region, t)}</td>${numbers}`;
  });
  const heads = [
    head(t.t("collect.page.column.region")),
    head(t.t("collect.page.column.bar")),
    ...(["stations", "covered", "part", "conflict", "nothing"] as const).map((column) =>
      head(t.t(`collect.page.column.${column}`), true),
    ),
  ];
  return `<section><h2>${e(t.t("collect.page.regions"))}</h2>${table(t.t("collect.page.regions.caption"), heads, rows)}</section>`;
}

function keptPart({ kept }: PageContext, t: Translator): string {
  const items = (["actas", "photographs", "unread", "refused"] as const).map(
    (kind) => `<li>${e(t.t(`collect.page.kept.${kind}`, { n: kept[kind] }))}</li>`,
  );
  return `<section><h2>${e(t.t("collect.page.kept.title"))}</h2><ul>${items.join("")}</ul><p>${e(t.t("collect.page.kept.how"))}</p><p><code>npm exec triplicate -- collect export --data DIR --out DIR</code></p></section>`;
}
