/**
 * Keys against the vectors of C2SP and Go, and our own.
 * @module
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeHex } from "../bytes.ts";
import { portableEd25519 } from "./ed25519.ts";
import {
  createNoteKey,
  isKeyName,
  isNoteName,
  keyFingerprint,
  keyIdHex,
  parseVerifierKey,
  printVerifierKey,
  type SignatureType,
} from "./key.ts";
import { readVectors } from "./vectors.test-helper.ts";

type Keys = {
  readonly published: readonly string[];
  readonly keys: readonly {
    name: string;
    type: SignatureType;
    seed: string;
    publicKey: string;
    id: string;
    vkey: string;
    fingerprint: string;
  }[];
  readonly refused: readonly { why: string; vkey: string; code: string }[];
};
const { published, keys, refused } = readVectors<Keys>("keys");
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));

describe("verifier keys", () => {
  it.each(published)("reads and prints %s", (vkey) => {
    const key = parseVerifierKey(vkey);
    expect(key.ok && printVerifierKey(key.value)).toBe(vkey);
  });

  it.each(keys)("makes $vkey of its seed", async ({ name, type, seed, publicKey, id, vkey, fingerprint }) => {
    const key = createNoteKey(name, type, portableEd25519.load(bytesOf(seed)).publicKey);
    expect(encodeHex(key.publicKey)).toBe(publicKey);
    expect(keyIdHex(key.id)).toBe(id);
    expect(printVerifierKey(key)).toBe(vkey);
    expect(keyFingerprint(key)).toBe(fingerprint);
    expect(parseVerifierKey(vkey)).toEqual({ ok: true, value: key });
  });

  it.each(refused)("refuses: $why", ({ vkey, code }) => {
    expect(parseVerifierKey(vkey)).toEqual({ ok: false, error: { code } });
  });

  it("refuses every change of one character", () => {
    for (const { vkey } of keys.slice(0, 2)) {
      for (let i = 0; i < vkey.length; i += 1) {
        for (const letter of ["A", "0", "+", " ", "\n"]) {
          if (vkey[i] === letter) continue;
          expect(parseVerifierKey(vkey.slice(0, i) + letter + vkey.slice(i + 1)).ok, `${i} ${letter}`).toBe(
            false,
          );
        }
      }
    }
  });

  it("reads back what it prints", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }).filter(isKeyName);
    const type = fc.constantFrom<SignatureType>(1, 4);
    fc.assert(
      fc.property(name, type, fc.uint8Array({ minLength: 32, maxLength: 32 }), (given, kind, publicKey) => {
        const key = createNoteKey(given, kind, publicKey);
        expect(parseVerifierKey(printVerifierKey(key))).toEqual({ ok: true, value: key });
      }),
    );
  });
});

describe("names", () => {
  // Every character that Unicode calls white space, as Go's unicode.IsSpace has them.
  const spaces = [
    0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
  ];
  for (let code = 0x2000; code <= 0x200a; code += 1) spaces.push(code);

  it("refuses exactly white space, controls, plus and halves of characters, of the first plane", () => {
    for (let code = 0; code <= 0xffff; code += 1) {
      const isAllowed =
        !spaces.includes(code) && code >= 0x20 && code !== 0x2b && !(code >= 0xd800 && code <= 0xdfff);
      expect(isNoteName(`a${String.fromCharCode(code)}`), code.toString(16)).toBe(isAllowed);
    }
  });

  it("has a length", () => {
    expect(isNoteName("")).toBe(false);
    expect(isKeyName("n".repeat(255))).toBe(true);
    expect(isKeyName("n".repeat(256))).toBe(false);
  });

  it("throws on what could not stand in a note", () => {
    expect(() => createNoteKey("a b", 1, new Uint8Array(32))).toThrow("a key name");
    expect(() => createNoteKey("a", 1, new Uint8Array(31))).toThrow("32 bytes");
  });
});
