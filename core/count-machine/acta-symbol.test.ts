import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "../bytes.ts";
import { type NoteSignature, parseNote, printNote } from "../note/note.ts";
import { sha256 } from "../sha256.ts";
import { ACTA, type Acta } from "../statement/acta.ts";
import {
  actaToSymbols,
  gatherActas,
  MAX_SYMBOL_CHARACTERS,
  SYMBOL_CHARACTERS,
  symbolsToActa,
} from "./acta-symbol.ts";
import { decodeBase41, encodeBase41 } from "./base41.ts";
import { parseSymbolText, printSymbolText } from "./symbol-text.ts";
import { decodeWord, encodeWord } from "./symbol-words.ts";

const ALPHANUMERIC = /^[0-9A-Z $%*+\-./:]*$/;

const bytes = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 17) & 255);

function acta(options: number, rest: Partial<Acta> = {}): Acta {
  return {
    election: ["ve-bolivar-2017", bytes(32, 1)],
    mode: "live",
    station: "080101001.01",
    contest: "governor",
    opened: 1508061720,
    closed: 1508105100,
    registered: 612,
    "checked-in": 431,
    ballots: 431,
    votes: {
      options: Array.from({ length: options }, (_, i) => `LISTA${i + 1}`),
      votes: Array.from({ length: options }, (_, i) => (i * 37) % 211),
    },
    blank: 0,
    null: 4,
    spoiled: 3,
    records: bytes(32, 2),
    journal: bytes(32, 3),
    ...rest,
  };
}

function note(of: Acta, names: readonly string[] = [`${of.election[0]}/machine/${of.station}`]): Uint8Array {
  const signatures = names.map((name, i) => ({ name, keyId: 0xfffffff0 + i, blob: bytes(64, 9 + i) }));
  return printNote({ text: ACTA.print(of), signatures });
}

const WITNESSES = ["MUD/080101001.01", "PSUV/080101001.01", "cne_2"];
const FOUR = ["machine/080101001.01", ...WITNESSES.map((id) => `witness/${id}`)].map(
  (name) => `ve-bolivar-2017/${name}`,
);

describe("base 41", () => {
  test("gives every byte string back, in three characters for two bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (value) => {
        const text = encodeBase41(value);
        expect(text).toMatch(/^[0-9A-Z+\-./:]*$/);
        expect(text.length).toBe(Math.ceil(value.length * 1.5));
        expect(decodeBase41(text)).toEqual(value);
      }),
    );
  });

  test("refuses every text that it would not write", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 9, unit: fc.constantFrom(..."09AZ+-./: a$%") }), (text) => {
        const value = decodeBase41(text);
        if (value !== null) expect(encodeBase41(value)).toBe(text);
      }),
      { numRuns: 2000 },
    );
    for (const text of ["0", "::", ":::", "00000", "a0", "0 0"]) {
      const value = decodeBase41(text);
      expect(value === null || encodeBase41(value) === text).toBe(true);
    }
    expect(decodeBase41(":::")).toBeNull();
    expect(decodeBase41("::")).toBeNull();
  });

  test.each([
    ["", ""],
    ["00", "00"],
    ["ff", "96"],
    ["0000", "000"],
    ["ffff", "H:."],
  ])("of %s is %s", (hex, text) => {
    expect(encodeBase41(Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number(`0x${byte}`)))).toBe(text);
  });
});

describe("words", () => {
  test.each([
    ["PSUV", "PSUV"],
    ["governor", "*GOVERNOR"],
    ["ve-bolivar-2017", "*VE-BOLIVAR-2017"],
    ["Distrito_7", "D*ISTRITO%5F7"],
    ["aBc", "*A*B*C"],
    ["ñ", "%C3%B1"],
    ["*%", "%2A%25"],
    ["", ""],
  ])("%s is written %s", (text, word) => {
    expect(encodeWord(text)).toBe(word);
    expect(decodeWord(word)).toBe(text);
  });

  test("give every text back, in characters that an alphanumeric code has", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 30 }).filter((text) => text.isWellFormed()),
        (text) => {
          expect(encodeWord(text)).toMatch(ALPHANUMERIC);
          expect(encodeWord(text)).not.toMatch(/[ $]/);
          expect(decodeWord(encodeWord(text))).toBe(text);
        },
      ),
    );
  });

  test.each(["a", "**A", "A*", "*1", "%5f", "%5", "%", "%41", "%FF", "Ñ", "A B", "A$B", "_", "="])(
    "%s is no word",
    (word) => expect(decodeWord(word)).toBeNull(),
  );
});

