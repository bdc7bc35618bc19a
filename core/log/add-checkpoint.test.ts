import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, encodeBase64, utf8 } from "../bytes.ts";
import { EMPTY_ROOT, proveConsistency, rootHash } from "../merkle-tree.ts";
import { SIGNATURE_TYPE } from "../note/key.ts";
import {
  cosignText,
  type Note,
  type NoteSignature,
  parseNote,
  printNote,
  printSignatureLine,
  signText,
} from "../note/note.ts";
import {
  ADD_CHECKPOINT_STATUS,
  answerCosignatures,
  answerRefusal,
  cosignedPath,
  judgeAddCheckpoint,
  type KnownLog,
  MAX_REQUEST_BYTES,
  NO_TREE,
  parseAddCheckpoint,
  parseSizeAnswer,
  printAddCheckpoint,
  readCosignatures,
  SIZE_MEDIA_TYPE,
} from "./add-checkpoint.ts";
import {
  cosignerOf,
  flip,
  LOG_ORIGIN,
  logSigner,
  memoryLogOf,
  sha,
  signCheckpoint,
  signerOf,
  verifyEd25519,
} from "./log.test-helper.ts";
import type { TreeHead } from "./tile-tree.ts";

const log = memoryLogOf(20);
const headAt = (size: number): TreeHead => ({ size, root: rootHash(log.leaves.slice(0, size), sha) });
const proofOf = (oldSize: number, size: number) => proveConsistency(log.leaves.slice(0, size), oldSize, sha);
const knownAt = (size: number): KnownLog => ({
  keys: [logSigner.key],
  head: size === 0 ? NO_TREE : headAt(size),
});

function parsedNote(bytes: Uint8Array): Note {
  const note = parseNote(bytes);
  if (!note.ok) throw new Error(note.error.code);
  return note.value;
}

/** What a cosigner that has `known` answers. */
function answer(body: Uint8Array, known: KnownLog | undefined): string {
  const request = parseAddCheckpoint(body);
  const verdict = request.ok ? judgeAddCheckpoint(known, request.value, verifyEd25519) : request;
  if (verdict.ok) return `200 ${verdict.value.head.size}`;
  const { status } = answerRefusal(verdict.error);
  const evidence = "isEvidence" in verdict.error ? " evidence" : "";
  return `${status} ${verdict.error.code}${evidence}`;
}

async function requestOf(oldSize: number, size: number, proof = proofOf(oldSize, size)): Promise<Uint8Array> {
  return printAddCheckpoint({ oldSize, proof, note: await signCheckpoint(headAt(size)) });
}

