import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { concatBytes, encodeBase64, utf8 } from "../bytes.ts";
import { createNoteKey, SIGNATURE_TYPE } from "../note/key.ts";
import { parseNote, printNote } from "../note/note.ts";
import { printCheckpoint } from "./checkpoint.ts";
import {
  cosignerOf,
  entryOf,
  flip,
  LOG_ORIGIN,
  logSigner,
  memoryLogOf,
  sha,
  signCheckpoint,
  signerOf,
  verifyEd25519,
} from "./log.test-helper.ts";
import { type LogProof, MAX_EXTRA_BYTES, parseLogProof, printLogProof, verifyLogProof } from "./log-proof.ts";
import { createPolicy } from "./policy.ts";
import { openCheckpoint } from "./signed-checkpoint.ts";
import { createTileReader } from "./tile-reader.ts";

const [psuv, mud, university] = [
  cosignerOf("psuv.example/cosigner", 2),
  cosignerOf("mud.example/cosigner", 3),
  cosignerOf("university.example/cosigner", 4),
];
const policyOf = (quorum: number) =>
  createPolicy(
    { key: logSigner.key },
    [psuv, mud, university].map(({ key }) => ({ key })),
    quorum,
  );

const INDEX = 299;
let proof: LogProof;
let bytes: Uint8Array;

beforeAll(async () => {
  const log = memoryLogOf(700);
  const hashes = await createTileReader(log.head, log.read, { sha }).proveInclusion(INDEX);
  if (!hashes.ok) throw new Error(hashes.error.code);
  const checkpoint = await signCheckpoint(log.head, [psuv, mud, university]);
  proof = { index: INDEX, hashes: hashes.value, checkpoint };
  bytes = printLogProof(proof);
});

const verdict = (file: Uint8Array, quorum = 3, entry = entryOf(INDEX)): string => {
  const result = verifyLogProof(file, entry, policyOf(quorum), verifyEd25519);
  return result.ok ? "holds" : result.error.code;
};

