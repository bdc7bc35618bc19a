/**
 * Single entries of the log, and proofs that they stand in it.
 * Spec: spec/transmission.md, clause 9.4.
 * @module
 */
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { decodeHex } from "@triplicate/core/bytes.ts";
import type { CentralCount } from "@triplicate/core/count-central/central-count.ts";
import { printLogProof } from "@triplicate/core/log/log-proof.ts";
import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { readOne } from "./intake.ts";
import { answerCode } from "./refusal.ts";
import { send } from "./routes-submissions.ts";
import { body, Refusal } from "./schemas.ts";
import type { Sequencer } from "./sequencer-types.ts";

export type LogRoutesOptions = { readonly sequencer: Sequencer; readonly count: CentralCount };

const PLAIN = "text/plain; charset=utf-8";
const FOREVER = "public, max-age=31536000, immutable";

export const logRoutes: FastifyPluginAsyncTypebox<LogRoutesOptions> = async (app, options) => {
  const { sequencer, count } = options;
  const answers = (description: string) => ({ 200: body("text/plain", description), 404: Refusal });
  const index = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

  app.get(
    "/entries/:index",
    {
      schema: {
        summary: "One log entry: a signed note",
        params: Type.Object({ index }),
        response: answers("The note"),
      },
    },
    async (request, reply) => {
      if (request.params.index >= sequencer.size) return send(reply, answerCode("not-found"));
      const note = await readOne(sequencer, request.params.index);
      return reply
        .header("content-type", PLAIN)
        .header("cache-control", FOREVER)
        .send(note as never);
    },
  );
  const proofOf = async (reply: FastifyReply, at: number): Promise<never> => {
    if (at < 0 || at >= sequencer.size) return send(reply, answerCode("not-found"));
    const proof = await sequencer.proof(at);
    return reply
      .header("content-type", PLAIN)
      .header("cache-control", "no-cache")
      .send(printLogProof(proof)) as never;
  };
  app.get(
    "/proof/index/:index",
    {
      schema: {
        summary: "The receipt of an entry (C2SP tlog-proof)",
        params: Type.Object({ index }),
        response: answers("The receipt"),
      },
    },
    (request, reply) => proofOf(reply, request.params.index),
  );
  app.get(
    "/proof/text/:digest",
    {
      schema: {
        summary: "The receipt of the first entry with a text, by the text's SHA-256",
        params: Type.Object({ digest: Type.String({ pattern: "^[0-9a-f]{64}$" }) }),
        response: answers("The receipt"),
      },
    },
    (request, reply) => proofOf(reply, count.find(decodeHex(request.params.digest)!)),
  );
};
