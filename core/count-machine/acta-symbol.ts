/**
 * A signed acta as the texts of one or more QR symbols, and back.
 *
 *     one symbol     ACTA/1 ELECTION … / PSUV 212 MUD 198 / …
 *     several        ACTA/1 PART 2/3 <set> <link> STATION 080101001.01 …
 *
 * What does not fit one symbol is cut between words, so that a person reads whole numbers in each. `set` is the hash of
 * the note: parts of one acta know one another. `link` is the hash of the part before: a part that was changed or made
 * up is named, not merely missed. Parts are read in any order, and a part twice counts once.
 * The hashes only sort paper; whether the acta is genuine, its signatures say. Spec: spec/acta.md, section 6.
 * @module
 */
import { equalBytes, utf8 } from "../bytes.ts";
import { err, ok, type Result } from "../result.ts";
import { sha256 } from "../sha256.ts";
import { decodeBase41, encodeBase41 } from "./base41.ts";
import { parseSymbolText, printSymbolText, SYMBOL_FORM } from "./symbol-text.ts";

/**
 * Most characters of one symbol, by the width of the paper in millimetres: version 12 on 58 mm and 17 on 80 mm, the
 * largest whose modules are 5 and 6 dots wide at 203 dots an inch and error correction M. Chosen by what telephones read
 * (spec/acta.md, section 7).
 */
export const SYMBOL_CHARACTERS = { 58: 419, 80: 734 } as const;
export type PaperWidth = keyof typeof SYMBOL_CHARACTERS;

/** The largest QR code there is, and more parts than anybody prints. */
export const MAX_SYMBOL_CHARACTERS = 4296;
export const MAX_SYMBOL_PARTS = 99;
/** Characters of the chains of one name that are read: a thousand actas. Only a forger makes a second chain. */
const MAX_CHAIN_CHARACTERS = 4 * 1024 * 1024;

const SET_BYTES = 8;
const LINK_BYTES = 4;
const PART = /^ACTA\/1 PART ([1-9][0-9]?)\/([1-9][0-9]?) ([0-9A-Z+\-./:]{12}) ([0-9A-Z+\-./:]{6}) (.+)$/;

export type SymbolFault =
  /** Another kind of text, or one that the printer would not have written. `index` is the text's place in the list. */
  | { readonly code: "symbol-not-acta" | "symbol-bad-text"; readonly index: number }
  /** Of the set, these parts were not given. */
  | { readonly code: "symbol-part-missing"; readonly set: string; readonly parts: readonly number[] }
  /** Two different texts say that they are this part. */
  | { readonly code: "symbol-part-conflict"; readonly set: string; readonly part: number }
  /** This part does not follow the part before it. */
  | { readonly code: "symbol-part-foreign"; readonly set: string; readonly part: number }
  /** All parts are there and follow one another, and together are no acta of this set. */
  | { readonly code: "symbol-set-broken"; readonly set: string }
  /** No text at all, or more than one acta where one was asked for. */
  | { readonly code: "symbol-none" | "symbol-several" };

export type GatheredActa = {
  readonly noteBytes: Uint8Array;
  /** Places in the list of the texts it was made of, in order of parts; of a text given twice, the first. */
  readonly from: readonly number[];
};

export type Gathered = {
  readonly actas: readonly GatheredActa[];
  readonly faults: readonly SymbolFault[];
};

/** Throws when the bytes are no acta's note, or cannot be cut into symbols of that size: whoever prints knows both. */
export function actaToSymbols(
  noteBytes: Uint8Array,
  characters: number = SYMBOL_CHARACTERS[80],
): readonly string[] {
  const text = printSymbolText(noteBytes);
  if (text === null) throw new Error("only an acta's note becomes symbols");
  if (text.length <= characters) return [text];
  const set = encodeBase41(sha256(noteBytes).subarray(0, SET_BYTES));
  const head = (part: number, of: number, link: string) =>
    `${SYMBOL_FORM} PART ${part}/${of} ${set} ${link} `;
  const pieces = cut(text.slice(SYMBOL_FORM.length + 1), characters - head(99, 99, linkTo("")).length);
  const symbols: string[] = [];
  for (const [i, piece] of pieces.entries()) {
    symbols.push(head(i + 1, pieces.length, linkTo(symbols[i - 1] ?? "")) + piece);
  }
  return symbols;
}

const linkTo = (before: string): string => encodeBase41(sha256(utf8(before)).subarray(0, LINK_BYTES));

/** Few pieces of about one length, each at most `limit` characters of whole words. */
function cut(text: string, limit: number): string[] {
  for (let count = Math.ceil(text.length / limit); count <= MAX_SYMBOL_PARTS; count += 1) {
    // Equal pieces make symbols of one version, the smallest that the number of parts allows.
    for (let aim = Math.ceil(text.length / count); aim <= limit; aim += 1) {
      const pieces = fill(text, aim);
      if (pieces !== null && pieces.length === count) return pieces;
    }
  }
  throw new RangeError(`not within ${MAX_SYMBOL_PARTS} symbols`);
}

function fill(text: string, limit: number): string[] | null {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const end = rest.lastIndexOf(" ", limit);
    if (end <= 0) return null;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end + 1);
  }
  return [...pieces, rest];
}

