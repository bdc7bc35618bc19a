/**
 * Brazil's ballot box bulletins as count tables, from the texts of their QR codes: one a line, or found in images.
 *
 * A bulletin becomes a row when all its parts are there, hash into one another, follow the manual's grammar and add up;
 * else its parts are findings. With the authority's published keys in the mapping its Ed25519 signature is verified too:
 * a bulletin that does not hold is listed and its votes are unknown. The keys are whoever's the mapping's author says;
 * without them the hashes show only that nothing was misread. Spec: spec/reading.md, clauses 3.21 to 3.28.
 * @module
 */
import { decodeHex } from "../bytes.ts";
import type { Contest } from "../election/definition.ts";
import { verifyPortably } from "../note/ed25519.ts";
import type { VerifyEd25519 } from "../note/note.ts";
import { parseBuContent } from "./bu-br-content.ts";
import { type BuChain, type BuSymbol, extendBu, isWholeBu, parseBuSymbol } from "./bu-br-symbol.ts";
import type { CountTable } from "./count.ts";
import { type Finding, ReadingStopped } from "./finding.ts";
import type { Mapping } from "./mapping.ts";
import { type NamedField, NamedRows } from "./named-rows.ts";
import { type QrImage, qrNotDecoded } from "./qr-2024-images.ts";
import type { Reader, ReaderContext } from "./reader.ts";
import { TextLines } from "./text-lines.ts";
import { readVotes } from "./votes.ts";

/** Hashes tried for parts that do not follow one another in the file; beyond, they are findings (clause 3.24). */
const MAX_TRIES = 100_000;

type Place = { readonly line: number; readonly source: number };
type PlacedSymbol = BuSymbol & Place;

export type BuRowsSetup = {
  readonly mapping: Mapping;
  readonly contests: readonly Contest[];
  readonly sources: readonly string[];
  readonly onFinding: (finding: Finding) => void;
  readonly verifyEd25519?: VerifyEd25519;
};

/** Joins the parts as they come, and adds each bulletin as soon as it is whole. */
export class BuRows {
  readonly #setup: BuRowsSetup;
  readonly #rows: NamedRows;
  readonly #keys: ReadonlyMap<string, Uint8Array> | null;
  #open: BuChain<PlacedSymbol> | null = null;
  /** Parts that did not follow the one before them. */
  #loose: PlacedSymbol[] = [];
  /** Beginnings of the hashes of parts that stand in a row: read once more alone, they are no finding. */
  readonly #used = new Set<number>();
  #found = 0;

  constructor(setup: BuRowsSetup) {
    this.#setup = setup;
    this.#rows = new NamedRows(setup);
    this.#keys = keysOf(setup.mapping);
  }

  /** Texts so far that are parts of bulletins. */
  get found(): number {
    return this.#found;
  }

