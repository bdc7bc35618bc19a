/**
 * A witness's answer: what the machine will read of it, and that nobody but the witness can make it.
 */
import { decodeUtf8, equalBytes, utf8 } from "@triplicate/core/bytes.ts";
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import { createNoteKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import { openNote } from "@triplicate/core/note/note.ts";
import { ACCREDITATION } from "@triplicate/core/statement/accreditation.ts";
import { lineToNote } from "@triplicate/core/statement/one-line.ts";
import { WITNESS_ANSWER } from "@triplicate/core/statement/witness-answer.ts";
import { expect, test } from "vitest";
import { makeAccreditation, makeAnswer } from "./answer.ts";
import { judgeActa } from "./judge-acta.ts";
import {
  actaOf,
  ELECTION,
  publicKeyOf,
  STATION,
  signedActa,
  signerNamed,
  verified,
  WITNESS,
} from "./witness.test-helper.ts";

const kit = verified();
const witness = kit.witnesses.find(({ id }) => id === WITNESS)!;
const { sign } = signerNamed(`${ELECTION}/witness/${WITNESS}`);
const judge = (bytes: Uint8Array) => judgeActa(bytes, kit, verifyPortably)!;
const actas = [judge(await signedActa(actaOf("secretary"))), judge(await signedActa(actaOf("board")))];

function read(line: string) {
  const bytes = lineToNote("answer", line)!;
  const opened = openNote(bytes, (name, id) => kit.book.find(name, id), verifyPortably);
  if (!opened.ok) throw new Error(opened.error.code);
  const answer = WITNESS_ANSWER.parse(opened.value.note.text);
  if (!answer.ok) throw new Error(answer.error.code);
  return { answer: answer.value, signers: opened.value.verified.map(({ key }) => key.name) };
}

test("signed: one line holds a signature for each acta, and the kept notes have it too", async () => {
  const made = await makeAnswer(kit, actas, witness, sign, { decision: "signed" });
  const { answer, signers } = read(made.line);
  expect(signers).toEqual([`${ELECTION}/witness/${WITNESS}`]);
  expect([answer.station, answer.witness, answer.mode, answer.decision]).toEqual([
    STATION,
    WITNESS,
    "live",
    { decision: "signed" },
  ]);
  expect(answer.acta.map(({ contest }) => contest)).toEqual(["secretary", "board"]);
  for (const [i, { digest, signature }] of answer.acta.entries()) {
    expect(equalBytes(digest, actas[i]!.digest)).toBe(true);
    expect(verifyPortably(witness.key.publicKey, utf8(actas[i]!.note.text), signature)).toBe(true);
    expect(judge(made.notes[i]!).witnesses).toEqual([WITNESS]);
    expect(judge(made.notes[i]!).isGenuine).toBe(true);
  }
  // What fits the screen of a telephone: version 32 has 1,489 bytes with error correction M.
  expect(made.line.length).toBeLessThan(1489);
});

test("signed twice, the note has the witness's line once", async () => {
  const once = await makeAnswer(kit, actas, witness, sign, { decision: "signed" });
  const again = await makeAnswer(kit, once.notes.map(judge), witness, sign, { decision: "signed" });
  expect(again.notes).toEqual(once.notes);
});

test("refused: the reason stands in it, no signature of an acta does, and the notes stay as they were", async () => {
  const decision = { decision: "refused", reason: "Los números del papel no son los del código" } as const;
  const made = await makeAnswer(kit, actas, witness, sign, decision);
  const { answer } = read(made.line);
  expect([answer.decision, answer.acta]).toEqual([decision, []]);
  expect(made.notes.map(decodeUtf8)).toEqual(actas.map(({ noteBytes }) => decodeUtf8(noteBytes)));
});

test("what is not genuine or not whole is never signed, and may be refused", async () => {
  const forged = judge(await signedActa(actaOf("board"), `${ELECTION}/machine/01.2`));
  for (const some of [[], [actas[0]!], [actas[1]!, actas[0]!], [actas[0]!, forged], [...actas, actas[1]!]]) {
    await expect(makeAnswer(kit, some, witness, sign, { decision: "signed" })).rejects.toThrow();
    const refused = await makeAnswer(kit, some, witness, sign, { decision: "refused", reason: "no" });
    expect(read(refused.line).answer.decision.decision).toBe("refused");
  }
});

test("a reason of two lines is no reason", async () => {
  await expect(
    makeAnswer(kit, actas, witness, sign, { decision: "refused", reason: "a\nb" }),
  ).rejects.toThrow();
});

test("a request for accreditation is signed by the key that it asks for", async () => {
  const key = publicKeyOf("ana");
  const line = await makeAccreditation(
    {
      election: ELECTION,
      witness: "MUD/01.1/ana",
      party: "MUD",
      scope: "station/01.1",
      key,
      name: "Ana Núñez",
    },
    signerNamed("ana").sign,
  );
  const name = createNoteKey(`${ELECTION}/witness/MUD/01.1/ana`, SIGNATURE_TYPE.ed25519, key);
  const opened = openNote(lineToNote("accredit", line)!, () => name, verifyPortably);
  const read = opened.ok ? ACCREDITATION.parse(opened.value.note.text) : null;
  expect(read?.ok === true && [read.value.name, equalBytes(read.value.key, key)]).toEqual([
    "Ana Núñez",
    true,
  ]);
});
