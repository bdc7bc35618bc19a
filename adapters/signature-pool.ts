/**
 * Verifies signatures in bulk, on a thread for every core.
 *
 *     verify(checks) ──packed batches──▶ queue ──two ahead──▶ thread ──1 or 0 each──▶ in the order of the checks
 *
 * Whoever has a country to verify calls `verify` with a thousand checks or so at a time and keeps two or three calls
 * open: threads then never wait, and memory holds no more than those calls. Threads start at the first call and keep
 * the process alive only while there is work. A thread that dies takes its batches with it: their calls fail with an
 * error, and a new thread takes the next ones.
 * Spec: spec/note.md, section 7.
 * @module
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { PUBLIC_KEY_BYTES } from "@triplicate/core/note/key.ts";
import { PUBLIC_KEY_FAULTS, type PublicKeyFault } from "@triplicate/core/note/public-key.ts";
import {
  type PoolCheck,
  type PoolReply,
  type PoolRequest,
  packChecks,
  type SignatureBackend,
} from "./signature-batch.ts";
import { loadSodium } from "./sodium.ts";

export type { PoolCheck, SignatureBackend } from "./signature-batch.ts";

export type SignaturePoolOptions = {
  /** One a core, unless said otherwise. */
  readonly threads?: number;
  /** `auto` takes libsodium where it loads. */
  readonly backend?: SignatureBackend | "auto";
};

export type SignaturePool = {
  readonly backend: SignatureBackend;
  readonly threads: number;
  /** 1 for a signature that holds, 0 for one that does not, in the order of `checks`. */
  verify(checks: readonly PoolCheck[]): Promise<Uint8Array>;
  /** The fault of each public key of 32 bytes, or null (clauses 7.1 to 7.3). */
  checkKeys(publicKeys: readonly Uint8Array[]): Promise<(PublicKeyFault | null)[]>;
  /** Ends the threads; what is still open fails. */
  close(): Promise<void>;
};

/** Small enough that every core has work to the end, large enough that crossing costs nothing: some 10 ms. */
const CHECKS_PER_BATCH = 128;
const YOUNG_MEGABYTES = 12;
/** Batches given to a thread at once: the next is there when one is done. */
const AHEAD = 2;

type Job = PoolRequest & {
  readonly done: (results: Uint8Array) => void;
  readonly fail: (error: Error) => void;
};
type Thread = { readonly worker: Worker; readonly jobs: Map<number, Job> };

export function createSignaturePool(options: SignaturePoolOptions = {}): SignaturePool {
  const backend = chooseBackend(options.backend ?? "auto");
  return new Pool(backend, options.threads ?? availableParallelism());
}

function chooseBackend(wanted: SignatureBackend | "auto"): SignatureBackend {
  if (wanted === "node") return "node";
  if (loadSodium() !== null) return "sodium";
  if (wanted === "sodium") throw new Error("sodium-native does not load");
  return "node";
}

class Pool implements SignaturePool {
  readonly backend: SignatureBackend;
  readonly threads: number;
  readonly #running: Thread[] = [];
  readonly #waiting: Job[] = [];
  #nextId = 0;
  #isClosed = false;

  constructor(backend: SignatureBackend, threads: number) {
    if (!Number.isSafeInteger(threads) || threads < 1) throw new RangeError("a pool has a thread");
    this.backend = backend;
    this.threads = threads;
  }

  async verify(checks: readonly PoolCheck[]): Promise<Uint8Array> {
    const results = new Uint8Array(checks.length);
    const parts: Promise<void>[] = [];
    for (let from = 0; from < checks.length; from += CHECKS_PER_BATCH) {
      const to = Math.min(from + CHECKS_PER_BATCH, checks.length);
      const part = this.#run("checks", packChecks(checks, from, to));
      parts.push(part.then((answers) => results.set(answers, from)));
    }
    await Promise.all(parts);
    return results;
  }

  async checkKeys(publicKeys: readonly Uint8Array[]): Promise<(PublicKeyFault | null)[]> {
    const parts: Promise<Uint8Array>[] = [];
    for (let from = 0; from < publicKeys.length; from += CHECKS_PER_BATCH) {
      const some = publicKeys.slice(from, from + CHECKS_PER_BATCH);
      const batch = new Uint8Array(PUBLIC_KEY_BYTES * some.length);
      for (const [i, key] of some.entries()) {
        if (key.length !== PUBLIC_KEY_BYTES) throw new RangeError("a public key has 32 bytes");
        batch.set(key, PUBLIC_KEY_BYTES * i);
      }
      parts.push(this.#run("keys", batch.buffer));
    }
    const answers = await Promise.all(parts);
    return answers.flatMap((codes) => Array.from(codes, (code) => PUBLIC_KEY_FAULTS[code - 1] ?? null));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const closed = new Error("the pool of signatures is closed");
    for (const job of this.#waiting.splice(0)) job.fail(closed);
    await Promise.all(this.#running.splice(0).map((thread) => this.#end(thread, closed)));
  }

  #run(kind: PoolRequest["kind"], batch: ArrayBuffer): Promise<Uint8Array> {
    if (this.#isClosed) return Promise.reject(new Error("the pool of signatures is closed"));
    return new Promise((done, fail) => {
      this.#waiting.push({ id: this.#nextId++, kind, batch, done, fail });
      this.#feed();
    });
  }

  /** Gives what waits to the thread with the least to do. */
  #feed(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#leastBusy();
      if (thread === null) return;
      const job = this.#waiting.shift()!;
      if (thread.jobs.size === 0) thread.worker.ref();
      thread.jobs.set(job.id, job);
      const { id, kind, batch } = job;
      thread.worker.postMessage({ id, kind, batch } satisfies PoolRequest, [batch]);
    }
  }

  #leastBusy(): Thread | null {
    let best: Thread | null = null;
    for (const thread of this.#running) {
      if (best === null || thread.jobs.size < best.jobs.size) best = thread;
    }
    if ((best === null || best.jobs.size > 0) && this.#running.length < this.threads) return this.#start();
    return best !== null && best.jobs.size < AHEAD ? best : null;
  }

  #start(): Thread {
    const worker = new Worker(new URL("./signature-pool-worker.ts", import.meta.url), {
      workerData: this.backend,
      // What a thread makes lives for one check: room for more is memory, not speed.
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    const thread: Thread = { worker, jobs: new Map() };
    worker.on("message", ({ id, results }: PoolReply) => {
      const job = thread.jobs.get(id);
      thread.jobs.delete(id);
      if (thread.jobs.size === 0) worker.unref();
      job?.done(results);
      this.#feed();
    });
    worker.on("error", (error) =>
      this.#lose(thread, error instanceof Error ? error : new Error(String(error))),
    );
    worker.on("exit", (code) =>
      this.#lose(thread, new Error(`a thread of signatures ended with code ${code}`)),
    );
    worker.unref();
    this.#running.push(thread);
    return thread;
  }

  /** The thread is gone: its work fails, the rest goes on. */
  #lose(thread: Thread, error: Error): void {
    const at = this.#running.indexOf(thread);
    if (at >= 0) this.#running.splice(at, 1);
    for (const job of thread.jobs.values()) job.fail(error);
    thread.jobs.clear();
    if (!this.#isClosed) this.#feed();
  }

  async #end(thread: Thread, error: Error): Promise<void> {
    this.#lose(thread, error);
    await thread.worker.terminate();
  }
}
