/**
 * Counts the records again at the close, and says whether they are what the machine counted while people voted.
 *
 * The acta's numbers are those of the records. Where the running totals differ, both are printed, and paper decides: a machine that
 * kept quiet about it would be believed. Spec: spec/station.md, section 6.
 * @module
 */
import { encodeHex } from "../bytes.ts";
import type { Contest } from "../election/definition.ts";
import type { RunningTotals } from "../statement/acta-lines.ts";
import { recordRoot } from "./record-tree.ts";
import type { RecordBytes } from "./station-port.ts";
import type { StationState } from "./station-state.ts";
import type { ContestTally } from "./tally.ts";
import { codeOf, unpackRecord, type VoteRecord } from "./vote-record.ts";

export type Recount = {
  readonly tallies: readonly ContestTally[];
  readonly ballots: number;
  readonly spoiled: number;
  /** Root over all records, cast and void. */
  readonly root: Uint8Array;
  /** Records that could not be read or whose fate is open: none, unless the disk is damaged. */
  readonly unreadable: number;
  readonly agrees: boolean;
};

export function recount(
  records: Iterable<RecordBytes>,
  contests: readonly Contest[],
  state: StationState,
): Recount {
  const votes = contests.map(({ options }) => new Array<number>(options.length).fill(0));
  const blank = new Array<number>(contests.length).fill(0);
  const final: VoteRecord[] = [];
  let [ballots, spoiled, unreadable] = [0, 0, 0];
  let last = "";
  for (const bytes of records) {
    const record = unpackRecord(bytes, contests);
    const code = encodeHex(codeOf(bytes));
    const isFinal = record !== null && (record.state === "cast" || record.state === "void");
    // Ascending, so that a code that stands twice is seen.
    if (!isFinal || code <= last) {
      unreadable += 1;
      continue;
    }
    last = code;
    final.push(record);
    if (record.state === "void") {
      spoiled += 1;
      continue;
    }
    ballots += 1;
    for (const [contest, marked] of record.selections.entries()) {
      if (marked.length === 0) blank[contest]! += 1;
      for (const option of marked) votes[contest]![option]! += 1;
    }
  }
  const tallies = contests.map(({ id }, i) => ({ contest: id, votes: votes[i]!, blank: blank[i]!, null: 0 }));
  const agrees =
    unreadable === 0 &&
    ballots === state.ballots &&
    spoiled === state.spoiled &&
    tallies.every(
      (tally, i) =>
        tally.blank === state.running[i]!.blank &&
        tally.votes.every((value, option) => value === state.running[i]!.votes[option]),
    );
  return { tallies, ballots, spoiled, root: recordRoot(final, contests), unreadable, agrees };
}

/** The acta's line `running`, for a contest. */
export function runningLine(state: StationState, contest: Contest, index: number): RunningTotals {
  const { votes, blank } = state.running[index]!;
  const options = contest.options.map(({ id }) => id);
  return { ballots: state.ballots, blank, null: 0, spoiled: state.spoiled, options, votes };
}
