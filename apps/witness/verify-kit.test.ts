/**
 * A kit, attacked: every part of it other than it was signed, and every line left out or put in.
 */
import { decodeBase64, decodeUtf8, encodeBase64, utf8 } from "@triplicate/core/bytes.ts";
import { packageLines, packageParts, publicKeyOf } from "@triplicate/core/election/package.test-data.ts";
import { witnessLine } from "@triplicate/core/election/roster-print.ts";
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Kit, parseKit } from "./kit.ts";
import { isSamePin, pinOf, verifyKit } from "./verify-kit.ts";
import { ELECTION, kitOf, STATION, verified, WITNESS } from "./witness.test-helper.ts";

const faultOf = (kit: Kit): string => {
  const result = verifyKit(kit, verifyPortably);
  return result.ok ? "holds" : result.error.code;
};

const withLine = (
  kit: Kit,
  match: string,
  change: (line: Kit["lines"][number]) => Kit["lines"][number],
): Kit => ({
  ...kit,
  lines: kit.lines.map((line) => (line.line.includes(match) ? change(line) : line)),
});

describe("a kit that holds", () => {
  test("is the station as the authority signed it", () => {
    const kit = verified();
    expect(kit.station).toEqual({
      id: STATION,
      place: "01",
      placeName: "Sede central",
      region: "Norte",
      registered: 450,
    });
    expect(kit.witnesses.map(({ id }) => id)).toEqual([WITNESS, "Base/01.1", "Unidad/norte", "ong/1"]);
    expect(kit.policy.cosigners.length).toBe(2);
    expect(kit.authorities.map(({ name }) => name)).toEqual(
      ["alba", "bruno", "celia"].map((id) => `${ELECTION}/authority/${id}`),
    );
    expect(kit.signers.length).toBe(2);
    expect(isSamePin(pinOf(kit), pinOf(verified(kitOf({ centre: "https://other.example" }))))).toBe(true);
  });
  test("reads as it was written, and keeps nothing else", () => {
    const kit = kitOf({
      centre: "https://centre.example/",
      isDemo: true,
      demoKey: { witness: WITNESS, seed: "AAAA" },
    });
    const read = parseKit(JSON.stringify({ ...kit, more: "than asked" }));
    expect(read).toEqual({ ok: true, value: kit });
  });
});

