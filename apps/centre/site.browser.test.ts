/**
 * A station's page in a real browser: what was signed is verified there, and a site that shows or serves anything else is told.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { launchBrowser } from "@triplicate/ui/report/browser.test-helper.ts";
import type { Browser } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { actaText, post, signed, withElection } from "./centre.test-helper.ts";
import { honest, on, openReader } from "./site.test-helper.ts";

const launched = await launchBrowser();
const browser: Browser | null = "browser" in launched ? launched.browser : null;
const why = "reason" in launched ? ` (skipped: ${launched.reason})` : "";
afterAll(async () => {
  await browser?.close();
});

describe.skipIf(browser === null)(`a station's page${why}`, () => {
  it("verifies what was signed, and says what contradicts it", () =>
    withElection(
      async ({ election, start }) => {
        const centre = await start({ hasSite: true });
        await post(
          centre,
          await signed(actaText(election, "p1.1", [10, 20, 5]), "machine/p1.1", "witness/red/p1.1"),
        );
        const { page, look, trouble, close } = await openReader(browser!, centre.url);
        expect(await look(honest)).toBe("unproved: ");
        expect(await page.getByText("has not seen these keys before").count()).toBe(1);
        await post(centre, await signed(actaText(election, "p1.1", [30, 5]), "machine/p1.1"));
        // Both contests, and keys that were seen before.
        expect(await look(honest)).toBe("holds: ");
        expect(await page.getByText("the keys that this browser saw on earlier visits").count()).toBe(1);
        await page.getByText("The numbers that were signed").first().click();
        expect(await page.locator("#verify details[open] tr").first().innerText()).toBe("List A\t10");
        expect(await page.getByText("signed by this station’s machine and one witness").count()).toBe(1);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes[0]!.html])).toEqual([]);
        expect(await look(honest, "p1.2")).toBe("nothing: ");
        // What the page shows.
        const shown = await look(on("/station", (_path, body) => body.replaceAll(">20<", ">21<")));
        expect(shown).toMatch(/^bad: The numbers on this page are not those of the acta: B\./);
        // What the site publishes for programs.
        const published = await look(on("/results/station/", (_path, body) => body.replace(/:20\b/g, ":21")));
        expect(published).toMatch(/^bad: .*publishes other numbers/);
        // The entry itself, in the log's own words.
        const entry = await look(on("/entries/", (_path, body) => body.replace("=20", "=21")));
        expect(entry).toMatch(/^bad: .*not signed by its machine/);
        // Another machine's key.
        const kit = await look(on("/kit/", (_path, body) => body.replace(/(registered\\":)[0-9]+/, "$17")));
        expect(kit).toMatch(
          /^bad: What the site gave to check with does not hold \(kit-line-not-in-roster\)/,
        );
        // The authority's own signatures.
        const note = await look(on("/kit/", (_path, body) => body.replace(/("electionNote":")../, "$1Zg")));
        expect(note).toMatch(/^bad: What the site gave to check with does not hold \(kit-/);
        // The proof that it is in the log.
        const proof = await look(on("/proof/text/", (_path, body) => body.replace(/^index 0/m, "index 1")));
        expect(proof).not.toMatch(/^holds/);
        expect(trouble).toEqual([]);
        await close();
      },
      { log: "log" },
    ));
});
