/**
 * Reads CSV into count tables: any delimiter, UTF-8 or Latin-1, quotes, positions for every finding.
 *
 * The hot path makes no string and no object per row: CsvScan finds fields and plain numbers, CsvPlan says which are
 * which, CountBuilder takes the bytes of the station id and a reused row of cells. Anything unusual about a field or
 * a row leaves that path for csv-trouble.ts. Spec: spec/reading.md, section 2 and clauses 4.1 to 4.3.
 * @module
 */

import type { CountTable } from "./count.ts";
import { type CountBuilder, createCountBuilder } from "./count-builder.ts";
import { CsvKey } from "./csv-key.ts";
import { type CellPlan, type CsvPlan, planCsv } from "./csv-plan.ts";
import { CsvScan } from "./csv-scan.ts";
import { CsvTrouble } from "./csv-trouble.ts";
import { decodesAsUtf8, firstBadPlace } from "./encoding.ts";
import { type ReadingFault, ReadingStopped } from "./finding.ts";
import { MAX_LINE_BYTES, type Reader, type ReaderContext } from "./reader.ts";

const NEWLINE = 0x0a;
/** In place of a cell's column: it has none and never changes; it has several. */
const FIXED = -2;
const CAREFUL = -1;
/** How much of the file's start is looked at for bytes that no text file has. */
const SNIFF_BYTES = 64 * 1024;

export function createCsvReader(context: ReaderContext): Reader {
  return new CsvReader(context);
}

