/**
 * A disk in memory that breaks on request: one step fails, or fails though it was done, or the power goes.
 *
 * It keeps what a real disk keeps. Bytes are durable once flushed, names once their folder is flushed; of everything
 * else a power cut leaves the old or the new, file by file and name by name, as chance has it, and of unflushed bytes
 * perhaps the beginning. After a failed flush the bytes are never written, though later flushes succeed.
 * @module
 */
import type { FileSystem, OpenFile } from "./durable-files.ts";

/** `torn` writes half of the bytes and fails; of other steps it is a plain failure. */
export const DISK_TROUBLES = ["fail", "fail-stored", "torn", "power"] as const;
export type DiskTrouble = (typeof DISK_TROUBLES)[number];

type File = { bytes: Uint8Array; durable: Uint8Array; lost: boolean };
type Folder = { names: Map<string, File | Folder>; durable: Map<string, File | Folder> };
const isFolder = (node: File | Folder | undefined): node is Folder => node !== undefined && "names" in node;
const emptyFolder = (): Folder => ({ names: new Map(), durable: new Map() });

export class DiskError extends Error {
  override readonly name = "DiskError";
}

export type MemoryFileSystem = FileSystem & {
  /** Steps that changed something, or would have. */
  readonly steps: number;
  /** What each step was, for a test's message. */
  readonly journal: readonly string[];
  /** Trouble at the step of that number, from 0. */
  troubleAt(step: number, kind: DiskTrouble): void;
  readonly isOff: boolean;
  /** Takes the power away, now. */
  powerCut(): void;
  /** The disk as it is found when the power is back. */
  powerOn(chance: () => boolean): void;
  /** Every file by path, as a reader sees it now. */
  files(): Map<string, Uint8Array>;
  /** Puts bytes where a file is, as a failing disk or a hand would; a missing file is made. */
  overwrite(path: string, bytes: Uint8Array): void;
};

export function createMemoryFileSystem(): MemoryFileSystem {
  let root = emptyFolder();
  const steps = createSteps();
  const { step } = steps;
  return {
    get steps() {
      return steps.journal.length;
    },
    get isOff() {
      return steps.isOff;
    },
    journal: steps.journal,
    troubleAt: (at, kind) => steps.troubles.set(at, kind),
    powerCut() {
      steps.isOff = true;
    },
    powerOn(chance) {
      root = survivor(root, chance);
      steps.isOff = false;
      steps.troubles.clear();
    },
    files: () => new Map(filesOf(root, "")),
    overwrite(path, bytes) {
      const [folder, name] = parentOf(root, path);
      folder.names.set(name, { bytes, durable: bytes, lost: false });
    },
    async create(path) {
      const file: File = { bytes: new Uint8Array(), durable: new Uint8Array(), lost: false };
      await step(`create ${path}`, () => {
        const [folder, name] = parentOf(root, path);
        folder.names.set(name, file);
      });
      return openFile(path, file, steps);
    },
    rename: (from, to) =>
      step(`rename ${from} ${to}`, () => {
        const [source, name] = parentOf(root, from);
        const node = source.names.get(name);
        if (node === undefined) throw new DiskError(`no ${from}`);
        const [target, newName] = parentOf(root, to);
        source.names.delete(name);
        target.names.set(newName, node);
      }),
    makeFolder: (path) =>
      step(`make ${path}`, () => {
        if (split(path).length === 0) return;
        const [folder, name] = parentOf(root, path);
        if (!folder.names.has(name)) folder.names.set(name, emptyFolder());
      }),
    flushFolder: (path) =>
      step(`flush folder ${path}`, (trouble) => {
        const folder = find(root, path);
        if (!isFolder(folder)) throw new DiskError(`no folder ${path}`);
        if (trouble !== "torn") folder.durable = new Map(folder.names);
      }),
    async read(path) {
      await Promise.resolve();
      if (steps.isOff) throw new DiskError("no power");
      const node = find(root, path);
      return node === undefined || isFolder(node) ? null : node.bytes.slice();
    },
    remove: (path) =>
      step(`remove ${path}`, () => {
        const [folder, name] = parentOf(root, path);
        folder.names.delete(name);
      }),
  };
}

type Steps = {
  isOff: boolean;
  readonly journal: string[];
  readonly troubles: Map<number, DiskTrouble>;
  step(what: string, act: (trouble: DiskTrouble | undefined) => void): Promise<void>;
};

function createSteps(): Steps {
  const steps: Steps = {
    isOff: false,
    journal: [],
    troubles: new Map(),
    /** Done, or in trouble. Asynchronous, so that steps of several files mix as on a real disk. */
    async step(what, act) {
      await Promise.resolve();
      if (steps.isOff) throw new DiskError("no power");
      const trouble = steps.troubles.get(steps.journal.length);
      steps.journal.push(what);
      if (trouble === "power") steps.isOff = true;
      if (trouble === undefined || trouble === "fail-stored" || trouble === "torn") act(trouble);
      if (trouble !== undefined) throw new DiskError(`${trouble} at ${what}`);
    },
  };
  return steps;
}

const openFile = (path: string, file: File, { step }: Steps): OpenFile => ({
  write: (bytes) =>
    step(`write ${path}`, (trouble) => {
      file.bytes = trouble === "torn" ? bytes.slice(0, bytes.length / 2) : bytes.slice();
    }),
  async flush() {
    const before = file.durable;
    try {
      await step(`flush ${path}`, (trouble) => {
        if (trouble !== "torn" && !file.lost) file.durable = file.bytes;
      });
    } catch (error) {
      file.lost ||= file.durable === before;
      throw error;
    }
  },
  close: async () => {},
});

function find(root: Folder, path: string): File | Folder | undefined {
  let node: File | Folder | undefined = root;
  for (const part of split(path)) node = isFolder(node) ? node.names.get(part) : undefined;
  return node;
}

function parentOf(root: Folder, path: string): [Folder, string] {
  const parts = split(path);
  const name = parts.pop()!;
  const folder = find(root, parts.join("/"));
  if (!isFolder(folder)) throw new DiskError(`no folder for ${path}`);
  return [folder, name];
}

const split = (path: string): string[] => path.split("/").filter((part) => part !== "" && part !== ".");

function* filesOf(folder: Folder, path: string): Generator<[string, Uint8Array]> {
  for (const [name, node] of folder.names) {
    if (isFolder(node)) yield* filesOf(node, `${path}${name}/`);
    else yield [`${path}${name}`, node.bytes];
  }
}

/** Old or new for each name that was not flushed; a file's flushed bytes, or the others, or their beginning. */
function survivor(folder: Folder, chance: () => boolean): Folder {
  const names = new Map<string, File | Folder>();
  for (const name of new Set([...folder.durable.keys(), ...folder.names.keys()])) {
    const [before, now] = [folder.durable.get(name), folder.names.get(name)];
    const kept = before === now || chance() ? now : before;
    if (isFolder(kept)) names.set(name, survivor(kept, chance));
    else if (kept !== undefined) {
      const bytes = kept.lost || !chance() ? kept.durable : torn(kept, chance);
      names.set(name, { bytes, durable: bytes, lost: false });
    }
  }
  return { names, durable: new Map(names) };
}

const torn = ({ bytes, durable }: File, chance: () => boolean): Uint8Array =>
  bytes === durable || chance() ? bytes : bytes.slice(0, bytes.length / 3);
