/**
 * Splits CSV bytes into records and fields without making strings: field bounds and, where a field is plain digits,
 * its value, in one pass over the bytes.
 *
 *     0801.01,612,"San José, Sector 2",198␊      starts  0 8 13 33 …  ends 7 11 31 36 …  values -1 612 -1 198
 *
 * Quoting as in RFC 4180, section 2: a field that begins with a quote ends with one; two quotes inside stand for one;
 * delimiters and line ends may stand inside. A quote elsewhere is an ordinary character. Quoted records take a
 * slower path that copies the unescaped text aside.
 * @module
 */
const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const ZERO = 0x30;
/** Up to nine digits always fit a 32-bit cell; longer numbers take the careful path. */
const PLAIN_DIGITS = 9;
export const MAX_COLUMNS = 4096;

export class CsvScan {
  /** Where fields lie in `text`: fields 0 to `fields` − 1. */
  readonly starts = new Int32Array(MAX_COLUMNS);
  readonly ends = new Int32Array(MAX_COLUMNS);
  /** The field as a number when it is 1 to 9 ASCII digits, else -1. */
  readonly values = new Int32Array(MAX_COLUMNS);
  fields = 0;
  /** The bytes that starts and ends refer to: the file's own, or the unescaped copy of a quoted record. */
  text: Uint8Array = new Uint8Array();
  /** Line ends inside the record, besides the one that closes it. */
  extraLines = 0;
  /** All bytes seen so far that are neither digits, delimiters nor line ends, or-ed together: tells ASCII from not. */
  seen = 0;
  /** The delimiter repeated without end: more than MAX_COLUMNS fields. */
  overflow = false;
  readonly #delimiter: number;

  constructor(delimiter: number) {
    this.#delimiter = delimiter;
  }

  /**
   * Scans the record that starts at `from` and ends before `to`; returns the position after it, or -1 when it is not
   * complete. With `last`, the end of the bytes also ends the record.
   */
  record(bytes: Uint8Array, from: number, to: number, last: boolean): number {
    const delimiter = this.#delimiter;
    const { starts, ends, values } = this;
    let start = from;
    let field = 0;
    let value = 0;
    let plain = true;
    let seen = 0;
    this.text = bytes;
    this.extraLines = 0;
    this.overflow = false;
    for (let i = from; i < to; i += 1) {
      const byte = bytes[i]!;
      const digit = byte - ZERO;
      if (digit >= 0 && digit <= 9) {
        value = (Math.imul(value, 10) + digit) | 0;
        continue;
      }
      if (byte === delimiter || byte === NEWLINE) {
        let end = i;
        if (byte === NEWLINE && end > start && bytes[end - 1] === RETURN) {
          end -= 1;
          plain = plain || this.#plainBefore(bytes, start, end);
          if (plain) value = digits(bytes, start, end);
        }
        starts[field] = start;
        ends[field] = end;
        const length = end - start;
        values[field] = plain && length > 0 && length <= PLAIN_DIGITS ? value : -1;
        if (field < MAX_COLUMNS - 1) field += 1;
        else this.overflow = true;
        if (byte === NEWLINE) {
          this.fields = field;
          this.seen |= seen;
          return i + 1;
        }
        start = i + 1;
        value = 0;
        plain = true;
        continue;
      }
      if (byte === QUOTE && i === start) return this.#quoted(bytes, from, to, last);
      seen |= byte;
      plain = false;
    }
    this.seen |= seen;
    if (!last || from === to) return -1;
    starts[field] = start;
    ends[field] = to;
    const length = to - start;
    values[field] = plain && length > 0 && length <= PLAIN_DIGITS ? value : -1;
    this.fields = field + 1;
    return to;
  }

  /** A return before the line end made the field look like text: was it the only such byte? */
  #plainBefore(bytes: Uint8Array, start: number, end: number): boolean {
    for (let i = start; i < end; i += 1) if (bytes[i]! < ZERO || bytes[i]! > ZERO + 9) return false;
    return end > start;
  }

  /** The whole record again, unescaping into a copy. */
  #quoted(bytes: Uint8Array, from: number, to: number, last: boolean): number {
    const copy = new Uint8Array(to - from);
    let out = 0;
    let field = 0;
    let i = from;
    this.extraLines = 0;
    for (;;) {
      const start = out;
      let open = i < to && bytes[i] === QUOTE;
      if (open) i += 1;
      for (; i < to; i += 1) {
        const byte = bytes[i]!;
        if (open && byte === QUOTE) {
          if (i + 1 < to && bytes[i + 1] === QUOTE) i += 1;
          else {
            open = false;
            continue;
          }
        } else if (!open && (byte === this.#delimiter || byte === NEWLINE)) break;
        if (byte === NEWLINE) this.extraLines += 1;
        this.seen |= byte;
        copy[out] = byte;
        out += 1;
      }
      const ended = i < to;
      if ((!ended && !last) || open) return -1;
      let end = out;
      if ((!ended || bytes[i] === NEWLINE) && end > start && copy[end - 1] === RETURN) end -= 1;
      this.starts[field] = start;
      this.ends[field] = end;
      const plain = end - start <= PLAIN_DIGITS && this.#plainBefore(copy, start, end);
      this.values[field] = plain ? digits(copy, start, end) : -1;
      if (field < MAX_COLUMNS - 1) field += 1;
      else this.overflow = true;
      if (ended && bytes[i] === this.#delimiter) {
        i += 1;
        continue;
      }
      this.text = copy;
      this.fields = field;
      return ended ? i + 1 : to;
    }
  }
}

function digits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i += 1) value = (Math.imul(value, 10) + bytes[i]! - ZERO) | 0;
  return value;
}
