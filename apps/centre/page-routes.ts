/**
 * The pages over HTTP: which language, which station, and a policy that lets nothing load but the site's own script.
 * Spec: spec/transmission.md, clause 9.7.
 * @module
 */
import { createHash } from "node:crypto";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { keyText } from "@triplicate/core/byte-index.ts";
import type { Language } from "@triplicate/core/text.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { readOne } from "./intake.ts";
import { resultsPage } from "./page.ts";
import { SCRIPT_MARK, STYLE_MARK } from "./page-parts.ts";
import { stationPage } from "./page-station.ts";
import { stationsPage } from "./page-stations.ts";
import { PAGE_STYLE } from "./page-style.ts";
import {
  electionResults,
  type ResultsContext,
  regionResults,
  stationLedgers,
  stationResults,
} from "./results.ts";
import { body } from "./schemas.ts";
import type { Sequencer } from "./sequencer-types.ts";
import type { Site } from "./site.ts";

export type PageOptions = {
  readonly results: ResultsContext;
  readonly sequencer: Sequencer;
  /** The script that verifies in the reader's browser; without one the pages are as readable. */
  readonly site: Site | null;
};

const STYLE_HASH = createHash("sha256").update(PAGE_STYLE, "utf8").digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
/** Conflicts named on the page; the JSON lists all. */
const MAX_NAMED = 20;

const html = { 200: body("text/html", "A page") };

const LANG = Type.Optional(Type.Union([Type.Literal("es"), Type.Literal("en")]));
const StationId = Type.Optional(Type.String({ maxLength: 64 }));

export const pageRoutes: FastifyPluginAsyncTypebox<PageOptions> = async (
  app,
  { results, sequencer, site },
) => {
  const { context, count } = results;
  const answer = (reply: FastifyReply, page: string) => sendPage(reply, page, site);
  app.get(
    "/",
    {
      schema: {
        summary: "The results, for people",
        querystring: Type.Object({ lang: LANG }),
        response: html,
      },
    },
    async (request, reply) => {
      const input = {
        definition: context.definition,
        results: electionResults(results),
        regions: regionResults(results),
        conflicts: context.definition.contests.map((_, contest) =>
          count.conflicts(contest, MAX_NAMED).map((row) => keyText(context.roster.stations, row)),
        ),
      };
      return answer(reply, resultsPage(input, wordsOf(request, request.query.lang)));
    },
  );
  app.get(
    "/stations",
    {
      schema: {
        summary: "Stations, for people",
        querystring: Type.Object({
          lang: LANG,
          region: Type.Optional(Type.String({ maxLength: 200 })),
          from: Type.Optional(Type.Integer({ minimum: 0, maximum: 5_000_000 })),
        }),
        response: html,
      },
    },
    async (request, reply) => {
      const { region = null, from = 0, lang } = request.query;
      return answer(reply, stationsPage(results, { region, from }, wordsOf(request, lang)));
    },
  );
  stationRoute(app, { results, sequencer, site });
};

const sendPage = (reply: FastifyReply, page: string, site: Site | null) =>
  reply
    .header("content-type", "text/html; charset=utf-8")
    .header("content-security-policy", POLICY)
    .header("vary", "accept-language")
    .header("cache-control", "public, max-age=2")
    .send(page.replace(STYLE_MARK, () => PAGE_STYLE).replace(SCRIPT_MARK, () => scriptTag(site)));

type App = Parameters<FastifyPluginAsyncTypebox<PageOptions>>[0];

function stationRoute(app: App, { results, sequencer, site }: PageOptions): void {
  app.get(
    "/station",
    {
      schema: {
        summary: "One station, for people",
        querystring: Type.Object({ lang: LANG, station: StationId }),
        response: html,
      },
    },
    async (request, reply) => {
      const asked = (request.query.station ?? "").trim();
      const page = stationPage(
        {
          definition: results.context.definition,
          asked,
          station: stationResults(results, asked),
          ledger: await stationLedgers(results, asked, (index) => readOne(sequencer, index)),
        },
        wordsOf(request, request.query.lang),
      );
      return sendPage(reply, page, site);
    },
  );
}

const wordsOf = (request: FastifyRequest, lang: Language | undefined): Translator =>
  translator(lang ?? preferred(request.headers["accept-language"]));

const scriptTag = (site: Site | null): string =>
  site === null ? "" : `<script type="module" src="${site.script}"></script>`;

/** Spanish, unless English is asked for first. */
const preferred = (header = ""): Language => (/^\s*en\b/i.test(header) ? "en" : "es");