describe("a cosigner's answer", () => {
  test("is a cosignature for every tree that grew out of the one it has", async () => {
    for (let size = 0; size <= 20; size += 1) {
      for (let oldSize = 0; oldSize <= size; oldSize += 1) {
        expect(answer(await requestOf(oldSize, size), knownAt(oldSize))).toBe(`200 ${size}`);
      }
    }
  });

  test("is what it has, to whoever thinks it has something else", async () => {
    for (const has of [0, 1, 7, 20]) {
      for (const claimed of [0, 1, 7, 12, 20]) {
        if (claimed === has) continue;
        const body = await requestOf(claimed, 20);
        expect(answer(body, knownAt(has))).toBe("409 request-old-size-differs");
      }
    }
    const request = parseAddCheckpoint(await requestOf(0, 20));
    if (!request.ok) throw new Error();
    const verdict = judgeAddCheckpoint(knownAt(7), request.value, verifyEd25519);
    expect(!verdict.ok && answerRefusal(verdict.error)).toEqual({
      status: 409,
      mediaType: SIZE_MEDIA_TYPE,
      body: "7\n",
    });
  });

  test("tells what to cosign and what it takes the place of", async () => {
    const request = parseAddCheckpoint(await requestOf(7, 20));
    if (!request.ok) throw new Error();
    expect(judgeAddCheckpoint(knownAt(7), request.value, verifyEd25519)).toEqual({
      ok: true,
      value: { origin: LOG_ORIGIN, head: headAt(20), replaces: headAt(7), text: request.value.parsed.text },
    });
  });

  const forkedHead = { size: 20, root: new Uint8Array(32).fill(7) };
  const forged = { ...signerOf(LOG_ORIGIN, SIGNATURE_TYPE.ed25519, 99), key: logSigner.key };
  const stranger = signerOf(LOG_ORIGIN, SIGNATURE_TYPE.ed25519, 98);

  test.each<[string, () => Promise<Uint8Array>, KnownLog | undefined, string]>([
    [
      "another history of the same size",
      async () => printAddCheckpoint({ oldSize: 20, proof: [], note: await signCheckpoint(forkedHead) }),
      knownAt(20),
      "422 request-root-differs evidence",
    ],
    [
      "another history that is longer",
      async () =>
        printAddCheckpoint({ oldSize: 7, proof: proofOf(7, 20), note: await signCheckpoint(forkedHead) }),
      knownAt(7),
      "422 request-bad-proof evidence",
    ],
    [
      "a proof too short",
      () => requestOf(7, 20, proofOf(7, 20).slice(1)),
      knownAt(7),
      "422 request-bad-proof evidence",
    ],
    [
      "a proof too long",
      () => requestOf(7, 20, [...proofOf(7, 20), EMPTY_ROOT]),
      knownAt(7),
      "422 request-bad-proof evidence",
    ],
    [
      "a proof where none belongs: from nothing",
      () => requestOf(0, 20, proofOf(7, 20)),
      knownAt(0),
      "422 request-bad-proof evidence",
    ],
    [
      "a proof where none belongs: equal sizes",
      () => requestOf(20, 20, [EMPTY_ROOT]),
      knownAt(20),
      "422 request-bad-proof evidence",
    ],
    ["the same again", () => requestOf(20, 20), knownAt(20), "200 20"],
    ["a log it does not watch", () => requestOf(7, 20), undefined, "404 request-unknown-log"],
    [
      "a bad signature of the log",
      async () =>
        printAddCheckpoint({
          oldSize: 7,
          proof: proofOf(7, 20),
          note: await signCheckpoint(headAt(20), [], forged),
        }),
      knownAt(7),
      "403 request-not-signed",
    ],
    [
      "a signature of nobody it knows",
      async () =>
        printAddCheckpoint({
          oldSize: 7,
          proof: proofOf(7, 20),
          note: await signCheckpoint(headAt(20), [], stranger),
        }),
      knownAt(7),
      "403 request-not-signed",
    ],
    [
      "an old size above the new",
      () => requestOf(20, 20, []).then((b) => utf8(new TextDecoder().decode(b).replace("old 20", "old 21"))),
      knownAt(20),
      "400 request-old-size-larger",
    ],
    // Of two things wrong the earlier in the order of the standard is told.
    [
      "unknown, unsigned and behind",
      async () =>
        printAddCheckpoint({ oldSize: 3, proof: [], note: await signCheckpoint(headAt(20), [], forged) }),
      undefined,
      "404 request-unknown-log",
    ],
    [
      "unsigned and behind",
      async () =>
        printAddCheckpoint({ oldSize: 3, proof: [], note: await signCheckpoint(headAt(20), [], forged) }),
      knownAt(7),
      "403 request-not-signed",
    ],
    ["behind and without proof", () => requestOf(3, 20, []), knownAt(7), "409 request-old-size-differs"],
  ])("to %s", async (_, body, known, expected) => {
    expect(answer(await body(), known)).toBe(expected);
  });

  test("to one good and one bad signature by keys it knows is 403", async () => {
    const second = signerOf(LOG_ORIGIN, SIGNATURE_TYPE.ed25519, 5);
    const known = { ...knownAt(0), keys: [logSigner.key, second.key] };
    const { text } = parsedNote(await signCheckpoint(headAt(20)));
    const bodyOf = (signatures: NoteSignature[]) =>
      printAddCheckpoint({ oldSize: 0, proof: [], note: printNote({ text, signatures }) });
    const [good, other] = [await signText(text, logSigner), await signText(text, second)];
    const bad = { ...other, blob: good.blob };
    expect(answer(bodyOf([good, other]), known)).toBe("200 20");
    expect(answer(bodyOf([good, bad]), known)).toBe("403 request-not-signed");
    expect(answer(bodyOf([bad, good]), known)).toBe("403 request-not-signed");
    // To a cosigner that does not know the second key, its line says nothing.
    expect(answer(bodyOf([good, bad]), knownAt(0))).toBe("200 20");
  });

  test("to an empty tree with another root", async () => {
    const text = `${LOG_ORIGIN}\n0\n${encodeBase64(new Uint8Array(32))}\n`;
    const note = printNote({ text, signatures: [await signText(text, logSigner)] });
    const body = printAddCheckpoint({ oldSize: 0, proof: [], note });
    expect(answer(body, knownAt(0))).toBe("422 request-root-differs evidence");
    expect(answer(body, knownAt(7))).toBe("409 request-old-size-differs");
  });

  test("to a checkpoint with extension lines of others is a cosignature over them too", async () => {
    const text = `${LOG_ORIGIN}\n20\n${encodeBase64(headAt(20).root)}\nmore\n`;
    const note = printNote({ text, signatures: [await signText(text, logSigner)] });
    const request = parseAddCheckpoint(printAddCheckpoint({ oldSize: 0, proof: [], note }));
    if (!request.ok) throw new Error();
    const verdict = judgeAddCheckpoint(knownAt(0), request.value, verifyEd25519);
    expect(verdict.ok && verdict.value.text).toBe(text);
  });

  test("with any byte of the request changed is no cosignature of another tree", async () => {
    const body = await requestOf(7, 20);
    for (let at = 0; at < body.length; at += 1) {
      for (const changed of [
        flip(body, at, 1 << (at % 7)),
        concatBytes(body.slice(0, at), body.slice(at + 1)),
      ]) {
        expect(answer(changed, knownAt(7))).toMatch(/^4/);
      }
      expect(answer(body.slice(0, at), knownAt(7))).toMatch(/^4/);
    }
  });

  test.each<[string, (text: string) => string]>([
    ["nothing", () => ""],
    ["no blank line", (text) => text.replace("\n\n", "\n")],
    ["another word", (text) => text.replace("old", "new")],
    ["leading zeros", (text) => text.replace("old 7", "old 07")],
    ["a sign", (text) => text.replace("old 7", "old +7")],
    ["two spaces", (text) => text.replace("old 7", "old  7")],
    ["a size beyond all trees", (text) => text.replace("old 7", "old 9007199254740992")],
    ["64 lines of proof", (text) => text.replace("old 7\n", `old 7\n${`${"A".repeat(43)}=\n`.repeat(64)}`)],
    ["a hash with unused bits set", (text) => text.replace(/=\n/, "=\n").replace(/.=\n/, "B=\n")],
    ["carriage returns", (text) => text.replaceAll("\n", "\r\n")],
    ["a body too large", (text) => text + "x".repeat(MAX_REQUEST_BYTES)],
  ])("to %s is 400", async (_, change) => {
    const body = utf8(change(new TextDecoder().decode(await requestOf(7, 20))));
    expect(answer(body, knownAt(7))).toBe("400 request-malformed");
  });

  test.each<[string, (text: string) => string]>([
    ["no signature", (text) => text.slice(0, text.indexOf("\n\n", text.indexOf("\n\n") + 2) + 2)],
    ["a size with a zero", (text) => text.replace("\n20\n", "\n020\n")],
    ["a root that is none", (text) => text.replace(/\n20\n.*\n/, "\n20\nAAAA\n")],
  ])("to a checkpoint with %s is 400", async (_, change) => {
    const body = utf8(change(new TextDecoder().decode(await requestOf(7, 20))));
    expect(answer(body, knownAt(7))).toBe("400 request-bad-checkpoint");
  });

  test("no bytes make it throw, and what is read is printed as it was", async () => {
    const note = new TextDecoder().decode(await signCheckpoint(headAt(20)));
    const part = fc.constantFrom("old 0", "old 7", "old", "", `${"A".repeat(43)}=`, note, "x");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const body = utf8(parts.join("\n"));
        const read = parseAddCheckpoint(body);
        if (read.ok) expect(printAddCheckpoint(read.value)).toEqual(body);
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parseAddCheckpoint(bytes)));
  });

  test("statuses are those of the protocol", () => {
    expect(Object.values(ADD_CHECKPOINT_STATUS)).toEqual([400, 400, 400, 404, 403, 409, 422, 422]);
  });
});

