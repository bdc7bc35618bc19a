/**
 * Reads JSON lines: one object a line, one station an object.
 *
 * A line that is no object is a finding and the run goes on. A file of which the first lines are all no objects is
 * another format, and a last line that breaks off is a file that was cut: both stop the reading.
 * Spec: spec/reading.md, clauses 3.8 to 3.11.
 * @module
 */
import type { CountTable } from "./count.ts";
import { type ReadingFault, ReadingStopped } from "./finding.ts";
import { readJsonLine } from "./json-line.ts";
import { NamedRows } from "./named-rows.ts";
import type { Reader, ReaderContext } from "./reader.ts";
import { TextLines } from "./text-lines.ts";

/** So many bad lines before the first good one are another format, not bad luck. */
const OTHER_FORMAT_LINES = 1000;

export function createJsonLinesReader(context: ReaderContext): Reader {
  return new JsonLinesReader(context);
}

class JsonLinesReader implements Reader {
  readonly #context: ReaderContext;
  readonly #lines: TextLines;
  readonly #rows: NamedRows;
  readonly #nested: boolean;
  #read = 0;
  #good = 0;
  /** Field names of the first object, for the message about a column that is not there. */
  #available = "";

  constructor(context: ReaderContext) {
    const { mapping, contests, source, onFinding } = context;
    if (mapping.file.type !== "json-lines") {
      throw new Error(`a JSON lines reader was given a ${mapping.file.type} mapping`);
    }
    this.#context = context;
    this.#rows = new NamedRows({ mapping, contests, sources: [source], onFinding });
    this.#nested = this.#rows.unseen().some((name) => name.startsWith("/"));
    this.#lines = new TextLines(source, (text, line, closed) => this.#line(text, line, closed));
  }

  rows(): number {
    return this.#read;
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
  }

  finish(): CountTable[] {
    this.#lines.finish();
    if (this.#read === 0) this.#stop("no-rows", 1);
    if (this.#good === 0) this.#stop("not-this-format", 1, { expected: "json-lines" });
    const [column] = this.#rows.unseen();
    if (column !== undefined) {
      this.#stop("missing-column", 1, { column, available: this.#available.slice(0, 1000) }, column);
    }
    return this.#rows.finish();
  }

  #line(text: string, line: number, closed: boolean): void {
    if (text.trim() === "") return;
    const read = readJsonLine(text, this.#nested);
    if (read.kind === "bad-json" && !closed && this.#good > 0) {
      this.#stop("truncated", line, { reason: "open-line" }, text);
    }
    this.#read += 1;
    const at = { line, source: 0, text: () => text };
    if (read.kind !== "fields") {
      this.#bad(read.kind, line);
      this.#rows.badRow(at, read.kind, read.kind === "repeated-field" ? read : undefined);
      return;
    }
    this.#good += 1;
    if (this.#good === 1) this.#available = Object.keys(JSON.parse(text)).join(" | ");
    this.#rows.add({ ...at, field: read.field });
  }

  /** An array, or many lines that are nothing, is a JSON file of another layout. */
  #bad(kind: string, line: number): void {
    if (this.#good > 0) return;
    if (kind === "not-an-object" && line === 1)
      this.#stop("not-this-format", line, { expected: "json-lines" });
    if (this.#read >= OTHER_FORMAT_LINES) this.#stop("not-this-format", line, { expected: "json-lines" });
  }

  #stop(code: ReadingFault["code"], line: number, detail: ReadingFault["detail"] = {}, text = ""): never {
    const { source } = this.#context;
    throw new ReadingStopped({ code, source, line, column: 1, text: text.slice(0, 200), detail });
  }
}
