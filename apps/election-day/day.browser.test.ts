/**
 * A whole election day in real browsers: a station opens, two people vote and one spoils a voucher, it closes, two witnesses read the printed acta
 * with their cameras, one refuses; it is transmitted and verified in the page. Then the centre lies, and everybody says so.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { launchBrowser } from "@triplicate/ui/report/browser.test-helper.ts";
import { siteTranslator } from "@triplicate/ui/screen-messages.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { type RunningDay, startDay } from "./day.ts";
import {
  askAtHome,
  closeStation,
  filmOfActa,
  NO_LOOK,
  openStation,
  preparePhone,
  refuseActa,
  scanActa,
  sealAndTransmit,
  signActa,
  type Telephone,
  vote,
} from "./visitor.test-helper.ts";

const folder = mkdtempSync(join(tmpdir(), "triplicate-day-film-"));
const film = join(folder, "acta.y4m");
// Read when a camera is opened, which is after the acta was printed.
writeFileSync(film, "");
const launched = await launchBrowser([
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-video-capture=${film}`,
]);
const browser: Browser | null = "browser" in launched ? launched.browser : null;
const why = "reason" in launched ? ` (skipped: ${launched.reason})` : "";
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const STATION = "080702001.01";

async function newPage(trouble: string[], viewport: { width: number; height: number }): Promise<Page> {
  const context = await browser!.newContext({ viewport, locale: "es-VE", permissions: ["camera"] });
  const page = await context.newPage();
  page.on("pageerror", (error) => trouble.push(error.message));
  return page;
}

const telephone = async (day: RunningDay, party: number, trouble: string[]): Promise<Telephone> => ({
  page: await newPage(trouble, { width: 390, height: 844 }),
  address: day.witnessUrls[party]!,
  language: "es",
  look: NO_LOOK,
});

async function startPageIsFine(day: RunningDay, page: Page): Promise<void> {
  for (const language of ["es", "en"]) {
    await page.goto(`${day.url}?lang=${language}`);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]!.html])).toEqual([]);
  }
  const targets = await page
    .getByRole("link")
    .evaluateAll((links) => links.map((link) => (link as { href?: string }).href));
  for (const address of [day.machine.launchUrl, ...day.witnessUrls]) expect(targets).toContain(address);
}

/** The verdict of the station's page, and what it says does not hold. */
async function verdictOf(day: RunningDay, page: Page): Promise<string> {
  await page.goto(`${day.resultsUrl}station?station=${STATION}&lang=es`);
  await page.waitForSelector('[data-verdict]:not([data-verdict="looking"])');
  const verdict = await page.getAttribute("[data-verdict]", "data-verdict");
  return `${verdict} ${await page.locator(".mark.bad + div").allInnerTexts()}`;
}

type Coverage = { readonly covered: number };

describe.skipIf(browser === null)(`an election day${why}`, () => {
  it("is voted, closed, signed, refused, transmitted, verified, and lied about in vain", {
    timeout: 240_000,
  }, async () => {
    const now = () => Math.floor(Date.now() / 1000);
    const day = await startDay({ port: 0, minutes: 0, stations: 25, now, closes: now() });
    const trouble: string[] = [];
    try {
      const machine = await newPage(trouble, { width: 1280, height: 900 });
      await startPageIsFine(day, machine);
      const visitor = { day, machine, language: "es", look: NO_LOOK } as const;
      await machine.goto(day.machine.launchUrl);
      await openStation(visitor);
      await vote(visitor, "Andrés Velásquez");
      await vote(visitor, null, 1);
      await closeStation(visitor, 2);
      const tally = day.machine.view().tally;
      expect(tally?.contests[0]).toMatchObject({ votes: [0, 1, 0, 0, 0, 0, 0], blank: 1 });
      expect([tally?.agrees, tally?.ballots, tally?.spoiled]).toEqual([true, 2, 1]);

      writeFileSync(film, await filmOfActa(day));
      const [psuv, mud] = [await telephone(day, 0, trouble), await telephone(day, 1, trouble)];
      await preparePhone(psuv, `PSUV/${STATION}`);
      await scanActa(psuv);
      await refuseActa(psuv);
      await preparePhone(mud, `MUD/${STATION}`);
      await scanActa(mud);
      await signActa(mud);
      expect(day.machine.view().witnesses.map(({ party, decision }) => [party, decision])).toEqual([
        ["PSUV", "refused"],
        ["MUD", "signed"],
      ]);
      await sealAndTransmit(visitor);
      expect(day.machine.view().transmission.state).toBe("done");

      expect(await verdictOf(day, machine)).toBe("holds ");
      await machine.goto(`${day.resultsUrl}entries/${0}`);
      await mud.page.getByRole("link", { name: "Listo" }).first().click();
      expect(await askAtHome(mud, "")).toContain("El centro publica los mismos números que su acta");

      await day.allReported;
      const { covered } = (await (await fetch(`${day.collectorUrls[1]!}coverage`)).json()) as Coverage;
      expect(covered).toBeGreaterThan(5);
      day.front.lie("other-numbers");
      expect(await askAtHome(mud, "")).toContain("El centro publica otros números que los del acta firmada");
      const words = siteTranslator("es");
      const bad = await verdictOf(day, machine);
      expect(bad.startsWith("bad ")).toBe(true);
      expect(bad).toContain(words.t("site.alarm.numbers-differ"));
      day.front.lie("other-acta");
      expect(await verdictOf(day, machine)).toContain(words.t("site.actaFalse"));
      day.front.lie("hidden");
      expect(await verdictOf(day, machine)).toBe("nothing ");
      day.front.lie("none");
      expect(await verdictOf(day, machine)).toBe("holds ");
      expect(trouble).toEqual([]);
    } finally {
      for (const context of browser!.contexts()) await context.close();
      await day.close();
    }
  });
});
