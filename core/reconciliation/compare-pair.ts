/**
 * Two counts of one contest: what differs, in what shape, and what it changes.
 * Spec: spec/reconciliation.md, sections 2 to 5.
 * @module
 */
import { keyText } from "../byte-index.ts";
import type { Contest } from "../election/definition.ts";
import { decideOutcome } from "../outcome/decide.ts";
import { type Outcome, sameResult } from "../outcome/outcome.ts";
import type { CountTable } from "../reading/count.ts";
import { compareIds } from "../text.ts";
import { DISCREPANCY_CLASSES, type DiscrepancyClass } from "./classes.ts";
import { StationComparer } from "./compare-station.ts";
import type { Change, Discrepancy, Flip, LeadChange, Pair } from "./comparison.ts";
import { buildLedger, type Ledger } from "./ledger.ts";
import { minimalFlip } from "./minimal-flip.ts";
import { toResult } from "./result.ts";
import { candidateOfOption, candidateVotes, type TableTotals } from "./totals.ts";

export type CountedTable = {
  readonly count: string;
  readonly table: CountTable;
  readonly totals: TableTotals;
  readonly outcome: Outcome;
};

export function comparePair(contest: Contest, a: CountedTable, b: CountedTable): Pair {
  const ledger = buildLedger(a.table, b.table);
  const ids = contest.candidates.map((candidate) => candidate.id);
  const lead = b.outcome.lead;
  const weights = leadWeights(contest, lead);
  const delta = corrections(contest, a.table, b.table, ledger);
  const corrected = correctedVotes(contest, b, delta, ledger.differ.length);
  const correctedOutcome = decideOutcome(contest.outcome, corrected);
  const results = {
    a: toResult(a.outcome, ids),
    b: toResult(b.outcome, ids),
    bCorrected: toResult(correctedOutcome, ids),
  };
  const describe = new StationComparer(contest, a.table, b.table, ledger, weights);
  const discrepancies = ledger.differ.map((row) => describe.discrepancy(row, true)).sort(bySize);
  const unknown = ledger.unknown.map((row) => describe.discrepancy(row, false)).sort(byStation);
  const byDiscrepancies = !sameResult(b.outcome, correctedOutcome);
  const between = !sameResult(a.outcome, b.outcome);
  return {
    a: a.count,
    b: b.count,
    stations: {
      agree: ledger.agree,
      differ: ledger.differ.length,
      onlyA: ledger.onlyA,
      onlyB: ledger.onlyB,
      unknown: ledger.unknown.length,
    },
    changes: changes(contest, ledger, a.totals, b.totals),
    lead: leadChange(contest, ledger, a.totals, b.totals, lead, weights),
    results,
    flip: {
      between,
      byDiscrepancies,
      byCoverage: between && !byDiscrepancies,
      minimal: minimal(contest, a.table, ledger, b, delta),
    },
    classes: classTable(discrepancies),
    discrepancies,
    unknown,
    onlyA: onlyIn(a.table, ledger.bOf),
    onlyB: onlyIn(b.table, ledger.aOf),
  };
}

/** +1 for the options of the first candidate of the lead, -1 for the second's, 0 for the rest. */
function leadWeights(contest: Contest, lead: Outcome["lead"]): number[] {
  return candidateOfOption(contest).map((candidate) =>
    lead === undefined ? 0 : candidate === lead.first ? 1 : candidate === lead.second ? -1 : 0,
  );
}

/** What correcting each differing station to a's numbers adds to b, per candidate; row-major. */
function corrections(contest: Contest, a: CountTable, b: CountTable, ledger: Ledger): Int32Array {
  const candidates = contest.candidates.length;
  const candidateOf = candidateOfOption(contest);
  const delta = new Int32Array(ledger.differ.length * candidates);
  ledger.differ.forEach((row, i) => {
    const other = ledger.bOf[row]!;
    candidateOf.forEach((candidate, option) => {
      const inA = a.cells[row * a.width + option]!;
      const inB = b.cells[other * b.width + option]!;
      if (inA >= 0 && inB >= 0) delta[i * candidates + candidate]! += inA - inB;
    });
  });
  return delta;
}

