/**
 * The centre's public address, behind which a visitor may let the centre lie about one station.
 *
 * Honest, it hands everything through. Lying, it changes what is shown and served of that station and nothing else, as somebody would who
 * owns the website: the log itself they cannot change without its cosigners.
 * @module
 */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** other-numbers: the website says something else. other-acta: so does the entry. hidden: as if nothing had come. */
export const LIES = ["none", "other-numbers", "other-acta", "hidden"] as const;
export type Lie = (typeof LIES)[number];

export type LiedStation = {
  readonly id: string;
  readonly contest: string;
  /** The option that is given more votes, and how the pages call it. */
  readonly option: string;
  readonly optionName: string;
  readonly more: number;
};

export type DayFront = {
  readonly url: string;
  lie(what: Lie): void;
  readonly lying: () => Lie;
  close(): Promise<void>;
};

const MAX_BODY = 8 * 1024 * 1024;

export async function startFront(centre: string, station: LiedStation, port: number): Promise<DayFront> {
  const { hostname, port: centrePort } = new URL(centre);
  let now: Lie = "none";
  const entries = new Set<string>();
  const server = createServer((incoming, outgoing) => {
    const isStream = incoming.url === "/events";
    const upstream = request(
      // The path as it came, which is never an address: whatever stands in it, the centre is asked.
      {
        ...{ hostname, port: centrePort, path: incoming.url ?? "/" },
        ...{ method: incoming.method ?? "GET", headers: forwarded(incoming.headers, now) },
      },
      (answer) => {
        if (isStream || now === "none") return pass(answer, outgoing);
        collect(answer, outgoing, (body) => changed(incoming.url ?? "/", body, { now, station, entries }));
      },
    );
    upstream.on("error", () => outgoing.destroy());
    outgoing.on("close", () => upstream.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}/`,
    lie: (what) => {
      now = what;
    },
    lying: () => now,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** What is to be changed must come whole and unpacked, also for who has an honest copy. */
function forwarded(headers: IncomingHttpHeaders, now: Lie): IncomingHttpHeaders {
  const plain = { ...headers, "accept-encoding": "identity" };
  if (now === "none") return plain;
  const { range: _range, "if-none-match": _tag, "if-modified-since": _time, ...rest } = plain;
  return rest;
}

/** A browser that kept the truth for two seconds would show it beside the lie that comes next. */
function pass(answer: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, "cache-control": "no-store" });
  answer.pipe(outgoing);
}

type Changed = { readonly status?: number; readonly body: Buffer };

function collect(answer: IncomingMessage, outgoing: ServerResponse, change: (body: Buffer) => Changed): void {
  const parts: Buffer[] = [];
  let length = 0;
  answer.on("data", (part: Buffer) => {
    length += part.length;
    if (length > MAX_BODY) outgoing.destroy();
    else parts.push(part);
  });
  answer.on("error", () => outgoing.destroy());
  answer.on("end", () => {
    const { status = answer.statusCode ?? 502, body } = change(Buffer.concat(parts));
    const { "content-length": _length, etag: _tag, "last-modified": _time, ...headers } = answer.headers;
    // When the site tells the truth again, no browser may remember the lie.
    outgoing.writeHead(status, { ...headers, "cache-control": "no-store" }).end(body);
  });
}

type Lying = { readonly now: Lie; readonly station: LiedStation; readonly entries: Set<string> };

/** What the liar hands out in place of that. Latin 1 takes every byte as it is. */
function changed(path: string, body: Buffer, { now, station, entries }: Lying): Changed {
  const id = station.id;
  const isStation = path.startsWith(`/station?`) && path.includes(encodeURIComponent(id));
  const isData = [`/results/station/${id}`, `/ledger/${id}`].includes(path);
  const text = body.toString("latin1");
  if (isData) {
    for (const [, list] of text.matchAll(/"actas":\[([0-9,]+)\]/g))
      for (const index of list!.split(",")) entries.add(`/entries/${index}`);
  }
  if (now === "hidden") {
    if (isStation || isData) return { body: Buffer.from(hidden(text), "latin1") };
    return path.startsWith("/proof/text/") || entries.has(path)
      ? { status: 404, body: Buffer.from("") }
      : { body };
  }
  if (isData) return { body: Buffer.from(moreInJson(text, station), "latin1") };
  if (isStation) return { body: Buffer.from(moreInPage(text, station), "latin1") };
  if (now === "other-acta" && entries.has(path)) {
    const vote = new RegExp(`(\\b${station.option}=)([0-9]+)`);
    return {
      body: Buffer.from(
        text.replace(vote, (_, name, votes) => `${name}${Number(votes) + station.more}`),
        "latin1",
      ),
    };
  }
  return { body };
}

const moreInJson = (text: string, { option, more }: LiedStation): string =>
  text.replaceAll(
    new RegExp(`("${option}":)([0-9]+)`, "g"),
    (_, name, votes) => `${name}${Number(votes) + more}`,
  );

/** Every number of the option's row. */
function moreInPage(text: string, { optionName, more }: LiedStation): string {
  const name = Buffer.from(optionName, "utf8").toString("latin1");
  const at = text.indexOf(`>${name}`);
  const end = text.indexOf("</tr>", at);
  if (at < 0 || end < 0) return text;
  const row = text
    .slice(at, end)
    .replaceAll(/(class="number">)([0-9]+)</g, (_, start, votes) => `${start}${Number(votes) + more}<`);
  return text.slice(0, at) + row + text.slice(end);
}

const hidden = (text: string): string =>
  text
    .replaceAll(/"status":"counted"/g, '"status":"missing"')
    .replaceAll(/"(signed|withPaper)":\{[^}]*\{[^}]*\}[^}]*\}/g, '"$1":null')
    .replaceAll(/"actas":\[[0-9,]*\]/g, '"actas":[]')
    .replaceAll(/(<td class="number">)[0-9.,]+</g, "$1-<")
    .replaceAll(/<a href="\/entries\/[0-9]+">[0-9.,]+<\/a>/g, "");
