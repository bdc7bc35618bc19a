/**
 * A station's page in a real browser: what was signed is verified there, and a site that shows or serves anything else is told.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AxeBuilder } from "@axe-core/playwright";
import { launchBrowser } from "@triplicate/ui/report/browser.test-helper.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { actaText, post, signed, withElection } from "./centre.test-helper.ts";

const launched = await launchBrowser();
const browser: Browser | null = "browser" in launched ? launched.browser : null;
const why = "reason" in launched ? ` (skipped: ${launched.reason})` : "";
afterAll(async () => {
  await browser?.close();
});

type Lie = (path: string, body: string) => string;

/** What stands between a reader and a centre, and may change any answer. */
async function frontOf(centre: string): Promise<{ url: string; lie: { now: Lie }; close: () => void }> {
  const lie: { now: Lie } = { now: (_path, body) => body };
  const server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    if (path === "/events") {
      response.writeHead(404).end();
      return;
    }
    const answer = await fetch(new URL(path, centre));
    const type = answer.headers.get("content-type") ?? "";
    const bytes = Buffer.from(await answer.arrayBuffer());
    const headers: Record<string, string> = { "content-type": type };
    const policy = answer.headers.get("content-security-policy");
    if (policy !== null) headers["content-security-policy"] = policy;
    // Latin 1 takes every byte as it is.
    const changed = Buffer.from(lie.now(path, bytes.toString("latin1")), "latin1");
    response.writeHead(answer.status, headers).end(changed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    lie,
    close: () => server.closeAllConnections() ?? server.close(),
  };
}

const verdictOf = async (page: Page): Promise<string> => {
  await page.waitForSelector('[data-verdict]:not([data-verdict="looking"])');
  return (await page.getAttribute("[data-verdict]", "data-verdict")) ?? "";
};

describe.skipIf(browser === null)(`a station's page${why}`, () => {
  it("verifies what was signed, and says what contradicts it", () =>
    withElection(
      async ({ election, start }) => {
        const centre = await start({ hasSite: true });
        await post(
          centre,
          await signed(actaText(election, "p1.1", [10, 20, 5]), "machine/p1.1", "witness/red/p1.1"),
        );
        const front = await frontOf(centre.url);
        const context = await browser!.newContext({ viewport: { width: 390, height: 844 } });
        const page = await context.newPage();
        const trouble: string[] = [];
        page.on("pageerror", (error) => trouble.push(String(error)));
        const look = async (lie: Lie, station = "p1.1"): Promise<string> => {
          front.lie.now = lie;
          await page.goto(`${front.url}/station?lang=en&station=${station}`);
          const verdict = await verdictOf(page);
          return `${verdict}: ${await page.locator(".mark.bad + div").allInnerTexts()}`;
        };
        const honest: Lie = (_path, body) => body;
        expect(await look(honest)).toBe("holds: ");
        expect(await page.getByText("signed by this station’s machine and one witness").count()).toBe(1);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes[0]!.html])).toEqual([]);
        expect(await look(honest, "p1.2")).toBe("nothing: ");
        const on =
          (start: string, change: Lie): Lie =>
          (path, body) =>
            path.startsWith(start) ? change(path, body) : body;
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
        await context.close();
        front.close();
      },
      { log: "log" },
    ));
});
