/**
 * Loaded into a measured process by `--import`: on exit, writes the process's peak resident memory in KiB and its CPU
 * time in seconds, as JSON, to the file that TRIPLICATE_BENCH_USAGE names. All threads and native libraries of the
 * process count; child processes do not.
 *
 * The peak on Linux is VmHWM, which starts anew at exec; getrusage's maximum is inherited from the parent and would
 * report a large parent's peak as the child's. Elsewhere it is getrusage's, which Node gives in KiB everywhere.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { isMainThread } from "node:worker_threads";

function peakKiB(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
  if (line === null) throw new Error("/proc/self/status has no VmHWM");
  return Number(line[1]);
}

function usage(): { peakKiB: number; cpuSeconds: number } {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return { peakKiB: peakKiB(), cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 };
}

const file = process.env.TRIPLICATE_BENCH_USAGE;
// Worker threads load this module too, but the peak is the process's and is known when the main thread ends.
if (file !== undefined && isMainThread)
  process.on("exit", () => writeFileSync(file, JSON.stringify(usage())));
