/**
 * One station's page: the three counts side by side, who signed, and a place where the reader's own browser verifies it all.
 *
 * The numbers stand in the page as the centre says them; the script (apps/centre-screens) fetches what was signed and says whether it is the
 * same. Without script the page says how to check by command. Spec: spec/transmission.md, clause 9.7.
 * @module
 */
import type { ElectionDefinition } from "@triplicate/core/election/definition.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { escapeHtml as e } from "@triplicate/ui/report/escape.ts";
import { stationForm } from "./page.ts";
import { cells, document, optionName, rowHead, table } from "./page-parts.ts";
import type { stationLedgers, stationResults } from "./results.ts";

export type StationPageInput = {
  readonly definition: ElectionDefinition;
  readonly asked: string;
  readonly station: ReturnType<typeof stationResults>;
  readonly ledger: Awaited<ReturnType<typeof stationLedgers>>;
};

export function stationPage(input: StationPageInput, t: Translator): string {
  const { asked, station, ledger } = input;
  const path = `/station?station=${encodeURIComponent(asked)}`;
  if (station === null || ledger === null) {
    const body = `<h1>${e(t.t("centre.page.noStation", { id: asked }))}</h1>${stationForm(asked, t)}`;
    return document({ title: t.t("centre.page.noStation", { id: asked }), path, body }, t);
  }
  const title = `${station.station}, ${station.name}`;
  const where = [station.region, t.t("centre.page.registered", { n: station.registered })];
  const body = [
    `<h1>${e(title)}</h1><p>${e(where.filter((part) => part !== null).join(". "))}</p>`,
    `<section id="verify" data-station="${e(station.station)}" aria-live="polite"><noscript><p class="banner">${e(t.t("centre.page.noScript"))}</p></noscript></section>`,
    ...input.definition.contests.map((_, i) => contestSection(input, i, t)),
    `<h2>${e(t.t("centre.page.other"))}</h2>${stationForm(null, t)}`,
  ];
  return document({ title, path, body: body.join("\n") }, t);
}

function contestSection(
  { definition, station, ledger }: StationPageInput,
  index: number,
  t: Translator,
): string {
  const contest = definition.contests[index]!;
  const { machine, hand, central, reasons } = ledger!.contests[index]!;
  const { status, flags, actas, sheets } = station!.contests[index]!;
  const columns = ["option", "machine", "hand", "central"] as const;
  const counts = [machine, hand, central];
  const options = contest.options.map(
    (option, at) =>
      rowHead(optionName(option)) +
      cells(
        t,
        counts.map((column) => column?.votes[at] ?? null),
      ),
  );
  const rest = (["blank", "null"] as const).map(
    (kind) =>
      rowHead(t.t(`centre.page.${kind}`)) +
      cells(
        t,
        counts.map((column) => column?.[kind] ?? null),
      ),
  );
  const codes = [...new Set([...flags, ...reasons.map(({ rule }) => rule)])];
  const links = [...actas, ...sheets].map((entry) => `<a href="/entries/${entry}">${t.number(entry)}</a>`);
  const caption = t.t("centre.page.ledger", { id: station!.station, contest: t.localized(contest.name) });
  return `<section data-contest="${e(contest.id)}"><h2>${e(t.localized(contest.name))}</h2><p>${e(t.t(`centre.page.status.${status}`))}</p>
${codes.length === 0 ? "" : `<p>${e(t.t("centre.page.codes"))} ${codes.map((code) => `<code>${e(code)}</code>`).join(", ")}</p>`}
${links.length === 0 ? "" : `<p>${e(t.t("centre.page.entries"))} ${links.join(", ")}</p>`}
${table(
  caption,
  columns.map((column) => t.t(`centre.page.column.${column}`)),
  [...options, ...rest],
)}</section>`;
}
