/**
 * Bulletins: one a contest, computed from the published log, signed by the centre, and logged like everything else.
 * Spec: spec/bulletin.md, section 4.
 * @module
 */
import {
  bulletinDifferences,
  composeBulletin,
  printBulletin,
} from "@triplicate/core/count-central/bulletin.ts";
import type { EntryContext } from "@triplicate/core/count-central/entry.ts";
import { printNote, type Signer, signNote } from "@triplicate/core/note/note.ts";
import { ok, type Result } from "@triplicate/core/result.ts";
import type { Bulletin } from "@triplicate/core/statement/bulletin.ts";
import type { Intake, IntakeError } from "./intake.ts";
import type { LiveCount } from "./live-count.ts";

export type AnnouncerParts = {
  readonly context: EntryContext;
  readonly live: LiveCount;
  readonly intake: Intake;
  readonly signer: Signer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** Fields that say nothing about stations or votes: a bulletin that differs from the last in these alone is no news. */
const NO_NEWS = ["number", "time", "tree"];

/** Announces every contest that has news since its last bulletin; the log indexes of the new ones. */
export async function announce(parts: AnnouncerParts): Promise<Result<number[], IntakeError>> {
  const { context, live, intake, signer, now } = parts;
  const clock = Math.floor(now() / 1000);
  // All are computed before the first is logged, so that they are of one tree.
  const bulletins = context.definition.contests.flatMap((_, contest): Bulletin[] => {
    const { count, root } = live;
    const { latest } = count.bulletins(contest);
    const number = (latest?.number ?? 0) + 1;
    // A clock that was set back does not take time back.
    const time = Math.max(clock, latest?.time ?? 0);
    const bulletin = composeBulletin({ context, count, contest, number, time, root });
    const isNews =
      latest === null || bulletinDifferences(latest, bulletin).some((field) => !NO_NEWS.includes(field));
    return isNews ? [bulletin] : [];
  });
  const indexes: number[] = [];
  for (const bulletin of bulletins) {
    const note = await signNote(printBulletin(bulletin), [signer]);
    const taken = await intake.submit(printNote(note));
    if (!taken.ok) return taken;
    indexes.push(taken.value.index);
  }
  return ok(indexes);
}
