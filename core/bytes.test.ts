/**
 * One value, one text: what the decoders take is what the encoders write, byte for byte.
 * @module
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  concatBytes,
  decodeBase64,
  decodeHex,
  decodeUtf8,
  encodeBase64,
  encodeHex,
  equalBytes,
  utf8,
} from "./bytes.ts";

const bytes = fc.uint8Array({ maxLength: 80 });

describe("base64", () => {
  // RFC 4648, section 10.
  it.each([
    ["", ""],
    ["f", "Zg=="],
    ["fo", "Zm8="],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg=="],
    ["fooba", "Zm9vYmE="],
    ["foobar", "Zm9vYmFy"],
  ])("writes %j as %j", (text, encoded) => {
    expect(encodeBase64(utf8(text))).toBe(encoded);
    expect(decodeBase64(encoded)).toEqual(utf8(text));
  });

  it("agrees with Node on any bytes", () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const text = encodeBase64(value);
        expect(text).toBe(Buffer.from(value).toString("base64"));
        expect(decodeBase64(text)).toEqual(value);
      }),
    );
  });

  it.each([
    "Zg",
    "Zg=",
    "Zh==",
    "Zm9=",
    "Z===",
    "====",
    "=",
    "Zg==Zg==",
    "Zm9v\n",
    " Zm9v",
    "Zm-v",
    "Zm_v",
    "Zm9vZ",
    "Zé==",
    "Zm9\u0176",
  ])("refuses %j", (text) => {
    expect(decodeBase64(text)).toBeNull();
  });

  it("takes, of all texts of four letters over a few, only those it would write", () => {
    const letters = [..."AQgw_-+/=9 "];
    for (const a of letters)
      for (const b of letters)
        for (const c of letters)
          for (const d of letters) {
            const text = a + b + c + d;
            const value = decodeBase64(text);
            const isCanonical = Buffer.from(text, "base64").toString("base64") === text;
            expect(value === null ? null : encodeBase64(value), text).toBe(isCanonical ? text : null);
          }
  });
});

describe("hexadecimal", () => {
  it("comes back", () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const text = encodeHex(value);
        expect(text).toBe(Buffer.from(value).toString("hex"));
        expect(decodeHex(text)).toEqual(value);
      }),
    );
  });

  it.each(["0", "AB", "0x", " 0", "0g", "00\n", "٠٠"])("refuses %j", (text) => {
    expect(decodeHex(text)).toBeNull();
  });
});

describe("UTF-8", () => {
  it("keeps a byte order mark and any well-formed text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(decodeUtf8(utf8(text))).toBe(text);
      }),
    );
    expect(decodeUtf8(utf8("\ufeffa"))).toBe("\ufeffa");
  });

  it.each([[[0xff]], [[0xc0, 0xaf]], [[0xed, 0xa0, 0x80]], [[0xe2, 0x80]], [[0xf4, 0x90, 0x80, 0x80]]])(
    "refuses %j",
    (list) => {
      expect(decodeUtf8(Uint8Array.from(list))).toBeNull();
    },
  );
});

describe("whole arrays", () => {
  it("joins and compares", () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(concatBytes(a, b)).toEqual(Uint8Array.from([...a, ...b]));
        expect(equalBytes(a, b)).toBe(encodeHex(a) === encodeHex(b));
        expect(equalBytes(a, a.slice())).toBe(true);
      }),
    );
    expect(concatBytes()).toEqual(new Uint8Array());
  });
});
