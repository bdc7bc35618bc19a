/**
 * The machine's screens and their API, over loopback only.
 *
 * Files come from memory: the bundle of apps/machine-screens and the ballot's pictures, each of which was held against its digest. Nothing here
 * reads a path from a request, and nothing logs what was asked or answered. Spec: spec/station.md, clauses 9.3, 9.4 and 9.11.
 * @module
 */
import { PICTURE_TYPES } from "@triplicate/adapters/election-pictures.ts";
import type { WebBundle, WebFile } from "@triplicate/adapters/web-bundle.ts";
import type { Language } from "@triplicate/core/text.ts";
import type { Answer, DemoScan, MachineView } from "@triplicate/machine-screens/api.ts";
import { machinePage, PAGE_POLICY } from "@triplicate/machine-screens/page.ts";
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import type { Engine } from "./engine.ts";
import { streamViews } from "./events.ts";
import { createTokenCheck, isOwnRequest, SAFE_HEADERS } from "./guard.ts";
import type { PaperTray } from "./paper-tray.ts";
import { MAX_ACTION_BYTES, readAction } from "./read-action.ts";
import { refusedByDaemon } from "./refusals.ts";
import { MAX_SPOKEN, type Speech } from "./speech.ts";

export type ServerParts = {
  readonly engine: Pick<Engine, "act" | "view" | "onChange">;
  readonly token: string;
  /** Null: there is an API and no page. */
  readonly screens: WebBundle | null;
  /** By their address below the machine's own. */
  readonly pictures: ReadonlyMap<string, WebFile>;
  readonly speech: Speech;
  readonly tray: PaperTray | null;
  readonly demo: DemoScan | null;
};

/** A screen and its stream of views; a second screen for whoever repairs the first. */
const MOST_CONNECTIONS = 32;
const REQUEST_MILLISECONDS = 10_000;

export function createServer(parts: ServerParts): FastifyInstance {
  const app = fastify({
    bodyLimit: MAX_ACTION_BYTES,
    requestTimeout: REQUEST_MILLISECONDS,
    keepAliveTimeout: 5 * REQUEST_MILLISECONDS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    logger: false,
  });
  app.server.maxConnections = MOST_CONNECTIONS;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  addGuard(app, parts.token);
  addPages(app, parts);
  addApi(app, parts);
  return app;
}

/** By the route that was found, not by the text that was asked: a path may be written in several ways. */
const isApi = (route: string | undefined): boolean => route?.startsWith("/api/") === true;

function addGuard(app: FastifyInstance, token: string): void {
  const isAllowed = createTokenCheck(token);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({ ...SAFE_HEADERS });
    const port = request.socket.localPort ?? 0;
    if (!isOwnRequest(request.headers, port)) return sendNothing(reply, 403);
    if (isApi(request.routeOptions.url) && !isAllowed(request.headers.authorization))
      return sendNothing(reply, 401);
  });
  app.setNotFoundHandler((_request, reply) => sendNothing(reply, 404));
  // What went wrong may quote what was sent.
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) =>
    sendNothing(reply, error.statusCode ?? 500),
  );
}

const sendNothing = (reply: FastifyReply, status: number): FastifyReply => reply.code(status).send("");

function addPages(app: FastifyInstance, { screens, pictures }: ServerParts): void {
  if (screens !== null) {
    app.get("/", async (_request, reply) =>
      reply
        .header("content-type", "text/html; charset=utf-8")
        .header("content-security-policy", PAGE_POLICY)
        .send(machinePage(screens.script)),
    );
    for (const [path, file] of screens.files) app.get(path, async (_request, reply) => sendFile(reply, file));
  }
  for (const [path, file] of pictures) app.get(path, async (_request, reply) => sendFile(reply, file));
}

/** A picture may be SVG: opened by itself it runs nothing. */
const sendFile = (reply: FastifyReply, { type, bytes }: Pick<WebFile, "type" | "bytes">): FastifyReply =>
  reply.header("content-type", type).header("content-security-policy", FILE_POLICY).send(bytes);

const FILE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; font-src 'self' data:; img-src data:; sandbox";

type SpeechQuery = { readonly text?: unknown; readonly language?: unknown; readonly rate?: unknown };

function addApi(app: FastifyInstance, { engine, speech, tray, demo }: ServerParts): void {
  app.get("/api/view", async (): Promise<MachineView> => engine.view());
  app.get("/api/events", (request, reply) => streamViews(engine, request, reply));
  app.post("/api/act", async ({ body }, reply): Promise<Answer> => {
    const action = body instanceof Uint8Array ? readAction(body) : null;
    if (action !== null) {
      const answer = engine.act(action);
      if (answer.ok && action.do === "activate") tray?.clearVouchers();
      return answer;
    }
    reply.code(400);
    return { ok: false, refused: refusedByDaemon("request-form"), view: engine.view() };
  });
  app.get<{ Querystring: SpeechQuery }>("/api/speech", async ({ query }, reply) => {
    const asked = readSpeech(query);
    const wav = asked === null ? null : await speech.speak(asked.text, asked.language, asked.rate);
    return wav === null
      ? sendNothing(reply, 404)
      : reply
          .header("content-type", "audio/wav")
          .send(Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength));
  });
  if (demo !== null) app.get("/api/scan", async (): Promise<DemoScan> => demo);
  if (tray === null) return;
  app.get("/api/papers", async () => tray.papers());
  app.get<{ Params: { id: string } }>("/api/papers/:id", async ({ params }, reply) => {
    const svg = tray.picture(params.id);
    return svg === null
      ? sendNothing(reply, 404)
      : sendFile(reply, { type: PICTURE_TYPES.svg!, bytes: new TextEncoder().encode(svg) });
  });
  app.delete<{ Params: { id: string } }>("/api/papers/:id", async ({ params }, reply) => {
    const isTaken = /^[0-9]{1,9}$/.test(params.id) && tray.take(Number(params.id));
    return sendNothing(reply, isTaken ? 204 : 404);
  });
}

function readSpeech({
  text,
  language,
  rate = "1",
}: SpeechQuery): { text: string; language: Language; rate: number } | null {
  if (typeof text !== "string" || text === "" || text.length > MAX_SPOKEN) return null;
  if (language !== "es" && language !== "en") return null;
  if (typeof rate !== "string" || !/^[0-9](\.[0-9]{1,2})?$/.test(rate)) return null;
  return { text, language, rate: Number(rate) };
}
