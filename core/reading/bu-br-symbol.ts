/**
 * One QR code of a Brazilian ballot box bulletin (boletim de urna), and which codes belong together.
 *
 *     QRBU:2:4 VRQR:1.5 VRCH:20240507 92008:6 … HASH:643D…
 *          part      format  key version  content    SHA-512 of the contents up to here
 *
 * A part does not say whose it is: only its hash does, which covers the content of every part before it, their hashes
 * included. So parts are joined by hashing, next in the file first. The last part has the signature of the last hash.
 * Follows TSE, "QR Code no Boletim de Urna", 2024. Spec: spec/reading.md, clauses 3.21 to 3.24.
 * @module
 */
import { sha512 } from "@noble/hashes/sha2.js";
import { encodeHex, utf8 } from "../bytes.ts";

export type BuSymbol = {
  readonly text: string;
  readonly part: number;
  readonly parts: number;
  readonly format: string;
  /** Version of the authority's key; the format of 2026 names none. */
  readonly keyVersion: string;
  readonly content: string;
  /** Where the content begins in the text, from 0. */
  readonly start: number;
  readonly hash: string;
  /** Of the last part; else empty. */
  readonly signature: string;
};

/** At most 1,100 characters, says the manual; a signature of 2026 may exceed it a little. */
const MAX_SYMBOL_CHARACTERS = 2000;
const HEAD =
  /^QRBU:([1-9][0-9]?):([1-9][0-9]?) (?:VRQR:(1\.5) VRCH:([0-9]{8})|VRQR:(6\.[0-9]+)) ([0-9A-Z$%*+\-./: ]+) HASH:([0-9A-F]{128})(?: ASSI:((?:[0-9A-F]{2})+))?$/d;

/** null for any other text. */
export function parseBuSymbol(text: string): BuSymbol | null {
  const match = text.length > MAX_SYMBOL_CHARACTERS ? null : HEAD.exec(text);
  if (match === null) return null;
  const [, part, parts, old, keyVersion = "", recent, content = "", hash = "", signature = ""] = match;
  const isLast = part === parts;
  if (Number(part) > Number(parts) || isLast !== signature.length > 0) return null;
  return {
    ...{ text, part: Number(part), parts: Number(parts), format: old ?? recent ?? "", keyVersion },
    ...{ content, start: match.indices![6]![0], hash, signature },
  };
}

/** A bulletin's parts, from the first up to some part, whose hashes hold. */
export type BuChain<T extends BuSymbol = BuSymbol> = {
  readonly parts: readonly T[];
  /** What the next part's hash begins with. */
  readonly hashed: string;
};

/** The chain with one part more; null if that part is no continuation, or its hash does not hold. */
export function extendBu<T extends BuSymbol>(chain: BuChain<T> | null, next: T): BuChain<T> | null {
  const first = chain?.parts[0];
  if (next.part !== (chain?.parts.length ?? 0) + 1) return null;
  const isKin =
    first === undefined ||
    (first.parts === next.parts && first.format === next.format && first.keyVersion === next.keyVersion);
  if (!isKin) return null;
  // Where the machine cut the content it took a space away, which the hash has again.
  const hashed = chain === null ? next.content : `${chain.hashed} ${next.content}`;
  if (encodeHex(sha512(utf8(hashed))).toUpperCase() !== next.hash) return null;
  return { parts: [...(chain?.parts ?? []), next], hashed: `${hashed} HASH:${next.hash}` };
}

export const isWholeBu = ({ parts }: BuChain): boolean => parts.length === parts[0]?.parts;
