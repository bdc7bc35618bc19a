import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseVoucher, printVoucher, type VoucherText } from "./voucher.ts";
import { parseCode, printCode, typedCode } from "./voucher-code.ts";

const codes = fc.uint8Array({ minLength: 16, maxLength: 16 });
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

describe("the code as people read it", () => {
  test("nine groups of three, and back", () => {
    fc.assert(
      fc.property(codes, (code) => {
        const text = printCode(code);
        expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{3}-){8}[0-9A-HJKMNP-TV-Z]{3}$/);
        expect(parseCode(text)).toEqual(code);
      }),
    );
  });

  test("any one letter misread, any two exchanged, and one too few or many is no code", () => {
    fc.assert(
      fc.property(codes, (code) => {
        const letters = [...printCode(code).replaceAll("-", "")];
        const group = (all: readonly string[]) => all.join("").replace(/.{3}(?!$)/g, "$&-");
        for (const [i, letter] of letters.entries()) {
          for (const other of ALPHABET)
            if (other !== letter) expect(parseCode(group(letters.with(i, other)))).toBeNull();
          for (let j = i + 1; j < letters.length; j += 1)
            if (letters[j] !== letter)
              expect(parseCode(group(letters.with(i, letters[j]!).with(j, letter)))).toBeNull();
          expect(parseCode(group(letters.toSpliced(i, 1)))).toBeNull();
          expect(parseCode(group(letters.toSpliced(i, 0, letter)))).toBeNull();
        }
      }),
      { numRuns: 3 },
    );
  });

  test("a person may type it in small letters, without hyphens, with O for 0 and I or L for 1", () => {
    const code = new Uint8Array(16).fill(0x08).fill(0, 0, 4);
    const text = printCode(code);
    expect(text).toMatch(/[01]/);
    const typed = text.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l");
    expect(typedCode(typed)).toEqual(code);
    expect(parseCode(text.toLowerCase())).toBeNull();
    expect(parseCode(text.replaceAll("-", ""))).toBeNull();
  });

  test("two bits more than a code has are refused", () => {
    for (const first of "89ABCDEFGHJKMNPQRSTVWXYZ") {
      const heads = [...ALPHABET].map((check) => `${first}00-000-000-000-000-000-000-000-00${check}`);
      expect(heads.filter((text) => parseCode(text) !== null)).toEqual([]);
    }
  });
});

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/:+-]{0,12}$/).filter((text) => text !== "blank");
const vouchers: fc.Arbitrary<VoucherText> = fc.record({
  mode: fc.constantFrom("live", "test"),
  election: id,
  definition: fc.uint8Array({ minLength: 8, maxLength: 8 }),
  station: id,
  code: codes,
  contests: fc.array(fc.record({ id, options: fc.uniqueArray(id, { maxLength: 4 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
});

const EXAMPLE: VoucherText = {
  mode: "live",
  election: "ve-bolivar-2017",
  definition: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  station: "080101001.01",
  code: new Uint8Array(16).fill(0xab),
  contests: [
    { id: "governor", options: ["PSUV"] },
    { id: "board", options: [] },
  ],
};

describe("the text of the voucher's symbol", () => {
  test("is read as it was written, in the characters of the alphanumeric mode", () => {
    fc.assert(
      fc.property(vouchers, (voucher) => {
        const text = printVoucher(voucher);
        expect(text).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
        expect(parseVoucher(text)).toEqual(voucher);
      }),
    );
  });

  test("a word added, doubled, dropped or changed is read as what it says, or not at all", () => {
    const text = printVoucher(EXAMPLE);
    for (let at = 0; at < text.length; at += 1) {
      for (const letter of ["A", "0", " ", "/", "*", "a", "\n", "%", ""]) {
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        const read = parseVoucher(changed);
        if (read !== null) expect(printVoucher(read)).toBe(changed);
      }
    }
    for (const other of [
      text.replace("VOTE/1", "VOTE/2"),
      text.replace("LIVE", "live"),
      text.replace(" / ", "  / "),
      `${text} `,
      `${text} / `,
      `${text} /`,
      text.slice(0, text.indexOf(" / ")),
      `${text} X`.replace("*BLANK", "*BLANK *BLANK"),
    ])
      expect(parseVoucher(other), other).toBeNull();
  });
});
