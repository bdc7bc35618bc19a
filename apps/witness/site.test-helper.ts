/**
 * The witness's program as a browser finds it: its files, a kit, a party's server and a centre, on two loopback ports, so that
 * what crosses from one origin to another is asked as it would be.
 * @module
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { actaToSymbols } from "@triplicate/core/count-machine/acta-symbol.ts";
import encodeQR from "qr";
import sharp from "sharp";
import { witnessFiles } from "./files.ts";
import type { Kit } from "./kit.ts";
import { createFakeCentre, type FakeCentre, kitOf, STATION } from "./witness.test-helper.ts";

export type Site = {
  readonly url: string;
  readonly centre: FakeCentre;
  /** What the party's server was given, by path. */
  readonly received: { readonly path: string; readonly type: string; readonly body: Buffer }[];
  /** What the machine of a demonstration was given. */
  readonly handed: string[];
  kit: (station: string, centre: string) => Kit | null | Promise<Kit | null>;
  /** Changes a file from now on, as a new version does. */
  readonly changed: Map<string, Buffer>;
  /** A file's bytes as they were bundled. */
  file(path: string): Uint8Array;
  stop(): Promise<void>;
  start(): Promise<void>;
};

let bundled: ReturnType<typeof witnessFiles> | undefined;

export async function startSite(): Promise<Site> {
  bundled ??= witnessFiles({ connect: ["http://127.0.0.1:*"] });
  const files = await bundled;
  const centre = createFakeCentre();
  const centreServer = await listen((request, response) => void answerCentre(centre, request, response));
  const centreUrl = urlOf(centreServer);
  const site: Pick<Site, "received" | "handed" | "changed"> & { kit: Site["kit"] } = {
    ...{ received: [], handed: [], changed: new Map() },
    kit: (station, address) => (station === STATION ? kitOf({ centre: address }) : null),
  };
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams, search } = new URL(request.url ?? "/", "http://site");
    const body = await bodyOf(request);
    if (request.method === "POST") {
      if (pathname === "/answers") site.handed.push(body.toString());
      else site.received.push({ path: pathname + search, type: request.headers["content-type"] ?? "", body });
      return void response.writeHead(201).end("{}");
    }
    if (pathname === "/kit") {
      const kit = await site.kit(searchParams.get("station") ?? "", centreUrl);
      return void response.writeHead(kit === null ? 404 : 200).end(JSON.stringify(kit));
    }
    const file = files.get(pathname);
    if (file === undefined) return void response.writeHead(404).end();
    response.writeHead(200, file.headers).end(site.changed.get(pathname) ?? file.bytes);
  };
  let server = await listen((request, response) => void handle(request, response));
  const { port } = server.address() as AddressInfo;
  return Object.assign(site, {
    url: urlOf(server),
    centre,
    file: (path: string) => files.get(path)!.bytes,
    async stop() {
      await close(server);
      await close(centreServer);
    },
    async start() {
      server = await listen((request, response) => void handle(request, response), port);
    },
  });
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const listen = (
  act: (request: IncomingMessage, response: ServerResponse) => void,
  port = 0,
): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer(act);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** As the centre does, for anybody's page. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "triplicate-outcome, retry-after",
};

async function answerCentre(centre: FakeCentre, request: IncomingMessage, response: ServerResponse) {
  const body = new Uint8Array(await bodyOf(request));
  const { pathname } = new URL(request.url ?? "/", "http://centre");
  const said = await centre.answer(request.method ?? "GET", pathname, body).catch(() => null);
  if (said === null) return void request.socket.destroy();
  const headers = { ...CORS, ...Object.fromEntries(said.headers) };
  response.writeHead(said.status, headers).end(Buffer.from(await said.arrayBuffer()));
}

/** A symbol as a printer would draw it, with some white around. */
export async function symbolPicture(text: string, scale = 6): Promise<Buffer> {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: 4 });
  const pixels = Uint8Array.from(rows.flatMap((row) => row.map((dark) => (dark ? 0 : 255))));
  const side = rows.length;
  return sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
    .resize(side * scale, side * scale, { kernel: "nearest" })
    .png()
    .toBuffer();
}

/** Everything that an acta's paper shows to a camera. */
export const symbolsOf = (note: Uint8Array, characters?: number): readonly string[] =>
  actaToSymbols(note, characters);

/** A film for Chromium's fake camera, repeated without end: each picture for a few frames (YUV4MPEG2, grey). */
export async function film(pictures: readonly Buffer[], width = 1280, height = 720): Promise<Buffer> {
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420mpeg2\n`);
  const chroma = Buffer.alloc((width * height) / 2, 128);
  const frames: Buffer[] = [];
  for (const picture of pictures) {
    const luma = await sharp({ create: { width, height, channels: 3, background: "#d8d4cc" } })
      .composite([
        {
          input: await sharp(picture)
            .resize({ height: height - 40, width: width - 40, fit: "inside" })
            .toBuffer(),
        },
      ])
      .removeAlpha()
      .greyscale()
      .raw()
      .toBuffer();
    const grey = luma.length === width * height ? luma : Buffer.from(luma.filter((_, i) => i % 3 === 0));
    for (let i = 0; i < 4; i += 1) frames.push(Buffer.from("FRAME\n"), grey, chroma);
  }
  return Buffer.concat([header, ...frames]);
}
