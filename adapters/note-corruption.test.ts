/**
 * Every byte of real notes changed, dropped and doubled: the note is refused, or counts a signature less; its text is
 * never another one.
 * @module
 */
import { utf8 } from "@triplicate/core/bytes.ts";
import { createNoteKey, SIGNATURE_TYPE, type SignatureType } from "@triplicate/core/note/key.ts";
import {
  cosignText,
  type FindKey,
  openNote,
  printNote,
  type Signer,
  signNote,
  signText,
} from "@triplicate/core/note/note.ts";
import { ACTA } from "@triplicate/core/statement/acta.ts";
import { describe, expect, it } from "vitest";
import { createKeyPair, nodeSha256, signerOf, verifyEd25519 } from "./ed25519-node.ts";

function signer(name: string, type: SignatureType = SIGNATURE_TYPE.ed25519): Signer {
  const { seed, publicKey } = createKeyPair(nodeSha256(utf8(name)));
  return signerOf(createNoteKey(name, type, publicKey), seed);
}

const MACHINE = signer("ve-bolivar-2017/machine/080101001.01");
const WITNESSES = ["MUD", "PSUV", "UPP"].map((party) =>
  signer(`ve-bolivar-2017/witness/${party}/080101001.01`),
);
const LOG = signer("cne.example/bolivar-2017");
const COSIGNER = signer("psuv.example/cosigner", SIGNATURE_TYPE.cosignature);
const KEYS = [MACHINE, ...WITNESSES, LOG, COSIGNER].map(({ key }) => key);
const find: FindKey = (name, id) => KEYS.find((key) => key.name === name && key.id === id);

const HASH = nodeSha256(utf8("election"));
const ACTA_TEXT = ACTA.print({
  election: ["ve-bolivar-2017", HASH],
  mode: "live",
  station: "080101001.01",
  contest: "governor",
  opened: 1_508_061_720,
  closed: 1_508_105_100,
  registered: 612,
  "checked-in": 431,
  ballots: 431,
  votes: { options: ["PSUV", "MUD", "UPP89"], votes: [212, 198, 17] },
  blank: 0,
  null: 4,
  spoiled: 3,
  records: HASH,
  journal: HASH,
});
const CHECKPOINT = "cne.example/bolivar-2017\n1642\nbbHvs3kWXUAFKDBnPXF7CRkO6RyVCFWO1y0wU/EXeRc=\n";

type Open = { readonly text: string; readonly verified: readonly string[] };

function open(bytes: Uint8Array): Open | null {
  const opened = openNote(bytes, find, verifyEd25519);
  if (!opened.ok) return null;
  return { text: opened.value.note.text, verified: opened.value.verified.map(({ key }) => key.name) };
}

/** Refused, or of the same text with fewer signatures. */
function isCaught(before: Open, changed: Uint8Array): boolean {
  const after = open(changed);
  if (after === null) return true;
  const isSubset = after.verified.every((name) => before.verified.includes(name));
  return after.text === before.text && isSubset && after.verified.length < before.verified.length;
}

function* changes(bytes: Uint8Array, values: (byte: number) => Iterable<number>) {
  for (let at = 0; at < bytes.length; at += 1) {
    for (const value of values(bytes[at]!)) {
      const changed = bytes.slice();
      changed[at] = value;
      yield { what: `byte ${at} to ${value}`, changed };
    }
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + 1)];
    yield { what: `byte ${at} dropped`, changed: Buffer.concat([before, after]) };
    yield {
      what: `byte ${at} doubled`,
      changed: Buffer.concat([before, bytes.subarray(at, at + 1), bytes.subarray(at)]),
    };
  }
}

const everyValue = (byte: number) =>
  Array.from({ length: 256 }, (_, value) => value).filter((v) => v !== byte);
const everyBit = (byte: number) => Array.from({ length: 8 }, (_, bit) => byte ^ (1 << bit));

describe("a changed byte", () => {
  it.each([
    ["a short note, any value", () => signNote("votes a=212\n", [signer("m")]), everyValue],
    [
      "an acta with its machine and three witnesses, any bit",
      () => signNote(ACTA_TEXT, [MACHINE, ...WITNESSES]),
      everyBit,
    ],
    [
      "a checkpoint with a cosignature, any bit",
      async () => ({
        text: CHECKPOINT,
        signatures: [await signText(CHECKPOINT, LOG), await cosignText(CHECKPOINT, 1_508_105_100, COSIGNER)],
      }),
      everyBit,
    ],
  ])("%s", async (_, make, values) => {
    const bytes = printNote(await make());
    KEYS.push(signer("m").key);
    const before = open(bytes)!;
    expect(before.verified.length).toBeGreaterThan(0);
    const missed: string[] = [];
    for (const { what, changed } of changes(bytes, values)) if (!isCaught(before, changed)) missed.push(what);
    expect(missed).toEqual([]);
  });
});
