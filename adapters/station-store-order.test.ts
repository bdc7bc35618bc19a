/**
 * A day of votes, and then every byte of every file, as a thief of the disk would look at it.
 * @module
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import type { StationChange } from "@triplicate/core/count-machine/station-port.ts";
import { afterAll, describe, expect, test } from "vitest";
import {
  codeOf,
  IDENTITY,
  MEMORY,
  opened,
  randomFrom,
  temporaryFolders,
} from "./station-store.test-helper.ts";
import {
  beyondChance,
  correlation,
  examine,
  filesBelow,
  pool,
  remains,
} from "./station-store-examiner.test-helper.ts";
import {
  createMirroredStore,
  openMirroredStore,
  resumeFromCopy,
  STORE_FILE,
} from "./station-store-mirror.ts";

const folders = temporaryFolders(MEMORY);
afterAll(() => folders.remove());

const VOTES = 500;
const SHAPE = { slots: 700, recordBytes: 64, stateBytes: 6000 } as const;
const codesOf = (records: readonly Uint8Array[]) => records.map((record) => record.subarray(0, 16));

type Day = {
  readonly folder: string;
  readonly kept: Uint8Array[];
  readonly erased: Uint8Array[];
  readonly states: string[];
};

/** Voters come; one in 25 spoils a voucher, of one in 40 no paper comes out; the machine is restarted, the medium pulled and put back. */
function day(seed: string): Day {
  const folder = folders.make();
  const [machine, medium] = [join(folder, "machine"), join(folder, "medium")];
  mkdirSync(medium);
  const random = randomFrom(seed);
  const made: Day = { folder, kept: [], erased: [], states: [] };
  const options = { identity: IDENTITY, random };
  let store = opened(createMirroredStore(machine, medium, { ...options, shape: SHAPE }));
  const commit = (change: Partial<StationChange> = {}): void => {
    // Each state can be told from each other by bytes that are in no other.
    const state = `state\n{"code":"${encodeHex(random(16))}"${" ".repeat(made.states.length % 40)}}\n`;
    made.states.push(state);
    const documents =
      made.states.length % 300 === 1 ? [{ name: "zero-tape", bytes: random(made.states.length) }] : [];
    store.commit({ state, journal: [], documents, ...change });
  };
  const inState = (record: Uint8Array, state: number): Uint8Array => {
    const next = Uint8Array.from(record);
    next[48] = state;
    return next;
  };
  for (let vote = 0; vote < VOTES; vote += 1) {
    const record = random(SHAPE.recordBytes);
    commit();
    commit({ record: { put: inState(record, 1) } });
    if (vote % 40 === 7) {
      commit({ record: { erase: record.subarray(0, 16) } });
      made.erased.push(record);
    } else {
      commit({ record: { put: inState(record, 2) } });
      commit({ record: { put: inState(record, vote % 25 === 3 ? 5 : 4) } });
      made.kept.push(record);
    }
    if (vote % 60 === 59) commit({ journal: [`half hour ${vote}`] });
    if (vote % 140 === 99) {
      store.close();
      store = opened(openMirroredStore(machine, medium, options));
    }
    if (vote === 200) renameSync(medium, `${medium}-pulled`);
    if (vote === 260) renameSync(`${medium}-pulled`, medium);
  }
  expect(store.secondCopy()).toBe("fine");
  store.close();
  return made;
}

