/**
 * Cuts a stream of bytes into lines of text, for the formats that have one record a line.
 *
 * Chunks may end anywhere, also inside a character. What cannot be text stops the reading: bytes that are not UTF-8,
 * a NUL byte, a line beyond the limit. A line ends at LF; one CR before it is not part of it.
 * @module
 */
import { type ReadingFault, ReadingStopped } from "./finding.ts";
import { MAX_LINE_BYTES } from "./reader.ts";

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** `closed` is false for a last line without its line end. */
export type OnLine = (text: string, line: number, closed: boolean) => void;

export class TextLines {
  readonly #source: string;
  readonly #onLine: OnLine;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  /** Pieces of a line that has not ended yet, joined only when it does, so that a long line costs linear time. */
  #pieces: Uint8Array[] = [];
  #pending = 0;
  #line = 0;
  #bytes = 0;

  constructor(source: string, onLine: OnLine) {
    this.#source = source;
    this.#onLine = onLine;
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#hold(chunk.subarray(start, end));
      this.#emit(true);
      start = end + 1;
    }
    // A copy, because the caller may use the chunk's memory again.
    if (start < chunk.length) this.#hold(chunk.slice(start));
  }

  finish(): void {
    if (this.#bytes === 0) this.#stop("empty-file");
    if (this.#pending > 0) this.#emit(false);
  }

  #hold(piece: Uint8Array): void {
    this.#pending += piece.length;
    if (this.#pending > MAX_LINE_BYTES) {
      this.#line += 1;
      this.#stop("line-too-long", { limit: MAX_LINE_BYTES });
    }
    this.#pieces.push(piece);
  }

  #emit(closed: boolean): void {
    const bytes = this.#pieces.length === 1 ? this.#pieces[0]! : joined(this.#pieces, this.#pending);
    this.#pieces = [];
    this.#pending = 0;
    this.#line += 1;
    const end = bytes[bytes.length - 1] === RETURN ? bytes.length - 1 : bytes.length;
    this.#onLine(this.#decode(bytes.subarray(0, end)), this.#line, closed);
  }

  #decode(bytes: Uint8Array): string {
    if (this.#line === 1) {
      const [a, b] = bytes;
      if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
        this.#stop("wrong-encoding", { found: "utf-16" });
      }
    }
    if (bytes.includes(0)) this.#stop("binary-file", { offset: bytes.indexOf(0) });
    let text: string;
    try {
      text = this.#decoder.decode(bytes);
    } catch {
      const lenient = new TextDecoder("utf-8").decode(bytes);
      const column = [...lenient.slice(0, lenient.indexOf("\ufffd"))].length + 1;
      this.#stop("wrong-encoding", { found: "not-utf-8" }, column, lenient.slice(0, 200));
    }
    return this.#line === 1 && text.startsWith("\ufeff") ? text.slice(1) : text;
  }

  #stop(code: ReadingFault["code"], detail: ReadingFault["detail"] = {}, column = 1, text = ""): never {
    const line = Math.max(this.#line, 1);
    throw new ReadingStopped({ code, source: this.#source, line, column, text, detail });
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
