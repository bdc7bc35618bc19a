import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { createLogStream } from "@triplicate/core/log/log-stream.ts";
import { parsePolicy } from "@triplicate/core/log/policy.ts";
import { openCheckpoint } from "@triplicate/core/log/signed-checkpoint.ts";
import { describe, expect, it } from "vitest";
import { actaText, get, json, post, signed, withElection } from "./centre.test-helper.ts";
import type { Centre } from "./server.ts";

/** Events of a stream as they come: `next()` is the following one's name and value. */
function listen(centre: Centre) {
  const controller = new AbortController();
  const text = (async function* () {
    const response = await fetch(`${centre.url}/events`, { signal: controller.signal });
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    let rest = "";
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      rest += part;
      for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
        const event = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (event.startsWith("event: ")) yield event;
      }
    }
  })();
  return {
    async next() {
      const { value } = await text.next();
      const [, name, data] = /^event: (\w+)\nid: \d+\ndata: (.*)$/.exec(value as string)!;
      return { name, value: JSON.parse(data!) };
    },
    end: () => controller.abort(),
  };
}

describe("readers", () => {
  it("have the whole log from published files, under a checkpoint that the policy believes", () =>
    withElection(async ({ election, start }) => {
      const centre = await start();
      const notes: Uint8Array[] = [];
      for (const id of ["p1.1", "p1.2", "p2.1"]) {
        notes.push(await signed(actaText(election, id, [1, 2, 3]), `machine/${id}`));
        await post(centre, notes.at(-1)!);
      }
      const policy = parsePolicy(utf8((await get(centre, "/election/log.policy")).text));
      if (!policy.ok) throw new Error("policy");
      const checkpoint = openCheckpoint(
        utf8((await get(centre, "/checkpoint")).text),
        policy.value,
        verifyEd25519,
      );
      if (!checkpoint.ok) throw new Error(checkpoint.error.code);
      const bundle = await fetch(`${centre.url}/tile/entries/000.p/3`);
      expect(bundle.headers.get("cache-control")).toContain("immutable");
      const stream = createLogStream();
      const entries = stream.addBundle(new Uint8Array(await bundle.arrayBuffer()), 3);
      expect(entries).toEqual({ ok: true, value: notes });
      expect(stream.faults(checkpoint.value.checkpoint)).toEqual([]);
      const tile = await fetch(`${centre.url}/tile/0/000.p/3`);
      expect((await tile.arrayBuffer()).byteLength).toBe(96);
      for (const file of ["definition.json", "roster.jsonl", "election.note"])
        expect((await get(centre, `/election/${file}`)).status).toBe(200);
    }));

  it("get nothing but what is published", () =>
    withElection(async ({ start }) => {
      const centre = await start();
      for (const path of [
        "/tile/../../centre.sqlite",
        "/tile/%2e%2e/%2e%2e/centre.sqlite",
        "/tile/entries/..%2f..%2fcentre.sqlite",
        "/tile/64/000",
        "/tile/0/0",
        "/tile/0/x000/000x",
        "/election/..%2f..%2fcentre.sqlite",
        "/election/constructor",
        "/.sequencer.lock",
        "/entries/0",
        "/entries/-1",
        "/entries/1e3",
        "/proof/index/0",
        "/proof/index/9007199254740993",
        `/proof/text/${"0".repeat(64)}`,
        "/proof/text/zz",
        "/results/station/nowhere",
        "/ledger/__proto__",
        "/results/stations?contest=president&status=odd",
        "/results/stations?contest=pope&status=missing",
      ]) {
        expect([400, 404], path).toContain((await get(centre, path)).status);
      }
    }));

  it("follow the totals and the alarms as they happen", () =>
    withElection(async ({ election, start }) => {
      const centre = await start();
      const events = listen(centre);
      expect(await events.next()).toMatchObject({ name: "totals", value: { tree: 0 } });
      await post(centre, await signed(actaText(election, "p1.1", [1, 2, 3]), "machine/p1.1"));
      expect(await events.next()).toMatchObject({
        name: "totals",
        value: { tree: 1, contests: [{ counted: 1 }, {}] },
      });
      await post(centre, await signed(actaText(election, "p1.1", [3, 2, 1]), "machine/p1.1"));
      expect(await events.next()).toEqual({
        name: "conflict",
        value: { tree: 2, stations: [{ station: "p1.1", contest: "president" }] },
      });
      expect(await events.next()).toMatchObject({
        name: "totals",
        value: { contests: [{ conflict: 1 }, {}] },
      });
      events.end();
    }));

  it("of events are bounded", () =>
    withElection(async ({ start }) => {
      const centre = await start({ limits: { eventReaders: 1 } });
      const events = listen(centre);
      await events.next();
      expect((await get(centre, "/events")).status).toBe(503);
      events.end();
    }));

  it("see regions and stations", () =>
    withElection(async ({ election, start }) => {
      const centre = await start();
      await post(centre, await signed(actaText(election, "p1.1", [1, 2, 3]), "machine/p1.1"));
      const { regions } = await json(centre, "/results/regions");
      expect(regions.map(({ region }: { region: string }) => region)).toEqual(["Upper", "Lower"]);
      expect(regions[0].contests[0]).toMatchObject({ stations: 2, counted: 1, signed: { votes: { C: 3 } } });
      expect(await json(centre, "/results/stations?contest=president&status=missing&from=p2.1")).toEqual({
        contest: "president",
        status: "missing",
        stations: ["p2.1", "p2.2"],
        next: null,
      });
      expect(await json(centre, "/results/station/p1.1")).toMatchObject({
        place: "p1",
        region: "Upper",
        registered: 100,
        contests: [{ signed: { votes: { A: 1 } } }, { signed: null }],
      });
      expect(await json(centre, "/ledger/p1.1")).toMatchObject({
        contests: [
          {
            balance: {
              checkedIn: 9,
              vouchers: 10,
              spoiled: 1,
              papers: null,
              votes: { atLeast: 9, atMost: 9 },
            },
          },
          { machine: null, prevails: "nobody", balance: { checkedIn: null } },
        ],
      });
    }));
});

