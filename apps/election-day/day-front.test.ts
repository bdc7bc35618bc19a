/**
 * The address behind which a centre may lie: it leads to that centre and nowhere else, and no browser keeps its lies.
 */
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { startFront } from "./day-front.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

type Asked = Pick<IncomingMessage, "url" | "headers">;

async function serve(body: string, asked: Asked[] = []): Promise<string> {
  const server: Server = createServer(({ url = "", headers }, response) => {
    asked.push({ url, headers });
    if (headers["if-none-match"] !== undefined) response.writeHead(304).end();
    else
      response
        .writeHead(200, { "cache-control": "public, max-age=31536000, immutable", etag: '"1"' })
        .end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function frontOf(centre: string) {
  const station = { id: "01.1", contest: "governor", option: "A", optionName: "List A", more: 100 };
  const front = await startFront(centre, station, 0);
  open.push(() => front.close());
  return front;
}

type Answer = {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
};

/** The target goes out as it is written, which `fetch` would tidy up. */
const ask = (front: string, path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(front);
    request({ hostname, port, path, headers }, async (answer) => {
      let text = "";
      for await (const part of answer) text += String(part);
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
    })
      .on("error", reject)
      .end();
  });

describe("the front of the day", () => {
  test("leads to its centre alone, however an address is written", async () => {
    const elsewhere: Asked[] = [];
    const asked: Asked[] = [];
    const other = await serve("somebody else's", elsewhere);
    const front = await frontOf(await serve("the centre's", asked));
    const host = new URL(other).host;
    for (const path of [`//${host}/page`, `${other}/page`, `/\\${host}/page`]) {
      expect((await ask(front.url, path)).text, path).not.toBe("somebody else's");
    }
    expect(elsewhere).toEqual([]);
    expect((await ask(front.url, "/results?x=1")).text).toBe("the centre's");
    expect(asked.at(-1)?.url).toBe("/results?x=1");
  });
  test("lies to who has a copy or wants a part, and lets nobody keep a lie", async () => {
    const front = await frontOf(await serve('{"votes":{"A":12},"actas":[3]}'));
    const part = {
      range: "bytes=0-3",
      "if-none-match": '"1"',
      "if-modified-since": new Date(0).toUTCString(),
    };
    expect((await ask(front.url, "/results/station/01.1", part)).status).toBe(304);
    front.lie("other-numbers");
    const lie = await ask(front.url, "/results/station/01.1", part);
    expect([lie.status, lie.text]).toEqual([200, '{"votes":{"A":112},"actas":[3]}']);
    expect([lie.headers["cache-control"], lie.headers.etag]).toEqual(["no-store", undefined]);
  });
});
