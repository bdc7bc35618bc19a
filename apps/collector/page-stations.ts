/**
 * Which stations: those without an acta, so that somebody can call their witnesses; those that differ, so that somebody can look; and one
 * station with every acta of it side by side.
 * Spec: spec/collecting.md, section 5.
 * @module
 */
import { findText, keyText } from "@triplicate/core/byte-index.ts";
import { encodeHex } from "@triplicate/core/bytes.ts";
import type { Contest } from "@triplicate/core/election/definition.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { ACTA, type Acta } from "@triplicate/core/statement/acta.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { escapeHtml as e } from "@triplicate/ui/report/escape.ts";
import type { Collected } from "./collected.ts";
import { COMPARED, type Compared, STATION_STATES, type StationState } from "./coverage.ts";
import type { PageContext } from "./page-overview.ts";
import { document, head, linkTo, stationLink, table } from "./page-parts.ts";

export type StationsQuery = {
  /** Null: all regions; "": places without one. */
  readonly region: string | null;
  readonly show: StationState | null;
  readonly compared: Compared | null;
  readonly from: number;
};

const PER_PAGE = 200;

/** What is not one of ours is nothing asked for. */
export function stationsQuery(query: Readonly<Record<string, unknown>>): StationsQuery {
  const text = (name: string) => (typeof query[name] === "string" ? (query[name] as string) : null);
  const from = Number(text("from") ?? "0");
  // "differs" is asked for where states are, from the alarm.
  const show = text("show");
  return {
    region: text("none") === null ? (text("region")?.slice(0, 200) ?? null) : "",
    show: STATION_STATES.find((one) => one === show) ?? null,
    compared: COMPARED.find((one) => one === (show === "differs" ? show : text("compared"))) ?? null,
    from: Number.isSafeInteger(from) && from > 0 ? from : 0,
  };
}

export function stationsPage(input: PageContext, query: StationsQuery, t: Translator): string {
  const { roster, coverage } = input;
  const region = query.region === null || query.region === "" ? -1 : findText(roster.regions, query.region);
  const holds = (row: number): boolean =>
    (query.region === null || coverage.regionOf(row) === region) &&
    (query.show === null || coverage.stateOf(row) === query.show) &&
    (query.compared === null ||
      (coverage.stateOf(row) !== "nothing" && coverage.comparedOf(row) === query.compared));
  // A region that nobody has is not the one of those without.
  const isNobodys = query.region !== null && query.region !== "" && region < 0;
  const { rows, total } = isNobodys ? { rows: [], total: 0 } : coverage.find(holds, PER_PAGE, query.from);
  const title = titleOf(query, t);
  const caption = t.t("collect.page.list", { n: total });
  const heads = [
    head(t.t("collect.page.column.station")),
    head(t.t("collect.page.column.place")),
    head(t.t("collect.page.column.region")),
    head(t.t("collect.page.column.state")),
    ...(input.centre === null ? [] : [head(t.t("collect.page.column.centre"))]),
  ];
  const lines = rows.map((row) => stationRow(row, input, t));
  const body = [
    `<h1>${e(title)}</h1>`,
    filters(query, t),
    total === 0 ? `<p>${e(t.t("collect.page.list.none"))}</p>` : table(caption, heads, lines),
    pager(query, total, t),
  ];
  return document({ title, path: pathOf(query, query.from), body: body.join("\n") }, t);
}

function titleOf({ region, show, compared }: StationsQuery, t: Translator): string {
  const what =
    compared !== null
      ? t.t(`collect.page.compared.${compared}`)
      : show === null
        ? t.t("collect.page.seeAll")
        : t.t(`collect.page.show.${show}`);
  const where = region === "" ? t.t("centre.page.noRegion") : region;
  return where === null ? what : `${where}: ${what}`;
}

function pathOf({ region, show, compared }: StationsQuery, from: number): string {
  const query = new URLSearchParams();
  if (region === "") query.set("none", "1");
  else if (region !== null) query.set("region", region);
  if (show !== null) query.set("show", show);
  if (compared !== null) query.set("compared", compared);
  if (from > 0) query.set("from", String(from));
  const text = query.toString();
  return text === "" ? "/overview/stations" : `/overview/stations?${text}`;
}

function filters(query: StationsQuery, t: Translator): string {
  const links = [null, ...STATION_STATES].map((show) => {
    const path = pathOf({ ...query, show, compared: null }, 0);
    const isCurrent = query.show === show && query.compared === null;
    const text = show === null ? t.t("collect.page.show.all") : t.t(`collect.page.show.${show}`);
    return `<li><a href="${linkTo(path, t)}"${isCurrent ? ' aria-current="true"' : ""}>${e(text)}</a></li>`;
  });
  return `<nav aria-label="${e(t.t("collect.page.show"))}"><ul class="key">${links.join("")}</ul></nav>`;
}

function pager(query: StationsQuery, total: number, t: Translator): string {
  const link = (from: number, id: "collect.page.previous" | "collect.page.next") =>
    `<a class="big" href="${linkTo(pathOf(query, from), t)}">${e(t.t(id))}</a>`;
  const before = query.from > 0 ? link(Math.max(0, query.from - PER_PAGE), "collect.page.previous") : "";
  const after = query.from + PER_PAGE < total ? link(query.from + PER_PAGE, "collect.page.next") : "";
  return before === "" && after === "" ? "" : `<p>${before}${after}</p>`;
}