  /** Reports a text that is no part of a bulletin, unless it is the machine's certificate. */
  add(text: string, at: Place): void {
    const symbol = parseBuSymbol(text);
    if (symbol === null) {
      if (!/^QRCE:[0-9]+:[0-9]+ /.test(text))
        this.#rows.badRow({ ...at, text: () => text }, "qr-structure", { column: 1, text });
      return;
    }
    this.#found += 1;
    // A telephone held still reads one code many times.
    if (this.#open?.parts.some((part) => part.text === text)) return;
    const placed = { ...symbol, ...at };
    const next = extendBu(this.#open, placed) ?? extendBu(null, placed);
    if (next === null || next.parts.length === 1) this.#loosen();
    if (next === null) this.#loose.push(placed);
    else if (isWholeBu(next)) this.#row(next);
    else this.#open = next;
  }

  finish(): CountTable[] {
    this.#loosen();
    this.#joinLoose();
    return this.#rows.finish();
  }

  #loosen(): void {
    this.#loose.push(...(this.#open?.parts ?? []));
    this.#open = null;
  }

  #joinLoose(): void {
    const unlike = new Map(this.#loose.map((part) => [part.text, part]));
    const loose = [...unlike.values()].filter((part) => !this.#used.has(mark(part)));
    const byPart = new Map<string, PlacedSymbol[]>();
    const keyOf = (part: number, of: number) => `${part}/${of}`;
    for (const symbol of loose) {
      const key = keyOf(symbol.part, symbol.parts);
      const kin = byPart.get(key);
      if (kin === undefined) byPart.set(key, [symbol]);
      else kin.push(symbol);
    }
    let tries = 0;
    for (const first of loose) {
      let chain = first.part === 1 ? extendBu(null, first) : null;
      while (chain !== null && !isWholeBu(chain)) {
        const candidates = byPart.get(keyOf(chain.parts.length + 1, first.parts)) ?? [];
        let next: BuChain<PlacedSymbol> | null = null;
        for (const candidate of candidates) {
          tries += 1;
          if (tries > MAX_TRIES) break;
          next = extendBu(chain, candidate);
          if (next !== null) break;
        }
        chain = next;
      }
      if (chain === null) continue;
      this.#row(chain);
    }
    for (const part of loose) {
      if (this.#used.has(mark(part))) continue;
      const isWrong = part.part === 1 && extendBu(null, part) === null;
      this.#rows.badRow({ ...part, text: () => part.text }, isWrong ? "qr-hash" : "qr-parts");
    }
  }

  #row(chain: BuChain<PlacedSymbol>): void {
    this.#open = null;
    const { parts } = chain;
    for (const part of parts) this.#used.add(mark(part));
    const content = parseBuContent(parts.map((part) => part.content).join(" "));
    const [first] = parts as readonly [PlacedSymbol];
    if (!content.ok) {
      const { part, column } = placeOf(parts, content.at);
      const at = { column, text: part.text.slice(column - 1) };
      this.#rows.badRow({ ...part, text: () => part.text }, content.reason, at);
      return;
    }
    const { line, source } = first;
    const text = () => first.text;
    const field = (name: string) => namedField(content.field(name));
    const rule = this.#doubt(parts, content.field);
    const record = { line, source, text, field };
    this.#rows.add(rule === null ? record : { ...record, doubt: { rule, detail: doubtDetail(parts) } });
  }

  /** Nothing to doubt where the mapping gives no keys: then no signature is asked for. */
  #doubt(parts: readonly BuSymbol[], field: (name: string) => string | undefined) {
    if (this.#keys === null) return null;
    const last = parts.at(-1)!;
    const name = [last.keyVersion, field("ORLC"), field("FASE"), field("UNFE")].join("/");
    const key = this.#keys.get(name);
    // The format of 2026 names no key version, so no key can be given for it.
    if (key === undefined) return "qr-unverified" as const;
    // What is signed is the last hash, as 64 bytes.
    const [message, signature] = [
      decodeHex(last.hash.toLowerCase())!,
      decodeHex(last.signature.toLowerCase())!,
    ];
    const verify = this.#setup.verifyEd25519 ?? verifyPortably;
    return signature.length === 64 && verify(key, message, signature) ? null : ("qr-signature" as const);
  }
}

/** 52 bits of a hash: numbers, since a country has millions of parts. */
const mark = ({ hash }: BuSymbol): number => Number(`0x${hash.slice(0, 13)}`);

const doubtDetail = (parts: readonly BuSymbol[]) => ({
  format: parts[0]!.format,
  key: parts[0]!.keyVersion,
});

function keysOf({ file }: Mapping): ReadonlyMap<string, Uint8Array> | null {
  if (file.type !== "bu-br-2024" || file.keys === undefined) return null;
  return new Map(Object.entries(file.keys).map(([name, hex]) => [name, decodeHex(hex)!]));
}

/** Which part a position of the joined content is in, and its column there, from 1. */
function placeOf(parts: readonly PlacedSymbol[], at: number) {
  let rest = at;
  for (const part of parts) {
    if (rest <= part.content.length) return { part, column: part.start + rest + 1 };
    rest -= part.content.length + 1;
  }
  const part = parts.at(-1)!;
  return { part, column: part.start + part.content.length + 1 };
}

function namedField(value: string | undefined): NamedField | undefined {
  if (value === undefined) return undefined;
  return { key: value, raw: value, column: () => 0, votes: () => readVotes(value, undefined) };
}

export function createBuReader(context: ReaderContext): Reader {
  const { mapping, source } = context;
  if (mapping.file.type !== "bu-br-2024")
    throw new Error(`a bulletin reader was given a ${mapping.file.type} mapping`);
  const rows = new BuRows({ ...context, sources: [source] });
  let read = 0;
  const lines = new TextLines(source, (text, line) => {
    if (text.trim() === "") return;
    read += 1;
    rows.add(text, { line, source: 0 });
  });
  return {
    rows: () => read,
    push: (chunk) => lines.push(chunk),
    finish: () => {
      lines.finish();
      const at = { source, line: 1, column: 1 };
      if (read === 0) throw new ReadingStopped({ code: "no-rows", ...at, detail: {} });
      if (rows.found === 0)
        throw new ReadingStopped({ code: "not-this-format", ...at, detail: { expected: "bu-br-2024" } });
      return rows.finish();
    },
  };
}

/** The tables of all images; the parts of a bulletin may be spread over several. */
export function readBuImageTexts(
  images: readonly QrImage[],
  setup: Omit<BuRowsSetup, "sources">,
): { readonly tables: CountTable[] } {
  const rows = new BuRows({ ...setup, sources: images.map((image) => image.source) });
  for (const [source, image] of images.entries()) {
    const parts = image.texts.filter((text) => parseBuSymbol(text) !== null);
    for (const text of parts.toSorted(byPart)) rows.add(text, { line: 1, source });
    if (parts.length > 0) continue;
    if (image.texts.length > 0) rows.add(image.texts[0]!, { line: 1, source });
    else setup.onFinding(qrNotDecoded(image, setup.mapping));
  }
  return { tables: rows.finish() };
}

const byPart = (a: string, b: string) => (parseBuSymbol(a)?.part ?? 0) - (parseBuSymbol(b)?.part ?? 0);
