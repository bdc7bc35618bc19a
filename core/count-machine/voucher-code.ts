/**
 * The code of a voucher as people read it: 26 letters and digits for 128 bits, and one that checks them, in threes.
 *
 *     4YZ-9K2-0QF-…      the alphabet of Crockford's base 32: no I, L, O, U
 *
 * Spec: spec/voucher.md, section 3.
 * @module
 */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_BYTES = 16;
const LETTERS = 26;
const GROUP = 3;

/** Throws on anything but 16 bytes. */
export function printCode(code: Uint8Array): string {
  if (code.length !== CODE_BYTES) throw new RangeError(`a code has ${CODE_BYTES} bytes`);
  let value = 0n;
  for (const byte of code) value = (value << 8n) | BigInt(byte);
  // 26 letters hold 130 bits; the first two are zero.
  const digits = Array.from({ length: LETTERS }, (_, i) =>
    Number((value >> BigInt(5 * (LETTERS - 1 - i))) & 31n),
  );
  const letters = [...digits, checkOf(digits)].map((digit) => ALPHABET[digit]!).join("");
  return letters.replace(new RegExp(`.{${GROUP}}(?!$)`, "g"), "$&-");
}

/** null for a text that printing would not give: a letter misread or two exchanged is one. */
export function parseCode(text: string): Uint8Array | null {
  const letters = text.replaceAll("-", "");
  const digits = [...letters].map((letter) => ALPHABET.indexOf(letter));
  if (digits.length !== LETTERS + 1 || digits.includes(-1)) return null;
  let value = 0n;
  for (const digit of digits.slice(0, LETTERS)) value = (value << 5n) | BigInt(digit);
  if (value >> 128n !== 0n) return null;
  const code = Uint8Array.from({ length: CODE_BYTES }, (_, i) =>
    Number((value >> BigInt(8 * (15 - i))) & 255n),
  );
  return printCode(code) === text ? code : null;
}

/** As a person types it: small letters, spaces for hyphens, and the letters that the alphabet leaves out. */
export const typedCode = (text: string): Uint8Array | null => {
  const letters = text.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return parseCode(letters.replace(new RegExp(`.{${GROUP}}(?!$)`, "g"), "$&-"));
};

/**
 * The check is the sum of the letters, each times another power of 2, in the field of 32 elements: one letter misread gives another
 * check, and so do any two exchanged, wherever they stand.
 */
function checkOf(digits: readonly number[]): number {
  let sum = 0;
  for (const digit of digits) sum = double(sum ^ digit);
  return sum;
}

/** x^5 + x^2 + 1: the powers of 2 are all 31 elements but zero. */
const double = (value: number): number => (value << 1) ^ (value > 15 ? 0b100101 : 0);
