/**
 * Where a published log is read from: a folder, or a web server with what was read kept beside.
 *
 *     read("tile/entries/x001/234", atMost) ──▶ kept copy ──or──▶ server ──▶ kept copy
 *
 * The server is nobody's friend: every body has a limit that is enforced while it arrives, silence ends a request, and
 * nothing that is read is believed here. Tiles and bundles never change once they are full, so a kept copy saves the
 * way, and a fetch that breaks off goes on where it was. A kept copy proves nothing: it is used only where a signed
 * root binds it, and `forget` drops all of them for the run that must know what the server says now.
 * Spec: spec/verification.md, section 2.
 * @module
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { type Fetching, fetchBytes, fetchToFile } from "./log-source-http.ts";

export type SourceFault = {
  readonly code: "source-missing" | "source-too-large" | "source-unreachable" | "source-refused";
  /** The file's name below the source. */
  readonly name: string;
  /** A status of HTTP, an error code of the machine, or a limit. */
  readonly detail: string;
};

export type LogSource = {
  /** As the person gave it, for messages. */
  readonly place: string;
  /** One published file of at most so many bytes. */
  read(name: string, atMost: number): Promise<Result<Uint8Array, SourceFault>>;
  /** A path of this machine that holds the file, for those too large to hold in memory. */
  toFile(name: string, atMost: number, version: string): Promise<Result<string, SourceFault>>;
  /** Whether anything came from a kept copy since the last `forget`. */
  usedKept(): boolean;
  /** Drops every kept copy. */
  forget(): Promise<void>;
};

export type SourceOptions = {
  /** Where copies of what a server gave are kept. */
  readonly keep: string;
  readonly fetching?: Partial<Fetching>;
};

export const isUrl = (place: string): boolean => /^https?:\/\//i.test(place);

export const openLogSource = (place: string, options: SourceOptions): LogSource =>
  isUrl(place) ? createUrlSource(place, options) : createFolderSource(place);

export function createFolderSource(folder: string): LogSource {
  return {
    place: folder,
    read: (name, atMost) => readCapped(join(folder, name), name, atMost),
    toFile: async (name, atMost) => {
      const path = join(folder, name);
      const fault = await fileFault(path, name, atMost);
      return fault === null ? ok(path) : err(fault);
    },
    usedKept: () => false,
    forget: async () => {},
  };
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "UNKNOWN";
const isAbsent = (code: string): boolean => code === "ENOENT" || code === "ENOTDIR";

async function fileFault(path: string, name: string, atMost: number): Promise<SourceFault | null> {
  try {
    const about = await stat(path);
    if (!about.isFile()) return { code: "source-refused", name, detail: "EISDIR" };
    if (about.size > atMost) return { code: "source-too-large", name, detail: String(atMost) };
    return null;
  } catch (error) {
    const detail = codeOf(error);
    return { code: isAbsent(detail) ? "source-missing" : "source-refused", name, detail };
  }
}

async function readCapped(
  path: string,
  name: string,
  atMost: number,
): Promise<Result<Uint8Array, SourceFault>> {
  const fault = await fileFault(path, name, atMost);
  if (fault !== null) return err(fault);
  const bytes = await readFile(path);
  // The file may have grown since it was looked at.
  return bytes.length > atMost
    ? err({ code: "source-too-large", name, detail: String(atMost) })
    : ok(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
}

/** A full tile or bundle: its bytes are fixed by its place in the tree. A partial one is asked for again. */
const neverChanges = (name: string): boolean => name.startsWith("tile/");

function createUrlSource(url: string, { keep, fetching }: SourceOptions): LogSource {
  const base = url.endsWith("/") ? url : `${url}/`;
  const folder = join(keep, createHash("sha256").update(base).digest("hex").slice(0, 32));
  let kept = false;

  const read = async (name: string, atMost: number): Promise<Result<Uint8Array, SourceFault>> => {
    const path = join(folder, name);
    if (neverChanges(name)) {
      const copy = await readCapped(path, name, atMost);
      if (copy.ok) {
        kept = true;
        return copy;
      }
    }
    const fetched = await fetchBytes(new URL(name, base), name, atMost, fetching);
    if (fetched.ok && neverChanges(name)) await keepCopy(path, fetched.value);
    return fetched;
  };

  /** `version` names what the bytes must belong to, such as the digest of the note that fixes them. */
  const toFile = async (
    name: string,
    atMost: number,
    version: string,
  ): Promise<Result<string, SourceFault>> => {
    const path = join(folder, version, name);
    if ((await fileFault(path, name, atMost)) === null) {
      kept = true;
      return ok(path);
    }
    await mkdir(dirname(path), { recursive: true });
    const part = `${path}.part`;
    const fetched = await fetchToFile(new URL(name, base), name, part, atMost, fetching);
    if (!fetched.ok) return fetched;
    kept ||= fetched.value.resumed;
    await rename(part, path);
    return ok(path);
  };

  const forget = async () => {
    await rm(folder, { recursive: true, force: true });
    kept = false;
  };
  return { place: url, read, toFile, usedKept: () => kept, forget };
}

let copies = 0;

/** Whole or not at all: a run that dies in between leaves nothing that the next would read. */
async function keepCopy(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  copies += 1;
  const neighbour = `${path}.${process.pid}-${copies}.part`;
  await writeFile(neighbour, bytes);
  await rename(neighbour, path);
}

/** Reads in order, a few ahead, so that a far server's silence between files costs once and not every time. */
export async function* readAhead(
  source: LogSource,
  names: Iterable<string>,
  atMost: number,
  ahead: number,
): AsyncGenerator<Result<Uint8Array, SourceFault>> {
  const waiting: Promise<Result<Uint8Array, SourceFault>>[] = [];
  const next = names[Symbol.iterator]();
  const start = () => {
    const { done, value } = next.next();
    if (done !== true) waiting.push(source.read(value, atMost));
  };
  for (let i = 0; i < ahead; i += 1) start();
  for (let first = waiting.shift(); first !== undefined; first = waiting.shift()) {
    start();
    yield await first;
  }
}