describe("whoever runs it", () => {
  it("sees that it is alive, ready, and what it counted; logs have no vote, key, address or path", () =>
    withElection(async ({ election, start }) => {
      let log = "";
      const centre = await start({
        lines: {
          write: (line) => {
            log += line;
          },
        },
      });
      expect(await json(centre, "/health")).toEqual({ status: "alive" });
      expect(await json(centre, "/ready")).toEqual({ status: "ready" });
      await post(
        centre,
        await signed(actaText(election, "p1.1", [987_654, 2, 3]), "machine/p1.1", "witness/red/p1.1"),
      );
      await post(centre, await signed(actaText(election, "p1.1", [987_654, 2, 3]), "witness/red/p1.1"));
      await post(centre, "rubbish");
      await get(centre, "/results/station/p1.1?token=secret");
      const metrics = (await get(centre, "/metrics")).text;
      for (const line of [
        'triplicate_submissions_total{outcome="logged"} 1',
        'triplicate_refusals_total{rule="note-form"} 1',
        "triplicate_log_entries 1",
        "triplicate_stations_counted 1",
        "triplicate_receipt_seconds_count 2",
      ]) {
        expect(metrics).toContain(`${line}\n`);
      }
      await centre.stop();
      const lines = log
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(lines.find(({ route }) => route === "/submissions")).toMatchObject({
        method: "POST",
        status: 201,
      });
      expect(lines.find(({ route }) => route === "/results/station/*")).toMatchObject({ status: 200 });
      expect(log).not.toMatch(/987654|p1\.1|machine|witness|secret|rubbish|remote/);
    }));

  it("gets an OpenAPI document with every route, whose schemas are what is answered", () =>
    withElection(async ({ start }) => {
      const centre = await start();
      const api = await json(centre, "/openapi.json");
      expect(api.openapi).toBe("3.1.0");
      expect(Object.keys(api.paths).sort()).toEqual([
        "/",
        "/bulletins",
        "/checkpoint",
        "/election/{file}",
        "/entries/{index}",
        "/events",
        "/health",
        "/ledger/{path}",
        "/metrics",
        "/proof/index/{index}",
        "/proof/text/{digest}",
        "/ready",
        "/results",
        "/results/regions",
        "/results/station/{path}",
        "/results/stations",
        "/station",
        "/stations",
        "/submissions",
        "/tile/{path}",
      ]);
      type Operation = {
        responses: object;
        summary?: string;
        parameters?: { name: string; in: string }[];
      };
      for (const [name, path] of Object.entries<Record<string, Operation>>(api.paths)) {
        for (const operation of Object.values(path)) {
          const named = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
          const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
          expect(declared.map((parameter) => parameter.name)).toEqual(named);
          expect(operation.summary).toBeTypeOf("string");
          expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
        }
      }
      const body = api.paths["/submissions"].post.requestBody.content;
      expect(Object.keys(body)).toEqual(["text/plain"]);
      expect(JSON.stringify(api.paths)).not.toMatch(/password|login|token|session/i);
      const answers = api.paths["/submissions"].post.responses;
      expect(Object.keys(answers)).toEqual(["200", "201", "4XX", "5XX"]);
      expect(Object.keys(answers["201"].content)).toEqual(["text/plain"]);
      expect(Object.keys(answers["4XX"].content)).toEqual(["application/json"]);
    }));
});

it("counts the requests of the address that its proxy saw, whatever was written before it", () =>
  withElection(async ({ start }) => {
    const centre = await start({ isBehindProxy: true, limits: { requestsPerMinute: 3 } });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const headers = { "x-forwarded-for": `10.9.8.${i}, 203.0.113.7` };
      statuses.push((await get(centre, "/health", headers)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  }));
