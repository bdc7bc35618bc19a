/**
 * Reads one count from disk: chooses the reader, feeds it in chunks while hashing, and digests the tables.
 * Runs on the calling thread; read-counts.ts spreads several over worker threads.
 * @module
 */
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Contest } from "@triplicate/core/election/definition.ts";
import type { Provenance } from "@triplicate/core/reading/count.ts";
import { createCsvReader } from "@triplicate/core/reading/csv.ts";
import type { Finding, FindingAction, FindingRule } from "@triplicate/core/reading/finding.ts";
import { ReadingStopped } from "@triplicate/core/reading/finding.ts";
import { createJsonLinesReader } from "@triplicate/core/reading/json-lines.ts";
import type { Mapping } from "@triplicate/core/reading/mapping.ts";
import { createNistReader } from "@triplicate/core/reading/nist.ts";
import { createQr2024Reader } from "@triplicate/core/reading/qr-2024.ts";
import type { Reader, ReaderContext } from "@triplicate/core/reading/reader.ts";
import { type CountInput, digestTable } from "@triplicate/core/reconciliation/compare.ts";

export type ReadRequest = {
  readonly name: string;
  readonly mapping: Mapping;
  /** Path of the file, and the name it goes by in findings. */
  readonly path: string;
  readonly source: string;
  /** The contests the mapping names, in the definition's order. */
  readonly contests: readonly Contest[];
};

export type ReadProgress = { readonly bytes: number; readonly total: number; readonly rows: number };

export type ReadCount = {
  readonly input: CountInput;
  readonly findings: readonly Finding[];
  readonly bytes: number;
  readonly sha256: string;
};

const CHUNK_BYTES = 4 * 1024 * 1024;
/** Past this the mapping plainly does not fit the file, and the list would help nobody (spec/reading.md, 4.16). */
export const MAX_FINDINGS = 200_000;

/** Throws ReadingStopped when the file cannot be read as the mapping says. */
export function readCountFile(request: ReadRequest, onProgress: (progress: ReadProgress) => void): ReadCount {
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
  const reader = createReader({ mapping, contests, source, onFinding });
  const { bytes, sha256 } = feed(request, reader, onProgress);
  const tables = reader.finish();
  return finishCount(request, reader.rows(), tables, findings, bytes, sha256);
}

export function createReader(context: ReaderContext): Reader {
  switch (context.mapping.file.type) {
    case "csv":
      return createCsvReader(context);
    case "json-lines":
      return createJsonLinesReader(context);
    case "qr-2024":
      return createQr2024Reader(context);
    case "nist-1500-100":
      return createNistReader(context);
  }
}

function feed(request: ReadRequest, reader: Reader, onProgress: (progress: ReadProgress) => void) {
  const hash = createHash("sha256");
  const file = open(request);
  let bytes = 0;
  try {
    const total = fstatSync(file).size;
    for (;;) {
      // A new buffer each time: readers may keep a view of the last one.
      const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      const read = readSync(file, chunk, 0, CHUNK_BYTES, null);
      if (read === 0) break;
      const view = chunk.subarray(0, read);
      hash.update(view);
      reader.push(view);
      bytes += read;
      onProgress({ bytes, total, rows: reader.rows() });
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

/** Digests tables into what a comparison takes. */
export function finishCount(
  request: Pick<ReadRequest, "name" | "mapping" | "contests">,
  rows: number,
  tables: ReturnType<Reader["finish"]>,
  findings: readonly Finding[],
  bytes: number,
  sha256: string,
): ReadCount {
  const { mapping, name } = request;
  const digested = tables.map((table) => {
    const contest = request.contests.find(({ id }) => id === table.contest)!;
    return { table, digest: digestTable(contest, table) };
  });
  const summary = {
    name,
    title: mapping.title,
    provenance: { kind: provenanceOf(mapping), statement: mapping.statement },
    rows,
    stations: Math.max(0, ...tables.map((table) => table.rows)),
    findings: countFindings(findings),
  };
  return { input: { summary, tables: digested }, findings, bytes, sha256 };
}

function provenanceOf(mapping: Mapping): Provenance["kind"] {
  const { type } = mapping.file;
  return type === "qr-2024" ? "qr-text" : type;
}

function countFindings(findings: readonly Finding[]) {
  const times = new Map<string, { rule: FindingRule; action: FindingAction; times: number }>();
  for (const { rule, action } of findings) {
    const key = `${rule} ${action}`;
    times.set(key, { rule, action, times: (times.get(key)?.times ?? 0) + 1 });
  }
  return [...times.keys()].sort().map((key) => times.get(key)!);
}
