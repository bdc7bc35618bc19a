/**
 * What a party has collected, on disk: each text of an acta once, with everybody's signatures that held; photographs in files beside it.
 *
 *     DATA/collected.sqlite   acta: digest, station, contest, note       bad: what could not be read, for people to look at
 *     DATA/photos/            named at random; which acta a photograph belongs to stands in the database
 *
 * No names of people, no addresses, no times: who brought an acta is nobody's business, and a list of who was where would be a danger to
 * them. Spec: spec/collecting.md, section 3.
 * @module
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeDurably } from "@triplicate/adapters/durable-files.ts";
import { openDatabase } from "@triplicate/adapters/sqlite.ts";

export type CollectedActa = {
  /** SHA-256 of the text. */
  readonly digest: Uint8Array;
  /** Row of the roster, number of the contest. */
  readonly station: number;
  readonly contest: number;
  readonly note: Uint8Array;
};

export type Collected = {
  acta(digest: Uint8Array): CollectedActa | null;
  /** Puts or replaces; on the disk when it returns. */
  keep(acta: CollectedActa): void;
  /** In the order of the roster. */
  all(): Iterable<CollectedActa>;
  ofStation(station: number): readonly CollectedActa[];
  /** Name of the file. */
  keepPhoto(acta: Uint8Array, bytes: Uint8Array): Promise<string>;
  photos(): Iterable<{ readonly acta: Uint8Array; readonly file: string }>;
  /** False when there are too many already. */
  keepBad(file: string, why: string): boolean;
  readonly badCount: () => number;
  readonly photoFolder: string;
  readonly incoming: string;
  close(): void;
};

/** Pictures that nobody could read, and photographs of one acta: more are of no use. */
export const MAX_BAD = 2000;
export const MAX_PHOTOS_OF_ACTA = 8;

export function openCollected(data: string): Collected {
  mkdirSync(data, { recursive: true });
  const photoFolder = join(data, "photos");
  const incoming = join(data, "incoming");
  // What was being read when the power went was not acknowledged: its sender has it still.
  rmSync(incoming, { recursive: true, force: true });
  for (const folder of [photoFolder, incoming, join(data, "unread")]) mkdirSync(folder, { recursive: true });
  const database = openDatabase(join(data, "collected.sqlite"));
  database.exec(`
    CREATE TABLE IF NOT EXISTS acta (digest BLOB PRIMARY KEY, station INTEGER NOT NULL, contest INTEGER NOT NULL, note BLOB NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS acta_station ON acta (station, contest);
    CREATE TABLE IF NOT EXISTS photo (file TEXT PRIMARY KEY, acta BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS bad (file TEXT PRIMARY KEY, why TEXT NOT NULL) WITHOUT ROWID;
  `);
  const count = (sql: string, ...values: Uint8Array[]): number =>
    Number(database.get(sql, ...values)?.n ?? 0);
  let bad = count("SELECT count(*) AS n FROM bad");
  return {
    acta(digest) {
      const row = database.get("SELECT * FROM acta WHERE digest = ?", digest);
      return row === undefined ? null : actaOf(row);
    },
    keep({ digest, station, contest, note }) {
      database.run("INSERT OR REPLACE INTO acta VALUES (?, ?, ?, ?)", digest, station, contest, note);
    },
    all: () => database.all("SELECT * FROM acta ORDER BY station, contest, digest").map(actaOf),
    ofStation: (station) =>
      database.all("SELECT * FROM acta WHERE station = ? ORDER BY contest, digest", station).map(actaOf),
    async keepPhoto(acta, bytes) {
      if (count("SELECT count(*) AS n FROM photo WHERE acta = ?", acta) >= MAX_PHOTOS_OF_ACTA) return "";
      const file = `${randomBytes(16).toString("hex")}.jpg`;
      await writeDurably(join(photoFolder, file), bytes);
      database.run("INSERT INTO photo VALUES (?, ?)", file, acta);
      return file;
    },
    photos: () =>
      database
        .all("SELECT acta, file FROM photo ORDER BY acta, file")
        .map(({ acta, file }) => ({ acta: bytesOf(acta), file: String(file) })),
    keepBad(file, why) {
      if (bad >= MAX_BAD) return false;
      bad += database.run("INSERT OR IGNORE INTO bad VALUES (?, ?)", file, why);
      return true;
    },
    badCount: () => bad,
    ...{ photoFolder, incoming },
    close: () => database.close(),
  };
}

type Row = Readonly<Record<string, unknown>>;

const actaOf = ({ digest, station, contest, note }: Row): CollectedActa => ({
  digest: bytesOf(digest),
  station: Number(station),
  contest: Number(contest),
  note: bytesOf(note),
});

function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new Error("a column of bytes holds something else");
  return value;
}
