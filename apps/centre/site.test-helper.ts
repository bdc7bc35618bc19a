/**
 * A results site with a liar before it, and a reader's browser, for tests.
 * @module
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";

/** Pages go through the front as they are, byte for byte. */
export const utf8 = (text: string): string => Buffer.from(text, "latin1").toString("utf8");
export const latin1 = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

export type Lie = (path: string, body: string) => string;

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

export const honest: Lie = (_path, body) => body;

export const on =
  (start: string, change: Lie): Lie =>
  (path, body) =>
    path.startsWith(start) ? change(path, body) : body;

export type Reader = {
  readonly page: Page;
  /** What the pages' scripts threw. */
  readonly trouble: readonly string[];
  /** The verdict on the station's page, and what is bad. */
  look(lie: Lie, station?: string): Promise<string>;
  close(): Promise<void>;
};

/** A browser that has never been at this site, on a telephone. */
export async function openReader(browser: Browser, centre: string): Promise<Reader> {
  const front = await frontOf(centre);
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on("pageerror", (error) => trouble.push(String(error)));
  return {
    ...{ page, trouble },
    async look(lie, station = "p1.1") {
      front.lie.now = lie;
      await page.goto(`${front.url}/station?lang=en&station=${station}`);
      const verdict = await verdictOf(page);
      return `${verdict}: ${await page.locator(".mark.bad + div").allInnerTexts()}`;
    },
    async close() {
      await context.close();
      front.close();
    },
  };
}
