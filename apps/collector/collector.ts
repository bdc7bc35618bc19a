/**
 * A party's collecting server as one process: an election package, a folder of what is collected, and an address to listen at.
 *
 *     telephones ──actas, photographs──▶ intake ──▶ DATA ──▶ overview, export ──▶ triplicate compare
 *         ▲ the witness's program, kits                 ▲
 *         └── this server ──────────────────────────────┴── numbers that the centre publishes
 *
 * This file only wires. Spec: spec/collecting.md.
 * @module
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createCheckQueue } from "@triplicate/adapters/check-queue.ts";
import { nodeSha256 } from "@triplicate/adapters/ed25519-node.ts";
import { createPictureReader } from "@triplicate/adapters/picture-reader.ts";
import { createSignaturePool } from "@triplicate/adapters/signature-pool.ts";
import { type FileLock, lockFile } from "@triplicate/adapters/sqlite.ts";
import { type KitWishes, openKits } from "@triplicate/adapters/witness-kit.ts";
import type { EntryContext } from "@triplicate/core/count-central/entry.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { witnessFiles } from "@triplicate/witness/files.ts";
import type { FastifyInstance } from "fastify";
import { type Collected, openCollected } from "./collected.ts";
import {
  COLLECTOR_LIMITS,
  type CollectorFault,
  type CollectorLimits,
  type CollectorOptions,
  type RunningCollector,
} from "./collector-options.ts";
import { compareWithCentre } from "./compare-centre.ts";
import { type Coverage, createCoverage } from "./coverage.ts";
import { createIntake } from "./intake.ts";
import type { PageContext } from "./page-overview.ts";
import { createApp, createProgramApp } from "./server-app.ts";

export type { CollectorOptions, RunningCollector } from "./collector-options.ts";

/** Between two rounds of asking the centre about every station; a new acta is asked about within the second. */
const ROUND_MILLISECONDS = 60_000;
const LOOK_MILLISECONDS = 500;
/** After a centre did not answer. */
const SILENT_MILLISECONDS = 5000;
/** Between two questions of one asker. */
const QUESTION_MILLISECONDS = 50;
/** Pictures that wait for a thread. */
const WAITING_PICTURES = 200;

export async function startCollector(
  options: CollectorOptions,
): Promise<Result<RunningCollector, CollectorFault>> {
  const { election, data, mode } = options;
  const limits = { ...COLLECTOR_LIMITS, ...options.limits };
  await mkdir(data, { recursive: true });
  const lock = lockFile(join(data, "collector.lock"));
  if (lock === null) return err({ code: "data-in-use" });
  const opened = openCollected(data, { digest: election.definitionDigest, mode }, limits);
  if (!opened.ok) {
    lock.release();
    return opened;
  }
  return listen(options, limits, opened.value, lock);
}

export type ProgramOptions = Pick<CollectorOptions, "host" | "port" | "isBehindProxy" | "lines">;

/**
 * The witness's program alone, before there is an election: keys are made in it, and a browser keeps them by address, so that it is
 * this address at which the collector must be found later (clause 1.5).
 */
export async function startProgram(
  options: ProgramOptions,
): Promise<Result<Pick<RunningCollector, "url" | "stop">, CollectorFault>> {
  const state = { isOpen: true };
  const app = await createProgramApp({
    limits: COLLECTOR_LIMITS,
    lines: options.lines ?? { write() {} },
    isBehindProxy: options.isBehindProxy ?? false,
    isOpen: () => state.isOpen,
    program: await witnessFiles(),
  });
  const stop = async (): Promise<void> => {
    state.isOpen = false;
    await app.close();
  };
  const url = await open(app, options);
  if (url !== null) return ok({ url, stop: once(stop) });
  await stop();
  return err({ code: "address-unavailable" });
}

