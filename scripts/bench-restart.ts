/**
 * `npm run bench -- restart`: how long a centre with a long log takes from its start until readers are served, and until it
 * takes submissions again.
 *
 *     npm run bench -- restart [--stations 525000] [--seed 1]
 *
 * A station has an acta of four signatures and a closing record, so 525,000 stations are 1,050,000 entries. The log is
 * written as a centre would have left it, then a centre is started over it in a process of its own.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { writeKeyFile } from "@triplicate/adapters/key-file.ts";
import { openDatabase } from "@triplicate/adapters/sqlite.ts";
import { openSequencerStore } from "@triplicate/centre/sequencer-store.ts";
import { printCheckpoint } from "@triplicate/core/log/checkpoint.ts";
import { printNote, signNote } from "@triplicate/core/note/note.ts";
import { electionShape } from "@triplicate/simulation/election/shape.ts";
import { nodeSigningKit } from "../apps/cli/simulated-kit.ts";
import { writeSimulatedLog } from "../apps/cli/simulated-log.ts";
import { ROOT } from "./bench-run.ts";

const ADDRESS = "127.0.0.1:18620";
const PASSPHRASE = "only for a benchmark";

const { values: flags } = parseArgs({
  options: { stations: { type: "string", default: "525000" }, seed: { type: "string", default: "1" } },
});

/** A centre's folder as it stands after the last answer: the public files, and the database that says they are its own. */
async function prepare(folder: string, stations: number, seed: number): Promise<number> {
  const shape = electionShape({ stations, seed, witnesses: 3, everyWitnessSigns: true, handCount: 0 });
  const log = await writeSimulatedLog({ folder: join(folder, "public"), shape, bulletins: false });
  const { key, seed: secret } = log.election.cast.log;
  const signer = { key, sign: (message: Uint8Array) => nodeSigningKit.sign(secret, message) };
  const head = { size: log.size, root: log.root };
  const note = await signNote(printCheckpoint({ origin: key.name, ...head }), [signer]);
  const database = openDatabase(join(folder, "centre.sqlite"));
  const batch = { first: 0, entries: [] };
  const kept = { checkpoint: printNote(note), size: log.size, written: head };
  if (!openSequencerStore(database).commit({ ...kept, follows: null, batch }))
    throw new Error("the database is not new");
  database.close();
  writeFileSync(join(folder, "passphrase"), `${PASSPHRASE}\n`);
  await writeKeyFile(join(folder, "log.key"), key, secret, PASSPHRASE);
  return log.size;
}

function start(folder: string): ChildProcess {
  const args = ["centre", "--election", join(folder, "public", "election"), "--data", folder];
  args.push("--log-key", join(folder, "log.key"), "--passphrase-file", join(folder, "passphrase"));
  args.push("--listen", ADDRESS, "--no-cosigners");
  return spawn(process.execPath, ["apps/cli/triplicate.mjs", ...args], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "ignore"],
  });
}

async function until(path: string, begun: number): Promise<number> {
  for (;;) {
    try {
      const { status } = await fetch(`http://${ADDRESS}${path}`);
      if (status === 200) return (performance.now() - begun) / 1000;
    } catch {
      // Not listening yet.
    }
    if (performance.now() - begun > 900_000) throw new Error(`${path} is not served`);
    await wait(50);
  }
}

const folder = await mkdtemp(join(tmpdir(), "triplicate-bench-restart-"));
try {
  const entries = await prepare(folder, Number(flags.stations), Number(flags.seed));
  const begun = performance.now();
  const centre = start(folder);
  const served = await until("/checkpoint", begun);
  const ready = await until("/ready", begun);
  const peak = Number(
    /VmHWM:\s+([0-9]+)/.exec(readFileSync(`/proc/${centre.pid}/status`, "utf8"))?.[1] ?? Number.NaN,
  );
  console.log(
    `  ${entries} entries: readers are served after ${served.toFixed(1)} s, submissions taken after ${ready.toFixed(1)} s`,
  );
  console.log(
    `  ${(((ready - served) / entries) * 1e6).toFixed(0)} µs an entry to count them anew; peak ${Math.round(peak / 1000)} MB`,
  );
  centre.kill("SIGTERM");
  await new Promise((done) => centre.once("exit", done));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
