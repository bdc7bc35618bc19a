import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeUtf8, encodeHex, utf8 } from "../bytes.ts";
import { verifyPortably } from "../note/ed25519.ts";
import { parseVerifierKey } from "../note/key.ts";
import { openNote, parseNote } from "../note/note.ts";
import { sha256 } from "../sha256.ts";
import { ACTA } from "../statement/acta.ts";
import { actaToSymbols, symbolsToActa } from "./acta-symbol.ts";

const vectors = <T>(file: string): T =>
  JSON.parse(readFileSync(new URL(`../../vectors/acta/${file}`, import.meta.url), "utf8"));

type Golden = {
  readonly name: string;
  readonly keys: readonly string[];
  readonly sha256: string;
  readonly note: string;
  readonly symbols: Readonly<Record<"58" | "80" | "whole", readonly string[]>>;
};

describe("golden actas", () => {
  test.each(vectors<{ readonly actas: readonly Golden[] }>("actas.json").actas)("$name", (golden) => {
    const { keys, note, symbols } = golden;
    const bytes = utf8(note);
    expect(encodeHex(sha256(bytes))).toBe(golden.sha256);
    const known = keys.map((key) => {
      const parsed = parseVerifierKey(key);
      if (!parsed.ok) throw new Error(parsed.error.code);
      return parsed.value;
    });
    const find = (name: string, id: number) => known.find((key) => key.name === name && key.id === id);
    const opened = openNote(bytes, find, verifyPortably);
    expect(opened.ok && opened.value.verified.map(({ key }) => key.name)).toEqual(
      known.map(({ name }) => name),
    );
    const acta = ACTA.parse(opened.ok ? opened.value.note.text : "");
    expect(acta.ok && ACTA.print(acta.value)).toBe(note.slice(0, note.indexOf("\n\n") + 1));
    for (const [paper, characters] of [
      ["58", 419],
      ["80", 734],
      ["whole", 4296],
    ] as const) {
      expect(actaToSymbols(bytes, characters)).toEqual(symbols[paper]);
      const read = symbolsToActa(symbols[paper].toReversed());
      expect(read.ok && decodeUtf8(read.value)).toBe(note);
    }
  });
});

type Refused = {
  readonly notes: readonly { readonly name: string; readonly note: string }[];
  readonly symbols: readonly {
    readonly name: string;
    readonly texts: readonly string[];
    readonly code: string;
  }[];
};
const refused = vectors<Refused>("refused.json");

test.each(refused.notes)("no acta: $name", ({ note }) => {
  const parsed = parseNote(utf8(note));
  expect(parsed.ok && ACTA.parse(parsed.value.text).ok).toBe(false);
});

test.each(refused.symbols)("no acta in the symbols: $name", ({ name: _name, texts, ...fault }) => {
  const read = symbolsToActa(texts);
  expect(read.ok ? null : read.error).toMatchObject(fault);
});
