/**
 * Kills real processes at random instants, and remembers all that they promised and showed.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createPolicy, type Policy } from "@triplicate/core/log/policy.ts";
import type { Signer } from "@triplicate/core/note/note.ts";
import { LOG_SIGNER, type Promised, testSigner } from "./sequencer.test-helper.ts";

const CHILDREN = {
  sequencer: "apps/centre/sequencer-child.test-helper.ts",
  cosigner: "apps/centre/cosigner-child.test-helper.ts",
} as const;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export const cosignerSigner = (number: number): Signer =>
  testSigner(`party-${number}.example/cosigner`, 0x04, 100 + number);

/** One cosigner a URL, and a majority of them. */
export function crashPolicy(urls: readonly string[]): Policy {
  const cosigners = urls.map((url, i) => ({ key: cosignerSigner(i).key, url }));
  const quorum = urls.length === 0 ? 0 : Math.floor(urls.length / 2) + 1;
  return createPolicy({ key: LOG_SIGNER.key }, cosigners, quorum);
}

export type Child = {
  readonly process: ChildProcess;
  /** Its first line. */
  readonly opened: Promise<string>;
  /** Resolves when the process is gone and its last line was heard. */
  readonly gone: Promise<void>;
};

/** `before` are words to run it under, such as strace and its options. */
export function startChild(
  kind: keyof typeof CHILDREN,
  args: readonly string[],
  onLine: (line: string) => void = () => {},
  before: readonly string[] = [],
): Child {
  const [command = "", ...words] = [...before, process.execPath, join(ROOT, CHILDREN[kind]), ...args];
  const child = spawn(command, words, { stdio: ["ignore", "pipe", "inherit"] });
  const first = Promise.withResolvers<string>();
  const lines = createInterface({ input: child.stdout! });
  lines.on("line", (line) => {
    first.resolve(line);
    onLine(line);
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const heard = new Promise<void>((resolve) => lines.once("close", () => resolve()));
  const gone = Promise.all([exited, heard]).then(() => first.resolve("gone"));
  return { process: child, opened: first.promise, gone };
}

/** What a log has shown and promised over all its lives. */
export type Witnessed = { readonly served: Uint8Array[]; readonly promised: Promised[] };

export type Lives = {
  readonly folder: string;
  readonly kills: number;
  /** Below 1, from 0. */
  readonly random: () => number;
  readonly urls?: readonly string[];
  /** Words to run a life under; the process then ends by itself. */
  readonly before?: (life: number) => readonly string[] | null;
  readonly onLife?: (life: number, witnessed: Witnessed) => Promise<void> | void;
};

/** Numbers below 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Starts a sequencer as often as it is to be killed, each time under load. Nothing is mended after the last. */
export async function killSequencer({ folder, kills, random, ...more }: Lives): Promise<Witnessed> {
  const witnessed: Witnessed = { served: [], promised: [] };
  for (let life = 0; life < kills; life += 1) {
    const before = more.before?.(life) ?? null;
    let answers = 0;
    const child = startChild(
      "sequencer",
      [folder, ...(more.urls ?? [])],
      (line) => {
        if (line.startsWith("refused")) throw new Error(`life ${life} was ${line}`);
        const [word, index, entry] = line.split(" ");
        if (word !== "answer") return;
        answers += 1;
        witnessed.promised.push({ index: Number(index), entry: Buffer.from(entry!, "base64") });
      },
      before ?? [],
    );
    let isGone = false;
    const gone = child.gone.then(() => {
      isGone = true;
    });
    // One in four dies at any time since its birth, the others under load: a moment after some answers.
    const patience = Math.floor(random() * 400);
    const end = random() < 0.25 ? 0 : 1 + Math.floor(random() * 400);
    const kill = (): void => killTraced(child.process.pid!, before !== null);
    let timer = before === null && end === 0 ? setTimeout(kill, patience) : undefined;
    while (!isGone) {
      watch(folder, witnessed);
      // What the words before it wait for may never come; then this life ends like the others, only later.
      const isOld = answers >= (before === null ? end : 2000);
      if (timer === undefined && isOld) timer = setTimeout(kill, random() * 20);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    clearTimeout(timer);
    await gone;
    watch(folder, witnessed);
    await more.onLife?.(life, witnessed);
  }
  return witnessed;
}

/** The process, or the one that it runs: a tracer that is killed lets its process live. */
function killTraced(pid: number, isTracer: boolean): void {
  try {
    const children = isTracer ? readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim() : "";
    process.kill(children === "" ? pid : Number(children.split(" ")[0]), "SIGKILL");
  } catch {
    // It died in this moment.
  }
}

/** Looks at the checkpoint as any reader would. */
function watch(folder: string, { served }: Witnessed): void {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(folder, "public", "checkpoint"));
  } catch {
    return;
  }
  const last = served.at(-1);
  if (last === undefined || !bytes.equals(last)) served.push(bytes);
}