class CsvReader implements Reader {
  readonly #context: ReaderContext;
  readonly #scan: CsvScan;
  readonly #latin1: boolean;
  #builders: readonly CountBuilder[] = [];
  /** Per contest and cell: its one column, FIXED or CAREFUL. */
  #columns: readonly Int32Array[] = [];
  readonly #trouble: CsvTrouble;
  #plan: CsvPlan | null = null;
  #rows: readonly Int32Array[] = [];
  #station: CsvKey | null = null;
  #place: CsvKey | null = null;
  #region: CsvKey | null = null;
  #carry: Uint8Array = new Uint8Array();
  #buffer = new Uint8Array();
  #line = 1;
  #records = 0;
  #bytes = 0;
  /** The row handed to the builders: reused, so that a row costs no object. */
  readonly #row = {
    line: 0,
    source: 0,
    cells: new Int32Array() as Int32Array,
    stationsInRow: 1,
    text: () => this.#recordText(),
  };
  #recordBytes: Uint8Array = new Uint8Array();
  #recordStart = 0;
  #recordEnd = 0;

  constructor(context: ReaderContext) {
    const { mapping } = context;
    const file = mapping.file;
    if (file.type !== "csv") throw new Error(`a CSV reader was given a ${file.type} mapping`);
    this.#context = context;
    this.#scan = new CsvScan((file.delimiter ?? ",").charCodeAt(0));
    this.#latin1 = file.encoding === "latin-1";
    this.#trouble = new CsvTrouble(context, this.#scan, this.#latin1);
  }

  rows(): number {
    return this.#records;
  }

  push(chunk: Uint8Array): void {
    if (this.#bytes < SNIFF_BYTES && chunk.includes(0)) this.#refuseBinary(chunk);
    this.#bytes += chunk.length;
    const bytes = this.#joined(chunk);
    const used = this.#take(bytes, true);
    if (bytes.length - used > MAX_LINE_BYTES) this.#stop("line-too-long", { limit: MAX_LINE_BYTES });
    this.#carry = bytes.slice(used);
  }

  /** What was left of the last chunk and this one, in memory that is used again and again. */
  #joined(chunk: Uint8Array): Uint8Array {
    const length = this.#carry.length + chunk.length;
    if (this.#buffer.length < length) this.#buffer = new Uint8Array(length * 2);
    this.#buffer.set(this.#carry);
    this.#buffer.set(chunk, this.#carry.length);
    return this.#buffer.subarray(0, length);
  }

  finish(): CountTable[] {
    if (this.#bytes === 0) this.#stop("empty-file");
    const rest = this.#carry;
    if (rest.length > 0) {
      // The scan needs a line end; a last line without its own is given one, and known by it.
      const closed = new Uint8Array(rest.length + 1);
      closed.set(rest);
      closed[rest.length] = NEWLINE;
      if (this.#take(closed, false) < closed.length) this.#stop("truncated", { reason: "open-quote" });
    }
    if (this.#plan === null) this.#stop("empty-file");
    if (this.#records === 0) this.#stop("no-rows");
    return this.#builders.map((builder) => builder.finish());
  }

  /** A spreadsheet, an image, an archive, or text with two bytes a character. */
  #refuseBinary(chunk: Uint8Array): never {
    const [a, b] = chunk;
    const utf16 = this.#bytes === 0 && ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff));
    if (utf16) this.#stop("wrong-encoding", { found: "utf-16" });
    return this.#stop("binary-file", { offset: this.#bytes + chunk.indexOf(0) });
  }

  /** Takes all complete records; returns how many bytes they were. `closed`: the last line end is the file's own. */
  #take(bytes: Uint8Array, closed: boolean): number {
    const scan = this.#scan;
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    this.#checkEncoding(bytes, end);
    let at = this.#plan === null && startsWithMark(bytes) ? 3 : 0;
    while (at < end) {
      const next = scan.record(bytes, at, end);
      if (next === -1) break;
      if (next - at > MAX_LINE_BYTES) this.#stop("line-too-long", { limit: MAX_LINE_BYTES });
      this.#recordBytes = bytes;
      this.#recordStart = at;
      this.#recordEnd = next;
      if (this.#plan === null) this.#header();
      else if (scan.fields > 1 || scan.ends[0]! > scan.starts[0]!) this.#data(this.#plan, closed);
      this.#line += 1 + scan.extraLines;
      at = next;
    }
    return at;
  }

  /** All bytes up to `end` are whole lines, so no character is cut in two. */
  #checkEncoding(bytes: Uint8Array, end: number): void {
    if (this.#latin1 || end === 0) return;
    const lines = bytes.subarray(0, end);
    if ((this.#context.isUtf8 ?? decodesAsUtf8)(lines)) return;
    const place = firstBadPlace(lines, this.#line);
    this.#fault({
      code: "wrong-encoding",
      source: this.#context.source,
      ...place,
      detail: { found: "not-utf-8" },
    });
  }

  #header(): void {
    const { mapping, contests, source, onFinding } = this.#context;
    const names: string[] = [];
    for (let field = 0; field < this.#scan.fields; field += 1)
      names.push(this.#trouble.fieldText(field).trim());
    const plan = planCsv(names, mapping, contests, source);
    this.#plan = plan;
    this.#trouble.headerIs(names);
    const expectedRows = this.#expectedRows();
    const { allocate } = this.#context;
    this.#builders = contests.map((contest) =>
      createCountBuilder({ contest, mapping, sources: [source], onFinding, expectedRows, allocate }),
    );
    this.#columns = plan.contests.map((cells) =>
      Int32Array.from(cells, ({ columns }) =>
        columns.length === 1 ? columns[0]! : columns.length === 0 ? FIXED : CAREFUL,
      ),
    );
    this.#rows = plan.contests.map((cells) => Int32Array.from(cells, ({ fixed }) => fixed));
    this.#station = new CsvKey(plan.station, this.#latin1, true);
    this.#place = plan.place === null ? null : new CsvKey(plan.place, this.#latin1, false);
    this.#region = plan.region === null ? null : new CsvKey(plan.region, this.#latin1, false);
  }

  /** From the length of the first lines; a tenth more, since room that is never touched costs nothing. */
  #expectedRows(): number {
    const lines = this.#recordBytes.subarray(this.#recordEnd, this.#recordEnd + SNIFF_BYTES);
    let ends = 0;
    for (const byte of lines) if (byte === NEWLINE) ends += 1;
    return ends === 0 ? 0 : Math.ceil((1.1 * (this.#context.bytes ?? 0) * ends) / lines.length);
  }

  #data(plan: CsvPlan, closed: boolean): void {
    const scan = this.#scan;
    const station = this.#station!;
    this.#records += 1;
    this.#row.line = this.#line;
    let shifted = false;
    if (scan.fields !== plan.header.length) {
      if (!closed && scan.fields < plan.header.length) {
        const detail = { expected: plan.header.length, got: scan.fields, reason: "short-last-line" };
        this.#stop("truncated", detail, this.#recordText());
      }
      shifted = true;
      if (!this.#trouble.realign(plan, this.#line, this.#recordText(), station)) return;
    }
    const row = this.#row;
    row.stationsInRow = plan.stationsInRow < 0 ? 1 : Math.max(scan.values[plan.stationsInRow]!, 1);
    station.read(scan);
    if (station.end === station.start) {
      this.#trouble.noStation(this.#line, this.#recordText());
      return;
    }
    this.#place?.read(scan);
    this.#region?.read(scan);
    for (let c = 0; c < this.#builders.length; c += 1)
      this.#fill(plan.contests[c]!, this.#rows[c]!, shifted, c);
  }

  #fill(cells: readonly CellPlan[], out: Int32Array, shifted: boolean, contest: number): void {
    const values = this.#scan.values;
    const columns = this.#columns[contest]!;
    const builder = this.#builders[contest]!;
    const station = this.#station!;
    // The sign bit of all cells or-ed together: one test for the whole row instead of one each.
    let signs = 0;
    for (let i = 0; i < columns.length; i += 1) {
      const column = columns[i]!;
      if (column === FIXED) continue;
      const value = column === CAREFUL ? -1 : values[column]!;
      out[i] = value;
      signs |= value;
    }
    if (signs < 0 || shifted) this.#fillCarefully(cells, out, shifted);
    const place =
      this.#place === null ? -1 : builder.placeOf(this.#place.bytes, this.#place.start, this.#place.end);
    const region =
      this.#region === null ? -1 : builder.regionOf(this.#region.bytes, this.#region.start, this.#region.end);
    this.#row.cells = out;
    builder.addBytes(station.bytes, station.start, station.end, place, region, this.#row);
  }

  /** Cells that are not plain numbers, one by one, and what that means for the row. */
  #fillCarefully(cells: readonly CellPlan[], out: Int32Array, shifted: boolean): void {
    let refuse = shifted && this.#trouble.refusesShifted;
    for (let i = 0; i < out.length; i += 1) {
      const cell = cells[i]!;
      if (cell.columns.length === 0 || out[i]! >= 0) continue;
      // Votes of a refused row are not even looked at; its registered voters are.
      const skip = refuse && i < out.length - 1;
      out[i] = skip ? 0 : this.#trouble.cell(cell, this.#line, this.#station!);
      if (this.#trouble.refusesRow) refuse = true;
    }
    if (refuse) this.#trouble.refuse(cells, out);
  }

  #recordText(): string {
    return this.#trouble.text(this.#recordBytes, this.#recordStart, this.#recordEnd).replace(/\r?\n$/, "");
  }

  #stop(code: ReadingFault["code"], detail: ReadingFault["detail"] = {}, text = ""): never {
    return this.#fault({
      code,
      source: this.#context.source,
      line: this.#line,
      column: 1,
      text: text.slice(0, 200),
      detail,
    });
  }

  #fault(fault: ReadingFault): never {
    throw new ReadingStopped(fault);
  }
}

/** The byte order mark of UTF-8, which is no part of the first header. */
const startsWithMark = ([a, b, c]: Uint8Array): boolean => a === 0xef && b === 0xbb && c === 0xbf;
