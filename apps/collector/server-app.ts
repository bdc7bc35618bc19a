/**
 * The HTTP server of a party's collector: its limits, its headers, its log lines and its routes.
 *
 * Nobody logs in, and nobody is known: what is taken is decided by signatures alone. A log line names the route and the status, never the path
 * that was asked, nor an address, a device, a body or a station. Addresses are counted in memory for a minute and written nowhere.
 * Spec: spec/collecting.md, section 7.
 * @module
 */
import rateLimit from "@fastify/rate-limit";
import type { AppFile } from "@triplicate/adapters/installable-app.ts";
import type { Kits } from "@triplicate/adapters/witness-kit.ts";
import type { Kit } from "@triplicate/witness/kit.ts";
import fastify, { type FastifyError, type FastifyInstance, LogController } from "fastify";
import { type CollectorCode, sendCode } from "./answers.ts";
import type { CollectorLimits, LogLines } from "./collector-options.ts";
import { type ActaRoutesOptions, actaRoutes } from "./routes-actas.ts";
import { type OverviewOptions, overviewRoutes } from "./routes-overview.ts";

type BaseOptions = {
  readonly limits: CollectorLimits;
  readonly lines: LogLines;
  readonly isBehindProxy: boolean;
  readonly isOpen: () => boolean;
  /** The witness's program, by path. */
  readonly program: ReadonlyMap<string, AppFile>;
};

export type AppOptions = BaseOptions & ActaRoutesOptions & OverviewOptions & { readonly kits: Kits };

/** A picture over the last bar of a network takes its time. */
const REQUEST_MILLISECONDS = 180_000;
const HEADERS_MILLISECONDS = 20_000;
const MAX_STATION_LENGTH = 64;

export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = await createBase(options);
  actaRoutes(app, options);
  overviewRoutes(app, options);
  kitRoute(app, options.kits);
  return app;
}

/** Before there is an election: the program, in which witnesses make their keys, and nothing else yet (clause 1.5). */
export async function createProgramApp(options: BaseOptions): Promise<FastifyInstance> {
  const app = await createBase(options);
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  for (const path of ["/kit", "/actas", "/actas/:digest", "/coverage", "/overview", "/overview/*"])
    app.get(path, (_request, reply) => sendCode(reply, "no-election"));
  for (const path of ["/actas", "/photos"])
    app.post(path, { onRequest: async (_request, reply) => sendCode(reply, "no-election") }, () => {});
  return app;
}

async function createBase(options: BaseOptions): Promise<FastifyInstance> {
  const { limits, lines } = options;
  const app = fastify({
    requestTimeout: REQUEST_MILLISECONDS,
    connectionTimeout: REQUEST_MILLISECONDS,
    keepAliveTimeout: HEADERS_MILLISECONDS,
    maxRequestsPerSocket: 0,
    forceCloseConnections: "idle",
    trustProxy: options.isBehindProxy ? (_address, hop) => hop === 0 : false,
    routerOptions: { maxParamLength: 200 },
    logController: new LogController({ disableRequestLogging: true }),
    logger: { level: "info", stream: lines, base: null },
  });
  app.server.maxConnections = limits.sockets;
  app.server.headersTimeout = HEADERS_MILLISECONDS;
  app.removeAllContentTypeParsers();
  addHooks(app, options.isOpen);
  await app.register(rateLimit, {
    max: limits.requestsPerMinute,
    timeWindow: 60_000,
    cache: 20_000,
    errorResponseBuilder: () =>
      Object.assign(new Error("busy"), { statusCode: 429, code: "address-too-busy" }),
  });
  for (const [path, file] of options.program)
    app.get(path, (_request, reply) => reply.headers(file.headers).send(file.bytes));
  app.get("/health", (_request, reply) => reply.send({ ok: true }));
  return app;
}

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?$/;

function kitRoute(app: FastifyInstance, kits: Kits): void {
  app.get("/kit", (request, reply) => {
    const { station } = request.query as { station?: unknown };
    const isId = typeof station === "string" && station.length <= MAX_STATION_LENGTH;
    // The telephone's own type: what it reads is what is made here.
    const kit: Kit | null = isId ? kits.kitFor(station) : null;
    // A played witness's key is for this computer, under no other name: a page from elsewhere could give itself one that leads here.
    const isKept = kit?.isDemo === true && !LOOPBACK.test(request.host);
    if (kit === null || isKept) return sendCode(reply, "no-station");
    return reply
      .header("content-type", "application/json; charset=utf-8")
      .header("cache-control", "no-cache")
      .send(JSON.stringify(kit));
  });
}

function addHooks(app: FastifyInstance, isOpen: () => boolean): void {
  app.addHook("onSend", async (_request, reply) => {
    reply.header("x-content-type-options", "nosniff");
    reply.header("referrer-policy", "no-referrer");
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
  app.setNotFoundHandler((_request, reply) => sendCode(reply, "not-found"));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const code = codeOf(error);
    // What went wrong inside may quote what was sent: its name is enough to find it.
    if (code === "internal") request.log.error({ error: error.name, stack: framesOf(error) });
    return sendCode(reply, code);
  });
}

/** Where it happened, without the message. */
const framesOf = ({ stack = "" }: Error): string[] =>
  stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8);

function codeOf(error: FastifyError): CollectorCode {
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return "body-too-large";
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return "media-type";
    case "address-too-busy":
      return "address-too-busy";
    // The body broke off: whoever sent it is gone, or sends again.
    case "ECONNRESET":
    case "ERR_STREAM_PREMATURE_CLOSE":
      return "bad-request";
    default:
      return error.statusCode !== undefined && error.statusCode < 500 ? "bad-request" : "internal";
  }
}
