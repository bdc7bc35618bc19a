/**
 * Who may talk to a machine, and what it answers to everybody else.
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTokenCheck, isOwnRequest } from "./guard.ts";
import {
  cardLine,
  openingActions,
  PIN,
  provisioned,
  startTest,
  type TestMachine,
  unlock,
} from "./machine.test-helper.ts";
import { readAction } from "./read-action.ts";

let root: string;
let started: TestMachine;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "triplicate-server-"));
  await provisioned(join(root, "machine"));
  started = await startTest(join(root, "machine"), { demo: { cards: [] } });
});
afterAll(async () => {
  await started.machine.close();
  rmSync(root, { recursive: true, force: true });
});

type Asked = {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
};
type Got = { readonly status: number; readonly headers: Record<string, unknown>; readonly body: string };

/** By node:http, which sends whatever Host it is told to. */
function ask(path: string, { method = "GET", headers = {}, body }: Asked = {}): Promise<Got> {
  const { port } = new URL(started.machine.url);
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const bearer = (): Record<string, string> => ({ authorization: `Bearer ${started.machine.token}` });
const act = (body: string, headers: Record<string, string> = {}): Promise<Got> =>
  ask("/api/act", {
    method: "POST",
    body,
    headers: { ...bearer(), "content-type": "application/json", ...headers },
  });

describe("the guard", () => {
  test("asks for the token", async () => {
    expect((await ask("/api/view")).status).toBe(401);
    expect((await ask("/api/view", { headers: { authorization: "Bearer x" } })).status).toBe(401);
    expect((await ask("/api/events")).status).toBe(401);
    expect((await ask("/api/nothing")).status).toBe(404);
    for (const path of ["/%61pi/view", "/api/./view", "//api/view", "/api/view?x", "/API/view", "/api/view/"])
      expect([401, 404]).toContain((await ask(path)).status);
    const right = await ask("/api/view", { headers: bearer() });
    expect(right.status).toBe(200);
    expect(JSON.parse(right.body)).toMatchObject({ phase: "provisioned" });
  });

  test.each([
    ["a name of the internet that points here", { host: "evil.example" }],
    ["another port", { host: "127.0.0.1:1" }],
    ["another page", { origin: "https://evil.example" }],
    ["a page of another port", { origin: "http://127.0.0.1:1" }],
    ["a page without an origin", { origin: "null" }],
    ["another site's picture", { "sec-fetch-site": "cross-site" }],
  ])("refuses %s", async (_what, headers) => {
    expect(
      (await ask("/api/view", { headers: { ...bearer(), ...headers } as Record<string, string> })).status,
    ).toBe(403);
    expect((await ask("/pictures/a.svg", { headers: headers as Record<string, string> })).status).toBe(403);
  });

  test("takes our own page by each of our names", () => {
    for (const name of ["127.0.0.1:8070", "localhost:8070", "[::1]:8070"]) {
      expect(
        isOwnRequest({ host: name, origin: `http://${name}`, "sec-fetch-site": "same-origin" }, 8070),
      ).toBe(true);
    }
    expect(isOwnRequest({}, 8070)).toBe(false);
    expect(isOwnRequest({ host: "127.0.0.1:8070", origin: "https://127.0.0.1:8070" }, 8070)).toBe(false);
    expect(isOwnRequest({ host: "127.0.0.1" }, 8070)).toBe(false);
  });

  test("holds every token against the whole of the right one", () => {
    const isAllowed = createTokenCheck("abc");
    expect(
      ["Bearer abc", "Bearer abcd", "Bearer ab", "bearer abc", "", undefined, ["Bearer abc"]].map(isAllowed),
    ).toEqual([true, false, false, false, false, false, false]);
  });
});

describe("pages", () => {
  test("a picture of the ballot, held against its digest before, and headers that keep others out", async () => {
    const { status, headers, body } = await ask("/pictures/a.svg");
    expect(status).toBe(200);
    expect(body).toContain("<svg");
    expect(headers).toMatchObject({
      "content-type": "image/svg+xml",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    expect(headers["content-security-policy"]).toContain("sandbox");
  });

  test.each([
    "/pictures/",
    "/pictures/b.svg",
    "/pictures/../machine.note",
    "/pictures/%2e%2e/machine.key",
    "/machine.key",
    "/election/definition.json",
  ])("nothing at %s", async (path) => {
    expect(await ask(path)).toMatchObject({ status: 404, body: "" });
  });
});

describe("actions", () => {
  test("one that is none changes nothing", async () => {
    const before = started.machine.view().revision;
    for (const body of [
      "",
      "{",
      "[]",
      "null",
      '{"do":"win"}',
      '{"do":"__proto__"}',
      '{"do":"lock","more":1}',
    ]) {
      const { status, body: text } = await act(body);
      expect([body, status]).toEqual([body, 400]);
      expect(JSON.parse(text)).toMatchObject({ ok: false, refused: { rule: "request-form", clause: "9.4" } });
    }
    expect(started.machine.view().revision).toBe(before);
  });

  test("too large, of another type, by another method", async () => {
    expect((await act(`{"do":"lock","x":"${"x".repeat(70_000)}"}`)).status).toBe(413);
    expect((await act('{"do":"lock"}', { "content-type": "text/plain" })).status).toBe(415);
    expect((await ask("/api/act", { headers: bearer() })).status).toBe(404);
    expect((await ask("/api/view", { method: "POST", headers: bearer() })).status).toBe(404);
  });

  test("are answered with the view, refused ones with their rule", async () => {
    const opened = await act('{"do":"open"}');
    expect(JSON.parse(opened.body)).toMatchObject({
      ok: false,
      refused: { rule: "wrong-phase", clause: "2.2" },
    });
    const wrong = await act(JSON.stringify({ do: "present-card", card: cardLine("a"), pin: "000000" }));
    expect(JSON.parse(wrong.body)).toMatchObject({ ok: false, refused: { rule: "pin-wrong" } });
    const right = await act(JSON.stringify({ do: "present-card", card: cardLine("a"), pin: PIN }));
    expect(JSON.parse(right.body)).toMatchObject({ ok: true, view: { cards: [{ id: "a" }] } });
  });

  test("leave nothing of their bytes", () => {
    const bytes = new TextEncoder().encode('{"do":"confirm","selections":[[1],[0]]}');
    expect(readAction(bytes)).toEqual({ do: "confirm", selections: [[1], [0]] });
    expect(bytes.every((byte) => byte === 0)).toBe(true);
    const wrong = new TextEncoder().encode('{"do":"confirm","selections":[[-1],[0.5]]}');
    expect(readAction(wrong)).toBeNull();
    expect(wrong.every((byte) => byte === 0)).toBe(true);
  });
});

describe("the stream of views", () => {
  test("gives the first at once and the next when something changes", async () => {
    const { url, token } = started.machine;
    const stop = new AbortController();
    const response = await fetch(`${url}api/events`, {
      headers: { authorization: `Bearer ${token}` },
      signal: stop.signal,
    });
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const until = async (part: string): Promise<void> => {
      while (!text.includes(part)) text += (await reader.read()).value ?? "";
    };
    await until("\n\n");
    expect(text).toMatch(/^event: view\ndata: \{"revision":/);
    text = "";
    await started.does({ do: "lock" }, ...openingActions());
    await until('"phase":"open"');
    await started.does(...unlock("a"), { do: "activate" }, { do: "confirm", selections: [[2], [1]] });
    await until('"selections":[[2],[1]]');
    text = "";
    await started.does({ do: "match", matches: true });
    await until('"step":"thanks"');
    expect(text).not.toContain("selections");
    stop.abort();
  });
});

describe("speech", () => {
  test("of nothing, in no language, too fast", async () => {
    for (const query of [
      "",
      "?text=&language=es",
      "?text=a&language=fr",
      "?text=a&language=es&rate=x",
      `?text=${"a".repeat(2001)}&language=es`,
    ])
      expect((await ask(`/api/speech${query}`, { headers: bearer() })).status).toBe(404);
  });
});
