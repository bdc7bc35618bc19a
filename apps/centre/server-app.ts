/**
 * The HTTP server of the centre: its limits, its headers, its log lines and its routes.
 *
 * Nobody logs in. What may be written is decided by signatures alone, and no route takes a number that is not signed.
 * A log line names the route, never the path that was asked, nor an address, a body or a key.
 * Spec: spec/transmission.md, sections 7 and 9.
 * @module
 */
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import { MAX_NOTE_BYTES } from "@triplicate/core/note/note.ts";
import { translator } from "@triplicate/ui/messages.ts";
import fastify, { type FastifyError, type FastifyInstance, LogController } from "fastify";
import { type PageOptions, pageRoutes } from "./page-routes.ts";
import { answerCode, type CentreCode } from "./refusal.ts";
import { type FileRoutesOptions, fileRoutes } from "./routes-files.ts";
import { type LogRoutesOptions, logRoutes } from "./routes-log.ts";
import { type OperationOptions, operationRoutes } from "./routes-operation.ts";
import { type ResultsOptions, resultRoutes } from "./routes-results.ts";
import { stationRoutes } from "./routes-stations.ts";
import { type SubmissionsOptions, send, submissionRoutes } from "./routes-submissions.ts";
import { siteRoutes } from "./site.ts";

export type ServerLimits = {
  /** Open connections. */
  readonly sockets: number;
  /** Requests that one address may make in a minute, and how many of these may be submissions. */
  readonly requestsPerMinute: number;
  readonly submissionsPerMinute: number;
  /** Submissions under way at once. */
  readonly submissionsAtOnce: number;
  /** Readers of server-sent events. */
  readonly eventReaders: number;
  /** Signatures that may wait for their verification. */
  readonly waitingSignatures: number;
};

export const SERVER_LIMITS: ServerLimits = {
  sockets: 10_000,
  requestsPerMinute: 6000,
  submissionsPerMinute: 1200,
  submissionsAtOnce: 1000,
  eventReaders: 2000,
  waitingSignatures: 6000,
};

/** A line of the log goes here; a test listens. */
export type LogLines = { write(line: string): void };

export type AppOptions = SubmissionsOptions &
  FileRoutesOptions &
  LogRoutesOptions &
  ResultsOptions &
  OperationOptions &
  PageOptions & {
    readonly limits: ServerLimits;
    readonly lines: LogLines;
    /** Addresses are the last of `X-Forwarded-For`: only behind one proxy that adds them. */
    readonly isBehindProxy: boolean;
  };

const REQUEST_MILLISECONDS = 20_000;

export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { limits, lines } = options;
  const app = fastify({
    bodyLimit: MAX_NOTE_BYTES,
    requestTimeout: REQUEST_MILLISECONDS,
    connectionTimeout: 2 * REQUEST_MILLISECONDS,
    keepAliveTimeout: REQUEST_MILLISECONDS,
    maxRequestsPerSocket: 0,
    forceCloseConnections: "idle",
    // What that proxy saw, not what stood in the header before: anybody writes there whom they like.
    trustProxy: options.isBehindProxy ? (_address, hop) => hop === 0 : false,
    routerOptions: { maxParamLength: 200 },
    logController: new LogController({ disableRequestLogging: true }),
    logger: { level: "info", stream: lines, base: null },
  });
  app.server.maxConnections = limits.sockets;
  app.server.headersTimeout = REQUEST_MILLISECONDS;
  app.removeAllContentTypeParsers();
  addHooks(app, options.isOpen);
  await app.register(rateLimit, {
    max: limits.requestsPerMinute,
    timeWindow: 60_000,
    cache: 20_000,
    errorResponseBuilder: () =>
      Object.assign(new Error("busy"), { statusCode: 429, code: "address-too-busy" }),
  });
  await app.register(swagger, {
    openapi: API,
    // A path's last part that may have slashes has a name in the document.
    transform: ({ schema, url }) => ({ schema, url: url.replace("*", ":path") }),
  });
  app.options("/*", { schema: { hide: true } }, (_request, reply) => reply.code(204).headers(LEAVE).send());
  await app.register(submissionRoutes, options);
  await app.register(fileRoutes, options);
  await app.register(logRoutes, options);
  await app.register(resultRoutes, options);
  await app.register(stationRoutes, options);
  await app.register(operationRoutes, options);
  await app.register(pageRoutes, options);
  await app.register(siteRoutes, options);
  return app;
}

/** To a browser that asks beforehand whether a page may send a note (clause 9.10). */
const LEAVE = {
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "content-type",
  "access-control-max-age": "86400",
} as const;

const API = {
  openapi: "3.1.0",
  info: {
    title: "Triplicate: the tallying centre",
    version: "1",
    description: `${translator("en").t("centre.api")}\n\n${translator("es").t("centre.api")}`,
  },
};

function addHooks(app: FastifyInstance, isOpen: () => boolean): void {
  app.addHook("onSend", async (_request, reply) => {
    reply.header("x-content-type-options", "nosniff");
    reply.header("referrer-policy", "no-referrer");
    // Everything here is public, and readers verify it in their own pages.
    reply.header("access-control-allow-origin", "*");
    reply.header("access-control-expose-headers", "triplicate-outcome, retry-after, location");
    // A connection that stays open after its last answer would hold up the end.
    if (!isOpen()) reply.header("connection", "close");
  });
  app.addHook("onResponse", async (request, reply) => {
    request.log.info({
      method: request.method,
      route: request.routeOptions.url ?? "unknown",
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
    });
  });
  app.setNotFoundHandler((_request, reply) => send(reply, answerCode("not-found")));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const code = codeOf(error);
    // What went wrong inside may quote what was sent: its name is enough to find it.
    if (code === "internal") request.log.error({ error: error.name, stack: framesOf(error) });
    return send(reply, answerCode(code));
  });
}

/** Where it happened, without the message. */
const framesOf = ({ stack = "" }: Error): string[] =>
  stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8);

function codeOf(error: FastifyError): CentreCode {
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return "body-too-large";
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return "media-type";
    case "address-too-busy":
      return "address-too-busy";
    default:
      return error.statusCode !== undefined && error.statusCode < 500 ? "bad-request" : "internal";
  }
}
