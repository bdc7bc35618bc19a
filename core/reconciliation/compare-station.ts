/**
 * One station in both counts: its cells, its class, its effect on the lead, where it was read.
 * Spec: spec/reconciliation.md, sections 2 and 4.
 * @module
 */
import { keyText } from "../byte-index.ts";
import type { Contest } from "../election/definition.ts";
import { type CountTable, unknownReason } from "../reading/count.ts";
import { VectorFinder, vectorHash } from "../reading/vector-index.ts";
import { type ClassifyInput, classify } from "./classify.ts";
import type { Cell, Discrepancy, Where } from "./comparison.ts";
import type { Ledger } from "./ledger.ts";
import { PlaceSums } from "./place-sums.ts";

/** Puts one station of both counts into words and numbers; holds what it needs of all of them. */
export class StationComparer {
  readonly #contest: Contest;
  readonly #a: CountTable;
  readonly #b: CountTable;
  readonly #ledger: Ledger;
  readonly #weights: readonly number[];
  readonly #options: readonly string[];
  readonly #vectorsA: VectorFinder;
  readonly #vectorsB: VectorFinder;
  readonly #placesA: PlaceSums;
  readonly #placesB: PlaceSums;

  constructor(contest: Contest, a: CountTable, b: CountTable, ledger: Ledger, weights: readonly number[]) {
    this.#contest = contest;
    this.#a = a;
    this.#b = b;
    this.#ledger = ledger;
    this.#weights = weights;
    this.#options = contest.options.map((option) => option.id);
    const rowsOfB = ledger.differ.map((row) => ledger.bOf[row]!);
    this.#vectorsA = new VectorFinder(a, hashesOf(b, rowsOfB));
    this.#vectorsB = new VectorFinder(b, hashesOf(a, ledger.differ));
    this.#placesA = new PlaceSums(a, ledger.differ);
    this.#placesB = new PlaceSums(b, rowsOfB);
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

  #stationWith(
    table: CountTable,
    vectors: VectorFinder,
    cells: readonly number[],
    besides: number,
  ): string | null {
    const row = vectors.find(cells, besides);
    return row === -1 ? null : keyText(table.stations, row);
  }

  #input(row: number, other: number, cellsA: number[], cellsB: number[]): ClassifyInput {
    const [a, b] = [this.#a, this.#b];
    return {
      options: this.#options,
      a: cellsA,
      b: cellsB,
      registeredA: a.cells[row * a.width + a.width - 1]!,
      registeredB: b.cells[other * b.width + b.width - 1]!,
      otherInA: (cells) => this.#stationWith(a, this.#vectorsA, cells, row),
      otherInB: (cells) => this.#stationWith(b, this.#vectorsB, cells, other),
      placeTotalA: () => this.#placesA.of(row),
      placeTotalB: () => this.#placesB.of(other),
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

/** The vectors that class rules will look for in the other count. */
const hashesOf = (table: CountTable, rows: readonly number[]): Set<number> =>
  new Set(
    rows
      .map((row) => vectorHash(table.cells, row * table.width, table.options.length))
      .filter((hash) => hash !== 0),
  );
