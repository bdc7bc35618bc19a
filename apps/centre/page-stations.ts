/**
 * The list of stations: all, or those of a region, a hundred a page, each with what its machine signed.
 * Spec: spec/transmission.md, clause 9.7.
 * @module
 */
import { keyText } from "@triplicate/core/byte-index.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { escapeHtml as e } from "@triplicate/ui/report/escape.ts";
import { cells, document, stationLink, table } from "./page-parts.ts";
import type { ResultsContext } from "./results.ts";

export const STATIONS_A_PAGE = 100;

export type StationsQuery = { readonly region: string | null; readonly from: number };

export function stationsPage(
  { context, count }: ResultsContext,
  query: StationsQuery,
  t: Translator,
): string {
  const { roster, definition } = context;
  const region = query.region;
  const rows: number[] = [];
  let next: number | null = null;
  for (let row = query.from; row < roster.stations.size; row += 1) {
    if (region !== null && regionName(roster, row) !== region) continue;
    if (rows.length === STATIONS_A_PAGE) {
      next = row;
      break;
    }
    rows.push(row);
  }
  const title = region === null ? t.t("centre.page.allStations") : t.t("centre.page.stationsOf", { region });
  const lists = definition.contests.map((contest, i) => {
    const columns = [
      t.t("centre.page.column.station"),
      t.t("centre.page.column.place"),
      t.t("centre.page.column.status"),
      ...contest.options.map(({ id }) => id),
    ];
    const lines = rows.map((row) => {
      const { status, withPaper } = count.cell(row, i);
      const place = keyText(roster.names, roster.placeName[roster.place[row]!]!);
      const votes = contest.options.map((_, option) => (withPaper === null ? null : withPaper[option]!));
      return `<th scope="row">${stationLink(keyText(roster.stations, row), t)}</th><td>${e(place)}</td><td>${e(t.t(`centre.page.short.${status}`))}</td>${cells(t, votes)}`;
    });
    return table(t.localized(contest.name), columns, lines);
  });
  const address = (from: number): string =>
    `/stations?${region === null ? "" : `region=${encodeURIComponent(region)}&amp;`}from=${from}&amp;lang=${t.language}`;
  const more =
    next === null ? "" : `<p><a class="big" href="${address(next)}">${e(t.t("centre.page.next"))}</a></p>`;
  const body = `<h1>${e(title)}</h1>${lists.join("")}${more}`;
  const path = `/stations?${region === null ? "" : `region=${encodeURIComponent(region)}&`}from=${query.from}`;
  return document({ title, path, body }, t);
}

function regionName(roster: ResultsContext["context"]["roster"], row: number): string | null {
  const region = roster.placeRegion[roster.place[row]!]!;
  return region < 0 ? null : keyText(roster.regions, region);
}
