/**
 * Every scenario against the real centre, real cosigners, real files and the real verifier.
 * @module
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createFolderSource } from "@triplicate/adapters/log-source.ts";
import { verifyLog } from "@triplicate/adapters/verify-log.ts";
import type { Attack } from "@triplicate/simulation/attacks/attack.ts";
import { ATTACKS } from "@triplicate/simulation/attacks/attacks.ts";
import { type ElectionShape, electionShape } from "@triplicate/simulation/election/shape.ts";
import { createSeededRandom } from "@triplicate/simulation/seeded-random.ts";
import { LANGUAGES, translator } from "@triplicate/ui/messages.ts";
import { describe, expect, test } from "vitest";
import { rulePlace } from "./attack-rules.ts";
import { findAttack, type PlayedAttack, playAttack } from "./attack-run.ts";
import { storyText } from "./attack-story.ts";
import { INLINE_POOL, noticesOf } from "./attack-verify.ts";
import { filesBelow, inTemporaryFolder, run } from "./cli.test-helper.ts";
import { writeSimulatedLog } from "./simulated-log.ts";

const play = (attack: Attack, seed?: number): Promise<PlayedAttack> =>
  inTemporaryFolder((folder) => playAttack(attack, folder, seed));

const attacks = ATTACKS.filter(({ noticed }) => noticed.length > 0);
const honestRuns = ATTACKS.filter(({ noticed }) => noticed.length === 0);

describe("an attack is noticed by everybody and every rule that its story names", () => {
  test.each(attacks)("$name", async (attack) => {
    const played = await play(attack);
    const { missed, unproven, notices } = played;
    expect({ missed, unproven }, JSON.stringify(notices, null, 1)).toEqual({ missed: [], unproven: [] });
    for (const language of LANGUAGES) {
      const words = translator(language);
      expect(storyText(played, null, words)).toContain(words.t(`attack.${attack.name}.title`));
    }
  });

  test("and every rule has its place in a document", async () => {
    for (const { noticed } of attacks)
      for (const { rule } of noticed) expect(rulePlace(rule).document).toMatch(/^spec\//);
    expect(() => rulePlace("no-such-rule")).toThrow();
  });
});

test("a bit that flips anywhere in what is published is noticed", async () => {
  await inTemporaryFolder(async (folder) => {
    await writeSimulatedLog({ folder, shape: electionShape({ stations: 2, seed: 6 }) });
    const files = [...filesBelow(folder)];
    const random = createSeededRandom("flipped bits");
    for (let i = 0; i < 120; i += 1) {
      const [name, bytes] = files[i % files.length]!;
      const at = random.below(bytes.length);
      const flipped = Buffer.from(bytes);
      flipped[at]! ^= 1 << random.below(8);
      await writeFile(join(folder, name), flipped);
      const notices = await noticesOf({
        folder,
        by: "anyone",
        state: null,
        contradictions: join(folder, "c"),
      });
      expect(notices, `${name} byte ${at}`).not.toEqual([]);
      await writeFile(join(folder, name), bytes);
    }
  });
});

describe("an honest run raises nothing", () => {
  test.each(honestRuns.flatMap((attack) => [1, 2, 3].map((seed) => ({ attack, seed }))))(
    "$attack.name, seed $seed",
    async ({ attack, seed }) => {
      expect((await play(attack, seed)).notices).toEqual([]);
    },
  );

  const shapes: Partial<ElectionShape>[] = [
    {},
    { contests: 3, handCount: 0.5 },
    { witnesses: 0, cosigners: 0 },
    { options: 38, handCount: 1 },
    { witnesses: 8, authorities: 9, cosigners: 5 },
    { everyWitnessSigns: true, authorities: 1, cosigners: 1 },
  ];
  test.each(shapes.flatMap((shape, i) => [0, 1, 2, 3, 4].map((k) => ({ shape, seed: 10 * i + k }))))(
    "as files of seed $seed with $shape",
    async ({ shape: given, seed }) => {
      await inTemporaryFolder(async (folder) => {
        await writeSimulatedLog({ folder, shape: electionShape({ stations: 5, seed, ...given }) });
        const source = createFolderSource(folder);
        const request = { source, pool: INLINE_POOL, authorities: [], others: [], state: null } as const;
        const verified = await verifyLog({ ...request, mode: "live" });
        if (!verified.ok) throw new Error(verified.error.code);
        expect(verified.value.breaches.list).toEqual([]);
        expect(verified.value.totals?.map(({ counted }) => counted)).toEqual(
          Array.from({ length: given.contests ?? 1 }, () => 5),
        );
      });
    },
  );
});

describe("the one who plays a scenario", () => {
  test("says what was missed when an attack is none", async () => {
    const attack = findAttack("other-totals")!;
    const harmless: Attack = {
      ...attack,
      play: async (world) => world.verify(await world.publish({ entries: world.honest })),
    };
    expect(await play(harmless)).toMatchObject({ asExpected: false, missed: attack.noticed, notices: [] });
  });

  test("says that an honest run raised something", async () => {
    const attack: Attack = { ...findAttack("other-totals")!, noticed: [] };
    expect((await play(attack)).asExpected).toBe(false);
  });
});

describe("triplicate attack", () => {
  test("lists every scenario in both languages", async () => {
    for (const language of ["es", "en"] as const) {
      const { code, out } = await run(["attack", "list"], language);
      expect(code).toBe(0);
      for (const { name } of ATTACKS) expect(out).toContain(`${name}\n`);
    }
    const { out } = await run(["attack", "list", "--json"]);
    expect(JSON.parse(out)).toHaveLength(ATTACKS.length);
  });

  test("tells one as a story and leaves the evidence", async () => {
    await inTemporaryFolder(async (folder) => {
      const out = `${folder}/evidence`;
      const told = await run(["attack", "run", "other-totals", "--out", out]);
      expect(told.code).toBe(0);
      expect(told.out).toContain("The centre announces other totals");
      expect(told.out).toContain("anyone who verifies the public files, by the rule bulletin-recount (7.3):");

      expect(told.out).toContain("published-1: what the attacker published");
      expect((await run(["attack", "run", "other-totals", "--out", out])).code).toBe(0);
      expect((await run(["attack", "run", "other-totals", "--out", folder])).code).toBe(2);
    });
  });

  test("gives the outcome as JSON, and refuses names and seeds that are none", async () => {
    const { code, out } = await run(["attack", "run", "flipped-bit", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ name: "flipped-bit", missed: [], asExpected: true });
    expect(await run(["attack", "run", "nonsense"], "es")).toMatchObject({ code: 2 });
    expect(await run(["attack", "run", "flipped-bit", "--seed", "-1"])).toMatchObject({ code: 2 });
  });
});
