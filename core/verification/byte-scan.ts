/**
 * Walks the bytes of one entry: literal texts, numbers, times, hashes, without making a string of any.
 *
 * Every step says whether the bytes are what the codecs of core/note/fields.ts would have printed; a step that fails says
 * nothing about what else they might be. One object walks millions of entries, so that a step allocates nothing.
 * Spec: spec/note.md, sections 5 and 6.
 * @module
 */
import { MAX_NUMBER } from "../note/fields.ts";
import { SHA256_BYTES } from "../sha256.ts";

const ZERO = 0x30;
const PAD = 0x3d;
const SPACE = 0x20;
const NEWLINE = 0x0a;
const INVALID = 64;

const VALUES = new Uint8Array(256).fill(INVALID);
for (const [value, letter] of [
  ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
].entries()) {
  VALUES[letter.charCodeAt(0)] = value;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
/** Days before each year since 1970, then before each month of a common year. */
const BEFORE_YEAR: number[] = [0];
for (let year = FIRST_YEAR; year < LAST_YEAR; year += 1)
  BEFORE_YEAR.push(BEFORE_YEAR.at(-1)! + (isLeap(year) ? 366 : 365));
const BEFORE_MONTH: number[] = [0];
for (const days of DAYS) BEFORE_MONTH.push(BEFORE_MONTH.at(-1)! + days);

export class ByteScan {
  bytes: Uint8Array = new Uint8Array();
  at = 0;

  start(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.at = 0;
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  literal(expected: Uint8Array): boolean {
    const { bytes, at } = this;
    const { length } = expected;
    if (at + length > bytes.length) return false;
    for (let i = 0; i < length; i += 1) if (bytes[at + i] !== expected[i]) return false;
    this.at = at + length;
    return true;
  }

  /** Where the next space or newline is, without going there; -1 if there is none. */
  wordEnd(): number {
    const { bytes } = this;
    for (let at = this.at; at < bytes.length; at += 1) {
      if (bytes[at] === SPACE || bytes[at] === NEWLINE) return at;
    }
    return -1;
  }

  /** A number in its one form; -1 for anything else. */
  number(): number {
    const { bytes } = this;
    const from = this.at;
    let value = 0;
    let at = from;
    for (; at < bytes.length; at += 1) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const digits = at - from;
    if (digits === 0 || digits > 16 || (digits > 1 && bytes[from] === ZERO) || value > MAX_NUMBER) return -1;
    this.at = at;
    return value;
  }

  /** `2017-10-15T10:02:00Z` as seconds since 1970; -1 for anything else. */
  time(): number {
    const year = this.#digits(0, 4);
    const month = this.#digits(5, 2);
    const day = this.#digits(8, 2);
    const hour = this.#digits(11, 2);
    const minute = this.#digits(14, 2);
    const second = this.#digits(17, 2);
    if (!this.#hasMarks() || year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return -1;
    if (day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return -1;
    const isLeapDay = month === 2 && day === 29 && isLeap(year);
    if (day > DAYS[month - 1]! && !isLeapDay) return -1;
    const leap = month > 2 && isLeap(year) ? 1 : 0;
    const days = BEFORE_YEAR[year - FIRST_YEAR]! + BEFORE_MONTH[month - 1]! + leap + day - 1;
    this.at += 20;
    return days * 86_400 + hour * 3600 + minute * 60 + second;
  }

  /** Negative where one of them is no digit. */
  #digits(offset: number, count: number): number {
    let value = 0;
    for (let i = this.at + offset; i < this.at + offset + count; i += 1) {
      const digit = (this.bytes[i] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) return Number.NEGATIVE_INFINITY;
      value = value * 10 + digit;
    }
    return value;
  }

  #hasMarks(): boolean {
    const { bytes, at } = this;
    return (
      bytes[at + 4] === 0x2d &&
      bytes[at + 7] === 0x2d &&
      bytes[at + 10] === 0x54 &&
      bytes[at + 13] === 0x3a &&
      bytes[at + 16] === 0x3a &&
      bytes[at + 19] === 0x5a
    );
  }

  /** 32 bytes of canonical base64; null for anything else. */
  hash(): Uint8Array | null {
    const bytes = new Uint8Array(SHA256_BYTES);
    return this.base64(bytes) ? bytes : null;
  }

  /** As many bytes as `into` holds, if they stand there in canonical base64 that needs one `=` or none. */
  base64(into: Uint8Array): boolean {
    const { bytes } = this;
    const { length } = into;
    const padding = (3 - (length % 3)) % 3;
    let at = this.at;
    if (padding > 1 || at + ((length + padding) / 3) * 4 > bytes.length) return false;
    let out = 0;
    for (; out + 3 <= length; out += 3, at += 4) {
      const [a, b] = [VALUES[bytes[at]!]!, VALUES[bytes[at + 1]!]!];
      const [c, d] = [VALUES[bytes[at + 2]!]!, VALUES[bytes[at + 3]!]!];
      if ((a | b | c | d) >= INVALID) return false;
      into[out] = (a << 2) | (b >> 4);
      into[out + 1] = (b << 4) | (c >> 2);
      into[out + 2] = (c << 6) | d;
    }
    if (padding === 1) {
      const [a, b, c] = [VALUES[bytes[at]!]!, VALUES[bytes[at + 1]!]!, VALUES[bytes[at + 2]!]!];
      // Two bits are left over, and they are zero.
      if ((a | b | c) >= INVALID || (c & 3) !== 0 || bytes[at + 3] !== PAD) return false;
      into[out] = (a << 2) | (b >> 4);
      into[out + 1] = (b << 4) | (c >> 2);
      at += 4;
    }
    this.at = at;
    return true;
  }
}
