/**
 * `npm run bench -- centre`: a real centre and two real cosigners as processes of their own, on loopback, fed with signed
 * actas until it hurts; every figure beside the raw speed of crypto.verify on all cores, measured in the same run.
 *
 *     npm run bench -- centre [--stations 80000] [--seconds 15] [--seed 1]
 *
 * The load generator, the cosigners and the centre share the machine's cores, so the shares are what one machine that does
 * everything reaches. An acta carries four signatures, its machine's and three witnesses'; all are verified, the acta is
 * durable, and it is in a checkpoint that both cosigners have signed before its sender has an answer.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { nodeSigningKit } from "../apps/cli/simulated-kit.ts";
import { simulateElection } from "../simulation/election/election.ts";
import { electionShape } from "../simulation/election/shape.ts";
import { rawVerifications } from "./bench-raw-verify.ts";
import { ROOT } from "./bench-run.ts";

const SIGNATURES = 4;
const COSIGNERS = ["azul", "roja"] as const;
const PORT = 18_600;

const { values: flags } = parseArgs({
  options: {
    stations: { type: "string", default: "80000" },
    seconds: { type: "string", default: "15" },
    seed: { type: "string", default: "1" },
  },
});

type Answer = { readonly status: number; readonly milliseconds: number; readonly body: string };

const agent = new Agent({ keepAlive: true, maxSockets: 1024 });

function send(method: "GET" | "POST", path: string, body?: Uint8Array): Promise<Answer> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const headers =
      body === undefined
        ? {}
        : { "content-type": "text/plain; charset=utf-8", "content-length": body.length };
    const asked = request({ host: "127.0.0.1", port: PORT, method, path, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const milliseconds = performance.now() - begun;
        resolve({ status: response.statusCode ?? 0, milliseconds, body: Buffer.concat(chunks).toString() });
      });
      response.on("error", reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

type Load = {
  readonly seconds: number;
  readonly accepted: number;
  /** Refused early: 503 or 429. */
  readonly refused: number;
  readonly failed: number;
  /** Milliseconds of the accepted, ascending. */
  readonly latencies: readonly number[];
};

/** Sends notes at a rate (0: as fast as `atOnce` allows) until time or notes are used up; never sends a note again. */
async function load(
  notes: Iterator<Uint8Array>,
  rate: number,
  atOnce: number,
  seconds: number,
): Promise<Load> {
  const latencies: number[] = [];
  let [refused, failed, sent] = [0, 0, 0];
  const underway = new Set<Promise<void>>();
  const begun = performance.now();
  const isOver = () => performance.now() - begun > seconds * 1000;
  const one = async (note: Uint8Array): Promise<void> => {
    try {
      const { status, milliseconds } = await send("POST", "/submissions", note);
      if (status === 200 || status === 201) latencies.push(milliseconds);
      else if (status === 503 || status === 429) refused += 1;
      else failed += 1;
    } catch {
      failed += 1;
    }
  };
  while (!isOver()) {
    const due =
      rate === 0 ? Number.POSITIVE_INFINITY : Math.floor(((performance.now() - begun) / 1000) * rate);
    while (sent < due && underway.size < atOnce && !isOver()) {
      const next = notes.next();
      if (next.done === true) break;
      sent += 1;
      const sending = one(next.value).finally(() => underway.delete(sending));
      underway.add(sending);
    }
    await (underway.size >= atOnce ? Promise.race(underway) : wait(rate === 0 ? 0 : 2));
  }
  await Promise.all(underway);
  const accepted = latencies.length;
  latencies.sort((a, b) => a - b);
  return { seconds: (performance.now() - begun) / 1000, accepted, refused, failed, latencies };
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const started: ChildProcess[] = [];
function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ["apps/cli/triplicate.mjs", ...args], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "ignore"],
  });
  started.push(child);
  return child;
}

async function untilReady(): Promise<number> {
  const begun = performance.now();
  for (;;) {
    try {
      if ((await send("GET", "/ready")).status === 200) return (performance.now() - begun) / 1000;
    } catch {
      // Not listening yet.
    }
    if (performance.now() - begun > 600_000) throw new Error("the centre does not get ready");
    await wait(20);
  }
}

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode === null && child.signalCode === null
    ? new Promise((resolve) => child.once("exit", () => resolve()))
    : Promise.resolve();

type Place = { readonly folder: string; readonly passphrase: string };

async function prepare({ folder, passphrase }: Place, stations: number, seed: string): Promise<void> {
  writeFileSync(passphrase, "only for a benchmark\n");
  const urls = COSIGNERS.flatMap((_, i) => ["--cosigner-url", `http://127.0.0.1:${PORT + 1 + i}`]);
  const child = start(
    ...["simulate", "election", "--stations", String(stations), "--seed", seed, "--every-witness"],
    ...["--out", join(folder, "election"), "--passphrase-file", passphrase, ...urls],
  );
  await ended(child);
  if (child.exitCode !== 0) throw new Error("the election could not be written");
}

