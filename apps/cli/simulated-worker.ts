/**
 * One thread of simulated-jobs.ts: makes pieces of an election that it simulates for itself.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { simulateElection } from "@triplicate/simulation/election/election.ts";
import { runJob, type SimulatedJob, type WorkerStart } from "./simulated-jobs.ts";
import { nodeSigningKit } from "./simulated-kit.ts";

const election = simulateElection((workerData as WorkerStart).shape, nodeSigningKit);

parentPort?.on("message", (job: SimulatedJob) => {
  // Transferred, not copied; `bytes` owns its whole buffer.
  const bytes = runJob(election, job) as Uint8Array<ArrayBuffer>;
  parentPort?.postMessage({ job, bytes }, [bytes.buffer]);
});
