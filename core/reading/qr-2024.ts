/**
 * The text of the QR code on a Venezuelan acta of 28 July 2024, one acta a line.
 *
 *     201301006.01.1.0001!140,7,10,…,1,1!0!0
 *     centre    station  38 party lines null blank
 *
 * The grammar is strict and every deviation is a finding at its column: a decoder corrects its own errors, so a text
 * that differs is another kind of code or was typed. The text carries no signature; it shows what it says, not who
 * printed it. Spec: spec/reading.md, clauses 3.12 to 3.14.
 * @module
 */
import type { CountTable } from "./count.ts";
import { ReadingStopped } from "./finding.ts";
import { type BadRowReason, type NamedField, NamedRows } from "./named-rows.ts";
import type { Reader, ReaderContext } from "./reader.ts";
import { TextLines } from "./text-lines.ts";
import { readVotes } from "./votes.ts";

/** Party lines on every 2024 acta, in the order of the printed ballot. */
export const QR_2024_LINES = 38;

const HEAD = /^([0-9]{9})\.([0-9]{2})\.1\.0001!/;

export type Qr2024 =
  | { readonly ok: true; readonly field: (name: string) => NamedField | undefined }
  | {
      readonly ok: false;
      readonly reason: Extract<BadRowReason, "qr-structure" | "qr-lines">;
      /** Character position from 1. */
      readonly column: number;
      readonly text: string;
    };

/** Splits the text into its named parts; whether each part is a number of votes is asked later, cell by cell. */
export function parseQr2024(text: string): Qr2024 {
  const head = HEAD.exec(text);
  if (head === null) return deviation("qr-structure", text, headDeviation(text));
  const [prefix, centre = "", station = ""] = head;
  const parts = text.slice(prefix.length).split("!");
  if (parts.length !== 3) {
    const at = parts.length < 3 ? text.length : prefix.length + parts.slice(0, 3).join("!").length;
    return deviation("qr-structure", text, at);
  }
  const [votes = "", nulls = "", blank = ""] = parts;
  const lines = votes.split(",");
  if (lines.length !== QR_2024_LINES) {
    const at = lines.length < QR_2024_LINES ? votes.length : lines.slice(0, QR_2024_LINES).join(",").length;
    return deviation("qr-lines", text, prefix.length + at);
  }
  const fields = new Map<string, NamedField>();
  fields.set("centre", part(centre, 0));
  fields.set("station", part(station, centre.length + 1));
  let at = prefix.length;
  for (const [i, line] of lines.entries()) {
    fields.set(String(i + 1), part(line, at));
    at += line.length + 1;
  }
  fields.set("null", part(nulls, at));
  fields.set("blank", part(blank, at + nulls.length + 1));
  return { ok: true, field: (name) => fields.get(name) };
}

function part(raw: string, start: number): NamedField {
  return { key: raw, raw, column: () => start + 1, votes: () => canonicalVotes(raw) };
}

/** A machine prints no leading zeros and leaves nothing empty, whatever the mapping accepts elsewhere. */
function canonicalVotes(raw: string) {
  if (!/^(0|[1-9][0-9]*)$/.test(raw)) return { rule: "not-a-number" } as const;
  return readVotes(raw, undefined);
}

function deviation(reason: "qr-structure" | "qr-lines", text: string, at: number): Qr2024 {
  return { ok: false, reason, column: at + 1, text: text.slice(at) };
}

/** How many characters of the head are as they must be. */
function headDeviation(text: string): number {
  const digits = (from: number, count: number) => /^[0-9]*/.exec(text.slice(from, from + count))![0].length;
  const centre = digits(0, 9);
  if (centre < 9) return centre;
  if (text[9] !== ".") return 9;
  const station = digits(10, 2);
  if (station < 2) return 10 + station;
  const tail = ".1.0001!";
  let at = 0;
  while (at < tail.length && text[12 + at] === tail[at]) at += 1;
  return 12 + at;
}

export function createQr2024Reader(context: ReaderContext): Reader {
  return new Qr2024Reader(context);
}

class Qr2024Reader implements Reader {
  readonly #source: string;
  readonly #lines: TextLines;
  readonly #rows: NamedRows;
  #read = 0;
  #good = 0;

  constructor(context: ReaderContext) {
    const { mapping, contests, source, onFinding } = context;
    if (mapping.file.type !== "qr-2024") {
      throw new Error(`a QR text reader was given a ${mapping.file.type} mapping`);
    }
    this.#source = source;
    this.#rows = new NamedRows({ mapping, contests, sources: [source], onFinding });
    this.#lines = new TextLines(source, (text, line) => this.#line(text, line));
  }

  rows(): number {
    return this.#read;
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
  }

  finish(): CountTable[] {
    this.#lines.finish();
    const { code, detail } =
      this.#read === 0
        ? { code: "no-rows" as const, detail: {} }
        : { code: "not-this-format" as const, detail: { expected: "qr-2024" } };
    if (this.#good === 0)
      throw new ReadingStopped({ code, source: this.#source, line: 1, column: 1, detail });
    return this.#rows.finish();
  }

  #line(text: string, line: number): void {
    if (text.trim() === "") return;
    this.#read += 1;
    if (addQr2024(this.#rows, text, { line, source: 0 })) this.#good += 1;
  }
}

/** Adds one decoded text as a row, or reports why it is none. */
export function addQr2024(rows: NamedRows, text: string, at: { line: number; source: number }): boolean {
  const parsed = parseQr2024(text);
  const record = { ...at, text: () => text };
  if (parsed.ok) rows.add({ ...record, field: parsed.field });
  else rows.badRow(record, parsed.reason, parsed);
  return parsed.ok;
}
