/**
 * Single stations as JSON: which have a status, what is logged of one, its three counts side by side.
 * Spec: spec/transmission.md, clause 9.5.
 * @module
 */
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { STATION_STATUSES } from "@triplicate/core/count-central/totals.ts";
import { Type } from "typebox";
import { readOne } from "./intake.ts";
import { answerCode } from "./refusal.ts";
import { type ResultsContext, stationLedgers, stationList, stationResults } from "./results.ts";
import { send } from "./routes-submissions.ts";
import { Ledger, Refusal, StationList, StationResults } from "./schemas.ts";
import type { Sequencer } from "./sequencer-types.ts";

export type StationsOptions = { readonly results: ResultsContext; readonly sequencer: Sequencer };

const Id = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._/:+-]{0,63}$" });

export const stationRoutes: FastifyPluginAsyncTypebox<StationsOptions> = async (app, options) => {
  const { results, sequencer } = options;
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
};

const wildcard = (params: unknown): string => (params as { "*": string })["*"];