async function listen(
  options: CollectorOptions,
  limits: CollectorLimits,
  collected: Collected,
  lock: FileLock,
): Promise<Result<RunningCollector, CollectorFault>> {
  const { election, mode, centre, lines = { write() {} } } = options;
  const { definition, roster } = election;
  const context: EntryContext = { ...election, mode, sha256: nodeSha256 };
  const pool = options.pool ?? createSignaturePool();
  const reader = createPictureReader({ atMost: WAITING_PICTURES, threads: limits.pictureThreads });
  const checks = createCheckQueue((all) => pool.verify(all), limits.waitingSignatures);
  const coverage = createCoverage(roster, definition);
  for (const { station, contest } of collected.all()) coverage.add(station, contest);
  const asking = askCentre(options, collected, coverage);
  const state = { isOpen: true };
  const app = await createApp({
    ...{ collected, reader, limits, lines },
    intake: createIntake({ context, checks, collected, coverage }),
    isOpen: () => state.isOpen,
    isBehindProxy: options.isBehindProxy ?? false,
    actasAtOnce: limits.actasAtOnce,
    picturesAtOnce: limits.picturesAtOnce,
    kits: await openKits(options.electionFolder, election, kitWishes(options)),
    program: await witnessFiles({ connect: originsOf(options) }),
    context: (): PageContext => ({
      ...{ definition, roster, mode, coverage },
      party: options.party ?? null,
      centre: centre === undefined ? null : { address: centre, isAnswering: asking.isAnswering() },
      kept: {
        actas: collected.size,
        photographs: collected.pictures.photographs,
        unread: collected.pictures.unread,
        refused: collected.refusedCount,
      },
    }),
  });
  const stop = async (): Promise<void> => {
    state.isOpen = false;
    await asking.stop();
    await app.close();
    await reader.close();
    if (options.pool === undefined) await pool.close();
    collected.close();
    lock.release();
  };
  const url = await open(app, options);
  if (url === null) {
    await stop();
    return err({ code: "address-unavailable" });
  }
  asking.start();
  return ok({ url, actas: () => collected.size, stop: once(stop) });
}

const kitWishes = ({ centre, demo }: CollectorOptions): KitWishes =>
  demo === undefined
    ? { centre: centre ?? null }
    : { centre: centre ?? null, isDemo: true, demoKeyFor: demo.keyFor, demoMachine: demo.machine };

/** Whom the witness's program may ask beside this server. */
const originsOf = ({ centre, demo }: CollectorOptions): string[] =>
  [centre, demo?.machine].flatMap((address) => (address === undefined ? [] : [new URL(address).origin]));

type Asking = {
  start(): void;
  stop(): Promise<void>;
  readonly isAnswering: () => boolean;
};

/** One round after another while the server runs. */
function askCentre(options: CollectorOptions, collected: Collected, coverage: Coverage): Asking {
  const { centre, election } = options;
  if (centre === undefined) return { start() {}, stop: async () => {}, isAnswering: () => true };
  const ending = new AbortController();
  const { signal } = ending;
  const wait = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(done, milliseconds);
      timer.unref();
      signal.addEventListener("abort", done, { once: true });
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      }
    });
  const comparison = compareWithCentre(centre, {
    ...{ definition: election.definition, roster: election.roster, collected, coverage },
    fetch: (address, init) =>
      fetch(address, {
        ...init,
        signal: init?.signal == null ? signal : AbortSignal.any([init.signal, signal]),
      }),
    wait: () => wait(QUESTION_MILLISECONDS),
  });
  let isAnswering = true;
  let running: Promise<void> = Promise.resolve();
  const round = options.centreMilliseconds ?? ROUND_MILLISECONDS;
  const look = Math.min(LOOK_MILLISECONDS, round);
  const run = async (): Promise<void> => {
    for (let left = 0; !signal.aborted; left -= look) {
      const isFull = left <= 0;
      if (isFull) left = round;
      // Where nobody is to be asked, nobody answered and nobody was silent.
      if (isFull || coverage.unknown().length > 0)
        isAnswering = await comparison.round(isFull ? "all" : "unknown");
      await wait(isAnswering ? look : SILENT_MILLISECONDS);
    }
  };
  return {
    start() {
      running = run();
    },
    async stop() {
      comparison.stop();
      ending.abort();
      await running;
    },
    isAnswering: () => isAnswering,
  };
}

async function open(
  app: FastifyInstance,
  { host, port }: Pick<CollectorOptions, "host" | "port">,
): Promise<string | null> {
  try {
    return await app.listen({ host, port });
  } catch {
    return null;
  }
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= act();
    return done;
  };
}
