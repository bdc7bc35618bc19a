/**
 * Senders who want the others not to be heard, and pages that want a key that is played.
 */
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { expect, it } from "vitest";
import { actaOf, post, withCollector } from "./collector.test-helper.ts";

/** A body that never ends, from that address as a proxy names it. Resolves when the server is waiting for the rest. */
function hang(url: string, address: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST /actas HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nX-Forwarded-For: ${address}\r\n` +
          "Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n",
      );
    });
    socket.once("data", () => resolve(socket));
    socket.once("error", reject);
  });
}

it("bodies that never end take a third of the places for pictures, and no more", () =>
  withCollector(async ({ election, start }) => {
    const collector = await start({ isBehindProxy: true, limits: { picturesAtOnce: 6 } });
    const sockets: Socket[] = [];
    for (let i = 0; i < 6; i += 1) sockets.push(await hang(collector.url, "192.0.2.1"));
    const send = async (address: string): Promise<unknown> => {
      const headers = { "content-type": "image/jpeg", "x-forwarded-for": address };
      const answer = await fetch(`${collector.url}/actas`, { method: "POST", headers, body: "no picture" });
      return ((await answer.json()) as { code: unknown }).code;
    };
    expect(await send("192.0.2.1")).toBe("overloaded");
    expect(await send("192.0.2.2")).toBe("not-an-image");
    expect((await post(collector, "/actas", await actaOf(election, "p1.1"))).status).toBe(201);
    for (const socket of sockets) socket.destroy();
  }));

it("a played witness's key goes to this computer under its own name only", () =>
  withCollector(async ({ start }) => {
    const seed = Buffer.alloc(32, 7).toString("base64");
    const demo = { keyFor: () => ({ witness: "red/p1.1", seed }), machine: "http://127.0.0.1:9/" };
    const collector = await start({ demo });
    const { hostname, port } = new URL(collector.url);
    const kitFor = (host: string): Promise<string> =>
      new Promise((resolve, reject) => {
        request({ hostname, port, path: "/kit?station=p1.1", headers: { host } }, async (answer) => {
          let text = "";
          for await (const part of answer) text += String(part);
          resolve(text);
        })
          .on("error", reject)
          .end();
      });
    expect(await kitFor(`127.0.0.1:${port}`)).toContain(seed);
    expect(await kitFor(`localhost:${port}`)).toContain(seed);
    for (const host of [`evil.example:${port}`, `127.0.0.1.evil.example:${port}`, "evil.example"])
      expect(JSON.parse(await kitFor(host)).code).toBe("no-station");
  }));
