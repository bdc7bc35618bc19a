/**
 * Closing records, sheets and bulletins: read as printed, printed as read, and no other text is taken.
 * @module
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BULLETIN, type Bulletin } from "./bulletin.ts";
import { CLOSING_RECORD, type ClosingRecord, isReason, MAX_REASON_LENGTH } from "./closing-record.ts";
import { SHEET, type Sheet } from "./sheet.ts";
import { parseStatement } from "./statement.ts";

const identifier = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/:+-]{0,20}$/);
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const number = fc.oneof(fc.maxSafeNat(), fc.nat(700));
const time = fc.nat(7_258_118_399);
const mode = fc.constantFrom("live" as const, "test" as const);
const election = fc.tuple(identifier, hash);
const votes = fc
  .array(fc.tuple(identifier, number), { minLength: 1, maxLength: 10 })
  .map((lines) => ({ options: lines.map(([id]) => id), votes: lines.map(([, n]) => n) }));
const reason = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }).filter(isReason);

const closings: fc.Arbitrary<ClosingRecord> = fc.record({
  election,
  mode,
  station: identifier,
  closed: time,
  acta: fc.array(fc.tuple(identifier, hash), { maxLength: 3 }),
  copies: number,
  witness: fc.array(
    fc.oneof(
      fc.record({
        witness: identifier,
        decision: fc.constantFrom("signed" as const, "paper" as const, "absent" as const),
      }),
      fc.record({ witness: identifier, decision: fc.constant("refused" as const), reason }),
    ),
    { maxLength: 4 },
  ),
});
const sheets: fc.Arbitrary<Sheet> = fc.record({
  ...{ election, mode, station: identifier, contest: identifier, counted: time, papers: number, votes },
  ...{ blank: number, null: number },
});
const bulletins: fc.Arbitrary<Bulletin> = fc.record({
  ...{ election, mode, contest: identifier, number, time, tree: fc.tuple(number, hash) },
  ...{
    stations: number,
    counted: number,
    missing: number,
    conflict: number,
    paper: number,
    corrected: number,
  },
  ...{ signed: votes, "signed-blank": number, "signed-null": number, votes, blank: number, null: number },
});

describe("a statement comes back from its text", () => {
  test("closing records", () => {
    fc.assert(
      fc.property(closings, (closing) => {
        expect(parseStatement(CLOSING_RECORD.print(closing))).toEqual({
          ok: true,
          value: { kind: "closing", closing },
        });
      }),
    );
  });

  test("sheets", () => {
    fc.assert(
      fc.property(sheets, (sheet) => {
        expect(parseStatement(SHEET.print(sheet))).toEqual({ ok: true, value: { kind: "sheet", sheet } });
      }),
    );
  });

  test("bulletins", () => {
    fc.assert(
      fc.property(bulletins, (bulletin) => {
        expect(parseStatement(BULLETIN.print(bulletin))).toEqual({
          ok: true,
          value: { kind: "bulletin", bulletin },
        });
      }),
    );
  });
});

describe("a changed text", () => {
  const printed = (text: string): string | null => {
    const read = parseStatement(text);
    if (!read.ok) return null;
    switch (read.value.kind) {
      case "acta":
        return "an acta";
      case "closing":
        return CLOSING_RECORD.print(read.value.closing);
      case "sheet":
        return SHEET.print(read.value.sheet);
      case "bulletin":
        return BULLETIN.print(read.value.bulletin);
    }
  };

  const texts: readonly (readonly [string, string])[] = [
    ["a closing record", CLOSING_RECORD.print(fc.sample(closings, { numRuns: 1, seed: 5 })[0]!)],
    ["a sheet", SHEET.print(fc.sample(sheets, { numRuns: 1, seed: 6 })[0]!)],
    ["a bulletin", BULLETIN.print(fc.sample(bulletins, { numRuns: 1, seed: 7 })[0]!)],
  ];

  test.each(texts)("of %s is refused, or is what would be printed", (_, text) => {
    expect(printed(text)).toBe(text);
    for (let at = 0; at < text.length; at += 1) {
      for (const letter of ["0", "9", "a", " ", "\n", "=", "\r", "\u2028", ""]) {
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        const again = printed(changed);
        if (again !== null) expect(again).toBe(changed);
      }
    }
  });
});

describe("a witness's reason", () => {
  const closing = (text: string): ClosingRecord => ({
    ...{ election: ["e", new Uint8Array(32)], mode: "live", station: "1", closed: 0, acta: [], copies: 3 },
    witness: [{ witness: "MUD/1", decision: "refused", reason: text }],
  });

  test("is one line that a person wrote", () => {
    expect(CLOSING_RECORD.print(closing("faltan dos — dice"))).toContain("MUD/1 refused faltan dos — dice\n");
    for (const text of [
      "",
      " a",
      "a ",
      "a\nwitness PSUV/1 signed",
      "a\u2028b",
      "a\u202eb",
      "\ud800",
      "a\u0000",
    ]) {
      expect(() => CLOSING_RECORD.print(closing(text)), JSON.stringify(text)).toThrow("one line");
    }
    expect(() => CLOSING_RECORD.print(closing("x".repeat(MAX_REASON_LENGTH)))).not.toThrow();
    expect(() => CLOSING_RECORD.print(closing("x".repeat(MAX_REASON_LENGTH + 1)))).toThrow("one line");
  });

  test("belongs to a refusal alone", () => {
    const text = CLOSING_RECORD.print(closing("why"));
    for (const word of ["signed why", "paper why", "absent why", "refused", "refused ", "refuses why"]) {
      expect(parseStatement(text.replace("refused why", word)).ok, word).toBe(false);
    }
  });
});

test("a text that begins as none of ours is no statement", () => {
  for (const text of ["", "\n", "triplicate/acta/v2\n", "triplicate/acta/v1", "cne.example\n1\nAAAA\n"]) {
    const read = parseStatement(text);
    expect(read.ok).toBe(false);
  }
});
