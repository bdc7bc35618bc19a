import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeHtml } from "./escape.ts";
import { visibleText } from "./visible-text.ts";

test.each([
  ["EL CASABE", "EL CASABE"],
  ["Ñáñez · “Óscar” — 225 → 696", "Ñáñez · “Óscar” — 225 → 696"],
  ["a\u202egnp.exe", "a<U+202E>gnp.exe"],
  ["a\u0000\u0007\u001b[2J", "a<U+0000><U+0007><U+001B>[2J"],
  ["two\r\nlines\tand", "two<U+000D><U+000A>lines<U+0009>and"],
  ["zero\u200bwidth\ufeff", "zero<U+200B>width<U+FEFF>"],
  ["\u2066isolate\u2069", "<U+2066>isolate<U+2069>"],
  ["tag\u{e0041}", "tag<U+E0041>"],
  ["क्‍ष", "क्‍ष"],
  ["a\u0301\u0302\u0303\u0304\u0305\u0306", "a\u0301\u0302\u0303\u0304"],
])("%j is shown as %j", (raw, shown) => {
  expect(visibleText(raw)).toBe(shown);
});

test("every character is shown alone as it is beside another script", () => {
  for (let code = 0; code < 0xd800; code += 1) {
    const character = String.fromCharCode(code);
    expect(visibleText(`${character}क`), code.toString(16)).toBe(`${visibleText(character)}क`);
  }
});

test("showing twice changes nothing more", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      (text) => visibleText(visibleText(text)) === visibleText(text),
    ),
  );
});

test("escaped text holds nothing that HTML reads as its own", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
    }),
  );
});
