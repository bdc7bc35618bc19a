/**
 * Verifying over HTTP: a server that dies midway, one that lies in what it sends, and copies that somebody touched.
 * @module
 */
import { createReadStream, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { openLogSource } from "@triplicate/adapters/log-source.ts";
import { type VerifyRequest, verifyLog } from "@triplicate/adapters/verify-log.ts";
import { electionShape } from "@triplicate/simulation/election/shape.ts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { inTemporaryFolder, run } from "./cli.test-helper.ts";
import { writeSimulatedLog } from "./simulated-log.ts";
import { closePool, HONEST, rulesOf, SHAPE, sharedPool } from "./verify-log.test-helper.ts";

afterAll(closePool);

let asked: string[] = [];
beforeEach(() => {
  asked = [];
});

type Serving = { readonly address: string; readonly server: Server };

/** Serves a folder; `limit` answers and no more. */
async function serving<T>(
  folder: string,
  use: (serving: Serving) => Promise<T>,
  limit: () => number = () => Number.POSITIVE_INFINITY,
): Promise<T> {
  const server = createServer((request, response) => {
    const path = join(folder, new URL(request.url!, "http://x").pathname);
    asked.push(request.url!);
    if (asked.length > limit()) response.destroy();
    else if (existsSync(path) && statSync(path).isFile()) createReadStream(path).pipe(response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    return await use({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server });
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

const request = (address: string, keep: string): VerifyRequest => ({
  source: openLogSource(address, { keep, fetching: { wait: async () => {}, attempts: 2 } }),
  pool: sharedPool(),
  mode: "live",
  authorities: [],
  others: [],
  state: null,
});

async function rulesAt(address: string, keep: string): Promise<string[]> {
  const verified = await verifyLog(request(address, keep));
  if (!verified.ok) throw new Error(verified.error.code);
  return rulesOf(verified.value);
}

describe("a log behind a server", () => {
  test("is verified with what was fetched before, and asks only for the rest", async () => {
    await inTemporaryFolder(async (folder) => {
      const shape = electionShape({ stations: 300, seed: 4, witnesses: 1 });
      await writeSimulatedLog({ folder: join(folder, "log"), shape });
      const keep = join(folder, "keep");
      let limit = 7;
      await serving(
        join(folder, "log"),
        async ({ address }) => {
          // Silence contradicts nothing: wherever the server dies, nothing is found and what came is kept.
          for (; limit < 40; limit += 2) {
            const cut = await verifyLog(request(address, keep));
            if (cut.ok) break;
            expect(cut.error.code).toBe("source-unreachable");
            asked = [];
          }
          expect(limit).toBeGreaterThan(9);
          limit = Number.POSITIVE_INFINITY;
          expect(await rulesAt(address, keep)).toEqual([]);
          asked = [];
          expect(await rulesAt(address, keep)).toEqual([]);
          expect(asked.filter((name) => name.startsWith("/tile/") || name.endsWith("jsonl"))).toEqual([]);
        },
        () => limit,
      );
    });
  });

  test("is not said to speak of entries it has not because a cache shows an older checkpoint", async () => {
    await inTemporaryFolder(async (folder) => {
      const [log, older] = [join(folder, "log"), join(folder, "older")];
      const options = { shape: SHAPE, bulletins: false };
      const { checkpoint } = await writeSimulatedLog({
        ...options,
        folder: older,
        entries: HONEST.slice(0, 9),
      });
      const { size } = await writeSimulatedLog({ ...options, folder: log, entries: HONEST });
      const newer = readFileSync(join(log, "checkpoint"));
      const rulesWith = async (tree: number) => {
        // Results are an empty page here; what counts is the tree that they say they are of.
        writeFileSync(join(log, "results"), JSON.stringify({ tree, contests: [] }));
        writeFileSync(join(log, "checkpoint"), checkpoint);
        return serving(log, async ({ address }) => {
          const wait = async () => writeFileSync(join(log, "checkpoint"), newer);
          const source = openLogSource(address, {
            keep: join(folder, "keep"),
            fetching: { wait, attempts: 2 },
          });
          const verified = await verifyLog({ ...request(address, folder), source });
          if (!verified.ok) throw new Error(verified.error.code);
          return verified.value.breaches.list.filter(({ detail }) => detail.field === "tree");
        });
      };
      expect(await rulesWith(size)).toEqual([]);
      expect(await rulesWith(size + 1)).toHaveLength(1);
    });
  });

  test("is judged by what the server says, whatever somebody wrote into the kept copies", async () => {
    await inTemporaryFolder(async (folder) => {
      await writeSimulatedLog({ folder: join(folder, "log"), shape: SHAPE, entries: HONEST });
      const keep = join(folder, "keep");
      await serving(join(folder, "log"), async ({ address }) => {
        expect(await rulesAt(address, keep)).toEqual([]);
        const kept = readdirSync(keep, { recursive: true, encoding: "utf8" }).map((name) => join(keep, name));
        const files = kept.filter((path) => statSync(path).isFile());
        expect(files.length).toBeGreaterThan(5);
        for (const path of files) {
          writeFileSync(path, "poison");
          asked = [];
          expect(await rulesAt(address, keep), path).toEqual([]);
        }
      });
    });
  });

  test("that sends too much, or nothing, is told so", async () => {
    await inTemporaryFolder(async (folder) => {
      await writeSimulatedLog({ folder: join(folder, "log"), shape: SHAPE, entries: HONEST });
      const state = ["--state", join(folder, "state"), "--keep", join(folder, "keep")];
      await serving(join(folder, "log"), async ({ address }) => {
        writeFileSync(join(folder, "log/checkpoint"), "x".repeat(1_000_000));
        const large = await run(["verify", address, ...state]);
        expect(large.out).toContain("4.1 checkpoint-form");
        expect(large.code).toBe(1);
        writeFileSync(join(folder, "log/tile/0/000"), Buffer.alloc(100_000));
      });
      const none = await run(["verify", join(folder, "nothing"), ...state]);
      expect(none.err).toContain("no election is published there");
      expect(none.code).toBe(2);
    });
  });
});

describe("triplicate verify", () => {
  test("tells what holds, remembers it, and notices another history on the second visit", async () => {
    await inTemporaryFolder(async (folder) => {
      const state = ["--state", join(folder, "state")];
      const log = join(folder, "log");
      await writeSimulatedLog({ folder: log, shape: SHAPE, entries: HONEST });
      const first = await run(["verify", log, ...state]);
      expect(first.out).toContain("taken on trust on this first visit");
      expect(first.out).toContain("Everything holds together");
      expect(first.code).toBe(0);
      const second = await run(["verify", log, ...state, "--json"], "es");
      expect(JSON.parse(second.out)).toMatchObject({ breaches: { total: 0 }, entries: { acta: 12 } });
      // The same number of entries, in another order: every one of them is validly signed.
      await writeSimulatedLog({ folder: log, shape: SHAPE, entries: [...HONEST].reverse() });
      const third = await run(["verify", log, ...state], "es");
      expect(third.out).toContain("5.5 history-rewritten");
      expect(third.out).toContain("Se escribió un archivo de contradicción");
      expect(third.code).toBe(1);
      // It is not forgotten either.
      const fourth = await run(["verify", log, ...state]);
      expect(fourth.code).toBe(1);
    });
  });

  test("refuses what is no key, no checkpoint, or another log's", async () => {
    await inTemporaryFolder(async (folder) => {
      await writeSimulatedLog({ folder, shape: SHAPE, entries: HONEST });
      const key = await run(["verify", folder, "--authority", "nobody"]);
      expect(key.err).toContain("--authority nobody is no verifier key");
      const none = await run(["verify", folder, "--checkpoint", join(folder, "none")]);
      expect(none.code).toBe(2);
      const policy = join(folder, "election/log.policy");
      const foreign = await run(["verify", folder, "--checkpoint", policy]);
      expect(foreign.err).toContain("no checkpoint that this log signed");
      expect([key.code, foreign.code]).toEqual([2, 2]);
    });
  });

  test("shows progress to a person", async () => {
    await inTemporaryFolder(async (folder) => {
      await writeSimulatedLog({ folder, shape: SHAPE, entries: HONEST });
      const ran = await run(["verify", folder], "en", true);
      expect(ran.code).toBe(0);
    });
  });
});

describe("what is remembered", () => {
  test("is the newest checkpoint of a log that grows, since it begins with the others", async () => {
    await inTemporaryFolder(async (folder) => {
      const state = join(folder, "state");
      for (const entries of [9, 9, 20]) {
        const options = { folder: join(folder, "log"), shape: SHAPE, bulletins: false };
        await writeSimulatedLog({ ...options, entries: HONEST.slice(0, entries) });
        expect((await run(["verify", join(folder, "log"), "--state", state])).code).toBe(0);
      }
      const files = readdirSync(state, { recursive: true, encoding: "utf8" });
      const checkpoints = files.filter((name) => name.includes("checkpoint-"));
      expect(checkpoints).toHaveLength(1);
      expect(checkpoints[0]).toContain("checkpoint-0000000000000020-");
    });
  });

  test("is no election note that too few have signed", async () => {
    await inTemporaryFolder(async (folder) => {
      const state = ["--state", join(folder, "state")];
      const shape = { shape: SHAPE, entries: HONEST, bulletins: false };
      await writeSimulatedLog({ folder: join(folder, "early"), ...shape, package: { signing: [0] } });
      const early = await run(["verify", join(folder, "early"), ...state]);
      expect(early.out).toContain("3.1 election-note");
      await writeSimulatedLog({ folder: join(folder, "log"), ...shape });
      const later = await run(["verify", join(folder, "log"), ...state]);
      expect(later.out).toContain("taken on trust on this first visit");
      expect(later.code).toBe(0);
    });
  });
});
