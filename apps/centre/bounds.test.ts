/**
 * What bounds the centre: the incident record, the queue of signatures, the limit of a key.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BulkVerify, createCheckQueue } from "@triplicate/adapters/check-queue.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import type { SignatureCheck } from "@triplicate/core/note/note.ts";
import { describe, expect, it } from "vitest";
import { signer } from "./centre.test-helper.ts";
import { openIncidentRecord } from "./incidents.ts";
import { createKeyLimit } from "./key-limit.ts";

describe("the incident record", () => {
  const inFolder = (use: (path: string) => void) => {
    const folder = mkdtempSync(join(tmpdir(), "triplicate-incidents-"));
    try {
      use(join(folder, "incidents.sqlite"));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const incident = (time: number, size = 100) => ({ time, rule: "note-form", body: new Uint8Array(size) });

  it("keeps the newest within its bytes, over restarts", () =>
    inFolder((path) => {
      let record = openIncidentRecord(path, { bytes: 1000, waiting: 100 });
      for (let i = 0; i < 10; i += 1) record.add(incident(i));
      record.flush();
      // 164 bytes each: six fit.
      expect(record.list(100).map(({ time }) => time)).toEqual([9, 8, 7, 6, 5, 4]);
      record.close();
      record = openIncidentRecord(path, { bytes: 1000, waiting: 100 });
      record.add(incident(10, 900));
      record.flush();
      expect(record.list(100).map(({ time }) => time)).toEqual([10]);
      record.close();
    }));

  it("counts what it does not keep, and keeps what waits when it closes", () =>
    inFolder((path) => {
      let record = openIncidentRecord(path, { bytes: 100_000, waiting: 3 });
      for (let i = 0; i < 5; i += 1) record.add(incident(i));
      expect(record.dropped).toBe(2);
      record.close();
      record = openIncidentRecord(path);
      expect(record.list(10)).toHaveLength(3);
      record.close();
    }));
});

describe("the queue of signatures", () => {
  const check = (n: number): SignatureCheck => ({
    key: signer("machine/p1.1").key,
    message: utf8(String(n)),
    signature: new Uint8Array(64),
    line: { name: "x", keyId: 0, blob: new Uint8Array(64) },
  });
  /** Answers that the number in the message is even, when told to. */
  function slowly() {
    const calls: { size: number; answer: () => void; fail: () => void }[] = [];
    const verify: BulkVerify = (checks) =>
      new Promise((resolve, reject) => {
        calls.push({
          size: checks.length,
          answer: () =>
            resolve(
              Uint8Array.from(checks, ({ message }) =>
                Number(new TextDecoder().decode(message)) % 2 === 0 ? 1 : 0,
              ),
            ),
          fail: () => reject(new Error("a thread died")),
        });
      });
    return { calls, verify };
  }
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it("gathers what waits into one call, gives each its own answers, and refuses what is too much", async () => {
    const { calls, verify } = slowly();
    const queue = createCheckQueue(verify, 10);
    const first = queue.verify([check(1), check(2)]);
    await turn();
    const second = queue.verify([check(4)]);
    await turn();
    const rest = [queue.verify([check(5)]), queue.verify([check(6), check(8), check(9)])];
    await turn();
    // Two calls are under way; the third waits for one of them.
    expect(calls.map(({ size }) => size)).toEqual([2, 1]);
    expect(queue.waiting).toBe(7);
    expect(queue.verify([check(1), check(1), check(1), check(1)])).toBeNull();
    calls[0]!.answer();
    expect(await first).toEqual(Uint8Array.of(0, 1));
    await turn();
    expect(calls.map(({ size }) => size)).toEqual([2, 1, 4]);
    calls[1]!.answer();
    calls[2]!.answer();
    expect(await second).toEqual(Uint8Array.of(1));
    expect(await Promise.all(rest)).toEqual([Uint8Array.of(0), Uint8Array.of(1, 1, 0)]);
    expect(queue.waiting).toBe(0);
  });

  it("goes on after a failure", async () => {
    const { calls, verify } = slowly();
    const queue = createCheckQueue(verify, 10);
    const lost = queue.verify([check(2)])!;
    await turn();
    calls[0]!.fail();
    await expect(lost).rejects.toThrow("a thread died");
    const next = queue.verify([check(2)])!;
    await turn();
    await turn();
    calls[1]!.answer();
    expect(await next).toEqual(Uint8Array.of(1));
  });
});

describe("the limit of a key", () => {
  it("is so many in a minute, each key by itself", () => {
    let now = 0;
    const may = createKeyLimit(2, { now: () => now, after: () => () => {} });
    expect([may("a"), may("a"), may("a"), may("b")]).toEqual([true, true, false, true]);
    now = 59_999;
    expect(may("a")).toBe(false);
    now = 60_000;
    expect(may("a")).toBe(true);
  });
});
