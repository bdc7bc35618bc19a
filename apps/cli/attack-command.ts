/**
 * `triplicate attack list|run`: every way to cheat that must be noticed, and one of them played before your eyes.
 * @module
 */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ATTACKS } from "@triplicate/simulation/attacks/attacks.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { findAttack, type PlayedAttack, playAttack } from "./attack-run.ts";
import { storyText } from "./attack-story.ts";
import { checkTarget } from "./dossier-folder.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";

/** What marks a folder as evidence that may be replaced. */
const OUTCOME_FILE = "attack.json";

export async function runAttackList({ json }: { readonly json: boolean }, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  if (json) {
    io.data(
      `${JSON.stringify(
        ATTACKS.map(({ play: _, ...attack }) => attack),
        null,
        2,
      )}\n`,
    );
    return EXIT.fine;
  }
  for (const { name, liar, noticed } of ATTACKS) {
    const observers = noticed.map(({ by, rule }) => `${t.t(`attack.observer.${by}`)} (${rule})`);
    io.out(`${name}\n  ${t.t(`attack.${name}.title`)}\n`);
    io.out(`  ${t.t("attack.list.who")}: ${t.t(`attack.liar.${liar}`)}\n`);
    if (observers.length > 0) io.out(`  ${t.t("attack.list.noticed")}: ${t.list(observers)}\n`);
  }
  return EXIT.fine;
}

export type AttackRunOptions = { readonly out?: string; readonly json: boolean; readonly seed: string };

export async function runAttackRun(name: string, options: AttackRunOptions, io: Io): Promise<ExitCode> {
  const t = translator(io.language);
  const { out } = options;
  const attack = findAttack(name);
  if (attack === undefined)
    throw new UsageError(t.t("attack.unknown", { name }), t.t("attack.unknown.remedy"));
  const seed = /^[0-9]{1,9}$/.test(options.seed) ? Number(options.seed) : Number.NaN;
  if (Number.isNaN(seed)) throw new UsageError(t.t("cli.usage.seed", { text: options.seed }));
  const root = out === undefined ? await mkdtemp(join(tmpdir(), "triplicate-attack-")) : out;
  if (out !== undefined) {
    checkTarget(out, t, (present) => present.includes(OUTCOME_FILE));
    if (existsSync(out)) await rm(out, { recursive: true });
    await mkdir(out, { recursive: true });
  }
  try {
    const played = await playAttack(attack, root, seed);
    await writeFile(join(root, OUTCOME_FILE), outcomeText(played));
    if (options.json) io.data(outcomeText(played));
    else {
      const evidence = out === undefined ? null : { folder: out, names: (await readdir(out)).sort() };
      io.out(storyText(played, evidence, t));
    }
    return played.asExpected ? EXIT.fine : EXIT.contradiction;
  } finally {
    if (out === undefined) await rm(root, { recursive: true, force: true });
  }
}

function outcomeText({ attack, ...outcome }: PlayedAttack): string {
  const { play: _, ...scenario } = attack;
  return `${JSON.stringify({ ...scenario, ...outcome }, null, 2)}\n`;
}
