/**
 * What a party has collected, on disk: each text of an acta once, with everybody's signatures that held; pictures in files beside it.
 *
 *     DATA/collected.sqlite   acta      the text's SHA-256, station, contest, note
 *                             refused   notes that say they are actas and do not hold, with the rule: for people
 *                             part      codes of actas whose other codes have not come yet
 *                             picture   a file's random name, its SHA-256, and the acta it shows or why nothing could be read
 *     DATA/pictures/          the files
 *     DATA/incoming/          what is being received; emptied at every start
 *
 * No names of people, no addresses, no times, no order of arrival: every table is kept in the order of its key, which is a hash or a random
 * name. Who brought an acta is nobody's business, and a list of who was where would be a danger to them.
 * Spec: spec/collecting.md, section 4.
 * @module
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Database, openDatabase, type SqlRow } from "@triplicate/adapters/sqlite.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import { bytesOf, type CollectedPictures, createPictures, sweepPictures } from "./collected-pictures.ts";
import type { CollectorFault, CollectorLimits } from "./collector-options.ts";

export type CollectedActa = {
  /** SHA-256 of the text. */
  readonly digest: Uint8Array;
  readonly station: string;
  readonly contest: string;
  readonly note: Uint8Array;
};

export type RefusedNote = { readonly sha256: Uint8Array; readonly rule: string; readonly note: Uint8Array };

export type Collected = {
  readonly pictures: CollectedPictures;
  /** Folder in which bodies are received. */
  readonly incoming: string;
  acta(digest: Uint8Array): CollectedActa | null;
  /** The different texts of one station and contest. */
  texts(station: string, contest: string): readonly CollectedActa[];
  textCount(station: string, contest: string): number;
  /** In order of station, contest and text. */
  all(): Iterable<CollectedActa>;
  readonly size: number;
  /** All of `act` or nothing; on the disk when it returns. `act` awaits nothing. */
  transaction<T>(act: () => T): T;
  /** Inside a transaction: puts or replaces. */
  put(acta: CollectedActa): void;
  /** Inside a transaction. False where there are too many already. */
  putRefused(note: RefusedNote): boolean;
  refused(): Iterable<RefusedNote>;
  readonly refusedCount: number;
  /** Texts of codes of that set. */
  parts(set: string): readonly string[];
  /** Where there is no room, other sets go, drawn by lot. False where these alone are too many. */
  keepParts(set: string, texts: readonly string[]): boolean;
  forgetParts(set: string): void;
  close(): void;
};

export type CollectedElection = { readonly digest: Uint8Array; readonly mode: Mode };

