/**
 * What was submitted and refused, kept for whoever investigates: the bytes, the rule, the time; never in the log.
 *
 * Anybody can send rubbish, so the record is bounded: in bytes, oldest out first, and in how many one second may add.
 * Refusals wait in memory and are written together, so that rubbish cannot keep the disk busy.
 * Spec: spec/transmission.md, section 8.
 * @module
 */
import { type Database, openDatabase } from "@triplicate/adapters/sqlite.ts";

export type Incident = {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly rule: string;
  readonly body: Uint8Array;
};

export type IncidentRecord = {
  add(incident: Incident): void;
  /** Writes what waits; at most one transaction. */
  flush(): void;
  /** Newest first. */
  list(limit: number): Incident[];
  /** Refusals that were counted but not kept, since the start. */
  readonly dropped: number;
  close(): void;
};

export type IncidentLimits = { readonly bytes: number; readonly waiting: number };
export const INCIDENT_LIMITS: IncidentLimits = { bytes: 64 * 1024 * 1024, waiting: 256 };

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS incident (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time INTEGER NOT NULL,
    rule TEXT NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
`;
/** What a row takes beside its body. */
const ROW_BYTES = 64;

export function openIncidentRecord(path: string, limits: IncidentLimits = INCIDENT_LIMITS): IncidentRecord {
  const database = openDatabase(path);
  database.exec(SCHEMA);
  let bytes = Number(
    database.get(`SELECT COALESCE(SUM(LENGTH(body) + ${ROW_BYTES}), 0) AS bytes FROM incident`)!.bytes,
  );
  let waiting: Incident[] = [];
  let dropped = 0;

  const write = (incidents: readonly Incident[]) => {
    for (const { time, rule, body } of incidents) {
      database.run("INSERT INTO incident (time, rule, body) VALUES (?, ?, ?)", time, rule, body);
      bytes += body.length + ROW_BYTES;
    }
    while (bytes > limits.bytes) bytes -= removeOldest(database);
  };
  return {
    add(incident) {
      if (waiting.length >= limits.waiting) dropped += 1;
      else waiting.push(incident);
    },
    flush() {
      if (waiting.length === 0) return;
      const batch = waiting;
      waiting = [];
      database.transaction(() => write(batch));
    },
    list: (limit) =>
      database
        .all("SELECT time, rule, body FROM incident ORDER BY id DESC LIMIT ?", limit)
        .map(({ time, rule, body }) => ({
          time: Number(time),
          rule: String(rule),
          body: body as Uint8Array,
        })),
    get dropped() {
      return dropped;
    },
    close() {
      this.flush();
      database.close();
    },
  };
}

function removeOldest(database: Database): number {
  const row = database.get("SELECT id, LENGTH(body) AS size FROM incident ORDER BY id LIMIT 1")!;
  database.run("DELETE FROM incident WHERE id = ?", row.id!);
  return Number(row.size) + ROW_BYTES;
}
