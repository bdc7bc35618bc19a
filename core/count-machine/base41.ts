/**
 * Bytes as capital letters, digits and `+-./:`, for the alphanumeric mode of a QR code: two bytes in three characters.
 *
 * Base45 (RFC 9285) is as dense but its alphabet has a space, and people copy, mail and paste what a telephone read:
 * two spaces become one on the way. 41 characters are enough, since 41 × 41 × 41 > 256 × 256.
 * Spec: spec/acta.md, clause 5.4.
 * @module
 */
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ+-./:";
const BASE = ALPHABET.length;
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

/** Two bytes, the first the high one, are three digits, the lowest first; a last single byte is two. */
export function encodeBase41(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 2) {
    const isPair = i + 1 < bytes.length;
    const value = isPair ? bytes[i]! * 256 + bytes[i + 1]! : bytes[i]!;
    text += ALPHABET[value % BASE]! + ALPHABET[Math.floor(value / BASE) % BASE]!;
    if (isPair) text += ALPHABET[Math.floor(value / (BASE * BASE))]!;
  }
  return text;
}

/** null for anything the encoder would not write. */
export function decodeBase41(text: string): Uint8Array | null {
  const { length } = text;
  if (length % 3 === 1) return null;
  const bytes = new Uint8Array(Math.floor(length / 3) * 2 + (length % 3 === 2 ? 1 : 0));
  let at = 0;
  for (let i = 0; i < length; i += 3) {
    const digits = [...text.slice(i, i + 3)].map((character) => VALUES.get(character));
    let value = 0;
    for (const digit of digits.reverse()) {
      if (digit === undefined) return null;
      value = value * BASE + digit;
    }
    if (digits.length === 3) {
      if (value > 0xffff) return null;
      bytes[at++] = value >> 8;
    }
    if (digits.length === 2 && value > 0xff) return null;
    bytes[at++] = value & 0xff;
  }
  return bytes;
}
