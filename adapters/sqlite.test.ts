/** @module */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lockFile, openDatabase } from "./sqlite.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triplicate-sqlite-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a database", () => {
  test("commits to the disk, each time", () => {
    const database = openDatabase(join(folder, "a.sqlite"));
    expect(database.get("PRAGMA journal_mode")).toEqual({ journal_mode: "wal" });
    // 2 is FULL.
    expect(database.get("PRAGMA synchronous")).toEqual({ synchronous: 2 });
    database.close();
  });

  test("a transaction is all or nothing, and its error is the one that is thrown", () => {
    const database = openDatabase(join(folder, "a.sqlite"));
    database.exec("CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT");
    expect(database.transaction(() => database.run("INSERT INTO t VALUES (1), (2)"))).toBe(2);
    const failing = () =>
      database.transaction(() => {
        database.run("INSERT INTO t VALUES (3)");
        database.run("INSERT INTO t VALUES (1)");
      });
    expect(failing).toThrow(/UNIQUE/);
    expect(database.all("SELECT n FROM t ORDER BY n").map(({ n }) => n)).toEqual([1, 2]);
    expect(database.transaction(() => database.run("DELETE FROM t WHERE n = ?", 2))).toBe(1);
    database.close();
    const again = openDatabase(join(folder, "a.sqlite"));
    expect(again.all("SELECT n FROM t")).toEqual([{ n: 1 }]);
    expect(again.get("SELECT n FROM t WHERE n = 9")).toBeUndefined();
    again.close();
  });

  test("opens without a word on the standard error", () => {
    const url = new URL("./sqlite.ts", import.meta.url).href;
    const code = `import { openDatabase } from ${JSON.stringify(url)}; openDatabase(":memory:").close();`;
    const ran = spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" });
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
  });
});

describe("a lock", () => {
  test("is held against this process and others, until it is released", () => {
    const path = join(folder, "lock");
    const lock = lockFile(path);
    expect(lock).not.toBeNull();
    expect(lockFile(path)).toBeNull();
    expect(elsewhere(path)).toBe("held");
    lock?.release();
    expect(elsewhere(path)).toBe("free");
    expect(statSync(path).size).toBe(0);
  });

  test("goes with its holder, however that dies", () => {
    const path = join(folder, "lock");
    expect(elsewhere(path, "process.kill(process.pid, 'SIGKILL')")).toBe("free");
    expect(elsewhere(path)).toBe("free");
  });

  test("a place that is not there is an error, not a lock that somebody holds", () => {
    expect(() => lockFile(join(folder, "no", "lock"))).toThrow();
  });
});

/** What another process finds. */
function elsewhere(path: string, then = ""): string {
  const url = new URL("./sqlite.ts", import.meta.url).href;
  const code = `import { lockFile } from ${JSON.stringify(url)};
    import { writeSync } from "node:fs";
    writeSync(1, lockFile(${JSON.stringify(path)}) === null ? "held" : "free");
    ${then}`;
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  return spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8", cwd }).stdout;
}