/** The one acta that the texts are, in whatever order and how often they were read. */
export function symbolsToActa(texts: readonly string[]): Result<Uint8Array, SymbolFault> {
  const { actas, faults } = gatherActas(texts);
  const [fault] = faults;
  if (fault !== undefined) return err(fault);
  if (actas.length > 1) return err({ code: "symbol-several" });
  return actas[0] === undefined ? err({ code: "symbol-none" }) : ok(actas[0].noteBytes);
}

type Part = {
  readonly index: number;
  readonly text: string;
  readonly part: number;
  /** What the part before it hashes to, as this part says. */
  readonly link: string;
  readonly piece: string;
};
type PartSet = { readonly set: string; readonly of: number; readonly parts: Part[] };

/** Every acta among texts of whatever origin, in order of its first text, and what is wrong with the rest. */
export function gatherActas(texts: readonly string[]): Gathered {
  const actas: GatheredActa[] = [];
  const faults: SymbolFault[] = [];
  const sets = new Map<string, PartSet>();
  const seen = new Set<string>();
  for (const [index, text] of texts.entries()) {
    if (seen.has(text)) continue;
    seen.add(text);
    if (text.length > MAX_SYMBOL_CHARACTERS) {
      faults.push({ code: "symbol-not-acta", index });
      continue;
    }
    const part = PART.exec(text);
    if (part === null) {
      const read = parseSymbolText(text);
      if (read.ok) actas.push({ noteBytes: read.value, from: [index] });
      else faults.push({ code: read.error.code, index });
      continue;
    }
    const [, number = "", of = "", set = "", link = "", piece = ""] = part;
    if (Number(number) > Number(of) || Number(of) < 2) {
      faults.push({ code: "symbol-bad-text", index });
      continue;
    }
    // Two papers of different width may show one note cut in two ways.
    const key = `${set} ${of}`;
    const found = sets.get(key) ?? { set, of: Number(of), parts: [] };
    sets.set(key, found);
    found.parts.push({ index, text, part: Number(number), link, piece });
  }
  for (const set of sets.values()) {
    const chain = worthReading(completeChains(set)).find((parts) => noteOf(set.set, parts) !== null);
    faults.push(...faultsOf(set, chain));
    if (chain !== undefined)
      actas.push({ noteBytes: noteOf(set.set, chain)!, from: chain.map(({ index }) => index) });
  }
  return { actas: actas.toSorted((a, b) => Math.min(...a.from) - Math.min(...b.from)), faults };
}

/** From each last part back to a first by the links: however many made-up parts lie among them, the way is one. */
function completeChains({ of, parts }: PartSet): Part[][] {
  const byHash = new Map(parts.map((part) => [`${part.part} ${linkTo(part.text)}`, part]));
  const chains: Part[][] = [];
  for (const last of parts.filter(({ part }) => part === of)) {
    const chain = [last];
    for (let first: Part | undefined = last; first !== undefined && first.part > 1; ) {
      first = byHash.get(`${first.part - 1} ${first.link}`);
      if (first !== undefined) chain.unshift(first);
    }
    if (chain.length === of && chain[0]!.link === linkTo("")) chains.push(chain);
  }
  return chains;
}

/** The shortest first, so that no long chain that somebody made up keeps a true one from being read. */
function worthReading(chains: readonly Part[][]): Part[][] {
  const lengthOf = (parts: readonly Part[]) => parts.reduce((sum, { piece }) => sum + piece.length, 0);
  let left = MAX_CHAIN_CHARACTERS;
  return chains
    .map((parts) => ({ parts, length: lengthOf(parts) }))
    .toSorted((a, b) => a.length - b.length)
    .flatMap(({ parts, length }) => {
      left -= length;
      return left < 0 ? [] : [parts];
    });
}

/** The note that the parts make, if it is the one that they name. */
function noteOf(set: string, chain: readonly Part[]): Uint8Array | null {
  const read = parseSymbolText(`${SYMBOL_FORM} ${chain.map(({ piece }) => piece).join(" ")}`);
  const named = decodeBase41(set);
  if (!read.ok || named === null) return null;
  return equalBytes(sha256(read.value).subarray(0, SET_BYTES), named) ? read.value : null;
}

function faultsOf({ set, of, parts }: PartSet, chain: readonly Part[] | undefined): SymbolFault[] {
  const foreign = (part: number): SymbolFault => ({ code: "symbol-part-foreign", set, part });
  // Beside a whole chain, every other part belongs to something else.
  if (chain !== undefined) {
    return parts.filter((part) => !chain.includes(part)).map(({ part }) => foreign(part));
  }
  const faults: SymbolFault[] = [];
  const missing: number[] = [];
  for (let part = 1; part <= of; part += 1) {
    const [first, second] = parts.filter((candidate) => candidate.part === part);
    if (second !== undefined) faults.push({ code: "symbol-part-conflict", set, part });
    if (first === undefined) missing.push(part);
    const before = parts.filter((candidate) => candidate.part === part - 1);
    const hashes = part === 1 ? [linkTo("")] : before.map(({ text }) => linkTo(text));
    if (first !== undefined && second === undefined && hashes.length > 0 && !hashes.includes(first.link))
      faults.push(foreign(part));
  }
  if (missing.length > 0) faults.push({ code: "symbol-part-missing", set, parts: missing });
  return faults.length > 0 ? faults : [{ code: "symbol-set-broken", set }];
}
