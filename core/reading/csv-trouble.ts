/**
 * What leaves the CSV reader's straight path: cells that are not plain digits, sums of columns, rows with too many or
 * too few fields. Makes strings and findings; runs only where something is unusual.
 * @module
 */

import { UNKNOWN } from "./count.ts";
import { actionOf } from "./count-builder.ts";
import type { CsvKey } from "./csv-key.ts";
import type { CellPlan, CsvPlan } from "./csv-plan.ts";
import type { CsvScan } from "./csv-scan.ts";
import { type Finding, type FindingAction, type FindingRule, MAX_FINDING_TEXT } from "./finding.ts";
import type { ReaderContext } from "./reader.ts";
import { readVotes } from "./votes.ts";

export class CsvTrouble {
  /** Set by `cell`: the mapping wants the whole row unknown for what was found in it. */
  refusesRow = false;
  /** Shifted rows are refused unless the mapping keeps them. */
  readonly refusesShifted: boolean;
  readonly #context: ReaderContext;
  readonly #scan: CsvScan;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  #header: readonly string[] = [];

  constructor(context: ReaderContext, scan: CsvScan, latin1: boolean) {
    this.#context = context;
    this.#scan = scan;
    // "latin1" in the Encoding Standard is windows-1252, which agrees with Latin-1 on every printable character.
    this.#decoder = new TextDecoder(latin1 ? "latin1" : "utf-8");
    this.refusesShifted = actionOf(context.mapping, "column-shift") !== "kept";
  }

  text(bytes: Uint8Array, start: number, end: number): string {
    return this.#decoder.decode(bytes.subarray(start, end));
  }

  fieldText(field: number): string {
    return this.text(this.#scan.text, this.#scan.starts[field]!, this.#scan.ends[field]!);
  }

  /** One cell the slow way: constants, sums of columns, separators, empties, faults. */
  cell(plan: CellPlan, line: number, station: CsvKey): number {
    this.refusesRow = false;
    if (plan.columns.length === 0) return plan.fixed;
    let sum = 0;
    let unknown: number = 0;
    for (const column of plan.columns) {
      const value =
        this.#scan.values[column]! >= 0 ? this.#scan.values[column]! : this.#careful(column, line, station);
      if (value < 0) unknown = value;
      else sum += value;
    }
    return unknown < 0 ? unknown : sum > 0x7fffffff ? UNKNOWN.illegible : sum;
  }

  #careful(column: number, line: number, station: CsvKey): number {
    const text = this.fieldText(column);
    const read = readVotes(text, this.#context.mapping.numbers);
    if (typeof read === "number") return read;
    const action = this.#report(read.rule, {
      line,
      column,
      text,
      station: this.text(station.bytes, station.start, station.end),
    });
    if (action === "row-unknown") this.refusesRow = true;
    return read.rule === "grouped-number" ? UNKNOWN.refused : UNKNOWN.illegible;
  }

  /** Every vote that has a column becomes unknown; what the mapping fixes or lacks stays, as do registered voters. */
  refuse(plan: readonly CellPlan[], out: Int32Array): void {
    for (let i = 0; i < out.length - 1; i += 1) if (plan[i]!.columns.length > 0) out[i] = UNKNOWN.refused;
  }

  noStation(line: number, text: string): void {
    this.#report("bad-row", { line, column: -1, text, station: "" }, { reason: "no-station" });
  }

  /**
   * A row with too many or too few fields (clause 4.1). Too many: an unquoted delimiter in some text column; the
   * columns behind it are moved back if exactly one station id comes of every way to do it. Reports the finding and
   * says whether the row has a station to stand under.
   */
  realign(plan: CsvPlan, line: number, text: string, station: CsvKey): boolean {
    const scan = this.#scan;
    const expected = plan.header.length;
    const got = scan.fields;
    const detail = { expected, got };
    if (got < expected || scan.overflow) {
      for (let field = got; field < expected; field += 1) {
        scan.starts[field] = scan.ends[field] = scan.ends[Math.max(got - 1, 0)]!;
        scan.values[field] = -1;
      }
      station.read(scan);
      return this.#shifted(station.end > station.start, line, -1, text, detail, station);
    }
    const extra = got - expected;
    const saved = {
      starts: scan.starts.slice(0, got),
      ends: scan.ends.slice(0, got),
      values: scan.values.slice(0, got),
    };
    const ways: { at: number; id: string }[] = [];
    for (let at = 0; at < expected; at += 1) {
      if (plan.numeric.includes(at)) continue;
      this.#merge(saved, at, extra, expected);
      if (!plan.numeric.every((column) => scan.values[column]! >= 0)) continue;
      station.read(scan);
      ways.push({ at, id: this.text(station.bytes, station.start, station.end) });
    }
    // A station id seldom holds a delimiter and a name often does: the id column is the last to be suspected.
    const elsewhere = ways.filter(({ at }) => !plan.station.columns.includes(at));
    const likely = elsewhere.length > 0 ? elsewhere : ways;
    const [way] = likely;
    const sure = way !== undefined && way.id !== "" && likely.every((other) => other.id === way.id);
    if (sure) this.#merge(saved, way.at, extra, expected);
    const column = way === undefined ? -1 : way.at;
    if (sure) station.read(scan);
    return this.#shifted(sure, line, column, text, { ...detail, ways: ways.length }, station);
  }

  /** Fields as they would be if the delimiters after field `at` belonged to its text. */
  #merge(
    saved: { starts: Int32Array; ends: Int32Array; values: Int32Array },
    at: number,
    extra: number,
    expected: number,
  ) {
    const { starts, ends, values } = this.#scan;
    for (let field = 0; field < expected; field += 1) {
      const from = field > at ? field + extra : field;
      starts[field] = saved.starts[from]!;
      ends[field] = saved.ends[field === at ? field + extra : from]!;
      values[field] = field === at ? -1 : saved.values[from]!;
    }
  }

  #shifted(
    placed: boolean,
    line: number,
    column: number,
    text: string,
    detail: Finding["detail"],
    station: CsvKey,
  ) {
    if (!placed) {
      this.#report("bad-row", { line, column: -1, text, station: "" }, { ...detail, reason: "column-shift" });
      return false;
    }
    const id = this.text(station.bytes, station.start, station.end);
    return this.#report("column-shift", { line, column, text, station: id }, detail) !== "row-ignored";
  }

  #report(
    rule: FindingRule,
    at: { line: number; column: number; text: string; station: string },
    detail: Finding["detail"] = {},
  ): FindingAction {
    const action = actionOf(this.#context.mapping, rule);
    this.#context.onFinding({
      rule,
      action,
      source: this.#context.source,
      line: at.line,
      column: at.column < 0 ? 0 : this.#characterOf(at.column),
      field: at.column < 0 ? "" : (this.#header[at.column] ?? ""),
      station: at.station,
      text: at.text.slice(0, MAX_FINDING_TEXT),
      detail,
    });
    return action;
  }

  /** Character position of a field in its record, from 1. In a quoted record, counted in the unquoted text. */
  #characterOf(column: number): number {
    const start = this.#scan.starts[column]!;
    const first = this.#scan.starts[0]!;
    return [...this.text(this.#scan.text, first, start)].length + 1;
  }

  headerIs(header: readonly string[]): void {
    this.#header = header;
  }
}