describe("a proof", () => {
  test("holds with entry and policy alone, and says who cosigned when", () => {
    const result = verifyLogProof(bytes, entryOf(INDEX), policyOf(3), verifyEd25519);
    if (!result.ok) throw new Error(result.error.code);
    expect(result.value.index).toBe(INDEX);
    expect(result.value.checkpoint).toMatchObject({ origin: LOG_ORIGIN, size: 700 });
    expect(result.value.cosigned).toEqual([
      { name: "psuv.example/cosigner", time: 1_700_000_000 },
      { name: "mud.example/cosigner", time: 1_700_000_001 },
      { name: "university.example/cosigner", time: 1_700_000_002 },
    ]);
  });

  test("with any byte changed is refused, and with any byte missing", () => {
    const accepted: number[] = [];
    for (let at = 0; at < bytes.length; at += 1) {
      if (verdict(flip(bytes, at, 1 << (at % 7))) === "holds") accepted.push(at);
      if (verdict(concatBytes(bytes.slice(0, at), bytes.slice(at + 1))) === "holds") accepted.push(at);
    }
    expect(accepted).toEqual([]);
    for (let end = 0; end < bytes.length; end += 1) {
      if (verdict(bytes.slice(0, end)) === "holds") accepted.push(end);
    }
    expect(accepted).toEqual([]);
  });

  test("holds for no other entry and no other index", () => {
    expect(verdict(bytes, 3, entryOf(298))).toBe("proof-does-not-hold");
    for (let index = 0; index < 700; index += 1) {
      if (index !== INDEX) expect(verdict(printLogProof({ ...proof, index }))).toBe("proof-does-not-hold");
    }
    expect(verdict(printLogProof({ ...proof, index: 700 }))).toBe("proof-does-not-hold");
    expect(verdict(printLogProof({ ...proof, hashes: proof.hashes.slice(1) }))).toBe("proof-does-not-hold");
    expect(verdict(printLogProof({ ...proof, hashes: [...proof.hashes, proof.hashes[0]!] }))).toBe(
      "proof-does-not-hold",
    );
  });

  test("may carry a line that nobody signs", () => {
    const extra = utf8("anything");
    expect(verdict(printLogProof({ ...proof, extra }))).toBe("holds");
    expect(parseLogProof(printLogProof({ ...proof, extra }))).toEqual({
      ok: true,
      value: { ...proof, extra },
    });
  });

  test.each<[string, string, (text: string) => string]>([
    ["another form", "proof-other-form", (text) => text.replace("@v1", "@v2")],
    ["a line before it", "proof-other-form", (text) => `\n${text}`],
    ["carriage returns", "proof-other-form", (text) => text.replaceAll("\n", "\r\n")],
    ["no blank line", "proof-other-form", (text) => text.slice(0, text.indexOf("\n\n") + 1)],
    ["an empty extra", "proof-bad-extra", (text) => text.replace("index", "extra \nindex")],
    ["an extra twice", "proof-bad-index", (text) => text.replace("index", "extra QUFB\nextra QUFB\nindex")],
    ["an extra after the index", "proof-bad-hash", (text) => text.replace("299\n", "299\nextra QUFB\n")],
    ["an extra in base64url", "proof-bad-extra", (text) => text.replace("index", "extra QU_B\nindex")],
    ["an index with a zero", "proof-bad-index", (text) => text.replace("299", "0299")],
    ["a negative index", "proof-bad-index", (text) => text.replace("299", "-299")],
    ["no index", "proof-bad-index", (text) => text.replace("index 299\n", "")],
    ["an index beyond all trees", "proof-bad-index", (text) => text.replace("299", "9007199254740992")],
    [
      "a hash of 31 bytes",
      "proof-bad-hash",
      (text) => text.replace("299\n", `299\n${encodeBase64(new Uint8Array(31))}\n`),
    ],
    [
      "64 hashes",
      "proof-too-many-hashes",
      (text) => text.replace("299\n", `299\n${`${"A".repeat(43)}=\n`.repeat(64)}`),
    ],
    ["no note", "note-no-signatures", (text) => text.slice(0, text.indexOf("\n\n") + 2)],
  ])("with %s is refused: %s", (_, code, change) => {
    expect(verdict(utf8(change(new TextDecoder().decode(bytes))))).toBe(code);
  });

  test("too large is not looked at; of any other bytes it reads what it would write", () => {
    expect(verdict(new Uint8Array(400_000))).toBe("proof-too-large");
    const long = new Uint8Array(MAX_EXTRA_BYTES + 1).fill(1);
    expect(() => printLogProof({ ...proof, extra: long })).toThrow();
    expect(verdict(printLogProof({ ...proof, extra: long.slice(1) }))).toBe("holds");
    const part = fc.constantFrom(
      "c2sp.org/tlog-proof@v1",
      "index 1",
      "extra QUFB",
      `${"A".repeat(43)}=`,
      "",
      "x",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (lines) => {
        const file = utf8(lines.join("\n"));
        const read = parseLogProof(file);
        if (read.ok) expect(printLogProof(read.value)).toEqual(file);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a checkpoint held against a policy", () => {
  const head = { size: 3, root: new Uint8Array(32).fill(9) };
  const code = (note: Uint8Array, policy = policyOf(2)): string => {
    const result = openCheckpoint(note, policy, verifyEd25519);
    return result.ok
      ? result.value.cosigned.map(({ name }) => name.split(".")[0]).join(" ")
      : result.error.code;
  };

  test("needs the log and a quorum, and says who they were", async () => {
    expect(code(await signCheckpoint(head, [psuv, university]))).toBe("psuv university");
    expect(code(await signCheckpoint(head, [psuv]))).toBe("checkpoint-no-quorum");
    expect(code(await signCheckpoint(head, [psuv, psuv, psuv]))).toBe("checkpoint-no-quorum");
    expect(code(await signCheckpoint(head, []), policyOf(0))).toBe("");
    const withStrangers = [psuv, cosignerOf("stranger.example/c", 77), mud];
    expect(code(await signCheckpoint(head, withStrangers))).toBe("psuv mud");
  });

  test("one bad line of a known key refuses it, whatever else is good", async () => {
    const thief = { ...cosignerOf("university.example/cosigner", 66), key: university.key };
    expect(code(await signCheckpoint(head, [psuv, mud, thief]))).toBe("note-bad-signature");
    const forged = { ...signerOf(LOG_ORIGIN, SIGNATURE_TYPE.ed25519, 66), key: logSigner.key };
    expect(code(await signCheckpoint(head, [psuv, mud], forged))).toBe("note-bad-signature");
  });

  test("cosigners alone are no log, and a log's key speaks for its own origin", async () => {
    const signed = parseNote(await signCheckpoint(head, [psuv, mud]));
    if (!signed.ok) throw new Error();
    const withoutLog = { ...signed.value, signatures: signed.value.signatures.slice(1) };
    expect(code(printNote(withoutLog))).toBe("checkpoint-not-signed-by-log");
    const other = signerOf("other.example/log", SIGNATURE_TYPE.ed25519, 5);
    expect(code(await signCheckpoint(head, [psuv, mud], other))).toBe("checkpoint-unknown-log");
    // Both logs are in the policy; the other one signs a checkpoint that claims this origin.
    const both = { ...policyOf(0), logs: [{ key: logSigner.key }, { key: other.key }] };
    const text = printCheckpoint({ origin: LOG_ORIGIN, ...head });
    const blob = await other.sign(utf8(text));
    const impostor = printNote({ text, signatures: [{ name: other.key.name, keyId: other.key.id, blob }] });
    expect(code(impostor, both)).toBe("note-unknown-keys");
    expect(code(await signCheckpoint(head, [], other), both)).toBe("");
  });

  test("a cosigner's signature does not pass for the log's, nor the log's for a cosigner's", async () => {
    // One secret under both types: the messages differ, so neither can stand in for the other.
    const asLog = createNoteKey(LOG_ORIGIN, SIGNATURE_TYPE.ed25519, psuv.key.publicKey);
    const policy = { ...policyOf(0), logs: [{ key: asLog }] };
    const signed = parseNote(await signCheckpoint(head, [psuv]));
    if (!signed.ok) throw new Error();
    const cosignature = signed.value.signatures[1]!;
    const swapped = { name: LOG_ORIGIN, keyId: asLog.id, blob: cosignature.blob.slice(8) };
    expect(code(printNote({ text: signed.value.text, signatures: [swapped] }), policy)).toBe(
      "note-bad-signature",
    );
  });

  test("an empty log has one root", async () => {
    const signed = parseNote(await signCheckpoint(head, []));
    if (!signed.ok) throw new Error();
    const text = signed.value.text.replace("\n3\n", "\n0\n");
    expect(code(printNote({ ...signed.value, text }), policyOf(0))).toBe("checkpoint-bad-root");
  });
});
