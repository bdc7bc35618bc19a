/**
 * Where a published log is read from: a folder, or a web server with what was read kept beside.
 *
 *     read("tile/entries/x001/234", atMost) ──▶ kept copy ──or──▶ server ──▶ kept copy
 *
 * The server is nobody's friend: every body has a limit that is enforced while it arrives, silence ends a request, and
 * nothing that is read is believed here. A tile or bundle of one width never changes, so a kept copy saves the way, and a fetch that breaks off goes on where it was. A kept copy proves nothing: it is used only where a signed
 * root binds it, and `forget` drops all of them for the run that must know what the server says now.
 * Spec: spec/verification.md, section 2.
 * @module
 */
import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { FETCHING, type Fetching, fetchBytes, fetchToFile } from "./log-source-http.ts";
import { withCutPartials } from "./log-source-partial.ts";

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
  /** A folder of this machine that holds the election package: a roster is too large to hold in memory. */
  packageFolder(): Promise<Result<string, SourceFault>>;
  /** Whether anything came from a copy that an earlier run kept, since the last `forget`. */
  usedKept(): boolean;
  /** Waits until what changes has become old in every cache on the way. */
  outwaitCaches(): Promise<void>;
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
  isUrl(place) ? withCutPartials(createUrlSource(place, options)) : createFolderSource(place);

export function createFolderSource(folder: string): LogSource {
  return withCutPartials({
    place: folder,
    read: (name, atMost) => readCapped(join(folder, name), name, atMost),
    packageFolder: async () => {
      const fault = await fileFault(join(folder, NOTE), NOTE, MAX_SMALL_BYTES);
      return fault === null ? ok(join(folder, PACKAGE)) : err(fault);
    },
    usedKept: () => false,
    outwaitCaches: async () => {},
    forget: async () => {},
  });
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

/**
 * At once: a country's log is ten thousand small files that are in memory mostly, and waiting for each by way of another
 * thread costs several times what reading it does.
 */
async function readCapped(
  path: string,
  name: string,
  atMost: number,
): Promise<Result<Uint8Array, SourceFault>> {
  let file: number | null = null;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const about = fstatSync(file);
    if (!about.isFile()) return err({ code: "source-refused", name, detail: "EISDIR" });
    if (about.size > atMost) return err({ code: "source-too-large", name, detail: String(atMost) });
    const bytes = new Uint8Array(about.size);
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(file, bytes, length, bytes.length - length, length);
      if (read === 0) break;
      length += read;
    }
    return ok(bytes.subarray(0, length));
  } catch (error) {
    const detail = codeOf(error);
    return err({ code: isAbsent(detail) ? "source-missing" : "source-refused", name, detail });
  } finally {
    if (file !== null) closeSync(file);
  }
}

const PACKAGE = "election";
const NOTE = `${PACKAGE}/election.note`;
const ROSTER = `${PACKAGE}/roster.jsonl`;
const SMALL_FILES = [NOTE, `${PACKAGE}/definition.json`, `${PACKAGE}/log.policy`] as const;
/** A definition of a hundred contests of a thousand options stays below; so does every note. */
const MAX_SMALL_BYTES = 64 * 1024 * 1024;
/** Five million stations with four keys each. */
const MAX_ROSTER_BYTES = 8 * 1024 ** 3;

/** A log lets its checkpoint be kept for a second; those who keep it round up. */
const CACHE_MILLISECONDS = 2500;

/** The bytes of a tile or bundle are fixed by its place and width; everything else is asked for each time. */
const neverChanges = (name: string): boolean => name.startsWith("tile/");

function createUrlSource(url: string, { keep, fetching }: SourceOptions): LogSource {
  const base = url.endsWith("/") ? url : `${url}/`;
  const folder = join(keep, createHash("sha256").update(base).digest("hex").slice(0, 32));
  const urlOf = (name: string) => new URL(name, base);
  let kept = false;
  /** What this run itself asked the server for. */
  const fresh = new Set<string>();

  const read = async (name: string, atMost: number): Promise<Result<Uint8Array, SourceFault>> => {
    const path = join(folder, name);
    if (neverChanges(name)) {
      const copy = await readCapped(path, name, atMost);
      if (copy.ok) {
        kept ||= !fresh.has(name);
        return copy;
      }
    }
    const fetched = await fetchBytes(urlOf(name), name, atMost, fetching);
    if (fetched.ok && neverChanges(name)) {
      fresh.add(name);
      await keepCopy(path, fetched.value);
    }
    return fetched;
  };

  /** The note names the rest by digest, so it is asked for each time; a kept roster serves while the note stays. */
  const packageFolder = async (): Promise<Result<string, SourceFault>> => {
    const note = await fetchBytes(urlOf(NOTE), NOTE, MAX_SMALL_BYTES, fetching);
    if (!note.ok) return note;
    const version = createHash("sha256").update(note.value).digest("hex").slice(0, 32);
    const home = join(folder, "packages", version);
    for (const name of SMALL_FILES) {
      const fetched = name === NOTE ? note : await fetchBytes(urlOf(name), name, MAX_SMALL_BYTES, fetching);
      if (!fetched.ok) return fetched;
      await keepCopy(join(home, name), fetched.value);
    }
    const roster = await keepRoster(join(home, ROSTER));
    return roster.ok ? ok(join(home, PACKAGE)) : roster;
  };

  const keepRoster = async (path: string): Promise<Result<null, SourceFault>> => {
    if ((await fileFault(path, ROSTER, MAX_ROSTER_BYTES)) === null) {
      kept ||= !fresh.has(path);
      return ok(null);
    }
    const part = `${path}.part`;
    const fetched = await fetchToFile(urlOf(ROSTER), ROSTER, part, MAX_ROSTER_BYTES, fetching);
    if (!fetched.ok) return fetched;
    kept ||= fetched.value.resumed;
    await rename(part, path);
    fresh.add(path);
    return ok(null);
  };

  const forget = async () => {
    await rm(folder, { recursive: true, force: true });
    kept = false;
    fresh.clear();
  };
  const { wait } = { ...FETCHING, ...fetching };
  const outwaitCaches = () => wait(CACHE_MILLISECONDS);
  return { place: url, read, packageFolder, usedKept: () => kept, outwaitCaches, forget };
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

/** Whether a fault says that nobody answered: then nothing is known, and nothing contradicts anything. */
export const isSilence = ({ code }: SourceFault): boolean => code === "source-unreachable";
