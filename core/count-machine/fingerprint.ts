/**
 * Twelve digits of an acta's text, for people to read to one another before they sign.
 *
 *     482 915 003 771
 *
 * Digits, because they are read aloud alike in every language. They find an acta that was exchanged or mistaken; that it is genuine,
 * its signatures say. Spec: spec/station.md, section 7.
 * @module
 */
import { utf8 } from "../bytes.ts";
import { sha256 } from "../sha256.ts";

/** The first 40 bits of SHA-256 of the text as a number of twelve digits with leading zeros, the highest left out, in threes. */
export function actaFingerprint(text: string): string {
  const digest = sha256(utf8(text));
  let value = 0;
  for (const byte of digest.subarray(0, 5)) value = value * 256 + byte;
  return String(value % 1e12)
    .padStart(12, "0")
    .replace(/(...)(?!$)/g, "$1 ");
}
