/**
 * Kills a station's machine hundreds of times, and pulls its plug at every write in hundreds of ways.
 *
 *     npm run soak:station -- [--kills 300] [--cuts 20] [--seed 1]
 *
 * The harness is that of the shorter tests (adapters/station-store-crash.test.ts, adapters/station-store-power.test.ts). Kills are of processes, half
 * of them at an exact system call where strace is installed; cuts are of the recorded writes of 60 steps, each so many times.
 * @module
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "300" },
    cuts: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
  },
});
const root = fileURLToPath(new URL("..", import.meta.url));
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const ran = spawnSync(
  process.execPath,
  [
    vitest,
    "run",
    "adapters/station-store-crash",
    "adapters/station-store-power",
    "--disable-console-intercept",
  ],
  {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      TRIPLICATE_SOAK_KILLS: values.kills,
      TRIPLICATE_SOAK_CUTS: values.cuts,
      TRIPLICATE_SOAK_SEED: values.seed,
    },
  },
);
process.exitCode = ran.status ?? 1;
