/**
 * The pool answers as one verifier does, in order, whatever is asked at once; and says so when a thread is gone.
 * @module
 */
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { utf8 } from "@triplicate/core/bytes.ts";
import { publicKeyFault } from "@triplicate/core/note/public-key.ts";
import { afterAll, describe, expect, it, vi } from "vitest";
import { createKeyPair, nodeSha256, verifyEd25519 } from "./ed25519-node.ts";
import { packChecks, unpackChecks } from "./signature-batch.ts";
import { createSignaturePool, type PoolCheck, type SignatureBackend } from "./signature-pool.ts";
import { loadSodium } from "./sodium.ts";

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../vectors/note/${name}.json`, import.meta.url), "utf8")) as T;

const edge = read<{ tests: readonly [string, string, string, string, boolean, boolean][] }>(
  "ed25519-edge",
).tests.map(([, key, message, signature]) => ({
  publicKey: bytesOf(key),
  message: bytesOf(message),
  signature: bytesOf(signature),
}));

/** Notes with four signatures each; every seventh signature is another one's. */
function manyChecks(notes: number): PoolCheck[] {
  const checks: PoolCheck[] = [];
  for (let note = 0; note < notes; note += 1) {
    const message = utf8(`note ${note} ${"x".repeat(note % 50)}`);
    for (let i = 0; i < 4; i += 1) {
      const { publicKey, sign } = createKeyPair(nodeSha256(utf8(`${note} ${i}`)));
      const isBad = checks.length % 7 === 3;
      checks.push({ publicKey, message, signature: sign(isBad ? utf8("another") : message) });
    }
  }
  return checks;
}
const CHECKS = manyChecks(150);
const EXPECTED = CHECKS.map(({ publicKey, message, signature }) =>
  verifyEd25519(publicKey, message, signature) ? 1 : 0,
);

describe("a batch", () => {
  it("comes out as it went in, messages of one note packed once", () => {
    const packed = packChecks(CHECKS, 3, 90);
    const unpacked = unpackChecks(packed);
    expect(unpacked.length).toBe(87);
    for (let i = 0; i < unpacked.length; i += 1) expect(unpacked.at(i)).toEqual(CHECKS[3 + i]);
    const messages = new Set(CHECKS.slice(3, 90).map(({ message }) => message));
    const bytes = [...messages].reduce((sum, { length }) => sum + length, 0);
    expect(packed.byteLength).toBe(4 + 87 * (8 + 96) + bytes);
    expect(() => packChecks([{ ...CHECKS[0]!, signature: new Uint8Array(63) }], 0, 1)).toThrow("64");
  });
});

const backends: readonly SignatureBackend[] = loadSodium() === null ? ["node"] : ["node", "sodium"];

describe.each(backends)("a pool on %s", (backend) => {
  const pool = createSignaturePool({ backend, threads: 2 });
  afterAll(() => pool.close());

  it("answers in order, several calls at once", async () => {
    expect(pool.backend).toBe(backend);
    const parts = [CHECKS.slice(0, 1), CHECKS, CHECKS.slice(5, 300), []];
    const answers = await Promise.all(parts.map((part) => pool.verify(part)));
    expect(answers.map((answer) => [...answer])).toEqual([
      EXPECTED.slice(0, 1),
      EXPECTED,
      EXPECTED.slice(5, 300),
      [],
    ]);
    expect(EXPECTED.filter((answer) => answer === 0).length).toBeGreaterThan(50);
  });

  it("gives node's answer on every edge case", async () => {
    const expected = edge.map(({ publicKey, message, signature }) =>
      verifyEd25519(publicKey, message, signature) ? 1 : 0,
    );
    expect([...(await pool.verify(edge))]).toEqual(expected);
  });

  it("names the fault of every public key", async () => {
    const keys = read<{ keys: readonly { publicKey: string }[] }>("public-keys")
      .keys.map(({ publicKey }) => bytesOf(publicKey))
      .filter(({ length }) => length === 32);
    const many = Array.from({ length: 300 }, (_, i) => keys[i % keys.length]!);
    expect(await pool.checkKeys(many)).toEqual(many.map(publicKeyFault));
    await expect(pool.checkKeys([new Uint8Array(31)])).rejects.toThrow("32 bytes");
  });
});

describe("a pool's end", () => {
  it("refuses what is still open, and all later calls", async () => {
    const pool = createSignaturePool({ threads: 1 });
    // The second has not reached the thread.
    const open = [pool.verify(CHECKS), pool.verify(CHECKS.slice(0, 4))];
    const refused = Promise.all(open.map((call) => expect(call).rejects.toThrow("closed")));
    await pool.close();
    await refused;
    await expect(pool.verify(CHECKS)).rejects.toThrow("closed");
    await pool.close();
  });

  it("fails the calls of a thread that dies, and goes on with another", async () => {
    const pool = createSignaturePool({ threads: 1 });
    expect([...(await pool.verify(CHECKS.slice(0, 8)))]).toEqual(EXPECTED.slice(0, 8));
    // A batch of two bytes, which no caller can make, ends the thread.
    const { postMessage } = Worker.prototype;
    const spy = vi.spyOn(Worker.prototype, "postMessage").mockImplementationOnce(function (
      this: Worker,
      request,
    ) {
      postMessage.call(this, { ...request, batch: new ArrayBuffer(2) });
    });
    const [first, second] = [pool.verify(CHECKS.slice(0, 8)), pool.verify(CHECKS.slice(8, 16))];
    await expect(first).rejects.toThrow();
    await expect(second).rejects.toThrow();
    spy.mockRestore();
    expect([...(await pool.verify(CHECKS))]).toEqual(EXPECTED);
    await pool.close();
  });

  it("has a thread, or is none", () => {
    expect(() => createSignaturePool({ threads: 0 })).toThrow("a thread");
  });
});
