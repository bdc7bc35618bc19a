/**
 * The form of contradiction files: one form a file, every other refused.
 * @module
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, utf8 } from "../bytes.ts";
import {
  type Contradiction,
  MAX_CONTRADICTION_BYTES,
  parseContradiction,
  printContradiction,
} from "./contradiction-file.ts";

const ELECTION = ["ve-1", new Uint8Array(32).fill(7)] as const;
const twoActas = (a: Uint8Array, b: Uint8Array): Contradiction => ({
  kind: "two-actas",
  election: ELECTION,
  parts: [a, b],
});

describe("contradiction files", () => {
  it("show signed texts as they stand", () => {
    const text = new TextDecoder().decode(printContradiction(twoActas(utf8("a\n\n— k x\n"), utf8("b\n"))));
    expect(text).toBe(
      [
        "triplicate/contradiction/v1",
        "kind two-actas",
        "election ve-1 BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=",
        "part note text 3",
        "a",
        "",
        "— k x",
        "part note text 1",
        "b",
        "",
      ].join("\n"),
    );
  });

  it("come back as they were, whatever bytes the parts are", () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: "binary", maxLength: 200 }).map((text) => utf8(`${text}\n`)),
      fc.constantFrom(utf8("part note text 1\nx\n"), utf8("\n\n\n"), new Uint8Array()),
    );
    fc.assert(
      fc.property(part, part, (a, b) => {
        const printed = printContradiction(twoActas(a, b));
        const parsed = parseContradiction(printed);
        expect(parsed).toEqual({ ok: true, value: twoActas(a, b) });
      }),
    );
  });

  it("are refused or say something else after any change of a byte", () => {
    const printed = printContradiction(twoActas(utf8("a\n\n— k x\n"), Uint8Array.of(1, 2, 3)));
    for (let at = 0; at < printed.length; at += 1) {
      for (const flip of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const bytes = printed.slice();
        bytes[at]! ^= flip;
        const parsed = parseContradiction(bytes);
        if (parsed.ok) expect(printContradiction(parsed.value)).toEqual(bytes);
      }
    }
  });

  it("are refused when cut off, prolonged or too large", () => {
    const printed = printContradiction(twoActas(utf8("a\n"), utf8("b\n")));
    for (let length = 0; length < printed.length; length += 1) {
      expect(parseContradiction(printed.subarray(0, length)).ok).toBe(false);
    }
    expect(parseContradiction(concatBytes(printed, utf8("\n")))).toMatchObject({ ok: false });
    expect(parseContradiction(concatBytes(printed, utf8("part note text 1\nc\n")))).toMatchObject({
      ok: false,
    });
    expect(parseContradiction(new Uint8Array(MAX_CONTRADICTION_BYTES + 1))).toEqual({
      ok: false,
      error: { code: "contradiction-too-large" },
    });
  });

  it("have one form: text is not in base64, counts have no zeros in front, kinds are known", () => {
    const good = new TextDecoder().decode(printContradiction(twoActas(utf8("a\n"), utf8("b\n"))));
    const bad = [
      good.replace("part note text 1\na", "part note base64 1\nYQo="),
      good.replace("text 1", "text 01"),
      good.replace("two-actas", "three-actas"),
      good.replace("part note", "part leaf"),
      good.replace("v1", "v2"),
      good.replace("ve-1 ", "ve-1  "),
    ];
    for (const text of bad) expect(parseContradiction(utf8(text)), text).toMatchObject({ ok: false });
  });
});
