/**
 * The results page over HTTP: which language, which station, and a policy that lets nothing else load.
 * Spec: spec/transmission.md, clause 9.7.
 * @module
 */
import { createHash } from "node:crypto";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { keyText } from "@triplicate/core/byte-index.ts";
import type { Language } from "@triplicate/core/text.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { Type } from "typebox";
import { readOne } from "./intake.ts";
import { resultsPage, STYLE_MARK } from "./page.ts";
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

export type PageOptions = { readonly results: ResultsContext; readonly sequencer: Sequencer };

const STYLE_HASH = createHash("sha256").update(PAGE_STYLE, "utf8").digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
/** Conflicts named on the page; the JSON lists all. */
const MAX_NAMED = 20;

export const pageRoutes: FastifyPluginAsyncTypebox<PageOptions> = async (app, { results, sequencer }) => {
  const querystring = Type.Object({
    lang: Type.Optional(Type.Union([Type.Literal("es"), Type.Literal("en")])),
    station: Type.Optional(Type.String({ maxLength: 64 })),
  });
  app.get(
    "/",
    {
      schema: {
        summary: "The results, for people",
        querystring,
        response: { 200: body("text/html", "A page") },
      },
    },
    async (request, reply) => {
      const { context, count } = results;
      const { lang, station } = request.query;
      const asked = station === undefined || station.trim() === "" ? null : station.trim();
      const page = resultsPage(
        {
          definition: context.definition,
          results: electionResults(results),
          regions: regionResults(results),
          conflicts: context.definition.contests.map((_, contest) =>
            count.conflicts(contest, MAX_NAMED).map((row) => keyText(context.roster.stations, row)),
          ),
          asked,
          station: asked === null ? null : stationResults(results, asked),
          ledger:
            asked === null
              ? null
              : await stationLedgers(results, asked, (index) => readOne(sequencer, index)),
        },
        translator(lang ?? preferred(request.headers["accept-language"])),
      );
      return reply
        .header("content-type", "text/html; charset=utf-8")
        .header("content-security-policy", POLICY)
        .header("vary", "accept-language")
        .header("cache-control", "public, max-age=2")
        .send(page.replace(STYLE_MARK, () => PAGE_STYLE));
    },
  );
};

/** Spanish, unless English is asked for first. */
const preferred = (header = ""): Language => (/^\s*en\b/i.test(header) ? "en" : "es");
