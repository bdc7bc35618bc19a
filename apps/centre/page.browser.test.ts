/**
 * The results page in a real browser: accessible in both languages, readable on a phone, and deaf to hostile input.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { launchBrowser } from "@triplicate/ui/report/browser.test-helper.ts";
import type { Browser } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { actaText, get, post, sheetText, signed, withElection } from "./centre.test-helper.ts";

const launched = await launchBrowser();
const browser: Browser | null = "browser" in launched ? launched.browser : null;
const why = "reason" in launched ? ` (skipped: ${launched.reason})` : "";
afterAll(async () => {
  await browser?.close();
});

describe("the results page", () => {
  it("says the same in both languages, and lets nothing in", () =>
    withElection(
      async ({ election, start }) => {
        const centre = await start();
        const page = async (path: string, language?: string) => {
          const headers: Record<string, string> =
            language === undefined ? {} : { "accept-language": language };
          return get(centre, path, headers);
        };
        const spanish = await page("/");
        expect(spanish.text).toContain('<html lang="es">');
        expect(spanish.text).toContain("Esto es un ensayo");
        expect(spanish.text).toContain("Club &lt;2026&gt;");
        expect((await page("/", "en-GB,en;q=0.9")).text).toContain("This is a rehearsal");
        expect((await page("/?lang=en")).text).toContain('<html lang="en">');
        expect(spanish.headers.get("content-security-policy")).toContain("default-src 'none'");
        const hostile = await page(
          `/station?lang=en&station=${encodeURIComponent('"><script>alert(1)</script>')}`,
        );
        expect(hostile.text).not.toContain("<script");
        expect(hostile.text).toContain("There is no station");
        expect((await page(`/?lang=fr`)).status).toBe(400);
        expect((await page(`/station?station=${"x".repeat(65)}`)).status).toBe(400);
        const note = await signed(actaText(election, "p1.1", [1, 2, 3], { mode: "test" }), "machine/p1.1");
        expect((await post(centre, note)).status).toBe(201);
        expect((await page("/station?lang=en&station=p1.1")).text).toContain(
          "The acta that its machine signed counts.",
        );
      },
      { log: "log/test" },
    ));

  it.skipIf(browser === null)(`has no fault that axe finds, and fits a phone${why}`, () =>
    withElection(async ({ election, start }) => {
      const centre = await start();
      const notes = [
        await signed(actaText(election, "p1.1", [10, 20, 5]), "machine/p1.1"),
        await signed(actaText(election, "p1.2", [10, 20, 5]), "machine/p1.2"),
        await signed(actaText(election, "p1.2", [30, 0, 5]), "machine/p1.2"),
        await signed(sheetText(election, "p1.1", [9, 21, 5]), "counter/red/1", "counter/blue/1"),
      ];
      for (const note of notes) await post(centre, note);
      await centre.announce();
      const context = await browser!.newContext({ viewport: { width: 320, height: 640 } });
      const page = await context.newPage();
      const trouble: string[] = [];
      page.on("console", (message) => trouble.push(message.text()));
      for (const path of [
        "/?lang=es",
        "/station?lang=en&station=p1.1",
        "/station?lang=es&station=nada",
        "/stations?lang=es",
      ]) {
        await page.goto(`${centre.url}${path}`);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes[0]!.html])).toEqual([]);
        const overflow = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        expect(overflow).toBe(0);
      }
      // The browser asks for an icon by itself; the page asks for nothing.
      expect(trouble.filter((text) => !text.includes("404"))).toEqual([]);
      await page.goto(`${centre.url}/?lang=en`);
      await page.getByLabel("Station number").fill("p1.2");
      await page.keyboard.press("Enter");
      await page.getByText("In conflict: what was signed contradicts itself").waitFor();
      await context.close();
    }),
  );
});
