/**
 * The log for readers: published files as they lie on the disk, single entries, and proofs.
 *
 * Files go out as any web server would send them, so that a mirror of the folder serves the same. Names are matched
 * against the standard's grammar before a path is made of them.
 * Follows C2SP tlog-tiles. Spec: spec/transmission.md, section 9.
 * @module
 */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
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

export type LogRoutesOptions = {
  /** What a web server would serve: `checkpoint`, `tile/…`, `election/…`. */
  readonly folder: string;
  readonly sequencer: Sequencer;
  readonly count: CentralCount;
};

const PLAIN = "text/plain; charset=utf-8";
const BINARY = "application/octet-stream";
/** tile/L/N, tile/entries/N, with or without .p/W. */
const TILE = /^(?:[0-9]|[1-5][0-9]|6[0-3]|entries)\/(?:x[0-9]{3}\/){0,6}[0-9]{3}(?:\.p\/[1-9][0-9]{0,2})?$/;
const ELECTION: Readonly<Record<string, string>> = {
  "definition.json": "application/json; charset=utf-8",
  "roster.jsonl": "application/jsonl; charset=utf-8",
  "election.note": PLAIN,
  "log.policy": PLAIN,
};
/** Larger files are sent in pieces. */
const WHOLE_BYTES = 1024 * 1024;
const FOREVER = "public, max-age=31536000, immutable";

export const logRoutes: FastifyPluginAsyncTypebox<LogRoutesOptions> = async (app, options) => {
  const { folder, sequencer, count } = options;
  const answers = (description: string, media = "text/plain") => ({
    200: body(media, description),
    404: Refusal,
  });
  const index = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

  app.get(
    "/checkpoint",
    {
      schema: {
        summary: "The published checkpoint with its cosignatures",
        response: { 200: body("text/plain", "The note") },
      },
    },
    async (_request, reply) =>
      reply
        .header("content-type", PLAIN)
        .header("cache-control", "public, max-age=1")
        .send(sequencer.checkpointNote() as never),
  );
  app.get(
    "/tile/*",
    {
      schema: {
        summary: "A tile or an entry bundle (C2SP tlog-tiles)",
        response: answers("The tile", BINARY),
      },
    },
    async (request, reply) => {
      const name = (request.params as { "*": string })["*"];
      if (!TILE.test(name)) return send(reply, answerCode("not-found"));
      return sendFile(reply, join(folder, "tile", name), { type: BINARY, cache: FOREVER });
    },
  );
  app.get(
    "/election/:file",
    {
      schema: {
        summary: "A file of the election package",
        params: Type.Object({ file: Type.String({ maxLength: 64 }) }),
        response: answers("The file", "*/*"),
      },
    },
    async (request, reply) => {
      const { file } = request.params;
      const type = Object.hasOwn(ELECTION, file) ? ELECTION[file] : undefined;
      if (type === undefined) return send(reply, answerCode("not-found"));
      return sendFile(reply, join(folder, "election", file), { type, cache: "public, max-age=3600" });
    },
  );
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

type Sending = { readonly type: string; readonly cache: string };

async function sendFile(reply: FastifyReply, path: string, { type, cache }: Sending): Promise<never> {
  const file = await open(path, "r").catch(() => null);
  const about = await file?.stat();
  if (!file || !about?.isFile()) {
    await file?.close();
    return send(reply, answerCode("not-found"));
  }
  reply.header("content-type", type).header("cache-control", cache).header("content-length", about.size);
  if (about.size > WHOLE_BYTES) {
    await file.close();
    return reply.send(createReadStream(path)) as never;
  }
  try {
    return reply.send(await file.readFile()) as never;
  } finally {
    await file.close();
  }
}
