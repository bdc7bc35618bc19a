/**
 * The shape that a proof and a request for a cosignature share: lines, a blank line, and a note byte for byte.
 * @module
 */
import { decodeUtf8 } from "../bytes.ts";

/** What precedes the first blank line, line by line, and what follows it; null where there is none, or no UTF-8. */
export function splitHead(bytes: Uint8Array): { lines: string[]; rest: Uint8Array } | null {
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) {
    if (bytes[at + 1] !== 0x0a) continue;
    const head = decodeUtf8(bytes.subarray(0, at));
    return head === null ? null : { lines: head.split("\n"), rest: bytes.slice(at + 2) };
  }
  return null;
}
