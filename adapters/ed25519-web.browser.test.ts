/**
 * The browser's Ed25519 in a real browser: our source as it is, with types stripped on the way, on every vector.
 * @module
 */
import { readFileSync } from "node:fs";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { pathToFileURL } from "node:url";
import { launchBrowser } from "@triplicate/ui/report/browser.test-helper.ts";
import type { Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";

const ROOT = new URL("../", import.meta.url);
// Pages of localhost are secure contexts, without which there is no WebCrypto; nothing listens there, the test answers.
const ORIGIN = "http://localhost";
const IMPORTS = { "@triplicate/core/": "/core/", "@noble/": "/noble/" };
const HOME = `<!doctype html><script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>`;

const launched = await launchBrowser();
const browser = "browser" in launched ? launched.browser : null;
const why = "reason" in launched ? ` (skipped: ${launched.reason})` : "";
afterAll(() => browser?.close());

/** Noble as core has it: others bring older ones of their own. */
const core = createRequire(new URL("core/package.json", ROOT));
const NOBLE: Record<string, URL> = {
  curves: new URL("./", pathToFileURL(core.resolve("@noble/curves/ed25519.js"))),
  hashes: new URL("./", pathToFileURL(core.resolve("@noble/hashes/sha2.js"))),
};

function fileOf(pathname: string): URL {
  const [, library, rest] = /^\/noble\/(\w+)\/(.*)$/.exec(pathname) ?? [];
  return library === undefined ? new URL(`.${pathname}`, ROOT) : new URL(rest!, NOBLE[library]);
}

type Test = readonly [key: string, message: string, signature: string];
const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`vectors/note/${name}.json`, ROOT), "utf8")) as T;

function everyTest(): { tests: Test[]; expected: boolean[] } {
  const rows: [Test, boolean][] = [];
  type Seeded = { publicKey: string; message: string; signature: string };
  for (const { publicKey, message, signature } of read<{ tests: Seeded[] }>("ed25519-rfc8032").tests) {
    rows.push([[publicKey, message, signature], true]);
  }
  type Group = { publicKey: string; tests: [number, string, string, string, boolean][] };
  for (const { publicKey, tests } of read<{ groups: Group[] }>("ed25519-wycheproof").groups) {
    for (const [, , message, signature, valid] of tests) rows.push([[publicKey, message, signature], valid]);
  }
  type Edge = [string, string, string, string, boolean, boolean];
  for (const [, key, message, signature, , valid] of read<{ tests: Edge[] }>("ed25519-edge").tests) {
    rows.push([[key, message, signature], valid]);
  }
  return { tests: rows.map(([test]) => test), expected: rows.map(([, valid]) => valid) };
}

async function openPage(): Promise<Page> {
  const page = await browser!.newPage();
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: HOME });
    const source = readFileSync(fileOf(pathname), "utf8");
    const body = pathname.endsWith(".ts") ? stripTypeScriptTypes(source) : source;
    return route.fulfill({ contentType: "text/javascript", body });
  });
  await page.goto(`${ORIGIN}/`);
  return page;
}

/** Runs in the page: what one implementation there says of every test, and whether it signs as RFC 8032 does. */
const IN_PAGE = `async ({ tests, isPortable }) => {
  const { createWebEd25519 } = await import("/adapters/ed25519-web.ts");
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number("0x" + digits));
  const ed25519 = isPortable ? await createWebEd25519(null) : await createWebEd25519();
  const answers = [];
  for (const [key, message, signature] of tests) {
    answers.push(await ed25519.verify(bytes(key), bytes(message), bytes(signature)));
  }
  const seed = bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  const pair = await ed25519.load(seed);
  const signature = [...(await pair.sign(new Uint8Array()))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { backend: ed25519.backend, answers, signature };
}`;

it.skipIf(browser === null).each([
  ["WebCrypto", "webcrypto", false],
  ["noble", "portable", true],
])(`in a browser, %s judges every vector as node does${why}`, async (_, backend, isPortable) => {
  const page = await openPage();
  const { tests, expected } = everyTest();
  const found = await page.evaluate(`(${IN_PAGE})(${JSON.stringify({ tests, isPortable })})`);
  const [{ signature }] = read<{ tests: [{ signature: string }] }>("ed25519-rfc8032").tests;
  expect(found).toEqual({ backend, answers: expected, signature });
  await page.close();
});
