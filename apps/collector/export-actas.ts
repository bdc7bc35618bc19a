/**
 * What was collected, as files: the actas for `triplicate compare --count b=actas:FOLDER`, and pictures apart, if they are asked for.
 *
 *     OUT/         STATION CONTEST DIGEST.note              the acta with the signatures that held; nothing else
 *     PICTURES/    photographs/  unread/  refused/  index.csv    may show people: never in the same folder as what may be published
 *
 * Written beside and renamed, so that a folder is whole or not there. A server may be running meanwhile.
 * Spec: spec/collecting.md, section 9.
 * @module
 */
import { copyFile, mkdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { encodeHex } from "@triplicate/core/bytes.ts";
import { type Collected, readCollected } from "./collected.ts";
import { COLLECTOR_LIMITS } from "./collector-options.ts";

export type ExportPlan = {
  readonly data: string;
  /** Neither is there yet. */
  readonly out: string;
  readonly pictures: string | null;
};

export type Exported = {
  readonly actas: number;
  readonly photographs: number;
  readonly unread: number;
  readonly refused: number;
};

export async function exportActas({ data, out, pictures }: ExportPlan): Promise<Exported> {
  const collected = readCollected(data, COLLECTOR_LIMITS);
  try {
    const actas = await whole(out, (folder) => writeActas(folder, collected));
    if (pictures === null) return { actas, photographs: 0, unread: 0, refused: 0 };
    return { actas, ...(await whole(pictures, (folder) => writePictures(folder, collected))) };
  } finally {
    collected.close();
  }
}

async function whole<T>(folder: string, write: (partial: string) => Promise<T>): Promise<T> {
  const target = resolve(folder);
  const partial = `${target}.partial-${process.pid}`;
  await mkdir(dirname(target), { recursive: true });
  try {
    await mkdir(partial);
    const result = await write(partial);
    await rename(partial, target);
    return result;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/** Ids may have slashes and colons, which no file name has on every system; the digest keeps names apart. */
const safe = (id: string): string => id.replaceAll(/[^A-Za-z0-9._-]/g, "_");
const DIGEST_DIGITS = 16;

async function writeActas(folder: string, collected: Collected): Promise<number> {
  let actas = 0;
  for (const { station, contest, digest, note } of collected.all()) {
    const name = `${safe(station)} ${safe(contest)} ${encodeHex(digest).slice(0, DIGEST_DIGITS)}.note`;
    await writeDateless(join(folder, name), note);
    actas += 1;
  }
  return actas;
}

async function writeDateless(path: string, bytes: Uint8Array | string): Promise<void> {
  await writeFile(path, bytes, { flag: "wx" });
  await utimes(path, 0, 0);
}

async function writePictures(folder: string, collected: Collected): Promise<Omit<Exported, "actas">> {
  const counts = { photographs: 0, unread: 0, refused: 0 };
  for (const name of Object.keys(counts)) await mkdir(join(folder, name));
  const rows = ["file,station,contest,acta,why"];
  for (const { file, acta, why } of collected.pictures.all()) {
    const kind = acta === null ? "unread" : "photographs";
    await copyFile(join(collected.pictures.folder, file), join(folder, kind, file));
    await utimes(join(folder, kind, file), 0, 0);
    const of = acta === null ? null : collected.acta(acta);
    const digest = acta === null ? "" : encodeHex(acta);
    rows.push([`${kind}/${file}`, of?.station ?? "", of?.contest ?? "", digest, why ?? ""].join(","));
    counts[kind] += 1;
  }
  for (const { sha256, rule, note } of collected.refused()) {
    const file = `refused/${encodeHex(sha256)}.note`;
    await writeDateless(join(folder, file), note);
    rows.push([file, "", "", "", rule].join(","));
    counts.refused += 1;
  }
  await writeDateless(join(folder, "index.csv"), `${rows.join("\n")}\n`);
  return counts;
}
