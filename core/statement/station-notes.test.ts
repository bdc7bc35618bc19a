/** The notes of a station: one form each, and whatever is not that form is refused. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "../bytes.ts";
import { ACCREDITATION } from "./accreditation.ts";
import { ACTA } from "./acta.ts";
import { CARD } from "./card.ts";
import { LINE_KINDS, lineToNote, noteToLine } from "./one-line.ts";
import { WITNESS_ANSWER } from "./witness-answer.ts";
import { ZERO_TAPE } from "./zero-tape.ts";

const bytes = (length: number, seed = 3) => Uint8Array.from({ length }, (_, i) => (i * seed + 7) & 255);
const election = ["e-1", bytes(32)] as const;

const TEXTS: readonly (readonly [string, string, (text: string) => string | null])[] = [
  [
    "a card",
    CARD.print({
      election,
      card: "c-1",
      name: "Ana Pérez",
      scope: "station/01.1",
      pin: [bytes(16), bytes(32)],
    }),
    (text) => {
      const read = CARD.parse(text);
      return read.ok ? CARD.print(read.value) : null;
    },
  ],
  [
    "an accreditation",
    ACCREDITATION.print({
      election: "e-1",
      witness: "MUD/01.1",
      party: "MUD",
      scope: "place/01",
      key: bytes(32),
      name: "Luis Peña",
    }),
    (text) => {
      const read = ACCREDITATION.parse(text);
      return read.ok ? ACCREDITATION.print(read.value) : null;
    },
  ],
  [
    "an answer",
    WITNESS_ANSWER.print({
      election,
      mode: "live",
      station: "01.1",
      witness: "MUD/01.1",
      decision: { decision: "signed" },
      acta: [{ contest: "governor", digest: bytes(32), signature: bytes(64) }],
    }),
    (text) => {
      const read = WITNESS_ANSWER.parse(text);
      return read.ok ? WITNESS_ANSWER.print(read.value) : null;
    },
  ],
  [
    "a refusal",
    WITNESS_ANSWER.print({
      election,
      mode: "test",
      station: "01.1",
      witness: "MUD/01.1",
      decision: { decision: "refused", reason: "faltan dos comprobantes" },
      acta: [],
    }),
    (text) => {
      const read = WITNESS_ANSWER.parse(text);
      return read.ok ? WITNESS_ANSWER.print(read.value) : null;
    },
  ],
  [
    "a zero tape",
    ZERO_TAPE.print({
      election,
      mode: "live",
      station: "01.1",
      printed: 1_508_061_720,
      registered: 612,
      ballots: 0,
      contest: [["governor", { options: ["PSUV", "MUD"], votes: [0, 0] }]],
      blank: 0,
      null: 0,
      spoiled: 0,
      journal: bytes(32),
    }),
    (text) => {
      const read = ZERO_TAPE.parse(text);
      return read.ok ? ZERO_TAPE.print(read.value) : null;
    },
  ],
];

describe.each(TEXTS)("%s", (_name, text, again) => {
  test("is read as it was printed", () => {
    expect(again(text)).toBe(text);
  });
  test("has one form: what is read of a changed text prints that text", () => {
    for (let at = 0; at < text.length; at += 1) {
      for (const letter of ["0", "9", "a", "Z", " ", "\n", "=", "\r", "\u2028", ""]) {
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        const read = again(changed);
        if (read !== null) expect(read).toBe(changed);
      }
    }
  });
});

describe("one line", () => {
  test("gives the note back, and only for its kind", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 600 }),
        fc.constantFrom(...LINE_KINDS),
        (note, kind) => {
          const line = noteToLine(kind, note);
          expect(line).toMatch(/^triplicate-[a-z]+:[A-Za-z0-9_-]+$/);
          expect(lineToNote(kind, line)).toEqual(note);
          for (const other of LINE_KINDS) if (other !== kind) expect(lineToNote(other, line)).toBeNull();
        },
      ),
    );
  });
  test.each([
    ["padding", (line: string) => `${line}=`],
    ["a space", (line: string) => `${line} `],
    ["a newline", (line: string) => `${line}\n`],
    ["another alphabet", (line: string) => line.replace(/.$/, "+")],
    ["bits that no byte has", () => "triplicate-card:QUJDRB"],
    ["one letter over", (line: string) => `${line}A`],
    ["nothing", () => "triplicate-card:"],
    ["more than anybody prints", () => `triplicate-card:${"A".repeat(4000)}`],
  ])("is refused with %s", (_name, change) => {
    expect(lineToNote("card", change(noteToLine("card", utf8("abcdef"))))).toBeNull();
  });
});

describe("an acta of a bad day", () => {
  const acta = {
    election,
    mode: "live",
    station: "01.1",
    contest: "governor",
    opened: 1_508_061_720,
    closed: 1_508_105_100,
    registered: 612,
    "checked-in": 5,
    ballots: 5,
    votes: { options: ["PSUV", "MUD"], votes: [2, 3] },
    blank: 0,
    null: 0,
    spoiled: 0,
    records: bytes(32),
    journal: bytes(32),
  } as const;
  test("says what its running totals were, and which machines died", () => {
    const text = ACTA.print({
      ...acta,
      running: { ballots: 5, blank: 1, null: 0, spoiled: 0, options: ["PSUV", "MUD"], votes: [2, 2] },
      lives: [{ key: "e-1/machine/01.1", ended: 1_508_090_000, journal: bytes(32, 5) }],
    });
    expect(text).toContain(
      "\nrunning ballots=5 blank=1 null=0 spoiled=0 PSUV=2 MUD=2\nlives e-1/machine/01.1@2017-10-15T17:53:20Z@",
    );
    const read = ACTA.parse(text);
    expect(read.ok && ACTA.print(read.value)).toBe(text);
    for (let at = 0; at < text.length; at += 1) {
      for (const letter of ["0", " ", "\n", "@", "=", ""]) {
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        const other = ACTA.parse(changed);
        if (other.ok) expect(ACTA.print(other.value)).toBe(changed);
      }
    }
  });
  test("has none of these lines on a good one", () => {
    expect(ACTA.print(acta)).not.toMatch(/running|lives/);
  });
});
