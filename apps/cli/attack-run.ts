/**
 * Plays one scenario and says whether it was noticed as it must be.
 * @module
 */

import type { Attack, Expected, Notice } from "@triplicate/simulation/attacks/attack.ts";
import { ATTACKS } from "@triplicate/simulation/attacks/attacks.ts";
import { openAttackWorld } from "./attack-world.ts";

export type PlayedAttack = {
  readonly attack: Attack;
  readonly notices: readonly Notice[];
  /** What had to be noticed and was not. */
  readonly missed: readonly Expected[];
  /** Nothing missed; of an honest run, nothing noticed. */
  readonly asExpected: boolean;
};

export const findAttack = (name: string): Attack | undefined =>
  ATTACKS.find((attack) => attack.name === name);

/** `root` is where the files of the story are afterwards. */
export async function playAttack(attack: Attack, root: string, seed = 1): Promise<PlayedAttack> {
  const world = await openAttackWorld(attack, root, seed);
  try {
    const seen = await attack.play(world);
    const notices = [...world.refused, ...seen];
    const missed = attack.noticed.filter(
      ({ by, rule }) => !notices.some((notice) => notice.by === by && notice.rule === rule),
    );
    const isHonest = attack.noticed.length === 0;
    return {
      attack,
      notices,
      missed,
      asExpected: missed.length === 0 && (!isHonest || notices.length === 0),
    };
  } finally {
    await world.close();
  }
}