describe("a kit that does not hold", () => {
  test("without one of the lines that decide", () => {
    for (const match of [
      '{"authority":"bruno"',
      '{"cosigner":"base',
      '{"log"',
      '{"centre"',
      '{"place"',
      '{"station"',
    ]) {
      const kit = kitOf();
      const lines = kit.lines.filter(({ line }) => !line.startsWith(match));
      expect(lines.length, match).toBe(kit.lines.length - 1);
      expect(["kit-incomplete", "kit-line-fault"], match).toContain(faultOf({ ...kit, lines }));
    }
  });
  test("with the machine's key, a number or a name exchanged", () => {
    const kit = kitOf();
    const other = encodeBase64(publicKeyOf("somebody else"));
    const key = /"key":"[^"]+"/;
    for (const match of ['{"station"', '{"authority":"alba"', '{"log"', '{"cosigner":"unidad', '{"witness"'])
      expect(
        faultOf(
          withLine(kit, match, (line) => ({ ...line, line: line.line.replace(key, `"key":"${other}"`) })),
        ),
      ).toBe("kit-line-not-in-roster");
    expect(
      faultOf(withLine(kit, '{"station"', (line) => ({ ...line, line: line.line.replace("450", "451") }))),
    ).toBe("kit-line-not-in-roster");
    expect(faultOf({ ...kit, station: "01.2" })).toBe("kit-station");
  });
  test("with a line twice, out of order, of another index, or made up", () => {
    const kit = kitOf();
    const [first, ...rest] = kit.lines;
    expect(faultOf({ ...kit, lines: [first!, first!, ...rest] })).toBe("kit-line-not-in-roster");
    expect(faultOf({ ...kit, lines: [...rest, first!] })).toBe("kit-line-not-in-roster");
    expect(faultOf(withLine(kit, '{"station"', (line) => ({ ...line, index: line.index + 1 })))).toBe(
      "kit-line-not-in-roster",
    );
    expect(faultOf(withLine(kit, '{"station"', (line) => ({ ...line, line: `${line.line}\n` })))).toBe(
      "kit-line-not-in-roster",
    );
    const line = witnessLine("x/1", "x", { kind: "election" }, publicKeyOf("x"));
    expect(faultOf({ ...kit, lines: [...kit.lines, { index: packageLines().length, line, path: [] }] })).toBe(
      "kit-line-not-in-roster",
    );
  });
  test("with another definition, another note, or too few signatures", async () => {
    const kit = kitOf();
    const text = decodeUtf8(decodeBase64(kit.definition)!)!;
    const changed = utf8(text.replace("Sutrabor union", "Sutrabar union"));
    expect(faultOf({ ...kit, definition: encodeBase64(changed) })).toBe("kit-other-definition");
    expect(faultOf({ ...kit, definition: encodeBase64(utf8("{}")) })).toBe("kit-definition");
    expect(faultOf({ ...kit, electionNote: encodeBase64(utf8("no note")) })).toBe("kit-note");
    const noteOf = async (changes: Parameters<typeof packageParts>[0]) =>
      encodeBase64((await packageParts(changes)).noteBytes);
    for (const signers of [[`${ELECTION}/authority/alba`], [`${ELECTION}/witness/${WITNESS}`], []]) {
      expect(faultOf({ ...kit, electionNote: await noteOf({ signers }) }), signers.join()).toBe(
        "kit-signatures",
      );
    }
    const lowered = await noteOf({
      note: (note) => ({ ...note, authorities: [1, 3] }),
      signers: [`${ELECTION}/authority/alba`],
    });
    expect(faultOf({ ...kit, electionNote: lowered })).toBe("kit-signatures");
    const fewer = await noteOf({ note: (note) => ({ ...note, cosigners: [1, 1] }) });
    expect(faultOf({ ...kit, electionNote: fewer })).toBe("kit-incomplete");
  });
  test("with any byte of its paths, note or definition other", () => {
    const kit = kitOf();
    const flip = (text: string, at: number, bit: number) => {
      const bytes = decodeBase64(text)!.slice();
      bytes[at % bytes.length]! ^= 1 << bit;
      return encodeBase64(bytes);
    };
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.nat(7),
        fc.constantFrom("note", "definition", "path"),
        (where, at, bit, part) => {
          if (part === "note")
            return faultOf({ ...kit, electionNote: flip(kit.electionNote, at, bit) }) !== "holds";
          if (part === "definition")
            return faultOf({ ...kit, definition: flip(kit.definition, at, bit) }) !== "holds";
          const line = kit.lines[where % kit.lines.length]!;
          const path = line.path.map((hash, i) =>
            i === at % line.path.length ? flip(hash, where, bit) : hash,
          );
          return (
            faultOf({ ...kit, lines: kit.lines.map((one) => (one === line ? { ...line, path } : one)) }) !==
            "holds"
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

test("what has not the form of a kit is none", () => {
  const kit = kitOf();
  const broken: unknown[] = [
    null,
    [],
    "kit",
    { ...kit, format: "triplicate/kit/v2" },
    { ...kit, station: 1 },
    { ...kit, definition: "***" },
    { ...kit, lines: {} },
    { ...kit, lines: [{ index: -1, line: "{}", path: [] }] },
    { ...kit, lines: [{ index: 0, line: "{}", path: ["short"] }] },
    { ...kit, lines: [{ index: 0, line: "x".repeat(5000), path: [] }] },
    { ...kit, centre: "javascript:alert(1)" },
    { ...kit, isDemo: "yes" },
    { ...kit, demoKey: { witness: 1, seed: "AAAA" } },
    { ...kit, demoMachine: "file:///etc/passwd" },
  ];
  for (const value of broken)
    expect(parseKit(JSON.stringify(value)).ok, JSON.stringify(value)?.slice(0, 80)).toBe(false);
  expect(parseKit("{").ok).toBe(false);
  expect(parseKit(" ".repeat(5 * 1024 * 1024)).ok).toBe(false);
});

test("another authority's keys are another pin", async () => {
  const pin = pinOf(verified());
  expect(isSamePin(pin, { ...pin, keys: pin.keys.slice(1) })).toBe(false);
  expect(isSamePin(pin, { ...pin, election: "other" })).toBe(false);
  expect(isSamePin(pin, { ...pin, keys: [pin.keys[0]!, pin.keys[1]!, pin.keys[1]!] })).toBe(false);
});
