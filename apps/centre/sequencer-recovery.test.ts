/** @module */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDurableFiles } from "@triplicate/adapters/durable-files.ts";
import { createMemoryFileSystem } from "@triplicate/adapters/memory-file-system.test-helper.ts";
import { openDatabase } from "@triplicate/adapters/sqlite.ts";
import { concatBytes } from "@triplicate/core/bytes.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWorld, hastyClock, LOG_SIGNER, testSigner } from "./sequencer.test-helper.ts";
import { openSequencer, type SequencerOptions, startSequencer } from "./sequencer.ts";
import { allEntries, entry, submitAll } from "./sequencer-run.test-helper.ts";
import { openSequencerStore } from "./sequencer-store.ts";

describe("who may write", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "triplicate-sequencer-"));
    mkdirSync(join(folder, "log"));
    mkdirSync(join(folder, "other"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const database = () => openDatabase(join(folder, "centre.sqlite"));
  const options = { signer: LOG_SIGNER, clock: hastyClock };
  const open = (place: string, data = database(), more: Partial<SequencerOptions> = {}) =>
    openSequencer({ ...options, ...more, folder: join(folder, place), database: data });
  const opened = async (place: string, data = database()) => {
    const result = await open(place, data);
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  };

  test("one process a folder; the lock goes with its holder", async () => {
    const first = await opened("log");
    expect(await open("log")).toEqual({ ok: false, error: { code: "log-in-use" } });
    await submitAll(first, [entry(0)]);
    await first.stop();
    const second = await opened("log");
    expect(second.size).toBe(1);
    await second.stop();
    expect(readdirSync(join(folder, "log")).sort()).toEqual([".sequencer.lock", "checkpoint", "tile"]);
  });

  test("of two that share a database, the one that comes too late ends, and no history forks", async () => {
    const data = database();
    const first = await opened("log", data);
    await submitAll(first, [entry(0)]);
    rmSync(join(folder, "other"), { recursive: true });
    cpSync(join(folder, "log"), join(folder, "other"), { recursive: true });
    const second = await opened("other", database());
    await submitAll(second, [entry(1)]);
    expect(await first.submit(entry(2))).toEqual({ ok: false, error: { code: "sequencer-stopped" } });
    await expect(first.ended).rejects.toThrow("another process has written this log");
    expect(await first.submit(entry(3))).toEqual({ ok: false, error: { code: "sequencer-stopped" } });
    await first.stop();
    expect(await allEntries(second, 0, 9)).toEqual(["entry 0", "entry 1"]);
    await second.stop();
  });

  test("not without the log's key, its database and its files", async () => {
    const data = database();
    const first = await opened("log", data);
    await submitAll(
      first,
      Array.from({ length: 300 }, (_, i) => entry(i)),
    );
    // Once more, so that the first batch counts as written and leaves the database.
    await submitAll(first, [entry(300)]);
    await first.stop();
    const code = async (result: ReturnType<typeof open>) => {
      const { ok, ...rest } = await result;
      return ok ? "ok" : (rest as { error: { code: string } }).error.code;
    };
    const impostor = testSigner(LOG_SIGNER.key.name, 0x01, 71);
    expect(await code(open("log", data, { signer: impostor }))).toBe("log-not-ours");
    const renamed = testSigner("log.example/other", 0x01, 7);
    expect(await code(open("log", data, { signer: renamed }))).toBe("log-not-ours");
    expect(await code(open("log", openDatabase(":memory:")))).toBe("log-database-behind");
    expect(await code(open("other", data))).toBe("log-files-damaged");
    const again = await opened("log", data);
    expect(again.size).toBe(301);
    await again.stop();
  });
});

describe("what a restart finds", () => {
  test.each([
    ["a tile of the right edge with a changed byte", "log/tile/0/001.p/44", "log-files-damaged"],
    ["a bundle of the right edge with a changed byte", "log/tile/entries/001.p/44", "log-files-damaged"],
  ])("%s", async (_, path, code) => {
    const world = createWorld();
    const started = await world.start();
    if (!started.ok) throw new Error(started.error.code);
    await submitAll(
      started.value,
      Array.from({ length: 300 }, (_, i) => entry(i)),
    );
    // Once more, so that the first batch counts as written.
    await submitAll(started.value, [entry(300)]);
    await started.value.stop();
    const bytes = world.disk.files().get(path)!.slice();
    bytes[7] = bytes[7]! ^ 1;
    world.disk.overwrite(path, bytes);
    expect(await world.start()).toEqual({ ok: false, error: { code } });
    world.close();
  });

  test("an older database is refused before it writes over the newer history", async () => {
    const disk = createMemoryFileSystem();
    const files = createDurableFiles("log", disk);
    const data = openDatabase(":memory:");
    const run = async (from: number, count: number) => {
      const storage = { files, store: openSequencerStore(data), release: () => {} };
      const started = await startSequencer({ signer: LOG_SIGNER, clock: hastyClock }, storage);
      if (!started.ok) return started.error.code;
      for (let i = from; i < from + count; i += 1) await submitAll(started.value, [entry(i)]);
      await started.value.stop();
      return "ok";
    };
    const tables = ["sequencer_log", "sequencer_staged"];
    expect(await run(0, 5)).toBe("ok");
    for (const name of tables) data.exec(`CREATE TABLE copy_of_${name} AS SELECT * FROM ${name}`);
    expect(await run(5, 3)).toBe("ok");
    const before = new Map(disk.files());
    for (const name of tables)
      data.exec(`DELETE FROM ${name}; INSERT INTO ${name} SELECT * FROM copy_of_${name}`);
    expect(await run(5, 1)).toBe("log-database-behind");
    expect(disk.files()).toEqual(before);
  });

  test("staged entries that do not lead to the checkpoint", async () => {
    const disk = createMemoryFileSystem();
    const data = openDatabase(":memory:");
    const start = () => {
      const storage = {
        files: createDurableFiles("log", disk),
        store: openSequencerStore(data),
        release: () => {},
      };
      return startSequencer({ signer: LOG_SIGNER, clock: hastyClock }, storage);
    };
    const started = await start();
    if (!started.ok) throw new Error(started.error.code);
    await submitAll(started.value, [entry(0), entry(1)]);
    await started.value.stop();
    const { entries } = data.get("SELECT entries FROM sequencer_staged") as { entries: Uint8Array };
    const other = concatBytes(entries.slice(0, -1), Uint8Array.of(0x78));
    data.run("UPDATE sequencer_staged SET entries = ?", other);
    expect(await start()).toEqual({ ok: false, error: { code: "log-database-damaged" } });
    data.exec("DELETE FROM sequencer_staged");
    expect(await start()).toEqual({ ok: false, error: { code: "log-database-damaged" } });
  });
});