describe("after a day of votes", () => {
  const days = ["one", "two", "three", "four"].map(day);

  test("nothing on the disk or the medium tells in which order people voted", () => {
    const found = pool(days.map(({ folder, kept }) => examine(folder, codesOf(kept))));
    expect(found.length).toBeGreaterThan(400);
    expect(found.filter(beyondChance)).toEqual([]);
  });

  test("each record is in one place of each copy, and nothing of one is anywhere else", () => {
    for (const { folder, kept } of days) {
      const all = { [`machine/${STORE_FILE}`]: kept.length, [`medium/${STORE_FILE}`]: kept.length };
      const parts = [
        [0, 16],
        [16, 48],
        [49, 64],
      ] as const;
      for (const [from, to] of parts) {
        const needles = kept.map((record) => record.subarray(from, to));
        expect(remains(folder, needles)).toEqual(all);
        const file = readFileSync(join(folder, "machine", STORE_FILE));
        expect(needles.filter((needle) => file.indexOf(needle) !== file.lastIndexOf(needle))).toEqual([]);
      }
    }
  });

  test("nothing is left of an erased record or an earlier state", () => {
    for (const { folder, erased, states } of days) {
      expect(erased.length).toBeGreaterThan(10);
      for (const [from, to] of [
        [0, 16],
        [16, 48],
        [49, 64],
      ] as const)
        expect(
          remains(
            folder,
            erased.map((record) => record.subarray(from, to)),
          ),
        ).toEqual({});
      const tokens = states.map((state) => utf8(state.slice(14, 46)));
      expect(remains(folder, tokens.slice(0, -1))).toEqual({});
      expect(Object.values(remains(folder, tokens.slice(-1)))).toEqual([1, 1]);
    }
  });

  test("there are three files in each place, and of the journal only zeros", () => {
    const names = ["station.lock", STORE_FILE, `${STORE_FILE}-journal`];
    for (const { folder } of days) {
      expect(filesBelow(folder)).toEqual(
        ["machine", "medium"].flatMap((place) => names.map((name) => join(folder, place, name))),
      );
      for (const place of ["machine", "medium"]) {
        const bytes = readFileSync(join(folder, place, `${STORE_FILE}-journal`));
        expect(bytes.every((byte) => byte === 0)).toBe(true);
        expect(readFileSync(join(folder, place, "station.lock")).length).toBe(0);
      }
    }
  });

  test("the slots that are empty are alike, used or not, and both copies are", () => {
    for (const { folder, kept } of days) {
      const [slots, copy] = ["machine", "medium"].map((place) => {
        const database = new DatabaseSync(join(folder, place, STORE_FILE), { readOnly: true });
        const rows = database.prepare("SELECT n, bytes FROM slot ORDER BY n").all();
        const [free] = Object.values(database.prepare("PRAGMA freelist_count").get()!);
        database.close();
        expect(free).toBe(0);
        // SQLite counts openings, not commits: made, and opened five times at most with its copies.
        expect(readFileSync(join(folder, place, STORE_FILE)).readUInt32BE(24)).toBeLessThan(10);
        return rows.map(({ n, bytes }) => `${n} ${encodeHex(bytes as Uint8Array)}`);
      });
      expect(copy).toEqual(slots);
      const empty = slots!.filter((slot) => /^\d+ 0+$/.test(slot));
      expect(empty.length).toBe(SHAPE.slots - kept.length);
    }
  });

  test("a replacement machine's new disk tells nothing either", () => {
    const [{ folder, kept }] = days as [Day];
    const taken = folders.make();
    const store = opened(resumeFromCopy(join(folder, "medium"), taken, { identity: IDENTITY }));
    expect([...store.records()].length).toBe(kept.length);
    store.close();
    expect(examine(taken, codesOf(kept)).filter(beyondChance)).toEqual([]);
    expect(
      codeOf(openMirroredStore(join(folder, "machine"), join(folder, "medium"), { identity: IDENTITY })),
    ).toBe("copy-ahead");
  });
});

type Naive = (folder: string, records: readonly Uint8Array[]) => void;

const insideSqlite =
  (schema: string, insert: (database: DatabaseSync, record: Uint8Array, i: number) => void): Naive =>
  (folder, records) => {
    const database = new DatabaseSync(join(folder, "naive.sqlite"));
    database.exec(`PRAGMA synchronous = OFF; ${schema}`);
    for (const [i, record] of records.entries()) insert(database, record, i);
    database.close();
  };
const slots = "CREATE TABLE slot (n INTEGER PRIMARY KEY, bytes BLOB, seen INTEGER)";
const random = randomFrom("naive");
const freeSlot = (database: DatabaseSync, order: string) =>
  database.prepare(`SELECT n FROM slot WHERE seen IS NULL ORDER BY ${order} LIMIT 1`).get()!.n!;
const fillSlots = (database: DatabaseSync) => {
  for (let n = 0; n < SHAPE.slots; n += 1)
    database.prepare("INSERT INTO slot VALUES (?, zeroblob(64), NULL)").run(n);
};

