/**
 * A station id, place or region read from a CSV record as bytes: columns trimmed of spaces, left-padded with zeros,
 * joined. One plain column stays where it is in the file; anything else is put together in a reused buffer.
 * @module
 */
import type { KeyPlan } from "./csv-plan.ts";
import type { CsvScan } from "./csv-scan.ts";

const SPACE = 0x20;
const ZERO = 0x30;
const MAX_KEY_BYTES = 4096;

export class CsvKey {
  /** The key is bytes[start .. end); empty when there is none. */
  bytes: Uint8Array = new Uint8Array();
  start = 0;
  end = 0;
  readonly #plan: KeyPlan;
  readonly #latin1: boolean;
  readonly #single: number;
  readonly #whole: boolean;
  readonly #buffer = new Uint8Array(MAX_KEY_BYTES);

  /** `whole`: a key with any column empty is no key, as a place without a station's number is no station. */
  constructor(plan: KeyPlan, latin1: boolean, whole: boolean) {
    this.#whole = whole;
    this.#plan = plan;
    this.#latin1 = latin1;
    const plain = plan.columns.length === 1 && plan.pad[0] === 0 && !latin1;
    this.#single = plain ? plan.columns[0]! : -1;
  }

  read(scan: CsvScan): void {
    if (this.#single >= 0) {
      let start = scan.starts[this.#single]!;
      let end = scan.ends[this.#single]!;
      while (start < end && scan.text[start] === SPACE) start += 1;
      while (end > start && scan.text[end - 1] === SPACE) end -= 1;
      this.bytes = scan.text;
      this.start = start;
      this.end = Math.min(end, start + MAX_KEY_BYTES);
      return;
    }
    this.#compose(scan);
  }

  #compose(scan: CsvScan): void {
    const { columns, pad, join } = this.#plan;
    let out = 0;
    let filled = 0;
    for (let i = 0; i < columns.length; i += 1) {
      if (i > 0) out = this.#put(join, 0, join.length, out);
      let start = scan.starts[columns[i]!]!;
      let end = scan.ends[columns[i]!]!;
      while (start < end && scan.text[start] === SPACE) start += 1;
      while (end > start && scan.text[end - 1] === SPACE) end -= 1;
      if (end > start) filled += 1;
      for (let n = end - start; n < pad[i]! && end > start && out < MAX_KEY_BYTES; n += 1) {
        this.#buffer[out] = ZERO;
        out += 1;
      }
      out = this.#put(scan.text, start, end, out);
    }
    this.bytes = this.#buffer;
    this.start = 0;
    this.end = filled === columns.length || (filled > 0 && !this.#whole) ? out : 0;
  }

  /** Copies bytes, turning Latin-1 into UTF-8; what does not fit is cut, as no id is that long. */
  #put(from: Uint8Array, start: number, end: number, at: number): number {
    let out = at;
    for (let i = start; i < end && out < MAX_KEY_BYTES - 1; i += 1) {
      const byte = from[i]!;
      if (this.#latin1 && byte >= 0x80) {
        this.#buffer[out] = 0xc0 | (byte >> 6);
        this.#buffer[out + 1] = 0x80 | (byte & 0x3f);
        out += 2;
      } else {
        this.#buffer[out] = byte;
        out += 1;
      }
    }
    return out;
  }
}
