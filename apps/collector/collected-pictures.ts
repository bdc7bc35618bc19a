/**
 * Pictures that a party keeps: photographs of papers, each with its acta, and those of which nothing could be read, for people to look at.
 *
 *     incoming/RANDOM ──without traces, flushed──▶ pictures/RANDOM ──▶ row ──▶ acknowledged
 *
 * A file without a row is what a fall left behind, and goes at the next start; a row without its file cannot be. Files are called by chance
 * and dated 1970, so that neither name nor date says when somebody sent one.
 * Spec: spec/collecting.md, section 4.
 * @module
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { writeDurably } from "@triplicate/adapters/durable-files.ts";
import { type PictureKind, pictureKind, withoutTraces } from "@triplicate/adapters/picture-privacy.ts";
import type { Database, SqlRow } from "@triplicate/adapters/sqlite.ts";
import type { CollectorLimits } from "./collector-options.ts";

export type KeptPicture = {
  readonly file: string;
  readonly kind: PictureKind | "unknown";
  readonly sha256: Uint8Array;
  readonly bytes: number;
  /** The text it belongs to; null for one of which nothing could be read. */
  readonly acta: Uint8Array | null;
  /** Why nothing could be read; null for one that belongs to an acta. */
  readonly why: string | null;
};

export type KeepPicture =
  | { readonly is: "kept" | "known" }
  /** Of this acta, or of what nobody could read, there are enough; or the disk's share is used up. */
  | { readonly is: "enough" | "full" };

export type CollectedPictures = {
  readonly folder: string;
  keep(bytes: Uint8Array, of: { readonly acta: Uint8Array } | { readonly why: string }): Promise<KeepPicture>;
  ofActa(acta: Uint8Array): readonly KeptPicture[];
  /** In order of their names, which is chance. */
  all(): readonly KeptPicture[];
  readonly photographs: number;
  readonly unread: number;
};

export const MAX_PICTURES_OF_ACTA = 8;
const UNREAD_SHARE = 1 / 4;
const NAME_BYTES = 16;
const PRIVATE_MODE = 0o600;
const ENDINGS = { jpeg: "jpg", png: "png", webp: "webp", unknown: "bin" } as const;

export function createPictures(database: Database, data: string, limits: CollectorLimits): CollectedPictures {
  const folder = pictureFolder(data);
  const number = (sql: string, ...values: Uint8Array[]) => Number(database.get(sql, ...values)?.n ?? 0);
  const counts = {
    bytes: number("SELECT coalesce(sum(bytes), 0) AS n FROM picture"),
    unreadBytes: number("SELECT coalesce(sum(bytes), 0) AS n FROM picture WHERE acta IS NULL"),
    photographs: number("SELECT count(*) AS n FROM picture WHERE acta IS NOT NULL"),
    unread: number("SELECT count(*) AS n FROM picture WHERE acta IS NULL"),
  };
  const refusal = (bytes: number, acta: Uint8Array | null): KeepPicture | null => {
    if (counts.bytes + bytes > limits.pictureBytes) return { is: "full" };
    if (acta === null) {
      // Whoever sends rubbish must not take the place of photographs.
      const isFull = counts.unreadBytes + bytes > limits.pictureBytes * UNREAD_SHARE;
      return isFull || counts.unread >= limits.unreadPictures ? { is: "enough" } : null;
    }
    const own = number("SELECT count(*) AS n FROM picture WHERE acta = ?", acta);
    return own >= MAX_PICTURES_OF_ACTA ? { is: "enough" } : null;
  };
  return {
    folder,
    async keep(bytes, of) {
      // What is no picture is kept as it came, for who wants to know what somebody sends.
      const clean = withoutTraces(bytes) ?? bytes;
      const kind = clean === bytes ? "unknown" : (pictureKind(clean) ?? "unknown");
      const sha256 = new Uint8Array(createHash("sha256").update(clean).digest());
      const acta = "acta" in of ? of.acta : null;
      const isKnown = () =>
        database.get(
          "SELECT 1 AS n FROM picture WHERE sha256 = ? AND coalesce(acta, x'') = ?",
          sha256,
          acta ?? new Uint8Array(),
        ) !== undefined;
      if (isKnown()) return { is: "known" };
      const refused = refusal(clean.length, acta);
      if (refused !== null) return refused;
      const file = `${randomBytes(NAME_BYTES).toString("hex")}.${ENDINGS[kind]}`;
      const path = join(folder, file);
      await writeDurably(path, clean, PRIVATE_MODE);
      await utimes(path, 0, 0);
      // Two of the same may have been written meanwhile, and others have filled the place.
      const late = isKnown() ? ({ is: "known" } as const) : refusal(clean.length, acta);
      if (late !== null) {
        await rm(path, { force: true });
        return late;
      }
      const values = [file, kind, sha256, clean.length, acta, "why" in of ? of.why : null] as const;
      database.run("INSERT INTO picture VALUES (?, ?, ?, ?, ?, ?)", ...values);
      counts.bytes += clean.length;
      if (acta === null) counts.unreadBytes += clean.length;
      counts[acta === null ? "unread" : "photographs"] += 1;
      return { is: "kept" };
    },
    ofActa: (acta) => database.all("SELECT * FROM picture WHERE acta = ? ORDER BY file", acta).map(pictureOf),
    all: () => database.all("SELECT * FROM picture ORDER BY file").map(pictureOf),
    get photographs() {
      return counts.photographs;
    },
    get unread() {
      return counts.unread;
    },
  };
}

const pictureFolder = (data: string): string => join(data, "pictures");

/** Makes the folder, and removes what a fall left in it. */
export function sweepPictures(database: Database, data: string): void {
  const folder = pictureFolder(data);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const row = database.get("SELECT 1 AS n FROM picture WHERE file = ?", name);
    if (row === undefined) rmSync(join(folder, name), { force: true });
  }
}

const KINDS = ["jpeg", "png", "webp", "unknown"] as const;

const pictureOf = ({ file, kind, sha256, bytes, acta, why }: SqlRow): KeptPicture => ({
  file: String(file),
  kind: KINDS.find((one) => one === kind) ?? "unknown",
  sha256: bytesOf(sha256),
  bytes: Number(bytes),
  acta: acta === null ? null : bytesOf(acta),
  why: why === null ? null : String(why),
});

export function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new Error("a column of bytes holds something else");
  return new Uint8Array(value);
}
