/**
 * Notes against vectors of C2SP and Go and our own, and everything that signs them.
 * @module
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8 } from "../bytes.ts";
import { verifyPortably } from "./ed25519.ts";
import { isNoteName, parseVerifierKey, SIGNATURE_TYPE } from "./key.ts";
import {
  cosignText,
  MAX_NOTE_BYTES,
  openNote,
  parseNote,
  printNote,
  signatureChecks,
  signNote,
  signText,
} from "./note.ts";
import { findIn, readVectors, testSigner } from "./vectors.test-helper.ts";

type Bytes = { readonly why: string; readonly note?: string; readonly bytes?: string };
type Notes = {
  readonly keys: readonly string[];
  readonly accepted: readonly (Bytes & { verified: readonly (string | [string, number])[] })[];
  readonly refused: readonly (Bytes & { code: string; line?: number; name?: string })[];
};
const { keys, accepted, refused } = readVectors<Notes>("notes");
const bytesOf = ({ note, bytes }: Bytes): Uint8Array =>
  note === undefined ? Uint8Array.from(Buffer.from(bytes!, "base64")) : utf8(note);
const find = findIn(
  keys.map((vkey) => {
    const key = parseVerifierKey(vkey);
    if (!key.ok) throw new Error(key.error.code);
    return key.value;
  }),
);

describe("vectors", () => {
  it.each(accepted)("opens: $why", (row) => {
    const opened = openNote(bytesOf(row), find, verifyPortably);
    if (!opened.ok) throw new Error(opened.error.code);
    expect(
      opened.value.verified.map(({ key, timestamp }) =>
        timestamp === undefined ? key.name : [key.name, timestamp],
      ),
    ).toEqual(row.verified);
    expect(printNote(opened.value.note)).toEqual(bytesOf(row));
  });

  it.each(refused)("refuses: $why", (row) => {
    const { code, line, name } = row;
    const opened = openNote(bytesOf(row), find, verifyPortably);
    expect(opened).toEqual({
      ok: false,
      error: { code, ...(line === undefined ? {} : { line }), ...(name === undefined ? {} : { name }) },
    });
  });
});

describe("parse and print", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter(isNoteName);
  const signature = fc.record({
    name,
    keyId: fc.nat({ max: 0xffff_ffff }),
    blob: fc.uint8Array({ minLength: 1, maxLength: 90 }),
  });
  const text = fc
    .array(fc.constantFrom("a", "\n", "\n\n", "— x AAAAAAA=", "é", "🗳", " ", "\u2028"), { maxLength: 12 })
    .map((parts) => `${parts.join("")}\n`);

  it("gives back any note it printed", () => {
    fc.assert(
      fc.property(text, fc.array(signature, { minLength: 1, maxLength: 5 }), (body, signatures) => {
        const note = { text: body, signatures };
        expect(parseNote(printNote(note))).toEqual({ ok: true, value: note });
      }),
    );
  });

  it("prints the same bytes of whatever it takes", () => {
    const part = fc.constantFrom(
      "a\n",
      "\n",
      "— k AAAAAAA=\n",
      "— k AAAAAAB=\n",
      "— ",
      "k ",
      "AAAA",
      "\r",
      "—",
      " ",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
        const bytes = utf8(parts.join(""));
        const note = parseNote(bytes);
        if (note.ok) expect(printNote(note.value)).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses every control character of ASCII, anywhere, but the newline", () => {
    const note = printNote({ text: "ab\n", signatures: [{ name: "k", keyId: 1, blob: Uint8Array.of(1) }] });
    for (let code = 0; code < 0x20; code += 1) {
      if (code === 0x0a) continue;
      const bytes = note.slice();
      bytes[1] = code;
      expect(parseNote(bytes)).toEqual({ ok: false, error: { code: "note-control-character" } });
    }
  });
});

describe("caps", () => {
  const line = { name: "k", keyId: 1, blob: Uint8Array.of(1) };

  it("takes a note of 65,535 bytes and none larger", () => {
    const rest = printNote({ text: "\n", signatures: [line] }).length - 1;
    const text = (length: number) => `${"x".repeat(length - 1)}\n`;
    const largest = printNote({ text: text(MAX_NOTE_BYTES - rest), signatures: [line] });
    expect(largest.length).toBe(MAX_NOTE_BYTES);
    expect(parseNote(largest).ok).toBe(true);
    const larger = printNote({ text: text(MAX_NOTE_BYTES - rest + 1), signatures: [line] });
    expect(parseNote(larger)).toEqual({ ok: false, error: { code: "note-too-large" } });
  });

  it("takes 100 signatures and no more, and what a caller allows", () => {
    const note = (count: number) =>
      printNote({ text: "a\n", signatures: Array.from({ length: count }, () => line) });
    expect(parseNote(note(100)).ok).toBe(true);
    expect(parseNote(note(101))).toEqual({ ok: false, error: { code: "note-too-many-signatures" } });
    expect(parseNote(note(3), { bytes: 1000, signatures: 2 }).ok).toBe(false);
    expect(parseNote(note(2), { bytes: 10, signatures: 2 }).ok).toBe(false);
  });
});

describe("signing", () => {
  const [ana, luis, cosigner] = [
    testSigner("ana"),
    testSigner("luis"),
    testSigner("ana", SIGNATURE_TYPE.cosignature),
  ];
  const known = findIn([ana.key, luis.key, cosigner.key]);

  it("asks one check a key, of the text as it stands", async () => {
    const note = await signNote("a\n\nb\n", [ana, luis, ana]);
    expect(note.signatures).toHaveLength(3);
    const checks = signatureChecks(note, known);
    if (!checks.ok) throw new Error(checks.error.code);
    expect(checks.value.map(({ key }) => key.name)).toEqual(["ana", "luis"]);
    for (const { message } of checks.value) expect(message).toEqual(utf8("a\n\nb\n"));
  });

  it("keeps a statement's line and a cosigner's apart, though the name is one", async () => {
    const text = "log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    const signatures = [await signText(text, ana), await cosignText(text, 7, cosigner)];
    const opened = openNote(printNote({ text, signatures }), known, verifyPortably);
    expect(opened.ok && opened.value.verified.map(({ timestamp }) => timestamp)).toEqual([undefined, 7]);
  });

  it("does not take one key's signature for another's", async () => {
    const [first] = (await signNote("a\n", [ana])).signatures;
    const forged = { ...first!, name: luis.key.name, keyId: luis.key.id };
    const opened = openNote(printNote({ text: "a\n", signatures: [forged] }), known, verifyPortably);
    expect(opened).toEqual({ ok: false, error: { code: "note-bad-signature", name: "luis" } });
  });

  it("asks no verifier about a known key's line of a length that its type has not", async () => {
    const [line] = (await signNote("a\n", [ana])).signatures;
    for (const length of [1, 63, 65, 72]) {
      const blob = new Uint8Array(length);
      blob.set(line!.blob.subarray(0, length));
      const note = { text: "a\n", signatures: [{ ...line!, blob }] };
      expect(signatureChecks(note, known)).toEqual({
        ok: false,
        error: { code: "note-bad-signature", name: "ana" },
      });
    }
  });

  it("refuses a time that no number holds, though its cosigner signed it", async () => {
    const text = "log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    const at = async (seconds: bigint) => {
      const blob = new Uint8Array(72);
      new DataView(blob.buffer).setBigUint64(0, seconds);
      blob.set(await cosigner.sign(utf8(`cosignature/v1\ntime ${seconds}\n${text}`)), 8);
      const signatures = [{ name: cosigner.key.name, keyId: cosigner.key.id, blob }];
      return openNote(printNote({ text, signatures }), known, verifyPortably).ok;
    };
    expect(await at(2n ** 53n - 1n)).toBe(true);
    expect(await at(2n ** 53n)).toBe(false);
    expect(await at(2n ** 64n - 1n)).toBe(false);
  });

  it("throws on texts that are none, on keys of the other kind, on times that are none", async () => {
    for (const text of ["", "a", "a\r\n", "a\0\n", "\ud800\n"]) {
      await expect(signNote(text, [ana]), JSON.stringify(text)).rejects.toThrow("cannot be a note's");
    }
    await expect(signNote(`${"x".repeat(70_000)}\n`, [ana])).rejects.toThrow("note-too-large");
    await expect(signNote("a\n", [])).rejects.toThrow("note-no-signatures");
    await expect(signText("a\n", cosigner)).rejects.toThrow("no key for statements");
    await expect(cosignText("a\n", 1, ana)).rejects.toThrow("no key for cosignatures");
    for (const time of [-1, 0.5, 2 ** 53, Number.NaN]) {
      await expect(cosignText("a\n", time, cosigner)).rejects.toThrow("no time");
    }
  });
});
