/**
 * `npm run bench`: every benchmark, one after another, each in a process of its own; or one by its name.
 *
 *     npm run bench                      all
 *     npm run bench -- compare --runs 7  one, with its own options
 *
 * What each measures and what its figures mean: docs/developer/performance.md.
 * @module
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { ROOT } from "./bench-run.ts";

const BENCHES: Readonly<Record<string, string>> = {
  compare: "scripts/bench-compare.ts",
  verify: "scripts/bench-verify.ts",
  centre: "scripts/bench-centre.ts",
  restart: "scripts/bench-restart.ts",
};

const [name, ...rest] = process.argv.slice(2);
const chosen = name === undefined ? Object.keys(BENCHES) : [name];
for (const one of chosen) {
  const script = BENCHES[one];
  if (script === undefined) {
    console.error(`there is no benchmark ${one}; there are ${Object.keys(BENCHES).join(", ")}`);
    process.exitCode = 2;
    break;
  }
  console.log(`\n── ${one} ──`);
  const { status } = spawnSync(process.execPath, [join(ROOT, script), ...rest], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = status ?? 1;
}
