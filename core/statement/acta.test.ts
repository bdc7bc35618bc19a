import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeUtf8, utf8 } from "../bytes.ts";
import { RESERVED_OPTION_IDS } from "../election/limits.ts";
import { createNoteKey, type NoteKey, SIGNATURE_TYPE } from "../note/key.ts";
import { openNote, parseNote, printNote, signText, type VerifyEd25519 } from "../note/note.ts";
import { ACTA, type Acta } from "./acta.ts";
import { parseStatement } from "./statement.ts";

const bytes32 = (seed: number) => Uint8Array.from({ length: 32 }, (_, i) => (i * seed + 5) & 255);

const SAMPLE: Acta = {
  election: ["ve-bolivar-2017", bytes32(7)],
  mode: "live",
  station: "080101001.01",
  contest: "governor",
  opened: 1508061720,
  closed: 1508105100,
  registered: 612,
  "checked-in": 431,
  ballots: 431,
  votes: { options: ["PSUV", "MUD", "UPP89"], votes: [212, 198, 17] },
  blank: 0,
  null: 4,
  spoiled: 3,
  records: bytes32(11),
  journal: bytes32(13),
};

const identifier = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/:+-]{0,20}$/);
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const number = fc.oneof(fc.maxSafeNat(), fc.nat(700));
const time = fc.nat(7_258_118_399);
const option = identifier.filter((id) => !(RESERVED_OPTION_IDS as readonly string[]).includes(id));

const actas: fc.Arbitrary<Acta> = fc
  .record({
    election: fc.tuple(identifier, hash),
    mode: fc.constantFrom("live" as const, "test" as const),
    station: identifier,
    contest: identifier,
    opened: time,
    closed: time,
    registered: number,
    "checked-in": number,
    ballots: number,
    lines: fc.array(fc.tuple(option, number), { minLength: 1, maxLength: 40 }),
    blank: number,
    null: number,
    spoiled: number,
    records: hash,
    journal: hash,
  })
  .map(({ lines, ...rest }) => ({
    ...rest,
    votes: { options: lines.map(([id]) => id), votes: lines.map(([, votes]) => votes) },
  }));

describe("the text of an acta", () => {
  test("is the lines of the specification, in its order", () => {
    expect(
      ACTA.print(SAMPLE)
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual([
      "triplicate/acta/v1",
      ...["election", "mode", "station", "contest", "opened", "closed", "registered", "checked-in"],
      ...["ballots", "votes", "blank", "null", "spoiled", "records", "journal", ""],
    ]);
    expect(ACTA.print(SAMPLE)).toContain("\nopened 2017-10-15T10:02:00Z\nclosed 2017-10-15T22:05:00Z\n");
    expect(ACTA.print(SAMPLE)).toContain("\nvotes PSUV=212 MUD=198 UPP89=17\n");
  });

  test("is read as what was printed, and printed as what was read", () => {
    fc.assert(
      fc.property(actas, (acta) => {
        const text = ACTA.print(acta);
        const read = ACTA.parse(text);
        expect(read).toEqual({ ok: true, value: acta });
        expect(ACTA.print(read.ok ? read.value : SAMPLE)).toBe(text);
        expect(parseStatement(text)).toEqual({ ok: true, value: { kind: "acta", acta } });
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ["a line left out", (text: string) => text.replace(/mode .*\n/, "")],
    ["a line twice", (text: string) => text.replace(/(blank .*\n)/, "$1$1")],
    ["a line of another kind", (text: string) => `${text}remark hola\n`],
    ["two lines exchanged", (text: string) => text.replace(/(blank .*\n)(null .*\n)/, "$2$1")],
    ["a leading zero", (text: string) => text.replace("null 4", "null 04")],
    ["a sign", (text: string) => text.replace("null 4", "null +4")],
    ["a space at the end", (text: string) => text.replace("null 4", "null 4 ")],
    ["two spaces", (text: string) => text.replace("PSUV=212 ", "PSUV=212  ")],
    ["no vote", (text: string) => text.replace("MUD=198", "MUD=")],
    ["no option", (text: string) => text.replace(/votes .*\n/, "votes \n")],
    ["a day that is none", (text: string) => text.replace("2017-10-15T10", "2017-02-29T10")],
    ["a leap second", (text: string) => text.replace("10:02:00Z", "10:02:60Z")],
    ["another zone", (text: string) => text.replace("10:02:00Z", "10:02:00-04:00")],
    ["a mode of its own", (text: string) => text.replace("mode live", "mode rehearsal")],
    ["a digest cut short", (text: string) => text.replace(/(records .*)..=\n/, "$1=\n")],
    ["base64 with other last bits", (text: string) => text.replace(/(journal .*).=\n/, "$1_=\n")],
    ["the line end of another system", (text: string) => text.replaceAll("\n", "\r\n")],
    ["no line end", (text: string) => text.slice(0, -1)],
    ["a byte order mark", (text: string) => `\ufeff${text}`],
    ["capitals", (text: string) => text.replace("null 4", "NULL 4")],
    ["more than a double holds", (text: string) => text.replace("null 4", "null 9007199254740993")],
  ])("is refused with %s", (_name, change) => {
    const text = change(ACTA.print(SAMPLE));
    expect(text).not.toBe(ACTA.print(SAMPLE));
    expect(ACTA.parse(text).ok).toBe(false);
  });
});

describe("a signed acta", () => {
  const seed = bytes32(3);
  const publicKey = ed25519.getPublicKey(seed);
  const key = createNoteKey("ve-bolivar-2017/machine/080101001.01", SIGNATURE_TYPE.ed25519, publicKey);
  const find = (name: string, id: number): NoteKey | undefined =>
    name === key.name && id === key.id ? key : undefined;
  const sign = (message: Uint8Array) => ed25519.sign(message, seed);
  // One signature was made; a verifier of curves would only answer more slowly that nothing else was signed.
  const text = ACTA.print(SAMPLE);
  const message = utf8(text);

  test("opens with its machine's key; every one-byte change is refused or fails its signature", async () => {
    const signature = await signText(text, { key, sign });
    const bytes = printNote({ text, signatures: [signature] });
    const verify: VerifyEd25519 = (_key, what, blob) =>
      decodeUtf8(what) === text && blob.every((byte, i) => byte === signature.blob[i]);
    expect(ed25519.verify(signature.blob, message, publicKey)).toBe(true);
    expect(openNote(bytes, find, verify).ok).toBe(true);
    let parsed = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      for (let byte = 0; byte < 256; byte += 1) {
        if (byte === bytes[at]) continue;
        const changed = Uint8Array.from(bytes);
        changed[at] = byte;
        if (parseNote(changed).ok) parsed += 1;
        if (openNote(changed, find, verify).ok) expect.fail(`byte ${at} as ${byte} passes`);
      }
    }
    // Most changes leave a well-formed note: it is the signature that catches them.
    expect(parsed).toBeGreaterThan(10_000);
  });

  test("cut or extended anywhere does not open", async () => {
    const bytes = printNote({ text, signatures: [await signText(text, { key, sign })] });
    const verify: VerifyEd25519 = (publicKeyOf, what, blob) => ed25519.verify(blob, what, publicKeyOf);
    for (let end = 0; end < bytes.length; end += 1)
      expect(openNote(bytes.subarray(0, end), find, verify).ok).toBe(false);
    expect(openNote(Uint8Array.of(...bytes, 0x0a), find, verify).ok).toBe(false);
    expect(openNote(Uint8Array.of(0x0a, ...bytes), find, verify).ok).toBe(false);
  });
});
