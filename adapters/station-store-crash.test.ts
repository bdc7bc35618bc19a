/**
 * Processes that die at any moment, and disks that refuse: no step that was told to be done is missing afterwards.
 * @module
 */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { STEPS_AT_MOST, temporaryFolders } from "./station-store.test-helper.ts";
import { hasStrace, randomOf } from "./station-store-replay.test-helper.ts";

const folders = temporaryFolders();
afterAll(() => folders.remove());

/** Set by scripts/soak-station.ts. */
const SOAK_KILLS = Number(process.env.TRIPLICATE_SOAK_KILLS ?? 0);
const SOAK_SEED = Number(process.env.TRIPLICATE_SOAK_SEED ?? 1);
const LONG = SOAK_KILLS > 0 ? 4 * 60 * 60 * 1000 : 60_000;
const CHILD = fileURLToPath(new URL("./station-store-child.test-helper.ts", import.meta.url));

type Life = {
  /** Words to run it under. */
  readonly before?: readonly string[];
  /** Killed so many milliseconds after the step of that number, counted from its start. */
  readonly kill?: { readonly step: number; readonly after: number };
  /** Ends by itself after so many. A tracer that is killed lets its process live. */
  readonly steps?: number;
};
type Lived = { opened: number | null; done: number; code: number | null; errors: string };

async function live(root: string, { before = [], kill, steps = STEPS_AT_MOST }: Life): Promise<Lived> {
  const [command = "", ...words] = [
    ...before,
    process.execPath,
    CHILD,
    join(root, "machine"),
    join(root, "medium"),
  ];
  const child = spawn(command, [...words, String(steps)], { stdio: ["ignore", "pipe", "pipe"] });
  const lived: Lived = { opened: null, done: 0, code: null, errors: "" };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const plan = (): void => {
    if (kill === undefined || timer !== undefined || lived.done < kill.step) return;
    timer = setTimeout(() => child.kill("SIGKILL"), kill.after);
  };
  plan();
  child.stderr.on("data", (data) => {
    lived.errors += String(data);
  });
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    const [word, number] = line.split(" ");
    if (word === "open") lived.opened = Number(number);
    if (word === "done") lived.done += 1;
    plan();
  });
  const heard = new Promise<void>((resolve) => lines.once("close", () => resolve()));
  lived.code = await new Promise((resolve) => child.once("close", (code) => resolve(code)));
  await heard;
  clearTimeout(timer);
  return lived;
}

type Tally = { readonly faults: string[]; steps: number; readonly lives: number };

/** One life after another on one station; a full one is followed by a new one. The child itself checks what it finds. */
async function manyLives(lives: number, lifeOf: (life: number) => Life): Promise<Tally> {
  const faults: string[] = [];
  let [root, done, steps] = ["", -1, 0];
  for (let life = 0; life < lives; life += 1) {
    if (done < 0 || done >= STEPS_AT_MOST - 150) {
      [root, done] = [folders.make(), 0];
      mkdirSync(join(root, "medium"));
    }
    const lived = await live(root, lifeOf(life));
    if (lived.opened !== null && lived.opened !== done && lived.opened !== done + 1)
      faults.push(`life ${life} found ${lived.opened} steps, not ${done} or one more`);
    if (/holds something else|store-unreadable|copy-/.test(lived.errors))
      faults.push(`life ${life}: ${lived.errors}`);
    // A life that did not come to open leaves the same doubt about one step to the next.
    if (lived.opened !== null) done = lived.opened + lived.done;
    steps += lived.done;
  }
  return { faults, steps, lives };
}

test(
  "killed again and again, a station keeps every step that it was told is done",
  async () => {
    const random = randomOf(SOAK_SEED);
    const lives = SOAK_KILLS > 0 ? SOAK_KILLS : 10;
    const tally = await manyLives(lives, (life) =>
      // One in four dies at any time since its birth, the others a moment after some steps.
      life % 4 === 3
        ? { kill: { step: 0, after: random() * 400 } }
        : { kill: { step: 1 + Math.floor(random() * 60), after: random() * 5 } },
    );
    expect(tally.faults).toEqual([]);
    expect(tally.steps).toBeGreaterThan(lives * 5);
  },
  LONG,
);

/** And how many a life of 25 steps makes, about. */
const CALLS = [
  ["fsync", 200],
  ["fdatasync", 50],
  ["pwrite64", 600],
] as const;

/** Where strace is not installed this says so and checks nothing. */
test.skipIf(!hasStrace)(
  "and at exact system calls, or when the disk refuses one of them",
  async () => {
    const random = randomOf(SOAK_SEED + 1);
    const lives = SOAK_KILLS > 0 ? SOAK_KILLS : 9;
    const tally = await manyLives(lives, (life) => {
      const [call, count] = CALLS[life % CALLS.length]!;
      const what = life % 2 === 0 ? "signal=SIGKILL" : call === "pwrite64" ? "error=ENOSPC" : "error=EIO";
      const at = Math.floor(count * (0.1 + random()));
      const inject = `inject=${call}:${what}:when=${at}`;
      return {
        before: ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `trace=${call}`, "-e", inject],
        steps: 25,
      };
    });
    expect(tally.faults).toEqual([]);
  },
  LONG,
);