/** What would tell, each in its own way. */
const NAIVE: Readonly<Record<string, Naive>> = {
  "rows in the order of arrival": insideSqlite("CREATE TABLE record (bytes BLOB)", (database, record) => {
    database.prepare("INSERT INTO record VALUES (?)").run(record);
  }),
  "rows by their random code": insideSqlite(
    "CREATE TABLE record (code BLOB PRIMARY KEY, bytes BLOB) WITHOUT ROWID",
    (database, record) =>
      void database
        .prepare("INSERT INTO record VALUES (?, ?)")
        .run(record.subarray(0, 16), record.subarray(16)),
  ),
  "the first slot that is free": insideSqlite(slots, (database, record, i) => {
    if (i === 0) fillSlots(database);
    database.prepare("UPDATE slot SET bytes = ?, seen = 1 WHERE n = ?").run(record, freeSlot(database, "n"));
  }),
  "a time beside the record": insideSqlite(slots, (database, record, i) => {
    if (i === 0) fillSlots(database);
    const at = freeSlot(database, "random()");
    database
      .prepare("UPDATE slot SET bytes = ?, seen = ? WHERE n = ?")
      .run(record, 1_700_000_000 + i * 90, at);
  }),
  "a counter inside the record": insideSqlite(slots, (database, record, i) => {
    if (i === 0) fillSlots(database);
    const counted = Buffer.from(record);
    counted.writeUInt32LE(i, 40);
    database
      .prepare("UPDATE slot SET bytes = ?, seen = 1 WHERE n = ?")
      .run(counted, freeSlot(database, "random()"));
  }),
  "a write-ahead log that was left": (folder, records) => {
    const path = join(folder, "naive.sqlite");
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; ${slots}`);
    fillSlots(database);
    for (const record of records)
      database
        .prepare("UPDATE slot SET bytes = ?, seen = 1 WHERE n = ?")
        .run(record, freeSlot(database, "random()"));
    const [main, log] = ["", "-wal"].map((end) => readFileSync(path + end));
    database.close();
    writeFileSync(path, main!);
    writeFileSync(`${path}.wal`, log!);
  },
  "a file each": (folder, records) => {
    for (const record of records) writeFileSync(join(folder, encodeHex(record.subarray(0, 8))), record);
  },
  "a list": (folder, records) => writeFileSync(join(folder, "list"), Buffer.concat(records)),
  "lists by the quarter of an hour, in any order": (folder, records) => {
    const parts = [2, 0, 3, 1].map((part) =>
      Buffer.concat(records.filter((_, i) => Math.floor((i * 4) / records.length) === part)),
    );
    writeFileSync(join(folder, "list"), Buffer.concat(parts));
  },
};

describe("the same look finds out", () => {
  test.each(Object.keys(NAIVE))("%s", (name) => {
    const folder = folders.make();
    const records = Array.from({ length: 400 }, () => random(64));
    NAIVE[name]!(folder, records);
    expect(examine(folder, codesOf(records)).filter(beyondChance)).not.toEqual([]);
  });

  test("codes that grow with time", () => {
    const codes = Array.from({ length: 100 }, (_, i) => Uint8Array.of(1, i, ...random(14)));
    expect(
      examine(folders.make(), codes)
        .filter(beyondChance)
        .map(({ what }) => what),
    ).toContain("codes");
  });

  test("what deleting leaves, and a journal that is not overwritten", () => {
    const folder = folders.make();
    const database = new DatabaseSync(join(folder, "naive.sqlite"));
    database.exec(`PRAGMA journal_mode = PERSIST; PRAGMA secure_delete = OFF; ${slots}`);
    const erased = random(64);
    database.prepare("INSERT INTO slot VALUES (1, ?, 1)").run(erased);
    database.prepare("DELETE FROM slot").run();
    const [old, next] = [random(64), random(64)];
    database.prepare("INSERT INTO slot VALUES (1, ?, 1)").run(old);
    database.prepare("UPDATE slot SET bytes = ?").run(next);
    database.close();
    expect(Object.keys(remains(folder, [erased, old]))).not.toEqual([]);
    expect(remains(folder, [old])).toHaveProperty("naive.sqlite-journal");
    rmSync(folder, { recursive: true });
  });

  test("and equal places are no order", () => {
    expect(correlation([1, 2, 3, 4], [7, 7, 7, 7])).toBe(0);
    const ladder = Array.from({ length: 50 }, (_, i) => i);
    expect(correlation(ladder, ladder)).toBeCloseTo(7);
    expect(correlation(ladder, ladder.toReversed())).toBeCloseTo(-7);
  });
});
