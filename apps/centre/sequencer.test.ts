/** @module */
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { printLogProof, verifyLogProof } from "@triplicate/core/log/log-proof.ts";
import { createPolicy } from "@triplicate/core/log/policy.ts";
import { parseTilePath } from "@triplicate/core/log/tile.ts";
import { describe, expect, test } from "vitest";
import { auditLog, LOG_SIGNER } from "./sequencer.test-helper.ts";
import { allEntries, entry, inMemory, manualClock, submitAll, turns } from "./sequencer-run.test-helper.ts";

const policy = createPolicy({ key: LOG_SIGNER.key }, [], 0);

describe("what a submitter gets", () => {
  test("a place in the order of submission, and a proof that verifies alone", async () => {
    const { sequencer, read } = await inMemory();
    const entries = Array.from({ length: 600 }, (_, i) => entry(i));
    for (const [from, to] of [
      [0, 1],
      [1, 260],
      [260, 600],
    ] as const) {
      const indices = await submitAll(sequencer, entries.slice(from, to));
      expect(indices).toEqual(Array.from({ length: to - from }, (_, i) => from + i));
    }
    for (const i of [0, 1, 255, 256, 400, 511, 512, 599]) {
      const proof = printLogProof(await sequencer.proof(i));
      expect(verifyLogProof(proof, entries[i]!, policy, verifyEd25519).ok, `${i}`).toBe(true);
      expect(verifyLogProof(proof, entry(7000), policy, verifyEd25519).ok).toBe(false);
    }
    for (const bad of [-1, 600, 0.5, Number.NaN])
      await expect(sequencer.proof(bad)).rejects.toThrow(RangeError);
    const promised = entries.map((one, index) => ({ index, entry: one }));
    expect(await auditLog(read, LOG_SIGNER.key, [], promised)).toEqual([]);
    await sequencer.stop();
  });

  test("every size of an entry, and its bytes as they were when it was submitted", async () => {
    const { sequencer } = await inMemory();
    const changing = utf8("as submitted");
    const sent = [new Uint8Array(), new Uint8Array(65_535).fill(1), changing];
    const answers = sent.map(sequencer.submit);
    changing.fill(0x78);
    expect((await Promise.all(answers)).every(({ ok }) => ok)).toBe(true);
    expect((await allEntries(sequencer, 0, 3)).map((text) => text.length)).toEqual([0, 65_535, 12]);
    expect((await allEntries(sequencer, 2, 3))[0]).toBe("as submitted");
    const long = await sequencer.submit(new Uint8Array(65_536));
    expect(long).toEqual({ ok: false, error: { code: "entry-too-large" } });
    await sequencer.stop();
  });

  test("any range of entries, whole bundles or parts", async () => {
    const { sequencer } = await inMemory();
    await submitAll(
      sequencer,
      Array.from({ length: 700 }, (_, i) => entry(i)),
    );
    for (const [from, to] of [
      [0, 700],
      [0, 0],
      [255, 257],
      [256, 512],
      [600, 700],
      [10, 11],
      [690, 9000],
    ] as const) {
      const end = Math.min(to, 700);
      const expected = Array.from({ length: Math.max(0, end - from) }, (_, i) => `entry ${from + i}`);
      expect(await allEntries(sequencer, from, to), `${from} to ${to}`).toEqual(expected);
    }
    await sequencer.stop();
  });
});

