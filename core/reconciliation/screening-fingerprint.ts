/**
 * Turnout against the winner's share: the two-dimensional histogram, and its extreme corner as a signal.
 * Spec: spec/reconciliation.md, clause 8.7.
 * @module
 */
import { type ScreeningSignal, SIGNAL_CLAUSES } from "./screening.ts";
import { type Columns, percent100 } from "./screening-columns.ts";
import { Strongest, significant } from "./screening-numbers.ts";

const SIDE = 101;
const CORNER_PERCENT = 95;

export type FingerprintCell = { readonly turnout: number; readonly share: number; readonly votes: number };

/**
 * `winnerOptions` index the winner's lines. Valid votes by whole per cent of turnout and of the winner's share, halves
 * up; sparse, by turnout then share.
 */
export function fingerprint(columns: Columns, winnerOptions: readonly number[]): FingerprintCell[] {
  const { valid, ballots, registered } = columns;
  const winner = votesOf(columns, winnerOptions);
  const weights = new Float64Array(SIDE * SIDE);
  for (let row = 0; row < valid.length; row++) {
    const votes = valid[row]!;
    const voters = registered[row]!;
    // A turnout above 100 % has no place on the square; it is a finding, not a fingerprint.
    if (votes <= 0 || ballots[row]! < 0 || ballots[row]! > voters) continue;
    const turnout = wholePercent(ballots[row]!, voters);
    const share = wholePercent(winner[row]!, votes);
    weights[turnout * SIDE + share]! += votes;
  }
  const cells: FingerprintCell[] = [];
  for (const [at, votes] of weights.entries()) {
    if (votes > 0) cells.push({ turnout: Math.floor(at / SIDE), share: at % SIDE, votes });
  }
  return cells;
}

const wholePercent = (part: number, whole: number): number => Math.floor((200 * part + whole) / (2 * whole));

/** Votes of some options together, at complete rows. Mostly the winner has one line, and it is the leading one. */
function votesOf({ table, first, leading }: Columns, options: readonly number[]): Int32Array {
  if (options.length === 1 && options[0] === first) return leading;
  const votes = new Int32Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    for (let k = 0; k < options.length; k++) votes[row]! += table.cells[row * table.width + options[k]!]!;
  }
  return votes;
}

export function fingerprintSignal(columns: Columns): ScreeningSignal | null {
  const { table, first, valid, ballots, leading, registered } = columns;
  if (first < 0) return null;
  const strongest = new Strongest(table.compareStations);
  let [examined, shown, highTurnout, highShare, votes, cornerVotes] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < table.rows; row++) {
    if (valid[row]! <= 0 || ballots[row]! < 0 || ballots[row]! > registered[row]!) continue;
    const turnout = ballots[row]! * 100 >= registered[row]! * CORNER_PERCENT;
    const share = leading[row]! * 100 >= valid[row]! * CORNER_PERCENT;
    examined++;
    votes += valid[row]!;
    if (turnout) highTurnout++;
    if (share) highShare++;
    if (!turnout || !share) continue;
    shown++;
    cornerVotes += valid[row]!;
    strongest.add(row, valid[row]!, 0);
  }
  if (examined === 0) return null;
  return {
    kind: "fingerprint",
    clause: SIGNAL_CLAUSES.fingerprint,
    examined,
    shown,
    // Were the two unrelated, the corner would hold this many.
    expectedByChance: significant((highTurnout * highShare) / examined, 3),
    detail: {
      option: first,
      threshold: CORNER_PERCENT,
      highTurnout,
      highShare,
      votes: cornerVotes,
      votesPercent: percent100(cornerVotes, votes),
    },
    stations: strongest.list().map(({ row }) => ({
      station: table.stationId(row),
      value: percent100(leading[row]!, valid[row]!),
      expected: percent100(ballots[row]!, registered[row]!),
    })),
  };
}
