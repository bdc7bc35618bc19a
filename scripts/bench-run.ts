/**
 * Runs one command as a process of its own and measures it from outside: wall time from spawn to exit, peak memory as
 * the process itself reports it at the end (bench-usage.ts).
 * @module
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

export type Measured = {
  readonly seconds: number;
  /** Of all threads, user and system: steadier than seconds on a busy machine. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
  /** The end of what it wrote to the error stream. */
  readonly printed: string;
};

/** Runs `node ARGS` in the repository; throws, with what it printed, unless it exits with one of `accept`. */
export async function measureNode(args: readonly string[], accept: readonly number[]): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "triplicate-bench-usage-"));
  const usageFile = join(folder, "usage");
  const hook = new URL("bench-usage.ts", import.meta.url).href;
  const started = process.hrtime.bigint();
  const child = spawn(process.execPath, ["--import", hook, ...args], {
    cwd: ROOT,
    env: { ...process.env, TRIPLICATE_BENCH_USAGE: usageFile },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let printed = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    printed = (printed + text).slice(-4000);
  });
  const [code, ended] = await new Promise<[number | null, bigint]>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (status) => resolve([status, process.hrtime.bigint()]));
  });
  try {
    if (code === null || !accept.includes(code)) {
      throw new Error(`node ${args.join(" ")} exited with ${code}\n${printed}`);
    }
    const seconds = Number(ended - started) / 1e9;
    const usage = JSON.parse(readFileSync(usageFile, "utf8")) as { peakKiB: number; cpuSeconds: number };
    return { seconds, cpuSeconds: usage.cpuSeconds, peakMiB: usage.peakKiB / 1024, printed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};
