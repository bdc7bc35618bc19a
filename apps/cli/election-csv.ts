/**
 * Tables that people keep in a spreadsheet, read row by row: places, stations, witnesses, counters, contests, options.
 *
 * Strict where a slip would go unseen: UTF-8, a header with known names and none twice, as many cells as the header in
 * every row. The delimiter is the header's own: comma, semicolon or tab. Whatever is wrong is told by file, line, column
 * and field, and the reading goes on.
 * @module
 */
import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { CsvScan } from "@triplicate/core/reading/csv-scan.ts";
import type { MessageId, MessageValues, Translator } from "@triplicate/ui/messages.ts";
import { shownText } from "./definition-fault.ts";
import { UsageError } from "./io.ts";

export type Cell = {
  readonly file: string;
  readonly line: number;
  /** From 1; 0 where the whole line is meant. */
  readonly column: number;
  readonly field: string;
};

export type Row = {
  readonly file: string;
  readonly line: number;
  /** The cell's text; "" where the table has no such column. */
  text(field: string): string;
  cell(field: string): Cell;
};

/** What is wrong with tables, in words; the first ones are kept, all are counted. */
export type CellFaults = {
  report(cell: Cell, id: MessageId, values?: MessageValues): void;
  readonly total: number;
  /** Throws when there are any. */
  stop(title: MessageId): void;
};

const MOST_LISTED = 50;

export function createCellFaults(translator: Translator): CellFaults {
  const { t } = translator;
  const lines: string[] = [];
  let total = 0;
  return {
    report({ file, line, column, field }, id, values = {}) {
      total += 1;
      if (lines.length >= MOST_LISTED) return;
      const where =
        line === 0
          ? file
          : column === 0
            ? t("fault.where", { file, line })
            : t("package.csv.where", { file, line, column, field: shownText(field) });
      lines.push(`  ${where}: ${t(id, values)}`);
    },
    get total() {
      return total;
    },
    stop(title) {
      if (total === 0) return;
      const more = total > lines.length ? [`  ${t("cli.fault.more", { n: total - lines.length })}`] : [];
      throw new UsageError([t(title, { n: total }), ...lines, ...more].join("\n"));
    },
  };
}

export type TableShape = { readonly required: readonly string[]; readonly optional?: readonly string[] };

const NEWLINE = 0x0a;
/** A row of a table of ours is some hundred bytes; one that is longer has a quote that nothing closes. */
const MAX_ROW_BYTES = 1024 * 1024;

export async function* readTable(
  file: string,
  shape: TableShape,
  faults: CellFaults,
  { t }: Translator,
): AsyncGenerator<Row> {
  const reader = createRowReader(file, shape, faults);
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
      yield* reader.push(chunk as Uint8Array);
      if (reader.isStopped()) return;
    }
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code;
    if (detail === undefined) throw error;
    throw new UsageError(t("cli.json.unreadable", { file, detail }), t("cli.json.unreadable.remedy"));
  }
  yield* reader.finish();
}

function createRowReader(file: string, shape: TableShape, faults: CellFaults) {
  let rest: Uint8Array = new Uint8Array();
  let line = 1;
  let isStopped = false;
  let header: readonly string[] | null = null;
  let scan: CsvScan | null = null;
  const at = (number: number): Cell => ({ file, line: number, column: 0, field: "" });

  function* rowsOf(bytes: Uint8Array, from: number, to: number): Generator<Row, number> {
    let next = from;
    while (next < to && !isStopped) {
      scan ??= new CsvScan(delimiterOf(bytes.subarray(next, bytes.indexOf(NEWLINE, next))));
      const end = scan.record(bytes, next, to);
      if (end < 0) return next;
      const row = takeRow(scan, bytes.subarray(next, end));
      next = end;
      if (row !== null) yield row;
    }
    return next;
  }

  function takeRow(found: CsvScan, whole: Uint8Array): Row | null {
    const first = line;
    line += 1 + found.extraLines;
    if (!isUtf8(whole)) {
      faults.report(at(first), "package.csv.utf8");
      return null;
    }
    const { text, starts, ends, fields } = found;
    const cells = Array.from({ length: fields }, (_, i) => decode(text, starts[i]!, ends[i]!));
    if (header === null) {
      header = cells.map((name, i) => (i === 0 ? name.replace(/^\ufeff/, "") : name).trim());
      isStopped = !headerIsGood(file, header, shape, faults);
      return null;
    }
    // An empty line at the end is what many programs leave.
    if (fields === 1 && cells[0] === "") return null;
    if (fields !== header.length) {
      faults.report(at(first), "package.csv.fields", { expected: header.length, got: fields });
      return null;
    }
    return rowOf(file, first, header, cells);
  }

  return {
    isStopped: () => isStopped,
    *push(chunk: Uint8Array): Generator<Row> {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const to = bytes.lastIndexOf(NEWLINE) + 1;
      const next = yield* rowsOf(bytes, 0, to);
      rest = bytes.slice(next);
      if (rest.length > MAX_ROW_BYTES && !isStopped) {
        faults.report(at(line), "package.csv.open");
        isStopped = true;
      }
    },
    *finish(): Generator<Row> {
      if (isStopped) return;
      // The last line may lack its end.
      const bytes =
        rest.at(-1) === NEWLINE || rest.length === 0 ? rest : Buffer.concat([rest, Uint8Array.of(NEWLINE)]);
      const next = yield* rowsOf(bytes, 0, bytes.length);
      if (next < bytes.length && !isStopped) faults.report(at(line), "package.csv.open");
      else if (header === null) faults.report(at(0), "package.csv.empty");
    },
  };
}

const decode = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8");

/** The one of comma, semicolon and tab that the header has; our column names have none of them. */
function delimiterOf(header: Uint8Array): number {
  return [0x3b, 0x09].find((delimiter) => header.includes(delimiter)) ?? 0x2c;
}

function headerIsGood(
  file: string,
  header: readonly string[],
  { required, optional = [] }: TableShape,
  faults: CellFaults,
): boolean {
  const before = faults.total;
  for (const [i, field] of header.entries()) {
    const cell = { file, line: 1, column: i + 1, field };
    if (![...required, ...optional].includes(field)) {
      const known = [...required, ...optional].join(", ");
      faults.report(cell, "package.csv.unknownColumn", { field: shownText(field), known });
    } else if (header.indexOf(field) < i) {
      faults.report(cell, "package.csv.columnTwice", { field });
    }
  }
  for (const field of required) {
    if (header.includes(field)) continue;
    faults.report({ file, line: 1, column: 0, field }, "package.csv.missingColumn", { field });
  }
  return faults.total === before;
}

function rowOf(file: string, line: number, header: readonly string[], cells: readonly string[]): Row {
  return {
    file,
    line,
    text: (field) => cells[header.indexOf(field)] ?? "",
    cell: (field) => ({ file, line, column: header.indexOf(field) + 1, field }),
  };
}
