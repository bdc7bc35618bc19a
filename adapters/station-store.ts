/**
 * A station's store: SQLite whose every record lies in a place that was there before it, so that no byte tells who came first.
 *
 *     slot   n, bytes      as many as the register has voters and some more, all of one length, made before anybody votes
 *     state  bytes         the whole state, padded to one length, overwritten in place
 *     journal, document    what everybody in the room knows
 *
 * A new record takes a slot at random among the empty ones; an erased one leaves zeros, as a slot that was never used. Equal length and key
 * let SQLite overwrite a row where it lies, so neither row numbers, pages nor free space grow with the votes. The rollback journal holds what
 * the last commit replaced, and is overwritten with zeros in its own blocks as soon as the commit is done.
 * Spec: spec/station-storage.md.
 * @module
 */
import { randomInt } from "node:crypto";
import { closeSync, existsSync, fdatasyncSync, fstatSync, fsyncSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { decodeUtf8, encodeHex, equalBytes, utf8 } from "@triplicate/core/bytes.ts";
import type { StationChange, StationStore } from "@triplicate/core/count-machine/station-port.ts";
import { CODE_BYTES } from "@triplicate/core/count-machine/vote-record.ts";

export type StoreShape = {
  /** Records that fit: voters on the register, and vouchers that may be spoiled. */
  readonly slots: number;
  /** Length of every record. */
  readonly recordBytes: number;
  /** Longest state, in bytes. */
  readonly stateBytes: number;
};

export type OpenedStore = StationStore & {
  readonly shape: StoreShape;
  /** Commits so far: two copies of one station are compared by it. */
  readonly commits: () => number;
};

const APPLICATION_ID = 0x54_72_69_53;
const LENGTH_BYTES = 4;

/** Makes the file; there must be none. Durable when it returns. */
export function createStationStore(path: string, shape: StoreShape): OpenedStore {
  if (existsSync(path)) throw new Error("there is a store already");
  const connection = new DatabaseSync(path);
  prepareConnection(connection);
  connection.exec(`
    BEGIN IMMEDIATE;
    PRAGMA application_id = ${APPLICATION_ID};
    CREATE TABLE shape (slots INTEGER NOT NULL, record_bytes INTEGER NOT NULL, state_bytes INTEGER NOT NULL);
    CREATE TABLE slot (n INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
    CREATE TABLE state (n INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
    CREATE TABLE journal (n INTEGER PRIMARY KEY, line TEXT NOT NULL);
    CREATE TABLE document (name TEXT PRIMARY KEY, bytes BLOB NOT NULL);
  `);
  connection
    .prepare("INSERT INTO shape VALUES (?, ?, ?)")
    .run(shape.slots, shape.recordBytes, shape.stateBytes);
  const empty = new Uint8Array(shape.recordBytes);
  const insert = connection.prepare("INSERT INTO slot VALUES (?, ?)");
  for (let n = 0; n < shape.slots; n += 1) insert.run(n, empty);
  connection.prepare("INSERT INTO state VALUES (0, ?)").run(new Uint8Array(shape.stateBytes + STATE_HEAD));
  connection.exec("COMMIT");
  wipeJournal(path);
  flushFolder(dirname(path));
  return openConnection(path, connection);
}

/** Opens what `createStationStore` made. Throws on a file that is none. */
export function openStationStore(path: string): OpenedStore {
  if (!existsSync(path)) throw new Error("there is no store");
  const connection = new DatabaseSync(path);
  try {
    prepareConnection(connection);
    const { application_id: id } = connection.prepare("PRAGMA application_id").get() as {
      application_id: number;
    };
    if (id !== APPLICATION_ID) throw new Error("this is no store of a station");
    // A power cut may have left a journal; SQLite has rolled it back by now, and what it held is wiped.
    wipeJournal(path);
    return openConnection(path, connection);
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * A rollback journal that is kept (PERSIST), so that it can be overwritten where it lies; deleted rows and pages are zeroed; one process at a
 * time; nothing in temporary files.
 */
function prepareConnection(connection: DatabaseSync): void {
  connection.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = PERSIST;
    PRAGMA synchronous = EXTRA;
    PRAGMA fullfsync = ON;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
  `);
}

/** Counter of commits, then length of the text. */
const COUNTER_BYTES = 8;
const STATE_HEAD = COUNTER_BYTES + LENGTH_BYTES;

type Slots = {
  /** Code in hexadecimal -> slot. */
  readonly taken: Map<string, number>;
  readonly free: number[];
};

function openConnection(path: string, connection: DatabaseSync): OpenedStore {
  const shape = shapeOf(connection);
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? connection.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const slots = readSlots(connection, shape);
  let commits = readState(connection).commits;

  const apply = (change: StationChange): void => {
    const record = change.record;
    if (record !== undefined) {
      if ("put" in record) putRecord(record.put, { shape, slots, prepare });
      else eraseRecord(record.erase, { shape, slots, prepare });
    }
    for (const line of change.journal) prepare("INSERT INTO journal (line) VALUES (?)").run(line);
    for (const { name, bytes } of change.documents ?? []) {
      prepare("INSERT INTO document VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET bytes = ?2").run(
        name,
        bytes,
      );
    }
    prepare("UPDATE state SET bytes = ? WHERE n = 0").run(packState(change.state, commits + 1, shape));
  };
  return {
    shape,
    commits: () => commits,
    load() {
      const journal = prepare("SELECT line FROM journal ORDER BY n").all();
      const { text } = readState(connection);
      return { state: text, journal: journal.map(({ line }) => String(line)) };
    },
    *records() {
      const codes = [...slots.taken].sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [, n] of codes) yield bytesOf(prepare("SELECT bytes FROM slot WHERE n = ?").get(n)?.bytes);
    },
    record(code) {
      const n = slots.taken.get(encodeHex(code));
      return n === undefined ? null : bytesOf(prepare("SELECT bytes FROM slot WHERE n = ?").get(n)?.bytes);
    },
    document(name) {
      const found = prepare("SELECT bytes FROM document WHERE name = ?").get(name);
      return found === undefined ? null : bytesOf(found.bytes);
    },
    documents: () =>
      prepare("SELECT name FROM document ORDER BY name")
        .all()
        .map(({ name }) => String(name)),
    commit(change) {
      prepare("BEGIN IMMEDIATE").run();
      try {
        apply(change);
        prepare("COMMIT").run();
        commits += 1;
      } catch (error) {
        try {
          if (connection.isTransaction) connection.exec("ROLLBACK");
        } catch {}
        // What stands on the disk decides which slots are taken.
        const again = readSlots(connection, shape);
        slots.taken.clear();
        for (const [code, n] of again.taken) slots.taken.set(code, n);
        slots.free.splice(0, slots.free.length, ...again.free);
        throw error;
      } finally {
        wipeJournal(path);
      }
    },
    close: () => connection.close(),
  };
}

type Writing = {
  readonly shape: StoreShape;
  readonly slots: Slots;
  readonly prepare: (sql: string) => StatementSync;
};

function putRecord(bytes: Uint8Array, { shape, slots, prepare }: Writing): void {
  if (bytes.length !== shape.recordBytes) throw new RangeError("a record has one length");
  const code = encodeHex(bytes.subarray(0, CODE_BYTES));
  const known = slots.taken.get(code);
  if (known !== undefined) {
    prepare("UPDATE slot SET bytes = ? WHERE n = ?").run(bytes, known);
    return;
  }
  if (slots.free.length === 0) throw new Error("there is no room for another record");
  const at = randomInt(slots.free.length);
  const n = slots.free[at]!;
  prepare("UPDATE slot SET bytes = ? WHERE n = ?").run(bytes, n);
  slots.free[at] = slots.free.at(-1)!;
  slots.free.pop();
  slots.taken.set(code, n);
}

function eraseRecord(code: Uint8Array, { shape, slots, prepare }: Writing): void {
  const name = encodeHex(code);
  const n = slots.taken.get(name);
  if (n === undefined) throw new Error("there is no such record");
  prepare("UPDATE slot SET bytes = ? WHERE n = ?").run(new Uint8Array(shape.recordBytes), n);
  slots.taken.delete(name);
  slots.free.push(n);
}

function readSlots(connection: DatabaseSync, shape: StoreShape): Slots {
  const empty = new Uint8Array(shape.recordBytes);
  const taken = new Map<string, number>();
  const free: number[] = [];
  for (const row of connection.prepare("SELECT n, bytes FROM slot ORDER BY n").iterate()) {
    const bytes = bytesOf(row.bytes);
    if (equalBytes(bytes, empty)) free.push(Number(row.n));
    else taken.set(encodeHex(bytes.subarray(0, CODE_BYTES)), Number(row.n));
  }
  return { taken, free };
}

function shapeOf(connection: DatabaseSync): StoreShape {
  const row = connection.prepare("SELECT * FROM shape").get();
  if (row === undefined) throw new Error("this is no store of a station");
  return {
    slots: Number(row.slots),
    recordBytes: Number(row.record_bytes),
    stateBytes: Number(row.state_bytes),
  };
}

/** Of one length whatever it says, so that it is overwritten in place and its length tells nothing. */
function packState(text: string, commits: number, { stateBytes }: StoreShape): Uint8Array {
  const bytes = utf8(text);
  if (bytes.length > stateBytes) throw new RangeError(`a state has at most ${stateBytes} bytes`);
  const packed = new Uint8Array(STATE_HEAD + stateBytes);
  const view = new DataView(packed.buffer);
  view.setBigUint64(0, BigInt(commits));
  view.setUint32(COUNTER_BYTES, bytes.length);
  packed.set(bytes, STATE_HEAD);
  return packed;
}

function readState(connection: DatabaseSync): { readonly commits: number; readonly text: string | null } {
  const packed = bytesOf(connection.prepare("SELECT bytes FROM state WHERE n = 0").get()?.bytes);
  const view = new DataView(packed.buffer, packed.byteOffset);
  const length = view.getUint32(COUNTER_BYTES);
  const text = decodeUtf8(packed.subarray(STATE_HEAD, STATE_HEAD + length));
  return { commits: Number(view.getBigUint64(0)), text: length === 0 ? null : text };
}

function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new Error("a column of bytes holds something else");
  return value;
}

/** The journal of the last commit, overwritten with zeros where it lies. Its header is zero already: nothing would be rolled back. */
function wipeJournal(path: string): void {
  const journal = `${path}-journal`;
  if (!existsSync(journal)) return;
  const handle = openSync(journal, "r+");
  try {
    const { size } = fstatSync(handle);
    if (size === 0) return;
    writeSync(handle, new Uint8Array(size), 0, size, 0);
    fdatasyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function flushFolder(path: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