describe("one symbol", () => {
  test("says the numbers to whoever reads it", () => {
    const [text] = actaToSymbols(note(acta(3)), 4000);
    expect(text).toMatch(
      new RegExp(
        "^ACTA/1 ELECTION \\*VE-BOLIVAR-2017 MODE LIVE STATION 080101001\\.01 CONTEST \\*GOVERNOR " +
          "OPENED 2017-10-15T10:02:00Z CLOSED 2017-10-15T22:05:00Z REGISTERED 612 CHECKED-IN 431 BALLOTS 431 " +
          "/ LISTA1 0 LISTA2 37 LISTA3 74 / BLANK 0 NULL 4 SPOILED 3 " +
          "/ DEFINITION \\S{48} RECORDS \\S{48} JOURNAL \\S{48} / MACHINE \\S{102}$",
      ),
    );
  });

  test("names who signed, whoever it was", () => {
    const [text] = actaToSymbols(note(acta(3), [...FOUR, "otro.example/llave"]), 4000);
    expect(text).toMatch(
      / MACHINE \S{102} WITNESS MUD\/080101001.01 \S{102} WITNESS PSUV\/080101001.01 \S{102} WITNESS \*CNE%5F2 \S{102} KEY \*OTRO\.EXAMPLE\/LLAVE \S{102}$/,
    );
  });

  test("an option may be called like a heading", () => {
    const votes = { options: ["BLANK", "NULL", "MACHINE", "SPOILED"], votes: [1, 2, 3, 4] };
    const whole = note(acta(1, { votes }));
    expect(symbolsToActa(actaToSymbols(whole, 4000))).toEqual({ ok: true, value: whole });
  });
});

const identifier = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/:+-]{0,15}$/);
const keyName = fc.oneof(
  identifier.map((id) => `e/witness/${id.replaceAll("+", "-")}`),
  fc.stringMatching(/^[A-Za-z0-9_.ñé%*$/=-]{1,20}$/),
  fc.constant("/"),
);
const signature: fc.Arbitrary<NoteSignature> = fc.record({
  name: keyName,
  keyId: fc.nat(0xffffffff),
  blob: fc.oneof(
    fc.uint8Array({ minLength: 64, maxLength: 64 }),
    fc.uint8Array({ minLength: 1, maxLength: 90 }),
  ),
});
const notes = fc
  .record({
    election: identifier,
    station: identifier,
    contest: identifier,
    lines: fc.array(fc.tuple(identifier, fc.nat(2_000_000_000)), { minLength: 1, maxLength: 45 }),
    mode: fc.constantFrom("live" as const, "test" as const),
    signatures: fc.array(signature, { minLength: 1, maxLength: 6 }),
    blank: fc.nat(400),
    limit: fc.integer({ min: 330, max: 1200 }),
  })
  .map(({ election, lines, signatures, limit, ...rest }) => {
    const votes = { options: lines.map(([id]) => id), votes: lines.map(([, value]) => value) };
    const text = ACTA.print(acta(1, { ...rest, election: [election, bytes(32, 5)], votes }));
    return { bytes: printNote({ text, signatures }), limit };
  });

describe("any acta", () => {
  test("comes back byte for byte from its symbols, in any order, each read any number of times", () => {
    fc.assert(
      fc.property(notes, fc.infiniteStream(fc.nat(1000)), ({ bytes: whole, limit }, order) => {
        expect(parseNote(whole).ok).toBe(true);
        const symbols = actaToSymbols(whole, limit);
        for (const text of symbols) {
          expect(text).toMatch(ALPHANUMERIC);
          expect(text.length).toBeLessThanOrEqual(limit);
          expect(text).not.toMatch(/ {2}|^ | $/);
        }
        const shuffled = [...symbols, ...symbols]
          .map((text) => ({ text, at: order.next().value as number }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ text }) => text);
        expect(symbolsToActa(shuffled)).toEqual({ ok: true, value: whole });
      }),
      { numRuns: 150 },
    );
  });

  test("is refused when one character of any symbol is another, or its signed bytes differ from the ones it names", () => {
    const whole = note(acta(9), FOUR);
    const symbols = actaToSymbols(whole, 500);
    expect(symbols.length).toBe(3);
    const [single] = actaToSymbols(whole, 4000);
    for (const character of "0A9Z +-./:*%$") {
      for (const [i, text] of symbols.entries()) {
        for (let at = 0; at < text.length; at += 1) {
          if (text[at] === character) continue;
          const changed = text.slice(0, at) + character + text.slice(at + 1);
          expect(symbolsToActa(symbols.with(i, changed)).ok).toBe(false);
        }
      }
      for (let at = 0; at < single!.length; at += 1) {
        if (single![at] === character) continue;
        const read = symbolsToActa([single!.slice(0, at) + character + single!.slice(at + 1)]);
        // A single symbol has no hash of its own: another text is another note, which its signature does not fit.
        if (read.ok) expect(read.value).not.toEqual(whole);
      }
    }
  });
});

