/**
 * Looks at the first bytes of a published file: what format it has, what its columns are called, what stands in them.
 * The same splitter and the same field reader as the real readers, so that what is shown is what will be read.
 * @module
 */

import { parseBuSymbol } from "./bu-br-symbol.ts";
import { CsvScan } from "./csv-scan.ts";
import { type ReadingFault, ReadingStopped } from "./finding.ts";
import { readJsonLine } from "./json-line.ts";
import { parseQr2024 } from "./qr-2024.ts";

export type SampleColumn = {
  readonly name: string;
  /** One text per sampled row, as it stands in the file; "" where the row has none. */
  readonly values: readonly string[];
};

export type Sample =
  | {
      readonly type: "csv";
      readonly delimiter: string;
      readonly encoding: "utf-8" | "latin-1";
      readonly mark: boolean;
      readonly columns: readonly SampleColumn[];
      /** Rows whose number of fields is not the header's. */
      readonly odd: number;
    }
  | { readonly type: "json-lines"; readonly columns: readonly SampleColumn[] }
  | { readonly type: "qr-2024"; readonly rows: number }
  | { readonly type: "bu-br-2024"; readonly lines: readonly string[] }
  | { readonly type: "nist-1500-100"; readonly text: string };

const DELIMITERS = [",", ";", "\t", "|"];
const SAMPLE_ROWS = 1000;
const NEWLINE = 0x0a;

/** Throws ReadingStopped for what no mapping can read. */
export function lookAt(bytes: Uint8Array, source: string): Sample {
  const stop = (code: ReadingFault["code"], detail: ReadingFault["detail"] = {}): never => {
    throw new ReadingStopped({ code, source, line: 1, column: 1, detail });
  };
  const [a, b, c] = bytes;
  if (bytes.length === 0) return stop("empty-file");
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    return stop("wrong-encoding", { found: "utf-16" });
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) return stop("binary-file", { offset: nul });
  const mark = a === 0xef && b === 0xbb && c === 0xbf;
  const content = mark ? bytes.subarray(3) : bytes;
  const utf8 = decodeUtf8(content);
  const text = utf8 ?? new TextDecoder("latin1").decode(content);
  if (text.trim() === "") return stop("empty-file");
  if (/"ElectionResults\.ElectionReport"/.test(text)) return { type: "nist-1500-100", text };
  const lines = wholeLines(text);
  const first = lines[0]!.trim();
  if (parseQr2024(first).ok) return { type: "qr-2024", rows: lines.length };
  if (parseBuSymbol(first) !== null) return { type: "bu-br-2024", lines };
  if (first.startsWith("{")) return jsonLines(lines) ?? stop("not-this-format", { expected: "json-lines" });
  if (first.startsWith("[")) return stop("not-this-format", { expected: "json-lines" });
  const csv = bestDelimiter(content, utf8 === null);
  if (csv === null) return stop("not-this-format", { expected: "csv" });
  return { type: "csv", encoding: utf8 === null ? "latin-1" : "utf-8", mark, ...csv };
}

/** null when the bytes are not UTF-8; the look may end inside a character. */
function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

/** Lines with text in them, without the last when it may be cut. */
function wholeLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  const last = lines.pop() ?? "";
  const whole = lines.filter((line) => line.trim() !== "");
  return whole.length === 0 ? [last] : whole;
}

function jsonLines(lines: readonly string[]): Sample | null {
  const rows: { names: string[]; raw: (name: string) => string }[] = [];
  for (const line of lines.slice(0, SAMPLE_ROWS)) {
    const read = readJsonLine(line, false);
    if (read.kind !== "fields") continue;
    // Text without its quotes, so that it looks as it will in a key.
    const raw = (name: string) => {
      const field = read.field(name);
      return field?.raw.startsWith('"') ? field.key : (field?.raw ?? "");
    };
    rows.push({ names: Object.keys(JSON.parse(line)), raw });
  }
  if (rows.length === 0) return null;
  const names = [...new Set(rows.flatMap((row) => row.names))];
  return {
    type: "json-lines",
    columns: names.map((name) => ({ name, values: rows.map((row) => row.raw(name)) })),
  };
}

type CsvSample = {
  readonly delimiter: string;
  readonly columns: readonly SampleColumn[];
  readonly odd: number;
};

/** The delimiter that gives most columns, among those by which most rows have as many fields as the header. */
function bestDelimiter(content: Uint8Array, latin1: boolean): CsvSample | null {
  let best: { sample: CsvSample; even: number } | null = null;
  for (const delimiter of DELIMITERS) {
    const sample = csvSample(content, delimiter, latin1);
    const rows = sample.columns[0]?.values.length ?? 0;
    if (sample.columns.length < 2 || rows === 0) continue;
    const even = (rows - sample.odd) / rows;
    const better =
      best === null ||
      even > best.even + 0.1 ||
      (even > best.even - 0.1 && sample.columns.length > best.sample.columns.length);
    if (better) best = { sample, even };
  }
  return best === null ? null : best.sample;
}

function csvSample(content: Uint8Array, delimiter: string, latin1: boolean): CsvSample {
  const scan = new CsvScan(delimiter.charCodeAt(0));
  const decoder = new TextDecoder(latin1 ? "latin1" : "utf-8");
  // The scan needs a line end after the last record.
  const text = content.includes(NEWLINE) ? content : Uint8Array.of(...content, NEWLINE);
  const end = text.lastIndexOf(NEWLINE) + 1;
  const records: string[][] = [];
  for (let at = 0; at < end && records.length <= SAMPLE_ROWS; ) {
    const next = scan.record(text, at, end);
    if (next <= at) break;
    const fields = Array.from({ length: scan.fields }, (_, i) =>
      decoder.decode(scan.text.subarray(scan.starts[i]!, scan.ends[i]!)),
    );
    if (fields.length > 1 || fields[0] !== "") records.push(fields);
    at = next;
  }
  const [header = [], ...rows] = records;
  return {
    delimiter,
    columns: header.map((name, i) => ({ name: name.trim(), values: rows.map((row) => row[i] ?? "") })),
    odd: rows.filter((row) => row.length !== header.length).length,
  };
}
