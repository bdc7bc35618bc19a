/**
 * A small signed note as one line: what a QR code on a card or a telephone holds, and what a scanner types.
 *
 *     triplicate-card:dHJpcGxpY2F0ZS9jYXJkL3YxCm…      base64url of the note's bytes, without padding
 *
 * A scanner that types what it reads ends with Enter, so a note of several lines would not arrive. The word before the
 * colon says what it is to a person and to a program; what it holds, the note itself says and its signature proves.
 * Spec: spec/station-notes.md, section 6.
 * @module
 */
import { decodeBase64, encodeBase64 } from "../bytes.ts";

export const LINE_KINDS = ["card", "answer", "accredit"] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** What the largest QR code holds in byte mode is 2,331 with error correction M; a typed line may be longer. */
export const MAX_LINE_LENGTH = 4000;

const PREFIX = "triplicate-";

/** Throws on a note that does not fit a line: whoever makes one knows its size. */
export function noteToLine(kind: LineKind, noteBytes: Uint8Array): string {
  const line = `${PREFIX}${kind}:${toUrl(encodeBase64(noteBytes))}`;
  if (line.length > MAX_LINE_LENGTH) throw new RangeError(`a line has at most ${MAX_LINE_LENGTH} characters`);
  return line;
}

/** The note's bytes; null for any text that `noteToLine` would not have written for this kind. */
export function lineToNote(kind: LineKind, text: string): Uint8Array | null {
  const prefix = `${PREFIX}${kind}:`;
  if (text.length > MAX_LINE_LENGTH || !text.startsWith(prefix)) return null;
  const url = text.slice(prefix.length);
  if (!/^[A-Za-z0-9_-]+$/.test(url)) return null;
  const plain = url.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = decodeBase64(plain + "=".repeat((4 - (plain.length % 4)) % 4));
  return bytes !== null && noteToLine(kind, bytes) === text ? bytes : null;
}

const toUrl = (base64: string): string =>
  base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
