import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8 } from "../bytes.ts";
import type { Contest } from "../election/definition.ts";
import { SHEET } from "../statement/sheet.ts";
import { composeSheet, type HandTally, parseTally, tallyDifferences } from "./tally.ts";

const CONTEST: Contest = {
  id: "governor",
  name: { es: "g", en: "g" },
  candidates: ["a", "b"].map((id) => ({ id, name: id })),
  options: ["PSUV", "MUD"].map((id, i) => ({ id, name: id, candidate: "ab"[i]! })),
  outcome: { rule: "plurality" },
};
const LIST = "papers,20\nPSUV,10\nMUD,8\nblank,1\nnull,1\n";
const read = (text: string) => parseTally(utf8(text), CONTEST);
const tally = (papers: number, votes: number[], blank: number, nulls: number): HandTally => ({
  papers,
  votes: { options: ["PSUV", "MUD"], votes },
  blank,
  null: nulls,
});

describe("one person's list", () => {
  it("is read as it is written, however its lines end", () => {
    const expected = { ok: true, value: tally(20, [10, 8], 1, 1) };
    for (const text of [LIST, LIST.trimEnd(), `\ufeff${LIST.replaceAll("\n", "\r\n")}`, `${LIST}\n\n`])
      expect(read(text)).toEqual(expected);
  });

  const rows: readonly [what: string, text: string, code: string, line: number][] = [
    ["a line is missing", "papers,20\nPSUV,10\nblank,1\nnull,1\n", "tally-wrong-name", 3],
    ["the end is missing", "papers,20\nPSUV,10\nMUD,8\nblank,1\n", "tally-lines", 5],
    ["a line too many", `${LIST}UPP,1\n`, "tally-lines", 6],
    ["two lines swapped", "papers,20\nMUD,8\nPSUV,10\nblank,1\nnull,1\n", "tally-wrong-name", 2],
    ["no comma", LIST.replace("PSUV,10", "PSUV 10"), "tally-bad-line", 2],
    ["a number with a point", LIST.replace("20", "2.0"), "tally-bad-number", 1],
    ["a number with a zero before it", LIST.replace("10", "010"), "tally-bad-number", 2],
    ["a number with a space", LIST.replace("10", " 10"), "tally-bad-number", 2],
    ["nothing for a number", LIST.replace("10", ""), "tally-bad-number", 2],
    ["a negative number", LIST.replace("10", "-1"), "tally-bad-number", 2],
    ["nothing at all", "", "tally-bad-line", 1],
  ];
  it.each(rows)("%s", (_, text, code, line) => {
    expect(read(text)).toMatchObject({ ok: false, error: { code, line } });
  });

  it("is text, and not endless", () => {
    expect(parseTally(Uint8Array.of(0xff), CONTEST)).toMatchObject({ error: { code: "tally-not-text" } });
    expect(parseTally(new Uint8Array(200_000), CONTEST)).toMatchObject({ error: { code: "tally-not-text" } });
  });
});

describe("two who counted", () => {
  it("have every line named in which they differ, and a sheet only when none is", () => {
    const numbers = fc.tuple(
      fc.nat(3),
      fc.array(fc.nat(3), { minLength: 2, maxLength: 2 }),
      fc.nat(3),
      fc.nat(3),
    );
    const about = {
      election: ["e", new Uint8Array(32)] as const,
      mode: "live" as const,
      station: "1",
      contest: "governor",
      counted: 1_795_000_000,
    };
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const [first, second] = [tally(...a), tally(...b)];
        const names = ["papers", "PSUV", "MUD", "blank", "null"];
        const expected = names.filter((_, i) => a.flat()[i] !== b.flat()[i]);
        expect(tallyDifferences(first, second).map(({ line }) => line)).toEqual(expected);
        if (expected.length > 0) {
          expect(() => composeSheet({ ...about, first, second })).toThrow();
          return;
        }
        const sheet = composeSheet({ ...about, first, second });
        expect(SHEET.parse(SHEET.print(sheet))).toEqual({ ok: true, value: sheet });
        expect(sheet).toMatchObject(first);
      }),
    );
  });
});
