/**
 * What a disk may hold after a power cut: the writes and flushes that a process really asked for, cut off anywhere.
 *
 * strace records them. A cut keeps what was flushed; of each sector of 512 bytes that was written since, it keeps any version, the old one
 * or a later one, by chance; of a longer file either length, and where nothing was kept of the longer one, whatever the blocks held before. Names
 * are as they were at the last flush of their folder, or as they are. So writes are lost, torn and reordered.
 * @module
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const hasStrace = spawnSync("strace", ["-V"]).status === 0;

/** Numbers below 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const CHILD = fileURLToPath(new URL("./station-store-child.test-helper.ts", import.meta.url));
const SECTOR = 512;

type Operation = Call | { readonly kind: "say"; readonly path: string };

type Call =
  | { readonly kind: "create" | "remove" | "flush"; readonly path: string }
  | { readonly kind: "write"; readonly path: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: "truncate"; readonly path: string; readonly size: number }
  | { readonly kind: "rename"; readonly path: string; readonly to: string };

export type Recording = {
  readonly initial: ReadonlyMap<string, Buffer>;
  readonly folders: readonly string[];
  readonly operations: readonly Operation[];
};

/** Runs the child under strace below `root`, with folders `machine` and `medium` in it. */
export async function record(root: string, steps: number, more: readonly string[] = []): Promise<Recording> {
  const folders = [join(root, "machine"), join(root, "medium")];
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  const initial = new Map(filesOf(root));
  const trace = join(root, "trace");
  const watched =
    "trace=openat,write,pwrite64,fsync,fdatasync,ftruncate,unlink,rename,fallocate,pwritev,writev";
  const child = spawn(
    "strace",
    ["-f", "-y", "-qq", "-xx", "-s", "1000000", "-o", trace, "-e", watched, ...more].concat([
      process.execPath,
      CHILD,
      ...folders,
      String(steps),
    ]),
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  child.stdout.resume();
  await new Promise((resolve) => child.once("close", resolve));
  const operations = parseTrace(readFileSync(trace, "latin1"), root);
  return { initial, folders, operations };
}

function* filesOf(folder: string): Generator<[string, Buffer]> {
  for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, String(name));
    if (statSync(path).isFile()) yield [path, readFileSync(path)];
  }
}

