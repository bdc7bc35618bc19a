/**
 * Reads one count from disk: chooses the reader, feeds it in chunks while hashing, and digests the tables.
 * Runs on the calling thread; read-counts.ts spreads several over worker threads.
 * @module
 */
import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Contest } from "@triplicate/core/election/definition.ts";
import type { Roster } from "@triplicate/core/election/roster.ts";
import { createBuReader } from "@triplicate/core/reading/bu-br.ts";
import type { CountTable, Provenance } from "@triplicate/core/reading/count.ts";
import { createCsvReader } from "@triplicate/core/reading/csv.ts";
import type { Finding, FindingAction, FindingRule } from "@triplicate/core/reading/finding.ts";
import { ReadingStopped } from "@triplicate/core/reading/finding.ts";
import { createJsonLinesReader } from "@triplicate/core/reading/json-lines.ts";
import type { Mapping } from "@triplicate/core/reading/mapping.ts";
import { createNistReader } from "@triplicate/core/reading/nist.ts";
import { createQr2024Reader } from "@triplicate/core/reading/qr-2024.ts";
import type { Reader, ReaderContext } from "@triplicate/core/reading/reader.ts";
import { checkRoster } from "@triplicate/core/reading/roster-check.ts";
import { beginDigest, type TableDigest } from "@triplicate/core/reconciliation/compare.ts";
import type { CountSummary } from "@triplicate/core/reconciliation/comparison.ts";
import type { TableTotals } from "@triplicate/core/reconciliation/totals.ts";
import { verifyEd25519 } from "./ed25519-node.ts";

export type ReadRequest = {
  readonly name: string;
  readonly mapping: Mapping;
  /** Path of the file, and the name it goes by in findings. */
  readonly path: string;
  readonly source: string;
  /** Bytes, as the file system says beforehand. */
  readonly size: number;
  readonly isFolder: boolean;
  /** The contests the mapping names, in the definition's order. */
  readonly contests: readonly Contest[];
  /** The election's roster, when it has one. */
  readonly roster: Roster | null;
};

/** How far a reading is: of a file in bytes, of a folder in images; rows are those read so far. */
export type ReadProgress = {
  readonly unit: "bytes" | "images";
  readonly done: number;
  readonly total: number;
  readonly rows: number;
};

/** What is known as soon as the last byte is read. */
export type ReadTables = {
  readonly summary: CountSummary;
  readonly tables: readonly { readonly table: CountTable; readonly totals: TableTotals }[];
  readonly findings: readonly Finding[];
  /** What was read, as hashed: one file, or every image of a folder. */
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
};

/** With the longer part of each table's digest still to be worked out. */
export type Reading = ReadTables & { readonly finish: () => TableDigest[] };

export type ReadCount = ReadTables & { readonly digests: Promise<TableDigest[]> };

/** Fits a processor's own memory, so that the scan reads what the disk just wrote there. */
const CHUNK_BYTES = 1024 * 1024;
const PROGRESS_BYTES = 8 * 1024 * 1024;
/** Past this the mapping plainly does not fit the file, and the list would help nobody (spec/reading.md, 4.16). */
export const MAX_FINDINGS = 200_000;

/** Throws ReadingStopped when the file cannot be read as the mapping says. */
export function readCountFile(
  request: ReadRequest,
  onProgress: (progress: ReadProgress) => void,
  allocate?: (bytes: number) => ArrayBufferLike,
): Reading {
  const findings: Finding[] = [];
  const onFinding = (finding: Finding) => {
    findings.push(finding);
    if (findings.length > MAX_FINDINGS) {
      const { source, line, text, rule } = finding;
      throw new ReadingStopped({
        code: "too-many-findings",
        source,
        line,
        text,
        detail: { limit: MAX_FINDINGS, rule },
      });
    }
  };
  const { mapping, contests, source } = request;
  const memory = allocate === undefined ? {} : { allocate };
  const context = { mapping, contests, source, onFinding, isUtf8, bytes: request.size, ...memory };
  const reader = createReader(context);
  const { bytes, sha256 } = feed(request, reader, onProgress);
  const tables = rosterChecked(reader.finish(), request, onFinding);
  const { type } = mapping.file;
  const kind = type === "qr-2024" || type === "bu-br-2024" ? "qr-text" : type;
  return finishCount(request, kind, reader.rows(), tables, findings, [{ name: source, bytes, sha256 }]);
}

export function createReader(context: ReaderContext): Reader {
  switch (context.mapping.file.type) {
    case "csv":
      return createCsvReader(context);
    case "json-lines":
      return createJsonLinesReader(context);
    case "qr-2024":
      return createQr2024Reader(context);
    case "bu-br-2024":
      return createBuReader({ ...context, verifyEd25519 });
    case "nist-1500-100":
      return createNistReader(context);
  }
}

function feed(request: ReadRequest, reader: Reader, onProgress: (progress: ReadProgress) => void) {
  const hash = createHash("sha256");
  if (request.isFolder) {
    throw new ReadingStopped({ code: "unreadable", source: request.source, detail: { reason: "EISDIR" } });
  }
  const file = open(request);
  let bytes = 0;
  try {
    const total = fstatSync(file).size;
    const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    let told = 0;
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      const view = chunk.subarray(0, read);
      hash.update(view);
      reader.push(view);
      bytes += read;
      if (bytes - told < PROGRESS_BYTES) continue;
      told = bytes;
      onProgress({ unit: "bytes", done: bytes, total, rows: reader.rows() });
    }
  } finally {
    closeSync(file);
  }
  return { bytes, sha256: hash.digest("hex") };
}

function open(request: ReadRequest): number {
  try {
    return openSync(request.path, "r");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new ReadingStopped({ code: "unreadable", source: request.source, detail: { reason } });
  }
}

export function rosterChecked(
  tables: CountTable[],
  { roster, mapping }: Pick<ReadRequest, "roster" | "mapping">,
  onFinding: (finding: Finding) => void,
): CountTable[] {
  return roster === null ? tables : tables.map((table) => checkRoster(table, roster, mapping, onFinding));
}

/** Begins the digests of tables and says what they are. */
export function finishCount(
  { name, mapping, contests }: Pick<ReadRequest, "name" | "mapping" | "contests">,
  kind: Provenance["kind"],
  rows: number,
  tables: ReturnType<Reader["finish"]>,
  findings: readonly Finding[],
  files: ReadTables["files"],
): Reading {
  const begun = tables.map((table) => {
    const contest = contests.find(({ id }) => id === table.contest)!;
    return { table, digest: beginDigest(contest, table) };
  });
  const summary = {
    name,
    title: mapping.title,
    provenance: { kind, statement: mapping.statement },
    rows,
    stations: Math.max(0, ...tables.map((table) => table.rows)),
    findings: countFindings(findings),
  };
  return {
    summary,
    tables: begun.map(({ table, digest }) => ({ table, totals: digest.totals })),
    findings,
    files,
    finish: () => begun.map(({ digest }) => digest.finish()),
  };
}

function countFindings(findings: readonly Finding[]) {
  const times = new Map<string, { rule: FindingRule; action: FindingAction; times: number }>();
  for (const { rule, action } of findings) {
    const key = `${rule} ${action}`;
    times.set(key, { rule, action, times: (times.get(key)?.times ?? 0) + 1 });
  }
  return [...times.keys()].sort().map((key) => times.get(key)!);
}
