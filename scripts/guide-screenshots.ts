/**
 * `npm run guides`: plays an election day in each language and takes the pictures of the guides, docs/images/guides/LANGUAGE/NAME.png.
 *
 * The pictures are of the real screens, so whoever changes a screen runs this and looks at what changed. Small palettes, because pictures of
 * screens have few colours and a repository remembers every one of them.
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { type RunningDay, startDay } from "../apps/election-day/day.ts";
import * as visit from "../apps/election-day/visitor.test-helper.ts";
import type { Language } from "../core/text.ts";
import { launchBrowser } from "../ui/report/browser.test-helper.ts";

const target = fileURLToPath(new URL("../docs/images/guides/", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "triplicate-guides-"));
const film = join(scratch, "acta.y4m");
writeFileSync(film, "");
const STATION = "080702001.01";
/** Both, or those that are named. */
const LANGUAGES = (["es", "en"] as const).filter(
  (one) => process.argv.length < 3 || process.argv.includes(one),
);
const LOCALES = { es: "es-VE", en: "en-US" } as const;

const launched = await launchBrowser([
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-video-capture=${film}`,
]);
if (!("browser" in launched)) throw new Error(launched.reason);
try {
  for (const language of LANGUAGES) await play(launched.browser, language);
} finally {
  await launched.browser.close();
  rmSync(scratch, { recursive: true, force: true });
}

async function play(browser: Browser, language: Language): Promise<void> {
  const now = () => Math.floor(Date.now() / 1000);
  const day = await startDay({ port: 0, minutes: 0, now, closes: now() + 3600 });
  try {
    await playDay(browser, day, language);
  } finally {
    for (const context of browser.contexts()) await context.close();
    await day.close();
  }
}

async function playDay(browser: Browser, day: RunningDay, language: Language): Promise<void> {
  const look = looker(language);
  const open = async (width: number, height: number): Promise<Page> => {
    const viewport = { width, height };
    const context = await browser.newContext({
      viewport,
      locale: LOCALES[language],
      permissions: ["camera"],
    });
    return context.newPage();
  };
  const machine = await open(1024, 700);
  await machine.goto(day.machine.launchUrl);
  const visitor = { day, machine, language, look };
  await visit.openStation(visitor);
  await visit.vote(visitor, "Andrés Velásquez");
  await visit.vote({ ...visitor, look: visit.NO_LOOK }, null, 1);
  await visit.closeStation(visitor, 2, "all");
  writeFileSync(film, await visit.filmOfActa(day));
  const phones: visit.Telephone[] = [];
  for (const [i, party] of ["PSUV", "MUD"].entries()) {
    const page = await open(390, 780);
    const phone = { page, address: day.witnessUrls[i]!, language, look: i === 1 ? look : visit.NO_LOOK };
    phones.push(phone);
    await visit.preparePhone(phone, `${party}/${STATION}`);
    await visit.scanActa(phone);
    if (i === 0) await visit.refuseActa(phone);
    else await visit.signActa(phone);
  }
  await visit.sealAndTransmit(visitor);
  await day.allReported;
  const site = await open(1100, 1500);
  await site.goto(`${day.resultsUrl}?lang=${language}`);
  await look(site, "results");
  await site.goto(`${day.url}?lang=${language}`);
  await look(site, "start");
  await takeAlarm(day, phones[1]!);
  await site.goto(`${day.resultsUrl}station?station=${STATION}&lang=${language}`);
  await site.waitForSelector('[data-verdict="bad"]');
  await look(site, "station-alarm");
  await takeKey(await open(390, 780), day, language, look);
}

async function takeAlarm(day: RunningDay, phone: visit.Telephone): Promise<void> {
  await phone.page.locator('a[href^="#/kept/"]').first().click();
  await visit.askAtHome({ ...phone, look: visit.NO_LOOK }, "");
  day.front.lie("other-numbers");
  await visit.askAtHome(phone, "witness-alarm");
}

/** What a telephone shows that asks to be accredited; nobody's key. */
async function takeKey(page: Page, day: RunningDay, language: Language, look: visit.Look): Promise<void> {
  await page.goto(`${day.collectorUrls[1]!}#/key?election=ve-bolivar-2017&party=MUD&at=${STATION}`);
  await visit.makeKey(page, language, "Ana Núñez");
  await look(page, "witness-key");
}

function looker(language: Language): visit.Look {
  const folder = join(target, language);
  mkdirSync(folder, { recursive: true });
  const taken = new Set<string>();
  return async (page, name) => {
    if (taken.has(name)) return;
    taken.add(name);
    await page.evaluate("document.fonts.ready.then(() => scrollTo(0, 0))");
    const picture = await page.screenshot({ animations: "disabled" });
    const file = join(folder, `${name}.png`);
    const small = sharp(picture).resize({ width: Math.min(720, page.viewportSize()!.width) });
    await small.png({ palette: true, colours: 40, effort: 10 }).toFile(file);
    process.stdout.write(`${file}\n`);
  };
}
