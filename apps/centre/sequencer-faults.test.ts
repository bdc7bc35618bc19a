/** @module */
import { DISK_TROUBLES, type DiskTrouble } from "@triplicate/adapters/memory-file-system.test-helper.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditLog, createWorld, LOG_SIGNER, type Promised, type World } from "./sequencer.test-helper.ts";

/** Sizes of batches: the log passes a full tile, in the end two at once, and ends within one. */
const WAVES = { first: [1, 256, 2], second: [1, 270] } as const;
type Life = keyof typeof WAVES;
const entriesOf = (life: Life): number => WAVES[life].reduce((sum, count) => sum + count, 0);

/** Submits everything, a wave at a time, until the sequencer ends; what it has promised. */
async function live(world: World, life: Life): Promise<Promised[]> {
  const promised: Promised[] = [];
  const started = await world.start().catch(() => null);
  if (started === null) return promised;
  expect(started.ok).toBe(true);
  if (!started.ok) return promised;
  const sequencer = started.value;
  for (const [wave, count] of WAVES[life].entries()) {
    const entries = Array.from({ length: count }, (_, i) => utf8(`${life} ${wave} ${i}`));
    const answers = await Promise.all(entries.map((entry) => sequencer.submit(entry)));
    for (const [i, answer] of answers.entries()) {
      if (answer.ok) promised.push({ index: answer.value.index, entry: entries[i]! });
      else expect(answer.error.code).toBe("sequencer-stopped");
    }
  }
  await sequencer.stop();
  return promised;
}

async function audit(
  world: World,
  promised: readonly Promised[],
  served: readonly Uint8Array[],
): Promise<string[]> {
  const files = world.disk.files();
  return auditLog((path) => files.get(`log/${path}`) ?? null, LOG_SIGNER.key, served, promised);
}

/** One life in trouble, perhaps a power cut, and one life after it. */
async function twoLives(world: World, chance: (() => boolean) | null): Promise<string[]> {
  const promised = await live(world, "first");
  if (chance !== null || world.disk.isOff) {
    world.disk.powerCut();
    world.disk.powerOn(chance ?? (() => false));
  }
  // Before anybody starts again, what was promised stands in the published files. A checkpoint that somebody saw before
  // its folder was flushed may be away until then.
  const faults = await audit(world, promised, []);
  world.commitTrouble = null;
  const later = await live(world, "second");
  if (later.length !== entriesOf("second")) faults.push("the second life did not take all");
  faults.push(...(await audit(world, [...promised, ...later], world.served)));
  world.close();
  return faults;
}

const chanceOf = (luck: number): (() => boolean) => {
  let state = luck;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 16) % 2 === 1;
  };
};

async function steps(): Promise<{ disk: readonly string[]; commits: number }> {
  const world = createWorld();
  await live(world, "first");
  const found = { disk: [...world.disk.journal], commits: world.commits };
  world.close();
  return found;
}

/** Lives of random length and trouble, submissions coming as they may, and the power going in some. */
async function manyLives(lives: readonly LifeInTrouble[]): Promise<string[]> {
  const world = createWorld();
  const promised: Promised[] = [];
  const faults: string[] = [];
  for (const [life, { waves, at, kind, luck }] of lives.entries()) {
    world.disk.troubleAt(world.disk.steps + at, kind);
    const started = await world.start().catch(() => null);
    if (started?.ok === false) faults.push(`life ${life}: ${started.error.code}`);
    if (started?.ok) {
      const sequencer = started.value;
      const answers = waves.flatMap((count, wave) =>
        Array.from({ length: count }, async (_, i) => {
          const entry = utf8(`${life} ${wave} ${i}`);
          // A wave comes some turns after the one before, whether that is answered or not.
          for (let turn = 0; turn < 3 * wave; turn += 1) await new Promise(setImmediate);
          const answer = await sequencer.submit(entry);
          if (answer.ok) promised.push({ index: answer.value.index, entry });
        }),
      );
      await Promise.all(answers);
      await sequencer.stop();
    }
    if (luck !== null || world.disk.isOff) {
      world.disk.powerCut();
      world.disk.powerOn(chanceOf(luck ?? 0));
    }
    faults.push(...(await audit(world, promised, [])));
  }
  await live(world, "second");
  faults.push(...(await audit(world, promised, world.served)));
  world.close();
  return faults;
}

type LifeInTrouble = {
  readonly waves: readonly number[];
  readonly at: number;
  readonly kind: DiskTrouble;
  /** Null: the power stays on. */
  readonly luck: number | null;
};

const LIVES = fc.array(
  fc.record<LifeInTrouble>({
    waves: fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 200, max: 300 })), {
      maxLength: 5,
    }),
    at: fc.nat(150),
    kind: fc.constantFrom(...DISK_TROUBLES),
    luck: fc.option(fc.nat(1000)),
  }),
  { minLength: 1, maxLength: 5 },
);

describe("a sequencer on a disk that breaks", () => {
  test("keeps every promise without trouble", async () => {
    const world = createWorld();
    const promised = await live(world, "first");
    expect(promised.length).toBe(entriesOf("first"));
    expect(await audit(world, promised, world.served)).toEqual([]);
    world.close();
  });

  test.each(DISK_TROUBLES)("%s at every step, then the power goes", async (kind: DiskTrouble) => {
    const { disk } = await steps();
    expect(disk.length).toBeGreaterThan(80);
    for (const [at, step] of disk.entries()) {
      const world = createWorld();
      world.disk.troubleAt(at, kind);
      expect(await twoLives(world, chanceOf(at + 1)), `${kind} at ${at}, ${step}`).toEqual([]);
    }
  });

  test("failure at every step, and the next process finds the disk as it is", async () => {
    const { disk } = await steps();
    for (const kind of ["fail", "fail-stored", "torn"] as const) {
      for (const [at, step] of disk.entries()) {
        const world = createWorld();
        world.disk.troubleAt(at, kind);
        expect(await twoLives(world, null), `${kind} at ${at}, ${step}`).toEqual([]);
      }
    }
  });

  test("life after life, each in trouble of its own", async () => {
    await fc.assert(
      fc.asyncProperty(LIVES, async (lives) => {
        expect(await manyLives(lives)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test.each(["fail", "fail-stored"] as const)("%s at every exchange of the checkpoint", async (kind) => {
    const { commits } = await steps();
    expect(commits).toBe(1 + WAVES.first.length);
    for (let at = 0; at < commits; at += 1) {
      for (const chance of [null, chanceOf(at)]) {
        const world = createWorld();
        world.commitTrouble = { at, kind };
        expect(await twoLives(world, chance), `${kind} at exchange ${at}`).toEqual([]);
      }
    }
  });
});
