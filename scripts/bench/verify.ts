/**
 * How fast `triplicate verify` is beside the raw limit: crypto.verify with keys at hand, on all cores, in the same run.
 *
 *     log written ─▶ raw limit ─▶ verify (node:crypto) ─▶ raw limit ─▶ verify (libsodium) ─▶ raw limit
 *
 * Each verification is a process of its own, so that its peak memory is its own, and is set beside the mean of the limits
 * measured before and after it: the machine may be busier at one moment than at another.
 * @module
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createFolderSource } from "@triplicate/adapters/log-source.ts";
import { createSignaturePool, type SignatureBackend } from "@triplicate/adapters/signature-pool.ts";
import { verifyLog } from "@triplicate/adapters/verify-log.ts";
import { electionShape } from "@triplicate/simulation/election/shape.ts";
import { writeSimulatedLog } from "../../apps/cli/simulated-log.ts";
import { rawVerifications } from "../bench-raw-verify.ts";

export type VerifyBench = {
  readonly stations: number;
  readonly seed: number;
  /** A folder to write the log into and to keep; otherwise a temporary one. */
  readonly folder?: string;
};

export type VerifyMeasure = {
  readonly backend: SignatureBackend;
  readonly entries: number;
  readonly signatures: number;
  readonly seconds: number;
  readonly signaturesPerSecond: number;
  /** Verifications a second of crypto.verify alone, on all cores. */
  readonly rawPerSecond: number;
  readonly ratio: number;
  readonly peakMegabytes: number;
};

const RAW_SECONDS = 3;

export async function benchVerify({ stations, seed, folder }: VerifyBench): Promise<VerifyMeasure[]> {
  const home = folder ?? mkdtempSync(join(tmpdir(), "triplicate-bench-verify-"));
  try {
    if (!existsSync(join(home, "checkpoint"))) {
      // One signature of the machine and three of witnesses on every acta.
      const shape = electionShape({ stations, seed, witnesses: 3, everyWitnessSigns: true });
      await writeSimulatedLog({ folder: home, shape });
    }
    const measures: VerifyMeasure[] = [];
    let before = await rawVerifications(RAW_SECONDS);
    for (const backend of ["node", "sodium"] as const) {
      const run = runChild(home, backend);
      const after = await rawVerifications(RAW_SECONDS);
      if (run !== null) measures.push(measured(backend, run, (before + after) / 2));
      before = after;
    }
    return measures;
  } finally {
    if (folder === undefined) rmSync(home, { recursive: true, force: true });
  }
}

type ChildRun = {
  readonly entries: number;
  readonly signatures: number;
  readonly seconds: number;
  readonly peakMegabytes: number;
};

function measured(backend: SignatureBackend, run: ChildRun, rawPerSecond: number): VerifyMeasure {
  const signaturesPerSecond = run.signatures / run.seconds;
  return { backend, ...run, signaturesPerSecond, rawPerSecond, ratio: signaturesPerSecond / rawPerSecond };
}

export const verifyBenchLine = (measure: VerifyMeasure): string =>
  `verify, ${measure.backend.padEnd(6)} ${measure.signatures} signatures in ${measure.seconds.toFixed(2)} s: ` +
  `${measure.ratio.toFixed(2)} of crypto.verify alone (${Math.round(measure.rawPerSecond)}/s), ` +
  `${Math.round(measure.peakMegabytes)} MB`;

/** Null where the backend does not load. */
function runChild(folder: string, backend: SignatureBackend): ChildRun | null {
  const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), "child", folder, backend], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.status === 2) return null;
  if (child.status !== 0) throw new Error(`the verification ended with code ${child.status}`);
  return JSON.parse(child.stdout);
}

async function verifyHere(folder: string, backend: SignatureBackend): Promise<ChildRun> {
  const begun = performance.now();
  const pool = createSignaturePool({ backend });
  const source = createFolderSource(folder);
  const asked = { source, pool, mode: "live", authorities: [], others: [], state: null } as const;
  const verified = await verifyLog(asked);
  await pool.close();
  const seconds = (performance.now() - begun) / 1000;
  if (!verified.ok) throw new Error(verified.error.code);
  const { breaches, signatures, signed } = verified.value;
  if (breaches.total > 0) throw new Error(`an honest log breaks rules: ${JSON.stringify(breaches.byRule)}`);
  const peakMegabytes = process.resourceUsage().maxRSS / 1000;
  return { entries: signed!.checkpoint.size, signatures, seconds, peakMegabytes };
}

const [mode, ...given] = process.argv.slice(2);
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (mode === "child") {
    try {
      const run = await verifyHere(given[0]!, given[1] as SignatureBackend);
      process.stdout.write(JSON.stringify(run));
    } catch (error) {
      process.stderr.write(`${error}\n`);
      process.exitCode = String(error).includes("does not load") ? 2 : 1;
    }
  } else {
    for (const measure of await benchVerify({ stations: Number(mode ?? 30_026), seed: 1 })) {
      process.stdout.write(`${verifyBenchLine(measure)}\n`);
    }
  }
}
