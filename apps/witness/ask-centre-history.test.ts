/**
 * A log that is put back, written anew, or shown to one person alone: its receipts and proofs are held against it.
 */
import { encodeHex, utf8 } from "@triplicate/core/bytes.ts";
import { printLogProof } from "@triplicate/core/log/log-proof.ts";
import { proveInclusion } from "@triplicate/core/merkle-tree.ts";
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import { describe, expect, test } from "vitest";
import { askCentre, type CentreAnswer, type Known } from "./ask-centre.ts";
import { createCentre } from "./centre.ts";
import { judgeActa } from "./judge-acta.ts";
import {
  actaOf,
  checkpointOf,
  createFakeCentre,
  type FakeCentre,
  publishedOf,
  signedActa,
  verified,
} from "./witness.test-helper.ts";

const kit = verified();
const note = await signedActa(actaOf("secretary"));
const acta = judgeActa(note, kit, verifyPortably)!;

const ask = (
  centre: FakeCentre,
  receipt: Known["receipt"] = null,
  seen: Known["seen"] = [],
): Promise<CentreAnswer> => {
  const client = createCentre("https://centre.example/", (address, init) =>
    centre.answer(init?.method ?? "GET", new URL(address).pathname),
  );
  return askCentre(kit, { acta, noteBytes: note, receipt, seen }, client, verifyPortably);
};

function logOf(first: readonly string[], after: readonly string[] = [], own = note): FakeCentre {
  const centre = createFakeCentre();
  for (const text of first) centre.append(utf8(`${text}\n`));
  centre.append(own);
  for (const text of after) centre.append(utf8(`${text}\n`));
  return centre;
}

/** The alarms, the contradiction files among their evidence, and what is said of the acta. */
function saidBy(answer: CentreAnswer): [alarms: string[], proofs: string[], inLog: string] {
  if (answer.is !== "answered") return [[answer.is], [], ""];
  const files = answer.alarms.flatMap((alarm) => alarm.files).filter(({ isProof }) => isProof);
  const proofs = files.map(({ name }) =>
    name.replace(/^.*-(split-view|entry-replaced)\.contradiction$/, "$1"),
  );
  return [answer.alarms.map(({ code }) => code), proofs, answer.inLog.is];
}

const honest = () => logOf(["one", "two", "three"], ["five"]);
const proofBytes = async ({ log }: FakeCentre): Promise<Uint8Array> =>
  printLogProof({ index: 3, hashes: proveInclusion(log.leaves, 3), checkpoint: await checkpointOf(log) });

describe("a log with two faces", () => {
  test("one that goes on from its receipt", async () => {
    const receipt = { proof: await proofBytes(honest()), entry: note };
    for (const more of [[], ["six"], Array.from({ length: 40 }, (_, i) => `more ${i}`)]) {
      const centre = honest();
      for (const text of more) centre.append(utf8(`${text}\n`));
      expect(saidBy(await ask(centre, receipt))).toEqual([[], [], "included"]);
    }
  });
  test("one that was put back to before its own receipt", async () => {
    const receipt = { proof: await proofBytes(honest()), entry: note };
    const old = createFakeCentre();
    for (const text of ["one", "two", "three"]) old.append(utf8(`${text}\n`));
    expect(saidBy(await ask(old, receipt))).toEqual([["history-behind"], [], "absent"]);
  });
  test("a history that was written anew around the receipt's entry", async () => {
    const receipt = { proof: await proofBytes(honest()), entry: note };
    const other = logOf(["one", "two", "other"], ["five", "six"]);
    expect(saidBy(await ask(other, receipt))).toEqual([["history-rewritten"], ["split-view"], "included"]);
  });
  test("a proof in a log that nobody else is shown", async () => {
    const aside = await proofBytes(honest());
    for (const more of [0, 1, 2, 40]) {
      const centre = createFakeCentre();
      for (let i = 0; i < 4 + more; i += 1) centre.append(utf8(`public ${i}\n`));
      centre.lies.set(`/proof/text/${encodeHex(acta.digest)}`, { body: aside });
      centre.lies.set("/entries/3", { body: note });
      // Of one that says it is ahead nothing is known without its tiles: that proves nothing, and is no alarm.
      const expected =
        more === 0 ? [[], [], "unproved"] : [["history-rewritten"], ["split-view"], "unproved"];
      expect(saidBy(await ask(centre)), `${more}`).toEqual(expected);
    }
  });
  test("a proof of a moment later is of the same log", async () => {
    const centre = honest();
    const before = await checkpointOf(centre.log);
    centre.append(utf8("six\n"));
    centre.lies.set("/checkpoint", { body: before });
    expect(saidBy(await ask(centre))).toEqual([[], [], "included"]);
  });
  test("results that stay behind for ever", async () => {
    const centre = honest();
    centre.published = { ...publishedOf({ entries: [] }), tree: 3 };
    const seen: Uint8Array[] = [];
    const alarms: string[][] = [];
    for (let visit = 0; visit < 3; visit += 1) {
      alarms.push(saidBy(await ask(centre, null, seen))[0]);
      seen.push(await checkpointOf(centre.log));
      centre.append(utf8(`more ${visit}\n`));
    }
    expect(alarms).toEqual([[], [], ["not-counted"]]);
  });
});
