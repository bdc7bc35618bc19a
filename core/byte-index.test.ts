import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addText, createByteIndex, findText, keyText } from "./byte-index.ts";

describe("a byte index behaves as a list of distinct texts", () => {
  const texts = fc.array(fc.string({ unit: "binary", maxLength: 6 }), { maxLength: 200 });

  test("numbers keys in order of arrival, finds each, finds no other", () => {
    fc.assert(
      fc.property(texts, texts, (added, others) => {
        const index = createByteIndex(2);
        const model: string[] = [];
        for (const text of added) {
          const expected = model.includes(text) ? model.indexOf(text) : model.push(text) - 1;
          expect(addText(index, text)).toBe(expected);
        }
        expect(index.size).toBe(model.length);
        model.forEach((text, key) => {
          expect(keyText(index, key)).toBe(text);
          expect(findText(index, text)).toBe(key);
        });
        for (const text of others) expect(findText(index, text)).toBe(model.indexOf(text));
      }),
    );
  });

  test("ascending keys fill no slots and are found all the same; the first out of order fills them", () => {
    const index = createByteIndex(4);
    for (let i = 0; i < 1000; i += 1) addText(index, String(i).padStart(4, "0"));
    expect(index.ascending).toBe(true);
    expect(index.slots.length).toBe(0);
    expect(findText(index, "0777")).toBe(777);
    expect(findText(index, "0777x")).toBe(-1);
    expect(addText(index, "0999")).toBe(999);
    expect(addText(index, "0005")).toBe(5);
    expect(index.ascending).toBe(false);
    expect(addText(index, "zzz")).toBe(1000);
    for (let i = 0; i < 1000; i += 1) expect(findText(index, String(i).padStart(4, "0"))).toBe(i);
  });

  test("a key number outside the index is our own mistake", () => {
    expect(() => keyText(createByteIndex(), 0)).toThrow(RangeError);
  });
});
