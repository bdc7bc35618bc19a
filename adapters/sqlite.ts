/**
 * SQLite for what must outlive a power cut: one connection, every commit on the disk before it returns.
 *
 * Write-ahead log with `synchronous` FULL: a commit appends to the log and flushes it. The journal mode is kept in the
 * file, the rest is set for each connection. Statements are prepared once for their text. Everything here is
 * synchronous: a transaction is one function that no other code of this process comes between.
 * Spec: spec/log-operation.md, section 2.
 * @module
 */
import { closeSync, fsyncSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from "node:sqlite";

export type SqlValue = SQLInputValue;
export type SqlRow = Readonly<Record<string, SQLOutputValue>>;

export type Database = {
  /** Runs statements without values: a schema. */
  exec(sql: string): void;
  /** Rows changed. */
  run(sql: string, ...values: readonly SqlValue[]): number;
  get(sql: string, ...values: readonly SqlValue[]): SqlRow | undefined;
  all(sql: string, ...values: readonly SqlValue[]): readonly SqlRow[];
  /** All of `act` or nothing; on the disk when it returns. Not to be nested, and `act` awaits nothing. */
  transaction<T>(act: () => T): T;
  close(): void;
};

/** `:memory:` gives one that is gone when it is closed. Waits up to five seconds for another process's transaction. */
export function openDatabase(path: string): Database {
  const connection = new DatabaseSync(path);
  connection.exec(`
    PRAGMA busy_timeout = 5000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
  `);
  // SQLite flushes the folder for its journals, but not for the database that it has just made.
  if (path !== ":memory:") flushFolder(dirname(path));
  return wrap(connection);
}

function wrap(connection: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const made = connection.prepare(sql);
    statements.set(sql, made);
    return made;
  };
  return {
    exec: (sql) => connection.exec(sql),
    run: (sql, ...values) => Number(prepare(sql).run(...values).changes),
    get: (sql, ...values) => prepare(sql).get(...values),
    all: (sql, ...values) => prepare(sql).all(...values),
    transaction(act) {
      prepare("BEGIN IMMEDIATE").run();
      try {
        const result = act();
        prepare("COMMIT").run();
        return result;
      } catch (error) {
        // A commit that failed may have ended the transaction; the first error is the one to tell.
        try {
          if (connection.isTransaction) connection.exec("ROLLBACK");
        } catch {}
        throw error;
      }
    },
    close: () => connection.close(),
  };
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

export type FileLock = { release(): void };

/**
 * A lock on a file, held until it is released or the process dies, however it dies. Null if somebody else holds it.
 *
 * Node has no flock. SQLite locks files on every system it runs on, also against other connections of this process; the
 * file stays empty.
 */
export function lockFile(path: string): FileLock | null {
  const connection = new DatabaseSync(path);
  try {
    connection.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    connection.close();
    // SQLITE_BUSY.
    if ((error as { errcode?: number }).errcode === 5) return null;
    throw error;
  }
  held.add(connection);
  return {
    release() {
      held.delete(connection);
      connection.close();
    },
  };
}

// A connection that nobody refers to is closed by the garbage collector, and the lock would go with it.
const held = new Set<DatabaseSync>();
