/**
 * The start page: what this is, who you are today, and what has come in so far.
 * @module
 */

import { ATTACKS } from "@triplicate/simulation/attacks/attacks.ts";
import type { MessageId, Translator } from "@triplicate/ui/messages.ts";
import { escapeHtml as e } from "@triplicate/ui/report/escape.ts";
import { LIES } from "./day-front.ts";
import { DAY_ICONS } from "./day-icons.ts";

export const STYLE_MARK = "<!--style-->";
export const SCRIPT_MARK = "<!--script-->";

export type DayLinks = {
  readonly machine: string;
  readonly results: string;
  readonly station: string;
  readonly stationName: string;
  /** Of the election note, as the authority would have it printed in the newspaper. */
  readonly fingerprint: string;
  /** One for each party: its witness's telephone. */
  readonly witnesses: readonly { readonly party: string; readonly url: string }[];
  /** What a party has collected. */
  readonly overviews: readonly { readonly party: string; readonly url: string }[];
  readonly cards: readonly { readonly name: string; readonly pin: string }[];
};

export type DayNumbers = { readonly reported: number; readonly stations: number; readonly lying: string };

export function startPage(links: DayLinks, numbers: DayNumbers, t: Translator): string {
  const body = [
    `<h1>${e(t.t("day.title"))}</h1><p class="lead">${e(t.t("day.lead", { n: numbers.stations, name: links.stationName }))}</p>`,
    `<p class="banner">${e(t.t("day.remark"))}</p>`,
    progressPart(numbers, t),
    newspaperPart(links, t),
    `<h2 id="roles">${e(t.t("day.who"))}</h2><ul class="cards" aria-labelledby="roles">${roles(links, t)}</ul>`,
    cheatPart(links, numbers, t),
    verifyPart(links, t),
  ];
  return page(t.t("day.title"), body.join("\n"), t);
}

function progressPart({ reported, stations }: DayNumbers, t: Translator): string {
  return `<section aria-live="off"><h2>${e(t.t("day.progress"))}</h2>
<p><span class="count" data-live="reported">${t.number(reported)}</span> ${e(t.t("day.progress.of", { n: stations }))}</p>
<progress data-live="bar" max="${stations}" value="${reported}" aria-label="${e(t.t("day.progress"))}"></progress></section>`;
}

/** What telephones and pages ask their people to compare must stand somewhere that no server of theirs can change. */
const newspaperPart = ({ fingerprint }: DayLinks, t: Translator): string =>
  `<section><h2>${e(t.t("day.newspaper"))}</h2><p>${e(t.t("day.newspaper.text"))} <strong class="fingerprint">${e(fingerprint)}</strong></p></section>`;

type Role = {
  readonly icon: keyof typeof DAY_ICONS;
  readonly title: string;
  readonly text: string;
  readonly links: readonly { readonly url: string; readonly name: string }[];
  readonly more?: string;
};

function roles(links: DayLinks, t: Translator): string {
  const cards = links.cards.map(({ name, pin }) => `<dt>${e(name)}</dt><dd>PIN ${e(pin)}</dd>`).join("");
  const list: readonly Role[] = [
    {
      icon: "worker",
      title: t.t("day.role.worker"),
      text: t.t("day.role.worker.text"),
      links: [{ url: links.machine, name: t.t("day.role.worker.go") }],
      more: `<dl>${cards}</dl>`,
    },
    {
      icon: "vote",
      title: t.t("day.role.voter"),
      text: t.t("day.role.voter.text", { name: links.stationName }),
      links: [{ url: links.machine, name: t.t("day.role.voter.go") }],
    },
    ...links.witnesses.map(
      ({ party, url }): Role => ({
        icon: "witness",
        title: t.t("day.role.witness", { party }),
        text: t.t("day.role.witness.text"),
        links: [{ url, name: t.t("day.role.witness.go") }],
      }),
    ),
    {
      icon: "results",
      title: t.t("day.role.anyone"),
      text: t.t("day.role.anyone.text"),
      links: [
        { url: `${links.results}?lang=${t.language}`, name: t.t("day.role.anyone.go") },
        { url: stationAddress(links, t), name: t.t("day.role.anyone.station") },
      ],
    },
    {
      icon: "party",
      title: t.t("day.role.party"),
      text: t.t("day.role.party.text"),
      links: links.overviews.map(({ party, url }) => ({ url, name: t.t("day.role.party.go", { party }) })),
    },
  ];
  return list
    .map(
      ({ icon, title, text, links: targets, more = "" }) =>
        `<li>${DAY_ICONS[icon]}<h3>${e(title)}</h3><p>${e(text)}</p>${more}${targets
          .map(
            ({ url, name }, i) =>
              `<a class="go${i === 0 ? "" : " plain"}" href="${e(url)}" target="_blank" rel="noopener">${e(name)}</a>`,
          )
          .join("")}</li>`,
    )
    .join("");
}

