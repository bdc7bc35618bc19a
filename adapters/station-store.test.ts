/** A store that gives back what was committed, all of it or nothing. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import { afterAll, describe, expect, test } from "vitest";
import type { StoreIdentity, StoreShape } from "./station-store.ts";
import {
  createMirroredStore,
  type MirroredStore,
  openMirroredStore,
  STORE_FILE,
} from "./station-store-mirror.ts";

const folders: string[] = [];
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "triplicate-station-"));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const SHAPE: StoreShape = { slots: 60, recordBytes: 64, stateBytes: 4096 };
const IDENTITY: StoreIdentity = { election: "e", definition: "d", mode: "live", station: "s" };
const bytes = (length: number) => new Uint8Array(randomBytes(length));

function opened(result: ReturnType<typeof createMirroredStore>): MirroredStore {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}
const create = (folder: string, shape = SHAPE) =>
  opened(createMirroredStore(folder, null, { identity: IDENTITY, shape }));
const open = (folder: string) => opened(openMirroredStore(folder, null, { identity: IDENTITY }));
const codeOf = (result: ReturnType<typeof createMirroredStore>) => (result.ok ? "ok" : result.error.code);

describe("a store", () => {
  test("gives back what was committed, records by their codes", () => {
    const folder = temporaryFolder();
    const store = create(folder);
    expect(store.load()).toEqual({ state: null, journal: [] });
    const records = Array.from({ length: 20 }, () => bytes(64));
    for (const [i, put] of records.entries())
      store.commit({ state: `${i}\n`, journal: [`line ${i}`], record: { put } });
    const [a, b, c] = [utf8("first"), utf8("second"), utf8("third, and longer")];
    const documents = [
      { name: "b.note", bytes: b },
      { name: "a.note", bytes: a },
    ];
    store.commit({ state: "done\n", journal: [], documents });
    store.commit({ state: "done — sí\n", journal: [], documents: [{ name: "b.note", bytes: c }] });
    for (const each of [store, open.bind(null, folder)]) {
      if (typeof each === "function") store.close();
      const read = typeof each === "function" ? each() : each;
      expect(read.load()).toEqual({ state: "done — sí\n", journal: records.map((_, i) => `line ${i}`) });
      expect([...read.records()].map(encodeHex)).toEqual(records.map(encodeHex).sort());
      expect(read.record(records[3]!.subarray(0, 16))).toEqual(records[3]);
      expect([bytes(16), bytes(15), new Uint8Array(16)].map((code) => read.record(code))).toEqual([
        null,
        null,
        null,
      ]);
      expect(read.documents()).toEqual(["a.note", "b.note"]);
      expect([read.document("b.note"), read.document("c.note")]).toEqual([c, null]);
      if (read !== store) read.close();
    }
  });

  test("replaces a record where it lies, and an erased one is gone", () => {
    const folder = temporaryFolder();
    const store = create(folder);
    const put = bytes(64);
    store.commit({ state: "1\n", journal: [], record: { put } });
    const cast = Uint8Array.from(put);
    cast[48]! ^= 1;
    store.commit({ state: "2\n", journal: [], record: { put: cast } });
    expect([...store.records()]).toEqual([cast]);
    store.commit({ state: "3\n", journal: [], record: { erase: put.subarray(0, 16) } });
    expect([...store.records()]).toEqual([]);
    expect(store.record(put.subarray(0, 16))).toBeNull();
    store.close();
    const again = open(folder);
    expect([...again.records()]).toEqual([]);
    again.close();
  });

  test("keeps all of a commit that is refused out, and goes on", () => {
    const store = create(temporaryFolder(), { ...SHAPE, slots: 2 });
    const [first, second, third] = [bytes(64), bytes(64), bytes(64)];
    store.commit({ state: "one\n", journal: [], record: { put: first } });
    store.commit({ state: "two\n", journal: [], record: { put: second } });
    const refused = (change: object) => () => store.commit({ state: "three\n", journal: ["x"], ...change });
    expect(refused({ record: { put: third } })).toThrow("no room");
    expect(refused({ state: "s".repeat(5000) })).toThrow("at most");
    expect(refused({ state: "" })).toThrow("never empty");
    expect(refused({ record: { put: bytes(63) } })).toThrow("one length");
    expect(refused({ record: { put: new Uint8Array(64) } })).toThrow("zeros");
    expect(refused({ record: { erase: bytes(16) } })).toThrow("no such");
    expect(refused({ record: { erase: new Uint8Array(16) } })).toThrow("no such");
    // SQLite itself refuses: the transaction had begun, and the record and the line with it.
    const documents = [{ name: null as unknown as string, bytes: null as unknown as Uint8Array }];
    expect(refused({ record: { erase: first.subarray(0, 16) }, documents })).toThrow();
    expect(store.load()).toEqual({ state: "two\n", journal: [] });
    expect(store.record(first.subarray(0, 16))).toEqual(first);
    store.commit({ state: "erased\n", journal: [], record: { erase: first.subarray(0, 16) } });
    store.commit({ state: "three\n", journal: [], record: { put: third } });
    expect([...store.records()].length).toBe(2);
    store.close();
  });

  test("is opened by one at a time, and only if it is whole and the one that is meant", () => {
    const folder = temporaryFolder();
    const store = create(folder);
    store.commit({ state: "one\n", journal: [] });
    const tryOpen = (identity: Partial<StoreIdentity> = {}, at = folder) =>
      codeOf(openMirroredStore(at, null, { identity: { ...IDENTITY, ...identity } }));
    expect(tryOpen()).toBe("store-busy");
    expect(codeOf(createMirroredStore(folder, null, { identity: IDENTITY, shape: SHAPE }))).toBe(
      "store-busy",
    );
    store.close();
    expect(codeOf(createMirroredStore(folder, null, { identity: IDENTITY, shape: SHAPE }))).toBe(
      "store-there",
    );
    expect(tryOpen({ election: "other" })).toBe("store-other");
    expect(tryOpen({ definition: "other" })).toBe("store-other");
    expect(tryOpen({ mode: "test" })).toBe("store-other");
    expect(tryOpen({ station: "other" })).toBe("store-other");
    expect(tryOpen({}, temporaryFolder())).toBe("store-missing");
    // The refusals let go of the lock.
    open(folder).close();
    const other = temporaryFolder();
    writeFileSync(
      join(other, STORE_FILE),
      "no database at all, but long enough to be looked at as one ".repeat(20),
    );
    expect(tryOpen({}, other)).toBe("store-unreadable");
    writeFileSync(join(other, STORE_FILE), "");
    expect(tryOpen({}, other)).toBe("store-unreadable");
    const damaged = readFileSync(join(folder, STORE_FILE));
    writeFileSync(join(other, STORE_FILE), damaged.subarray(0, damaged.length - 4096));
    expect(tryOpen({}, other)).toBe("store-unreadable");
    expect(() =>
      createMirroredStore(other, null, { identity: { ...IDENTITY, station: "a\nb" }, shape: SHAPE }),
    ).toThrow();
  });

  test("is readable by its own user only, and does not grow with the votes", () => {
    const folder = temporaryFolder();
    const store = create(folder);
    const size = statSync(join(folder, STORE_FILE)).size;
    for (let i = 0; i < 60; i += 1)
      store.commit({ state: "x".repeat(i * 60 + 1), journal: [], record: { put: bytes(64) } });
    store.close();
    expect(statSync(join(folder, STORE_FILE)).size).toBe(size);
    if (process.platform === "win32") return;
    for (const name of [STORE_FILE, `${STORE_FILE}-journal`])
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(existsSync(join(folder, `${STORE_FILE}.new`))).toBe(false);
  });
});
