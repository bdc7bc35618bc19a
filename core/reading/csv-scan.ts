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
/** The digits are 0x30 to 0x39: exclusive-or with this gives 0 to 9 for them and more for every other byte. */
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
  /** More than MAX_COLUMNS fields: the last ones are not kept. */
  overflow = false;
  readonly #delimiter: number;
  #unquoted = new Uint8Array(4096);

  constructor(delimiter: number) {
    this.#delimiter = delimiter;
  }

  /**
   * Scans the record that starts at `from`; returns the position after it, or -1 when quotes keep it open beyond `to`.
   * The byte before `to` must be a line end: it is what lets the loop do without asking where the bytes stop.
   */
  record(bytes: Uint8Array, from: number, to: number): number {
    const delimiter = this.#delimiter;
    const { starts, ends, values } = this;
    let field = 0;
    let i = from;
    this.text = bytes;
    this.extraLines = 0;
    this.overflow = false;
    for (;;) {
      const start = i;
      let byte = bytes[i]!;
      let value = 0;
      for (let digit = byte ^ ZERO; digit < 10; digit = byte ^ ZERO) {
        value = (value * 10 + digit) | 0;
        i += 1;
        byte = bytes[i]!;
      }
      let end = i;
      if (byte !== delimiter && byte !== NEWLINE) {
        if (byte === QUOTE && i === start) return this.#quoted(bytes, from, to);
        do {
          i += 1;
          byte = bytes[i]!;
        } while (byte !== delimiter && byte !== NEWLINE);
        const stop = byte === NEWLINE && bytes[i - 1] === RETURN ? i - 1 : i;
        // Digits and a carriage return are still plain; anything else after the digits is not.
        if (stop !== end) value = -1;
        end = stop;
      }
      starts[field] = start;
      ends[field] = end;
      const length = end - start;
      values[field] = length > 0 && length <= PLAIN_DIGITS ? value : -1;
      if (field < MAX_COLUMNS - 1) field += 1;
      else this.overflow = true;
      i += 1;
      if (byte === NEWLINE) break;
    }
    this.fields = field;
    return i;
  }

  /** The whole record again, unescaped into a copy. */
  #quoted(bytes: Uint8Array, from: number, to: number): number {
    let field = 0;
    let out = 0;
    let i = from;
    this.overflow = false;
    for (;;) {
      const start = out;
      let open = bytes[i] === QUOTE;
      if (open) i += 1;
      for (; i < to; i += 1) {
        const byte = bytes[i]!;
        if (open && byte === QUOTE) {
          if (bytes[i + 1] === QUOTE) i += 1;
          else {
            open = false;
            continue;
          }
        } else if (!open && (byte === this.#delimiter || byte === NEWLINE)) break;
        if (byte === NEWLINE) this.extraLines += 1;
        if (out === this.#unquoted.length) this.#widen();
        this.#unquoted[out] = byte;
        out += 1;
      }
      if (i >= to) return -1;
      const last = bytes[i] === NEWLINE;
      const end = last && out > start && this.#unquoted[out - 1] === RETURN ? out - 1 : out;
      this.#keep(field, start, end);
      if (field < MAX_COLUMNS - 1) field += 1;
      else this.overflow = true;
      i += 1;
      if (last) break;
    }
    this.text = this.#unquoted;
    this.fields = field;
    return i;
  }

  #keep(field: number, start: number, end: number): void {
    let value = end > start && end - start <= PLAIN_DIGITS ? 0 : -1;
    for (let i = start; i < end && value >= 0; i += 1) {
      const digit = this.#unquoted[i]! ^ ZERO;
      value = digit < 10 ? value * 10 + digit : -1;
    }
    this.starts[field] = start;
    this.ends[field] = end;
    this.values[field] = value;
  }

  /** Doubles up to the length of a record, which the reader caps. */
  #widen(): void {
    const wider = new Uint8Array(this.#unquoted.length * 2);
    wider.set(this.#unquoted);
    this.#unquoted = wider;
  }
}