const stationAddress = (links: DayLinks, t: Translator): string =>
  `${links.results}station?station=${encodeURIComponent(links.station)}&lang=${t.language}`;

function form(answer: string, action: string, inside: string, button: string, t: Translator): string {
  const attributes = `data-answer="${answer}" data-waiting="${e(t.t("day.waiting"))}" data-failed="${e(t.t("day.failed"))}"`;
  return `<form method="post" action="${action}?lang=${t.language}" ${attributes}>${inside}<button class="go">${e(button)}</button></form>
<pre id="${answer}" tabindex="-1" role="status" hidden></pre>`;
}

function cheatPart(links: DayLinks, { lying }: DayNumbers, t: Translator): string {
  const lies = LIES.map(
    (lie) =>
      `<option value="${lie}"${lie === lying ? " selected" : ""}>${e(t.t(`day.lie.${lie}`, { name: links.stationName }))}</option>`,
  ).join("");
  const attacks = ATTACKS.map(
    ({ name }) => `<option value="${name}">${e(t.t(`attack.${name}.title` satisfies MessageId))}</option>`,
  ).join("");
  return `<section><h2 id="cheat">${e(t.t("day.cheat"))}</h2>
<p>${e(t.t("day.cheat.live", { name: links.stationName }))} ${e(t.t("day.cheat.now"))} <strong data-live="lying">${e(t.t(`day.lie.${lying}` as MessageId, { name: links.stationName }))}</strong></p>
${form("lie-answer", "/lie", `<div><label for="lie">${e(t.t("day.cheat.how"))}</label><select id="lie" name="lie">${lies}</select></div>`, t.t("day.cheat.do"), t)}
<p>${e(t.t("day.cheat.list", { n: ATTACKS.length }))}</p>
${form("attack-answer", "/attack", `<div><label for="attack">${e(t.t("day.cheat.which"))}</label><select id="attack" name="attack">${attacks}</select></div>`, t.t("day.cheat.play"), t)}</section>`;
}

function verifyPart({ results }: DayLinks, t: Translator): string {
  return `<section><h2 id="verify">${e(t.t("day.verify"))}</h2><p>${e(t.t("day.verify.text"))}</p>
<p><code>npm exec triplicate -- verify ${e(results)}</code></p>
${form("verify-answer", "/verify", "", t.t("day.verify.go"), t)}</section>`;
}

function page(title: string, body: string, t: Translator): string {
  const links = (["es", "en"] as const)
    .map((language) => {
      const current = language === t.language ? ' aria-current="true"' : "";
      const name = language === "es" ? "Español" : "English";
      return `<li><a href="/?lang=${language}" lang="${language}" hreflang="${language}"${current}>${name}</a></li>`;
    })
    .join("");
  return `<!doctype html>
<html lang="${t.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(title)}</title><link rel="icon" href="data:,"><style>${STYLE_MARK}</style>${SCRIPT_MARK}</head><body>
<a class="skip" href="#main">${e(t.t("centre.page.skip"))}</a>
<header><div class="inner"><strong>Triplicate</strong><nav aria-label="${e(t.t("centre.page.languages"))}"><ul>${links}</ul></nav></div></header>
<main id="main" tabindex="-1" class="inner">${body}</main><footer class="inner"><p>${e(t.t("day.stop"))}</p></footer></body></html>`;
}
