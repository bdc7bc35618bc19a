/**
 * Plays one scenario and says whether it was noticed as it must be, and proved to people who were not there.
 * @module
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadPackage } from "@triplicate/adapters/election-package.ts";
import { contradictionContext } from "@triplicate/adapters/find-contradictions.ts";
import { checkContradiction } from "@triplicate/core/verification/contradiction.ts";
import {
  type ContradictionKind,
  parseContradiction,
} from "@triplicate/core/verification/contradiction-file.ts";
import type { Attack, Expected, Notice } from "@triplicate/simulation/attacks/attack.ts";
import { ATTACKS } from "@triplicate/simulation/attacks/attacks.ts";
import { CONTRADICTIONS, openAttackWorld, PACKAGE } from "./attack-world.ts";

export type PlayedAttack = {
  readonly attack: Attack;
  readonly notices: readonly Notice[];
  /** Kinds of the contradiction files that the election package alone proves. */
  readonly proven: readonly ContradictionKind[];
  /** What had to be noticed and was not. */
  readonly missed: readonly Expected[];
  readonly unproven: readonly ContradictionKind[];
  /** Nothing missed and nothing left to prove; of an honest run, nothing noticed. */
  readonly asExpected: boolean;
};

export const findAttack = (name: string): Attack | undefined =>
  ATTACKS.find((attack) => attack.name === name);

/** `root` is where the files of the story are afterwards. */
export async function playAttack(attack: Attack, root: string, seed = 1): Promise<PlayedAttack> {
  const world = await openAttackWorld(attack, root, seed);
  let notices: readonly Notice[];
  try {
    const seen = await attack.play(world);
    notices = [...world.refused, ...seen];
  } finally {
    await world.close();
  }
  const missed = attack.noticed.filter(
    ({ by, rule }) => !notices.some((notice) => notice.by === by && notice.rule === rule),
  );
  const proven = await provenKinds(root);
  const unproven = (attack.proves ?? []).filter((kind) => !proven.includes(kind));
  const isHonest = attack.noticed.length === 0;
  const asExpected = missed.length + unproven.length === 0 && (!isHonest || notices.length === 0);
  return { attack, notices, proven, missed, unproven, asExpected };
}

/** What the contradiction files prove by themselves. One that proves nothing is our own fault. */
async function provenKinds(root: string): Promise<ContradictionKind[]> {
  const folder = join(root, CONTRADICTIONS);
  const files = await readdir(folder).catch(() => []);
  const loaded = await loadPackage(join(root, PACKAGE));
  if (!loaded.ok) throw new Error("the election of a story is in order");
  const context = contradictionContext({ election: loaded.value }, "live");
  const kinds = new Set<ContradictionKind>();
  for (const file of files.filter((name) => name.endsWith(".contradiction"))) {
    const parsed = parseContradiction(new Uint8Array(await readFile(join(folder, file))));
    const checked = parsed.ok ? checkContradiction(parsed.value, context) : parsed;
    if (!checked.ok) throw new Error(`${file} proves nothing: ${checked.error.code}`);
    kinds.add(checked.value.kind);
  }
  return [...kinds].sort();
}
