/**
 * The overview in a real browser: accessible in both languages, readable on a telephone, and deaf to hostile input.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AxeBuilder } from "@axe-core/playwright";
import { launchBrowser } from "@triplicate/ui/report/browser.test-helper.ts";
import type { Browser } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import {
  actaOf,
  get,
  post,
  stationName,
  type TestCollector,
  withCollector,
} from "./collector.test-helper.ts";
import type { RunningCollector } from "./collector-options.ts";

const launched = await launchBrowser();
const browser: Browser | null = "browser" in launched ? launched.browser : null;
const why = "reason" in launched ? ` (skipped: ${launched.reason})` : "";
afterAll(async () => {
  await browser?.close();
});

/** A centre that publishes what it is told to of each station. */
async function withCentre<T>(
  published: (station: string) => object,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const server = createServer((request, response) => {
    const station = decodeURIComponent(request.url!.split("/results/station/")[1] ?? "");
    const body = { station, tree: 9, ...published(station) };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const counted = (votes: Record<string, number>) => ({
  contests: [
    {
      contest: "president",
      status: "counted",
      signed: { votes, blank: 1, null: 2 },
      withPaper: null,
      actas: [0],
    },
  ],
});

/** Some stations with their acta, one with two, one that the centre shows otherwise, one that it does not show. */
async function someActas({ election }: TestCollector, collector: RunningCollector): Promise<void> {
  for (let i = 0; i < 10; i += 1)
    await post(
      collector,
      "/actas",
      await actaOf(election, stationName(i), [10, 20, 5], `red/${stationName(i)}`),
    );
  await post(collector, "/actas", await actaOf(election, stationName(4), [10, 31, 5]));
  await post(collector, "/actas", "nothing", "image/jpeg");
  while (((await get(collector, "/coverage")).json.centre as { unknown: number }).unknown > 0)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

const published = (station: string) => {
  if (station === stationName(1)) return counted({ A: 10, B: 520, C: 5 });
  if (station === stationName(2)) return { contests: [{ contest: "president", status: "missing" }] };
  return counted({ A: 10, B: 20, C: 5 });
};

const PATHS = [
  "/overview?lang=es",
  "/overview?lang=en",
  "/overview/stations?show=nothing&lang=es",
  "/overview/stations?region=%C3%81lamo&lang=en",
  "/overview/station?id=p2.2&lang=es",
  "/overview/station?id=p9.1&lang=en",
];

describe("the overview", () => {
  it("says the same in both languages, finds every station, and lets nothing in", () =>
    withCentre(published, (centre) =>
      withCollector(
        async (test) => {
          const collector = await test.start({ centre, party: "<red>", centreMilliseconds: 1000 });
          await someActas(test, collector);
          const text = async (path: string, language?: string) =>
            (await get(collector, path, language === undefined ? {} : { "accept-language": language })).text;
          const spanish = await text("/overview");
          expect(spanish).toContain("Actas recogidas por &lt;red&gt;");
          expect(spanish).toContain("9 de 30 mesas con su acta (30,0 %)");
          expect(spanish).toContain("Una mesa tiene dos actas distintas");
          expect(spanish).toContain("De una mesa el centro publica otros números");
          expect(await text("/overview", "en-GB")).toContain("9 of 30 stations with their acta (30.0 %)");
          const rows = (page: string) =>
            [...page.matchAll(/<th scope="row"><a [^>]*>(p[\d.]+)</g)].map(([, id]) => id);
          expect(rows(await text("/overview/stations?show=conflict"))).toEqual(["p2.2"]);
          expect(rows(await text("/overview/stations?show=differs"))).toEqual(["p1.2"]);
          expect(rows(await text("/overview/stations?compared=missing"))).toEqual(["p1.3"]);
          expect(rows(await text("/overview/stations?show=nothing"))).toHaveLength(20);
          expect(rows(await text("/overview/stations?region=Costa&show=covered"))).toEqual([
            "p3.1",
            "p3.2",
            "p3.3",
          ]);
          expect(rows(await text("/overview/stations?from=28"))).toEqual(["p10.2", "p10.3"]);
          for (const query of ["none=1", "region=nowhere", "from=400"])
            expect(rows(await text(`/overview/stations?${query}`))).toEqual([]);
          const hostile = encodeURIComponent('"><script>alert(1)</script>');
          for (const path of [`/overview/stations?region=${hostile}`, `/overview?lang=${hostile}`])
            expect(await text(path)).not.toContain("<script");
          const policy = (await get(collector, "/overview")).headers.get("content-security-policy");
          expect(policy).toMatch(
            /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; form-action 'none'/,
          );
        },
        { stations: 30 },
      ),
    ));

  it("shows no number of a centre that is silent as an answer", () =>
    withCollector(
      async (test) => {
        const collector = await test.start({ centre: "http://127.0.0.1:9/", centreMilliseconds: 20 });
        await post(collector, "/actas", await actaOf(test.election, "p1.1"));
        for (;;) {
          const { centre } = (await get(collector, "/coverage")).json as { centre: { answering: boolean } };
          if (!centre.answering) break;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        expect((await get(collector, "/coverage")).json).toMatchObject({ centre: { unknown: 1, same: 0 } });
        expect((await get(collector, "/overview?lang=en")).text).toContain("does not answer");
      },
      { stations: 30 },
    ));

  it.skipIf(browser === null)(`has no fault that axe finds, and fits a phone${why}`, () =>
    withCentre(published, (centre) =>
      withCollector(
        async (test) => {
          const collector = await test.start({ centre, party: "Red" });
          await someActas(test, collector);
          const context = await browser!.newContext({ viewport: { width: 320, height: 640 } });
          const page = await context.newPage();
          const trouble: string[] = [];
          page.on("console", (message) => trouble.push(message.text()));
          for (const path of PATHS) {
            await page.goto(`${collector.url}${path}`);
            const { violations } = await new AxeBuilder({ page }).analyze();
            expect(violations.map(({ id, nodes }) => [path, id, nodes[0]!.html])).toEqual([]);
            const overflow = await page.evaluate(
              "document.documentElement.scrollWidth - document.documentElement.clientWidth",
            );
            expect([path, overflow]).toEqual([path, 0]);
          }
          expect(trouble).toEqual([]);
          await context.close();
        },
        { stations: 30 },
      ),
    ),
  );
});
