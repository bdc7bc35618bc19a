import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, utf8 } from "../bytes.ts";
import { createNoteKey, printVerifierKey, SIGNATURE_TYPE } from "../note/key.ts";
import {
  createPolicy,
  findPolicyKey,
  isQuorum,
  MAX_POLICY_BYTES,
  type Policy,
  parsePolicy,
  printPolicy,
} from "./policy.ts";

const keyOf = (name: string, type: 1 | 4, byte: number) =>
  createNoteKey(name, type, new Uint8Array(32).fill(byte));
const LOG = printVerifierKey(keyOf("log.example", SIGNATURE_TYPE.ed25519, 1));
const vkey = (byte: number, name = `w${byte}.example`) =>
  printVerifierKey(keyOf(name, SIGNATURE_TYPE.cosignature, byte));
const [A, B, C] = [vkey(10), vkey(11), vkey(12)];

/** The codes of a text, each with its line. */
function faultsOf(text: string | Uint8Array): string[] {
  const policy = parsePolicy(typeof text === "string" ? utf8(text) : text);
  return policy.ok
    ? []
    : policy.error.map(({ code, line }) => (line === undefined ? code : `${line} ${code}`));
}

function parse(text: string): Policy {
  const policy = parsePolicy(utf8(text));
  if (!policy.ok) throw new Error(JSON.stringify(policy.error));
  return policy.value;
}

describe("policies", () => {
  test("the standard's example, with two levels of groups", () => {
    const names = ["X1", "X2", "X3", "Y1", "Y2", "Y3"];
    const text = `log ${LOG}

witness X1 ${vkey(11)}
witness X2 ${vkey(12)}
witness X3 ${vkey(13)}
group X-witnesses 2 X1 X2 X3

witness Y1 ${vkey(14)}
witness Y2 ${vkey(15)}
witness Y3 ${vkey(16)}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;
    const policy = parse(text);
    for (let subset = 0; subset < 64; subset += 1) {
      const chosen = names.filter((_, i) => (subset >> i) % 2 === 1);
      const expected = chosen.filter((n) => n[0] === "X").length >= 2 && chosen.some((n) => n[0] === "Y");
      expect([chosen, isQuorum(policy, chosen)]).toEqual([chosen, expected]);
    }
    expect(parse(printPolicy(policy))).toEqual(policy);
  });

  test("are read with comments, spaces and addresses, and printed in one form", () => {
    const text = `# by hand\n\t log\t${LOG}  https://log.example/ \n\n  #witness\nwitness ñandú ${A} https://a.example\nwitness b ${B}\ngroup g 1 ñandú b\nquorum g\n`;
    expect(printPolicy(parse(text))).toBe(
      `log ${LOG} https://log.example/\nwitness ñandú ${A} https://a.example\nwitness b ${B}\ngroup g any ñandú b\nquorum g\n`,
    );
  });

  test("comments may be in any encoding, names may not", () => {
    const latin1 = Uint8Array.of(0x23, 0xf1, 0xff, 0x0a);
    expect(faultsOf(concatBytes(latin1, utf8("quorum none\n")))).toEqual([]);
    expect(
      faultsOf(concatBytes(utf8("witness "), Uint8Array.of(0xf1), utf8(` ${A}\nquorum none\n`))),
    ).toEqual(["1 policy-bad-byte"]);
  });

  test("what Unicode calls a space does not separate, and names that look alike are two", () => {
    expect(
      faultsOf(
        `witness K ${A}\nwitness \u212a ${B}\nwitness a\u00a0b ${C}\ngroup g all K \u212a a\u00a0b\nquorum g\n`,
      ),
    ).toEqual([]);
  });

  test.each([
    ["", "policy-no-quorum"],
    ["quorum none", "1 policy-no-final-newline policy-no-quorum"],
    ["quorum none\n ", "2 policy-no-final-newline"],
    ["quorum none\nquorum none\n", "2 policy-second-quorum"],
    ["quorum none x\n", "1 policy-bad-line policy-no-quorum"],
    ["quorum\n", "1 policy-bad-line policy-no-quorum"],
    ["quorum a\n", "1 policy-unknown-name policy-no-quorum"],
    [`quorum a\nwitness a ${A}\n`, "1 policy-unknown-name policy-no-quorum"],
    ["quorum none\r\n", "1 policy-bad-byte policy-no-quorum"],
    ["quorum none\u007f\n", "1 policy-bad-byte policy-no-quorum"],
    ["quorum none\n#\u0000\n", "2 policy-bad-byte"],
    ["Quorum none\n", "1 policy-bad-line policy-no-quorum"],
    ["cosigner a b\nquorum none\n", "1 policy-bad-line"],
    ["log\nquorum none\n", "1 policy-bad-line"],
    [`log ${LOG} u v\nquorum none\n`, "1 policy-bad-line"],
    [`log ${LOG.replace("+", "-")}\nquorum none\n`, "1 policy-bad-key"],
    [`log ${LOG.slice(0, -1)}\nquorum none\n`, "1 policy-bad-key"],
    [`log ${A}\nquorum none\n`, "1 policy-wrong-key-type"],
    [`witness a ${LOG}\nquorum none\n`, "1 policy-wrong-key-type"],
    [`log ${LOG}\nlog ${LOG}\nquorum none\n`, "2 policy-same-key"],
    [`witness a ${A}\nwitness b ${vkey(10, "other.example")}\nquorum none\n`, "2 policy-same-key"],
    [`log ${LOG}\nwitness a ${vkey(1)}\nquorum none\n`, "2 policy-same-key"],
    [`witness a ${A}\nwitness a ${B}\nquorum none\n`, "2 policy-same-name"],
    [`witness a ${A}\ngroup a any a\nquorum none\n`, "2 policy-same-name"],
    [`witness none ${A}\nquorum none\n`, "1 policy-reserved-name"],
    [`witness a ${A}\ngroup none any a\nquorum none\n`, "2 policy-reserved-name"],
    ["group g any none\nquorum none\n", "1 policy-reserved-name"],
    ["group g any a\nquorum none\n", "1 policy-unknown-name"],
    ["group g any g\nquorum none\n", "1 policy-unknown-name"],
    ["group g any\nquorum none\n", "1 policy-bad-line"],
    [
      `witness a ${A}\ngroup g 2 a a\nquorum g\n`,
      "2 policy-second-membership 3 policy-unknown-name policy-no-quorum",
    ],
    [`witness a ${A}\ngroup g any a\ngroup h any a\nquorum g\n`, "3 policy-second-membership"],
    ...["0", "2", "01", "+1", "1.0", "1e0", "-1", "most", "١", "4294967297"].map((rule) => [
      `witness a ${A}\ngroup g ${rule} a\nquorum none\n`,
      "2 policy-bad-threshold",
    ]),
  ])("%j has the faults %s", (text, faults) => {
    expect(faultsOf(text).join(" ")).toBe(faults);
  });

  test("every fault of a file is told, and files beyond the limit are not read", () => {
    expect(faultsOf(`x\nlog ${A}\ngroup g any q\n\u0001\nquorum z`)).toEqual([
      "1 policy-bad-line",
      "2 policy-wrong-key-type",
      "3 policy-unknown-name",
      "4 policy-bad-byte",
      "5 policy-no-final-newline",
      "policy-no-quorum",
    ]);
    expect(faultsOf(new Uint8Array(MAX_POLICY_BYTES + 1).fill(0x0a))).toEqual(["policy-too-large"]);
    // As many as the standard asks everybody to read, and more.
    const many = Array.from({ length: 200 }, (_, i) => `witness w${i} ${vkey(i)}\ngroup g${i} all w${i}\n`);
    expect(faultsOf(`${many.join("")}quorum g199\n`)).toEqual([]);
  });

  test("no bytes make it throw, and what is read is printed and read again as it was", () => {
    const word = fc.constantFrom(
      "log",
      "witness",
      "group",
      "quorum",
      "none",
      "any",
      "all",
      "1",
      "2",
      "a",
      "b",
      LOG,
      A,
      B,
      "#",
      "",
    );
    const line = fc.array(word, { maxLength: 6 }).map((words) => words.join(" "));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const policy = parsePolicy(utf8(lines.map((one) => `${one}\n`).join("")));
        if (policy.ok) expect(parse(printPolicy(policy.value))).toEqual(policy.value);
      }),
      { numRuns: 1000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parsePolicy(bytes)));
  });
});

