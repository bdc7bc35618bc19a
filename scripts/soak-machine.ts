/**
 * Kills the voting machine's daemon hundreds of times while people vote and while they close, and counts the box by hand.
 *
 *     npm run soak:machine -- [--kills 300] [--seed 1]
 *
 * The harness is that of the shorter test, which this runs with more kills (apps/machine/machine-crash.test.ts). It says at the end how
 * often the machine stood where after a kill. A kill takes one to four seconds.
 * @module
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "300" }, seed: { type: "string", default: "1" } },
});
const root = fileURLToPath(new URL("..", import.meta.url));
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const ran = spawnSync(
  process.execPath,
  [vitest, "run", "apps/machine/machine-crash", "--disable-console-intercept"],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TRIPLICATE_SOAK_KILLS: values.kills, TRIPLICATE_SOAK_SEED: values.seed },
  },
);
process.exitCode = ran.status ?? 1;
