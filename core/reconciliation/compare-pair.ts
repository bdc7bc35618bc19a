/**
 * Two counts of one contest: what differs, in what shape, and what it changes.
 * Spec: spec/reconciliation.md, sections 2 to 5.
 * @module
 */
import { keyText } from "../byte-index.ts";
import type { Contest } from "../election/definition.ts";
import { decideOutcome } from "../outcome/decide.ts";
import type { Outcome } from "../outcome/outcome.ts";
import { type CountTable, UNKNOWN, unknownReason } from "../reading/count.ts";
import { findVector } from "../reading/vector-index.ts";
import { compareIds } from "../text.ts";
import { DISCREPANCY_CLASSES, type DiscrepancyClass } from "./classes.ts";
import { type ClassifyInput, classify } from "./classify.ts";
import type { Cell, Change, Discrepancy, Flip, LeadChange, Pair, Where } from "./comparison.ts";
import { buildLedger, type Ledger } from "./ledger.ts";
import { minimalFlip } from "./minimal-flip.ts";
import { differs, toResult } from "./result.ts";
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
  const results = {
    a: toResult(a.outcome, ids),
    b: toResult(b.outcome, ids),
    bCorrected: toResult(decideOutcome(contest.outcome, corrected), ids),
  };
  const describe = new Describer(contest, a.table, b.table, ledger, weights);
  const discrepancies = ledger.differ.map((row) => describe.discrepancy(row, true)).sort(bySize);
  const unknown = ledger.unknown.map((row) => describe.discrepancy(row, false)).sort(byStation);
  const byDiscrepancies = differs(results.b, results.bCorrected);
  const between = differs(results.a, results.b);
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

/** Puts one station of both counts into words and numbers; holds what it needs of all of them. */
class Describer {
  readonly #contest: Contest;
  readonly #a: CountTable;
  readonly #b: CountTable;
  readonly #ledger: Ledger;
  readonly #weights: readonly number[];
  readonly #options: readonly string[];
  #placeSumsA: Float64Array | null = null;
  #placeSumsB: Float64Array | null = null;

  constructor(contest: Contest, a: CountTable, b: CountTable, ledger: Ledger, weights: readonly number[]) {
    this.#contest = contest;
    this.#a = a;
    this.#b = b;
    this.#ledger = ledger;
    this.#weights = weights;
    this.#options = contest.options.map((option) => option.id);
  }

  discrepancy(row: number, classified: boolean): Discrepancy {
    const [a, b] = [this.#a, this.#b];
    const other = this.#ledger.bOf[row]!;
    const [cellsA, cellsB] = [rowCells(a, row), rowCells(b, other)];
    const kind = classified
      ? classify(this.#input(row, other, cellsA, cellsB))
      : { class: "unclassified" as const, alsoLike: [], evidence: {} };
    const known = (i: number) => cellsA[i]! >= 0 && cellsB[i]! >= 0;
    let lead = 0;
    let votes = 0;
    this.#ledger.fields.forEach((field) => {
      if (!known(field)) return;
      lead += (this.#weights[field] ?? 0) * (cellsB[field]! - cellsA[field]!);
      votes += Math.abs(cellsB[field]! - cellsA[field]!);
    });
    return {
      station: keyText(a.stations, row),
      place: nameOf(a.places, a.place[row]!) ?? nameOf(b.places, b.place[other]!),
      region: nameOf(a.regions, a.region[row]!) ?? nameOf(b.regions, b.region[other]!),
      class: kind.class,
      alsoLike: kind.alsoLike,
      evidence: kind.evidence,
      cells: this.#ledger.fields.map((field) => ({
        id: this.#fieldId(field),
        a: toCell(cellsA[field]!),
        b: toCell(cellsB[field]!),
      })),
      registered: {
        a: toCell(a.cells[row * a.width + a.width - 1]!),
        b: toCell(b.cells[other * b.width + b.width - 1]!),
      },
      lead,
      votes,
      where: { a: whereOf(a, row), b: whereOf(b, other) },
    };
  }

  #fieldId(field: number): string {
    const options = this.#contest.options.length;
    return field < options ? this.#options[field]! : field === options ? "blank" : "null";
  }

  #input(row: number, other: number, cellsA: number[], cellsB: number[]): ClassifyInput {
    const [a, b] = [this.#a, this.#b];
    return {
      options: this.#options,
      a: cellsA,
      b: cellsB,
      registeredA: a.cells[row * a.width + a.width - 1]!,
      registeredB: b.cells[other * b.width + b.width - 1]!,
      otherInA: (cells) => stationWith(a, cells, row),
      otherInB: (cells) => stationWith(b, cells, other),
      placeTotalA: () => placeTotal(a, row, (this.#placeSumsA ??= placeSums(a))),
      placeTotalB: () => placeTotal(b, other, (this.#placeSumsB ??= placeSums(b))),
    };
  }
}

/** Options, blank and null of one row. */
function rowCells(table: CountTable, row: number): number[] {
  const at = row * table.width;
  return Array.from(table.cells.subarray(at, at + table.options.length + 2));
}

const nameOf = (names: CountTable["places"], i: number): string | null => (i < 0 ? null : keyText(names, i));

const toCell = (cell: number): Cell => (cell >= 0 ? cell : unknownReason(cell));

function whereOf(table: CountTable, row: number): Where {
  return { source: table.sources[table.source?.[row] ?? 0]!, line: table.lines[row]! };
}

function stationWith(table: CountTable, cells: readonly number[], besides: number): string | null {
  const row = findVector(table, cells);
  return row === -1 || row === besides ? null : keyText(table.stations, row);
}

/** Per place: how many stations, then the sums of options, blank and null; NaN where a cell is unknown. */
function placeSums(table: CountTable): Float64Array {
  const votes = table.options.length + 2;
  const sums = new Float64Array(table.places.size * (votes + 1));
  for (let row = 0; row < table.rows; row += 1) {
    const place = table.place[row]!;
    if (place < 0) continue;
    const to = place * (votes + 1);
    sums[to]! += 1;
    for (let i = 0; i < votes; i += 1) {
      const cell = table.cells[row * table.width + i]!;
      if (cell !== UNKNOWN.absent) sums[to + 1 + i]! += cell < 0 ? Number.NaN : cell;
    }
  }
  return sums;
}

function placeTotal(table: CountTable, row: number, sums: Float64Array): readonly number[] | null {
  const votes = table.options.length + 2;
  const from = table.place[row]! * (votes + 1);
  if (from < 0 || sums[from]! < 2) return null;
  const total = Array.from(sums.subarray(from + 1, from + 1 + votes));
  return total.some(Number.isNaN) ? null : total;
}
