/**
 * The results as one static page, in either language: totals, regions, conflicts, one station, how to check it all.
 *
 * Made on the server, without script, from the same values as the JSON. The site that verifies proofs in the reader's
 * own browser is another program; this page says where the files are from which anybody recomputes it.
 * Spec: spec/transmission.md, clause 9.7.
 * @module
 */
import type { ElectionDefinition, Option } from "@triplicate/core/election/definition.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { escapeHtml as e } from "@triplicate/ui/report/escape.ts";
import type { electionResults, regionResults, stationLedgers, stationResults } from "./results.ts";

export type PageInput = {
  readonly definition: ElectionDefinition;
  readonly results: ReturnType<typeof electionResults>;
  readonly regions: ReturnType<typeof regionResults>;
  /** Stations in conflict, by contest; the first of them. */
  readonly conflicts: readonly (readonly string[])[];
  /** What was asked for, and what there is of it. */
  readonly asked: string | null;
  readonly station: ReturnType<typeof stationResults>;
  readonly ledger: Awaited<ReturnType<typeof stationLedgers>>;
};

export function resultsPage(input: PageInput, t: Translator): string {
  const { definition, results } = input;
  const title = `${t.localized(definition.name)}: ${t.t("centre.page.title")}`;
  const parts = [
    `<h1>${e(t.localized(definition.name))}</h1>`,
    `<p>${e(t.day(definition.date))}. ${e(t.t("centre.page.tree", { n: results.tree }))}</p>`,
    definition.remark === undefined ? "" : `<p class="banner">${e(t.localized(definition.remark))}</p>`,
    results.mode === "test" ? `<p class="banner">${e(t.t("centre.page.test"))}</p>` : "",
    stationForm(input, t),
    ...definition.contests.map((_, i) => contestPart(input, i, t)),
    regionPart(input, t),
    checkPart(t),
  ];
  return `${head(title, t)}<main id="main" tabindex="-1" class="inner">${parts.join("\n")}</main>
<footer class="inner"><p>Triplicate</p></footer></body></html>`;
}

/** The style stands in the policy by its hash; nothing else loads. */
export const STYLE_MARK = "<!--style-->";

const head = (title: string, t: Translator): string => `<!doctype html>
<html lang="${t.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(title)}</title><style>${STYLE_MARK}</style></head><body>
<a class="skip" href="#main">${e(t.t("centre.page.skip"))}</a>
<header><div class="inner"><span>Triplicate</span><nav aria-label="${e(t.t("centre.page.languages"))}"><ul>
${(["es", "en"] as const)
  .map((language) => {
    const current = language === t.language ? ' aria-current="true"' : "";
    const name = language === "es" ? "Español" : "English";
    return `<li><a href="/?lang=${language}" lang="${language}" hreflang="${language}"${current}>${name}</a></li>`;
  })
  .join("")}
</ul></nav></div></header>`;

const cells = (t: Translator, values: readonly (number | null)[]): string =>
  values
    .map(
      (value) =>
        `<td class="number">${value === null ? e(t.t("centre.page.unknown")) : t.number(value)}</td>`,
    )
    .join("");

const table = (caption: string, columns: readonly string[], rows: readonly string[]): string =>
  `<div class="scroll" role="region" tabindex="0" aria-label="${e(caption)}"><table><caption>${e(caption)}</caption><thead><tr>${columns
    .map((column, i) => `<th scope="col"${i === 0 ? "" : ' class="number"'}>${e(column)}</th>`)
    .join("")}</tr></thead><tbody>${rows.map((row) => `<tr>${row}</tr>`).join("")}</tbody></table></div>`;

const rowHead = (text: string): string => `<th scope="row">${e(text)}</th>`;
const optionName = ({ name, party }: Option): string => (party === undefined ? name : `${name} (${party})`);

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

function regionPart({ definition, regions }: PageInput, t: Translator): string {
  if (regions.regions.length < 2) return "";
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
      return (
        rowHead(region ?? t.t("centre.page.noRegion")) +
        cells(t, [totals.stations, totals.counted + totals.paper, ...votes])
      );
    });
    return table(caption, columns, rows);
  });
  return `<section><h2>${e(t.t("centre.page.regions"))}</h2>${parts.join("")}</section>`;
}

function stationForm({ definition, asked, station, ledger }: PageInput, t: Translator): string {
  const form = `<form method="get" action="/"><input type="hidden" name="lang" value="${t.language}">
<div><label for="station">${e(t.t("centre.page.station"))}</label><input id="station" name="station" maxlength="64" autocomplete="off" value="${e(asked ?? "")}"></div>
<button>${e(t.t("centre.page.show"))}</button></form>`;
  if (asked === null) return form;
  if (station === null || ledger === null)
    return `${form}<p role="status">${e(t.t("centre.page.noStation", { id: asked }))}</p>`;
  const parts = definition.contests.map((contest, i) => {
    const { machine, hand, central, reasons } = ledger.contests[i]!;
    const { status, flags, actas, sheets } = station.contests[i]!;
    const columns = ["option", "machine", "hand", "central"] as const;
    const rows = contest.options.map(
      (option, at) =>
        rowHead(optionName(option)) +
        cells(
          t,
          [machine, hand, central].map((column) => column?.votes[at] ?? null),
        ),
    );
    const rest = (["blank", "null"] as const).map(
      (kind) =>
        rowHead(t.t(`centre.page.${kind}`)) +
        cells(
          t,
          [machine, hand, central].map((column) => column?.[kind] ?? null),
        ),
    );
    const codes = [...new Set([...flags, ...reasons.map(({ rule }) => rule)])];
    const links = [...actas, ...sheets].map((index) => `<a href="/entries/${index}">${t.number(index)}</a>`);
    return `<h3>${e(t.localized(contest.name))}</h3><p>${e(t.t(`centre.page.status.${status}`))}</p>
${codes.length === 0 ? "" : `<p>${e(t.t("centre.page.codes"))} ${codes.map((code) => `<code>${e(code)}</code>`).join(", ")}</p>`}
${links.length === 0 ? "" : `<p>${e(t.t("centre.page.entries"))} ${links.join(", ")}</p>`}
${table(
  t.t("centre.page.ledger", { id: asked, contest: t.localized(contest.name) }),
  columns.map((column) => t.t(`centre.page.column.${column}`)),
  [...rows, ...rest],
)}`;
  });
  return `${form}<section><h2>${e(`${station.station}, ${station.name}`)}</h2>${parts.join("")}</section>`;
}

function checkPart(t: Translator): string {
  return `<section><h2>${e(t.t("centre.page.check"))}</h2><p>${e(t.t("centre.page.check.how"))}</p>
<p><code>npm exec triplicate -- verify URL</code></p>
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
