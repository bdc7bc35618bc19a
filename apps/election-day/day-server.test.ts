/**
 * The start page and the hand-over answer their own visitor: no page from elsewhere, no crooked address, and not more than the computer bears.
 */
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningMachine } from "@triplicate/machine/machine.ts";
import { afterEach, describe, expect, test } from "vitest";
import type { DayFront } from "./day-front.ts";
import { startHandover } from "./day-handover.ts";
import { startDayServer } from "./day-server.ts";

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function startServer() {
  const front: DayFront = {
    url: "http://127.0.0.1:9/",
    lie() {},
    lying: () => "none",
    close: async () => {},
  };
  const links = {
    machine: "m",
    results: "r",
    station: "01.1",
    stationName: "El Casabe",
    fingerprint: "0123-4567",
  };
  const server = await startDayServer({
    ...{ port: 0, front, stations: 2, reported: () => 0, folder: join(tmpdir(), "nothing-is-written-here") },
    links: { ...links, witnesses: [], overviews: [], cards: [] },
  });
  open.push(server.close);
  return server;
}

type Ask = { readonly method?: string; readonly path?: string; readonly headers?: Record<string, string> };

const ask = (address: string, { method = "GET", path = "/", headers = {} }: Ask, body = "") =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const { hostname, port } = new URL(address);
    request({ hostname, port, method, path, headers }, async (answer) => {
      let text = "";
      for await (const part of answer) text += String(part);
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
    })
      .on("error", reject)
      .end(method === "POST" ? body : undefined);
  });

/** Bytes as nobody's program would send them. */
const raw = (address: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(address).port), "127.0.0.1", () => socket.write(text));
    socket.once("data", (data) => {
      socket.destroy();
      resolve(String(data).slice(0, 12));
    });
    socket.once("error", reject);
  });

describe("the start page", () => {
  test("outlives an address that is none", async () => {
    const { url } = await startServer();
    const { host } = new URL(url);
    expect(await raw(url, `GET //[ HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).toBe("HTTP/1.1 400");
    const page = await ask(url, {});
    expect([page.status, page.text.includes("0123-4567")]).toEqual([200, true]);
  });
  test("is for this computer's own names, and takes no order from another page", async () => {
    const { url } = await startServer();
    const { port } = new URL(url);
    const post = { method: "POST", path: "/lie" };
    const rows: [ask: Ask, status: number][] = [
      [{ headers: { host: `evil.example:${port}` } }, 403],
      [{ headers: { host: `localhost:${port}` } }, 200],
      [{ ...post, headers: { origin: "http://evil.example" } }, 403],
      [{ ...post, headers: { origin: "null" } }, 403],
      [{ ...post, headers: { origin: `http://127.0.0.1:${port}` } }, 200],
    ];
    for (const [question, status] of rows)
      expect((await ask(url, question, "lie=none")).status, JSON.stringify(question)).toBe(status);
  });
  test("plays two commands at once, and says so to the third", async () => {
    const { url } = await startServer();
    const play = () => ask(url, { method: "POST", path: "/attack?lang=en" }, "attack=alter-numbers");
    const answers = await Promise.all([play(), play(), play()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 503]);
    expect(answers.find(({ status }) => status === 503)?.text).toContain("wait");
    expect((await play()).status).toBe(200);
  });
});

test("the machine's demonstration door is for pages of this computer", async () => {
  const acts: unknown[] = [];
  const machine = { act: async (action: unknown) => acts.push(action) && { ok: true } };
  const door = await startHandover(machine as unknown as RunningMachine);
  open.push(door.close);
  const rows: [headers: Record<string, string>, status: number, allowed: string | undefined][] = [
    [{ origin: "http://evil.example" }, 403, undefined],
    [{ origin: "http://127.0.0.1.evil.example:80" }, 403, undefined],
    [{ host: "evil.example:80", origin: "http://evil.example:80" }, 403, undefined],
    [{ origin: "http://127.0.0.1:4000" }, 200, "http://127.0.0.1:4000"],
  ];
  for (const [headers, status, allowed] of rows) {
    const answer = await ask(door.url, { method: "POST", headers }, "triplicate-answer:x");
    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([status, allowed]);
  }
  expect(acts.length).toBe(1);
});
