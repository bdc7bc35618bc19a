/**
 * Receipts from a centre that lies: it logs the text that it was sent, signed by nobody, and acknowledges that. And a stick.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  actaText,
  json,
  ORIGIN,
  signed,
  signer,
  withElection,
} from "@triplicate/centre/centre.test-helper.ts";
import { printCheckpoint } from "@triplicate/core/log/checkpoint.ts";
import { printLogProof } from "@triplicate/core/log/log-proof.ts";
import { leafHash } from "@triplicate/core/merkle-tree.ts";
import { printNote, signNote } from "@triplicate/core/note/note.ts";
import { WITNESS_ANSWER } from "@triplicate/core/statement/witness-answer.ts";
import { ZERO_TAPE } from "@triplicate/core/statement/zero-tape.ts";
import { expect, it } from "vitest";
import { inTemporaryFolder, run } from "./cli.test-helper.ts";
import { sealedNotes } from "./transmission.test-helper.ts";

/** A log of one entry, and its receipt, whoever asks for what. */
async function serving<T>(entry: Uint8Array, use: (url: string) => Promise<T>): Promise<T> {
  const text = printCheckpoint({ origin: ORIGIN, size: 1, root: leafHash(entry) });
  const checkpoint = printNote(await signNote(text, [signer("log")]));
  const receipt = printLogProof({ index: 0, hashes: [], checkpoint });
  const server = createServer((request, response) => {
    request.resume();
    response.end(request.url === "/entries/0" ? entry : receipt);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

it("believes no receipt for an entry that its machine has not signed", () =>
  withElection(({ folder, election }) =>
    inTemporaryFolder(async (kept) => {
      const note = await signed(actaText(election, "p1.1", [1, 2, 3]), "machine/p1.1", "witness/red/p1.1");
      const file = join(kept, "acta.note");
      writeFileSync(file, note);
      const codeFor = (entry: Uint8Array) =>
        serving(entry, async (url) => (await run(["submit", file, "--to", url, "--election", folder])).code);
      expect(await codeFor(note)).toBe(0);
      expect(await codeFor(await signed(actaText(election, "p1.1", [1, 2, 3]), "machine/p1.1"))).toBe(0);
      // The same text, with a line that does not hold, or by another machine: a verifier counts neither.
      const broken = note.slice();
      broken[broken.length - 10]! ^= 1;
      expect(await codeFor(broken)).toBe(1);
      expect(await codeFor(await signed(actaText(election, "p1.1", [1, 2, 3]), "machine/p1.2"))).toBe(1);
    }),
  ));

it("carries what a machine exported to a stick, but for what a station keeps", () =>
  withElection(({ folder, election, start }) =>
    inTemporaryFolder(async (stick) => {
      const centre = await start();
      const reference = [election.definition.id, election.definitionDigest] as const;
      const common = { election: reference, mode: "live", station: "p1.1" } as const;
      const zeroTape = ZERO_TAPE.print({
        ...common,
        ...{ printed: 1_795_000_000, registered: 100, ballots: 0, blank: 0, null: 0, spoiled: 0 },
        contest: [["president", { options: ["A", "B", "C"], votes: [0, 0, 0] }]],
        journal: election.definitionDigest,
      });
      const refusal = WITNESS_ANSWER.print({
        ...common,
        ...{ witness: "blue/p1.1", decision: { decision: "refused", reason: "faltan dos" }, acta: [] },
      });
      const notes = [
        ...(await sealedNotes(election, "p1.1")),
        { name: "zero-tape.note", bytes: await signed(zeroTape, "machine/p1.1", "witness/red/p1.1") },
        { name: "refusal-blue~p1.1.note", bytes: await signed(refusal, "witness/blue/p1.1") },
      ];
      for (const { name, bytes } of notes) writeFileSync(join(stick, name), bytes);
      const args = ["submit", stick, "--to", centre.url, "--election", folder];
      const sent = await run(args);
      expect([sent.code, sent.err]).toEqual([0, ""]);
      expect(sent.out.match(/entry \d of the log/g)).toHaveLength(3);
      expect(
        sent.out.match(/(zero-tape|refusal-blue~p1\.1)\.note: zero tapes and refusals are kept/g),
      ).toHaveLength(2);
      expect(readdirSync(stick).filter((name) => name.endsWith(".tlog-proof"))).toEqual([
        "acta-president.note.tlog-proof",
        "acta-treasurer.note.tlog-proof",
        "closing.note.tlog-proof",
      ]);
      // Carried twice, by two people: the same receipts, and one entry each.
      expect((await run(args)).code).toBe(0);
      expect((await json(centre, "/results")).tree).toBe(3);
      // Who names a zero tape by itself hears from the centre what it takes.
      const alone = await run(["submit", join(stick, "zero-tape.note"), ...args.slice(2)]);
      expect([alone.code, alone.err]).toEqual([2, expect.stringContaining("statement-form")]);
    }),
  ));
