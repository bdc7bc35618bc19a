/**
 * One SQLite file of a station, whose every record lies in a place that was there before it.
 *
 *     slot   n, bytes      made before anybody votes, all of one length; zeros where there is no record
 *     state  bytes         head (stamp, length of the text), text, zeros up to one length
 *     life   n, id, since  the machines that have written this, in order
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
import { decodeUtf8, equalBytes, utf8 } from "@triplicate/core/bytes.ts";
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

/** How far a file has come. The tag is random, new with each commit: two files with one tag have one history. */
export type Stamp = { readonly commits: number; readonly tag: Uint8Array; readonly previous: Uint8Array };

/** A machine that wrote this store, and at which commit it took over. */
export type Life = { readonly id: Uint8Array; readonly since: number };

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
  lives(): Life[];
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
const APPLICATION_ID = 0x54_72_69_53;
const VERSION = 1;
/** Commits 8, tag, previous tag, length of the text 4. */
const STATE_HEAD = 8 + 2 * TAG_BYTES + 4;

/** Makes an empty file where there is none. It is whole, but its name not durable, when this returns. */
export function createStoreFile(path: string, shape: StoreShape, identity: string, life: Uint8Array): void {
  // Made here for its rights: the journal takes those of the file.
  closeSync(openSync(path, "wx", 0o600));
  const connection = connect(path);
  try {
    connection.exec(`
      BEGIN IMMEDIATE;
      PRAGMA application_id = ${APPLICATION_ID};
      PRAGMA user_version = ${VERSION};
      CREATE TABLE shape (slots INTEGER NOT NULL, record_bytes INTEGER NOT NULL, state_bytes INTEGER NOT NULL, identity TEXT NOT NULL);
      CREATE TABLE life (n INTEGER PRIMARY KEY, id BLOB NOT NULL, since INTEGER NOT NULL);
      CREATE TABLE state (n INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
      CREATE TABLE slot (n INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
      CREATE TABLE journal (n INTEGER PRIMARY KEY, line TEXT NOT NULL);
      CREATE TABLE document (name TEXT PRIMARY KEY, bytes BLOB NOT NULL);
    `);
    connection
      .prepare("INSERT INTO shape VALUES (?, ?, ?, ?)")
      .run(shape.slots, shape.recordBytes, shape.stateBytes, identity);
    connection.prepare("INSERT INTO life VALUES (0, ?, 0)").run(life);
    connection.prepare("INSERT INTO state VALUES (0, ?)").run(new Uint8Array(STATE_HEAD + shape.stateBytes));
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

function createFileAccess(path: string, opened: DatabaseSync): StoreFile {
  let connection: DatabaseSync | null = opened;
  let statements = new Map<string, StatementSync>();
  let isWiped = true;
  const device = deviceOf(path);
  const { shape, identity } = { shape: shapeOf(opened), identity: identityOf(opened) };
  const alive = (): DatabaseSync => {
    if (connection === null) throw new Error("the disk failed: the store must be opened anew");
    return connection;
  };
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? alive().prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const wipe = (): void => {
    try {
      wipeInPlace(`${path}-journal`);
      isWiped = true;
    } catch {
      // What was committed stands all the same.
      isWiped = false;
    }
  };
  /** After a failure the disk says what stands; `tag` is that of the step that failed. */
  const reopen = (tag: Uint8Array | null): void => {
    closeQuietly(connection);
    connection = null;
    statements = new Map();
    const again = openChecked(path);
    // Done, but a flush failed, and one that failed is never known to be made good: only a restart may go on.
    if (tag !== null && equalBytes(unpackState(stateBytesOf(again)).stamp.tag, tag)) again.close();
    else connection = again;
  };
  const transaction = (act: (run: Run) => void, tag: Uint8Array | null): void => {
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
    wipe();
  };
  return {
    ...{ path, shape, identity },
    lives: () =>
      prepare("SELECT id, since FROM life ORDER BY n")
        .all()
        .map(({ id, since }) => ({ id: bytesOf(id), since: Number(since) })),
    stamp: () => unpackState(stateBytesOf(alive())).stamp,
    state: () => unpackState(stateBytesOf(alive())).text,
    journal: () =>
      prepare("SELECT line FROM journal ORDER BY n")
        .all()
        .map(({ line }) => String(line)),
    document(name) {
      const found = prepare("SELECT bytes FROM document WHERE name = ?").get(name);
      return found === undefined ? null : bytesOf(found.bytes);
    },
    documents: () =>
      prepare("SELECT name FROM document ORDER BY name")
        .all()
        .map(({ name }) => String(name)),
    slot: (n) => bytesOf(prepare("SELECT bytes FROM slot WHERE n = ?").get(n)?.bytes),
    *slots() {
      for (const { bytes } of alive().prepare("SELECT bytes FROM slot ORDER BY n").iterate())
        yield bytesOf(bytes);
    },
    write(step) {
      const state = packState(step.change.state, step.stamp, shape);
      transaction((run) => applyStep(step, state, run), step.stamp.tag);
    },
    change: (act) => transaction(act, null),
    isWiped: () => isWiped,
    isThere: () => deviceOf(path) === device,
    close() {
      connection?.close();
      connection = null;
    },
  };
}

function applyStep({ change, slot }: Step, state: Uint8Array, run: Run): void {
  if (slot !== null) run("UPDATE slot SET bytes = ? WHERE n = ?", slot.bytes, slot.n);
  for (const line of change.journal) run("INSERT INTO journal (line) VALUES (?)", line);
  for (const { name, bytes } of change.documents ?? [])
    run("INSERT INTO document VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET bytes = ?2", name, bytes);
  run("UPDATE state SET bytes = ? WHERE n = 0", state);
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
    for (const [i, { id, since }] of from.lives().entries())
      run(
        "INSERT INTO life VALUES (?1, ?2, ?3) ON CONFLICT (n) DO UPDATE SET id = ?2, since = ?3",
        i,
        id,
        since,
      );
    run("UPDATE state SET bytes = ? WHERE n = 0", packState(state, stamp, to.shape));
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

const identityOf = (connection: DatabaseSync): string => String(rowOfShape(connection).identity);

/** Of one length whatever it says, so that it is overwritten in place and its length tells nothing. */
function packState(text: string, stamp: Stamp, { stateBytes }: StoreShape): Uint8Array {
  const bytes = utf8(text);
  const packed = new Uint8Array(STATE_HEAD + stateBytes);
  const view = new DataView(packed.buffer);
  view.setBigUint64(0, BigInt(stamp.commits));
  packed.set(stamp.tag, 8);
  packed.set(stamp.previous, 8 + TAG_BYTES);
  view.setUint32(STATE_HEAD - 4, bytes.length);
  packed.set(bytes, STATE_HEAD);
  return packed;
}

function unpackState(packed: Uint8Array): { readonly stamp: Stamp; readonly text: string | null } {
  const view = new DataView(packed.buffer, packed.byteOffset);
  const length = view.getUint32(STATE_HEAD - 4);
  const text = decodeUtf8(packed.subarray(STATE_HEAD, STATE_HEAD + length));
  if (text === null) throw new Error("the state is no text");
  const stamp = {
    commits: Number(view.getBigUint64(0)),
    tag: packed.slice(8, 8 + TAG_BYTES),
    previous: packed.slice(8 + TAG_BYTES, 8 + 2 * TAG_BYTES),
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
