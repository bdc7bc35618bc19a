/** A store that survives and tells nothing. */
import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { utf8 } from "@triplicate/core/bytes.ts";
import { afterAll, describe, expect, test } from "vitest";
import { adoptCopy, createCopies, openCopies, STORE_FILE } from "./station-copies.ts";
import { beyondChance, examine, holding, rankCorrelation } from "./station-store.test-helper.ts";
import { createStationStore, openStationStore, type StoreShape } from "./station-store.ts";

const folders: string[] = [];
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "triplicate-station-"));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const SHAPE: StoreShape = { slots: 700, recordBytes: 64, stateBytes: 4096 };
const bytes = (length: number) => new Uint8Array(randomBytes(length));
const stateText = (i: number) =>
  `ballots ${i} — the state number ${String(i).padStart(5, "0")} of this station\n`;

describe("what is on the disk after a day", () => {
  const folder = temporaryFolder();
  const medium = join(folder, "medium");
  mkdirSync(medium);
  const codes: Uint8Array[] = [];
  const erased: Uint8Array[] = [];
  const states: string[] = [];
  let store = createCopies(folder, medium, SHAPE);
  for (let i = 0; i < 500; i += 1) {
    const record = bytes(SHAPE.recordBytes);
    const commit = (more: object) => {
      const state = stateText(states.length);
      states.push(state);
      store.commit({ state, journal: [], ...more });
    };
    // Pending, printed, cast, as a voter goes.
    commit({ record: { put: record } });
    if (i % 40 === 7) {
      commit({ record: { erase: record.subarray(0, 16) } });
      erased.push(record);
    } else {
      const done = Uint8Array.from(record);
      done[48] = i % 25 === 3 ? 5 : 4;
      commit({ record: { put: done } });
      codes.push(record.subarray(0, 16));
    }
    if (i % 100 === 60) commit({ journal: [`${i} half-hour 20`] });
    if (i % 170 === 99) {
      store.close();
      const again = openCopies(folder, medium);
      if ("code" in again) throw new Error(again.code);
      store = again;
    }
  }
  const last = states.at(-1)!;
  store.close();

  test("tells in no file, page, row or neighbourhood in which order people voted", () => {
    const found = examine(folder, codes);
    expect(found.length).toBeGreaterThan(10);
    expect(found.filter(beyondChance)).toEqual([]);
  });

  test("holds nothing that was erased or replaced", () => {
    expect(
      holding(
        folder,
        erased.map((record) => record.subarray(0, 16)),
      ),
    ).toEqual([]);
    expect(
      holding(
        folder,
        erased.map((record) => record.subarray(16, 48)),
      ),
    ).toEqual([]);
    expect(
      holding(
        folder,
        states.filter((state) => state !== last).map((state) => utf8(state)),
      ),
    ).toEqual([]);
    expect(
      holding(folder, [utf8(last)])
        .map((path) => path.slice(folder.length + 1))
        .sort(),
    ).toEqual([`medium/${STORE_FILE}`, STORE_FILE]);
  });

  test("leaves a journal of zeros", () => {
    for (const place of [folder, medium]) {
      expect(readFileSync(join(place, `${STORE_FILE}-journal`)).every((byte) => byte === 0)).toBe(true);
    }
  });

  test("does not grow with the votes", () => {
    const fresh = temporaryFolder();
    createStationStore(join(fresh, STORE_FILE), SHAPE).close();
    const grown = statSync(join(folder, STORE_FILE)).size - statSync(join(fresh, STORE_FILE)).size;
    expect(grown).toBe(0);
  });

  test("is found out where records are put one behind the other", () => {
    const naive = temporaryFolder();
    const database = new DatabaseSync(join(naive, "naive.sqlite"));
    database.exec("CREATE TABLE record (code BLOB PRIMARY KEY, choices BLOB) WITHOUT ROWID");
    const arrived = Array.from({ length: 400 }, () => bytes(16));
    for (const code of arrived) database.prepare("INSERT INTO record VALUES (?, ?)").run(code, bytes(48));
    database.close();
    // Keyed by a random code, and yet: within a page SQLite puts cells in the order in which they came.
    expect(examine(naive, arrived).filter(beyondChance).length).toBeGreaterThan(0);
    const list = temporaryFolder();
    writeFileSync(join(list, "list"), Buffer.concat(arrived));
    expect(examine(list, arrived).filter(beyondChance).length).toBeGreaterThan(0);
    expect(rankCorrelation([5, 6, 7, 8])).toBe(1);
    expect(rankCorrelation([8, 7, 6, 5])).toBe(-1);
  });
});

