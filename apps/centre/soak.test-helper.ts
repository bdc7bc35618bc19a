/**
 * Kills a sequencer and its three cosigners hundreds of times, and looks for what is missing or contradicts.
 *
 * One life in three is ended by strace where that is installed, at an exact system call: a flush, a rename, a write. The
 * others die at a random moment. Cosigners die now and then and come back a life later.
 * @module
 */
import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Child, crashPolicy, killSequencer, randomOf, startChild } from "./crash.test-helper.ts";
import { auditLog, LOG_SIGNER, opened, type ReadFile } from "./sequencer.test-helper.ts";

export type Soak = {
  readonly folder: string;
  readonly read: ReadFile;
  readonly kills: number;
  readonly seed: number;
  readonly say: (text: string) => void;
};

const CALLS = ["fsync", "rename", "pwrite64", "write", "openat", "mkdir", "unlink"] as const;

/** Words that end the process with SIGKILL at the nth of some system call. */
function underStrace(random: () => number): readonly string[] {
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

type Cosigners = {
  readonly urls: readonly string[];
  readonly kills: number;
  tumble(): Promise<void>;
  end(): void;
};

async function startCosigners(folder: string, count: number, random: () => number): Promise<Cosigners> {
  const ports: number[] = [];
  for (let i = 0; i < count; i += 1) ports.push(await freePort());
  const start = (i: number): Child =>
    startChild("cosigner", [join(folder, `cosigner-${i}`), String(i), String(ports[i])]);
  const children: (Child | null)[] = ports.map((_, i) => start(i));
  await Promise.all(children.map((child) => child!.opened));
  let kills = 0;
  return {
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    get kills() {
      return kills;
    },
    /** Each may be dead for a life; the log goes on without it. */
    async tumble() {
      for (const [i, child] of children.entries()) {
        if (child === null) children[i] = start(i);
        else if (random() < 0.15) {
          child.process.kill("SIGKILL");
          await child.gone;
          children[i] = null;
          kills += 1;
        }
      }
    },
    end() {
      for (const child of children) child?.process.kill("SIGKILL");
    },
  };
}

/** What is wrong after all that. */
export async function soak({ folder, read, kills, seed, say }: Soak): Promise<string[]> {
  const random = randomOf(seed);
  const hasStrace = spawnSync("strace", ["-V"]).status === 0;
  if (!hasStrace) say("strace is not installed: every life ends at a random moment, none at an exact call.");
  const cosigners = await startCosigners(folder, 3, random);
  const faults: string[] = [];
  const { served, promised } = await killSequencer({
    ...{ folder, kills, random, urls: cosigners.urls },
    before: (life) => (hasStrace && life % 3 === 2 ? underStrace(random) : null),
    async onLife(life, witnessed) {
      await cosigners.tumble();
      if (life % 50 !== 49) return;
      faults.push(...(await auditLog(read, LOG_SIGNER.key, witnessed.served, witnessed.promised)));
      say(`${life + 1} lives, ${witnessed.promised.length} answers, ${faults.length} faults`);
    },
  });
  cosigners.end();
  faults.push(...(await auditLog(read, LOG_SIGNER.key, served, promised)));
  const size = opened((await read("checkpoint"))!, LOG_SIGNER.key).size;
  const names = crashPolicy(cosigners.urls).cosigners.map(({ name }) => name);
  const isCosigned = (note: Uint8Array): boolean => {
    const text = new TextDecoder().decode(note);
    return names.filter((name) => text.includes(`— ${name} `)).length >= 2;
  };
  say(`kills of the sequencer: ${kills}; of cosigners: ${cosigners.kills}`);
  say(`answers: ${promised.length}; entries: ${size}`);
  say(`checkpoints seen: ${served.length}; with a quorum: ${served.filter(isCosigned).length}`);
  return faults;
}