function startCentre({ folder, passphrase }: Place): ChildProcess {
  const keys = join(folder, "election", "keys");
  return start(
    ...["centre", "--election", join(folder, "election", "election"), "--data", join(folder, "centre")],
    ...[
      "--log-key",
      join(keys, "log.key"),
      "--centre-key",
      join(keys, "centre.key"),
      "--passphrase-file",
      passphrase,
    ],
    ...["--listen", `127.0.0.1:${PORT}`, "--submissions-per-minute", "10000000"],
  );
}

function startCosigner({ folder, passphrase }: Place, party: string, port: number): void {
  start(
    ...["cosigner", "--election", join(folder, "election", "election"), "--data", join(folder, party)],
    ...["--key", join(folder, "election", "keys", `cosigner-${party}.key`), "--passphrase-file", passphrase],
    ...["--listen", `127.0.0.1:${port}`],
  );
}

function print(name: string, { seconds, accepted, refused, failed, latencies }: Load, limit: number): number {
  const rate = accepted / seconds;
  const quick = [0.5, 0.99].map((share) => `${Math.round(percentile(latencies, share))} ms`);
  console.log(
    `  ${name}: ${Math.round(rate)} actas/s, ×${((rate * SIGNATURES) / limit).toFixed(2)} of the raw limit; ` +
      `p50 ${quick[0]}, p99 ${quick[1]}; ${accepted} accepted, ${refused} refused early, ${failed} failed`,
  );
  return rate;
}

async function serve(size: number, seconds: number): Promise<void> {
  const paths = {
    proofs: (i: number) => `/proof/index/${(i * 7919) % size}`,
    tiles: (i: number) =>
      `/tile/0/${String((i * 31) % Math.max(1, Math.floor(size / 256))).padStart(3, "0")}`,
    checkpoints: () => "/checkpoint",
  };
  for (const [name, path] of Object.entries(paths)) {
    let [done, bad] = [0, 0];
    const begun = performance.now();
    await Promise.all(
      Array.from({ length: 32 }, async (_, worker) => {
        for (let i = worker; performance.now() - begun < seconds * 1000; i += 32) {
          const { status } = await send("GET", path(i));
          if (status === 200) done += 1;
          else bad += 1;
        }
      }),
    );
    console.log(`  ${name}: ${Math.round(done / ((performance.now() - begun) / 1000))}/s, ${bad} not served`);
  }
}

async function sizeOf(): Promise<number> {
  return Number((await send("GET", "/checkpoint")).body.split("\n")[1]);
}

async function main(): Promise<boolean> {
  const stations = Number(flags.stations);
  const seconds = Number(flags.seconds);
  const folder = mkdtempSync(join(tmpdir(), "triplicate-bench-centre-"));
  const place = { folder, passphrase: join(folder, "passphrase") };
  try {
    console.log(
      `A centre and ${COSIGNERS.length} cosigners on ${availableParallelism()} cores; the load generator shares them`,
    );
    await prepare(place, stations, flags.seed);
    const shape = electionShape({ stations, seed: Number(flags.seed), everyWitnessSigns: true });
    const election = simulateElection(shape, nodeSigningKit);
    const notes = Array.from(
      { length: stations },
      (_, station) => election.signedDay(station).actas[0]!,
    ).values();
    const limit = await rawVerifications(2);
    console.log(
      `  raw limit: ${Math.round(limit)} crypto.verify/s on all cores, so ${Math.round(limit / SIGNATURES)} actas/s of ${SIGNATURES} signatures`,
    );
    for (const [i, party] of COSIGNERS.entries()) startCosigner(place, party, PORT + 1 + i);
    let centre = startCentre(place);
    await untilReady();
    // Code that has run a few thousand times is compiled; a centre on election day has.
    await load(notes, 0, 1024, 4);
    const full = print("as fast as it goes, 1,024 at once", await load(notes, 0, 1024, seconds), limit);
    print("at half of that", await load(notes, full / 2, 4096, seconds), limit);
    print("at four times that", await load(notes, full * 4, 8192, seconds / 3), limit);
    const size = await sizeOf();
    await serve(size, 3);
    centre.kill("SIGKILL");
    await ended(centre);
    centre = startCentre(place);
    const restart = await untilReady();
    const after = await sizeOf();
    console.log(
      `  killed and started again: ${after} entries after ${restart.toFixed(2)} s${after < size ? " — ENTRIES LOST" : ""}`,
    );
    return after >= size;
  } finally {
    for (const child of started) child.kill("SIGTERM");
    await Promise.all(started.map(ended));
    agent.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = (await main()) ? 0 : 1;
