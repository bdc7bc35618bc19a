/**
 * Bytes and their texts: UTF-8, base64 and hexadecimal, each with one form only.
 *
 * A decoder accepts exactly what its encoder writes. Base64 is the standard alphabet with padding (RFC 4648 section 4),
 * and its unused bits are zero: two texts for one value would let a signed line be rewritten without breaking it.
 * @module
 */
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** The text of well-formed UTF-8, byte order mark included; null otherwise. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** For public values: it answers sooner the sooner they differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PAD = 0x3d;
const INVALID = 64;
const CODES = utf8(ALPHABET);
const VALUES = new Uint8Array(256).fill(INVALID);
for (const [value, code] of CODES.entries()) VALUES[code] = value;

export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1] ?? 0, bytes[i + 2] ?? 0];
    const left = bytes.length - i;
    text += ALPHABET[a >> 2]! + ALPHABET[((a & 3) << 4) | (b >> 4)]!;
    text += left > 1 ? ALPHABET[((b & 15) << 2) | (c >> 6)]! : "=";
    text += left > 2 ? ALPHABET[c & 63]! : "=";
  }
  return text;
}

/** The bytes of canonical base64; null for anything the encoder would not write. */
export function decodeBase64(text: string): Uint8Array | null {
  const { length } = text;
  if (length % 4 !== 0) return null;
  if (length === 0) return new Uint8Array();
  const padding = text.charCodeAt(length - 1) !== PAD ? 0 : text.charCodeAt(length - 2) !== PAD ? 1 : 2;
  const bytes = new Uint8Array((length / 4) * 3 - padding);
  for (let i = 0, at = 0; i < length; i += 4) {
    const isLast = i + 4 === length;
    let group = 0;
    for (let j = 0; j < 4; j += 1) {
      const isPad = isLast && j >= 4 - padding;
      const code = text.charCodeAt(i + j);
      const value = isPad ? 0 : code < 256 ? VALUES[code]! : INVALID;
      if (value === INVALID) return null;
      group = (group << 6) | value;
    }
    bytes[at++] = group >> 16;
    if (!isLast || padding < 2) bytes[at++] = (group >> 8) & 255;
    else if ((group & 0xffff) !== 0) return null;
    if (!isLast || padding < 1) bytes[at++] = group & 255;
    else if ((group & 0xff) !== 0) return null;
  }
  return bytes;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function encodeHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** Lower-case hexadecimal, two digits a byte; null otherwise. */
export function decodeHex(text: string): Uint8Array | null {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return null;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i += 1) {
    bytes[i] = Number(`0x${text.slice(2 * i, 2 * i + 2)}`);
  }
  return bytes;
}
