/**
 * Words of a symbol's text: any text in the 41 characters, `*` and `%` that an alphanumeric QR code has without spaces.
 *
 *     ve-bolivar-2017   *VE-BOLIVAR-2017      `*` turns letters from capital to small and back
 *     Distrito_7        D*ISTRITO%5F7         `%` and two digits are a byte of UTF-8
 *
 * A word begins with capitals. Only what is needed is written: the reader encodes again and compares.
 * Spec: spec/acta.md, clause 5.3.
 * @module
 */
import { decodeUtf8, encodeHex, utf8 } from "../bytes.ts";

const CASE = "*";
const BYTE = "%";

export function encodeWord(text: string): string {
  let word = "";
  let isSmall = false;
  for (const byte of utf8(text)) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z]/.test(character)) {
      const small = character >= "a";
      if (small !== isSmall) word += CASE;
      isSmall = small;
      word += character.toUpperCase();
    } else if (/[0-9+\-./:]/.test(character)) word += character;
    else word += BYTE + encodeHex(Uint8Array.of(byte)).toUpperCase();
  }
  return word;
}

/** null for a word that the encoder would not write. */
export function decodeWord(word: string): string | null {
  const bytes: number[] = [];
  let isSmall = false;
  for (let i = 0; i < word.length; i += 1) {
    const character = word[i]!;
    if (character === CASE) isSmall = !isSmall;
    else if (character === BYTE) {
      const hex = word.slice(i + 1, i + 3);
      if (!/^[0-9A-F]{2}$/.test(hex)) return null;
      bytes.push(Number(`0x${hex}`));
      i += 2;
    } else if (character > "~") return null;
    else bytes.push((isSmall ? character.toLowerCase() : character).charCodeAt(0));
  }
  const text = decodeUtf8(Uint8Array.from(bytes));
  return text !== null && encodeWord(text) === word ? text : null;
}
