/** @module */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { concatBytes, utf8 } from "@triplicate/core/bytes.ts";
import { cosignedPath, MAX_REQUEST_BYTES, readCosignatures } from "@triplicate/core/log/add-checkpoint.ts";
import { openNote } from "@triplicate/core/note/note.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { smallLog } from "./cosigner.test-helper.ts";
import { type CosignerOptions, type RunningCosigner, startCosigner } from "./cosigner-server.ts";
import { LOG_SIGNER, testSigner } from "./sequencer.test-helper.ts";

const SIGNER = testSigner("party.example/cosigner", 0x04, 50);
const STRANGER = testSigner("stranger.example/log", 0x01, 51);
const IMPOSTOR = testSigner(LOG_SIGNER.key.name, 0x01, 52);
const TIME = 1_700_000_000;

let folder: string;
let running: RunningCosigner;
let failures: unknown[];
const options = (): CosignerOptions => ({
  logs: [LOG_SIGNER.key],
  signer: SIGNER,
  ...{ data: join(folder, "data"), host: "127.0.0.1", port: 0 },
  clock: { now: () => TIME * 1000, after: () => () => {} },
  onEvent: (event) => {
    if (event.kind === "failed") failures.push(event.error);
  },
});
const start = async (): Promise<RunningCosigner> => {
  const started = await startCosigner(options());
  if (!started.ok) throw new Error(started.error.code);
  return started.value;
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "triplicate-cosigner-"));
  failures = [];
  running = await start();
});
afterEach(async () => {
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
  expect(failures).toEqual([]);
});

type Answer = { status: number; type: string | null; body: string };
async function post(body: Uint8Array): Promise<Answer> {
  const response = await fetch(`${running.url}/add-checkpoint`, { method: "POST", body: Buffer.from(body) });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    body: await response.text(),
  };
}

const log = smallLog();
const other = smallLog("other ", 0);

const isIts = (name: string, id: number) =>
  name === SIGNER.key.name && id === SIGNER.key.id ? SIGNER.key : undefined;
function holds(body: string, note: Uint8Array): boolean {
  const text = new TextDecoder().decode(note).split("\n\n")[0]!;
  const checks = readCosignatures(utf8(body), `${text}\n`, isIts);
  if (!checks.ok || checks.value.length !== 1) return false;
  const [{ key, message, signature, timestamp } = checks.value[0]!] = checks.value;
  return timestamp === TIME && verifyEd25519(key.publicKey, message, signature);
}

describe("what is asked, and what a cosigner answers", () => {
  test("signs what continues the last tree, from the first to the last", async () => {
    for (const [old, size] of [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 7],
      [7, 256],
      [256, 300],
    ] as const) {
      const answer = await post(await log.request(old, size));
      expect(answer.status, `${old} to ${size}`).toBe(200);
      expect(answer.body.split("\n").length).toBe(2);
      expect(holds(answer.body, await log.checkpoint(size))).toBe(true);
    }
  });

  test("every refusal has the standard's status", async () => {
    expect((await post(await log.request(0, 10))).status).toBe(200);
    const text = (await log.request(10, 20)).slice();
    const cases: readonly [what: string, body: Uint8Array, status: number, reply?: string][] = [
      ["nothing", new Uint8Array(), 400],
      ["no old line", text.slice(4), 400],
      ["a size with a leading zero", concatBytes(utf8("old 010\n\n"), await log.checkpoint(20)), 400],
      ["64 hashes", await log.request(10, 20, Array(64).fill(log.root(1))), 400],
      ["an old size larger than the new", await log.request(30, 20, []), 400],
      ["an unknown log", await smallLog("", 0, STRANGER).request(0, 5), 404],
      ["no key of that log", await smallLog("", 0, IMPOSTOR).request(10, 20), 403],
      ["a stranger's signature", await smallLog("", 0, STRANGER, LOG_SIGNER.key.name).request(10, 20), 403],
      ["old 0", await log.request(0, 20), 409, "10\n"],
      ["another old size", await log.request(9, 20), 409, "10\n"],
      ["another root of the same size", await other.request(10, 10), 422],
      ["another history", await other.request(10, 20), 422],
      ["no proof", await log.request(10, 20, []), 422],
      ["a proof of equal trees with a hash", await log.request(10, 10, [log.root(1)]), 422],
    ];
    for (const [what, body, status, reply] of cases) {
      const answer = await post(body);
      expect(answer.status, what).toBe(status);
      if (reply === undefined) continue;
      expect(answer.body).toBe(reply);
      expect(answer.type).toBe("text/x.tlog.size");
    }
    expect((await post(await log.request(10, 20))).status).toBe(200);
  });

  test("every changed byte of a good request is refused, and nothing is signed", async () => {
    await post(await log.request(0, 10));
    const good = await log.request(10, 12);
    for (let at = 0; at < good.length; at += 1) {
      const bad = good.slice();
      bad[at] = bad[at]! ^ 1;
      const { status, body } = await post(bad);
      // A changed name or key id makes the line a stranger's: then the log has not signed.
      expect([400, 403, 404, 409, 422], `byte ${at}`).toContain(status);
      expect(body.startsWith("—")).toBe(false);
    }
    expect((await post(good)).status).toBe(200);
  });

  test("of many requests at once one history is signed", async () => {
    await post(await log.request(0, 10));
    const forks = Array.from({ length: 16 }, (_, i) => smallLog(`${i} `, 10));
    const answers = await Promise.all(forks.map(async (fork) => post(await fork.request(10, 12))));
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    for (const { status, body } of answers) if (status !== 200) expect([status, body]).toEqual([409, "12\n"]);
  });

  test("shows the last checkpoint with the log's signature and its own", async () => {
    const path = `${running.url}/${cosignedPath(LOG_SIGNER.key.name)}`;
    expect((await fetch(path)).status).toBe(404);
    await post(await log.request(0, 10));
    await post(await log.request(10, 20));
    await post(await other.request(20, 30));
    const response = await fetch(path);
    const shown = new Uint8Array(await response.arrayBuffer());
    const find = (name: string, id: number) =>
      [SIGNER.key, LOG_SIGNER.key].find((k) => k.name === name && k.id === id);
    const note = openNote(shown, find, verifyEd25519);
    expect(note.ok && note.value.verified.length).toBe(2);
    expect(note.ok && note.value.note.text.split("\n")[1]).toBe("20");
    expect((await fetch(path, { method: "HEAD" })).status).toBe(200);
    expect((await fetch(path, { method: "POST" })).status).toBe(405);
    expect((await fetch(`${running.url}/add-checkpoint`)).status).toBe(405);
    expect((await fetch(`${running.url}/${cosignedPath("another.example")}`)).status).toBe(404);
  });
});