const VERSION = "1";
/** Notes that do not hold: enough to see what somebody is trying, not so many that they fill a disk. */
const MAX_REFUSED = 5000;
const PAGE = 500;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS acta (
    digest BLOB PRIMARY KEY, station TEXT NOT NULL, contest TEXT NOT NULL, note BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS acta_subject ON acta (station, contest, digest);
  CREATE TABLE IF NOT EXISTS refused (sha256 BLOB PRIMARY KEY, rule TEXT NOT NULL, note BLOB NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS part (name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (name, text)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS picture (
    file TEXT PRIMARY KEY, kind TEXT NOT NULL, sha256 BLOB NOT NULL, bytes INTEGER NOT NULL, acta BLOB, why TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS picture_once ON picture (sha256, coalesce(acta, x''));
  CREATE INDEX IF NOT EXISTS picture_acta ON picture (acta);
`;

export const DATABASE_FILE = "collected.sqlite";

/** For a server, which is alone with the folder. */
export function openCollected(
  data: string,
  election: CollectedElection,
  limits: CollectorLimits,
): Result<Collected, CollectorFault> {
  const incoming = join(data, "incoming");
  // What was being received when the power went was not acknowledged: its sender has it still.
  rmSync(incoming, { recursive: true, force: true });
  mkdirSync(incoming, { recursive: true });
  const database = openDatabase(join(data, DATABASE_FILE));
  database.exec(SCHEMA);
  const fault = identityFault(database, election);
  if (fault !== null) {
    database.close();
    return err(fault);
  }
  sweepPictures(database, data);
  return ok(collectedOf(database, data, limits));
}

/** For who reads what is there, also while a server runs over it. Throws on a folder that is no collector's. */
export function readCollected(data: string, limits: CollectorLimits): Collected {
  const database = openDatabase(join(data, DATABASE_FILE));
  if (aboutOf(database, "version") === VERSION) return collectedOf(database, data, limits);
  database.close();
  throw new Error("a collector’s folder has a version");
}

const aboutOf = (database: Database, name: string): string | null => {
  const value = database.get("SELECT value FROM about WHERE name = ?", name)?.value;
  return typeof value === "string" ? value : null;
};

function identityFault(database: Database, { digest, mode }: CollectedElection): CollectorFault | null {
  const about = { version: VERSION, election: Buffer.from(digest).toString("hex"), mode };
  if (aboutOf(database, "version") === null) {
    database.transaction(() => {
      for (const [name, value] of Object.entries(about))
        database.run("INSERT INTO about VALUES (?, ?)", name, value);
    });
    return null;
  }
  if (aboutOf(database, "version") !== VERSION) return { code: "data-of-another-version" };
  if (aboutOf(database, "election") !== about.election) return { code: "data-of-another-election" };
  return aboutOf(database, "mode") === mode ? null : { code: "data-of-another-mode" };
}

function collectedOf(database: Database, data: string, limits: CollectorLimits): Collected {
  const count = (table: "acta" | "refused" | "part") =>
    Number(database.get(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0);
  const counts = { acta: count("acta"), refused: count("refused"), part: count("part") };
  return {
    pictures: createPictures(database, data, limits),
    incoming: join(data, "incoming"),
    acta(digest) {
      const row = database.get("SELECT * FROM acta WHERE digest = ?", digest);
      return row === undefined ? null : actaOf(row);
    },
    texts: (station, contest) =>
      database
        .all("SELECT * FROM acta WHERE station = ? AND contest = ? ORDER BY digest", station, contest)
        .map(actaOf),
    textCount: (station, contest) =>
      Number(
        database.get("SELECT count(*) AS n FROM acta WHERE station = ? AND contest = ?", station, contest)
          ?.n ?? 0,
      ),
    *all() {
      // In pages, so that a country is never whole in memory.
      let last: CollectedActa | null = null;
      for (;;) {
        const from = [last?.station ?? "", last?.contest ?? "", last?.digest ?? new Uint8Array()] as const;
        const rows = database.all(
          `SELECT * FROM acta WHERE (station, contest, digest) > (?, ?, ?) ORDER BY station, contest, digest LIMIT ${PAGE}`,
          ...from,
        );
        for (const row of rows) {
          last = actaOf(row);
          yield last;
        }
        if (rows.length < PAGE) return;
      }
    },
    get size() {
      return counts.acta;
    },
    transaction(act) {
      const before = { ...counts };
      try {
        return database.transaction(act);
      } catch (error) {
        Object.assign(counts, before);
        throw error;
      }
    },
    put({ digest, station, contest, note }) {
      const isNew = database.run("UPDATE acta SET note = ? WHERE digest = ?", note, digest) === 0;
      if (!isNew) return;
      counts.acta += database.run("INSERT INTO acta VALUES (?, ?, ?, ?)", digest, station, contest, note);
    },
    get refusedCount() {
      return counts.refused;
    },
    ...refusedOf(database, counts),
    ...partsOf(database, counts, limits),
    close: () => database.close(),
  };
}

function refusedOf(
  database: Database,
  counts: { refused: number },
): Pick<Collected, "putRefused" | "refused"> {
  return {
    putRefused({ sha256, rule, note }) {
      if (counts.refused >= MAX_REFUSED) return false;
      counts.refused += database.run("INSERT OR IGNORE INTO refused VALUES (?, ?, ?)", sha256, rule, note);
      return true;
    },
    refused: () =>
      database.all("SELECT * FROM refused ORDER BY sha256").map((row) => ({
        sha256: bytesOf(row.sha256),
        rule: String(row.rule),
        note: bytesOf(row.note),
      })),
  };
}

function partsOf(
  database: Database,
  counts: { part: number },
  { pendingParts }: CollectorLimits,
): Pick<Collected, "parts" | "keepParts" | "forgetParts"> {
  return {
    parts: (set) =>
      database.all("SELECT text FROM part WHERE name = ? ORDER BY text", set).map(({ text }) => String(text)),
    keepParts: (set, texts) =>
      database.transaction(() => {
        if (texts.length > pendingParts) return false;
        // Anybody can make up codes that are never whole: when the place is full, others that are drawn by lot make room.
        while (counts.part + texts.length > pendingParts) {
          const other = database.get("SELECT name FROM part WHERE name <> ? ORDER BY random() LIMIT 1", set);
          if (other === undefined) return false;
          counts.part -= database.run("DELETE FROM part WHERE name = ?", String(other.name));
        }
        for (const text of texts)
          counts.part += database.run("INSERT OR IGNORE INTO part VALUES (?, ?)", set, text);
        return true;
      }),
    forgetParts(set) {
      counts.part -= database.transaction(() => database.run("DELETE FROM part WHERE name = ?", set));
    },
  };
}

const actaOf = ({ digest, station, contest, note }: SqlRow): CollectedActa => ({
  digest: bytesOf(digest),
  station: String(station),
  contest: String(contest),
  note: bytesOf(note),
});
