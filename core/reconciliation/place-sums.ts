/**
 * What a polling place's stations add up to, for the places of a few rows: class rules ask for no others.
 * @module
 */
import { type CountTable, UNKNOWN } from "../reading/count.ts";

export class PlaceSums {
  readonly #table: CountTable;
  /** Number of options, blank and null. */
  readonly #votes: number;
  /** Where in the sums a place begins, or -1. */
  readonly #slots: Int32Array;
  /** Per place asked for: stations, then sums; NaN where a cell is unknown. */
  readonly #sums: Float64Array;

  constructor(table: CountTable, rows: readonly number[]) {
    this.#table = table;
    this.#votes = table.options.length + 2;
    this.#slots = new Int32Array(table.places.size).fill(-1);
    const step = this.#votes + 1;
    let size = 0;
    for (const row of rows) {
      const place = table.place[row]!;
      if (place < 0 || this.#slots[place] !== -1) continue;
      this.#slots[place] = size;
      size += step;
    }
    this.#sums = new Float64Array(size);
    if (size > 0) this.#add();
  }

  #add(): void {
    const { place, rows, cells, width } = this.#table;
    for (let row = 0; row < rows; row += 1) {
      const slot = place[row]! < 0 ? -1 : this.#slots[place[row]!]!;
      if (slot === -1) continue;
      this.#sums[slot]! += 1;
      for (let i = 0; i < this.#votes; i += 1) {
        const cell = cells[row * width + i]!;
        if (cell !== UNKNOWN.absent) this.#sums[slot + 1 + i]! += cell < 0 ? Number.NaN : cell;
      }
    }
  }

  /** Sums of options, blank and null over the row's place; null for a lone station or where one is unknown. */
  of(row: number): readonly number[] | null {
    const place = this.#table.place[row]!;
    const slot = place < 0 ? -1 : this.#slots[place]!;
    if (slot === -1 || this.#sums[slot]! < 2) return null;
    const total = Array.from(this.#sums.subarray(slot + 1, slot + 1 + this.#votes));
    return total.some(Number.isNaN) ? null : total;
  }
}
