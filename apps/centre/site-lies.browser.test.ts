/**
 * A station's page that shows one thing and sends another, in every way that somebody thought of: the reader's browser says so.
 */
import { launchBrowser } from "@triplicate/ui/report/browser.test-helper.ts";
import type { Browser } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { actaText, post, signed, withElection } from "./centre.test-helper.ts";
import { honest, type Lie, latin1, on, openReader, utf8 } from "./site.test-helper.ts";

const launched = await launchBrowser();
const browser: Browser | null = "browser" in launched ? launched.browser : null;
const why = "reason" in launched ? ` (skipped: ${launched.reason})` : "";
afterAll(async () => {
  await browser?.close();
});

const other = "The numbers on this page are not those of the acta: ";
const odd = /^bad: This page’s table is not the ballot’s/;
const names = (body: string) =>
  body.replace(">List A<", ">List ?<").replace(">List B<", ">List A<").replace(">List ?<", ">List B<");
/** The first row of that option, as the page has it. */
const rowOf = (body: string, name: string): string =>
  new RegExp(`<tr><th scope="row">${name}</th>.*?</tr>`).exec(body)![0];
const column = (nth: number, text: string) => (body: string) => {
  let at = 0;
  const row = rowOf(body, "List B");
  return body.replace(
    row,
    row.replaceAll(/(<td class="number">)[^<]*/g, (all, start) => (at++ === nth ? start + text : all)),
  );
};
const section = (body: string): string =>
  /<section data-contest="president">[\s\S]*?<\/section>/.exec(body)![0];
const pages: [what: string, change: (body: string) => string, expected: RegExp][] = [
  ["the official column alone", column(2, "900"), new RegExp(`^bad: ${other}B\\.`)],
  ["a separator that makes another number of it", column(0, "2.0"), new RegExp(`^bad: ${other}B\\.`)],
  ["digits of another script", column(0, "२०"), new RegExp(`^bad: ${other}B\\.`)],
  ["a hand count that nobody here can check", column(1, "900"), new RegExp(`^bad: ${other}B\\.`)],
  [
    "a hand count, and what it would make of it",
    (body) => column(2, "900")(column(1, "900")(body)),
    /^unproved: $/,
  ],
  ["right numbers under each other's names", names, odd],
  ["a row that nobody sees", (body) => body.replace(/<tr>(<th scope="row">List B)/, "<tr hidden>$1"), odd],
  [
    "a row more",
    (body) => body.replace(rowOf(body, "List B"), (row) => row + row.replaceAll("20", "90")),
    odd,
  ],
  ["a row less", (body) => body.replace(rowOf(body, "List C"), ""), odd],
  ["a blank that is called as a list", (body) => body.replace(">Blank<", ">List B<"), odd],
  [
    "rows in another order",
    (body) => body.replace(/(<tr><th scope="row">List A.*?<\/tr>)(<tr>.*?<\/tr>)/, "$2$1"),
    odd,
  ],
  ["a table of no contest", (body) => body.replaceAll('data-contest="president"', 'data-contest="x"'), odd],
  [
    "the contest twice",
    (body) => body.replace(section(body), (one) => one.replaceAll("20", "90") + one),
    odd,
  ],
  ["a table more", (body) => body.replace("<h2>", "<table><tr><td>List B<td>900</table><h2>"), odd],
  ["another number within the number", column(0, "<b hidden>20</b>900"), odd],
  [
    "another station than the one asked for",
    (body) => body.replace('data-station="p1.1"', 'data-station="p1.2"'),
    /^bad: You asked for station p1\.1, and the page says that it shows p1\.2/,
  ],
  [
    "no place for what the browser finds",
    (body) => body.replace(/<section id="verify".*?<\/section>/s, ""),
    /^bad: You asked for station p1\.1, and the page says that it shows unknown/,
  ],
];

/** As if nobody had sent anything. */
const unnamed: Lie = (path, body) =>
  path.startsWith("/results/station/") ? body.replaceAll(/"actas":\[[0-9,]*\]/g, '"actas":[]') : body;

describe.skipIf(browser === null)(`a station's page that lies${why}`, () => {
  it("is told by what it shows, and by what it showed before", () =>
    withElection(
      async ({ election, start }) => {
        const centre = await start({ hasSite: true });
        await post(centre, await signed(actaText(election, "p1.1", [10, 20, 5]), "machine/p1.1"));
        const earlier = await (await fetch(new URL("checkpoint", centre.url))).text();
        await post(centre, await signed(actaText(election, "p1.1", [30, 5]), "machine/p1.1"));
        const { look, trouble, close } = await openReader(browser!, centre.url);
        expect(await look(honest)).toBe("holds: ");
        for (const [what, change, expected] of pages)
          expect(await look(on("/station?", (_path, body) => latin1(change(utf8(body))))), what).toMatch(
            expected,
          );
        // Numbers of which there is no acta.
        expect(await look(unnamed)).toMatch(
          /^bad: The page shows numbers of a machine of which the site names no acta: A, B, C, blank and null/,
        );
        // The log as it was before the last visit.
        expect(await look((path, page) => (path === "/checkpoint" ? latin1(earlier) : page))).toMatch(
          /^bad: The log is shorter than one seen before/,
        );
        // One lie leaves no trace on the next visit.
        expect(await look(honest)).toBe("holds: ");
        expect(trouble).toEqual([]);
        await close();
      },
      { log: "log" },
    ));
});
