/**
 * The report in a real browser, from a file, with the network cut: accessible, readable on a phone and at 200 % zoom,
 * switched by keyboard, and deaf to what hostile names ask for.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { LANGUAGES, translator } from "../messages.ts";
import { launchBrowser, pageAssets } from "./browser.test-helper.ts";
import { reportDocument } from "./document.ts";
import { bolivar, bolivia } from "./elections.test-data.ts";
import { hostile, venezuela } from "./elections-more.test-data.ts";
import { renderReportHtml } from "./html.ts";
import type { ReportInput } from "./input.ts";

const launched = await launchBrowser();
const browser: Browser | null = "browser" in launched ? launched.browser : null;
const why = "reason" in launched ? ` (skipped: ${launched.reason})` : "";
const folder = mkdtempSync(join(tmpdir(), "triplicate-report-"));

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The attack in every place it can stand, in fewer rows: axe looks at each. */
function attack(): ReportInput {
  const input = hostile();
  const contests = input.comparison.contests.map((contest) => ({
    ...contest,
    pairs: contest.pairs.map((pair) => ({ ...pair, discrepancies: pair.discrepancies.slice(0, 30) })),
  }));
  return {
    ...input,
    comparison: { ...input.comparison, contests },
    findings: input.findings.slice(0, 30),
  };
}

const FIXTURES = { bolivar, bolivia, venezuela, attack };
const files = new Map<string, string>();

function fileOf(name: keyof typeof FIXTURES): string {
  const known = files.get(name);
  if (known !== undefined) return known;
  const input = FIXTURES[name]();
  const documents = {
    es: reportDocument(input, translator("es")),
    en: reportDocument(input, translator("en")),
  };
  const meta = { title: input.comparison.election.name, version: "0.1.0" };
  const path = join(folder, `${name}.html`);
  writeFileSync(path, renderReportHtml(documents, "es", meta, pageAssets()));
  files.set(name, pathToFileURL(path).href);
  return pathToFileURL(path).href;
}

type Opened = { readonly page: Page; readonly context: BrowserContext; readonly asked: string[] };

async function open(
  name: keyof typeof FIXTURES,
  options: { readonly width: number; readonly script?: boolean; readonly hash?: string },
): Promise<Opened> {
  if (browser === null) throw new Error("skipped tests do not run");
  const context = await browser.newContext({
    viewport: { width: options.width, height: 800 },
    javaScriptEnabled: options.script ?? true,
    offline: true,
  });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) asked.push(request.url());
  });
  page.on("dialog", (dialog) => {
    asked.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => asked.push(String(error)));
  await page.goto(`${fileOf(name)}${options.hash ?? ""}`);
  return { page, context, asked };
}

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

describe.skipIf(browser === null)(`report in a browser${why}`, () => {
  for (const name of ["bolivar", "venezuela", "attack"] as const) {
    for (const language of LANGUAGES) {
      for (const width of [1280, 320]) {
        test(`${name} in ${language} at ${width} px has no accessibility fault`, async () => {
          const { page, context, asked } = await open(name, { width, hash: `#${language}` });
          const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
          expect(violations.map((one) => `${one.id}: ${one.nodes[0]?.html.slice(0, 200)}`)).toEqual([]);
          expect(asked).toEqual([]);
          await context.close();
        });
      }
    }
  }

  test.each(Object.keys(FIXTURES) as (keyof typeof FIXTURES)[])(
    "%s: the page never scrolls sideways, at 320 px and zoomed to 200 percent",
    async (name) => {
      for (const [width, zoom] of [
        [320, 1],
        [640, 2],
        [1280, 2],
      ] as const) {
        // Zoom as a reader does it: fewer CSS pixels.
        const { page, context } = await open(name, { width: width / zoom });
        for (const language of LANGUAGES) {
          await page.evaluate(`location.replace("#${language}")`);
          const over = await page.evaluate<number>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth",
          );
          expect(over).toBeLessThanOrEqual(0);
        }
        await context.close();
      }
    },
  );

  test("the keyboard reaches the language switch and every wide table", async () => {
    const { page, context } = await open("bolivar", { width: 600 });
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.className")).toBe("skip");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("English");
    await page.keyboard.press("Enter");
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(await page.title()).toBe("Governor of Bolívar state 2017: comparison of counts");
    expect(await page.locator("h1:visible").textContent()).toBe("Governor of Bolívar state 2017");
    const regions = page.locator(".scroll:visible");
    for (const region of await regions.all()) expect(await region.getAttribute("tabindex")).toBe("0");
    await context.close();
  });

  test("a link into the other language shows that language", async () => {
    const { page, context } = await open("bolivar", { width: 1000, hash: "#en-which" });
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(await page.locator("#en-which").isVisible()).toBe(true);
    expect(await page.locator("#es-which").isVisible()).toBe(false);
    await context.close();
  });

  test("without script the default shows, and the link switches", async () => {
    const { page, context } = await open("bolivar", { width: 1000, script: false });
    expect(await page.locator("#es").isVisible()).toBe(true);
    expect(await page.locator("#en").isVisible()).toBe(false);
    await page.locator("#es .languages a[lang=en]").click();
    expect(await page.locator("#en").isVisible()).toBe(true);
    expect(await page.locator("#es").isVisible()).toBe(false);
    await page.locator("#en .contents a").first().click();
    expect(await page.locator("#en").isVisible()).toBe(true);
    await context.close();
  });

  test("both weights of the face come from inside the page", async () => {
    const { page, context } = await open("bolivia", { width: 1000 });
    const faces = await page.evaluate<string[]>(
      "document.fonts.ready.then((all) => [...all].map((f) => [f.family, f.weight, f.status].join(' ')).sort())",
    );
    expect(faces.map((face) => face.replaceAll('"', ""))).toEqual([
      "Source Sans 3 400 loaded",
      "Source Sans 3 600 loaded",
    ]);
    await context.close();
  });
});
