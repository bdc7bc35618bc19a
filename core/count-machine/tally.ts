/**
 * From what a machine counted to what it asserts: one acta for each contest, all of one closing.
 *
 *     closing  ─┐
 *     tally of each contest ─┴─▶ actas, in the order of the ballot ─▶ texts to sign, print and transmit
 *
 * A machine whose own numbers do not hold together prints nothing: the poll worker is told, and the box decides. So
 * every rule that others hold against an acta is held here first. The time is an argument; signing is the caller's.
 * Spec: spec/acta.md, section 4.
 * @module
 */
import type { Contest } from "../election/definition.ts";
import { err, ok, type Result } from "../result.ts";
import { ACTA, type Acta } from "../statement/acta.ts";
import type { RunningTotals } from "../statement/acta-lines.ts";
import { type ActaBreach, actaBreaches } from "../statement/acta-rules.ts";

/** What every acta of one closing says alike: all but the contest and its votes. */
export type Closing = Omit<Acta, "contest" | "votes" | "blank" | "null">;

/** Votes in the order of the contest's options. */
export type ContestTally = Pick<Acta, "contest" | "blank" | "null"> & { readonly votes: readonly number[] };

export type TallyFault =
  /** The tallies are not those of the ballot's contests, one each, in its order. */
  | { readonly code: "tally-contests" }
  /** Not one number for each option. */
  | { readonly code: "tally-options"; readonly contest: string }
  /** The acta would break this rule of spec/acta.md, section 3. */
  | { readonly code: "tally-breach"; readonly contest: string; readonly breach: ActaBreach };

export type TalliedActa = { readonly acta: Acta; readonly text: string };

/** `contests` are those of the definition, in its order. Every fault at once. */
export function actasOf(
  closing: Closing,
  tallies: readonly ContestTally[],
  contests: readonly Contest[],
): Result<readonly TalliedActa[], readonly TallyFault[]> {
  const isBallot =
    tallies.length === contests.length && contests.every(({ id }, i) => tallies[i]!.contest === id);
  if (!isBallot) return err([{ code: "tally-contests" }]);
  const faults: TallyFault[] = [];
  const actas: TalliedActa[] = [];
  for (const [i, contest] of contests.entries()) {
    const { votes, ...counts } = tallies[i]!;
    if (votes.length !== contest.options.length) {
      faults.push({ code: "tally-options", contest: contest.id });
      continue;
    }
    const options = contest.options.map(({ id }) => id);
    const acta = { ...closing, ...counts, votes: { options, votes } };
    const breaches = actaBreaches(acta, contest, closing.registered);
    faults.push(
      ...breaches.map((breach) => ({ code: "tally-breach" as const, contest: contest.id, breach })),
    );
    if (breaches.length === 0) actas.push({ acta, text: ACTA.print(acta) });
  }
  return faults.length > 0 ? err(faults) : ok(actas);
}

/**
 * The actas of a machine that has closed, whatever its numbers. `running`, by contest, where the recount differs from what was counted
 * while people voted: then the numbers may break a rule, are printed all the same, and paper decides (spec/station.md, clause 6.3).
 * Throws where nothing differs and a rule breaks: then this program is wrong.
 */
export function actasEvenSo(
  closing: Closing,
  tallies: readonly ContestTally[],
  contests: readonly Contest[],
  running: readonly RunningTotals[] | null,
): readonly TalliedActa[] {
  if (running === null) {
    const actas = actasOf(closing, tallies, contests);
    if (!actas.ok)
      throw new Error(`a recount that agrees breaks a rule: ${actas.error.map(({ code }) => code)}`);
    return actas.value;
  }
  return contests.map((contest, i) => {
    const { votes, ...counts } = tallies[i]!;
    const options = contest.options.map(({ id }) => id);
    const acta = { ...closing, ...counts, votes: { options, votes }, running: running[i]! };
    return { acta, text: ACTA.print(acta) };
  });
}
