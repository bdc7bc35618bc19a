/**
 * What the values of a roster's lines may be, and how a wrong one is shown.
 * Spec: spec/election.md, section 3.
 * @module
 */
import { decodeBase64 } from "../bytes.ts";
import { PUBLIC_KEY_BYTES } from "../note/key.ts";
import type { Scope } from "./key-book.ts";
import { ID_PATTERN, LIMITS, NAME_PATTERN } from "./limits.ts";

const idPattern = new RegExp(ID_PATTERN);
const namePattern = new RegExp(NAME_PATTERN, "u");

export const isId = (value: unknown): value is string =>
  typeof value === "string" && value.length <= LIMITS.idLength && idPattern.test(value);

export const isName = (value: unknown): value is string =>
  typeof value === "string" &&
  value.isWellFormed() &&
  namePattern.test(value) &&
  (value.length <= LIMITS.nameLength || [...value].length <= LIMITS.nameLength);

/** The 32 bytes of a public key in canonical base64 (clause 12.3), or null. */
export function keyOfText(value: unknown): Uint8Array | null {
  const bytes = typeof value === "string" ? decodeBase64(value) : null;
  return bytes?.length === PUBLIC_KEY_BYTES ? bytes : null;
}

/** A scope's text (clause 12.7), or null; whether what it names is there, only a roster says. */
export function readScope(text: string): Scope | null {
  if (text === "election") return { kind: "election" };
  const slash = text.indexOf("/");
  const [kind, id] = [text.slice(0, slash), text.slice(slash + 1)];
  if (kind === "region") return isName(id) ? { kind, id } : null;
  return (kind === "place" || kind === "station") && isId(id) ? { kind, id } : null;
}

/** An address for cosignatures: http or https, visible ASCII. */
export const isUrl = (value: unknown): value is string =>
  typeof value === "string" && value.length <= LIMITS.urlLength && /^https?:\/\/[!-~]+$/.test(value);

/** A stranger's text, cut to what a message has room for. */
export const shown = (text: unknown): string => String(text).slice(0, 64).toWellFormed();