describe("papers", () => {
  test.each([
    [58, 7, 1, 2],
    [58, 38, 1, 3],
    [80, 7, 1, 1],
    [80, 38, 1, 2],
    [80, 60, 1, 2],
    [80, 60, 4, 3],
  ] as const)("%i mm, %i options, %i signatures: %i symbols", (paper, options, signatures, expected) => {
    const symbols = actaToSymbols(note(acta(options), FOUR.slice(0, signatures)), SYMBOL_CHARACTERS[paper]);
    expect(symbols.length).toBe(expected);
  });

  test("notes that are no acta, and actas beyond 99 symbols, are not printed", () => {
    expect(() => actaToSymbols(utf8("hola\n"))).toThrow("only an acta's note");
    const other = printNote({ text: "triplicate/closing/v1\n", signatures: [] });
    expect(() => actaToSymbols(other)).toThrow("only an acta's note");
    expect(() => actaToSymbols(note(acta(3)), 130)).toThrow(RangeError);
  });
});

describe("texts that do not make one acta", () => {
  const mine = actaToSymbols(note(acta(9), FOUR), 500);
  const other = actaToSymbols(note(acta(9, { station: "080101001.02" }), FOUR), 500);
  const [one = "", two = "", three = ""] = mine;
  const set = one.split(" ")[3]!;
  const relabel = (text: string, of = set) => text.split(" ").with(3, of).join(" ");

  test.each<[string, readonly string[], object]>([
    ["none", [], { code: "symbol-none" }],
    ["another code", ["https://example.org/"], { code: "symbol-not-acta", index: 0 }],
    ["the 2024 tally", ["201301006.01.1.0001!140,7,10!0!0"], { code: "symbol-not-acta", index: 0 }],
    ["a text too long", ["A".repeat(MAX_SYMBOL_CHARACTERS + 1)], { code: "symbol-not-acta", index: 0 }],
    ["a later form", ["ACTA/2 ELECTION X"], { code: "symbol-not-acta", index: 0 }],
    [
      "one cut short",
      [actaToSymbols(note(acta(3)), 4000)[0]!.slice(0, -2)],
      { code: "symbol-bad-text", index: 0 },
    ],
    ["one part alone", [two], { code: "symbol-part-missing", set, parts: [1, 3] }],
    ["two of three", [three, one], { code: "symbol-part-missing", set, parts: [2] }],
    ["part 4 of 3", [one.replace("PART 1/3", "PART 4/3")], { code: "symbol-bad-text", index: 0 }],
    ["part 1 of 1", [one.replace("PART 1/3", "PART 1/1")], { code: "symbol-bad-text", index: 0 }],
    ["part 0", [one.replace("PART 1/3", "PART 0/3")], { code: "symbol-bad-text", index: 0 }],
    [
      "a vote changed in one part",
      [one.replace("LISTA1 0", "LISTA1 9"), two, three],
      { code: "symbol-part-foreign", set, part: 2 },
    ],
    [
      "another acta's part under this name",
      [one, relabel(other[1]!), three],
      { code: "symbol-part-foreign", set, part: 2 },
    ],
    [
      "two different texts for a part, no whole chain",
      [one, relabel(other[1]!), `${two} X`],
      { code: "symbol-part-conflict", set, part: 2 },
    ],
    ["two actas", [...mine, ...other], { code: "symbol-several" }],
    [
      "every part of another acta under this name",
      [relabel(other[0]!), relabel(other[1]!), relabel(other[2]!)],
      { code: "symbol-part-foreign", set, part: 2 },
    ],
  ])("%s", (_name, texts, error) => expect(symbolsToActa(texts)).toEqual({ ok: false, error }));

  test("a part made up beside a whole set is named, and the acta is read", () => {
    const made = `${two} X`;
    const { actas, faults } = gatherActas([made, three, one, two]);
    expect(actas).toEqual([{ noteBytes: note(acta(9), FOUR), from: [2, 3, 1] }]);
    expect(faults).toEqual([{ code: "symbol-part-foreign", set, part: 2 }]);
  });

  test("parts of several actas and papers mixed give each acta once", () => {
    const wide = actaToSymbols(note(acta(9), FOUR), 900);
    expect(wide.length).toBe(2);
    const mixed = [other[2]!, ...wide, ...mine, other[0]!, "hola", other[1]!];
    const { actas, faults } = gatherActas(mixed);
    expect(actas.map(({ from }) => from)).toEqual([
      [6, 8, 0],
      [1, 2],
      [3, 4, 5],
    ]);
    expect(faults).toEqual([{ code: "symbol-not-acta", index: 7 }]);
  });

  test("a whole chain forged under this name is another note, and is broken", () => {
    const texts: string[] = [];
    // The forger names this acta in every part and makes the links fit.
    for (const text of actaToSymbols(note(acta(9, { null: 5 }), FOUR), 500)) {
      const link = encodeBase41(sha256(utf8(texts.at(-1) ?? "")).subarray(0, 4));
      texts.push(relabel(text).split(" ").with(4, link).join(" "));
    }
    expect(symbolsToActa(texts)).toEqual({ ok: false, error: { code: "symbol-set-broken", set } });
  });
});

