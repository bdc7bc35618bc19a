/**
 * Builds one count table row by row and notices what a row alone shows: a sum that does not add up, more votes than
 * registered voters, an all-zero placeholder, a place's total, a station twice. What only the whole table shows
 * comes at the end (table-findings.ts). Every reader ends here, so every format gets the same findings.
 * @module
 */
import { addKey, addText, type ByteIndex, createByteIndex, keyText } from "../byte-index.ts";
import type { Contest } from "../election/definition.ts";
import { type CountTable, EXTRA_FIELDS, UNKNOWN } from "./count.ts";
import {
  FINDING_RULES,
  type Finding,
  type FindingAction,
  type FindingRule,
  MAX_FINDING_TEXT,
} from "./finding.ts";
import type { Mapping } from "./mapping.ts";
import type { RowInput } from "./reader.ts";
import { tableFindings } from "./table-findings.ts";
import { hashVectors } from "./vector-index.ts";

export type BuilderSetup = {
  readonly contest: Contest;
  readonly mapping: Mapping;
  readonly sources: readonly string[];
  readonly onFinding: (finding: Finding) => void;
  /** How many rows to make room for at once; a wrong guess costs time, nothing else. */
  readonly expectedRows?: number;
  /** Memory for the cells; see ReaderContext. */
  readonly allocate?: ((bytes: number) => ArrayBufferLike) | undefined;
};

const encoder = new TextEncoder();
const DUPLICATE = -1;
/** More room than this is only made once rows have come: a file's size alone must not fill memory. */
const MAX_EXPECTED_ROWS = 2_000_000;

export class CountBuilder {
  readonly #setup: BuilderSetup;
  readonly #options: number;
  readonly #width: number;
  readonly #stations: ByteIndex;
  readonly #places: ByteIndex = createByteIndex(64);
  readonly #regions: ByteIndex = createByteIndex(16);
  #cells: Int32Array;
  #lines: Uint32Array;
  #source: Uint32Array | null = null;
  #place: Int32Array;
  #region: Int32Array;
  #rows = 0;
  #lastPlace = -1;
  #lastRegion = -1;

  constructor(setup: BuilderSetup) {
    this.#setup = setup;
    this.#options = setup.contest.options.length;
    this.#width = this.#options + EXTRA_FIELDS.length;
    const room = Math.min(Math.max(setup.expectedRows ?? 0, 1024), MAX_EXPECTED_ROWS);
    this.#stations = createByteIndex(room);
    this.#lines = new Uint32Array(room);
    this.#place = new Int32Array(room);
    this.#region = new Int32Array(room);
    this.#cells = this.#cellsFor(room);
    if (setup.sources.length > 1) this.#source = new Uint32Array(room);
  }

  /** Rows taken so far. */
  rows(): number {
    return this.#rows;
  }

  /** The number of a polling place, added if new; neighbours in a file mostly share one, so that is tried first. */
  placeOf(bytes: Uint8Array, start: number, end: number): number {
    if (start === end) return -1;
    this.#lastPlace = intern(this.#places, this.#lastPlace, bytes, start, end);
    return this.#lastPlace;
  }

  regionOf(bytes: Uint8Array, start: number, end: number): number {
    if (start === end) return -1;
    this.#lastRegion = intern(this.#regions, this.#lastRegion, bytes, start, end);
    return this.#lastRegion;
  }

