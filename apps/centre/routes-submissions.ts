/**
 * POST /submissions: a note comes in, a receipt goes out. The only route that writes.
 *
 * Refusing early costs least: a full house is seen before the body is read, a busy address before that.
 * Spec: spec/transmission.md, sections 4, 7 and 9.
 * @module
 */
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { printLogProof } from "@triplicate/core/log/log-proof.ts";
import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import type { IncidentRecord } from "./incidents.ts";
import type { Intake, IntakeError, Taken } from "./intake.ts";
import type { Metrics } from "./metrics.ts";
import { answerCode, answerIntake, type RefusalAnswer } from "./refusal.ts";
import { body, Refusal } from "./schemas.ts";
import type { Sequencer } from "./sequencer-types.ts";

export type SubmissionsOptions = {
  readonly intake: Intake;
  readonly sequencer: Sequencer;
  readonly incidents: IncidentRecord;
  readonly metrics: Metrics;
  readonly now: () => number;
  /** Submissions that may be under way at once. */
  readonly atOnce: number;
  /** Requests of one address in a minute. */
  readonly perMinute: number;
  readonly isOpen: () => boolean;
};

const JSON_TYPE = "application/json; charset=utf-8";
const PLAIN = "text/plain; charset=utf-8";
const NOTE = Type.String({
  description: "A signed note: an acta, closing record, hand-count sheet or bulletin",
});
const RECEIPT = body("text/plain", "A C2SP tlog-proof: index, inclusion proof, checkpoint");

export const submissionRoutes: FastifyPluginAsyncTypebox<SubmissionsOptions> = async (app, options) => {
  const { intake, sequencer, incidents, metrics, now } = options;
  const receipts = { 200: RECEIPT, 201: RECEIPT, "4xx": Refusal, "5xx": Refusal };
  const schema = {
    summary: "Submit a signed note",
    consumes: ["text/plain"],
    body: NOTE,
    response: receipts,
  };
  app.addContentTypeParser("text/plain", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.post("/submissions", {
    schema,
    // The note is judged by its own reader, byte for byte.
    validatorCompiler: () => () => true,
    config: { rateLimit: { max: options.perMinute, timeWindow: 60_000 } },
    onRequest: async (_request, reply) => {
      const full = options.isOpen() ? (intake.busy >= options.atOnce ? "overloaded" : null) : "starting";
      if (full === null) return;
      metrics.submission(full);
      return send(reply, answerCode(full));
    },
    handler: async (request, reply) => {
      const started = now();
      const bytes = new Uint8Array(request.body as unknown as Uint8Array);
      const taken = await intake.submit(bytes);
      if (!taken.ok) {
        note(taken.error, bytes);
        return send(reply, answerIntake(taken.error));
      }
      const proof = await sequencer.proof(taken.value.index);
      metrics.submission(taken.value.outcome);
      metrics.receipt((now() - started) / 1000);
      return reply
        .code(STATUS[taken.value.outcome])
        .header("content-type", PLAIN)
        .header("location", `/proof/index/${taken.value.index}`)
        .header("triplicate-outcome", taken.value.outcome)
        .send(printLogProof(proof) as never);
    },
  });

  function note(error: IntakeError, body: Uint8Array): void {
    metrics.submission(error.code);
    if (error.code !== "refused") return;
    metrics.refusal(error.refusal.rule);
    incidents.add({ time: now(), rule: error.refusal.rule, body });
  }
};

const STATUS = { logged: 201, added: 200, known: 200 } as const satisfies Record<Taken["outcome"], number>;

/**
 * Sends a refusal, with the moment after which to try again where there is one. Its type fits any route's answer: the
 * schemas say `Refusal` for statuses that the compiler cannot follow.
 */
export function send(reply: FastifyReply, { status, body, retryAfter }: RefusalAnswer): never {
  if (retryAfter !== null) reply.header("retry-after", String(retryAfter));
  return reply.code(status).header("content-type", JSON_TYPE).send(body) as never;
}