describe("what it keeps", () => {
  test("evidence of a second history, also under another old size, and only if the log signed it", async () => {
    await post(await log.request(0, 10));
    await post(await log.request(10, 20));
    const evidence = join(folder, "data", "evidence");
    const kept = () => {
      try {
        return readdirSync(evidence).sort();
      } catch {
        return [];
      }
    };
    await post(await log.request(9, 21));
    await post(await smallLog("x ", 0, IMPOSTOR).request(20, 30));
    expect(kept()).toEqual([]);
    const request = await other.request(20, 30);
    await post(request);
    await post(request);
    expect(kept().length).toBe(2);
    const [cosigned, asked] = kept().map((name) => readFileSync(join(evidence, name)));
    expect(new Uint8Array(asked!)).toEqual(request);
    expect(cosigned!.toString()).toContain(`${LOG_SIGNER.key.name}\n20\n`);
    expect((await post(await other.request(3, 20))).status).toBe(409);
    expect(kept().length).toBe(4);
  });

  test("remembers through a restart, and shares its folder with nobody", async () => {
    await post(await log.request(0, 10));
    const second = await startCosigner({ ...options(), data: join(folder, "data") });
    expect(second).toEqual({ ok: false, error: { code: "cosigner-in-use" } });
    const port = Number(new URL(running.url).port);
    expect(await startCosigner({ ...options(), data: join(folder, "second"), port })).toEqual({
      ok: false,
      error: { code: "cosigner-address-taken" },
    });
    await running.stop();
    running = await start();
    expect((await post(await other.request(0, 10))).status).toBe(409);
    expect((await post(await other.request(10, 20))).status).toBe(422);
    expect((await post(await log.request(10, 20))).status).toBe(200);
  });
});

describe("whom it does not wait for", () => {
  test("a body that is too long, with or without saying so", async () => {
    const long = new Uint8Array(MAX_REQUEST_BYTES + 1);
    expect((await post(long)).status).toBe(413);
    const status = await new Promise((resolve, reject) => {
      const sent = httpRequest(`${running.url}/add-checkpoint`, { method: "POST" }, (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on("error", reject);
      // In chunks, without a length, and without an end.
      sent.write(Buffer.from(long));
    });
    expect(status).toBe(413);
  });

  test("a request that is cut short is no failure of ours", async () => {
    await new Promise((resolve) => {
      const sent = httpRequest(`${running.url}/add-checkpoint`, {
        method: "POST",
        headers: { "content-length": "100" },
      });
      sent.on("error", resolve);
      sent.on("close", resolve);
      sent.write("old 0\n", () => sent.destroy());
    });
    expect((await post(await log.request(0, 1))).status).toBe(200);
  });
});
