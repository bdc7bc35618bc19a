/**
 * Every screen in both languages, on a telephone and a laptop: no fault that axe finds, nothing wider than the screen, nothing
 * too small for a finger. And what only shows when something is wrong: other keys, old browsers, new versions, demonstrations.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { packageLines, packageParts, publicKeyOf } from "@triplicate/core/election/package.test-data.ts";
import { authorityLine } from "@triplicate/core/election/roster-print.ts";
import { launchBrowser } from "@triplicate/ui/report/browser.test-helper.ts";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { type Site, startSite, symbolPicture, symbolsOf } from "./site.test-helper.ts";
import {
  actaOf,
  ELECTION,
  kitOf,
  kitOfLines,
  publishedOf,
  STATION,
  seedOf,
  signedActa,
  WITNESS,
} from "./witness.test-helper.ts";

const launched = await launchBrowser();
const browser = "browser" in launched ? launched.browser : null;
const why = "reason" in launched ? ` (skipped: ${launched.reason})` : "";
afterAll(() => browser?.close());

/** A folder to leave pictures of every screen in, for whoever wants to look at them. */
const SHOTS = process.env.WITNESS_SHOTS;

const notes = [await signedActa(actaOf("secretary")), await signedActa(actaOf("board"))];
const texts = notes.flatMap((note) => symbolsOf(note));

type Visit = { readonly site: Site; readonly context: BrowserContext; readonly page: Page };

async function visit(
  use: (visit: Visit) => Promise<void>,
  { locale = "es-VE", width = 390, height = 844, before = "" } = {},
): Promise<void> {
  const site = await startSite();
  const context = await browser!.newContext({ viewport: { width, height }, locale, acceptDownloads: true });
  try {
    if (before !== "") await context.addInitScript(before);
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on("pageerror", (error) => trouble.push(error.message));
    await page.goto(site.url);
    await page.locator("h1").waitFor();
    await use({ site, context, page });
    expect(trouble).toEqual([]);
  } finally {
    await context.close();
    await site.stop();
  }
}

const open = (page: Page, { url }: Site, route: string) => page.goto(`${url}/#/${route}`);

async function readActas(page: Page, site: Site, some = texts): Promise<void> {
  await open(page, site, "scan");
  const files = await Promise.all(
    some.map(async (text, i) => ({
      name: `${i}.png`,
      mimeType: "image/png",
      buffer: await symbolPicture(text),
    })),
  );
  await page.locator("input[type=file]").setInputFiles(files);
}

/** A kit with the key of a witness who is played. */
const demoKit = (site: Site) => (station: string, centre: string) =>
  station !== STATION
    ? null
    : kitOf({
        ...{ centre, isDemo: true, demoMachine: `${site.url}/answers` },
        demoKey: { witness: WITNESS, seed: encodeBase64(seedOf(`${ELECTION}/witness/${WITNESS}`)) },
      });

type Words = {
  readonly load: string;
  readonly same: string;
  readonly play: RegExp;
  readonly compare: string;
  readonly sign: string;
  readonly next: string;
  readonly ask: string;
  readonly make: string;
  readonly refuse: string;
};
const WORDS: Readonly<Record<"es" | "en", Words>> = {
  es: {
    load: "Descargar",
    same: "Es la misma: confiar en estos datos",
    play: /^Hacer de/,
    compare: "Comparar con el papel",
    sign: "Firmar",
    next: "Siguiente acta",
    ask: "Preguntar al centro",
    make: "Hacer mi clave",
    refuse: "Rechazar con un motivo",
  },
  en: {
    load: "Download",
    same: "It is the same: trust these data",
    play: /^Play/,
    compare: "Compare with the paper",
    sign: "Sign",
    next: "Next acta",
    ask: "Ask the centre",
    make: "Make my key",
    refuse: "Refuse with a reason",
  },
};

