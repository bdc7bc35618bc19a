/**
 * The start page over HTTP, on loopback only: who you are today, what came in, and three things to ask for (lie, play an attack, verify).
 * @module
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { bundleForBrowser, type WebBundle } from "@triplicate/adapters/web-bundle.ts";
import type { Language } from "@triplicate/core/text.ts";
import { ATTACK_NAMES } from "@triplicate/simulation/attacks/attack.ts";
import { type Translator, translator } from "@triplicate/ui/messages.ts";
import { type DayFront, LIES, type Lie } from "./day-front.ts";
import { play } from "./day-io.ts";
import { type DayLinks, type DayNumbers, SCRIPT_MARK, STYLE_MARK, startPage } from "./day-pages.ts";
import { DAY_STYLE } from "./day-style.ts";

export type DayServerOptions = {
  readonly port: number;
  readonly links: DayLinks;
  readonly front: DayFront;
  readonly stations: number;
  readonly reported: () => number;
  /** For what commands remember. */
  readonly folder: string;
};

export type DayServer = {
  readonly url: string;
  /** Tells the pages that something changed. */
  changed(): void;
  close(): Promise<void>;
};

const STYLE_HASH = createHash("sha256").update(DAY_STYLE, "utf8").digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
const MAX_FORM = 4096;

export async function startDayServer(options: DayServerOptions): Promise<DayServer> {
  const bundle = await bundleForBrowser(new URL("../day-screens/main.ts", import.meta.url), {
    base: "/day/",
  });
  const readers = new Set<ServerResponse>();
  const state = (t: Translator): string => {
    const { links, front } = options;
    const values = {
      reported: t.number(options.reported()),
      bar: String(options.reported()),
      lying: t.t(`day.lie.${front.lying()}`, { name: links.stationName }),
    };
    return `event: state\ndata: ${JSON.stringify(values)}\n\n`;
  };
  const words = new Map<ServerResponse, Translator>();
  const changed = (): void => {
    for (const reader of readers) reader.write(state(words.get(reader)!));
  };
  const plays = createPlays();
  const server = createServer((request, response) => {
    if (!isOurs(request)) return end(response, 403, "text/plain", "");
    const url = URL.parse(request.url ?? "/", "http://127.0.0.1");
    if (url === null) return end(response, 400, "text/plain", "");
    const t = translator(languageOf(url, request));
    if (request.method === "GET" && url.pathname === "/events") {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      words.set(response, t);
      readers.add(response);
      response.write(state(t));
      response.on("close", () => readers.delete(response));
      return;
    }
    answer(request, response, url, { ...options, bundle, t, changed, plays }).catch(() =>
      end(response, 500, "text/plain", ""),
    );
  });
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    changed,
    close: async () => {
      for (const reader of readers) reader.end();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      // What a command is in the middle of lies in the folder that goes next.
      await plays.ended();
    },
  };
}

type Plays = {
  /** Null where enough are under way: each takes a core. */
  start(args: readonly string[], language: Language, folder: string): Promise<string> | null;
  ended(): Promise<unknown>;
};

const MAX_PLAYS = 2;

function createPlays(): Plays {
  const running = new Set<Promise<string>>();
  return {
    start(args, language, folder) {
      if (running.size >= MAX_PLAYS) return null;
      const playing = play(args, language, folder);
      running.add(playing);
      return playing.finally(() => running.delete(playing));
    },
    ended: () => Promise.allSettled(running),
  };
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });

/** A page of somebody else's may not ask this one, nor a name that was made to point here. */
function isOurs({ headers, method }: IncomingMessage): boolean {
  const host = headers.host ?? "";
  if (!/^(127\.0\.0\.1|localhost):[0-9]+$/.test(host)) return false;
  return method === "GET" || headers.origin === undefined || headers.origin === `http://${host}`;
}

function languageOf(url: URL, { headers }: IncomingMessage): Language {
  const asked = url.searchParams.get("lang") ?? /[?&]lang=(es|en)/.exec(headers.referer ?? "")?.[1];
  if (asked === "es" || asked === "en") return asked;
  return /^\s*en\b/i.test(headers["accept-language"] ?? "") ? "en" : "es";
}

type Answering = DayServerOptions & {
  readonly bundle: WebBundle;
  readonly t: Translator;
  readonly changed: () => void;
  readonly plays: Plays;
};

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  day: Answering,
): Promise<void> {
  const { t, front, links, folder } = day;
  const file = day.bundle.files.get(url.pathname);
  if (request.method === "GET" && file !== undefined) return end(response, 200, file.type, file.bytes);
  if (request.method === "GET" && url.pathname === "/") {
    const numbers: DayNumbers = { reported: day.reported(), stations: day.stations, lying: front.lying() };
    const page = startPage(links, numbers, t)
      .replace(STYLE_MARK, () => DAY_STYLE)
      .replace(SCRIPT_MARK, () => `<script type="module" src="${day.bundle.script}"></script>`);
    return end(response, 200, "text/html; charset=utf-8", page);
  }
  if (request.method !== "POST") return end(response, 404, "text/plain", "");
  const fields = new URLSearchParams(await readForm(request));
  const plain = "text/plain; charset=utf-8";
  const playFor = async (args: readonly string[]): Promise<void> => {
    const playing = day.plays.start(args, t.language, folder);
    if (playing === null) return end(response, 503, plain, t.t("day.busy"));
    return end(response, 200, plain, await playing);
  };
  switch (url.pathname) {
    case "/lie": {
      const lie = LIES.find((name) => name === fields.get("lie"));
      if (lie === undefined) return end(response, 400, plain, "");
      front.lie(lie satisfies Lie);
      day.changed();
      return end(response, 200, plain, t.t(lie === "none" ? "day.lie.back" : "day.lie.done"));
    }
    case "/attack": {
      const name = ATTACK_NAMES.find((one) => one === fields.get("attack"));
      if (name === undefined) return end(response, 400, plain, "");
      return playFor(["attack", "run", name, "--lang", t.language]);
    }
    case "/verify":
      return playFor(["verify", front.url, "--lang", t.language]);
    default:
      return end(response, 404, plain, "");
  }
}

function end(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, {
    "content-type": type,
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
  });
  response.end(body);
}

async function readForm(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) {
    text += String(part);
    if (text.length > MAX_FORM) throw new Error("too much");
  }
  return text;
}
