/**
 * The results as one static page, in either language: totals, regions, conflicts, how to check it all.
 *
 * Made on the server from the same values as the JSON, and readable without script; with it the numbers follow as they change. A station's
 * own page (page-station.ts) verifies in the reader's browser; this one says where the files are from which anybody recomputes it all.
 * Spec: spec/transmission.md, clause 9.7.
 * @module
 */
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { escapeHtml as e } from "@triplicate/ui/report/escape.ts";
import { cells, document, optionName, rowHead, table } from "./page-parts.ts";
import { regionTiles } from "./page-tiles.ts";
import type { electionResults, regionResults } from "./results.ts";

export type PageInput = {
  readonly definition: ElectionDefinition;
  readonly results: ReturnType<typeof electionResults>;
  readonly regions: ReturnType<typeof regionResults>;
  /** Stations in conflict, by contest; the first of them. */
  readonly conflicts: readonly (readonly string[])[];
};

export function resultsPage(input: PageInput, t: Translator): string {
  const { definition, results } = input;
  const title = `${t.localized(definition.name)}: ${t.t("centre.page.title")}`;
  const parts = [
    `<h1>${e(t.localized(definition.name))}</h1>`,
    `<p>${e(t.day(definition.date))}. ${e(t.t("centre.page.tree", { n: results.tree }))}</p>`,
    definition.remark === undefined ? "" : `<p class="banner">${e(t.localized(definition.remark))}</p>`,
    results.mode === "test" ? `<p class="banner">${e(t.t("centre.page.test"))}</p>` : "",
    stationForm(null, t),
    ...definition.contests.map((_, i) => contestPart(input, i, t)),
    regionPart(input, t),
    checkPart(t),
  ];
  return document({ title, path: "/", body: parts.join("\n") }, t);
}

function contestPart({ definition, results, conflicts }: PageInput, index: number, t: Translator): string {
  const contest = definition.contests[index]!;
  const totals = results.contests[index]!;
  const { announced, signed, withPaper } = totals;
  const rows = [
    ...contest.options.map(
      (option) =>
        rowHead(optionName(option)) +
        cells(t, [
          signed.votes[option.id]!,
          withPaper.votes[option.id]!,
          announced?.withPaper.votes[option.id] ?? null,
        ]),
    ),
    ...(["blank", "null"] as const).map(
      (kind) =>
        rowHead(t.t(`centre.page.${kind}`)) +
        cells(t, [signed[kind], withPaper[kind], announced?.withPaper[kind] ?? null]),
    ),
  ];
  const columns = ["option", "signed", "withPaper", "announced"] as const;
  const stations = (["counted", "paper", "missing", "conflict", "corrected", "flagged"] as const).map(
    (kind) => `<li>${e(t.t(`centre.page.${kind}`, { n: totals[kind] }))}</li>`,
  );
  const named = conflicts[index]!;
  return `<section><h2>${e(t.localized(contest.name))}</h2>
${totals.conflict === 0 ? "" : `<p class="alarm">${e(t.t("centre.page.alarm", { n: totals.conflict, list: t.list(named) }))}</p>`}
${table(
  t.t("centre.page.votes", { contest: t.localized(contest.name) }),
  columns.map((column) => t.t(`centre.page.column.${column}`)),
  rows,
)}
<p>${e(
    announced === null
      ? t.t("centre.page.noBulletin")
      : t.t("centre.page.bulletin", { n: announced.number, time: announced.time, tree: announced.tree }),
  )}</p>
<h3>${e(t.t("centre.page.stations", { n: totals.stations }))}</h3><ul>${stations.join("")}</ul></section>`;
}

/** The region's name, leading to its stations. */
const rowLink = (region: string | null, t: Translator): string =>
  region === null
    ? rowHead(t.t("centre.page.noRegion"))
    : `<th scope="row"><a href="/stations?region=${encodeURIComponent(region)}&amp;lang=${t.language}">${e(region)}</a></th>`;

function regionPart({ definition, regions }: PageInput, t: Translator): string {
  if (regions.regions.length < 2) return "";
  const tiles = definition.contests.map((contest, i) => regionTiles(contest, i, regions.regions, t));
  const parts = definition.contests.map((contest, i) => {
    const caption = t.t("centre.page.regionVotes", { contest: t.localized(contest.name) });
    const columns = [
      t.t("centre.page.column.region"),
      t.t("centre.page.column.stations"),
      t.t("centre.page.column.counted"),
      ...contest.options.map(optionName),
    ];
    const rows = regions.regions.map(({ region, contests }) => {
      const totals = contests[i]!;
      const votes = contest.options.map(({ id }) => totals.withPaper.votes[id]!);
      return rowLink(region, t) + cells(t, [totals.stations, totals.counted + totals.paper, ...votes]);
    });
    return table(caption, columns, rows);
  });
  return `<section><h2>${e(t.t("centre.page.regions"))}</h2>${tiles.join("")}${parts.join("")}</section>`;
}

export function stationForm(asked: string | null, t: Translator): string {
  return `<form method="get" action="/station"><input type="hidden" name="lang" value="${t.language}">
<div><label for="station">${e(t.t("centre.page.station"))}</label><input id="station" name="station" maxlength="64" autocomplete="off" value="${e(asked ?? "")}"></div>
<button>${e(t.t("centre.page.show"))}</button></form>
<p><a class="big" href="/stations?lang=${t.language}">${e(t.t("centre.page.allStations"))}</a></p>`;
}

function checkPart(t: Translator): string {
  return `<section><h2>${e(t.t("centre.page.check"))}</h2><p>${e(t.t("centre.page.check.how"))}</p>
<p><code>npm exec triplicate -- verify <span id="here">URL</span></code></p>
<ul>${(
    [
      "checkpoint",
      "election/election.note",
      "election/log.policy",
      "results",
      "bulletins",
      "openapi.json",
    ] as const
  )
    .map((path) => `<li><a href="/${path}">/${path}</a></li>`)
    .join("")}</ul></section>`;
}
