/**
 * Kills the sequencer and its cosigners hundreds of times, and looks for what is missing or contradicts.
 *
 *     node scripts/soak-sequencer.ts [--kills 300] [--seed 1] [--folder DIR]
 *
 * One life in three is ended by strace where that is installed, at an exact system call: a flush, a rename, a write. The
 * others die at a random moment. Two of three cosigners are killed now and then too. Prints what was done; exits with 1 if
 * anything is wrong. The same harness, shorter, is a test (apps/centre/sequencer-crash.test.ts).
 * @module
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  type Child,
  crashPolicy,
  killSequencer,
  randomOf,
  startChild,
} from "../apps/centre/crash.test-helper.ts";
import { auditLog, LOG_SIGNER, opened } from "../apps/centre/sequencer.test-helper.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
    folder: { type: "string" },
  },
});
const kills = Number(values.kills);
const folder = values.folder ?? mkdtempSync(join(tmpdir(), "triplicate-soak-"));
mkdirSync(folder, { recursive: true });
const random = randomOf(Number(values.seed));
const hasStrace = spawnSync("strace", ["-V"]).status === 0;
const say = (text: string) => process.stdout.write(`${text}\n`);
if (!hasStrace)
  say("strace is not installed: every life ends at a random moment, none at an exact system call.");

const CALLS = ["fsync", "rename", "pwrite64", "write", "openat", "mkdir", "unlink"] as const;

/** Words that end the process with SIGKILL at the nth of some system call. */
function underStrace(life: number): readonly string[] | null {
  if (!hasStrace || life % 3 !== 2) return null;
  const call = CALLS[Math.floor(random() * CALLS.length)]!;
  // The program itself is read and started before its first own write.
  const first = call === "openat" || call === "write" ? 150 : 1;
  // Folders are made seldom.
  const at = first + Math.floor(random() * (call === "mkdir" ? 10 : 80));
  const inject = `inject=${call}:signal=SIGKILL:when=${at}`;
  return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `trace=${call}`, "-e", inject];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const ports = [await freePort(), await freePort(), await freePort()];
const cosigners: (Child | null)[] = ports.map(() => null);
const urls = ports.map((port) => `http://127.0.0.1:${port}`);
const startCosigner = (i: number): void => {
  cosigners[i] = startChild("cosigner", [join(folder, `cosigner-${i}`), String(i), String(ports[i])]);
};

const read = (path: string): Uint8Array | null => {
  try {
    return readFileSync(join(folder, "public", path));
  } catch {
    return null;
  }
};

const faults: string[] = [];
for (const i of ports.keys()) startCosigner(i);
await Promise.all(cosigners.map((child) => child!.opened));
let cosignerKills = 0;
const witnessed = await killSequencer({
  ...{ folder, kills, random, urls, before: underStrace },
  async onLife(life, { served, promised }) {
    // Each may be dead for a life; the log goes on without it.
    for (const [i, child] of cosigners.entries()) {
      if (child === null) startCosigner(i);
      else if (random() < 0.15) {
        child.process.kill("SIGKILL");
        await child.gone;
        cosigners[i] = null;
        cosignerKills += 1;
      }
    }
    if (life % 50 !== 49) return;
    faults.push(...(await auditLog(read, LOG_SIGNER.key, served, promised)));
    say(
      `${life + 1} lives, ${promised.length} answers, ${served.length} checkpoints seen, faults: ${faults.length}`,
    );
  },
});
for (const child of cosigners) child?.process.kill("SIGKILL");

const { served, promised } = witnessed;
faults.push(...(await auditLog(read, LOG_SIGNER.key, served, promised)));
const size = opened(read("checkpoint")!, LOG_SIGNER.key).size;
const names = crashPolicy(urls).cosigners.map(({ name }) => name);
const cosigned = served.filter((note) => {
  const text = new TextDecoder().decode(note);
  return names.filter((name) => text.includes(`— ${name} `)).length >= 2;
});
say(`kills of the sequencer: ${kills}; of cosigners: ${cosignerKills}`);
say(
  `answers: ${promised.length}; entries: ${size}; checkpoints seen: ${served.length}, with a quorum ${cosigned.length}`,
);
say(faults.length === 0 ? "nothing is missing, nothing contradicts" : faults.slice(0, 20).join("\n"));
process.exitCode = faults.length === 0 ? 0 : 1;