function stationRow(row: number, { roster, coverage, centre }: PageContext, t: Translator): string {
  const place = roster.place[row]!;
  const region = coverage.regionOf(row);
  const state = coverage.stateOf(row);
  const cells = [
    keyText(roster.names, roster.placeName[place]!),
    region < 0 ? t.t("centre.page.noRegion") : keyText(roster.regions, region),
    t.t(`collect.page.one.${state}`),
    ...(centre === null
      ? []
      : [state === "nothing" ? "–" : t.t(`collect.page.compared.${coverage.comparedOf(row)}`)]),
  ];
  return `<th scope="row">${stationLink(keyText(roster.stations, row), t)}</th>${cells.map((cell) => `<td>${e(cell)}</td>`).join("")}`;
}

/** Null for a station that the roster lacks. */
export function stationPage(
  input: PageContext,
  id: string,
  collected: Collected,
  t: Translator,
): string | null {
  const { roster, coverage, definition } = input;
  const row = findText(roster.stations, id);
  if (row < 0) return null;
  const place = roster.place[row]!;
  const title = t.t("collect.page.station", { station: id });
  const state = coverage.stateOf(row);
  const contests = definition.contests.map((contest) => contestPart(contest, id, collected, t));
  const body = [
    `<h1>${e(title)}</h1><p>${e(keyText(roster.names, roster.placeName[place]!))}</p>`,
    `<p class="${state === "conflict" ? "alarm" : "lead"}">${e(t.t(`collect.page.one.${state}`))}.</p>`,
    state === "nothing" ? "" : centreLine(input, id, row, t),
    ...contests,
  ];
  return document(
    { title, path: `/overview/station?id=${encodeURIComponent(id)}`, body: body.join("\n") },
    t,
  );
}

function centreLine({ centre, coverage }: PageContext, id: string, row: number, t: Translator): string {
  if (centre === null) return "";
  const compared = coverage.comparedOf(row);
  const isOneOfThem = compared === "same" && coverage.stateOf(row) === "conflict";
  const text = t.t(isOneOfThem ? "collect.page.says.oneOfThem" : `collect.page.says.${compared}`);
  const address = new URL(
    `station?station=${encodeURIComponent(id)}&lang=${t.language}`,
    withSlash(centre.address),
  );
  const isAlarm = compared === "differs" || compared === "conflict";
  return `<p${isAlarm ? ' class="alarm"' : ""}>${e(text)} <a href="${e(address.href)}">${e(t.t("collect.page.centre.see"))}</a></p>`;
}

const withSlash = (address: string): string => (address.endsWith("/") ? address : `${address}/`);

type Shown = { readonly acta: Acta; readonly digest: string; readonly signers: readonly string[] };

function contestPart(contest: Contest, station: string, collected: Collected, t: Translator): string {
  const shown = collected.texts(station, contest.id).map(({ note, digest }): Shown => {
    const parsed = parseNote(note);
    const acta = parsed.ok ? ACTA.parse(parsed.value.text) : parsed;
    if (!parsed.ok || !acta.ok) throw new Error("a note that was kept is an acta");
    return {
      acta: acta.value,
      digest: encodeHex(digest),
      signers: parsed.value.signatures.map(({ name }) => name),
    };
  });
  const name = t.localized(contest.name);
  if (shown.length === 0)
    return `<section><h2>${e(name)}</h2><p>${e(t.t("collect.page.one.nothing"))}.</p></section>`;
  const lines: [string, (acta: Acta) => number | null][] = [
    ...contest.options.map(({ id, name: option, party }): [string, (acta: Acta) => number | null] => [
      party === undefined ? option : `${option} (${party})`,
      ({ votes }) => votes.votes[votes.options.indexOf(id)] ?? null,
    ]),
    [t.t("centre.page.blank"), ({ blank }) => blank],
    [t.t("centre.page.null"), (acta) => acta.null],
  ];
  const rows = lines.map(([label, of]) => {
    const values = shown.map(({ acta }) => of(acta));
    const isSame = values.every((value) => value === values[0]);
    const cells = values.map(
      (value) =>
        `<td class="number${isSame ? "" : " differs"}">${value === null ? e(t.t("centre.page.unknown")) : t.number(value)}</td>`,
    );
    return `<th scope="row">${e(label)}</th>${cells.join("")}`;
  });
  const heads = [
    head(t.t("collect.page.column.option")),
    ...shown.map((_, i) => head(t.t("collect.page.column.acta", { n: i + 1 }), true)),
  ];
  const notes = shown.map(
    ({ digest, signers }, i) =>
      `<li>${e(t.t("collect.page.column.acta", { n: i + 1 }))}: <a href="/actas/${digest}"><code>${digest.slice(0, 16)}</code></a>. ${e(t.t("collect.page.signers", { list: t.list(signers) }))}</li>`,
  );
  return `<section><h2>${e(name)}</h2>${table(t.t("collect.page.votes", { contest: name }), heads, rows)}<ul>${notes.join("")}</ul></section>`;
}
