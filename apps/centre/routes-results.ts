/**
 * Totals, regions and bulletins as JSON, and totals as they change by server-sent events.
 * Spec: spec/transmission.md, section 9.
 * @module
 */
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { printBulletin } from "@triplicate/core/count-central/bulletin.ts";
import type { LiveEvents } from "./live-events.ts";
import { answerCode } from "./refusal.ts";
import { bulletinList, electionResults, type ResultsContext, regionResults } from "./results.ts";
import { send } from "./routes-submissions.ts";
import { Bulletins, body, Refusal, RegionResults, Results } from "./schemas.ts";

export type ResultsOptions = {
  readonly results: ResultsContext;
  readonly events: LiveEvents;
};

export const resultRoutes: FastifyPluginAsyncTypebox<ResultsOptions> = async (app, options) => {
  const { results, events } = options;
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
