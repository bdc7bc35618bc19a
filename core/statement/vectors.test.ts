/** The published vectors of a station's notes, which another program made: each is read, printed, verified, and no other. */
import { readFileSync } from "node:fs";
import { scrypt } from "@noble/hashes/scrypt.js";
import { describe, expect, test } from "vitest";
import { decodeUtf8, utf8 } from "../bytes.ts";
import { verifyPortably } from "../note/ed25519.ts";
import { parseVerifierKey } from "../note/key.ts";
import { openNote } from "../note/note.ts";
import { sha256 } from "../sha256.ts";
import { ACCREDITATION } from "./accreditation.ts";
import { CARD, PIN_SCRYPT } from "./card.ts";
import { type LineKind, lineToNote, noteToLine } from "./one-line.ts";
import { WITNESS_ANSWER } from "./witness-answer.ts";
import { ZERO_TAPE } from "./zero-tape.ts";

type Golden = {
  readonly name: string;
  readonly form: keyof typeof AGAIN;
  readonly keys: readonly string[];
  readonly note: string;
  readonly line?: string;
  readonly texts?: Readonly<Record<string, string>>;
  readonly pin?: string;
};
type Vectors = {
  readonly notes: readonly Golden[];
  readonly refused: readonly {
    readonly name: string;
    readonly form: keyof typeof AGAIN;
    readonly text: string;
  }[];
  readonly refusedLines: readonly { readonly name: string; readonly kind: LineKind; readonly line: string }[];
};

const again =
  <T>(form: { parse(text: string): { ok: true; value: T } | { ok: false }; print(value: T): string }) =>
  (text: string): string | null => {
    const read = form.parse(text);
    return read.ok ? form.print(read.value) : null;
  };
/** What printing what was read gives; null where nothing is read. */
const AGAIN = {
  "zero-tape": again(ZERO_TAPE),
  answer: again(WITNESS_ANSWER),
  card: again(CARD),
  accreditation: again(ACCREDITATION),
};
const KINDS: Partial<Record<keyof typeof AGAIN, LineKind>> = {
  answer: "answer",
  card: "card",
  accreditation: "accredit",
};

const vectors: Vectors = JSON.parse(
  readFileSync(new URL("../../vectors/station/notes.json", import.meta.url), "utf8"),
);

describe.each(vectors.notes)("$name", ({ form, keys, note, line, texts, pin }) => {
  const known = keys.map((text) => {
    const key = parseVerifierKey(text);
    if (!key.ok) throw new Error(key.error.code);
    return key.value;
  });
  const opened = openNote(
    utf8(note),
    (name, id) => known.find((key) => key.name === name && key.id === id),
    verifyPortably,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  const { text } = opened.value.note;

  test("is signed by its keys, and printed as it was read", () => {
    expect(opened.value.verified.map(({ key }) => key)).toEqual(known);
    expect(AGAIN[form](text)).toBe(text);
    for (const other of Object.keys(AGAIN) as (keyof typeof AGAIN)[])
      if (other !== form) expect(AGAIN[other](text)).toBeNull();
  });

  if (line !== undefined)
    test("is one line", () => {
      const kind = KINDS[form]!;
      expect(noteToLine(kind, utf8(note))).toBe(line);
      expect(decodeUtf8(lineToNote(kind, line)!)).toBe(note);
    });

  if (texts !== undefined)
    test("has the witness's signature of each acta", () => {
      const read = WITNESS_ANSWER.parse(text);
      if (!read.ok) throw new Error(read.error.code);
      expect(read.value.acta.map(({ contest }) => contest)).toEqual(Object.keys(texts));
      for (const { contest, digest, signature } of read.value.acta) {
        const acta = utf8(texts[contest]!);
        expect(digest).toEqual(sha256(acta));
        expect(verifyPortably(known[0]!.publicKey, acta, signature)).toBe(true);
      }
    });

  if (pin !== undefined)
    test("has the check of its PIN", () => {
      const read = CARD.parse(text);
      if (!read.ok) throw new Error(read.error.code);
      const [salt, check] = read.value.pin;
      expect(scrypt(utf8(pin), salt, { ...PIN_SCRYPT, dkLen: check.length })).toEqual(check);
    });
});

test.each(vectors.refused)("no note: $name", ({ form, text }) => {
  expect(AGAIN[form](text)).toBeNull();
});

test.each(vectors.refusedLines)("no line: $name", ({ kind, line }) => {
  expect(lineToNote(kind, line)).toBeNull();
});