function correctedVotes(contest: Contest, b: CountedTable, delta: Int32Array, stations: number): number[] {
  const votes = candidateVotes(contest, b.totals.known);
  const candidates = votes.length;
  for (let i = 0; i < stations; i += 1) {
    for (let c = 0; c < candidates; c += 1) votes[c]! += delta[i * candidates + c]!;
  }
  return votes;
}

function minimal(
  contest: Contest,
  a: CountTable,
  ledger: Ledger,
  b: CountedTable,
  delta: Int32Array,
): Flip["minimal"] {
  const votes = candidateVotes(contest, b.totals.known);
  const found = minimalFlip(b.outcome.breaks, votes, delta, contest.candidates.length);
  if (found === null) return null;
  const { change } = found.break;
  const over = "over" in change ? `:${contest.candidates[change.over]!.id}` : "";
  return {
    stations: found.indexes.map((i) => keyText(a.stations, ledger.differ[i]!)),
    exact: found.exact,
    atLeast: found.atLeast,
    change: `${change.kind}:${contest.candidates[change.candidate]!.id}${over}`,
  };
}

function changes(contest: Contest, ledger: Ledger, a: TableTotals, b: TableTotals): Change[] {
  const options = contest.options.length;
  return ledger.fields.map((field, i) => ({
    kind: field < options ? "option" : "field",
    id: field < options ? contest.options[field]!.id : field === options ? "blank" : "null",
    a: a.known[field]!,
    b: b.known[field]!,
    sameStation: ledger.sameStation[i]!,
    onlyA: ledger.votesOnlyA[i]!,
    onlyB: ledger.votesOnlyB[i]!,
    unknown: ledger.unknownChange[i]!,
  }));
}

function leadChange(
  contest: Contest,
  ledger: Ledger,
  a: TableTotals,
  b: TableTotals,
  lead: Outcome["lead"],
  weights: readonly number[],
): LeadChange | null {
  if (lead === undefined) return null;
  const over = (sums: ArrayLike<number>) => weights.reduce((sum, weight, i) => sum + weight * sums[i]!, 0);
  return {
    first: contest.candidates[lead.first]!.id,
    second: contest.candidates[lead.second]!.id,
    a: over(a.known),
    b: over(b.known),
    sameStation: over(ledger.sameStation),
    coverage: over(ledger.votesOnlyB) - over(ledger.votesOnlyA),
    unknown: over(ledger.unknownChange),
  };
}

function onlyIn(table: CountTable, other: Int32Array): string[] {
  const ids: string[] = [];
  for (let row = 0; row < table.rows; row += 1) if (other[row] === -1) ids.push(keyText(table.stations, row));
  return ids.sort(compareIds);
}

const byStation = (x: Discrepancy, y: Discrepancy) => compareIds(x.station, y.station);
const bySize = (x: Discrepancy, y: Discrepancy) =>
  Math.abs(y.lead) - Math.abs(x.lead) || y.votes - x.votes || compareIds(x.station, y.station);

function classTable(discrepancies: readonly Discrepancy[]): Pair["classes"] {
  const rows = new Map<DiscrepancyClass, { stations: number; votes: number; lead: number }>();
  for (const { class: name, votes, lead } of discrepancies) {
    const row = rows.get(name) ?? { stations: 0, votes: 0, lead: 0 };
    rows.set(name, { stations: row.stations + 1, votes: row.votes + votes, lead: row.lead + lead });
  }
  const order = Object.keys(DISCREPANCY_CLASSES) as DiscrepancyClass[];
  return order.filter((name) => rows.has(name)).map((name) => ({ class: name, ...rows.get(name)! }));
}