/** `"\x2f\x74"` as bytes. */
const bytesOf = (quoted: string): Buffer => Buffer.from(quoted.replaceAll(/"|\\x/g, ""), "hex");
const textOf = (quoted: string): string => bytesOf(quoted).toString();

function parseTrace(trace: string, root: string): Operation[] {
  const operations: Operation[] = [];
  const begun = new Map<string, string>();
  const known = new Set<string>();
  for (const line of trace.split("\n")) {
    const [, pid = "", rest = ""] = /^(\d+) +(.*)$/s.exec(line) ?? [];
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/s.exec(rest);
    if (rest.endsWith("<unfinished ...>")) begun.set(pid, rest.replace("<unfinished ...>", ""));
    const whole = resumed === null ? rest : `${begun.get(pid) ?? ""}${resumed[1]}`;
    const [, name = "", args = "", result = ""] = /^(\w+)\((.*)\) += (-?\d+)/s.exec(whole) ?? [];
    if (name === "" || Number(result) < 0) continue;
    const operation = operationOf(name, args, known);
    if (operation !== null && (operation.kind === "say" || operation.path.startsWith(`${root}/`)))
      operations.push(operation);
  }
  return operations;
}

function operationOf(name: string, args: string, known: Set<string>): Operation | null {
  const [, handle = "", path = ""] = /^(\d+)<([^>]*)>/.exec(args) ?? [];
  const words = args.split(", ");
  switch (name) {
    case "openat": {
      const opened = textOf(words[1]!);
      if (!args.includes("O_CREAT") || known.has(opened)) return null;
      known.add(opened);
      return { kind: "create", path: opened };
    }
    case "write":
      // Only the child's own words are written without a place.
      return handle === "1" ? { kind: "say", path: textOf(words[1]!).trim() } : null;
    case "pwrite64":
      return { kind: "write", path: textOf(path), at: Number(words[3]), bytes: bytesOf(words[1]!) };
    case "fsync":
    case "fdatasync":
      return { kind: "flush", path: textOf(path) };
    case "ftruncate":
      return { kind: "truncate", path: textOf(path), size: Number(words[1]) };
    case "unlink":
      known.delete(textOf(words[0]!));
      return { kind: "remove", path: textOf(words[0]!) };
    case "rename":
      known.delete(textOf(words[0]!));
      known.add(textOf(words[1]!));
      return { kind: "rename", path: textOf(words[0]!), to: textOf(words[1]!) };
    default:
      throw new Error(`no cut was thought of for ${name}(${args.slice(0, 100)})`);
  }
}

type File = { bytes: Buffer; durable: Buffer; readonly versions: Map<number, Buffer[]> };

export type Disk = {
  /** Does the next operation; what the child said with it, if it was a word. */
  next(): string | null;
  readonly isAtEnd: () => boolean;
  /** Whatever was written and not flushed. */
  readonly pending: () => string[];
  /** Puts files into `folder`, a root of the same form, as a power cut might leave them. */
  cut(folder: string, chance: Chance): void;
};

/** `lost` keeps nothing that was not flushed, `kept` everything. */
export type Chance = "lost" | "kept" | (() => number);

export function createDisk({ initial, operations }: Recording, root: string): Disk {
  const names = new Map<string, File>();
  for (const [path, bytes] of initial) names.set(path, { bytes, durable: bytes, versions: new Map() });
  const durable = new Map(names);
  let at = 0;
  return {
    isAtEnd: () => at >= operations.length,
    next() {
      const operation = operations[at]!;
      at += 1;
      if (operation.kind === "say") return operation.path;
      apply(operation, names, durable);
      return null;
    },
    pending: () =>
      [...names]
        .filter(([path, file]) => file.versions.size > 0 || durable.get(path) !== file)
        .map(([path]) => path),
    cut(folder, chance) {
      for (const name of ["machine", "medium"]) mkdirSync(join(folder, name), { recursive: true });
      for (const path of new Set([...names.keys(), ...durable.keys()])) {
        const isNew = chance === "kept" || (chance !== "lost" && chance() < 0.5);
        const file = (isNew ? names : durable).get(path);
        if (file !== undefined) writeFileSync(join(folder, path.slice(root.length)), survivor(file, chance));
      }
    },
  };
}

function apply(operation: Call, names: Map<string, File>, durable: Map<string, File>) {
  const { path } = operation;
  if (operation.kind === "create") {
    if (!names.has(path))
      names.set(path, { bytes: Buffer.alloc(0), durable: Buffer.alloc(0), versions: new Map() });
    return;
  }
  if (operation.kind === "remove") {
    names.delete(path);
    return;
  }
  const file = names.get(path);
  if (operation.kind === "flush") {
    if (file === undefined) {
      for (const known of new Set([...names.keys(), ...durable.keys()])) {
        const there = names.get(known);
        if (dirname(known) !== path) continue;
        if (there === undefined) durable.delete(known);
        else durable.set(known, there);
      }
      return;
    }
    file.durable = file.bytes;
    file.versions.clear();
    return;
  }
  if (file === undefined) throw new Error(`nobody made ${path}`);
  switch (operation.kind) {
    case "rename":
      names.delete(path);
      names.set(operation.to, file);
      break;
    case "truncate":
      change(file, operation.size, 0, Buffer.alloc(0));
      break;
    case "write": {
      const { at, bytes } = operation;
      change(file, Math.max(file.bytes.length, at + bytes.length), at, bytes);
    }
  }
}

function change(file: File, size: number, at: number, bytes: Buffer): void {
  const next = Buffer.alloc(size);
  file.bytes.copy(next);
  bytes.copy(next, at);
  const first =
    bytes.length === 0 ? Math.floor(Math.min(size, file.bytes.length) / SECTOR) : Math.floor(at / SECTOR);
  const end = bytes.length === 0 ? Math.max(size, file.bytes.length) : at + bytes.length;
  for (let sector = first; sector * SECTOR < end; sector += 1) {
    const versions = file.versions.get(sector) ?? [];
    versions.push(next.subarray(sector * SECTOR, (sector + 1) * SECTOR));
    file.versions.set(sector, versions);
  }
  file.bytes = next;
}

function survivor(file: File, chance: Chance): Buffer {
  if (chance === "kept") return file.bytes;
  if (chance === "lost") return file.durable;
  const length = chance() < 0.5 ? file.bytes.length : file.durable.length;
  const found = Buffer.alloc(length);
  file.durable.copy(found);
  const hasGarbage = chance() < 0.5;
  for (const [sector, versions] of file.versions) {
    const at = sector * SECTOR;
    if (at >= length) continue;
    const version = Math.floor(chance() * (versions.length + 1));
    if (version > 0) versions[version - 1]!.copy(found, at);
    else if (hasGarbage && at >= file.durable.length)
      for (let i = at; i < Math.min(at + SECTOR, length); i += 1) found[i] = Math.floor(chance() * 256);
  }
  return found;
}
