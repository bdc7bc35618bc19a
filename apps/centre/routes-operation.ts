/**
 * For whoever runs the centre: alive, ready, metrics; and the OpenAPI document of everything it answers.
 * Spec: spec/transmission.md, section 9.
 * @module
 */
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { Metrics } from "./metrics.ts";
import { answerCode } from "./refusal.ts";
import { send } from "./routes-submissions.ts";
import { body, Health, Refusal } from "./schemas.ts";

export type OperationOptions = {
  readonly metrics: Metrics;
  /** Whether submissions are taken. */
  readonly isOpen: () => boolean;
};

export const operationRoutes: FastifyPluginAsyncTypebox<OperationOptions> = async (app, options) => {
  const { metrics, isOpen } = options;
  app.get("/health", { schema: { summary: "Alive", response: { 200: Health } } }, async () => ({
    status: "alive",
  }));
  app.get(
    "/ready",
    { schema: { summary: "Takes submissions", response: { 200: Health, 503: Refusal } } },
    async (_request, reply) => (isOpen() ? { status: "ready" } : send(reply, answerCode("starting"))),
  );
  app.get(
    "/metrics",
    {
      schema: {
        summary: "Prometheus metrics",
        response: { 200: body("text/plain", "Prometheus text format") },
      },
    },
    async (_request, reply) =>
      reply.header("content-type", metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  app.get("/openapi.json", { schema: { hide: true } }, async (_request, reply) =>
    reply.header("content-type", "application/json; charset=utf-8").send(JSON.stringify(app.swagger())),
  );
};
