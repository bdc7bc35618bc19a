/**
 * The published files as they lie on the disk: checkpoint, tiles, entry bundles, the election package.
 *
 * They go out as any web server would send them, so that a mirror of the folder serves the same. Names are matched
 * against the standard's grammar before a path is made of them. A large file can be asked for from a byte on.
 * Follows C2SP tlog-tiles. Spec: spec/transmission.md, section 9.
 * @module
 */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { answerCode } from "./refusal.ts";
import { send } from "./routes-submissions.ts";
import { body, Refusal } from "./schemas.ts";
import type { Sequencer } from "./sequencer-types.ts";

export type FileRoutesOptions = {
  /** What a web server would serve: `checkpoint`, `tile/…`, `election/…`. */
  readonly folder: string;
  readonly sequencer: Sequencer;
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

export const fileRoutes: FastifyPluginAsyncTypebox<FileRoutesOptions> = async (
  app,
  { folder, sequencer },
) => {
  const answers = (description: string, media: string) => ({ 200: body(media, description), 404: Refusal });
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
      return sendFile(
        reply,
        join(folder, "tile", name),
        { type: BINARY, cache: FOREVER },
        request.headers.range,
      );
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
      return sendFile(
        reply,
        join(folder, "election", file),
        { type, cache: "public, max-age=3600" },
        request.headers.range,
      );
    },
  );
};

type Sending = { readonly type: string; readonly cache: string };

async function sendFile(
  reply: FastifyReply,
  path: string,
  { type, cache }: Sending,
  range?: string,
): Promise<never> {
  const file = await open(path, "r").catch(() => null);
  const about = await file?.stat();
  if (!file || !about?.isFile()) {
    await file?.close();
    return send(reply, answerCode("not-found"));
  }
  reply.header("content-type", type).header("cache-control", cache);
  if (about.size <= WHOLE_BYTES) {
    try {
      return reply.header("content-length", about.size).send(await file.readFile()) as never;
    } finally {
      await file.close();
    }
  }
  await file.close();
  // Whoever was cut off goes on where they were; other forms of ranges get the whole.
  const from = Number(/^bytes=(0|[1-9][0-9]{0,14})-$/.exec(range ?? "")?.[1] ?? 0);
  reply.header("accept-ranges", "bytes");
  if (from >= about.size)
    return reply.code(416).header("content-range", `bytes */${about.size}`).send() as never;
  if (from > 0) reply.code(206).header("content-range", `bytes ${from}-${about.size - 1}/${about.size}`);
  return reply
    .header("content-length", about.size - from)
    .send(createReadStream(path, { start: from })) as never;
}