describe("batches", () => {
  test("wait for others, and go at once when they are full", async () => {
    const { clock, pass } = manualClock();
    const { sequencer } = await inMemory({ clock, maxBatchEntries: 5 });
    const answered: number[] = [];
    const submit = (i: number) =>
      sequencer.submit(entry(i)).then((a) => a.ok && answered.push(a.value.index));
    void submit(0);
    void submit(1);
    await pass(199);
    expect([answered, sequencer.waiting]).toEqual([[], 2]);
    await pass(1);
    expect([answered, sequencer.waiting, sequencer.size]).toEqual([[0, 1], 0, 2]);
    for (let i = 2; i < 7; i += 1) void submit(i);
    await turns();
    expect(answered.length).toBe(7);
    // What does not fit goes with the next one, which does not wait again.
    for (let i = 7; i < 20; i += 1) void submit(i);
    await turns();
    expect(answered.length).toBe(20);
    await sequencer.stop();
  });

  test("hold as many bytes as they may, and one entry at least", async () => {
    const sizes: number[] = [];
    const { sequencer } = await inMemory({ maxBatchBytes: 1000 });
    sequencer.onPublished(({ from, size }) => sizes.push(size - from));
    await submitAll(
      sequencer,
      [400, 400, 400, 2000, 10].map((length, i) => new Uint8Array(length).fill(i)),
    );
    expect(sizes.reduce((a, b) => a + b)).toBe(5);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2);
    await sequencer.stop();
  });

  test("are answered although a listener throws, and then nothing more is taken", async () => {
    const { sequencer } = await inMemory();
    sequencer.onPublished(() => {
      throw new Error("a listener's fault");
    });
    expect(await sequencer.submit(entry(0))).toMatchObject({ ok: true, value: { index: 0 } });
    await expect(sequencer.ended).rejects.toThrow("a listener's fault");
    expect(await sequencer.submit(entry(1))).toEqual({ ok: false, error: { code: "sequencer-stopped" } });
  });

  test("refuse early when too much waits, and lose nothing that was taken", async () => {
    const { sequencer } = await inMemory({ maxWaiting: 10 });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => sequencer.submit(entry(i))));
    expect(answers.filter(({ ok }) => ok).length).toBe(10);
    expect(
      answers.slice(10).every((answer) => !answer.ok && answer.error.code === "sequencer-overloaded"),
    ).toBe(true);
    expect(await allEntries(sequencer, 0, sequencer.size)).toEqual(
      Array.from({ length: 10 }, (_, i) => `entry ${i}`),
    );
    expect((await sequencer.submit(entry(99))).ok).toBe(true);
    await sequencer.stop();
  });

  test("stopping publishes what waits and takes no more", async () => {
    const { clock } = manualClock();
    const { sequencer, read } = await inMemory({ clock });
    const waiting = Array.from({ length: 3 }, (_, i) => sequencer.submit(entry(i)));
    const stopped = sequencer.stop();
    const late = await sequencer.submit(entry(9));
    expect(late).toEqual({ ok: false, error: { code: "sequencer-stopped" } });
    await stopped;
    await sequencer.ended;
    expect((await Promise.all(waiting)).every(({ ok }) => ok)).toBe(true);
    expect(
      await auditLog(
        read,
        LOG_SIGNER.key,
        [],
        [0, 1, 2].map((i) => ({ index: i, entry: entry(i) })),
      ),
    ).toEqual([]);
  });
});

describe("files", () => {
  test("partial ones go when two full ones have followed; all else stays", async () => {
    const { sequencer, disk } = await inMemory();
    for (const count of [100, 200, 100, 120, 1]) {
      await submitAll(
        sequencer,
        Array.from({ length: count }, () => entry(Math.random())),
      );
    }
    await sequencer.stop();
    const files = [...disk.files().keys()].map((path) => path.slice("log/".length)).sort();
    const folder = (kind: string, index: string, ...widths: number[]) => [
      `tile/${kind}/${index}`,
      ...widths.map((width) => `tile/${kind}/${index}.p/${width}`),
    ];
    const [, ...last] = [...folder("0", "002", 8, 9), ...folder("entries", "002", 8, 9)];
    expect(files).toEqual(
      [
        "checkpoint",
        ...folder("0", "000"),
        ...folder("0", "001", 44, 144),
        ...folder("entries", "000"),
        ...folder("entries", "001", 44, 144),
        ...last.filter((path) => path !== "tile/entries/002"),
        ...folder("1", "000", 1, 2).slice(1),
      ].sort(),
    );
    for (const path of files) expect(path === "checkpoint" || parseTilePath(path) !== null, path).toBe(true);
  });
});