/** Goes everywhere a witness can go, and calls `look` on each screen. */
async function everywhere(
  { page, site }: Visit,
  words: Words,
  look: (name: string) => Promise<void>,
): Promise<void> {
  const press = (name: string | RegExp) =>
    page.getByRole("button", { name, exact: typeof name === "string" }).click();
  site.kit = demoKit(site);
  await look("home-empty");
  await open(page, site, "key");
  await look("key-form");
  await press(words.make);
  await page.locator("#key-election-fault").waitFor();
  await look("key-faults");
  await open(page, site, "station");
  await look("station-empty");
  await page.locator("#station-number").fill("99");
  await press(words.load);
  await page.locator(".fact-bad").waitFor();
  await look("station-none");
  await page.locator("#station-number").fill(STATION);
  await press(words.load);
  await page.getByRole("button", { name: words.same }).waitFor();
  await look("station-compare");
  await press(words.same);
  await page.getByRole("button", { name: words.play }).waitFor();
  await look("station-loaded");
  await press(words.play);
  await page.locator(".banner-note").waitFor();
  await open(page, site, "key");
  await look("key-demo");
  await readActas(page, site, ["https://example.org/", texts[0]!]);
  await page.locator(".fact-note").nth(1).waitFor();
  await look("scan-begun");
  await open(page, site, "");
  await look("home-begun");
  await readActas(page, site);
  await page.waitForURL("**/#/acta");
  await look("acta");
  await press(words.next);
  await press(words.compare);
  await press(words.sign);
  await press(words.refuse);
  await look("decide");
  for (const box of await page.getByRole("checkbox").all()) await box.check();
  await press(words.sign);
  await page.locator("svg.qr-large").waitFor();
  await look("answer");
  await page.locator("a.main").click();
  await page.getByRole("button", { name: words.ask }).waitFor();
  await look("kept");
  await expect.poll(() => site.centre.entries.length, { timeout: 20_000 }).toBe(2);
  await press(words.ask);
  await page.locator("details").waitFor();
  await look("kept-fine");
  const lie = publishedOf(site.centre) as { contests: { signed: { votes: Record<string, number> } }[] };
  for (const { signed } of lie.contests) signed.votes[Object.keys(signed.votes)[0]!] = 471;
  site.centre.published = lie;
  site.centre.append(await signedActa(actaOf("board", {}, [99, 131, 37])));
  (lie.contests as unknown as { actas: number[] }[])[1]!.actas = [1, 2];
  (lie.contests as unknown as { actas: number[] }[])[0]!.actas = [0];
  await press(words.ask);
  await page.locator(".alarms").waitFor();
  await look("kept-alarm");
  await open(page, site, "");
  await look("home-alarm");
  await open(page, site, "more");
  await look("more");
}

/** Buttons, links that stand alone, and fields: 44 pixels either way, but for links inside a sentence (WCAG 2.2, 2.5.8). */
const SMALL = `[...document.querySelectorAll("button, a.button, a.step, a.home, input[type=text], textarea, select, label.choice, .scanner-photo, summary")]
  .map((element) => [element.textContent.trim().slice(0, 30), element.getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 0 && (width < 44 || height < 44) && height > 1)
  .map(([text, { width, height }]) => text + " " + Math.round(width) + "x" + Math.round(height))`;

const WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SIZES = { phone: { width: 390, height: 844 }, laptop: { width: 1280, height: 800 } } as const;