describe("the policy of an election", () => {
  const log = { key: keyOf("log.example", SIGNATURE_TYPE.ed25519, 1) };
  const cosigners = ["psuv.example/c", "mud.example/c", "uni.example/c"].map((name, i) => ({
    key: keyOf(name, SIGNATURE_TYPE.cosignature, 20 + i),
    url: `https://${name}`,
  }));

  test("asks for as many of its cosigners as it says", () => {
    const policy = createPolicy(log, cosigners, 2);
    expect(parse(printPolicy(policy))).toEqual(policy);
    expect(printPolicy(policy).split("\n").slice(-3)).toEqual([
      "group cosigners 2 psuv.example/c mud.example/c uni.example/c",
      "quorum cosigners",
      "",
    ]);
    expect(isQuorum(policy, ["psuv.example/c", "uni.example/c"])).toBe(true);
    // Nobody counts twice, and strangers and groups cannot be claimed.
    expect(isQuorum(policy, ["psuv.example/c", "psuv.example/c", "stranger", "cosigners"])).toBe(false);
    expect(findPolicyKey(policy)("mud.example/c", cosigners[1]!.key.id)).toBe(cosigners[1]!.key);
    expect(findPolicyKey(policy)("mud.example/c", cosigners[0]!.key.id)).toBe(undefined);
  });

  test("may need none, and takes keys whatever they are called", () => {
    expect(printPolicy(createPolicy(log, [], 0))).toBe(`log ${LOG}\nquorum none\n`);
    expect(isQuorum(createPolicy(log, cosigners, 0), [])).toBe(true);
    const odd = ["none", "cosigners"].map((name, i) => ({
      key: keyOf(name, SIGNATURE_TYPE.cosignature, 30 + i),
    }));
    const text = printPolicy(createPolicy(log, odd, 2));
    expect(text.split("\n").slice(-3, -1)).toEqual([
      "group cosigners+ all none+ cosigners",
      "quorum cosigners+",
    ]);
    for (const quorum of [-1, 4, 0.5]) expect(() => createPolicy(log, cosigners, quorum)).toThrow();
  });
});