test("chains that somebody made up, long and many, keep no acta from being read, nor its reader for minutes", () => {
  const mine = actaToSymbols(note(acta(60), FOUR), 150);
  const of = mine.length;
  const set = mine[0]!.split(" ")[3]!;
  const link = (text: string) => encodeBase41(sha256(utf8(text)).subarray(0, 4));
  // They begin as the acta does, and go on with options that nobody voted for.
  const made = mine.slice(0, 2);
  for (let part = 3; part < of; part += 1) {
    const options = Array.from({ length: 400 }, (_, i) => `W${part}X${i} 0`).join(" ");
    made.push(`ACTA/1 PART ${part}/${of} ${set} ${link(made.at(-1)!)} ${options}`);
  }
  const before = link(made.at(-1)!);
  for (let i = 0; i < 3000; i += 1) made.push(`ACTA/1 PART ${of}/${of} ${set} ${before} X${i}`);
  const { actas } = gatherActas([...made, ...mine]);
  expect(actas.map(({ noteBytes }) => noteBytes)).toEqual([note(acta(60), FOUR)]);
}, 10_000);

test("a chain that does not begin at nothing is foreign from its first part", () => {
  const texts: string[] = [];
  for (const text of actaToSymbols(note(acta(9), FOUR), 500)) {
    const before = utf8(texts.at(-1) ?? "another beginning");
    const link = encodeBase41(sha256(before).subarray(0, 4));
    texts.push(text.split(" ").with(4, link).join(" "));
  }
  const set = texts[0]!.split(" ")[3]!;
  expect(symbolsToActa(texts)).toEqual({ ok: false, error: { code: "symbol-part-foreign", set, part: 1 } });
});

test("reading a text prints it again; nothing else passes", () => {
  const text = printSymbolText(note(acta(3), FOUR))!;
  const swap = (a: string, b: string) => text.replace(a, b);
  expect(parseSymbolText(text)).toEqual({ ok: true, value: note(acta(3), FOUR) });
  for (const other of [
    swap("MODE LIVE", "MODE live"),
    swap("NULL 4", "NULL 04"),
    swap(" / BLANK", " BLANK"),
    swap("MODE LIVE STATION 080101001.01", "STATION 080101001.01 MODE LIVE"),
    swap("BLANK 0 NULL 4", "NULL 4 BLANK 0"),
    swap("WITNESS MUD/", "WITNESS M**UD/"),
    swap("MACHINE", "KEY *VE-BOLIVAR-2017/MACHINE/080101001.01"),
    swap("ELECTION ", "ELECTION  "),
    `${text} `,
    ` ${text}`,
    `${text}\n`,
    text.toLowerCase(),
    swap("ACTA/1", "ACTA/01"),
    text.split(" ").slice(0, -2).join(" "),
    `${text} / X`,
    `${text} MACHINE`,
  ]) {
    expect(parseSymbolText(other).ok).toBe(false);
  }
});