describe("a history of requests", () => {
  test("in any order never makes a cosigner sign two trees that disagree", async () => {
    const fork = memoryLogOf(0);
    fork.append(Array.from({ length: 20 }, (_, i) => utf8(`entry ${i < 9 ? i : `${i} of the fork`}`)));
    const trees = await Promise.all(
      [log, fork].map(async (one) =>
        Promise.all(
          Array.from({ length: 21 }, async (_, size) => {
            const head = { size, root: rootHash(one.leaves.slice(0, size), sha) };
            return { head, note: await signCheckpoint(head) };
          }),
        ),
      ),
    );
    const step = fc.record({ tree: fc.nat(1), size: fc.nat(20), proofTree: fc.nat(1), guess: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
        let known: KnownLog = knownAt(0);
        let branches = [0, 1];
        for (const { tree, size, proofTree, guess } of steps) {
          const oldSize = guess === 0 ? Math.min(size, 3) : known.head.size;
          if (oldSize > size) continue;
          const proof = proveConsistency([log, fork][proofTree]!.leaves.slice(0, size), oldSize, sha);
          const request = parseAddCheckpoint(
            printAddCheckpoint({ oldSize, proof, note: trees[tree]![size]!.note }),
          );
          if (!request.ok) throw new Error(request.error.code);
          const verdict = judgeAddCheckpoint(known, request.value, verifyEd25519);
          if (!verdict.ok) continue;
          expect(verdict.value.replaces).toBe(known.head);
          expect(size).toBeGreaterThanOrEqual(known.head.size);
          known = { ...known, head: verdict.value.head };
          // The two share nine entries: from the tenth on, one branch only was ever signed.
          if (size > 9) branches = branches.filter((branch) => branch === tree);
          expect(branches).not.toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("what a log takes from the answer", () => {
  const [asked, other] = [cosignerOf("psuv.example/cosigner", 2), cosignerOf("mud.example/cosigner", 3)];
  const find = (name: string, id: number) => [asked.key].find((key) => key.name === name && key.id === id);

  test("the lines of the keys it asked, over the text it sent", async () => {
    const note = parseNote(await signCheckpoint(headAt(20)));
    if (!note.ok) throw new Error();
    const { text } = note.value;
    const lines = [
      await cosignText(text, 1_700_000_000, other),
      await cosignText(text, 1_700_000_009, asked),
    ];
    const { status, body } = answerCosignatures(lines);
    expect(status).toBe(200);
    const checks = readCosignatures(utf8(body), text, find);
    if (!checks.ok) throw new Error(checks.error.code);
    expect(checks.value.map(({ key, timestamp }) => [key.name, timestamp])).toEqual([
      ["psuv.example/cosigner", 1_700_000_009],
    ]);
    const [check] = checks.value;
    expect(verifyEd25519(check!.key.publicKey, check!.message, check!.signature)).toBe(true);
    const wrong = readCosignatures(utf8(body), text.replace("20", "21"), find);
    if (!wrong.ok) throw new Error();
    expect(verifyEd25519(asked.key.publicKey, wrong.value[0]!.message, wrong.value[0]!.signature)).toBe(
      false,
    );
  });

  test("nothing, when it is no list of signature lines", async () => {
    const text = "log.example\n";
    const line = printSignatureLine(await cosignText(text, 1, asked));
    const code = (body: string): string => {
      const checks = readCosignatures(utf8(body), text, find);
      return checks.ok ? "ok" : checks.error.code;
    };
    expect(code(line)).toBe("ok");
    expect(code(printSignatureLine(await cosignText(text, 1, other)))).toBe("note-unknown-keys");
    for (const body of [
      "",
      "\n",
      line.slice(0, -1),
      `${line}\n`,
      `x\n${line}`,
      line.repeat(101),
      `${line}${" ".repeat(70_000)}\n`,
    ])
      expect([body.slice(0, 20), code(body)]).toEqual([body.slice(0, 20), "answer-malformed"]);
    expect(readCosignatures(Uint8Array.of(0xff, 0x0a), text, find)).toMatchObject({
      error: { code: "answer-malformed" },
    });
  });

  test.each([
    ["0\n", 0],
    ["50\n", 50],
    ["9007199254740991\n", Number.MAX_SAFE_INTEGER],
    ["", null],
    ["\n", null],
    ["50", null],
    ["050\n", null],
    ["50\n\n", null],
    ["-1\n", null],
    ["9007199254740992\n", null],
  ])("of a size %j: %j", (body, size) => expect(parseSizeAnswer(utf8(body))).toBe(size));

  test("where a cosigner shows what it signed", () => {
    expect(cosignedPath("example.com/behind-the-sofa")).toMatch(/^[0-9a-f]{64}\/checkpoint$/);
  });
});