  add(row: RowInput): void {
    const key = encoder.encode(row.station);
    const place = row.place === "" ? -1 : addText(this.#places, row.place);
    const region = row.region === "" ? -1 : addText(this.#regions, row.region);
    this.addBytes(key, 0, key.length, place, region, row);
  }

  /** As `add`, with the station id as bytes and place and region already numbered: the path without strings. */
  addBytes(
    key: Uint8Array,
    start: number,
    end: number,
    place: number,
    region: number,
    row: Pick<RowInput, "line" | "source" | "cells" | "stationsInRow" | "text">,
  ): void {
    const number = this.#claim(key, start, end, row);
    if (number === DUPLICATE) return;
    const at = number * this.#width;
    const cells = this.#cells;
    const from = row.cells;
    // Minus infinity once an option is unknown.
    let sum = 0;
    const options = this.#options;
    const width = this.#width;
    let i = 0;
    for (; i < options; i += 1) {
      const cell = from[i]!;
      cells[at + i] = cell;
      sum += cell < 0 ? Number.NEGATIVE_INFINITY : cell;
    }
    for (; i < width; i += 1) cells[at + i] = from[i]!;
    this.#lines[number] = row.line;
    if (this.#source !== null) this.#source[number] = row.source;
    this.#place[number] = place;
    this.#region[number] = region;
    this.#judge(number, at, sum, row);
  }

  finish(): CountTable {
    const table = {
      contest: this.#setup.contest.id,
      options: this.#setup.contest.options.map((option) => option.id),
      width: this.#width,
      rows: this.#rows,
      cells: this.#cells,
      stations: this.#stations,
      lines: this.#lines,
      sources: this.#setup.sources,
      source: this.#source,
      places: this.#places,
      place: this.#place,
      regions: this.#regions,
      region: this.#region,
      vectorHashes: hashVectors(this.#cells, this.#rows, this.#width, this.#options),
    };
    tableFindings(table, this.#setup.mapping, (rule, row, detail, text) => {
      const action = this.#report(rule, row, detail, () => text);
      if (action === "row-unknown") this.#makeUnknown(row * this.#width, UNKNOWN.refused);
    });
    return table;
  }

  /** The row's number, or DUPLICATE when another row already stands for the station. */
  #claim(
    key: Uint8Array,
    start: number,
    end: number,
    row: Pick<RowInput, "cells" | "line" | "source" | "text">,
  ) {
    const number = addKey(this.#stations, key, start, end);
    if (number < this.#rows) {
      this.#repeated(number, row);
      return DUPLICATE;
    }
    this.#rows += 1;
    if (this.#rows > this.#lines.length) this.#grow();
    return number;
  }

  /** A station twice: the same numbers are one reading (4.5); other numbers leave both in doubt (4.6, 4.8). */
  #repeated(number: number, row: Pick<RowInput, "cells" | "line" | "source" | "text">): void {
    const at = number * this.#width;
    const registered = at + this.#width - 1;
    const before = this.#cells[registered]!;
    const now = row.cells[this.#width - 1]!;
    let same = true;
    for (let i = 0; i < this.#width; i += 1) if (this.#cells[at + i] !== row.cells[i]) same = false;
    const detail = { first: this.#lines[number]!, registeredFirst: before, registeredHere: now };
    if (same) {
      this.#reportAt("row-repeated", number, row, detail);
      return;
    }
    // Registered voters belong to the station, not to the count: two values mean two stations under one key.
    if (before >= 0 && now >= 0 && before !== now) this.#reportAt("shared-place-name", number, row, detail);
    const action = this.#reportAt("station-conflict", number, row, detail);
    if (action !== "kept") this.#makeUnknown(at, UNKNOWN.conflict);
    if (before !== now && action !== "kept") this.#cells[registered] = UNKNOWN.conflict;
  }

  #judge(number: number, at: number, sum: number, row: Pick<RowInput, "stationsInRow" | "text">): void {
    if (row.stationsInRow > 1) {
      this.#refuse("place-total", number, at, { stations: row.stationsInRow }, row.text);
      // The registered voters of a place are no station's.
      if (this.#cells[at] === UNKNOWN.refused) this.#cells[at + this.#width - 1] = UNKNOWN.refused;
      return;
    }
    if (sum < 0) return;
    const extra = at + this.#options;
    const blank = this.#cells[extra]!;
    const nulls = this.#cells[extra + 1]!;
    const valid = this.#cells[extra + 2]!;
    const ballots = this.#cells[extra + 3]!;
    const registered = this.#cells[extra + 4]!;
    if (sum === 0 && blank <= 0 && nulls <= 0 && valid <= 0 && ballots <= 0 && registered > 0) {
      this.#refuse("all-zero", number, at, { registered }, row.text, UNKNOWN.placeholder);
      return;
    }
    if (valid >= 0 && valid !== sum) {
      this.#refuse("row-sum", number, at, { field: "valid", stated: valid, sum }, row.text);
      return;
    }
    const total = sum + Math.max(blank, 0) + Math.max(nulls, 0);
    if (ballots >= 0 && blank !== UNKNOWN.missing && nulls !== UNKNOWN.missing && ballots !== total) {
      this.#refuse("row-sum", number, at, { field: "ballots", stated: ballots, sum: total }, row.text);
      return;
    }
    if (registered >= 0 && total > registered) {
      this.#refuse("over-registered", number, at, { registered, ballots: total }, row.text);
    }
  }

  #refuse(
    rule: FindingRule,
    number: number,
    at: number,
    detail: Finding["detail"],
    text: () => string,
    reason: number = UNKNOWN.refused,
  ): void {
    if (this.#report(rule, number, detail, text) !== "kept") this.#makeUnknown(at, reason);
  }

  /** Votes become unknown; registered voters stay, since they bound what the station can still bring. */
  #makeUnknown(at: number, reason: number): void {
    for (let i = at; i < at + this.#width - 1; i += 1) {
      if (this.#cells[i] !== UNKNOWN.absent) this.#cells[i] = reason;
    }
  }

  #report(rule: FindingRule, number: number, detail: Finding["detail"], text: () => string): FindingAction {
    const source = this.#source === null ? 0 : this.#source[number]!;
    return this.#reportAt(rule, number, { line: this.#lines[number]!, source, text }, detail);
  }

  #reportAt(
    rule: FindingRule,
    number: number,
    row: Pick<RowInput, "line" | "source" | "text">,
    detail: Finding["detail"],
  ): FindingAction {
    const action = actionOf(this.#setup.mapping, rule);
    this.#setup.onFinding({
      rule,
      action,
      source: this.#setup.sources[row.source]!,
      line: row.line,
      column: 0,
      field: "",
      station: keyText(this.#stations, number),
      text: row.text().slice(0, MAX_FINDING_TEXT),
      detail,
    });
    return action;
  }

  #cellsFor(rows: number): Int32Array {
    const cells = rows * this.#width;
    const { allocate } = this.#setup;
    return allocate === undefined ? new Int32Array(cells) : new Int32Array(allocate(cells * 4));
  }

  #grow(): void {
    const capacity = this.#lines.length * 2;
    this.#cells = widen(this.#cells, this.#cellsFor(capacity));
    this.#lines = widen(this.#lines, new Uint32Array(capacity));
    this.#place = widen(this.#place, new Int32Array(capacity));
    this.#region = widen(this.#region, new Int32Array(capacity));
    if (this.#source !== null) this.#source = widen(this.#source, new Uint32Array(capacity));
  }
}

export const createCountBuilder = (setup: BuilderSetup): CountBuilder => new CountBuilder(setup);

/** What the mapping, or else the rule itself, says is done with a row. */
export const actionOf = (mapping: Mapping, rule: FindingRule): FindingAction =>
  mapping.onFinding?.[rule] ?? FINDING_RULES[rule].action;

function widen<T extends Int32Array | Uint32Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function intern(index: ByteIndex, last: number, bytes: Uint8Array, start: number, end: number): number {
  if (last >= 0) {
    const from = last === 0 ? 0 : index.ends[last - 1]!;
    let same = index.ends[last]! - from === end - start;
    for (let i = start, j = from; same && i < end; i += 1, j += 1) same = bytes[i] === index.bytes[j];
    if (same) return last;
  }
  return addKey(index, bytes, start, end);
}