describe("every screen", () => {
  // What axe asks does not depend on the language, and takes most of the time.
  for (const [language, locale, checked] of [
    ["es", "es-VE", "phone"],
    ["en", "en-GB", "nowhere"],
  ] as const) {
    it.skipIf(browser === null)(`${language}, on a telephone and a laptop${why}`, () =>
      visit(
        async (visited) => {
          const { page } = visited;
          await everywhere(visited, WORDS[language], async (name) => {
            expect(await page.evaluate("document.documentElement.lang")).toBe(language);
            for (const device of ["laptop", "phone"] as const) {
              await page.setViewportSize(SIZES[device]);
              if (SHOTS !== undefined)
                await page.screenshot({ path: `${SHOTS}/${name}-${language}-${device}.png`, fullPage: true });
              expect(await page.evaluate(WIDER), name).toBe(0);
              expect(await page.evaluate(SMALL), name).toEqual([]);
              if (device !== checked) continue;
              const { violations } = await new AxeBuilder({ page }).withTags(AXE_TAGS).analyze();
              expect(violations.map(({ id, nodes }) => [name, id, nodes[0]!.html])).toEqual([]);
            }
          });
        },
        { locale },
      ),
    );
  }
  it.skipIf(browser === null)(`reads at twice the size on a small telephone${why}`, () =>
    visit(
      async ({ page, site }) => {
        site.kit = demoKit(site);
        await page.evaluate("document.documentElement.style.fontSize = '36px'");
        await load(page, site);
        await readActas(page, site);
        await page.waitForURL("**/#/acta");
        expect(await page.evaluate(WIDER)).toBe(0);
        if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/acta-large.png`, fullPage: true });
      },
      { width: 360, height: 640 },
    ),
  );
});

async function load(page: Page, site: Site): Promise<void> {
  await open(page, site, "station");
  await page.locator("#station-number").fill(STATION);
  await page.getByRole("button", { name: "Descargar" }).click();
  await page.getByRole("button", { name: "Es la misma" }).click();
  await page.locator(".fact-good").waitFor();
}

describe("when something is wrong", () => {
  it.skipIf(browser === null)(`a kit of other keys is an alarm, and what was loaded stays${why}`, () =>
    visit(async ({ page, site }) => {
      await load(page, site);
      const lines = packageLines().map((line) =>
        line.startsWith('{"authority":"bruno"') ? authorityLine("bruno", publicKeyOf("another")) : line,
      );
      const parts = await packageParts({ lines });
      site.kit = () => kitOfLines(parts, lines);
      await page.locator("#station-number").fill(STATION);
      await page.getByRole("button", { name: "Descargar" }).click();
      await page.getByText("Alarma: estos datos vienen firmados por otras claves").waitFor();
      if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/station-alarm.png`, fullPage: true });
      await page.reload();
      await page.getByText("Mesa 01.1, Sede central").first().waitFor();
      site.kit = () => ({ ...kitOf(), station: "01.2" });
      await page.locator("#station-number").fill("01.2");
      await page.getByRole("button", { name: "Descargar" }).click();
      await page.getByText("no se usarán (kit-station)").waitFor();
    }),
  );

  const NO_ED25519 = `for (const name of ["generateKey", "importKey"])
    crypto.subtle[name] = () => Promise.reject(new DOMException("unknown curve", "NotSupportedError"));`;
  it.skipIf(browser === null)(`a browser without Ed25519 reads and keeps, and makes no key${why}`, () =>
    visit(
      async ({ page, site }) => {
        await page.getByText("Use Chrome o Edge 137 o posterior").waitFor();
        await open(page, site, "key");
        await page.getByText("Use Chrome o Edge 137 o posterior").waitFor();
        expect(await page.getByRole("button", { name: "Hacer mi clave" }).count()).toBe(0);
        await load(page, site);
        await readActas(page, site);
        await page.getByText("Acta auténtica").waitFor();
        await open(page, site, "decide");
        await page.getByText("Este teléfono no tiene clave de testigo").waitFor();
        await open(page, site, "acta");
        await page.getByRole("button", { name: "Siguiente acta" }).click();
        await page.getByRole("button", { name: "Guardar sin firmar" }).click();
        await page.getByText("Guardada sin firmar").waitFor();
      },
      { before: NO_ED25519 },
    ),
  );

  it.skipIf(browser === null)(
    `an acta that is another's is shown as what it is, and only refused${why}`,
    () =>
      visit(async ({ page, site }) => {
        site.kit = demoKit(site);
        await load(page, site);
        await page.getByRole("button", { name: /^Hacer de/ }).click();
        await page.getByRole("heading", { name: "Mi mesa", exact: true }).waitFor();
        const forged = await signedActa(actaOf("secretary", { registered: 9 }), `${ELECTION}/machine/01.2`);
        await readActas(page, site, [...symbolsOf(forged), ...symbolsOf(notes[1]!)]);
        await page.getByRole("button", { name: "Ver los números" }).click();
        await page.getByText("No es un acta auténtica de esta mesa").waitFor();
        if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/acta-forged.png`, fullPage: true });
        await open(page, site, "decide");
        await page.getByText("No se puede firmar: no es un acta auténtica").waitFor();
        expect(await page.getByRole("button", { name: "Firmar", exact: true }).count()).toBe(0);
        await page.getByRole("button", { name: "Rechazar con un motivo" }).click();
        await page.getByRole("button", { name: "Rechazar", exact: true }).click();
        await page.getByRole("heading", { name: "Rechazado" }).waitFor();
      }),
  );

  it.skipIf(browser === null)(`two actas of one contest prove themselves on the telephone${why}`, () =>
    visit(async ({ page, site }) => {
      await load(page, site);
      const other = await signedActa(actaOf("secretary", {}, [20, 195, 40, 8]));
      await readActas(page, site, [...texts, ...symbolsOf(other)]);
      await page.getByText("Dos actas distintas de la misma contienda").waitFor();
      const saving = page.waitForEvent("download");
      await page.getByRole("button", { name: "Guardar la prueba" }).click();
      expect((await saving).suggestedFilename()).toBe("01.1-secretary-two-actas.contradiction");
    }),
  );

  it.skipIf(browser === null)(
    `a demonstration hands its answer over, and says what it is on every screen${why}`,
    () =>
      visit(async ({ page, site }) => {
        site.kit = demoKit(site);
        await page.goto(`${site.url}/?station=${STATION}`);
        await page.getByRole("button", { name: "Es la misma" }).click();
        await page.getByRole("button", { name: /^Hacer de/ }).click();
        await page.getByRole("heading", { name: "Mi mesa", exact: true }).waitFor();
        await readActas(page, site);
        await page.waitForURL("**/#/acta");
        await open(page, site, "decide");
        for (const box of await page.getByRole("checkbox").all()) await box.check();
        await page.getByRole("button", { name: "Firmar", exact: true }).click();
        await page.getByRole("button", { name: /Entregar a la máquina/ }).click();
        await page.getByText("La máquina la recibió").waitFor();
        expect(site.handed[0]).toMatch(/^triplicate-answer:/);
        for (const route of ["", "key", "station", "scan", "answer", "more"]) {
          await open(page, site, route);
          await page.getByText("la clave de este testigo no es secreta").waitFor();
        }
      }),
  );

  it.skipIf(browser === null)(`a new version waits until no acta is open${why}`, () =>
    visit(async ({ page, site }) => {
      await expect
        .poll(
          () =>
            page.evaluate(
              "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)",
            ),
          { timeout: 20_000 },
        )
        .toBe(true);
      await load(page, site);
      await readActas(page, site, texts.slice(0, 1));
      await page.getByText(/completa/).waitFor();
      // The first page had no worker when it was loaded, so it is loaded anew to be under one.
      await page.reload();
      await page.evaluate("window.isOldPage = true");
      site.changed.set(
        "/service-worker.js",
        Buffer.concat([Buffer.from("/* new */"), site.file("/service-worker.js")]),
      );
      await page.evaluate(
        "navigator.serviceWorker.getRegistration().then((registration) => registration.update())",
      );
      await page.getByText("Hay una versión nueva").waitFor();
      expect(await page.evaluate("window.isOldPage")).toBe(true);
      await page.getByRole("button", { name: "Empezar de nuevo" }).click();
      await page.getByRole("link", { name: "Inicio" }).click();
      await expect
        .poll(() => page.evaluate("window.isOldPage === undefined").catch(() => false), { timeout: 20_000 })
        .toBe(true);
      await page.getByRole("heading", { name: "Mi mesa", exact: true }).waitFor();
    }),
  );
});
