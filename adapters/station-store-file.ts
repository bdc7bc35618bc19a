/**
 * One SQLite file of a station, whose every record lies in a place that was there before it.
 *
 *     slot   n, bytes      made before anybody votes, all of one length; zeros where there is no record
 *     state  bytes         stamp, length of the text, text, zeros up to one length
 *     journal, document    what everybody in the room knows
 *
 * Equal key and length let SQLite overwrite a row where it lies, so neither row numbers, pages nor free space grow with the votes. The
 * rollback journal holds what the last commit replaced; it is kept, and overwritten with zeros in its own blocks as soon as the commit
 * is done. Which slot a record gets is decided above (station-store.ts), and two files may be given the same steps (station-store-mirror.ts).
 * Spec: spec/station-storage.md, sections 1 and 2.
 * @module
 */
import { closeSync, existsSync, openSync, statSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { concatBytes, decodeUtf8, equalBytes, utf8 } from "@triplicate/core/bytes.ts";
import type { StationChange } from "@triplicate/core/count-machine/station-port.ts";
import { wipeInPlace } from "./station-store-wipe.ts";

export type StoreShape = {
  /** Records that fit: voters on the register, and vouchers that may be spoiled. */
  readonly slots: number;
  /** Length of every record. */
  readonly recordBytes: number;
  /** Longest state, in bytes. */
  readonly stateBytes: number;
};

/**
 * Where a file stands, so that two copies can be told apart: random tags, new with each commit. They count nothing.
 * The second copy stands at `tried`, where the last attempt was to bring it, or at the first of `known`, where it stood before that; at a
 * later one of those if its medium lost what it had said was flushed.
 */
export type Stamp = Readonly<Record<"tag" | "previous" | "tried" | "known", Uint8Array>>;

export type Step = {
  readonly change: StationChange;
  readonly stamp: Stamp;
  /** Where the change's record lies, and what is to be there. */
  readonly slot: { readonly n: number; readonly bytes: Uint8Array } | null;
};

export type StoreFile = {
  readonly path: string;
  readonly shape: StoreShape;
  /** Election, definition, mode and station, as station-store.ts prints them. */
  readonly identity: string;
  /** Random, of the store that was made first; its copies have it too. */
  readonly id: Uint8Array;
  stamp(): Stamp;
  state(): string | null;
  journal(): string[];
  document(name: string): Uint8Array | null;
  documents(): string[];
  slot(n: number): Uint8Array;
  /** By number, empty ones too. */
  slots(): Iterable<Uint8Array>;
  /** All or nothing, and on the disk when it returns. */
  write(step: Step): void;
  /** The same content with another stamp. */
  restamp(stamp: Stamp): void;
  /** Any other change, in one transaction. */
  change(act: (run: Run) => void): void;
  /** Whether the last journal was overwritten; it is tried again at the next commit. */
  readonly isWiped: () => boolean;
  /** Whether the path still names the file that is open: a medium may have been pulled. */
  readonly isThere: () => boolean;
  close(): void;
};

export type Run = (sql: string, ...values: readonly SQLInputValue[]) => void;

export const TAG_BYTES = 16;
/** No commit has it. */
export const NO_TAG = new Uint8Array(TAG_BYTES);
const APPLICATION_ID = 0x54_72_69_53;
const VERSION = 1;
/** Sticks have been seen to lose the last seconds. */
const KNOWN_TAGS = 64;
const KNOWN_AT = 3 * TAG_BYTES;
const LENGTH_AT = KNOWN_AT + KNOWN_TAGS * TAG_BYTES;
const STATE_HEAD = LENGTH_AT + 4;

/** With one more place at which the second copy may stand; the oldest goes. */
export const withKnown = ({ known }: Stamp, tag: Uint8Array): Uint8Array =>
  concatBytes(tag, known.subarray(0, (KNOWN_TAGS - 1) * TAG_BYTES));

export function isKnown({ known, tried }: Stamp, tag: Uint8Array): boolean {
  if (equalBytes(tag, NO_TAG)) return false;
  for (let at = 0; at < known.length; at += TAG_BYTES)
    if (equalBytes(known.subarray(at, at + TAG_BYTES), tag)) return true;
  return equalBytes(tried, tag);
}

export type Making = Pick<StoreFile, "shape" | "identity" | "id">;

/** Makes an empty file where there is none. It is whole, but its name not durable, when this returns. */
export function createStoreFile(path: string, { shape, identity, id }: Making, tag: Uint8Array): void {
  // Made here for its rights: the journal takes those of the file.
  closeSync(openSync(path, "wx", 0o600));
  const connection = connect(path);
  try {
    connection.exec(`
      BEGIN IMMEDIATE;
      PRAGMA application_id = ${APPLICATION_ID};
      PRAGMA user_version = ${VERSION};
      CREATE TABLE shape (slots INTEGER NOT NULL, record_bytes INTEGER NOT NULL, state_bytes INTEGER NOT NULL, identity TEXT NOT NULL, id BLOB NOT NULL);
      CREATE TABLE state (n INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
      CREATE TABLE slot (n INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
      CREATE TABLE journal (n INTEGER PRIMARY KEY, line TEXT NOT NULL);
      CREATE TABLE document (name TEXT PRIMARY KEY, bytes BLOB NOT NULL);
    `);
    connection
      .prepare("INSERT INTO shape VALUES (?, ?, ?, ?, ?)")
      .run(shape.slots, shape.recordBytes, shape.stateBytes, identity, id);
    connection
      .prepare("INSERT INTO state VALUES (0, ?)")
      .run(packState("", { tag, previous: NO_TAG, tried: NO_TAG, known: NO_TAG }, shape));
    const insert = connection.prepare("INSERT INTO slot VALUES (?, ?)");
    const empty = new Uint8Array(shape.recordBytes);
    for (let n = 0; n < shape.slots; n += 1) insert.run(n, empty);
    connection.exec("COMMIT");
  } finally {
    connection.close();
  }
  wipeInPlace(`${path}-journal`);
}

/** Opens what `createStoreFile` made, rolling back what a power cut interrupted. Throws on anything else. */
export function openStoreFile(path: string): StoreFile {
  if (!existsSync(path)) throw new Error("there is no store");
  return createFileAccess(path, openChecked(path));
}

/**
 * Exclusive before the journal's mode: the first look at the file may roll a commit back, and must not delete the journal unwiped.
 * Deleted rows and pages are zeroed; nothing in temporary files.
 */
function connect(path: string): DatabaseSync {
  const connection = new DatabaseSync(path);
  connection.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = PERSIST;
    PRAGMA synchronous = EXTRA;
    PRAGMA fullfsync = ON;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cell_size_check = ON;
    PRAGMA trusted_schema = OFF;
  `);
  return connection;
}

function openChecked(path: string): DatabaseSync {
  const connection = connect(path);
  try {
    const value = (pragma: string): unknown =>
      Object.values(connection.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
    if (value("application_id") !== APPLICATION_ID || value("user_version") !== VERSION)
      throw new Error("this is no store of a station");
    const check = value("quick_check");
    if (check !== "ok") throw new Error(`the store is damaged: ${String(check)}`);
    // SQLite has rolled back what was not finished by now; what the journal held is wiped.
    wipeInPlace(`${path}-journal`);
    const shape = shapeOf(connection);
    const { slots } = connection
      .prepare("SELECT count(*) AS slots FROM slot WHERE length(bytes) = ?")
      .get(shape.recordBytes)!;
    if (slots !== shape.slots) throw new Error("the store has lost places of records");
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

type Held = {
  connection(): DatabaseSync;
  prepare(sql: string): StatementSync;
  /** All of `act` or nothing. `tag` is the stamp's that it writes, if it writes one. */
  transaction(act: (run: Run) => void, tag: Uint8Array | null): void;
  readonly isWiped: () => boolean;
  close(): void;
};

function holdConnection(path: string, opened: DatabaseSync): Held {
  let connection: DatabaseSync | null = opened;
  let statements = new Map<string, StatementSync>();
  let isWiped = true;
  const alive = (): DatabaseSync => {
    if (connection === null) throw new Error("the disk failed: the store must be opened anew");
    return connection;
  };
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? alive().prepare(sql);
    statements.set(sql, known);
    return known;
  };
  /** After a failure the disk says what stands. */
  const reopen = (tag: Uint8Array | null): void => {
    closeQuietly(connection);
    connection = null;
    statements = new Map();
    const again = openChecked(path);
    // Done, but a flush failed, and one that failed is never known to be made good: only a restart may go on.
    if (tag !== null && equalBytes(unpackState(stateBytesOf(again)).stamp.tag, tag)) again.close();
    else connection = again;
  };
  return {
    connection: alive,
    prepare,
    transaction(act, tag) {
      alive();
      try {
        prepare("BEGIN IMMEDIATE").run();
        act((sql, ...values) => void prepare(sql).run(...values));
        prepare("COMMIT").run();
      } catch (error) {
        try {
          reopen(tag);
        } catch {}
        throw error;
      }
      try {
        wipeInPlace(`${path}-journal`);
        isWiped = true;
      } catch {
        // What was committed stands all the same.
        isWiped = false;
      }
    },
    isWiped: () => isWiped,
    close() {
      connection?.close();
      connection = null;
    },
  };
}

function createFileAccess(path: string, opened: DatabaseSync): StoreFile {
  const device = deviceOf(path);
  const row = rowOfShape(opened);
  const shape = shapeOf(opened);
  const { connection, prepare, transaction, isWiped, close } = holdConnection(path, opened);
  const state = () => unpackState(stateBytesOf(connection()));
  const texts = (sql: string) =>
    prepare(sql)
      .all()
      .map((row) => String(Object.values(row)[0]));
  return {
    ...{ path, shape, identity: String(row.identity), id: bytesOf(row.id), isWiped, close },
    stamp: () => state().stamp,
    state: () => state().text,
    journal: () => texts("SELECT line FROM journal ORDER BY n"),
    document(name) {
      const found = prepare("SELECT bytes FROM document WHERE name = ?").get(name);
      return found === undefined ? null : bytesOf(found.bytes);
    },
    documents: () => texts("SELECT name FROM document ORDER BY name"),
    slot: (n) => bytesOf(prepare("SELECT bytes FROM slot WHERE n = ?").get(n)?.bytes),
    *slots() {
      for (const { bytes } of connection().prepare("SELECT bytes FROM slot ORDER BY n").iterate())
        yield bytesOf(bytes);
    },
    write(step) {
      const packed = packState(step.change.state, step.stamp, shape);
      transaction((run) => applyStep(step, packed, run), step.stamp.tag);
    },
    restamp(stamp) {
      const packed = packState(state().text ?? "", stamp, shape);
      transaction((run) => run(SET_STATE, packed), null);
    },
    change: (act) => transaction(act, null),
    isThere: () => deviceOf(path) === device,
  };
}

const SET_STATE = "UPDATE state SET bytes = ? WHERE n = 0";

function applyStep({ change, slot }: Step, state: Uint8Array, run: Run): void {
  if (slot !== null) run("UPDATE slot SET bytes = ? WHERE n = ?", slot.bytes, slot.n);
  for (const line of change.journal) run("INSERT INTO journal (line) VALUES (?)", line);
  for (const { name, bytes } of change.documents ?? [])
    run("INSERT INTO document VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET bytes = ?2", name, bytes);
  run(SET_STATE, state);
}

/** Makes `to` say what `from` says, each row overwritten where it lies: nothing of an older copy is left in free space. */
export function catchUp(from: StoreFile, to: StoreFile): void {
  const [stamp, state] = [from.stamp(), from.state() ?? ""];
  const differing: { n: number; bytes: Uint8Array }[] = [];
  const there = [...to.slots()];
  let n = 0;
  for (const bytes of from.slots()) {
    if (!equalBytes(bytes, there[n]!)) differing.push({ n, bytes });
    n += 1;
  }
  const [lines, known] = [from.journal(), to.journal()];
  const isPrefix = known.every((line, i) => line === lines[i]);
  to.change((run) => {
    for (const { n, bytes } of differing) run("UPDATE slot SET bytes = ? WHERE n = ?", bytes, n);
    if (!isPrefix) run("DELETE FROM journal");
    for (const line of lines.slice(isPrefix ? known.length : 0))
      run("INSERT INTO journal (line) VALUES (?)", line);
    for (const name of to.documents())
      if (from.document(name) === null) run("DELETE FROM document WHERE name = ?", name);
    for (const name of from.documents())
      run(
        "INSERT INTO document VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET bytes = ?2",
        name,
        from.document(name),
      );
    run(SET_STATE, packState(state, stamp, to.shape));
  });
}

function rowOfShape(connection: DatabaseSync) {
  const row = connection.prepare("SELECT * FROM shape").get();
  if (row === undefined) throw new Error("this is no store of a station");
  return row;
}

function shapeOf(connection: DatabaseSync): StoreShape {
  const row = rowOfShape(connection);
  return {
    slots: Number(row.slots),
    recordBytes: Number(row.record_bytes),
    stateBytes: Number(row.state_bytes),
  };
}

/** Of one length whatever it says, so that it is overwritten in place and its length tells nothing. */
function packState(text: string, stamp: Stamp, { stateBytes }: StoreShape): Uint8Array {
  const bytes = utf8(text);
  const packed = new Uint8Array(STATE_HEAD + stateBytes);
  packed.set(stamp.tag, 0);
  packed.set(stamp.previous, TAG_BYTES);
  packed.set(stamp.tried, 2 * TAG_BYTES);
  packed.set(stamp.known, KNOWN_AT);
  new DataView(packed.buffer).setUint32(LENGTH_AT, bytes.length);
  packed.set(bytes, STATE_HEAD);
  return packed;
}

function unpackState(packed: Uint8Array): { readonly stamp: Stamp; readonly text: string | null } {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(LENGTH_AT);
  const text = decodeUtf8(packed.subarray(STATE_HEAD, STATE_HEAD + length));
  if (text === null) throw new Error("the state is no text");
  const stamp = {
    tag: packed.slice(0, TAG_BYTES),
    previous: packed.slice(TAG_BYTES, 2 * TAG_BYTES),
    tried: packed.slice(2 * TAG_BYTES, KNOWN_AT),
    known: packed.slice(KNOWN_AT, LENGTH_AT),
  };
  return { stamp, text: length === 0 ? null : text };
}

const stateBytesOf = (connection: DatabaseSync): Uint8Array =>
  bytesOf(connection.prepare("SELECT bytes FROM state WHERE n = 0").get()?.bytes);

function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new Error("a column of bytes holds something else");
  return value;
}

/** Device and number of the file that the path names; empty where there is none. */
function deviceOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.dev}/${found.ino}`;
}

function closeQuietly(connection: DatabaseSync | null): void {
  try {
    connection?.close();
  } catch {}
}
