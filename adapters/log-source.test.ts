/**
 * Servers that are far, slow, dying or hostile, and copies that somebody touched.
 * @module
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFolderSource, isUrl, type LogSource, openLogSource, readAhead } from "./log-source.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let folder = "";
let server: Server | null = null;
let answer: Answer = () => {};
let asked: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triplicate-source-"));
  asked = [];
});
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((done) => (server === null ? done(null) : server.close(done)));
  server = null;
  rmSync(folder, { recursive: true, force: true });
});

async function serve(given: Answer, fetching = {}): Promise<LogSource> {
  answer = given;
  if (server === null) {
    server = createServer((request, response) => {
      asked.push(request.url ?? "");
      answer(request, response);
    });
    await new Promise<void>((done) => server!.listen(0, "127.0.0.1", done));
  }
  const { port } = server.address() as AddressInfo;
  const wait = async () => {};
  return openLogSource(`http://127.0.0.1:${port}/log`, {
    keep: join(folder, "keep"),
    fetching: { wait, ...fetching },
  });
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const said = async (source: LogSource, name: string, atMost = 1000): Promise<string> => {
  const read = await source.read(name, atMost);
  return read.ok ? text(read.value) : `${read.error.code} ${read.error.detail}`;
};

describe("a source", () => {
  test("is an address or a folder", () => {
    expect(["http://a", "HTTPS://a", "./http", "/a", "C:\\log"].map(isUrl)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test("reads below its address, keeps tiles and asks for everything else again", async () => {
    const source = await serve((request, response) => response.end(`you asked for ${request.url}`));
    for (let i = 0; i < 2; i += 1) {
      expect(await said(source, "checkpoint")).toBe("you asked for /log/checkpoint");
      expect(await said(source, "tile/0/000")).toBe("you asked for /log/tile/0/000");
      expect(await said(source, "tile/0/000.p/5")).toBe("you asked for /log/tile/0/000.p/5");
    }
    expect(asked).toEqual(["/log/checkpoint", "/log/tile/0/000", "/log/tile/0/000.p/5", "/log/checkpoint"]);
    // What this run fetched itself is as good as asked for again; what an earlier one left is not.
    expect(source.usedKept()).toBe(false);
    const later = await serve(answer);
    expect(await said(later, "tile/0/000")).toBe("you asked for /log/tile/0/000");
    expect(later.usedKept()).toBe(true);
    await later.forget();
    expect(later.usedKept()).toBe(false);
    await said(later, "tile/0/000");
    expect(asked).toHaveLength(5);
  });

  test("says what is missing, refused, or more than it may be", async () => {
    const statuses: Readonly<Record<string, number>> = {
      gone: 410,
      none: 404,
      no: 403,
      odd: 201,
      moved: 302,
      broken: 500,
    };
    const source = await serve((request, response) => {
      response.setHeader("location", "/elsewhere");
      response.statusCode = statuses[request.url!.split("/").at(-1)!] ?? 200;
      response.end("x".repeat(50));
    });
    expect(await said(source, "none")).toBe("source-missing 404");
    expect(await said(source, "gone")).toBe("source-missing 410");
    expect(await said(source, "no")).toBe("source-refused 403");
    expect(await said(source, "odd")).toBe("source-refused 201");
    expect(await said(source, "moved")).toBe("source-refused 302");
    expect(asked).not.toContain("/elsewhere");
    expect(await said(source, "some", 49)).toBe("source-too-large 49");
    expect(await said(source, "some", 50)).toBe("x".repeat(50));
    asked = [];
    expect(await said(source, "broken")).toBe("source-unreachable 500");
    expect(asked).toHaveLength(4);
  });

  test("asks again after what passes", async () => {
    let times = 0;
    const source = await serve((_request, response) => {
      times += 1;
      if (times === 1) response.destroy();
      else if (times === 2) response.writeHead(503).end();
      else if (times === 3) {
        // Promises ten bytes and dies after four.
        response.writeHead(200, { "content-length": "10" }).write("0123");
        setImmediate(() => response.destroy());
      } else response.end("0123456789");
    });
    expect(await said(source, "tile/entries/000")).toBe("0123456789");
    expect(times).toBe(4);
  });

  test("keeps no half of what a dying server sent", async () => {
    const source = await serve((_request, response) => {
      response.writeHead(200, { "content-length": "10" }).write("0123");
      setImmediate(() => response.destroy());
    });
    expect(await said(source, "tile/0/000")).toMatch(/^source-unreachable/);
    answer = (_request, response) => response.end("whole");
    expect(await said(source, "tile/0/000")).toBe("whole");
    const left = readdirSync(join(folder, "keep"), { recursive: true, encoding: "utf8" });
    expect(left.filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("stops a body without end, and one that says it is large", async () => {
    let written = 0;
    const source = await serve((request, response) => {
      if (request.url!.endsWith("large")) {
        response.writeHead(200, { "content-length": "99999999999" });
        response.write("x");
        return;
      }
      const more = () => {
        while (!response.destroyed && written < 200_000_000) {
          written += 65_536;
          if (!response.write(Buffer.alloc(65_536))) {
            response.once("drain", more);
            return;
          }
        }
      };
      more();
    });
    expect(await said(source, "tile/0/000", 8192)).toBe("source-too-large 8192");
    expect(written).toBeLessThan(50_000_000);
  });

  test("ends a request that falls silent, before and within its body", async () => {
    const source = await serve(
      (request, response) => {
        if (request.url!.endsWith("half")) response.write("half of");
      },
      { idleMilliseconds: 30, attempts: 2 },
    );
    expect(await said(source, "nothing")).toBe("source-unreachable AbortError");
    expect(await said(source, "half")).toBe("source-unreachable AbortError");
  });

  test("ends a request that drips for ever", async () => {
    const source = await serve(
      (_request, response) => {
        const drip = () => {
          if (!response.destroyed) response.write("x", () => setImmediate(drip));
        };
        drip();
      },
      { wholeMilliseconds: 60, attempts: 1 },
    );
    expect(await said(source, "dripping", 1e12)).toBe("source-unreachable AbortError");
  });

  test("refuses folders, other files and files too large on a disk", async () => {
    const source = createFolderSource(folder);
    mkdirSync(join(folder, "tile"));
    writeFileSync(join(folder, "checkpoint"), "0123456789");
    expect(await said(source, "checkpoint", 9)).toBe("source-too-large 9");
    expect(await said(source, "checkpoint", 10)).toBe("0123456789");
    expect(await said(source, "tile")).toBe("source-refused EISDIR");
    expect(await said(source, "checkpoint/x")).toBe("source-missing ENOTDIR");
    expect(await said(source, "none")).toBe("source-missing ENOENT");
  });
});

describe("an election package at an address", () => {
  const files: Record<string, string> = {
    "/log/election/election.note": "note\n",
    "/log/election/definition.json": "{}",
    "/log/election/log.policy": "quorum none\n",
    "/log/election/roster.jsonl": "0123456789".repeat(5000),
  };
  const whole: Answer = (request, response) => {
    const found = files[request.url!];
    response.writeHead(found === undefined ? 404 : 200).end(found);
  };

  test("is fetched into a folder; the roster once as long as the note is the same", async () => {
    const source = await serve(whole);
    const first = await source.packageFolder();
    if (!first.ok) throw new Error(first.error.code);
    expect(readFileSync(join(first.value, "roster.jsonl"), "utf8")).toBe(files["/log/election/roster.jsonl"]);
    expect(readdirSync(first.value).sort()).toEqual([
      "definition.json",
      "election.note",
      "log.policy",
      "roster.jsonl",
    ]);
    asked = [];
    expect(await source.packageFolder()).toEqual(first);
    expect(asked.filter((name) => name.endsWith("roster.jsonl"))).toEqual([]);
    expect(source.usedKept()).toBe(false);
    const later = await serve(whole);
    expect(await later.packageFolder()).toEqual(first);
    expect(later.usedKept()).toBe(true);
    files["/log/election/election.note"] = "another\n";
    const second = await source.packageFolder();
    expect(second).not.toEqual(first);
    expect(asked.filter((name) => name.endsWith("roster.jsonl"))).toHaveLength(1);
  });

  test("goes on where a dying server left it, and begins anew where the server cannot", async () => {
    const roster = files["/log/election/roster.jsonl"]!;
    const ranges: (string | undefined)[] = [];
    let canResume = true;
    const source = await serve((request, response) => {
      if (!request.url!.endsWith("roster.jsonl")) return whole(request, response);
      ranges.push(request.headers.range);
      const from = canResume ? Number(/bytes=([0-9]+)-/.exec(request.headers.range ?? "bytes=0-")![1]) : 0;
      const to = Math.min(roster.length, from + 20_000);
      const length = String(roster.length - from);
      response.writeHead(from > 0 ? 206 : 200, { "content-length": length });
      response.write(roster.slice(from, to), () => {
        if (to === roster.length) response.end();
        else setTimeout(() => response.destroy(), 20);
      });
    });
    const fetched = await source.packageFolder();
    if (!fetched.ok) throw new Error(fetched.error.detail);
    expect(readFileSync(join(fetched.value, "roster.jsonl"), "utf8")).toBe(roster);
    expect(ranges).toEqual([undefined, "bytes=20000-", "bytes=40000-"]);
    await source.forget();
    canResume = false;
    expect(await source.packageFolder()).toMatchObject({ ok: false, error: { code: "source-unreachable" } });
    answer = whole;
    const again = await source.packageFolder();
    if (!again.ok) throw new Error(again.error.detail);
    expect(statSync(join(again.value, "roster.jsonl")).size).toBe(roster.length);
  });
});

describe("reading ahead", () => {
  test("gives the files in order, a few requests at a time", async () => {
    let [open, most] = [0, 0];
    const source: LogSource = {
      ...createFolderSource(folder),
      read: async (name) => {
        open += 1;
        most = Math.max(most, open);
        // The later ones answer first.
        for (let i = 0; i < 10 - Number(name); i += 1) await null;
        open -= 1;
        return { ok: true, value: new TextEncoder().encode(name) };
      },
    };
    const names = Array.from({ length: 10 }, (_, i) => String(i));
    const got: string[] = [];
    for await (const read of readAhead(source, names, 10, 3)) if (read.ok) got.push(text(read.value));
    expect(got).toEqual(names);
    expect(most).toBeLessThanOrEqual(4);
  });
});
