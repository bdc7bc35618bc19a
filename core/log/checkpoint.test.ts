import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeBase64 } from "../bytes.ts";
import { EMPTY_ROOT } from "../merkle-tree.ts";
import { hasPossibleRoot, parseCheckpoint, parseHash, printCheckpoint } from "./checkpoint.ts";

const ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
const EXAMPLE = `example.com/behind-the-sofa\n20852163\n${ROOT}\n`;

describe("checkpoints", () => {
  test("the standard's example", () => {
    const parsed = parseCheckpoint(EXAMPLE);
    if (!parsed.ok) throw new Error(parsed.error.code);
    expect(parsed.value).toMatchObject({ origin: "example.com/behind-the-sofa", size: 20_852_163 });
    expect(encodeBase64(parsed.value.root)).toBe(ROOT);
    expect(printCheckpoint(parsed.value)).toBe(EXAMPLE);
  });

  test("the empty tree has one root", () => {
    const text = printCheckpoint({ origin: "log.example", size: 0, root: EMPTY_ROOT });
    expect(text).toBe("log.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    const forged = parseCheckpoint(`log.example\n0\n${ROOT}\n`);
    expect(forged.ok && hasPossibleRoot(forged.value)).toBe(false);
    expect(() => printCheckpoint({ origin: "log.example", size: 0, root: parseHash(ROOT)! })).toThrow();
  });

  test("extension lines of others are kept", () => {
    const text = `${EXAMPLE}one\ntwo words\n`;
    const parsed = parseCheckpoint(text);
    expect(parsed).toMatchObject({ ok: true, value: { extensions: ["one", "two words"] } });
    expect(parsed.ok && printCheckpoint(parsed.value)).toBe(text);
  });

  test.each([
    ["", "checkpoint-bad-lines"],
    ["a\n1\n", "checkpoint-bad-lines"],
    [EXAMPLE.slice(0, -1), "checkpoint-bad-lines"],
    [EXAMPLE + "x\n".repeat(17), "checkpoint-bad-lines"],
    [`\n1\n${ROOT}\n`, "checkpoint-bad-origin"],
    [`a\tb\n1\n${ROOT}\n`, "checkpoint-bad-origin"],
    [`\ud800\n1\n${ROOT}\n`, "checkpoint-bad-origin"],
    [`${"a".repeat(256)}\n1\n${ROOT}\n`, "checkpoint-bad-origin"],
    ...[
      "",
      "01",
      "00",
      "-1",
      "+1",
      "1.0",
      " 1",
      "1 ",
      "0x10",
      "1e3",
      "٣",
      "9007199254740992",
      "99999999999999999999",
    ].map((size) => [`a\n${size}\n${ROOT}\n`, "checkpoint-bad-size"]),
    ...[
      "",
      ROOT.slice(0, -1),
      `${ROOT} `,
      `${ROOT}\r`,
      ROOT.replace("/", "_"),
      // The same bytes with an unused bit set.
      ROOT.replace("2I=", "2J="),
      encodeBase64(new Uint8Array(31)),
      encodeBase64(new Uint8Array(33)),
    ].map((root) => [`a\n1\n${root}\n`, "checkpoint-bad-root"]),
    [`${EXAMPLE}\n`, "checkpoint-bad-extension"],
    [`${EXAMPLE}a\u0000\n`, "checkpoint-bad-extension"],
  ])("%j is refused: %s", (text, code) => {
    expect(parseCheckpoint(text)).toEqual({ ok: false, error: { code } });
  });

  test("what is read is printed as it was, whatever was changed", () => {
    const position = fc.nat(EXAMPLE.length - 1);
    const character = fc.constantFrom(..."0123456789\n -+/=AZaz\u0000\u00e9");
    fc.assert(
      fc.property(position, character, fc.nat(2), (at, other, deleted) => {
        const text = EXAMPLE.slice(0, at) + other + EXAMPLE.slice(at + deleted);
        const parsed = parseCheckpoint(text);
        if (parsed.ok) expect(printCheckpoint(parsed.value)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test("what is printed is read as it was", () => {
    const one = fc.record({
      origin: fc.stringMatching(/^[a-z][a-z0-9./-]{0,60}$/),
      size: fc.maxSafeNat().map((n) => n || 1),
      root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    });
    fc.assert(
      fc.property(one, (checkpoint) => {
        expect(parseCheckpoint(printCheckpoint(checkpoint))).toEqual({ ok: true, value: checkpoint });
      }),
    );
  });
});