describe("a store", () => {
  test("gives back what was committed, records by their codes", () => {
    const path = join(temporaryFolder(), STORE_FILE);
    const store = createStationStore(path, SHAPE);
    expect(store.load()).toEqual({ state: null, journal: [] });
    const records = Array.from({ length: 20 }, () => bytes(64));
    for (const [i, put] of records.entries())
      store.commit({ state: stateText(i), journal: [`line ${i}`], record: { put } });
    store.commit({
      state: "done\n",
      journal: [],
      documents: [
        { name: "b.note", bytes: utf8("second") },
        { name: "a.note", bytes: utf8("first") },
      ],
    });
    store.commit({ state: "done\n", journal: [], documents: [{ name: "b.note", bytes: utf8("third") }] });
    store.close();
    const again = openStationStore(path);
    expect(again.load()).toEqual({ state: "done\n", journal: records.map((_, i) => `line ${i}`) });
    const hex = (list: Iterable<Uint8Array>) => [...list].map((one) => Buffer.from(one).toString("hex"));
    expect(hex(again.records())).toEqual(hex(records).sort());
    expect(again.record(records[3]!.subarray(0, 16))).toEqual(records[3]);
    expect(again.record(bytes(16))).toBeNull();
    expect(again.documents()).toEqual(["a.note", "b.note"]);
    expect(again.document("b.note")).toEqual(utf8("third"));
    expect(again.commits()).toBe(22);
    again.close();
  });

  test("keeps all of a commit that fails out", () => {
    const path = join(temporaryFolder(), STORE_FILE);
    const store = createStationStore(path, { ...SHAPE, slots: 2 });
    const [first, second, third] = [bytes(64), bytes(64), bytes(64)];
    store.commit({ state: "one\n", journal: [], record: { put: first } });
    store.commit({ state: "two\n", journal: [], record: { put: second } });
    expect(() => store.commit({ state: "three\n", journal: ["x"], record: { put: third } })).toThrow(
      "no room",
    );
    expect(() => store.commit({ state: "s".repeat(5000), journal: ["x"] })).toThrow("at most");
    expect(() => store.commit({ state: "s\n", journal: [], record: { put: bytes(63) } })).toThrow(
      "one length",
    );
    expect(() => store.commit({ state: "s\n", journal: [], record: { erase: bytes(16) } })).toThrow(
      "no such",
    );
    expect(store.load()).toEqual({ state: "two\n", journal: [] });
    store.commit({ state: "erased\n", journal: [], record: { erase: first.subarray(0, 16) } });
    store.commit({ state: "three\n", journal: [], record: { put: third } });
    expect([...store.records()].length).toBe(2);
    store.close();
  });

  test("opens for one process only, and only what is one", () => {
    const folder = temporaryFolder();
    const path = join(folder, STORE_FILE);
    const store = createStationStore(path, SHAPE);
    store.commit({ state: "one\n", journal: [] });
    expect(() => openStationStore(path)).toThrow(/locked/);
    expect(() => createStationStore(path, SHAPE)).toThrow("already");
    store.close();
    writeFileSync(
      join(folder, "other"),
      "not a database at all, but long enough to be looked at as one ".repeat(20),
    );
    expect(() => openStationStore(join(folder, "other"))).toThrow();
    expect(() => openStationStore(join(folder, "none"))).toThrow("no store");
  });
});

describe("the second copy", () => {
  const setUp = () => {
    const folder = temporaryFolder();
    const medium = join(folder, "medium");
    mkdirSync(medium);
    return { folder, medium, store: createCopies(folder, medium, SHAPE) };
  };

  test("is the same after each commit, and a replacement machine goes on from it", () => {
    const { folder, medium, store } = setUp();
    const put = bytes(64);
    store.commit({ state: "one\n", journal: ["a"], record: { put } });
    store.commit({ state: "two\n", journal: ["b"] });
    expect(store.secondCopy()).toBe("fine");
    store.close();
    rmSync(join(folder, STORE_FILE));
    const other = join(folder, "replacement");
    expect(adoptCopy(medium, other)).toBeNull();
    const again = openStationStore(join(other, STORE_FILE));
    expect([again.load(), again.record(put.subarray(0, 16))]).toEqual([
      { state: "two\n", journal: ["a", "b"] },
      put,
    ]);
    again.close();
  });

  test("may be pulled: voting goes on, the machine says so, and it is brought up to date", () => {
    const { folder, medium, store } = setUp();
    store.commit({ state: "one\n", journal: [] });
    renameSync(medium, `${medium}.pulled`);
    rmSync(join(`${medium}.pulled`, `${STORE_FILE}-journal`), { force: true });
    store.commit({ state: "two\n", journal: [], record: { put: bytes(64) } });
    store.close();
    const without = openCopies(folder, medium);
    if ("code" in without) throw new Error(without.code);
    expect(without.secondCopy()).toBe("missing");
    without.commit({ state: "three\n", journal: [], record: { put: bytes(64) } });
    renameSync(`${medium}.pulled`, medium);
    without.commit({ state: "four\n", journal: [], record: { put: bytes(64) } });
    expect(without.secondCopy()).toBe("fine");
    without.close();
    const copy = openStationStore(join(medium, STORE_FILE));
    expect([copy.load().state, [...copy.records()].length]).toEqual(["four\n", 3]);
    copy.close();
  });

  test("that is ahead of the machine is not written over", () => {
    const { folder, medium, store } = setUp();
    store.commit({ state: "one\n", journal: [] });
    store.close();
    const old = readFileSync(join(folder, STORE_FILE));
    const again = openCopies(folder, medium);
    if ("code" in again) throw new Error(again.code);
    again.commit({ state: "two\n", journal: [] });
    again.close();
    writeFileSync(join(folder, STORE_FILE), old);
    expect(openCopies(folder, medium)).toEqual({ code: "copy-ahead" });
    expect(openCopies(join(folder, "nowhere"), medium)).toEqual({ code: "store-missing" });
    expect(adoptCopy(join(folder, "nowhere"), join(folder, "x"))).toEqual({ code: "store-missing" });
    expect(existsSync(join(folder, "x"))).toBe(false);
  });
});
