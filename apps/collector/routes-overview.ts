/**
 * The overview: as JSON for programs, as pages for people. Both are made from the same counts.
 * Spec: spec/collecting.md, sections 5 and 7.
 * @module
 */
import { keyText } from "@triplicate/core/byte-index.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sendCode } from "./answers.ts";
import type { Collected } from "./collected.ts";
import { overviewPage, type PageContext } from "./page-overview.ts";
import { PAGE_POLICY } from "./page-parts.ts";
import { stationPage, stationsPage, stationsQuery } from "./page-stations.ts";

export type OverviewOptions = {
  readonly collected: Collected;
  /** As it is at the moment of the request. */
  readonly context: () => PageContext;
};

/** Stations named in the JSON for each kind of contradiction. */
const MAX_NAMED = 1000;

export function overviewRoutes(app: FastifyInstance, { collected, context }: OverviewOptions): void {
  app.get("/coverage", (_request, reply) =>
    reply.header("cache-control", "no-store").send(coverageJson(context())),
  );
  app.get("/overview", (request, reply) => sendPage(reply, overviewPage(context(), wordsOf(request))));
  app.get("/overview/stations", (request, reply) =>
    sendPage(
      reply,
      stationsPage(
        context(),
        stationsQuery(request.query as Readonly<Record<string, unknown>>),
        wordsOf(request),
      ),
    ),
  );
  app.get("/overview/station", (request, reply) => {
    const { id } = request.query as { id?: unknown };
    const page = typeof id === "string" ? stationPage(context(), id, collected, wordsOf(request)) : null;
    return page === null ? sendCode(reply, "no-station") : sendPage(reply, page);
  });
}

const sendPage = (reply: FastifyReply, page: string): FastifyReply =>
  reply
    .header("content-type", "text/html; charset=utf-8")
    .header("content-security-policy", PAGE_POLICY)
    .header("vary", "accept-language")
    .header("cache-control", "no-cache")
    .send(page);

function wordsOf({ query, headers }: FastifyRequest): Translator {
  const { lang } = query as { lang?: unknown };
  if (lang === "es" || lang === "en") return translator(lang);
  // Spanish, unless English is asked for first.
  return translator(/^\s*en\b/i.test(headers["accept-language"] ?? "") ? "en" : "es");
}

export function coverageJson({ definition, mode, coverage, roster, kept, centre }: PageContext) {
  const named = (holds: (row: number) => boolean): string[] =>
    coverage.find(holds, MAX_NAMED).rows.map((row) => keyText(roster.stations, row));
  const isKept = (row: number) => coverage.stateOf(row) !== "nothing";
  return {
    ...{ election: definition.id, mode, ...coverage.totals() },
    kept,
    regions: coverage.regions(),
    conflicts: named((row) => coverage.stateOf(row) === "conflict"),
    centre:
      centre === null
        ? null
        : {
            ...{ answering: centre.isAnswering, ...coverage.compared() },
            differing: named((row) => isKept(row) && coverage.comparedOf(row) === "differs"),
            absent: named((row) => isKept(row) && coverage.comparedOf(row) === "missing"),
          },
  };
}
