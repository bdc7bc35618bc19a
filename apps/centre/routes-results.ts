/**
 * Results, ledgers and bulletins as JSON, and as they change by server-sent events.
 * Spec: spec/transmission.md, section 9.
 * @module
 */
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { printBulletin } from "@triplicate/core/count-central/bulletin.ts";
import { STATION_STATUSES } from "@triplicate/core/count-central/totals.ts";
import { Type } from "typebox";
import { readOne } from "./intake.ts";
import type { LiveEvents } from "./live-events.ts";
import { answerCode } from "./refusal.ts";
import {
  bulletinList,
  electionResults,
  type ResultsContext,
  regionResults,
  stationLedgers,
  stationList,
  stationResults,
} from "./results.ts";
import { send } from "./routes-submissions.ts";
import {
  Bulletins,
  body,
  Ledger,
  Refusal,
  RegionResults,
  Results,
  StationList,
  StationResults,
} from "./schemas.ts";
import type { Sequencer } from "./sequencer-types.ts";

export type ResultsOptions = {
  readonly results: ResultsContext;
  readonly sequencer: Sequencer;
  readonly events: LiveEvents;
};

const Id = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._/:+-]{0,63}$" });

export const resultRoutes: FastifyPluginAsyncTypebox<ResultsOptions> = async (app, options) => {
  const { results, sequencer, events } = options;
  app.get(
    "/results",
    { schema: { summary: "Totals of the election", response: { 200: Results } } },
    async (_request, reply) =>
      reply.header("cache-control", "public, max-age=1").send(electionResults(results)),
  );
  app.get(
    "/results/regions",
    { schema: { summary: "Totals by region", response: { 200: RegionResults } } },
    async (_request, reply) =>
      reply.header("cache-control", "public, max-age=2").send(regionResults(results)),
  );
  app.get(
    "/results/stations",
    {
      schema: {
        summary: "Stations of a status",
        querystring: Type.Object({
          contest: Id,
          status: Type.Union(STATION_STATUSES.map((status) => Type.Literal(status))),
          from: Type.Optional(Id),
        }),
        response: { 200: StationList, 404: Refusal },
      },
    },
    async (request, reply) => {
      const list = stationList(results, request.query as Parameters<typeof stationList>[1]);
      return (list === null ? send(reply, answerCode("not-found")) : list) as never;
    },
  );
  // Ids may have slashes.
  app.get(
    "/results/station/*",
    { schema: { summary: "One station", response: { 200: StationResults, 404: Refusal } } },
    async (request, reply) => {
      const found = stationResults(results, wildcard(request.params));
      return (found === null ? send(reply, answerCode("not-found")) : found) as never;
    },
  );
  app.get(
    "/ledger/*",
    {
      schema: {
        summary: "One station: machine, hand and centre side by side",
        response: { 200: Ledger, 404: Refusal },
      },
    },
    async (request, reply) => {
      const found = await stationLedgers(results, wildcard(request.params), (index) =>
        readOne(sequencer, index),
      );
      return (found === null ? send(reply, answerCode("not-found")) : found) as never;
    },
  );
  app.get("/bulletins", { schema: { summary: "Bulletins", response: { 200: Bulletins } } }, async () =>
    bulletinList(results, (contest) => {
      const { latest } = results.count.bulletins(contest);
      return latest === null ? null : printBulletin(latest);
    }),
  );
  app.get(
    "/events",
    {
      schema: {
        summary: "Results as they change (text/event-stream)",
        response: { 200: body("text/event-stream", "Events `totals` and `conflict`"), "5xx": Refusal },
      },
    },
    async (_request, reply) => {
      if (events.isFull) return send(reply, answerCode("overloaded")) as never;
      reply.hijack();
      events.join(reply.raw);
    },
  );
};

const wildcard = (params: unknown): string => (params as { "*": string })["*"];
